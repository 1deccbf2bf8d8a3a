"""MACTOR drawn: plane of influence and dependence, graphs of convergence and divergence."""

from collections.abc import Sequence
from math import cos, pi, sin
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from socle.encres import (
    CIEL,
    ENCRE,
    ENCRE_2,
    FEUILLE,
    FILET_FORT,
    VERMILLON,
    Encre,
    ecrire,
    filet,
    n,
    ouvrir,
)
from socle.lettrage import mesurer
from socle.typographie import ecrire_nombre

COTE: Final = 460
_MARGE: Final = 46
_HAUTEUR_NOM: Final = 17
_COINS: Final = (
    ("Dominants", 0, 0),
    ("Relais", 1, 0),
    ("Autonomes", 0, 1),
    ("Dominés", 1, 1),
)


def dessiner_plan(
    noms: Sequence[str], influence: Sequence[float], dependance: Sequence[float]
) -> SafeString:
    """Draw each actor at its dependence (across) and influence (up), cut at the means."""
    plafond = max([*influence, *dependance, 1.0]) * 1.06
    place = COTE - 2 * _MARGE

    def situer(i: float, d: float) -> tuple[float, float]:
        return _MARGE + d / plafond * place, COTE - _MARGE - i / plafond * place

    milieu_x, milieu_y = situer(
        sum(influence) / max(len(influence), 1), sum(dependance) / max(len(dependance), 1)
    )
    bas, droite = COTE - _MARGE, COTE - _MARGE
    morceaux = [
        filet(_MARGE, bas, droite, bas, fort=True),
        filet(_MARGE, _MARGE, _MARGE, bas, fort=True),
        _tirets(milieu_x, _MARGE, milieu_x, bas),
        _tirets(_MARGE, milieu_y, droite, milieu_y),
        ecrire("Dépendance →", droite, COTE - 14, 14, ENCRE_2, ancre="end"),
        ecrire("Influence ↑", 8, 20, 14, ENCRE_2),
    ]
    for mot, a_droite, en_bas in _COINS:
        morceaux.append(
            ecrire(
                mot,
                droite - 4 if a_droite else _MARGE + 6,
                bas - 8 if en_bas else _MARGE + 12,
                13,
                ENCRE_2,
                ancre="end" if a_droite else "",
            )
        )
    points = [situer(i, d) for i, d in zip(influence, dependance, strict=True)]
    pris: list[tuple[float, float, float]] = []
    for nom, (x, y) in sorted(zip(noms, points, strict=True), key=lambda p: (p[1][1], p[1][0])):
        morceaux.append(
            f'<circle class="{CIEL.classe}" cx="{n(x)}" cy="{n(y)}" r="5.5" fill="{CIEL.couleur}"/>'
        )
        large = mesurer(nom, 14, graisse=600)
        a_gauche = x + 10 + large > COTE - 2
        debut = x - 10 - large if a_gauche else x + 10
        haut = _libre(pris, debut, y + 5, large)
        if abs(haut - y - 5) > 2:  # noqa: PLR2004
            bout = debut + large + 3 if a_gauche else debut - 3
            morceaux.append(filet(x, y, bout, haut - 5))
        pris.append((debut, haut, large))
        morceaux.append(ecrire(nom, debut, haut, 14, gras=True))
    dits = "\u00a0; ".join(
        f"{nom}, influence {ecrire_nombre(i)}, dépendance {ecrire_nombre(d)}"
        for nom, i, d in zip(noms, influence, dependance, strict=True)
    )
    return mark_safe(
        ouvrir("plan", COTE, COTE, "Plan des influences et des dépendances", dits + ".", "dp-plan")
        + "".join(morceaux)
        + "</svg>"
    )


def _libre(pris: list[tuple[float, float, float]], x: float, y: float, large: float) -> float:
    """Push a label down until it covers no other."""
    for _ in range(len(pris) + 1):
        gene = next(
            (
                p
                for p in pris
                if abs(p[1] - y) < _HAUTEUR_NOM and x < p[0] + p[2] + 4 and p[0] < x + large + 4
            ),
            None,
        )
        if gene is None:
            return y
        y = gene[1] + _HAUTEUR_NOM
    return y


def _tirets(x1: float, y1: float, x2: float, y2: float) -> str:
    return (
        f'<path class="{FILET_FORT.classe}" d="M{n(x1)} {n(y1)}L{n(x2)} {n(y2)}" fill="none" '
        f'stroke="{FILET_FORT.couleur}" stroke-width="1" stroke-dasharray="4 4"/>'
    )


def dessiner_graphe(
    noms: Sequence[str], matrice: Sequence[Sequence[float]], *, divergences: bool = False
) -> SafeString:
    """Draw actors on a circle, joined by lines as thick as they converge (or diverge).

    Five thicknesses, by fifths of the strongest; the two lowest are dashed, so that strength
    is not told by thickness alone. The table beside gives the figures.
    """
    encre: Encre = VERMILLON if divergences else FEUILLE
    largeur, hauteur, rayon = COTE + 180, COTE, COTE / 2 - 62
    total = len(noms)
    centres = [
        (
            largeur / 2 + rayon * sin(2 * pi * r / max(total, 1)),
            hauteur / 2 - rayon * cos(2 * pi * r / max(total, 1)),
        )
        for r in range(total)
    ]
    paires = sorted(
        (matrice[i][j], i, j)
        for i in range(total)
        for j in range(i + 1, total)
        if matrice[i][j] > 0
    )
    plus_fort = paires[-1][0] if paires else 1.0
    morceaux = []
    for valeur, i, j in paires:
        rang = min(5, int(valeur / plus_fort * 5 + 0.999))
        (x1, y1), (x2, y2) = centres[i], centres[j]
        tirete = ' stroke-dasharray="5 4"' if rang <= 2 else ""  # noqa: PLR2004
        morceaux.append(
            f'<path class="dp-lien-{"non" if divergences else "oui"}" '
            f'd="M{n(x1)} {n(y1)}L{n(x2)} {n(y2)}" fill="none" stroke="{encre.couleur}" '
            f'stroke-width="{n(0.8 + rang * 1.1)}"{tirete}/>'
        )
    for nom, (x, y) in zip(noms, centres, strict=True):
        morceaux.append(
            f'<circle class="dp-noeud" cx="{n(x)}" cy="{n(y)}" r="6" fill="{ENCRE.couleur}"/>'
        )
        if abs(x - largeur / 2) < 12:  # noqa: PLR2004
            haut = y < hauteur / 2
            morceaux.append(
                ecrire(nom, x, y - 13 if haut else y + 23, 17, gras=True, ancre="middle")
            )
        else:
            fin = x < largeur / 2
            morceaux.append(
                ecrire(
                    nom, x - 12 if fin else x + 12, y + 5, 17, gras=True, ancre="end" if fin else ""
                )
            )
    quoi = "divergences" if divergences else "convergences"
    fortes = ", ".join(f"{noms[i]} et {noms[j]}" for _, i, j in reversed(paires[-3:]))
    description = f"Les plus fortes\u00a0: {fortes}." if fortes else f"Aucune {quoi[:-1]}."
    return mark_safe(
        ouvrir(f"graphe-{quoi}", largeur, hauteur, f"Graphe des {quoi}", description, "dp-graphe")
        + "".join(morceaux)
        + "</svg>"
    )
