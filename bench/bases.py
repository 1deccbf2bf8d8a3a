"""Databases for benches: a throwaway SQLite file or PostgreSQL server, filled with actors.

    with base_remplie("postgres", 250_000) as base:
        base.ouvrir()                                   # Django, in this process
        with serveur_lance(base.donnees, demo=False, env=base.env) as serveur:
            requests.get(serveur.url + "/acteurs/", cookies=base.cookies)

``"sqlite"`` and ``"postgres"`` build everything in a temporary folder (PostgreSQL as a
private, unprivileged server); an address ``postgres://…`` borrows that server for a database
of its own, dropped at the end. ``python -m bench.bases --base … --taille …`` only tells how
long filling takes.
"""

import argparse
import contextlib
import json
import os
import pwd
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

from bench.commun import RACINE
from tests.serveur import port_libre

TAILLE = 250_000
REGLAGES_POSTGRES = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
}


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
    with base_vide(base) as (nom, donnees, env):
        for commande in ("migrate", "importer_cog", "charger_referentiels"):
            _executer(env, "manage.py", commande, *(["-v0"] if commande == "migrate" else []))
        sortie = _executer(env, "-m", "bench.peupler", str(taille))
        resultat = json.loads(sortie.strip().splitlines()[-1])
        yield Base(nom, donnees, env, resultat["cookies"], resultat["compte"])


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
        env = {c: v for c, v in os.environ.items() if c not in {"DATABASE_URL", "REDIS_URL"}}
        env |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "TERREAU_DONNEES": str(donnees),
            "TERREAU_HTTPS": "non",
            "TERREAU_EN_LIGNE": "non",
            "TERREAU_JOURNAL": "WARNING",
            "DEBUG": "non",
            "SECRET_KEY": "cle-de-banc-" + "0123456789" * 5,
        }
        if base == "sqlite":
            yield "SQLite", donnees, env
        else:
            with (
                (
                    _grappe(Path(dossier)) if base == "postgres" else contextlib.nullcontext(base)
                ) as serveur,
                _base_postgres(serveur, role_simple=role_simple) as adresse,
            ):
                yield "PostgreSQL", donnees, env | {"DATABASE_URL": adresse}


def _executer(env: dict[str, str], *arguments: str) -> str:
    resultat = subprocess.run(
        [sys.executable, *arguments],
        cwd=RACINE,
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )
    if resultat.returncode:
        raise RuntimeError(f"{' '.join(arguments)[:200]}\n{resultat.stderr[-3000:]}")
    return resultat.stdout


@contextlib.contextmanager
def _base_postgres(serveur: str, *, role_simple: bool) -> Iterator[str]:
    """Create a database of our own on a server, and the role that owns it; drop them at the end."""
    import psycopg

    nom, mot_de_passe = f"banc_{secrets.token_hex(6)}", secrets.token_hex(24)
    parties = urlsplit(serveur)._replace(path=f"/{nom}")
    with psycopg.connect(serveur, autocommit=True) as connexion:
        connexion.execute(f"CREATE DATABASE \"{nom}\" TEMPLATE template0 ENCODING 'UTF8'")
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


@contextlib.contextmanager
def _grappe(dossier: Path) -> Iterator[str]:
    """Start a private PostgreSQL, as « postgres » when we are root (it refuses root)."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name.split(".")[0])
    )
    binaires = versions[-1] if versions else Path(shutil.which("initdb") or "introuvable").parent
    if not (binaires / "initdb").exists():
        raise SystemExit("PostgreSQL est introuvable (/usr/lib/postgresql/*/bin).")
    identite: dict[str, int | list[int]] = {}
    pg = dossier / "pg"
    pg.mkdir(mode=0o700)
    dossier.chmod(0o711)
    mot_de_passe = dossier / "mot-de-passe"
    mot_de_passe.write_text(secrets.token_hex(24))
    if os.geteuid() == 0:
        compte = pwd.getpwnam("postgres")
        identite = {"user": compte.pw_uid, "group": compte.pw_gid, "extra_groups": []}
        for chemin in (pg, mot_de_passe):
            os.chown(chemin, compte.pw_uid, compte.pw_gid)
    port = port_libre()
    subprocess.run(
        [
            binaires / "initdb", "--pgdata", pg, "--username", "banc", "--pwfile", mot_de_passe,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        ],
        check=True,
        capture_output=True,
        cwd=pg,
        **identite,
    )  # fmt: skip
    reglages = [f"-c{nom}={valeur}" for nom, valeur in REGLAGES_POSTGRES.items()]
    journal = (dossier / "pg.log").open("ab")
    processus = subprocess.Popen(
        [binaires / "postgres", "-D", pg, "-p", str(port), "-k", pg, *reglages],
        stdout=journal,
        stderr=journal,
        cwd=pg,
        start_new_session=True,
        **identite,
    )
    try:
        adresse = f"postgres://banc:{mot_de_passe.read_text()}@127.0.0.1:{port}/postgres"
        _attendre(adresse, processus)
        yield adresse
    finally:
        processus.send_signal(2)  # SIGINT: PostgreSQL's « fast » stop
        try:
            processus.wait(15)
        except subprocess.TimeoutExpired:
            processus.kill()
            processus.wait(5)


def _attendre(adresse: str, processus: subprocess.Popen) -> None:
    import psycopg

    fin = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(adresse, connect_timeout=2).close()
        except psycopg.OperationalError:
            if processus.poll() is not None or time.monotonic() > fin:
                raise
            time.sleep(0.1)
        else:
            return


def main() -> None:
    """Fill a database and say how long it took."""
    lecteur = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lecteur.add_argument("--base", default="sqlite", help="sqlite, postgres ou postgres://…")
    lecteur.add_argument("--taille", type=int, default=TAILLE)
    options = lecteur.parse_args()
    debut = time.perf_counter()
    with base_remplie(options.base, options.taille) as base:
        print(f"{base.nom} : {base.compte} en {time.perf_counter() - debut:.1f} s")


if __name__ == "__main__":
    main()
