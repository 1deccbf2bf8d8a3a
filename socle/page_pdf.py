"""A page of ours laid out as a PDF: nothing is read but the page, our fonts and one of our sheets.

WeasyPrint is imported inside the functions: web workers rarely need it. Reports, which also read
pictures and maps, have their own way (``rapports.services.rendu``).
"""

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.staticfiles import finders

from socle.dessin_png import VERROU, outils
from socle.polices import ITALIQUE, regle_police


class Pdf(NamedTuple):
    """A finished file and its number of pages."""

    octets: bytes
    pages: int


def pdf_de_page(page: str, *, feuille: str, variante: str | None = "pdf/ua-1") -> Pdf:
    """Return ``page`` (HTML) laid out with the sheet ``feuille``, a static file of ours.

    ``variante`` is the kind of PDF: tagged for those who listen to it, unless told otherwise.
    """
    from weasyprint import HTML

    (configuration, polices), ouvreur = outils()
    with VERROU:
        document = HTML(string=page, url_fetcher=ouvreur).render(
            font_config=configuration, stylesheets=[polices, _mise_en_page(feuille)]
        )
        return Pdf(document.write_pdf(pdf_variant=variante), len(document.pages))


@lru_cache(maxsize=8)
def _mise_en_page(chemin: str) -> Any:
    """Return a sheet of ours, read once, and the italic it may name."""
    from weasyprint import CSS

    (configuration, _), ouvreur = outils()
    italique = regle_police(ITALIQUE, "fonts/vollkorn-italique-fr.woff2", "400", "normal")
    texte = Path(str(finders.find(chemin))).read_text(encoding="utf-8")
    return CSS(string=italique + texte, font_config=configuration, url_fetcher=ouvreur)
