"""A drawing of a page as a picture, made on the server: same fonts, no browser needed.

WeasyPrint lays the drawing out on a sheet of its own size, PDFium paints the
sheet. Both are imported inside the function: web workers rarely need them.
"""

import io
import threading
from functools import lru_cache
from typing import Any, Final

from socle.dessin_svg import dimensions, svg_autonome
from socle.polices import feuille_polices

LARGEUR_PX: Final = 2400
"""Width of a picture unless told otherwise: sharp on a slide and on A3 paper."""
COTE_MAX_PX: Final = 8000
"""No side is longer, whatever is asked: such a picture already weighs 250 MB in memory."""
_POINTS_PAR_PX: Final = 0.75
VERROU = threading.Lock()
"""PDFium is not made for threads."""


def png_de_svg(svg: str, *, largeur_px: int = LARGEUR_PX) -> bytes:
    """Return ``svg`` (one of our drawings) painted on white, ``largeur_px`` wide.

    Nothing is read but the drawing itself and our fonts: a link or a picture
    that somebody typed in a text is never followed.

    Raises:
        DessinIllisible: it is not a drawing with a ``viewBox``.
    """
    import pypdfium2
    from weasyprint import HTML

    _, _, largeur, hauteur = dimensions(svg)
    polices, ouvreur = outils()
    page = (
        f"<style>@page{{size:{largeur:g}px {hauteur:g}px;margin:0}}"
        "html,body{margin:0;padding:0}svg{display:block}</style>"
        f"{svg_autonome(svg, polices=False)}"
    )
    with VERROU:
        pdf = HTML(string=page, url_fetcher=ouvreur).write_pdf(
            font_config=polices[0], stylesheets=[polices[1]]
        )
        document = pypdfium2.PdfDocument(pdf)
        try:
            echelle = min(largeur_px / largeur, COTE_MAX_PX / largeur, COTE_MAX_PX / hauteur)
            image = document[0].render(scale=echelle / _POINTS_PAR_PX).to_pil()
        finally:
            document.close()
    tampon = io.BytesIO()
    image.convert("RGB").save(tampon, "PNG", optimize=False)
    return tampon.getvalue()


@lru_cache(maxsize=1)
def outils() -> tuple[Any, Any]:
    """Return our fonts (configuration and sheet) and a fetcher that refuses every address."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    ouvreur = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    configuration = FontConfiguration()
    feuille = CSS(string=feuille_polices(), font_config=configuration, url_fetcher=ouvreur)
    return (configuration, feuille), ouvreur
