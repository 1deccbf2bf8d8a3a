"""The matrix as an A3 poster: what a room can read from its chairs.

Type grows when statements are few; past ``PAR_FEUILLE`` in a quadrant, the least shared
ones go on following sheets rather than into small print.
"""

from bisect import bisect_left
from dataclasses import replace
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from diagnostics.dessins.matrice import dessiner_motif
from diagnostics.models import Diagnostic
from diagnostics.services.matrice import Matrice
from socle.page_pdf import pdf_de_page

PAR_FEUILLE: Final = 14
_BANDE: Final = 640
_BORNES: Final = (5, 8, 12)
"""Most statements of a quadrant on the sheet for each size of type (``affiche.css``: c0, c1, c2)."""


def feuilles(matrice: Matrice) -> list[dict[str, Any]]:
    """Cut the matrix into sheets: its quadrants, and the size of the type."""
    plus = max((len(q.lignes) for q in matrice.quadrants), default=0)
    rendues = []
    for debut in range(0, max(plus, 1), PAR_FEUILLE):
        quadrants = [
            replace(q, lignes=q.lignes[debut : debut + PAR_FEUILLE]) for q in matrice.quadrants
        ]
        nombre = max(len(q.lignes) for q in quadrants)
        corps = bisect_left(_BORNES, nombre)
        bandes = [(quadrant, _bande(quadrant.code)) for quadrant in quadrants]
        rendues.append({"quadrants": bandes, "corps": corps, "suite": debut > 0})
    return rendues


def _bande(code: str) -> SafeString:
    """Return the engraving of a quadrant, as wide as half a sheet."""
    return mark_safe(  # nothing but our own strokes
        f'<svg viewBox="0 0 {_BANDE} 12">{dessiner_motif(code, _BANDE)}</svg>'
    )


def page_a3(diagnostic: Diagnostic, matrice: Matrice) -> str:
    """Return the poster as a whole page of HTML, landscape A3."""
    return render_to_string(
        "diagnostics/seance/affiche.html",
        {
            "diagnostic": diagnostic,
            "matrice": matrice,
            "feuilles": feuilles(matrice),
            "jour": timezone.localdate(),
        },
    )


def pdf_de_affiche(page: str) -> bytes:
    """Return ``page`` (a poster) as PDF; nothing outside our fonts is fetched."""
    return pdf_de_page(page, feuille="css/affiche.css", variante=None).octets
