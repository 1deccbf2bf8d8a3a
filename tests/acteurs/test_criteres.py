import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from acteurs.criteres import Criteres, lire_cadre, lire_naf
from acteurs.models import Acteur
from acteurs.morton import PROFONDEUR, code_morton, plages
from territoires.models import ContourCommune
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_organisation,
    make_territoire,
    make_thematique,
    make_type,
    make_utilisateur,
)

CARRE = (
    '{"type":"Polygon","coordinates":'
    "[[[2.6,49.95],[2.75,49.95],[2.75,50.05],[2.6,50.05],[2.6,49.95]]]}"
)


def criteres(adresse: str, utilisateur=None) -> Criteres:
    return Criteres.lire(QueryDict(adresse), utilisateur or AnonymousUser())


def noms(adresse: str, utilisateur=None) -> list[str]:
    return sorted(criteres(adresse, utilisateur).appliquer().values_list("nom", flat=True))


class TestLecture:
    def test_costs_no_query(self):
        """Without the database mark, a query would fail."""
        lus = criteres("q=a&famille=scic&cadre=1,2,3,4&naf=88&theme=x&rayon=5")
        assert lus.cle
        assert lus.cle_droits == "tous"

    def test_same_question_same_key_whatever_the_writing(self):
        une = criteres("famille=cooperative&q=%C3%89cole+D%E2%80%99%C3%A9t%C3%A9&page=3&vue=8/2/3")
        autre = criteres("q=ecole+d+ete&famille=cooperative&taille=")
        assert une.cle == autre.cle
        assert une.adresse == "q=%C3%89cole+D%E2%80%99%C3%A9t%C3%A9&famille=cooperative"
        assert criteres(une.adresse).cle == une.cle

    @pytest.mark.parametrize(
        "adresse",
        [
            "taille=x", "ess=peut-%C3%AAtre", "statut=publie", "cadre=1,2,3", "cadre=3,2,1,4",
            "cadre=nan,1,2,3", "cadre=a", "naf=%25", "esus=x", "localisation=x", "famille=';--",
            "rayon=5", "hors_perimetre=non", "q=%00+",
        ],
    )  # fmt: skip
    def test_what_means_nothing_is_left_out(self, adresse):
        assert criteres(adresse).valeurs == {}

    @pytest.mark.parametrize(
        ("tape", "lu"),
        [
            ("88", "88"), ("88.9", "88.9"), ("8899b", "88.99B"), ("88.99B", "88.99B"),
            ("88.99.B", "88.99B"), ("88B", ""), ("8", ""), ("%", ""), ("", ""),
        ],
    )  # fmt: skip
    def test_activity_codes(self, tape, lu):
        assert lire_naf(tape) == lu

    def test_frames_are_brought_back_to_the_globe(self):
        assert lire_cadre("-200,-95,190,95") == (-180, -90, 180, 90)
        assert lire_cadre("1,2,1,4") is None

    def test_only_what_pre_aggregated_counts_know(self):
        assert criteres("famille=cooperative&ess=oui&taille=1-9&theme=x").agregeables
        for autre in (
            "q=a",
            "cadre=1,2,3,4",
            "statut=propose",
            "naf=88",
            "localisation=sans-point",
        ):
            assert not criteres(autre).agregeables


class TestMorton:
    @settings(deadline=None, max_examples=200)
    @given(
        st.floats(-179, 178), st.floats(-84, 83), st.floats(1e-4, 60), st.floats(1e-4, 60),
        st.floats(0, 1), st.floats(0, 1),
    )  # fmt: skip
    def test_every_point_of_a_frame_is_in_its_ranges(self, ouest, sud, dx, dy, u, v):
        est, nord = min(180, ouest + dx), min(85, sud + dy)
        code = code_morton(ouest + u * (est - ouest), sud + v * (nord - sud))
        trouvees = plages(ouest, sud, est, nord)
        assert any(debut <= code <= fin for debut, fin in trouvees)
        assert len(trouvees) <= 16
        assert all(0 <= debut <= fin < 1 << 2 * PROFONDEUR for debut, fin in trouvees)


@pytest.mark.django_db
class TestActeurs:
    def test_form_agreement_and_activity(self):
        make_type("cooperative")
        make_type("scic", parent_id="cooperative")
        make_acteur(nom="A", type_id="cooperative", sous_type_id="scic", naf="88.99B")
        make_acteur(nom="B", esus=True, naf="88.10A")
        make_acteur(nom="C", naf25="88.99Y")
        make_acteur(nom="D", naf="94.99Z", naf25="88.99Y")
        assert noms("forme=scic") == ["A"]
        assert noms("esus=oui") == ["B"]
        assert noms("naf=88") == ["A", "B", "C"]
        assert noms("naf=8899") == ["A", "C"]
        assert noms("naf=94.99Z") == ["D"]

    def test_themes_by_their_bits(self):
        make_thematique("mobilite", bit=3)
        make_thematique("energie", bit=40)
        make_acteur(nom="A", thematiques=["mobilite"])
        make_acteur(nom="B", thematiques=["mobilite", "energie"])
        make_acteur(nom="C")
        assert noms("theme=mobilite") == ["A", "B"]
        assert noms("theme=energie") == ["B"]
        assert noms("theme=inconnu") == []

    def test_frame_of_the_map(self):
        make_acteur(nom="Dedans", lon=2.649, lat=50.004)
        make_acteur(nom="À côté", lon=2.71, lat=50.004)
        make_acteur(nom="Sans point")
        assert noms("cadre=2.6,50,2.7,50.1") == ["Dedans"]
        assert noms("cadre=-180,-90,180,90") == ["Dedans", "À côté"]
        vus = criteres("cadre=2.6,50,2.7,50.1").appliquer(sauf=frozenset({"cadre"}))
        assert vus.count() == 3

    def test_around_the_outline_and_not_the_centre(self):
        albert = make_commune("80016", nom="Albert", lon=2.65, lat=50.0)
        partie = make_commune("80017", nom="Partie", type="associee", parent=albert)
        ContourCommune.objects.create(
            commune=albert, bande=2, geojson=CARRE, ouest=2.6, sud=49.95, est=2.75, nord=50.05
        )
        make_acteur(nom="Loin du centre", lon=2.749, lat=50.049)
        make_acteur(nom="À 1 km du bord", lon=2.76, lat=50.0)
        make_acteur(nom="À 6 km du bord", lon=2.75 + 6 / 71.5, lat=50.0)
        make_acteur(nom="À 3 km du bord", lon=2.75 + 3 / 71.5, lat=50.0)
        make_acteur(nom="D’ici sans point", commune=albert)
        make_acteur(nom="De la partie", commune=partie, lon=9, lat=42)
        ici = ["De la partie", "D’ici sans point"]
        assert noms("autour=80016&rayon=0") == ici
        proches = ["De la partie", "D’ici sans point", "Loin du centre", "À 1 km du bord"]
        assert noms("autour=80016&rayon=2") == proches
        assert noms("autour=80016&rayon=5") == [*proches, "À 3 km du bord"]
        assert "À 6 km du bord" in noms("autour=80016&rayon=10")
        assert noms("autour=99999&rayon=2") == []

    def test_around_a_commune_without_outline_means_around_its_actors(self):
        ville = make_commune("80021", nom="Ville", lon=2.3, lat=49.9)
        make_acteur(nom="Du bout", commune=ville, lon=2.4, lat=49.9)
        make_acteur(nom="À 3 km du bout", lon=2.4 + 3 / 71.7, lat=49.9)
        assert noms("autour=80021&rayon=5") == ["Du bout", "À 3 km du bout"]

    def test_a_merged_commune_leads_to_the_one_in_force(self):
        nouvelle = make_commune("80100", nom="Nouvelle")
        make_commune("80099", nom="Ancienne", actif=False, successeur=nouvelle)
        make_acteur(nom="D’ici", commune=nouvelle)
        assert noms("autour=80099&rayon=0") == ["D’ici"]

    def test_a_moved_actor_is_seen_at_once(self):
        from acteurs.services import update_acteur

        ville = make_commune("80021", nom="Ville", lon=2.3, lat=49.9)
        acteur = make_acteur(nom="Mobile", lon=2.31, lat=49.9, precision="adresse")
        assert noms("autour=80021&rayon=2") == ["Mobile"]
        update_acteur(acteur=acteur, champs={"lon": 3.0, "lat": 49.0})
        assert noms("autour=80021&rayon=2") == []
        assert ville.pk


@pytest.mark.django_db
class TestDroits:
    def test_key_of_rights_changes_with_the_organisations_and_places(self):
        une, autre = make_utilisateur(), make_utilisateur()
        make_organisation(une)
        assert criteres("q=a", une).cle_droits == criteres("q=a", autre).cle_droits
        cle = criteres("statut=propose", une).cle_droits
        assert cle != criteres("statut=propose", autre).cle_droits
        assert cle == criteres("statut=propose", une).cle_droits
        territoire = make_territoire(make_commune())
        lieu = f"territoire=epci:{territoire.code}"
        avant = criteres(lieu, une).cle_droits
        territoire.save()
        assert criteres(lieu, une).cle_droits != avant

    def test_proposals_of_others_stay_hidden(self):
        une = make_utilisateur()
        make_acteur(nom="Leur brouillon", statut="propose", organisation=make_organisation())
        make_acteur(nom="Le nôtre", statut="propose", organisation=make_organisation(une))
        assert noms("statut=propose", une) == ["Le nôtre"]
        assert noms("statut=propose") == []


class TestParmi(TestCase):
    """One parameter for any number of ids."""

    @settings(deadline=None, max_examples=20)
    @given(st.sets(st.integers(0, 2**40), max_size=50))
    def test_keeps_those_and_no_other(self, autres: set[int]) -> None:
        """Unknown ids and empty lists do no harm."""
        acteur = Acteur.objects.create(nom="A")
        Acteur.objects.create(nom="B")
        autres -= {acteur.pk, acteur.pk + 1}
        assert not Acteur.objects.filter(pk__parmi=autres).exists()
        with CaptureQueriesContext(connection) as requetes:
            assert Acteur.objects.get(pk__parmi=[*autres, acteur.pk]) == acteur
        assert len(requetes) == 1
