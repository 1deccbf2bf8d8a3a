"""The MOFF matrix as one drawing: two columns, or one for a phone; page and PDF alike.

No ``style`` attribute (content security policy): each shape has a ``fill`` or
``stroke`` attribute, read by the PDF, and a ``dm-…`` class that the page's
stylesheet recolours in light and dark.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from diagnostics.services.matrice import LectureQuadrant, LigneElement, Matrice
from socle.carotte import lire_strates, svg_carotte
from socle.icones import ICONES
from socle.lettrage import couper, mesurer
from socle.typographie import INSECABLE, accorder, typographier

LARGEUR: Final = 1120
"""Width of the two-column drawing, in user units (a screen of 1,280 px shows it 1:1)."""
LARGEUR_ETROITE: Final = 358
"""Width of the one-column drawing: a phone of 390 px, margins off."""
_GOUTTIERE: Final = 28
_BANDE: Final = 12
_CORPS: Final = 16
_INTERLIGNE: Final = 20
_PETIT: Final = 13
_INTERLIGNE_PETIT: Final = 17
_VOIX: Final = 46
"""Column of votes, at the right of each statement."""
_CAROTTE: Final = 24
"""Column of the evidence core, at the left of each statement."""


class _Encre(NamedTuple):
    """A colour on white paper and the class that follows the theme of the page."""

    couleur: str
    classe: str


@dataclass(frozen=True)
class _Teinte:
    """Ink and pale background of a quadrant on white paper."""

    encre: str
    pale: str


_TEINTES: Final[dict[str, _Teinte]] = {
    "force": _Teinte("#24583a", "#e6f0e6"),
    "faiblesse": _Teinte("#835308", "#f8efdc"),
    "opportunite": _Teinte("#1b5a86", "#e4eff6"),
    "menace": _Teinte("#6a3158", "#f4e8f0"),
}
_ENCRE: Final = _Encre("#20261f", "dm-encre")
_ENCRE_2: Final = _Encre("#4c564a", "dm-encre2")
_VERMILLON: Final = _Encre("#b93519", "dm-vermillon")
_FILET: Final = "#cdd4c7"
_TERRE: Final = "#6a4b32"


def dessiner_matrice(
    matrice: Matrice, *, colonnes: int = 2, largeur: int | None = None, identifiant: str = "moff"
) -> SafeString:
    """Return the matrix as an SVG element.

    Args:
        matrice: what ``lire_matrice`` returned (filters and order are its own).
        colonnes: 2, or 1 for a narrow screen (quadrants one under another).
        largeur: width in user units; default 1,120 for two columns, 358 for one.
        identifiant: prefix of the ids, unique in the page.

    The data table that goes with it is ``diagnostics/tableau_matrice.html``.
    """
    largeur = largeur or (LARGEUR if colonnes > 1 else LARGEUR_ETROITE)
    colonne = (largeur - _GOUTTIERE * (colonnes - 1)) / colonnes
    cases = [_case(q, colonne) for q in matrice.quadrants]
    morceaux, y = [], 1.0
    for i in range(0, len(cases), colonnes):
        rangee = cases[i : i + colonnes]
        morceaux.extend(
            f'<g transform="translate({_n(j * (colonne + _GOUTTIERE))} {_n(y)})">{case.dessin}</g>'
            for j, case in enumerate(rangee)
        )
        y += max(case.hauteur for case in rangee) + _GOUTTIERE
    hauteur = y - _GOUTTIERE + 1
    resume = ", ".join(
        f"{q.total}{INSECABLE}{q.question.singulier}{accorder(q.total)}" for q in matrice.quadrants
    )
    return mark_safe(  # every text goes through escape() below
        f'<svg class="dm-matrice" viewBox="0 0 {_n(largeur)} {_n(hauteur)}" role="img" '
        f'aria-labelledby="{identifiant}-titre {identifiant}-desc" '
        'font-family="Cabin, \'Gill Sans\', sans-serif" font-size="16">'
        f'<title id="{identifiant}-titre">Matrice MOFF{INSECABLE}: {escape(resume)}</title>'
        f'<desc id="{identifiant}-desc">{escape(_description(matrice))} '
        "Les mêmes éléments suivent en tableau.</desc>"
        f"{''.join(morceaux)}</svg>"
    )


def _description(matrice: Matrice) -> str:
    """Say what matters most in each quadrant: its most supported statement."""
    phrases = []
    for quadrant in matrice.quadrants:
        if not quadrant.lignes:
            continue
        tete = max(quadrant.lignes, key=lambda ligne: ligne.voix)
        if tete.voix:
            phrases.append(
                f"{quadrant.libelle}{INSECABLE}: d’abord «{INSECABLE}{tete.texte}{INSECABLE}»."
            )
    return " ".join(phrases) or "Quatre quadrants."


@dataclass(frozen=True)
class _Case:
    dessin: str
    hauteur: float


def _case(quadrant: LectureQuadrant, largeur: float) -> _Case:
    """Draw one quadrant from its own origin."""
    teinte = _TEINTES[quadrant.code]
    nombre = f"{quadrant.total}{INSECABLE}élément{accorder(quadrant.total)}"
    morceaux = [
        _motif(quadrant.code, largeur, teinte),
        _icone(quadrant.code, teinte),
        _texte(
            quadrant.libelle,
            30,
            _BANDE + 31,
            21,
            _Encre(teinte.encre, f"dm-{quadrant.code}"),
            titre=True,
        ),
        _texte(nombre, largeur, _BANDE + 31, 14, _ENCRE_2, fin=True),
    ]
    y = _BANDE + 52.0
    for ligne in couper(
        typographier(f"{quadrant.question.sens} {quadrant.question.question}"), largeur, 15
    ):
        morceaux.append(_texte(ligne, 0, y, 15, _ENCRE_2))
        y += 19
    y += 2
    if not quadrant.lignes:
        morceaux.append(_filet(y, largeur))
        morceaux.append(_texte("Rien d’écrit pour l’instant.", 0, y + 24, 15, _ENCRE_2))
        y += 36
    for element in quadrant.lignes:
        morceaux.append(_filet(y, largeur))
        dessin, hauteur = _element(element, y, largeur)
        morceaux.append(dessin)
        y += hauteur
    morceaux.append(_filet(y, largeur))
    autres = quadrant.total - len(quadrant.lignes)
    if quadrant.lignes and autres:
        y += 26
        mots = f"et {autres}{INSECABLE}autre{accorder(autres)}"
        morceaux.append(_texte(mots, _CAROTTE, y - 6, 15, _ENCRE_2))
    return _Case("".join(morceaux), y + 1)


def _icone(code: str, teinte: _Teinte) -> str:
    return (
        f'<g class="dm-icone-{code}" transform="translate(0 {_BANDE + 12}) scale(0.92)" '
        f'color="{teinte.encre}" fill="none" stroke="{teinte.encre}" stroke-width="1.6" '
        f'stroke-linecap="round" stroke-linejoin="round">{ICONES[code]}</g>'
    )


def _element(element: LigneElement, y: float, largeur: float) -> tuple[str, float]:
    """Draw one statement under ordinate ``y``; return the drawing and its height."""
    place = largeur - _CAROTTE - _VOIX - 8
    lignes = couper(typographier(element.texte), place, _CORPS)
    appuis = _appuis(element, place)
    hauteur = 12 + len(lignes) * _INTERLIGNE + len(appuis) * _INTERLIGNE_PETIT + 4
    morceaux = [
        svg_carotte(lire_strates(element.natures)).replace(
            '<svg class="t-carotte"',
            f'<svg class="dm-carotte" color="{_TERRE}" x="1" y="{_n(y + (hauteur - 28) / 2)}" '
            'width="14" height="28"',
        )
    ]
    base = y + 25
    for ligne in lignes:
        morceaux.append(_texte(ligne, _CAROTTE, base, _CORPS, _ENCRE))
        base += _INTERLIGNE
    base -= 1
    for mots in appuis:
        x = float(_CAROTTE)
        for mot, encre in mots:
            gras = encre is _VERMILLON
            morceaux.append(_texte(mot, x, base, _PETIT, encre, gras=gras))
            x += mesurer(mot, _PETIT, graisse=600 if gras else 400) + 12
        base += _INTERLIGNE_PETIT
    morceaux.append(_voix(element.voix, y + hauteur / 2, largeur))
    return "".join(morceaux), hauteur


def _appuis(element: LigneElement, place: float) -> list[list[tuple[str, _Encre]]]:
    """Theme and evidence of a statement, on one line when they fit, else on several."""
    n = element.nb_preuves
    preuves = (f"{n}{INSECABLE}preuve{accorder(n)}", _ENCRE_2) if n else ("Sans preuve", _VERMILLON)
    mots = [preuves, ("Contredit", _VERMILLON)] if element.est_contredit else [preuves]
    if not element.theme:
        return [mots]
    dits = sum(mesurer(mot, _PETIT, graisse=600) + 12 for mot, _ in mots)
    if mesurer(element.theme, _PETIT) + dits <= place:
        return [[(element.theme, _ENCRE_2), *mots]]
    return [[(ligne, _ENCRE_2)] for ligne in couper(element.theme, place, _PETIT)] + [mots]


def _voix(nombre: int, y: float, largeur: float) -> str:
    """Draw the sticker and the number of votes."""
    plein = f'fill="{_ENCRE.couleur}"' if nombre else 'fill="none"'
    classe = "dm-voix" if nombre else "dm-voix-zero"
    return (
        f'<circle class="{classe}" cx="{_n(largeur - 34)}" cy="{_n(y)}" r="5" {plein} '
        f'stroke="{_ENCRE.couleur}" stroke-width="1.6"/>'
        + _texte(str(nombre), largeur, y + 5, 15, _ENCRE, fin=True, gras=bool(nombre))
    )


def dessiner_motif(code: str, largeur: float) -> str:
    """Return the engraved band of a quadrant, twelve units high, for other drawings."""
    return _motif(code, largeur, _TEINTES[code])


def _motif(code: str, largeur: float, teinte: _Teinte) -> str:
    """Draw the engraving of a quadrant: strokes, not a pattern, so that every reader draws it."""
    haut, pas = _BANDE, 6
    # Whole strokes are written relative (short); those the edges cut, absolute.
    entiers = range(0, int(largeur) - haut + 1, pas)
    gauche, droite = pas, range(entiers[-1] + pas, int(largeur), pas)
    obliques = f"M0 {haut - gauche}L{haut - gauche} 0" + "".join(
        f"M{x} {haut}l{haut}-{haut}" for x in entiers
    )
    contraires = f"M0 {gauche}L{haut - gauche} {haut}" + "".join(
        f"M{x} 0l{haut} {haut}" for x in entiers
    )
    for x in droite:
        reste = _n(largeur - x)
        obliques += f"M{x} {haut}l{reste}-{reste}"
        contraires += f"M{x} 0l{reste} {reste}"
    points = "".join(
        f"M{_n(x + (3 if rang % 2 else 0))} {y}h.01"
        for rang, y in enumerate((3, 6, 9))
        for x in range(4, int(largeur) - 3, pas)
    )
    traits = {
        "force": (obliques, "1.3"),
        "faiblesse": (points, "1.9"),
        "opportunite": (f"M0 3H{_n(largeur)}M0 6H{_n(largeur)}M0 9H{_n(largeur)}", "1.2"),
        "menace": (obliques + contraires, "1"),
    }
    chemin, epaisseur = traits[code]
    return (
        f'<rect class="dm-pale-{code}" x="0.75" y="0" width="{_n(largeur - 1.5)}" height="{haut}" '
        f'fill="{teinte.pale}"/>'
        f'<path class="dm-trait-{code}" d="{chemin}" fill="none" stroke="{teinte.encre}" '
        f'stroke-width="{epaisseur}" stroke-linecap="round"/>'
        f'<rect class="dm-trait-{code}" x="0.75" y="0" width="{_n(largeur - 1.5)}" height="{haut}" '
        f'fill="none" stroke="{teinte.encre}" stroke-width="1.5"/>'
    )


def _filet(y: float, largeur: float) -> str:
    return (
        f'<path class="dm-filet" d="M0 {_n(y)}H{_n(largeur)}" stroke="{_FILET}" stroke-width="1"/>'
    )


def _texte(
    texte: str,
    x: float,
    y: float,
    corps: float,
    encre: _Encre,
    *,
    gras: bool = False,
    titre: bool = False,
    fin: bool = False,
) -> str:
    attributs = ' text-anchor="end"' if fin else ""
    if titre:
        attributs += ' font-family="Vollkorn, Georgia, serif" font-weight="600"'
    elif gras:
        attributs += ' font-weight="600"'
    return (
        f'<text class="{encre.classe}" x="{_n(x)}" y="{_n(y)}" font-size="{_n(corps)}" '
        f'fill="{encre.couleur}"{attributs}>{escape(texte)}</text>'
    )


def _n(valeur: float) -> str:
    """Write a coordinate short: one decimal at most."""
    return f"{valeur:.1f}".rstrip("0").rstrip(".")
