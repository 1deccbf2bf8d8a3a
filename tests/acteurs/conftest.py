"""What the tests of actors share."""

import pytest
from django.db import connection, transaction

from acteurs import geocodeur
from acteurs.models import Acteur
from acteurs.referentiels import charger
from acteurs.usages import Selection, SourceDUsages, Usage, _sources, enregistrer_usages
from tests.acteurs.serveur_adresses import ServeurAdresses
from tests.fabriques import make_commune, make_organisation, make_utilisateur


def pytest_runtest_setup(item):
    """Let go of the work files an earlier test attached.

    SQLite detaches nothing while a transaction runs, and a test is one; imports
    detach theirs by themselves.
    """
    brute = connection.connection
    if connection.vendor == "sqlite" and brute is not None:
        for _, nom, _ in brute.execute("PRAGMA database_list").fetchall():
            if nom.startswith("atelier"):
                brute.execute(f"DETACH {nom}")


@pytest.fixture(scope="module")
def regles_sirene(django_db_setup, django_db_blocker):
    """The reference rules, loaded once: the work file needs no row of theirs."""
    from acteurs.familles import Regles
    from acteurs.referentiels import charger_tout

    with django_db_blocker.unblock(), transaction.atomic():
        charger_tout()
        regles = Regles.charger()
        transaction.set_rollback(True)
    return regles


@pytest.fixture
def base_sirene(db, regles_sirene, monkeypatch):
    """Communes of the small stock, and the reference rules without their rows."""
    from acteurs.familles import Regles
    from tests.acteurs.stock import preparer_base

    monkeypatch.setattr(Regles, "charger", lambda: regles_sirene)
    preparer_base()


@pytest.fixture
def lieu(albert):
    """Another commune of the same département."""
    return make_commune("80017", nom="Aveluy")


@pytest.fixture
def ecrire(tmp_path, db):
    """Write some rows as one whole reading; return the summary's counts that are not zero."""
    from acteurs.importers.atelier import Atelier
    from acteurs.models import ImportOfficiel
    from acteurs.services.ecriture import ecrire_fiches
    from tests.acteurs.fiches import silence

    charger()
    numeros = iter(range(100))

    def faire(*rangees, disparus=(), suivi=silence, travail=None):
        with Atelier(tmp_path / f"{next(numeros)}.sqlite") as atelier:
            with atelier.transaction() as base:
                atelier.ajouter_fiches(rangees)
                base.executemany("INSERT INTO disparu VALUES (?, ?, ?, ?)", disparus)
            travail = travail or ImportOfficiel.objects.create(source="sirene")
            bilan = ecrire_fiches(atelier, travail, suivi)
        return {cle: n for cle, n in bilan.items() if n}

    return faire


@pytest.fixture
def usager(client, db):
    """Someone signed in, of an organisation; the reference data is loaded."""
    charger()
    utilisateur = make_utilisateur()
    make_organisation(utilisateur)
    client.force_login(utilisateur)
    return utilisateur


@pytest.fixture
def albert(db):
    """A town with a centre, a postcode and inhabitants."""
    return make_commune(
        "80016", nom="Albert", codes_postaux=["80300"], lon=2.649, lat=50.004, population=10_000
    )


@pytest.fixture
def demarche():
    """A source of uses as a higher application would register it."""
    cites: list[int] = []

    def acteurs_cites(*_):
        return Acteur.objects.filter(pk__in=cites).values_list("pk", flat=True)

    enregistrer_usages(
        SourceDUsages(
            cle="essai",
            libelle="Essai",
            usages=lambda u, a: [Usage("Notre essai", "/demarches/x/")] if a.pk in cites else [],
            selection=lambda u, ref: (
                Selection("Communauté", acteurs_cites()) if ref == "x" else None
            ),
            lies_a=acteurs_cites,
        )
    )
    yield cites
    del _sources["essai"]


@pytest.fixture
def service(settings, monkeypatch):
    """A local address service, asked instead of the national one."""
    serveur = ServeurAdresses()
    settings.EN_LIGNE = True
    settings.API_ADRESSE = serveur.adresse
    settings.API_ADRESSE_DELAI_S = 2
    serveur.attentes = []
    monkeypatch.setattr(geocodeur, "_attendre", serveur.attentes.append)
    yield serveur
    serveur.arreter()


@pytest.fixture
def reseau_avec_depot(settings, tmp_path, db):
    """An organisation and its drop folder."""
    charger()
    make_commune("80016", nom="Albert")
    settings.DEPOT = tmp_path / "depot"
    organisation = make_organisation(make_utilisateur(), nom="Réseau")
    (settings.DEPOT / organisation.reference).mkdir(parents=True)
    return organisation


@pytest.fixture
def petits_blocs(monkeypatch):
    """Blocks of a few bytes: every boundary is met."""
    from acteurs.importers import esus, tables_csv

    monkeypatch.setattr(tables_csv, "BLOC", 64)
    monkeypatch.setattr(esus, "LOT", 2)
