"""From content to HTML, and from HTML to a tagged PDF.

WeasyPrint is imported inside the functions: it costs half a second and 60 MB
that web workers do not need. Fonts and style sheet are parsed once per process.
"""

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string

from rapports.services.empreinte import FEUILLE, GABARIT
from rapports.services.illustrer import Illustrations
from rapports.services.pagination import paginate
from rapports.services.ressources import ORIGINE, find_file, make_fetcher
from rapports.services.structures import Contenu

REGLAGES: Final[dict[str, Any]] = {
    "pdf_variant": "pdf/ua-1",
    "optimize_images": True,
    "dpi": 150,
}
"""Rendering options: accessible (tagged) PDF, images at 150 dots per inch."""
_VERROU = threading.Lock()

Suivi = Callable[[str, int], None]


@dataclass(frozen=True)
class Pdf:
    """A finished file."""

    octets: bytes
    pages: int


def render_html(contenu: Contenu, illustrations: Illustrations, **contexte: Any) -> str:
    """Return the HTML of the report; the same for the PDF and for reading on screen.

    ``contexte`` adds what only the screen needs (``ecran=True``, links back…).
    """
    return render_to_string(
        GABARIT,
        {
            "contenu": contenu,
            "illustrations": illustrations,
            **paginate(contenu),
            **contexte,
        },
    )


def render_pdf(html: str, suivi: Suivi | None = None) -> Pdf:
    """Return the tagged PDF/UA-1 of ``html``; reports its two steps through ``suivi``."""
    from weasyprint import HTML

    feuille, polices, ouvreur = _outils()
    dire = suivi or (lambda *_: None)
    with _VERROU, _sans_ramasse_miettes():
        dire("Mettre en page", 40)
        document = HTML(
            string=html, base_url=f"{ORIGINE}{settings.STATIC_URL}", url_fetcher=ouvreur
        ).render(font_config=polices, stylesheets=[feuille], **REGLAGES)
        dire("Écrire le fichier PDF", 80)
        octets: bytes = document.write_pdf(**REGLAGES)
        return Pdf(octets, len(document.pages))


@lru_cache(maxsize=1)
def _outils() -> tuple[Any, Any, Any]:
    """Return the style sheet, the fonts and the fetcher, made once per process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    ouvreur = make_fetcher()
    polices = FontConfiguration()
    adresse = f"{ORIGINE}{settings.STATIC_URL}{FEUILLE}"
    feuille = CSS(
        string=find_file(adresse).read_text(),
        base_url=adresse,
        font_config=polices,
        url_fetcher=ouvreur,
    )
    return feuille, polices, ouvreur


@contextmanager
def _sans_ramasse_miettes() -> Iterator[None]:
    """Leave cyclic garbage alone while thousands of boxes are built, then sweep."""
    actif = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if actif:
            gc.enable()
        gc.collect()
