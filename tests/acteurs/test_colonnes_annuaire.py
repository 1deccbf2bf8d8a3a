"""The columns of the directory answer exactly what SQL does, whatever happened since the file."""

import os
import random
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acteurs import colonnes, tuiles
from acteurs.colonnes import etat as module_etat
from acteurs.colonnes import fichier
from acteurs.colonnes.etat import lire_annuaire, lire_etat
from acteurs.criteres import Criteres
from acteurs.models import Acteur, ChangementActeur, Revision, Thematique
from acteurs.referentiels import charger
from acteurs.services import archive_acteur, publish_acteur, update_acteur
from acteurs.services.colonnes import construire_colonnes
from acteurs.services.revision import signaler_changement
from acteurs.tasks import ECRITURE, ranger_colonnes
from acteurs.tuiles import SAUF, Tuile, composer, composer_en_sql
from tests.acteurs.test_tuiles import LAT, LON, tuile_de
from tests.fabriques import make_acteur, make_commune, make_territoire, make_utilisateur

NOMS = ["Régie de quartier", "Garage solidaire", "L’Atelier", "Théâtre d’Albert", "Coop du Pré"]
TAILLES = ["", "0", "1-9", "250+"]
NAFS = [("", ""), ("88.99B", ""), ("88.10A", "88.10Y"), ("", "94.99Y")]
TYPES = [(None, None), ("association", None), ("cooperative", "scic"), ("collectivite", None)]


@pytest.fixture
def annuaire(db):
    """Communes, a territory, and thirty actors at random, the same for every example."""
    charger()
    alea = random.Random(7)
    communes = [
        make_commune(f"8001{n}", nom=f"Lieu {n}", lon=LON + n / 30, lat=LAT) for n in range(4)
    ]
    make_territoire(*communes[:2], code="200000001")
    bits = list(Thematique.objects.values_list("bit", flat=True)[:4])
    for _ in range(30):
        make_acteur(**_au_hasard(alea, communes, bits))
    return communes, bits


def _au_hasard(alea, communes, bits):
    type_, forme = alea.choice(TYPES)
    naf, naf25 = alea.choice(NAFS)
    place = alea.random() < 0.8
    return {
        "nom": f"{alea.choice(NOMS)} {alea.choice(['', 'des Lilas', 'associé', 'n° 3'])}",
        "description": alea.choice(["", "Associations et coopératives du pays"]),
        "type_id": type_, "sous_type_id": forme, "naf": naf, "naf25": naf25,
        "ess": alea.choice([True, False, None]), "taille": alea.choice(TAILLES),
        "esus": alea.random() < 0.3, "masque_themes": 1 << alea.choice(bits),
        "commune": alea.choice([*communes, None]),
        "lon": LON + alea.randint(-40, 40) / 300 if place else None,
        "lat": LAT + alea.randint(-3, 3) / 200 if place else None,
        "statut": alea.choice(["publie"] * 5 + ["propose", "archive"]),
    }  # fmt: skip


FILTRES = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(
            ["a", "co", "gar", "theatre d albert", "asso", "soc", "zz", "3", "du pre"]
        ),
        "famille": st.sampled_from(["association", "cooperative", "inconnu", "nawak"]),
        "forme": st.just("scic"),
        "ess": st.sampled_from(["oui", "non"]),
        "taille": st.sampled_from(["0", "1-9"]),
        "esus": st.just("oui"),
        "naf": st.sampled_from(["88", "88.1", "94"]),
        "territoire": st.just("epci:200000001"),
        "hors_perimetre": st.just("on"),
        "cadre": st.just(f"{LON - 0.05},{LAT - 0.01},{LON + 0.05},{LAT + 0.01}"),
        "localisation": st.just("sans-point"),
    },
)
AUTOUR = st.one_of(
    st.just({}), st.sampled_from([0, 2, 5]).map(lambda r: {"autour": "80011", "rayon": str(r)})
)
ZOOMS = st.sampled_from([0, 5, 8, 10, 13, 15, 17])


def _egaux(criteres):
    """Compare every answer of the columns with SQL's."""
    choix = colonnes.choisir(criteres)
    attendus = criteres.appliquer()
    assert sorted(choix.id.tolist()) == sorted(attendus.values_list("pk", flat=True))
    places, sans = attendus.places(), attendus.filter(lon=None)
    assert (choix.places, choix.sans_point) == (places.count(), sans.count())
    alphabet = list(attendus.order_by("nom_normalise", "pk").values_list("pk", flat=True))
    assert choix.par_nom(0, len(alphabet)) == alphabet
    assert choix.par_nom(2, 5) == alphabet[2:5]
    ranges = places.order_by("nom_normalise", "pk").values_list("pk", flat=True)
    assert choix.par_nom(1, 4, sans_point=False) == list(ranges[1:4])
    ranges = sans.order_by("nom_normalise", "pk").values_list("pk", flat=True)
    assert choix.par_nom(0, 9, sans_point=True) == list(ranges[:9])
    par_commune = {}
    for code in attendus.values_list("commune", flat=True):
        par_commune[code] = par_commune.get(code, 0) + 1
    assert choix.par_commune() == par_commune


def _memes_tuiles(criteres, z):
    tuile = Tuile(*tuile_de(z))
    etat = lire_annuaire()
    assert composer(criteres, tuile, etat) == composer_en_sql(replace(criteres), tuile, etat.numero)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    filtres=FILTRES, autour=AUTOUR, z=ZOOMS, theme=st.booleans(), points=st.sampled_from([3, 300])
)
def test_same_answers_as_sql_before_and_after_changes(
    annuaire, monkeypatch, filtres, autour, z, theme, points
):
    communes, bits = annuaire
    monkeypatch.setattr(tuiles, "POINTS_MAX", points)
    filtres = {**filtres, **autour}
    if theme:
        filtres["theme"] = Thematique.objects.get(bit=bits[0]).pk
    avec = Criteres.lire(filtres, make_utilisateur())
    with transaction.atomic():
        cache.clear()  # the revisions of the example before come again
        construire_colonnes()
        _egaux(avec)
        _memes_tuiles(avec, z)
        alea = random.Random(z)
        acteurs = list(Acteur.objects.order_by("pk")[:12])
        for acteur in acteurs[:4]:
            update_acteur(
                acteur=acteur, champs={"nom": "Neuf coopérant", "taille": "0"}, confirme=True
            )
        archive_acteur(acteur=acteurs[5], par=None)
        for _ in range(4):
            make_acteur(**_au_hasard(alea, communes, bits))
        parti = acteurs[8]
        parti.thematiques.clear()
        signaler_changement([parti.morton], acteurs=[parti.pk])
        parti.delete()
        avec = replace(avec)
        assert colonnes.choisir(avec) is not None
        _egaux(avec)
        _memes_tuiles(avec, z)
        transaction.set_rollback(True)


class TestDroits:
    def test_only_published_ones_are_in_the_file(self, annuaire):
        construire_colonnes()
        etat = lire_etat()
        publies = Acteur.objects.publies()
        assert sorted(etat.base.id.tolist()) == sorted(publies.values_list("pk", flat=True))

    def test_proposals_and_archives_are_left_to_sql(self, annuaire):
        construire_colonnes()
        for statut in ("propose", "archive"):
            assert colonnes.choisir(Criteres.lire({"statut": statut}, make_utilisateur())) is None

    def test_official_numbers_are_left_to_sql(self, annuaire):
        construire_colonnes()
        for numero in ("356000000", "35600000000048", "W123456789"):
            assert colonnes.choisir(Criteres.lire({"q": numero}, make_utilisateur())) is None

    def test_withdrawn_ones_go_at_once_and_come_back(self, annuaire):
        construire_colonnes()
        acteur = Acteur.objects.publies().first()
        archive_acteur(acteur=acteur, par=None)
        assert acteur.pk not in colonnes.choisir(Criteres(utilisateur=None)).id
        publish_acteur(acteur=acteur, par=None)
        assert acteur.pk in colonnes.choisir(Criteres(utilisateur=None)).id


class TestFichier:
    def test_none_before_the_first_one_and_it_is_asked_for(self, annuaire, monkeypatch):
        demandes = []
        monkeypatch.setattr(module_etat, "demander", lambda: demandes.append(1))
        assert colonnes.choisir(Criteres(utilisateur=None)) is None
        assert demandes

    def test_it_is_asked_for_once_in_a_while_and_a_broken_broker_breaks_nothing(
        self, annuaire, monkeypatch
    ):
        demandes = []

        def refuser(**options):
            demandes.append(options)
            raise OSError("no broker")

        monkeypatch.setattr(ranger_colonnes, "apply_async", refuser)
        cache.clear()
        for _ in range(3):
            assert colonnes.choisir(Criteres(utilisateur=None)) is None
        assert len(demandes) == 1

    def test_one_worker_writes_at_a_time(self, annuaire):
        cache.add(ECRITURE, 1)
        assert ranger_colonnes() == 0
        assert not lire_annuaire().jeton
        cache.delete(ECRITURE)
        assert ranger_colonnes() == Acteur.objects.publies().count()
        assert lire_annuaire().jeton

    @pytest.mark.parametrize("abimer", ["couper", "changer", "retirer", "autre"])
    def test_a_damaged_file_is_not_used(self, annuaire, abimer):
        construire_colonnes()
        chemin = fichier.chemin(lire_annuaire().jeton)
        octets = bytearray(chemin.read_bytes())
        if abimer == "couper":
            chemin.write_bytes(octets[:-64])
        elif abimer == "changer":
            octets[-100] ^= 1
            chemin.write_bytes(octets)
        elif abimer == "autre":
            chemin.write_bytes(b"autre chose")
        else:
            chemin.unlink()
        assert colonnes.choisir(Criteres(utilisateur=None)) is None
        construire_colonnes()
        assert colonnes.choisir(Criteres(utilisateur=None)) is not None

    def test_unknown_changes_leave_the_answer_to_sql_until_the_next_file(self, annuaire):
        construire_colonnes()
        signaler_changement()
        assert colonnes.choisir(Criteres(utilisateur=None)) is None
        construire_colonnes()
        assert colonnes.choisir(Criteres(utilisateur=None)) is not None

    def test_too_many_changes_too(self, annuaire, monkeypatch):
        construire_colonnes()
        monkeypatch.setattr(module_etat, "CHANGES_MAX", 2)
        signaler_changement(acteurs=[1, 2])
        assert colonnes.choisir(Criteres(utilisateur=None)) is not None
        signaler_changement(acteurs=[3])
        assert colonnes.choisir(Criteres(utilisateur=None)) is None

    def test_a_file_older_than_the_one_in_use_is_set_aside(self, annuaire, monkeypatch):
        construire_colonnes()
        jeton = lire_annuaire().jeton
        monkeypatch.setattr("acteurs.services.colonnes.lire_revision", lambda: 0)
        construire_colonnes()
        assert lire_annuaire().jeton == jeton
        assert fichier.chemin(jeton).exists()

    def test_what_is_told_by_a_file_is_forgotten_one_file_later(self, annuaire):
        construire_colonnes()
        acteur = Acteur.objects.publies().first()
        update_acteur(acteur=acteur, champs={"nom": "Autre"}, confirme=True)
        construire_colonnes()
        assert ChangementActeur.objects.filter(acteur=acteur.pk).exists()
        construire_colonnes()
        assert not ChangementActeur.objects.exists()
        assert len(list(fichier.dossier().glob("*.bin"))) <= 2

    def test_what_killed_writers_left_goes_after_an_hour(self, annuaire):
        fichier.dossier().mkdir(exist_ok=True)
        ancien, recent = (fichier.dossier() / f"{nom}.tmp" for nom in ("ancien", "recent"))
        for reste in (ancien, recent):
            reste.write_bytes(b"")
        os.utime(ancien, (0, 0))
        construire_colonnes()
        assert not ancien.exists()
        assert recent.exists()
        recent.unlink()

    def test_an_empty_directory(self, db):
        construire_colonnes()
        choix = colonnes.choisir(Criteres(utilisateur=None))
        assert (len(choix), choix.par_nom(0, 10), choix.par_commune()) == (0, [], {})


@pytest.mark.django_db(transaction=True)
class TestProcessus:
    """Outside transactions, a process keeps what it read and only reads what changed."""

    def test_one_change_costs_two_short_queries(self, django_assert_num_queries):
        acteurs = [make_acteur(nom=f"Acteur {n}", lon=LON, lat=LAT) for n in range(3)]
        construire_colonnes()
        tous = Criteres(utilisateur=None)
        with django_assert_num_queries(2):  # the state, the changes
            colonnes.choisir(tous)
        with django_assert_num_queries(1):
            colonnes.choisir(tous)
        update_acteur(acteur=acteurs[0], champs={"nom": "Autre"}, confirme=True)
        with django_assert_num_queries(3):
            choix = colonnes.choisir(replace(tous, q="autre"))
        assert choix.id.tolist() == [acteurs[0].pk]
        for acteur in acteurs[1:]:
            update_acteur(acteur=acteur, champs={"nom": "Autre"}, confirme=True)
        with django_assert_num_queries(3):
            assert len(colonnes.choisir(replace(tous, q="autre"))) == 3
        with django_assert_num_queries(1):
            assert len(colonnes.choisir(replace(tous, q="autre"))) == 3

    def test_a_database_brought_back_to_an_earlier_state(self):
        acteur = make_acteur(nom="Avant", lon=LON, lat=LAT)
        construire_colonnes()
        update_acteur(acteur=acteur, champs={"nom": "Après"}, confirme=True)
        assert len(colonnes.choisir(Criteres(utilisateur=None, q="apres"))) == 1
        Acteur.objects.filter(pk=acteur.pk).update(nom="Avant", mots="avant")
        ChangementActeur.objects.all().delete()
        Revision.objects.update(numero=1)
        assert len(colonnes.choisir(Criteres(utilisateur=None, q="avant"))) == 1

    def test_what_a_transaction_undoes_is_not_kept(self):
        acteur = make_acteur(nom="Avant", lon=LON, lat=LAT)
        construire_colonnes()
        with transaction.atomic():
            update_acteur(acteur=acteur, champs={"nom": "Défait"}, confirme=True)
            assert len(colonnes.choisir(Criteres(utilisateur=None, q="defait"))) == 1
            transaction.set_rollback(True)
        make_acteur(nom="Autre", lon=LON, lat=LAT)
        assert len(colonnes.choisir(Criteres(utilisateur=None, q="defait"))) == 0
        assert len(colonnes.choisir(Criteres(utilisateur=None))) == 2


def test_the_list_has_its_own_frame_and_the_tile_too(annuaire):
    construire_colonnes()
    criteres = Criteres.lire({"cadre": "0,0,1,1"}, make_utilisateur())
    assert len(colonnes.choisir(criteres)) == 0
    assert len(colonnes.choisir(criteres, sauf=SAUF)) == Acteur.objects.publies().count()
