"""The documented filières as rows: whole, loaded once, rewritten only when their text changes."""

import pytest

from filieres import exemples
from filieres.catalogue import filieres
from filieres.exemples import charger_exemples, chercher
from filieres.models import Chaine, Filiere, Maillon, Position
from tests.fabriques import make_filiere, make_territoire

pytestmark = pytest.mark.django_db


def test_every_documented_filiere_becomes_a_row_and_stays_the_same():
    assert charger_exemples().crees == 30
    lignes = Filiere.objects.exemples()
    assert set(lignes.values_list("code", flat=True)) == set(filieres())
    assert Maillon.objects.count() == sum(len(f["maillons"]) for f in filieres().values())
    cites = sum(len(set(m["acteurs"])) for f in filieres().values() for m in f["maillons"])
    assert Position.objects.count() == cites
    avant = set(Maillon.objects.values_list("pk", flat=True))
    bilan = charger_exemples()
    assert (bilan.crees, bilan.modifies, bilan.inchanges) == (0, 0, 30)
    assert set(Maillon.objects.values_list("pk", flat=True)) == avant


def test_a_changed_text_rewrites_its_chains_and_keeps_its_row(monkeypatch):
    charger_exemples()
    laine = Filiere.objects.get(code="creuse-laine-art-textile")
    change = {k: v for k, v in filieres().items() if k != "saugues-laine"}
    change[laine.code] = {**change[laine.code], "nom": "Laine", "maillons": []}
    make_filiere(origine=Filiere.objects.get(code="saugues-laine"), territoire=make_territoire())
    monkeypatch.setattr(exemples, "filieres", lambda: change)
    bilan = charger_exemples()
    assert (bilan.modifies, bilan.retires, bilan.inchanges) == (1, 0, 28)
    laine.refresh_from_db()
    assert laine.nom == "Laine"
    assert not laine.maillons.exists()
    Filiere.objects.vivantes().delete()
    assert charger_exemples().retires == 1


def test_an_ecosystem_has_its_chains_and_a_missing_maillon_is_said():
    charger_exemples()
    paris = Filiere.objects.get(code="paris-economie-circulaire")
    assert list(Chaine.objects.filter(filiere=paris).values_list("nom", flat=True)) == [
        "Équipements électroniques et numériques",
        "Vrac et consigne",
        "Matière organique",
    ]
    assert paris.maillons.filter(statut_declare="manquant").count() == 1
    gisement = paris.gisements.get()
    assert (gisement.quantite, gisement.unite, gisement.maillon) == (15, "tonnes par jour", None)


def test_collections_stand_side_by_side():
    charger_exemples()
    grenoble = Filiere.objects.get(code="grenoble-reemploi-fabricanova")
    assert list(grenoble.maillons.order_by("pk").values_list("ordre", flat=True)) == [
        1, 1, 2, 3, 4, 5,
    ]  # fmt: skip
    bouteilles = Filiere.objects.get(code="rebooteille").gisements.get()
    assert bouteilles.maillon.type == "mt-collecte"


@pytest.mark.parametrize(
    ("filtres", "attendu"),
    [
        ({"q": "laine CREUSE"}, {"creuse-laine-art-textile"}),
        ({"theme": "bois"}, {"bois-structuration"}),
        ({"theme": "textile", "echelon": "departement"}, {"seine-saint-denis-textile"}),
        ({"q": "introuvable"}, set()),
    ],
)
def test_search(filtres, attendu):
    charger_exemples()
    assert {f.code for f in chercher(**filtres)} == attendu
