"""The board of a session as one drawing: its cases two by two, cards and their votes."""

from collections.abc import Sequence
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from diagnostics.dessins.matrice import dessiner_motif
from diagnostics.services.seance.lecture import LectureCase, LigneCarte
from socle.lettrage import couper
from socle.typographie import INSECABLE, typographier

LARGEUR: Final = 1120
_GOUTTIERE: Final = 28
_TEINTES: Final = {
    "force": "#24583a",
    "faiblesse": "#835308",
    "opportunite": "#1b5a86",
    "menace": "#6a3158",
}
_ENCRE, _ENCRE_2, _FILET = "#20261f", "#4c564a", "#cdd4c7"
_DIT: Final = {"gardee": "Gardée", "ecartee": "Écartée"}


def _carte(carte: LigneCarte, y: float, largeur: float) -> tuple[str, float]:
    """Return the drawing of a card whose top is at ``y``, and its height."""
    lignes = couper(typographier(carte.texte), largeur - 150, 16)
    details = []
    if carte.notes:
        details.append(f"{len(carte.notes)}{INSECABLE}notes réunies")
    if carte.decision:
        details.append(
            _DIT[carte.decision] + (f"{INSECABLE}: {carte.motif}" if carte.motif else "")
        )
    petites = couper(" · ".join(details), largeur - 150, 13) if details else []
    hauteur = 18 + 20 * len(lignes) + 17 * len(petites)
    morceaux = [
        f'<path d="M0 {y:g}H{largeur:g}" stroke="{_FILET}"/>',
        f'<text x="30" y="{y + 25:g}" font-size="13" text-anchor="end" fill="{_ENCRE_2}">{carte.numero}</text>',
    ]
    base = y + 25
    for ligne in lignes:
        morceaux.append(
            f'<text x="42" y="{base:g}" font-size="16" fill="{_ENCRE}">{escape(ligne)}</text>'
        )
        base += 20
    for ligne in petites:
        morceaux.append(
            f'<text x="42" y="{base - 2:g}" font-size="13" fill="{_ENCRE_2}">{escape(ligne)}</text>'
        )
        base += 17
    if carte.voix:
        morceaux.append(
            f'<text x="{largeur:g}" y="{y + 25:g}" font-size="15" font-weight="600" text-anchor="end" '
            f'fill="{_ENCRE}">{carte.voix}{INSECABLE}voix</text>'
            f'<text x="{largeur:g}" y="{y + 42:g}" font-size="13" text-anchor="end" '
            f'fill="{_ENCRE_2}">priorité {carte.priorite.ecrite}</text>'
        )
        hauteur = max(hauteur, 52)
    return "".join(morceaux), hauteur


def _colonne(lecture: LectureCase, largeur: float) -> tuple[str, float]:
    encre = _TEINTES[lecture.case.motif]
    morceaux = [
        dessiner_motif(lecture.case.motif, largeur),
        (
            f'<text x="0" y="40" font-size="21" font-weight="600" font-family="Vollkorn, Georgia, serif" '
            f'fill="{encre}">{escape(lecture.case.libelle)}</text>'
        ),
        f'<text x="{largeur:g}" y="40" font-size="14" text-anchor="end" fill="{_ENCRE_2}">{len(lecture.cartes)}</text>',
    ]
    y = 52.0
    if not lecture.cartes:
        morceaux.append(
            f'<path d="M0 {y:g}H{largeur:g}" stroke="{_FILET}"/>'
            f'<text x="0" y="{y + 25:g}" font-size="15" fill="{_ENCRE_2}">Aucune carte ici.</text>'
        )
        y += 38
    for carte in lecture.cartes:
        dessin, hauteur = _carte(carte, y, largeur)
        morceaux.append(dessin)
        y += hauteur
    return "".join(morceaux), y


def dessiner_seance(titre: str, tableau: Sequence[LectureCase]) -> SafeString:
    """Return the board as an SVG element, cases in two columns."""
    largeur = (LARGEUR - _GOUTTIERE) / 2
    colonnes = [_colonne(lecture, largeur) for lecture in tableau]
    morceaux, y = [], 52.0
    for i in range(0, len(colonnes), 2):
        rangee = colonnes[i : i + 2]
        morceaux += [
            f'<g transform="translate({j * (largeur + _GOUTTIERE):g} {y:g})">{dessin}</g>'
            for j, (dessin, _) in enumerate(rangee)
        ]
        y += max(hauteur for _, hauteur in rangee) + _GOUTTIERE
    return mark_safe(  # every text goes through escape()
        f'<svg viewBox="-16 0 {LARGEUR + 32} {y:g}" role="img" aria-label="{escape(titre)}" '
        'font-family="Cabin, \'Gill Sans\', sans-serif" font-size="16">'
        f'<text x="0" y="30" font-size="26" font-weight="600" font-family="Vollkorn, Georgia, serif" '
        f'fill="#2e2218">{escape(typographier(titre))}</text>{"".join(morceaux)}</svg>'
    )
