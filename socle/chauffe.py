"""What a web process does before it answers anybody, so that its first visitor does not wait.

Applications name, in ``ready()``, a public page that goes through what they load once::

    chauffer_page("/plateformes/")

or a function when no public page does it (``chauffer``).

``deploy/gunicorn.conf.py`` calls ``preparer`` in each new process. Nothing here may stop a process
from starting: a page that fails is logged, and answered later as if nothing had been tried.
"""

import gc
import io
import logging
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

journal = logging.getLogger(__name__)
_PAGES: list[str] = ["/"]
_APPELS: list[Callable[[], object]] = []
DELAI_S = 25
"""Beyond, the process answers while the rest warms up: gunicorn gives it 60 s to start."""
SEUILS = (10_000, 20, 50)
"""Thresholds of the cycle collector. Python's own (700) make it run inside every page; here
it runs once in several, and walks the young objects only (``docs/performances.md``)."""


def chauffer_page(chemin: str) -> None:
    """Have a public page read once by every new process."""
    if chemin not in _PAGES:
        _PAGES.append(chemin)


def chauffer(appel: Callable[[], object]) -> None:
    """Have a function that loads what no public page does called once by every new process."""
    if appel not in _APPELS:
        _APPELS.append(appel)


def preparer(application: Callable[..., Any]) -> None:
    """Read the pages once, then keep what is loaded out of the collector's way."""
    fil = threading.Thread(target=_lire_pages, args=(application,), name="chauffe", daemon=True)
    fil.start()
    fil.join(DELAI_S)
    menager_memoire()


def menager_memoire() -> None:
    """Set what lives as long as the process aside: the collector never walks it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SEUILS)


def _lire_pages(application: Callable[..., Any]) -> None:
    from django.db import connections

    try:
        for appel in _APPELS:
            appel()
        for chemin in _PAGES:
            statut = _lire(application, chemin)
            if not statut.startswith("200"):
                journal.warning("Warming up %s: %s", chemin, statut)
    except Exception:
        journal.exception("Warming up stopped")
    finally:
        connections.close_all()


def _lire(application: Callable[..., Any], chemin: str) -> str:
    """Ask the application for a page as a visitor would; return the status."""
    from django.conf import settings

    site = urlsplit(settings.TERREAU_URL)
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": chemin,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": site.hostname or "localhost",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": site.netloc or "localhost",
        "HTTP_X_FORWARDED_PROTO": site.scheme,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    statuts: list[str] = []
    reponse = application(environ, lambda statut, *_: statuts.append(statut))
    try:
        for _ in reponse:
            pass
    finally:
        if fermer := getattr(reponse, "close", None):
            fermer()
    return statuts[0]
