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
