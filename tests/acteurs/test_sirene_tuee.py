"""A worker really killed (SIGKILL) in the middle of a file: what it committed is found again."""

import os
import signal
import sqlite3
import subprocess
import sys
import time

from acteurs.importers import sirene_stocks, tables_csv
from acteurs.importers.atelier import Atelier
from acteurs.importers.sirene_stocks import lire_unites
from bench.sirene_colonnes import UNITE
from tests.acteurs.stock import unite

SCRIPT = """
import sys
from pathlib import Path
import django
django.setup()
from tests.acteurs.test_sirene_tuee import lire
lire(Path(sys.argv[1]), Path(sys.argv[2]))
"""
LIGNES = 6000


class Associations:
    """Rules that need no database: associations, always."""

    toujours = frozenset({"9220"})

    def famille(self, categorie, drapeau):
        return ("association", None, "") if categorie in self.toujours else None


def lire(chemin, fichier):
    """Read the legal units with many small transactions."""
    tables_csv.BLOC, sirene_stocks.LOTS_PAR_TRANSACTION = 2048, 1
    with Atelier(chemin, "essai") as atelier:
        if not atelier.est_finie("unites"):
            lire_unites(atelier, fichier, Associations(), (), lambda *_: None)
        return atelier.db.execute("SELECT * FROM unite").fetchall(), atelier.bilan()


def lues(chemin):
    """How many lines a reading under way has committed."""
    try:
        with sqlite3.connect(f"file:{chemin}?mode=ro", uri=True, timeout=5) as db:
            ligne = db.execute("SELECT valeur FROM bilan WHERE cle = 'unites_lues'").fetchone()
    except sqlite3.OperationalError:
        return 0
    return ligne[0] if ligne else 0


def test_un_travailleur_tue_net_reprend_sans_doubles(tmp_path, monkeypatch):
    noms = UNITE.split(",")
    fichier = tmp_path / "unites.csv"
    with fichier.open("w") as sortie:
        sortie.write(UNITE + "\n")
        for n in range(LIGNES):
            cellules = unite(f"{n:09d}", denomination=f"ASSOCIATION {n}")
            sortie.write(",".join(cellules.get(c, "") for c in noms) + "\n")
    monkeypatch.setattr(tables_csv, "BLOC", tables_csv.BLOC)
    monkeypatch.setattr(sirene_stocks, "LOTS_PAR_TRANSACTION", 1)
    chemin = tmp_path / "a.sqlite3"
    tues, avant = 0, 0
    for _ in range(3):
        processus = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(chemin), str(fichier)],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.reglages"},
        )
        while processus.poll() is None and lues(chemin) <= avant:
            time.sleep(0.002)
        processus.send_signal(signal.SIGKILL)
        tues += processus.wait() == -signal.SIGKILL
        avant = lues(chemin)
    assert tues > 0
    unites, bilan = lire(chemin, fichier)
    assert [u[0] for u in unites] == [f"{n:09d}" for n in range(LIGNES)]
    assert bilan == {"unites_lues": LIGNES, "unites_retenues": LIGNES}
