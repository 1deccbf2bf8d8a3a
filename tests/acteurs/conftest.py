"""What the tests of actors share."""

import pytest
from django.db import connection, transaction


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
def albert(db):
    """A commune, and the reference lists."""
    from acteurs.referentiels import charger
    from tests.fabriques import make_commune

    charger()
    return make_commune("80016", nom="Albert")


@pytest.fixture
def lieu(albert):
    """Another commune of the same département."""
    from tests.fabriques import make_commune

    return make_commune("80017", nom="Aveluy")


@pytest.fixture
def ecrire(tmp_path):
    """Write some rows as one whole reading; return the summary's counts that are not zero."""
    from acteurs.importers.atelier import Atelier
    from acteurs.models import ImportOfficiel
    from acteurs.services.ecriture import ecrire_fiches
    from tests.acteurs.fiches import silence

    numeros = iter(range(100))

    def faire(*rangees, disparus=(), suivi=silence, travail=None):
        with Atelier(tmp_path / f"{next(numeros)}.sqlite") as atelier:
            with atelier.transaction() as db:
                atelier.ajouter_fiches(rangees)
                db.executemany("INSERT INTO disparu VALUES (?, ?, ?, ?)", disparus)
            travail = travail or ImportOfficiel.objects.create(source="sirene")
            bilan = ecrire_fiches(atelier, travail, suivi)
        return {cle: n for cle, n in bilan.items() if n}

    return faire
