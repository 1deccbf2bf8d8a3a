import pytest
from django.core.exceptions import ValidationError

from socle.texte import normaliser
from socle.validateurs import valider_rna, valider_siren, valider_siret


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("Méaulte", "meaulte"),
        ("Bray-sur-Somme", "bray sur somme"),
        ("St-Étienne", "saint etienne"),
        ("L'Œuvre", "l oeuvre"),
        ("  Ste  Marie ", "sainte marie"),
        ("", ""),
        ("S.C.I.C. du Vent", "scic du vent"),
        ("A. D. M. R. locale", "admr locale"),
        ("A D M R d’Albert", "admr d albert"),
        ("L’A.D.M.R.", "l admr"),
        ("Le plan A B", "le plan a b"),
        ("Groupe C N L d’Été", "groupe cnl d ete"),
        ("n° 3 de la rue. Au fond", "n 3 de la rue au fond"),
        ("1.2.3", "1 2 3"),
    ],
)
def test_normaliser(brut, attendu):
    assert normaliser(brut) == attendu


def test_official_numbers_accepted():
    valider_siren("248000747")
    valider_siret("35600000000048")
    valider_rna("W751234567")


@pytest.mark.parametrize(
    ("valider", "valeur"),
    [
        (valider_siren, "248000748"),
        (valider_siren, "24800074"),
        (valider_siret, "24800074700000"),
        (valider_rna, "751234567"),
    ],
)
def test_wrong_official_numbers_refused_in_french(valider, valeur):
    with pytest.raises(ValidationError, match="n’est pas valide"):
        valider(valeur)
