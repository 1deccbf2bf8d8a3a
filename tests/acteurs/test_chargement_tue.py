"""A load really killed (SIGKILL), at every moment, on both databases: taken up again, whole."""

import json
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.db import connection

from tests.acteurs.chargement_tue import FICHES, MOMENTS


@pytest.fixture
def copie(tmp_path, transactional_db):
    """An environment that leads to a database of this test's own, migrated and empty."""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TERREAU_DONNEES": str(tmp_path),
        "TERREAU_JOURNAL": "ERROR",
    }
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(tmp_path / "terreau.sqlite3")) as fichier:
            connection.connection.backup(fichier)
        yield {c: v for c, v in env.items() if c != "DATABASE_URL"}
        return
    modele = connection.settings_dict["NAME"]
    nom = f"{modele}_{secrets.token_hex(4)}"
    connection.close()
    with connection._nodb_cursor() as curseur:
        curseur.execute(f'CREATE DATABASE "{nom}" TEMPLATE "{modele}"')
    try:
        yield env | {"DATABASE_URL": os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{nom}"}
    finally:
        with connection._nodb_cursor() as curseur:
            curseur.execute(f'DROP DATABASE "{nom}" WITH (FORCE)')


def charger(env, chemin, moment=""):
    """Run the load; return how it ended and the states it printed."""
    fini = subprocess.run(
        [sys.executable, "-m", "tests.acteurs.chargement_tue", str(chemin), moment],
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
    )
    return fini.returncode, [json.loads(ligne) for ligne in fini.stdout.splitlines()]


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_it_is_taken_up_again_and_nothing_is_missing(copie, tmp_path, moment):
    chemin = tmp_path / "atelier.sqlite"
    fin, (vierge,) = charger(copie, chemin, moment)
    assert fin == -signal.SIGKILL
    fin, (coupe, entier) = charger(copie, chemin)
    assert fin == 0
    assert vierge["manquants"] == []
    assert vierge["mots"]
    # Killed, the directory was right: all its constraints, rows with their themes or none.
    assert coupe["contraintes"] == vierge["contraintes"]
    assert coupe["defauts"] == vierge["defauts"]
    assert coupe["acteurs"] == coupe["sirets"] == coupe["trouves"] == coupe["crees"]
    assert coupe["themes"] == 2 * coupe["acteurs"]
    ecrits = {"lots": 8, "rangees": 0, "contraintes": 0, "index": FICHES}
    assert coupe["acteurs"] == ecrits[moment]
    assert entier == {
        **vierge,
        "acteurs": FICHES,
        "sirets": FICHES,
        "trouves": FICHES,
        "themes": 2 * FICHES,
        "crees": FICHES,
    }
