"""Our fonts as style sheets that fetch nothing: for drawings and pages made on the server."""

import base64
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders

ITALIQUE: Final = "Vollkorn Italique"
"""WeasyPrint slants the upright when both share a name: pages it lays out ask for this one."""
_POLICES: Final = (
    ("Cabin", "fonts/cabin-fr.woff2", "400 700", "normal"),
    ("Vollkorn", "fonts/vollkorn-fr.woff2", "600", "normal"),
    ("Vollkorn", "fonts/vollkorn-italique-fr.woff2", "400", "italic"),
)


def regle_police(famille: str, chemin: str, graisse: str, style: str) -> str:
    """Return the ``@font-face`` rule of a font, its file inside the rule."""
    donnees = base64.b64encode(Path(str(finders.find(chemin))).read_bytes()).decode()
    return (
        f'@font-face{{font-family:"{famille}";font-weight:{graisse};font-style:{style};'
        f'src:url("data:font/woff2;base64,{donnees}") format("woff2")}}'
    )


@lru_cache(maxsize=1)
def feuille_polices() -> str:
    """Return the ``@font-face`` rules of our fonts, each file inside the sheet."""
    return "".join(regle_police(*police) for police in _POLICES)
