"""Columns of a file: names told apart, families with their forms, points with their precision."""

import io

import pytest

from acteurs.forms import ActeurForm
from acteurs.importers.colonnes import deviner
from acteurs.importers.lecture import examiner
from acteurs.importers.lignes import Convertisseur
from acteurs.referentiels import charger
from acteurs.services import update_acteur
from tests.fabriques import make_acteur, make_commune

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _referentiels():
    charger()


def lire(entetes: str, *rangees: str):
    noms = entetes.split(";")
    convertisseur = Convertisseur(deviner(noms), len(noms))
    return convertisseur.lire([(i, r.split(";")) for i, r in enumerate(rangees, 2)])


def test_columns_of_the_same_name_are_told_apart():
    contenu = b"Nom;Nom;;Nom\nA;B;C;D\n"
    examen = examiner(io.BytesIO(contenu), "x.csv", len(contenu))
    assert examen.entetes == ["Nom", "Nom (2)", "Colonne 3", "Nom (3)"]


def test_the_form_of_our_exports_is_read_back():
    scic, esat, inconnue, famille, ailleurs = lire(
        "Nom;Famille;Forme",
        "A;Coopérative;SCIC",
        "B;;ESAT",
        "C;;SAS",
        "D;;Association",
        "E;Association;SCIC",
    )
    assert (scic.champs["type"].pk, scic.champs["sous_type"].pk) == ("cooperative", "scic")
    assert esat.champs["sous_type"].pk == "esat"
    assert inconnue.champs["forme_juridique"] == "SAS"
    assert "type" not in inconnue.champs
    assert famille.champs["type"].pk == "association"
    assert "sous_type" not in famille.champs
    assert ailleurs.champs["type"].pk == "association"
    assert "sous_type" not in ailleurs.champs
    assert "n’est pas de la famille" in ailleurs.avertissements[0]


class TestGeocodedPoint:
    @pytest.fixture
    def acteur(self):
        return make_acteur(
            nom="A", adresse="1 rue Haute", commune=make_commune("80016"), lon=2.6, lat=50.1,
            precision="voie", score_geocodage=0.7,
        )  # fmt: skip

    def test_other_changes_leave_it(self, acteur):
        acteur = update_acteur(acteur=acteur, champs={"description": "x"})
        assert (acteur.lon, acteur.precision, acteur.score_geocodage) == (2.6, "voie", 0.7)

    def test_another_address_is_to_be_placed_again(self, acteur):
        acteur = update_acteur(acteur=acteur, champs={"adresse": "2 rue Basse"})
        assert (acteur.lon, acteur.precision, acteur.score_geocodage) == (2.649, "commune", None)

    def test_a_person_s_point_is_not_the_service_s_any_more(self, acteur):
        champs = {"lon": 2.7, "lat": 50.2, "precision": "adresse"}
        acteur = update_acteur(acteur=acteur, champs=champs)
        assert (acteur.lon, acteur.precision, acteur.score_geocodage) == (2.7, "adresse", None)

    def test_a_point_somebody_removed_is_not_asked_again(self, acteur):
        champs = {"lon": None, "lat": None, "precision": "inconnue"}
        acteur = update_acteur(acteur=acteur, champs=champs)
        assert (acteur.lon, acteur.precision, acteur.score_geocodage) == (2.649, "commune", 0.7)

    def test_the_form_keeps_how_well_it_is_known(self, acteur):
        vierge = ActeurForm(instance=acteur)
        saisie = {n: v for n, v in vierge.initial.items() if v not in (None, [])}
        form = ActeurForm(saisie, instance=acteur)
        assert form.is_valid(), form.errors
        assert form.saisie()["precision"] == "voie"
        form = ActeurForm({**saisie, "lon": "2,61"}, instance=acteur)
        assert form.is_valid(), form.errors
        assert form.saisie()["precision"] == "adresse"
