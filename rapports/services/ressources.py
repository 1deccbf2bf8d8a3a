"""The only files a report may read: our static files and our public media.

The report's HTML holds text typed by users. Whatever slips in, the renderer
cannot reach the network nor the rest of the disk.
"""

import mimetypes
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation

ORIGINE: Final = "https://rapport.invalid"
"""Imaginary origin of the document (RFC 2606): its addresses are read on disk, never fetched."""
TAILLE_MAX: Final = 10 * 1024 * 1024


class RessourceInterdite(ValueError):
    """The document asked for something that is not one of our files."""


def find_file(adresse: str) -> Path:
    """Return the file behind ``adresse``, an address of the imaginary origin.

    Raises:
        RessourceInterdite: other scheme or host, path outside our folders,
            missing or oversized file.
    """
    parties = urlsplit(adresse)
    if f"{parties.scheme}://{parties.netloc}" != ORIGINE:
        raise RessourceInterdite(adresse)
    chemin = unquote(parties.path)
    trouve: Path | None = None
    if chemin.startswith(settings.STATIC_URL):
        trouve = _trouver_statique(chemin.removeprefix(settings.STATIC_URL))
    elif chemin.startswith(settings.MEDIA_URL):
        racine = Path(settings.MEDIA_ROOT).resolve()
        candidat = (racine / chemin.removeprefix(settings.MEDIA_URL)).resolve()
        trouve = candidat if candidat.is_relative_to(racine) else None
    if trouve is None or not trouve.is_file() or trouve.stat().st_size > TAILLE_MAX:
        raise RessourceInterdite(adresse)
    return trouve


def _trouver_statique(chemin: str) -> Path | None:
    try:
        resultat = finders.find(chemin)
    except SuspiciousFileOperation:
        return None
    return Path(resultat) if isinstance(resultat, str) else None


def make_fetcher() -> Any:
    """Return the fetcher given to WeasyPrint, built on ``find_file`` alone."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Ouvreur(URLFetcher):
        """Answers our files, refuses the rest without opening a connection."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            """Return the content of one of our files."""
            fichier = find_file(url)
            genre = mimetypes.guess_type(fichier.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, fichier.read_bytes(), {"Content-Type": genre})

    return Ouvreur(allowed_protocols=("https",), allow_redirects=False)
