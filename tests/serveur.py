"""The real thing, started for a test or a measure: gunicorn and a Celery worker, embedded default.

Used by the browser tests and by ``bench/``: same processes, same settings as
``bin/demo``, in a data folder and on a port of their own.
"""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
DELAI_S = 90


def port_libre() -> int:
    """Return a TCP port nobody listens on right now."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


@dataclass
class Serveur:
    """A running site."""

    donnees: Path
    port: int
    env: dict[str, str]
    processus: dict[str, subprocess.Popen] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its address, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it printed."""
        resultat = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=RACINE,
            env=self.env,
            check=False,
            capture_output=True,
            text=True,
        )
        if resultat.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)[:200]}\n{resultat.stderr[-3000:]}")
        return resultat.stdout

    def demarrer(self, nom: str, *commande: str) -> None:
        """Start process ``nom`` in its own group, its output in the data folder."""
        journal = (self.donnees / f"{nom}.log").open("ab")
        self.processus[nom] = subprocess.Popen(
            [sys.executable, "-m", *commande],
            cwd=RACINE,
            env=self.env,
            stdout=journal,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def arreter(self, nom: str, signal_envoye: int = signal.SIGTERM) -> None:
        """Stop process ``nom``, letting it end its children itself, then its whole group."""
        processus = self.processus.pop(nom)
        processus.send_signal(signal_envoye)
        with contextlib.suppress(subprocess.TimeoutExpired):
            processus.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(processus.pid, signal.SIGKILL)
        processus.wait(5)

    def sante(self, parametres: str = "") -> dict[str, str]:
        """Return the health page's answer, even when it says the site is down."""
        try:
            with urllib.request.urlopen(f"{self.url}/sante/{parametres}", timeout=5) as reponse:
                return json.load(reponse)
        except urllib.error.HTTPError as erreur:
            return json.load(erreur)

    def attendre(self) -> None:
        """Wait until the health page says everything works."""
        fin = time.monotonic() + DELAI_S
        etat: object = None
        while time.monotonic() < fin:
            for nom, processus in self.processus.items():
                if processus.poll() is not None:
                    suite = (self.donnees / f"{nom}.log").read_text()[-3000:]
                    raise RuntimeError(f"{nom} stopped:\n{suite}")
            with contextlib.suppress(OSError, ValueError):
                etat = self.sante()
                if etat["etat"] == "ok":
                    return
            time.sleep(0.2)
        raise RuntimeError(f"not healthy after {DELAI_S} s: {etat}")


@contextlib.contextmanager
def serveur_lance(
    donnees: Path,
    *,
    demo: bool = True,
    env: Mapping[str, str] | None = None,
    modele: Path | None = None,
) -> Iterator[Serveur]:
    """Prepare a site in ``donnees``, start web server and worker, stop both at the end.

    With ``modele``, the site is prepared there once, by whoever comes first, and copied.
    """
    port = port_libre()
    complet = {
        **{c: v for c, v in os.environ.items() if c not in {"DATABASE_URL", "REDIS_URL"}},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TERREAU_DONNEES": str(donnees),
        "TERREAU_STATIQUES": str(donnees / "statiques"),
        "TERREAU_URL": f"http://127.0.0.1:{port}",
        "TERREAU_HTTPS": "non",
        "DEBUG": "non",
        "SECRET_KEY": "cle-de-test-" + "0123456789" * 5,
        **(env or {}),
    }
    serveur = Serveur(donnees, port, complet)
    if modele is None:
        _preparer(serveur, demo=demo)
    else:
        _copier(modele, serveur, demo=demo)
    serveur.demarrer(
        "web", "gunicorn", "config.wsgi", "--config", str(RACINE / "deploy/gunicorn.conf.py"),
        "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4",
    )  # fmt: skip
    serveur.demarrer(
        "travailleur", "celery", "-A", "config", "worker", "--beat", "-Q", "celery,pdf",
        "--concurrency", "2", "--loglevel", "INFO",
    )  # fmt: skip
    try:
        serveur.attendre()
        yield serveur
    finally:
        for nom in list(serveur.processus):
            serveur.arreter(nom)


def _preparer(serveur: Serveur, *, demo: bool) -> None:
    with ThreadPoolExecutor() as ailleurs:
        collecte = ailleurs.submit(serveur.manage, "collectstatic", "--noinput", "--verbosity", "0")
        serveur.manage("migrate", "--verbosity", "0")
        if demo:
            for commande in ("importer_cog", "charger_referentiels", "charger_demo"):
                serveur.manage(commande, "--skip-checks")
        collecte.result()


def _copier(modele: Path, serveur: Serveur, *, demo: bool) -> None:
    """Copy the site prepared in ``modele``; prepare it first when nobody has."""
    modele.mkdir(parents=True, exist_ok=True)
    pret = modele / "pret"
    with (modele.parent / f"{modele.name}.verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if not pret.exists():
            chemins = {"TERREAU_DONNEES": modele, "TERREAU_STATIQUES": modele / "statiques"}
            env = serveur.env | {nom: str(chemin) for nom, chemin in chemins.items()}
            _preparer(Serveur(modele, serveur.port, env), demo=demo)
            pret.touch()
    shutil.copytree(modele, serveur.donnees, dirs_exist_ok=True)
