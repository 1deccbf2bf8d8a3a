"""Databases for benches: a throwaway SQLite file or PostgreSQL server, filled with actors.

    with base_remplie("postgres", 250_000) as base:         # minutes once, then seconds
        base.ouvrir()                                   # Django, in this process
        with serveur_lance(base.donnees, demo=False, env=base.env) as serveur:
            requests.get(serveur.url + "/acteurs/", cookies=base.cookies)

``"sqlite"`` and ``"postgres"`` work in a temporary folder (PostgreSQL as a private,
unprivileged server), on the copy of a base kept from one bench to the next (``bench.gardees``);
an address ``postgres://…`` borrows that server for a database of its own, built anew and dropped
at the end. What is being done is told on the error output.

    python -m bench.bases --base postgres --taille 250000           # prepare the kept base
    python -m bench.bases --base postgres --taille 250000 --neuve   # build it anew
"""

import argparse
import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import gardees, grappe
from bench.commun import RACINE, dire

TAILLE = 250_000
ETAPES = (
    ("migrations", ("manage.py", "migrate", "-v0")),
    ("code officiel géographique", ("manage.py", "importer_cog")),
    ("référentiels", ("manage.py", "charger_referentiels")),
)
RAPPEL_S = 15


@dataclass(frozen=True)
class Base:
    """A database ready to be measured."""

    nom: str
    """« SQLite » or « PostgreSQL »."""
    donnees: Path
    env: dict[str, str]
    """What a process needs to find it: TERREAU_DONNEES, DATABASE_URL, SECRET_KEY…"""
    cookies: dict[str, str]
    """A session of ``banc@terreau.example``, administrator of an ESS network."""
    compte: dict[str, int]
    """Numbers of rows written."""

    def ouvrir(self) -> None:
        """Set Django up in this process, on this database."""
        import django

        os.environ.update(self.env)
        django.setup()

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it printed."""
        return _executer(self.env, "manage.py", *arguments)


@contextlib.contextmanager
def base_remplie(base: str = "sqlite", taille: int = TAILLE) -> Iterator[Base]:
    """Give a migrated database with the official code, the references and ``taille`` actors."""
    if base in {"sqlite", "postgres"}:
        gardee = _garder(base, taille)
        with tempfile.TemporaryDirectory(prefix="terreau-bench-") as dossier:
            with gardee.verrou():
                notes = gardee.copier(Path(dossier))
            env = _environnement(Path(dossier) / "donnees")
            with _servie(base, Path(dossier), notes["base"]) as adresse:
                env |= adresse
                if notes["migrations"] != gardees.migrations():
                    _executer(env, "manage.py", "migrate", "--fake", "-v0", dit="migrations notées")
                nom = "SQLite" if base == "sqlite" else "PostgreSQL"
                yield Base(nom, Path(dossier) / "donnees", env, notes["cookies"], notes["compte"])
    else:
        with base_vide(base) as (nom, donnees, env):
            resultat = _remplir(env, taille)
            yield Base(nom, donnees, env, resultat["cookies"], resultat["compte"])


def _garder(base: str, taille: int) -> gardees.Gardee:
    """Return a kept base, built first when there is none."""
    with tempfile.TemporaryDirectory(prefix="terreau-bench-") as dossier:
        empreinte = _executer(_environnement(Path(dossier)), "-m", "bench.empreinte").strip()
    gardee = gardees.Gardee(base, taille, empreinte)
    with gardee.verrou():
        if gardee.existe and not gardees.veut_neuve():
            return gardee
        debut = time.perf_counter()
        dire(f"base {base} de {taille} acteurs : à construire (une fois), {gardee.dossier}")
        atelier = Path(tempfile.mkdtemp(prefix="en-chantier-", dir=gardees.racine()))
        try:
            (atelier / "donnees").mkdir()
            if base == "postgres":
                grappe.initialiser(atelier)
            nom = f"banc_{secrets.token_hex(6)}"
            with _servie(base, atelier, nom, neuve=True) as adresse:
                resultat = _remplir(_environnement(atelier / "donnees") | adresse, taille)
            if base == "postgres":
                grappe.alleger(atelier)
            gardee.ranger(atelier, {**resultat, "base": nom})
        finally:
            shutil.rmtree(atelier, ignore_errors=True)
        dire(f"base construite et gardée en {time.perf_counter() - debut:.0f} s")
    os.environ.pop("TERREAU_BANC_NEUVE", None)
    return gardee


@contextlib.contextmanager
def _servie(base: str, dossier: Path, nom: str, *, neuve: bool = False) -> Iterator[dict[str, str]]:
    """Serve the database of a folder; give what its address adds to the environment."""
    if base == "sqlite":
        yield {}
        return
    with grappe.servir(dossier) as serveur:
        if neuve:
            _creer_postgres(serveur, nom)
        yield {"DATABASE_URL": urlunsplit(urlsplit(serveur)._replace(path=f"/{nom}"))}


def _remplir(env: dict[str, str], taille: int) -> dict:
    for dit, commande in ETAPES:
        _executer(env, *commande, dit=dit)
    sortie = _executer(env, "-m", "bench.peupler", str(taille), dit=f"{taille} acteurs")
    return json.loads(sortie.strip().splitlines()[-1])


def _environnement(donnees: Path) -> dict[str, str]:
    """Return what a process needs to work in a data folder, whatever the caller's settings."""
    env = {c: v for c, v in os.environ.items() if c not in {"DATABASE_URL", "REDIS_URL"}}
    return env | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TERREAU_DONNEES": str(donnees),
        "TERREAU_HTTPS": "non",
        "TERREAU_EN_LIGNE": "non",
        "TERREAU_JOURNAL": "WARNING",
        "DEBUG": "non",
        "SECRET_KEY": "cle-de-banc-" + "0123456789" * 5,
    }


@contextlib.contextmanager
def base_vide(
    base: str = "sqlite", *, role_simple: bool = False
) -> Iterator[tuple[str, Path, dict[str, str]]]:
    """Give an empty database: its name, its data folder, the environment that leads to it.

    ``role_simple``: on PostgreSQL, it belongs to a role with no right elsewhere.
    """
    with tempfile.TemporaryDirectory(prefix="terreau-bench-") as dossier:
        donnees = Path(dossier) / "donnees"
        donnees.mkdir()
        env = _environnement(donnees)
        if base == "sqlite":
            yield "SQLite", donnees, env
        else:
            with (
                _grappe_neuve(Path(dossier))
                if base == "postgres"
                else contextlib.nullcontext(base) as serveur,
                _base_postgres(serveur, role_simple=role_simple) as adresse,
            ):
                yield "PostgreSQL", donnees, env | {"DATABASE_URL": adresse}


def _executer(env: dict[str, str], *arguments: str, dit: str = "") -> str:
    """Run Python here and return what it printed; ``dit`` is told, again as long as it lasts."""
    debut = time.perf_counter()
    if dit:
        dire(f"{dit}…")
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=RACINE,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as processus:
        while True:
            try:
                sortie, erreurs = processus.communicate(timeout=RAPPEL_S)
                break
            except subprocess.TimeoutExpired:
                dire(f"{dit or ' '.join(arguments)[:60]}, toujours en cours")
    if processus.returncode:
        raise RuntimeError(f"{' '.join(arguments)[:200]}\n{erreurs[-3000:]}")
    if dit:
        dire(f"{dit} : {time.perf_counter() - debut:.0f} s")
    return sortie


@contextlib.contextmanager
def _grappe_neuve(dossier: Path) -> Iterator[str]:
    grappe.initialiser(dossier)
    with grappe.servir(dossier) as serveur:
        yield serveur


def _creer_postgres(serveur: str, nom: str) -> None:
    import psycopg

    with psycopg.connect(serveur, autocommit=True) as connexion:
        connexion.execute(f"CREATE DATABASE \"{nom}\" TEMPLATE template0 ENCODING 'UTF8'")


@contextlib.contextmanager
def _base_postgres(serveur: str, *, role_simple: bool) -> Iterator[str]:
    """Create a database of our own on a server, and the role that owns it; drop them at the end."""
    import psycopg

    nom, mot_de_passe = f"banc_{secrets.token_hex(6)}", secrets.token_hex(24)
    parties = urlsplit(serveur)._replace(path=f"/{nom}")
    _creer_postgres(serveur, nom)
    with psycopg.connect(serveur, autocommit=True) as connexion:
        if role_simple:
            connexion.execute(f"CREATE ROLE \"{nom}\" LOGIN PASSWORD '{mot_de_passe}'")
            connexion.execute(f'ALTER DATABASE "{nom}" OWNER TO "{nom}"')
            hote = parties.netloc.rpartition("@")[2]
            parties = parties._replace(netloc=f"{nom}:{mot_de_passe}@{hote}")
    try:
        yield urlunsplit(parties)
    finally:
        with psycopg.connect(serveur, autocommit=True) as connexion:
            connexion.execute(f'DROP DATABASE IF EXISTS "{nom}" WITH (FORCE)')
            connexion.execute(f'DROP ROLE IF EXISTS "{nom}"')


def main() -> None:
    """Prepare the kept base and say how long it took."""
    lecteur = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lecteur.add_argument("--base", default="sqlite", help="sqlite, postgres ou postgres://…")
    lecteur.add_argument("--taille", type=int, default=TAILLE)
    lecteur.add_argument("--neuve", action="store_true", help="refaire la base gardée")
    options = lecteur.parse_args()
    if options.neuve:
        os.environ["TERREAU_BANC_NEUVE"] = "oui"
    debut = time.perf_counter()
    with base_remplie(options.base, options.taille) as base:
        print(f"{base.nom} : {base.compte} en {time.perf_counter() - debut:.1f} s")


if __name__ == "__main__":
    main()
