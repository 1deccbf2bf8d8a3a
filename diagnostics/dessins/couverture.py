"""Bars of the coverage table: held (solid), planned (hatched), never (dashed frame)."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

LARGEUR, HAUTEUR = 240, 14


def dessiner_barre(entendus: int, prevus: int, maximum: int) -> SafeString:
    """Draw one bar, ``maximum`` long at most; the figures are in the cells beside it."""
    if not entendus and not prevus:
        return mark_safe(
            f'<svg class="n-jauge" viewBox="0 0 {LARGEUR} {HAUTEUR}" aria-hidden="true">'
            f'<rect class="n-jamais" x="1" y="1" width="{LARGEUR - 2}" height="{HAUTEUR - 2}" '
            'fill="none" stroke="#7d8777" stroke-dasharray="3 3"/></svg>'
        )
    unite = (LARGEUR - 2) / max(maximum, 1)
    plein, hachure = entendus * unite, prevus * unite
    traits = [
        format_html('<path d="M{} 13 l6 -12" stroke="#2e2218" class="n-hachure"/>', round(x, 1))
        for x in _rangs(1 + plein, 1 + plein + hachure)
    ]
    return format_html(
        '<svg class="n-jauge" viewBox="0 0 {} {}" aria-hidden="true">'
        '<rect class="n-entendu" x="1" y="1" width="{}" height="12" fill="#2e2218"/>{}'
        '<rect class="n-cadre" x="1" y="1" width="{}" height="12" fill="none" stroke="#2e2218"/>'
        "</svg>",
        LARGEUR,
        HAUTEUR,
        round(plein, 1),
        mark_safe("".join(traits)),
        round(plein + hachure, 1),
    )


def _rangs(debut: float, fin: float) -> list[float]:
    """Where hatches start, so that none comes out of the bar."""
    places, x = [], debut
    while x + 6 <= fin:
        places.append(x)
        x += 5
    return places
