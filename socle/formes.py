"""The silhouettes of actor families: a shape says the family, colour only repeats it.

Used by the pages (``{% forme "association" %}``), by the maps drawn on the
server and by the PDF. The codes are those of ``TypeActeur.forme``; a code
without a drawing falls back on the dashed ring « type non renseigné ».
"""

from typing import Final, NamedTuple


class Forme(NamedTuple):
    """A drawing on a 24 × 24 grid and its colour on white paper.

    The colour (``#rrggbb``, contrast ≥ 3.4:1 on paper and terrain) is the
    ``fill`` attribute of server-made SVG, read by the PDF; on pages the class
    ``f-<code>`` replaces it and follows the light or dark theme.
    """

    dessin: str
    couleur: str


INCONNUE: Final = "inconnu"

_ANNEAU_TIRETE = (
    '<path fill="none" stroke="currentColor" stroke-width="2.4" stroke-dasharray="3.6 2.6" '
    'd="M12 3.5a8.5 8.5 0 1 0 .01 0z"/>'
)

FORMES: Final[dict[str, Forme]] = {
    "association": Forme('<circle cx="12" cy="12" r="8.5"/>', "#2c7a4b"),
    "cooperative": Forme('<path d="M12 2.5 20.5 7.3V16.7L12 21.5 3.5 16.7V7.3z"/>', "#a8480f"),
    "mutuelle": Forme('<path d="M8.5 3h7v5.5H21v7h-5.5V21h-7v-5.5H3v-7h5.5z"/>', "#2176ae"),
    "fondation": Forme('<path d="M3.5 20.5V11a8.5 8 0 0 1 17 0v9.5z"/>', "#6a3158"),
    "societe-commerciale-ess": Forme('<path d="M12 2 22 12 12 22 2 12z"/>', "#0e4a57"),
    "structure-insertion": Forme('<path d="M12 2.5 22 20.5H2z"/>', "#80600a"),
    "collectivite": Forme(
        '<path d="M4 3h16v9c0 4.5-3.5 7.5-8 10-4.5-2.5-8-5.5-8-10z"/>', "#243a66"
    ),
    "entreprise-classique": Forme(
        '<path fill-rule="evenodd" d="M3.5 3.5h17v17h-17zM7 7v10h10V7z"/>', "#4c564a"
    ),
    "recherche-enseignement": Forme(
        '<path d="M12 1.5l2.9 7 7.6.6-5.8 4.9 1.8 7.4L12 17.4l-6.5 4 1.8-7.4L1.5 9.1l7.6-.6z"/>',
        "#4c564a",
    ),
    "collectif-citoyen": Forme(
        '<path fill-rule="evenodd" d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 3.5a5.5 5.5 0 1 1'
        ' 0 11 5.5 5.5 0 0 1 0-11z"/>',
        "#4c564a",
    ),
    "groupement": Forme(
        '<path fill-rule="evenodd" d="M8.5 5.5a6.5 6.5 0 1 0 3.5 12 6.5 6.5 0 1 0 0-11 6.5 6.5 0'
        ' 0 0-3.5-1zM8.5 8.5a3.5 3.5 0 0 1 1.5.4 6.5 6.5 0 0 0 0 6.2 3.5 3.5 0 1 1-1.5-6.6z"/>',
        "#2c7a4b",
    ),
    INCONNUE: Forme(_ANNEAU_TIRETE, "#4c564a"),
}

LIBELLES: Final[dict[str, str]] = {
    "association": "Association",
    "cooperative": "Coopérative",
    "mutuelle": "Mutuelle",
    "fondation": "Fondation",
    "societe-commerciale-ess": "Société commerciale de l’ESS",
    "structure-insertion": "Structure d’insertion ou de travail protégé",
    "collectivite": "Collectivité ou acteur public",
    "entreprise-classique": "Entreprise classique",
    "recherche-enseignement": "Recherche et enseignement",
    "collectif-citoyen": "Collectif citoyen ou habitants",
    "groupement": "Groupement ou réseau d’acteurs",
    INCONNUE: "Type non renseigné",
}
"""French name of each silhouette, for legends."""


def forme_de(objet: object) -> str:
    """Return the code of the silhouette of ``objet``.

    Accepts a code (``"association"``), a ``TypeActeur`` (its ``forme``, else its
    ``code``, else its parent's) or an actor (through its ``type``).
    """
    while objet is not None:
        if isinstance(objet, str):
            return objet if objet in FORMES else INCONNUE
        for attribut in ("forme", "code"):
            code = getattr(objet, attribut, None)
            if isinstance(code, str) and code in FORMES:
                return code
        objet = getattr(objet, "parent", None) or getattr(objet, "type", None)
    return INCONNUE
