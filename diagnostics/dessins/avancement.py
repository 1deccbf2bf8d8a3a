"""Progress of the contacts: one bar per circle, a stretch per state, told by pattern and number."""

from collections.abc import Sequence
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from diagnostics.dessins.etiquettes import n
from diagnostics.services.plan_contacts import ETATS, Avancement
from socle.lettrage import couper, mesurer
from socle.typographie import INSECABLE, typographier

LARGEUR: Final = 860
_GAUCHE: Final = 190.0
_DROITE: Final = 120.0
_RANG: Final = 52.0
_BARRE: Final = 26.0
_ENCRE: Final = "#20261f"
_ENCRE_2: Final = "#4c564a"
LARGEUR_ETROITE: Final = 360
_RANG_ETROIT: Final = 62.0
_HUMUS: Final = "#2e2218"
_FONDS: Final = {
    "a_contacter": "#ffffff",
    "contacte": "#e2eee3",
    "rendez_vous": "#b9d6bf",
    "rencontre": "#7fb48e",
    "engage": "#24583a",
    "sans_suite": "#e4e9df",
}
"""Grounds on white paper; « sans suite » is crossed besides, and every stretch tells its number."""


def dessiner_avancement(
    mesures: Sequence[Avancement], *, identifiant: str = "avancement", etroit: bool = False
) -> SafeString:
    """Return the bars as an SVG element; the table beside says the same.

    Args:
        mesures: one per circle, then all together.
        identifiant: prefix of the ids, unique in the page.
        etroit: for a phone, names stand above their bar.
    """
    largeur = LARGEUR_ETROITE if etroit else LARGEUR
    morceaux = []
    y = 6.0
    for mesure in mesures:
        morceaux.append(_rang_etroit(mesure, y) if etroit else _rang(mesure, y))
        y += _RANG_ETROIT if etroit else _RANG
    phrases = " ".join(
        f"{m.libelle}{INSECABLE}: {m.rencontres} sur {m.total} rencontrées." for m in mesures
    )
    return mark_safe(  # every text goes through escape()
        f'<svg class="pc-avancement{" est-etroit" if etroit else ""}" viewBox="0 0 {largeur} {n(y)}" '
        f'width="{largeur}" '
        f'height="{n(y)}" role="img" aria-labelledby="{identifiant}-titre {identifiant}-desc" '
        'font-family="Cabin, \'Gill Sans\', sans-serif" font-size="14">'
        f'<title id="{identifiant}-titre">Avancement des contacts par cercle</title>'
        f'<desc id="{identifiant}-desc">{escape(phrases)}</desc>{"".join(morceaux)}</svg>'
    )


def _rang_etroit(mesure: Avancement, y: float) -> str:
    """Draw a name, its figure at the right, and the bar under both."""
    nom = couper(typographier(mesure.libelle), LARGEUR_ETROITE - 110, 15, graisse=600)[0]
    return (
        f'<text class="dm-encre" x="0" y="{n(y + 15)}" font-size="15" font-weight="600" '
        f'fill="{_ENCRE}">{escape(nom)}</text>'
        f'<text class="dm-encre2" x="{LARGEUR_ETROITE}" y="{n(y + 15)}" font-size="15" '
        f'text-anchor="end" fill="{_ENCRE_2}">{_figure(mesure)}</text>'
        f"{_barre(mesure, 1, y + 24, LARGEUR_ETROITE - 2)}"
    )


def _figure(mesure: Avancement) -> str:
    return f"{mesure.rencontres} sur {mesure.total}" if mesure.total else "personne"


def _rang(mesure: Avancement, y: float) -> str:
    largeur = LARGEUR - _GAUCHE - _DROITE
    lignes = couper(typographier(mesure.libelle), _GAUCHE - 16, 14, graisse=600)[:2]
    base = y + _BARRE / 2 + 5 - (len(lignes) - 1) * 8
    morceaux = [
        f'<text class="dm-encre" x="0" y="{n(base + i * 16)}" font-size="14" font-weight="600" '
        f'fill="{_ENCRE}">{escape(ligne)}</text>'
        for i, ligne in enumerate(lignes)
    ]
    morceaux.append(_barre(mesure, _GAUCHE, y, largeur))
    morceaux.append(
        f'<text class="dm-encre2" x="{n(LARGEUR - _DROITE + 12)}" y="{n(y + _BARRE / 2 + 5)}" '
        f'font-size="14" fill="{_ENCRE_2}">{_figure(mesure)}</text>'
    )
    return "".join(morceaux)


def _barre(mesure: Avancement, gauche: float, y: float, largeur: float) -> str:
    """Draw the stretches of a bar and its frame."""
    morceaux, x = [], gauche
    for etat, _, nombre in mesure.liste:
        if not nombre or not mesure.total:
            continue
        part = nombre / mesure.total * largeur
        morceaux.append(_troncon(etat, nombre, x, y, part))
        x += part
    morceaux.append(
        f'<rect class="pc-tour" x="{n(gauche)}" y="{n(y)}" width="{n(largeur)}" '
        f'height="{n(_BARRE)}" fill="none" stroke="{_HUMUS}" stroke-width="1.25"/>'
    )
    return "".join(morceaux)


def _troncon(etat: str, nombre: int, x: float, y: float, largeur: float) -> str:
    titre = f"{ETATS[etat]}{INSECABLE}: {nombre}"
    morceaux = [
        (
            f'<rect class="pc-{etat}" x="{n(x)}" y="{n(y)}" width="{n(largeur)}" height="{n(_BARRE)}" '
            f'fill="{_FONDS[etat]}" stroke="{_HUMUS}" stroke-width=".6"><title>{titre}</title></rect>'
        )
    ]
    if etat == "sans_suite":
        traits, pas = [], x + 6
        while pas < x + largeur:
            haut = min(pas + _BARRE, x + largeur)
            traits.append(f"M{n(pas)} {n(y + _BARRE)}L{n(haut)} {n(y + _BARRE - (haut - pas))}")
            pas += 8
        morceaux.append(
            f'<path class="pc-raye" d="{"".join(traits)}" fill="none" stroke="{_ENCRE_2}" '
            'stroke-width="1"/>'
        )
    mot = str(nombre)
    if mesurer(mot, 13, graisse=600) + 6 <= largeur and etat != "sans_suite":
        clair = etat == "engage"
        morceaux.append(
            f'<text class="{"pc-clair" if clair else "dm-encre"}" x="{n(x + largeur / 2)}" '
            f'y="{n(y + _BARRE / 2 + 4.5)}" font-size="13" font-weight="600" text-anchor="middle" '
            f'fill="{"#ffffff" if clair else _ENCRE}">{mot}</text>'
        )
    return "".join(morceaux)
