"""From the work file into the directory: created, updated, never doubled."""

import pytest
from django.db import connection

from acteurs.models import Acteur, Thematique
from acteurs.morton import code_morton
from acteurs.services import ecriture
from acteurs.services.revision import lire_revision
from tests.acteurs.fiches import rangee
from tests.fabriques import make_acteur

pytestmark = pytest.mark.django_db


def test_rows_become_published_entries_of_nobody(albert, ecrire):
    theme = Thematique.objects.get(pk="mobilite")
    revision = lire_revision()
    assert ecrire(rangee(masque_themes=1 << theme.bit), rangee("35600000009075")) == {"crees": 2}
    acteur = Acteur.objects.get(siret="35600000000048")
    assert (acteur.nom, acteur.commune, acteur.type_id) == (
        "AMIS DE 35600000000048", albert, "association",
    )  # fmt: skip
    assert (acteur.statut, acteur.organisation, acteur.origine) == ("publie", None, "sirene")
    assert (acteur.enrichi, acteur.ess, acteur.esus, acteur.empreinte) == (False, True, False, 1)
    assert (acteur.siren, str(acteur.date_source)) == ("356000000", "2026-11-01")
    assert acteur.source == "Répertoire Sirene (Insee)"
    assert list(acteur.thematiques.all()) == [theme]
    assert acteur.morton == code_morton(2.65, 50.0)
    assert not acteur.history.exists()
    assert len({a.reference for a in Acteur.objects.all()}) == 2
    assert lire_revision() > revision
    avant = (acteur.mots, acteur.nom_normalise, acteur.nom_seul)
    acteur.deriver()
    assert (acteur.mots, acteur.nom_normalise, acteur.nom_seul) == avant


def test_an_entry_entered_by_hand_afterwards_gets_a_free_id(albert, ecrire):
    ecrire(rangee())
    assert make_acteur().pk > Acteur.objects.get(siret="35600000000048").pk


def test_the_same_file_again_writes_nothing(albert, ecrire):
    lignes = [rangee(f"356000000{i:05d}") for i in range(5)]
    ecrire(*lignes)
    avant = list(Acteur.objects.order_by("pk").values())
    revision = lire_revision()
    assert ecrire(*lignes) == {"inchanges": 5}
    assert list(Acteur.objects.order_by("pk").values()) == avant
    assert lire_revision() == revision


def test_new_facts_update_what_nobody_holds_and_keep_what_is_known_better(albert, ecrire):
    ecrire(rangee(precision="commune", masque_themes=1, rna="W802000001"))
    acteur = Acteur.objects.get()
    Acteur.objects.update(
        description="Répare des vélos", mots="x", precision="voie", lon=2.7, lat=50.1, esus=True,
        score_geocodage=0.7, site_web="https://exemple.example",
    )  # fmt: skip
    suite = rangee(
        empreinte=2, nom="VÉLO CLUB", masque_themes=6, precision="commune", taille="10-49"
    )
    assert ecrire(suite) == {"modifies": 1}
    acteur = Acteur.objects.get()
    assert (acteur.nom, acteur.taille, acteur.empreinte, acteur.enrichi) == (
        "VÉLO CLUB", "10-49", 2, False,
    )  # fmt: skip
    assert (acteur.description, acteur.esus, acteur.rna) == ("Répare des vélos", True, "W802000001")
    assert (acteur.precision, acteur.lon, acteur.score_geocodage) == ("voie", 2.7, 0.7)
    assert acteur.site_web == "https://exemple.example"
    assert acteur.mots == "velo club repare des velos"
    assert {t.bit for t in acteur.thematiques.all()} == {1, 2}
    assert acteur.version == 2


def test_a_new_address_brings_its_own_point(albert, lieu, ecrire):
    ecrire(rangee(precision="commune"))
    Acteur.objects.update(precision="adresse", lon=2.7, lat=50.1, score_geocodage=0.9)
    ecrire(rangee(empreinte=2, commune_id="80017", precision="commune", lon=2.6, lat=50.2))
    acteur = Acteur.objects.get()
    assert (acteur.precision, acteur.lon, acteur.score_geocodage) == ("commune", 2.6, None)


def test_queries_do_not_grow_with_the_rows(albert, ecrire, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    # The very first change makes the row that counts changes, when no migration has.
    ecrire(rangee())
    comptes = []
    for debut, nombre in ((1, 1), (2, 3)):
        with CaptureQueriesContext(connection) as captees:
            ecrire(*(rangee(f"{debut}56000000{i:05d}") for i in range(nombre)))
        comptes.append(len(captees))
    assert comptes[0] == comptes[1]


def test_a_siret_entered_at_the_same_instant_is_not_doubled(albert, ecrire, monkeypatch):
    chercher = ecriture.connus_de
    courses = []

    def aveugle(lot):
        connus = chercher(lot)
        if not courses:
            courses.append(1)
            return {}
        return connus

    make_acteur(siret="35600000000048", nom="AMIS DE 35600000000048", commune=albert)
    monkeypatch.setattr(ecriture, "connus_de", aveugle)
    assert ecrire(rangee(), rangee("35600000009075")) == {"crees": 1, "proposes": 1}
    assert Acteur.objects.count() == 2
