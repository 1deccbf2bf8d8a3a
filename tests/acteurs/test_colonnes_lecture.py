"""Lists read from columns are those of the database: same counts, same pages, same order."""

import random
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acteurs.colonnes import lire_annuaire
from acteurs.colonnes.lecture import lire_colonnes
from acteurs.criteres import Criteres
from acteurs.lecture_sql import LectureSQL
from acteurs.listes import Liste
from acteurs.models import Acteur
from acteurs.referentiels import charger
from acteurs.services import archive_acteur, update_acteur
from acteurs.services.colonnes import construire_colonnes
from territoires.dessin.memoire import memoire
from tests.fabriques import make_acteur, make_commune, make_utilisateur

TETES = ["École", "S.C.I.C.", "A D M R", "A S", "Saint-Étienne", "Coop", "Écocité", "AS"]
SUITES = ["", "", "d’été", "solidaire", "du bois", "co", "des A S", "scic"]
SIGLES = ["", "", "", "AS", "A.S.", "SCIC", "Coop", "É"]
OBJETS = ["", "", "Une école d’été au bois", "La coopération, as de pique"]
CHERCHES = st.sampled_from(
    ["", "e", "a", "as", "a.s.", "co", "coop", "eco", "cole", "scic", "s.c.i.c.", "ete ecole",
     "saint etienne", "bois", "st", "a s", "zz", "ecole du bois", " -- "]
)  # fmt: skip
LIEUX = st.sampled_from(
    [{}, {}, {"vue": "9/50/2.65"}, {"cadre": "2.6,49.9,2.7,50.1"}, {"autour": "80010"},
     {"famille": "association"}, {"famille": "association", "vue": "8/50/2.6"}]
)  # fmt: skip


@pytest.fixture
def annuaire(db):
    charger()
    alea = random.Random(11)
    communes = [make_commune(f"8001{n}", nom=f"Lieu {n}", lon=2.6 + n / 20, lat=50) for n in (0, 1)]
    for _ in range(40):
        make_acteur(**_au_hasard(alea, communes))
    return communes


def _au_hasard(alea, communes):
    place = alea.random() < 0.75
    return {
        "nom": f"{alea.choice(TETES)} {alea.choice(SUITES)}".strip(),
        "sigle": alea.choice(SIGLES),
        "description": alea.choice(OBJETS),
        "type_id": alea.choice(["association", "cooperative"]),
        "commune": alea.choice(communes),
        # Few places: many are as near as one another.
        "lon": 2.6 + alea.randint(0, 3) / 30 if place else None,
        "lat": 50.0 if place else None,
        "statut": alea.choice(["publie"] * 6 + ["propose"]),
    }


def _egales(criteres):
    lue, attendue = lire_colonnes(criteres, lire_annuaire()), LectureSQL(replace(criteres), 0)
    assert lue is not None
    memoire().clear()  # where the database's count is kept, by revision
    assert lue.releve == attendue.releve
    for sans_point in (False, True):
        nombre = lue.releve.sans_point if sans_point else lue.releve.places
        tous = attendue.ids(0, nombre, sans_point=sans_point)
        assert lue.ids(0, nombre, sans_point=sans_point) == tous
        assert lue.ids(3, 7, sans_point=sans_point) == tous[3:7]
        assert lue.ids(7, 99, sans_point=sans_point) == tous[7:]
    assert sorted(lue.echantillon(500)) == sorted(attendue.echantillon(500))
    assert len(lue.echantillon(3)) <= 3


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cherche=CHERCHES, lieu=LIEUX, graine=st.integers(0, 9))
def test_same_lists_before_and_after_changes(annuaire, cherche, lieu, graine):
    criteres = Criteres.lire({"q": cherche, **lieu}, make_utilisateur())
    with transaction.atomic():
        cache.clear()  # the revisions of the example before come again
        construire_colonnes()
        _egales(criteres)
        alea = random.Random(graine)
        acteurs = list(Acteur.objects.publies().order_by("pk"))
        for acteur in alea.sample(acteurs, 5):
            nouveau = _au_hasard(alea, annuaire)
            champs = {nom: nouveau[nom] for nom in ("nom", "sigle", "description")}
            update_acteur(acteur=acteur, champs=champs, confirme=True)
        archive_acteur(acteur=acteurs[0], par=None)
        for _ in range(5):
            make_acteur(**_au_hasard(alea, annuaire))
        _egales(replace(criteres))
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestListe:
    def test_exact_beyond_the_ceiling_of_the_database(self, annuaire, monkeypatch):
        monkeypatch.setattr("acteurs.lecture_sql.PLAFOND", 5)
        tous = Criteres(utilisateur=None)
        publies = Acteur.objects.publies()
        assert Liste(tous).releve.plafonne
        construire_colonnes()
        liste = Liste(tous)
        assert not liste.releve.plafonne
        assert liste.releve.total == publies.count()
        assert [r.nom for r in liste.page("1").object_list] == list(
            publies.places().order_by("nom_normalise", "pk").values_list("nom", flat=True)[:30]
        )
        assert len(liste.a_localiser(6)) == 6
        assert len(liste.points(100)) == publies.places().count()

    def test_a_page_costs_the_same_whatever_is_asked(self, annuaire, django_assert_max_num_queries):
        construire_colonnes()
        personne = make_utilisateur()
        for criteres in ({}, {"q": "coop"}, {"famille": "association", "q": "ecole"}):
            with django_assert_max_num_queries(5):
                liste = Liste(Criteres.lire(criteres, personne))
                assert list(liste.page("1").object_list)
                liste.a_localiser(6)

    def test_towns_with_the_most_actors_and_their_arrondissements_as_one(self, db):
        lyon = make_commune("69123", nom="Lyon", lon=4.8, lat=45.7)
        for code in ("69381", "69382"):
            partie = make_commune(
                code, nom=f"Lyon {code}", lon=4.8, lat=45.7, type="arrondissement", parent=lyon
            )
            for _ in range(2):
                make_acteur(commune=partie, lon=4.8, lat=45.7)
        ville = make_commune(nom="Ville", lon=2.6, lat=50)
        for _ in range(3):
            make_acteur(commune=ville, lon=2.6, lat=50)
        make_acteur(nom="Sans commune")
        assert Liste(Criteres(utilisateur=None)).villes(5) == []
        construire_colonnes()
        villes = Liste(Criteres(utilisateur=None)).villes(5)
        assert [v.nom for v in villes] == ["Lyon", "Ville"]
