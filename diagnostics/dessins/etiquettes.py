"""A stakeholder on a drawing: the sign of its attitude, its name, the attitude in words.

Every label takes one place of ``LARGEUR`` × ``HAUTEUR``: two lines of name at
most, wrapped as the font measures them and abridged beyond, then one small line.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.html import escape

from diagnostics.services.carte_parties import LignePartie
from socle.lettrage import couper, mesurer
from socle.typographie import typographier

LARGEUR: Final = 172.0
"""Width of a label's place, in user units."""
HAUTEUR: Final = 47.0
"""Height of a label's place."""
CORPS: Final = 13.5
PETIT: Final = 11.5
_INTERLIGNE: Final = 15.0
_RETRAIT: Final = 20.0
"""Column of the sign, at the left of the name."""
TEXTE: Final = LARGEUR - _RETRAIT - 8
"""Width left to the words."""
LIGNES_MAX: Final = 2

ENCRE: Final = "#20261f"
ENCRE_2: Final = "#4c564a"
TEINTES: Final[dict[str, str]] = {
    "moteur": "#24583a",
    "favorable": "#24583a",
    "neutre": "#4c564a",
    "reticent": "#835308",
    "oppose": "#98152d",
    "": "#4c564a",
}
"""Ink of each attitude on white paper; its shape and its word say it too."""
FORMES: Final[dict[str, str]] = {
    "moteur": '<path d="M6 .3 12 11.2H0z" fill="currentColor"/>',
    "favorable": '<circle cx="6" cy="6" r="5" fill="currentColor"/>',
    "neutre": '<circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" stroke-width="2"/>',
    "reticent": '<path d="M6 .8 11.2 6 6 11.2.8 6z" fill="none" stroke="currentColor" '
    'stroke-width="2"/>',
    "oppose": '<path d="M1.5 1.5l9 9M10.5 1.5l-9 9" fill="none" stroke="currentColor" '
    'stroke-width="3" stroke-linecap="round"/>',
    "": '<circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" stroke-width="1.4" '
    'stroke-dasharray="2 2"/>',
}
"""Sign of each attitude on a 12 × 12 square: triangle, disc, ring, diamond, cross; dashed when unknown."""


_ABREGES: Final = (
    ("Communauté de communes", "CC"),
    ("Communauté d’agglomération", "CA"),
    ("Communauté urbaine", "CU"),
    ("Chambre de commerce et d’industrie", "CCI"),
    ("Chambre de métiers et de l’artisanat", "CMA"),
    ("Maison des jeunes et de la culture", "MJC"),
    ("Foyer de jeunes travailleurs", "FJT"),
    ("Association", "Assoc."),
)
"""Usual short forms at the head of a name, taken only when the whole name does not hold."""


@dataclass(frozen=True)
class Etiquette:
    """The words of a label: lines of the name, and whether some were left out."""

    lignes: tuple[str, ...]
    abrege: bool


@lru_cache(maxsize=4096)
def composer(nom: str, *, largeur: float = TEXTE) -> Etiquette:
    """Wrap ``nom`` on two lines at most; a longer one takes its usual short form, then « … »."""
    entier = typographier(nom)
    lignes = couper(entier, largeur, CORPS, graisse=600)
    if len(lignes) <= LIGNES_MAX:
        return Etiquette(tuple(lignes), abrege=False)
    for long, court in _ABREGES:
        if entier.replace("'", "’").startswith(f"{long} "):
            lignes = couper(f"{court}{entier[len(long) :]}", largeur, CORPS, graisse=600)
            break
    if len(lignes) <= LIGNES_MAX:
        return Etiquette(tuple(lignes), abrege=True)
    gardees = lignes[: LIGNES_MAX - 1]
    derniere = " ".join(lignes[LIGNES_MAX - 1 :])
    while derniere and mesurer(f"{derniere}…", CORPS, graisse=600) > largeur:
        derniere = derniere[:-1].rstrip()
    return Etiquette((*gardees, f"{derniere}…"), abrege=True)


def signe(attitude: str) -> str:
    """Draw the sign of an attitude from its own origin, 12 units wide."""
    code = attitude if attitude in FORMES else ""
    return f'<g class="pp-signe pp-{code or "inconnue"}" color="{TEINTES[code]}">{FORMES[code]}</g>'


@dataclass(frozen=True)
class Pose:
    """How labels are drawn: with their attitude or not, as links or not."""

    attitudes: bool = True
    adresse: str = ""
    """Address that opens the stakeholder whose reference is put in place of « {} »; empty: no link."""
    deplacer: str = ""
    """Address that moves it; empty when it cannot be dragged."""
    choisie: str = ""


def dessiner_etiquette(ligne: LignePartie, x: float, y: float, pose: Pose) -> str:
    """Draw the label of ``ligne`` in the place whose top left corner is ``x``, ``y``."""
    etiquette = composer(ligne.nom)
    graisse = ' font-weight="600"' if (ligne.influence or 0) >= 3 else ""  # noqa: PLR2004
    dit = f"{ligne.attitude_texte.lower()}" if pose.attitudes else ""
    morceaux = [f'<rect class="pp-prise" width="{LARGEUR:g}" height="{HAUTEUR:g}" fill="none"/>']
    if pose.attitudes:
        morceaux.append(f'<g transform="translate(2 3)">{signe(ligne.attitude)}</g>')
    else:
        morceaux.append(f'<circle class="pp-point" cx="8" cy="9" r="3" fill="{ENCRE}"/>')
    base = 13.5
    for texte in etiquette.lignes:
        morceaux.append(
            f'<text class="dm-encre" x="{_RETRAIT:g}" y="{base:g}" font-size="{CORPS}" '
            f'fill="{ENCRE}"{graisse}>{escape(texte)}</text>'
        )
        base += _INTERLIGNE
    if dit and ligne.attitude:
        morceaux.append(
            f'<text class="dm-encre2" x="{_RETRAIT:g}" y="{base - 1.5:g}" font-size="{PETIT}" '
            f'fill="{ENCRE_2}">{escape(dit)}</text>'
        )
    dedans = "".join(morceaux)
    place = f'transform="translate({n(x)} {n(y)})"'
    infobulle = ", ".join(m for m in (ligne.nom, dit) if m)
    if not pose.adresse:
        return f'<g class="pp-nom" {place}><title>{escape(infobulle)}</title>{dedans}</g>'
    ici = ' aria-current="true"' if ligne.reference == pose.choisie else ""
    adresse = escape(pose.adresse.replace("{}", ligne.reference))
    donnees = ""
    if pose.deplacer:
        donnees = f' data-deplacer="{escape(pose.deplacer.replace("{}", ligne.reference))}"'
    return (
        f'<a class="pp-nom" id="pp-{ligne.reference}" href="{adresse}" hx-get="{adresse}"{ici} '
        f'data-partie="{ligne.reference}"{donnees} {place}>'
        f"<title>{escape(infobulle)}</title>{dedans}</a>"
    )


def n(valeur: float) -> str:
    """Write a coordinate short: one decimal at most."""
    return f"{valeur:.1f}".rstrip("0").rstrip(".")
