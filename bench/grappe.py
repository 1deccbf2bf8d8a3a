"""A private PostgreSQL server, unprivileged, in a folder of its own.

    initialiser(dossier)                # once: an empty cluster in ``dossier/pg``
    with servir(dossier) as adresse:    # postgres://banc:…@127.0.0.1:…/postgres
        ...

A stopped folder may be copied (``cp -a``) and served from its copy.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.serveur import port_libre

REGLAGES = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
}
ARRET_S = 60


def _binaires() -> Path:
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name.split(".")[0])
    )
    binaires = versions[-1] if versions else Path(shutil.which("initdb") or "introuvable").parent
    if not (binaires / "initdb").exists():
        raise SystemExit("PostgreSQL est introuvable (/usr/lib/postgresql/*/bin).")
    return binaires


def version() -> str:
    """Name the version whose data folders are read here."""
    return subprocess.run(
        [_binaires() / "postgres", "--version"], check=True, capture_output=True, text=True
    ).stdout.strip()


def _identite() -> dict[str, Any]:
    """« postgres » when we are root: PostgreSQL refuses root."""
    if os.geteuid():
        return {}
    compte = pwd.getpwnam("postgres")
    return {"user": compte.pw_uid, "group": compte.pw_gid, "extra_groups": []}


def initialiser(dossier: Path) -> None:
    """Make an empty cluster in a folder."""
    identite, pg, mot_de_passe = _identite(), dossier / "pg", dossier / "mot-de-passe"
    pg.mkdir(mode=0o700)
    dossier.chmod(0o711)
    mot_de_passe.touch(mode=0o600)
    mot_de_passe.write_text(secrets.token_hex(24))
    if identite:
        for chemin in (pg, mot_de_passe):
            os.chown(chemin, identite["user"], identite["group"])
    subprocess.run(
        [
            _binaires() / "initdb", "--pgdata", pg, "--username", "banc", "--pwfile", mot_de_passe,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        ],
        check=True,
        capture_output=True,
        cwd=pg,
        **identite,
    )  # fmt: skip


@contextlib.contextmanager
def servir(dossier: Path) -> Iterator[str]:
    """Serve the cluster of a folder, on a free port."""
    pg, port = dossier / "pg", port_libre()
    dossier.chmod(0o711)
    reglages = [f"-c{nom}={valeur}" for nom, valeur in REGLAGES.items()]
    with (dossier / "pg.log").open("ab") as journal:
        processus = subprocess.Popen(
            [_binaires() / "postgres", "-D", pg, "-p", str(port), "-k", pg, *reglages],
            stdout=journal,
            stderr=journal,
            cwd=pg,
            start_new_session=True,
            **_identite(),
        )
    try:
        mot_de_passe = (dossier / "mot-de-passe").read_text()
        adresse = f"postgres://banc:{mot_de_passe}@127.0.0.1:{port}/postgres"
        _attendre(adresse, processus)
        yield adresse
    finally:
        processus.send_signal(2)  # SIGINT: PostgreSQL's « fast » stop
        try:
            processus.wait(ARRET_S)
        except subprocess.TimeoutExpired:
            processus.kill()
            processus.wait(5)


def alleger(dossier: Path) -> None:
    """Remove from a stopped cluster the journals kept ready for later: a copy is three times smaller.

    Stopped in order, it needs one only: the one that holds its last checkpoint.
    """
    etat = subprocess.run(
        [_binaires() / "pg_controldata", dossier / "pg"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
        cwd=dossier,
        **_identite(),
    ).stdout
    valeurs = dict(ligne.split(":", 1) for ligne in etat.splitlines() if ":" in ligne)
    if valeurs["Database cluster state"].strip() != "shut down":
        return
    utile = valeurs["Latest checkpoint's REDO WAL file"].strip()
    for journal in (dossier / "pg" / "pg_wal").iterdir():
        if journal.is_file() and len(journal.name) == len(utile) and journal.name != utile:
            journal.unlink()


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
