"""The evidence core (« carotte »): three strata that say what an item rests on.

Hatching = words heard (interviews), dots = data (indicator or source), solid =
an actor. A dashed outline means that nothing supports the item.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe

PAROLES: Final = "paroles"
DONNEE: Final = "donnee"
ACTEUR: Final = "acteur"

STRATE_DE_NATURE: Final[dict[str, str]] = {
    "entretien": PAROLES,
    "indicateur": DONNEE,
    "source": DONNEE,
    "acteur": ACTEUR,
    PAROLES: PAROLES,
    DONNEE: DONNEE,
}
"""Stratum where the evidence of each nature (``Preuve.nature``) is drawn."""

MOTS: Final[dict[str, str]] = {PAROLES: "paroles", DONNEE: "donnée", ACTEUR: "acteur"}
"""French word of each stratum, top to bottom."""

_DESSINS: Final[dict[str, str]] = {
    PAROLES: '<path d="M1 4.5 4.5 1M1 8.5 8.5 1M4 9.5 12.5 1M8 9.5l5-5" stroke-width="1.3"/>',
    DONNEE: (
        '<path d="M3.5 12h.01M7 12h.01M10.5 12h.01M5.2 14.2h.01M8.8 14.2h.01M3.5 16.4h.01'
        'M7 16.4h.01M10.5 16.4h.01" stroke-width="2.3" stroke-linecap="round"/>'
    ),
    ACTEUR: '<path d="M1 18.6h12V27H1z" fill="currentColor" stroke="none"/>',
}
_CADRE: Final = '<path d="M1 1h12v26H1zM1 9.8h12M1 18.4h12"/>'
_VIDE: Final = '<path d="M1.5 1.5h11v25h-11z" stroke-dasharray="2.5 2.5"/>'


def lire_strates(preuves: Any) -> list[str]:
    """Return the strata of ``preuves``, in drawing order and without repetition.

    Accepts an object with ``preuves`` (manager or list), an iterable of objects
    with a ``nature``, of natures, or one nature. Prefetched rows are not queried.
    """
    if isinstance(preuves, str):
        natures: Iterable[Any] = [preuves]
    else:
        preuves = getattr(preuves, "preuves", preuves)
        natures = preuves.all() if hasattr(preuves, "all") else preuves or ()
    trouvees = {STRATE_DE_NATURE.get(str(getattr(n, "nature", n))) for n in natures}
    return [strate for strate in MOTS if strate in trouvees]


def dire_strates(strates: Iterable[str]) -> str:
    """Say the strata in French, for the text beside the drawing: « paroles, acteur »."""
    return ", ".join(MOTS[s] for s in strates)


def svg_carotte(strates: Iterable[str]) -> SafeString:
    """Return the drawing, decorative (``aria-hidden``), coloured by ``currentColor``."""
    strates = list(strates)
    dessin = "".join(_DESSINS[s] for s in strates) + _CADRE if strates else _VIDE
    # Constant drawings only: nothing of the user's enters this markup.
    return mark_safe(
        '<svg class="t-carotte" viewBox="0 0 14 28" fill="none" stroke="currentColor" '
        f'stroke-width="1.2" aria-hidden="true">{dessin}</svg>'
    )
