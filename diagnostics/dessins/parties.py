"""The stakeholder map as one drawing: the project in the centre, circles around it.

No ``style`` attribute (content security policy): each shape has a ``fill`` or
``stroke`` attribute, read by the PDF and the exports, and a class that the
page's stylesheet recolours in light and dark.
"""

from math import hypot
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from diagnostics.dessins.cercles import (
    ETIREMENT,
    INTERLIGNE_CENTRE,
    INTERLIGNE_TITRE,
    CercleDispose,
    Disposition,
    disposer,
)
from diagnostics.dessins.etiquettes import ENCRE_2, Pose, dessiner_etiquette, n
from diagnostics.services.carte_parties import Carte, noms_de
from socle.typographie import INSECABLE, accorder, typographier

_HUMUS: Final = "#2e2218"
_VERMILLON: Final = "#b93519"
_VERMILLON_PALE: Final = "#fbeae4"
_FILET_FORT: Final = "#7d8777"
_POLICE: Final = "font-family=\"Cabin, 'Gill Sans', sans-serif\""
_SERIF: Final = 'font-family="Vollkorn, Georgia, serif" font-weight="600"'


def dessiner_cercles(
    carte: Carte,
    *,
    pose: Pose | None = None,
    identifiant: str = "parties",
    etirement: float = ETIREMENT,
) -> SafeString:
    """Return the map of circles as an SVG element.

    Args:
        carte: what ``lire_carte`` returned (filters are its own).
        pose: how labels are drawn; with an address, each is a link.
        identifiant: prefix of the ids, unique in the page.
        etirement: how wide for its height (see ``disposer``).
    """
    pose = pose or Pose()
    plan = disposer(carte, etirement=etirement)
    morceaux = [_fil(plan, cercle) for cercle in plan.cercles]
    morceaux.append(_centre(plan))
    morceaux.extend(_cercle(cercle, pose) for cercle in plan.cercles)
    role = "group" if pose.adresse else "img"
    return mark_safe(  # every text goes through escape()
        f'<svg class="pp-dessin" viewBox="{n(plan.gauche)} {n(plan.haut)} {n(plan.largeur)} '
        f'{n(plan.hauteur)}" width="{n(plan.largeur)}" height="{n(plan.hauteur)}" role="{role}" '
        f'aria-labelledby="{identifiant}-titre {identifiant}-desc" {_POLICE} font-size="13.5">'
        f'<title id="{identifiant}-titre">Carte des parties prenantes de «{INSECABLE}'
        f"{escape(typographier(carte.centre))}{INSECABLE}»</title>"
        f'<desc id="{identifiant}-desc">{escape(decrire_cercles(carte))}</desc>'
        f"{''.join(morceaux)}</svg>"
    )


def decrire_cercles(carte: Carte) -> str:
    """Say the map in words: who stands in each circle."""
    phrases = []
    for cercle in carte.cercles:
        noms = noms_de(cercle.lignes)
        phrases.append(f"{cercle.nom}{INSECABLE}: {noms or 'personne pour l’instant'}.")
    return " ".join(phrases) + " La liste complète suit en tableau."


def _fil(plan: Disposition, cercle: CercleDispose) -> str:
    """Draw the dotted line from the project to a circle, edge to edge."""
    distance = hypot(cercle.x, cercle.y) or 1.0
    debut, fin = plan.rayon_centre / distance, 1 - cercle.rayon / distance
    return (
        f'<path class="pp-fil" d="M{n(cercle.x * debut)} {n(cercle.y * debut)}'
        f'L{n(cercle.x * fin)} {n(cercle.y * fin)}" fill="none" stroke="{_FILET_FORT}" '
        'stroke-width="1.2" stroke-dasharray="2 4"/>'
    )


def _centre(plan: Disposition) -> str:
    base = -len(plan.centre) * INTERLIGNE_CENTRE / 2 + 17
    lignes = "".join(
        f'<text class="pp-titre" x="0" y="{n(base + i * INTERLIGNE_CENTRE)}" font-size="18" '
        f'fill="{_HUMUS}" text-anchor="middle" {_SERIF}>{escape(ligne)}</text>'
        for i, ligne in enumerate(plan.centre)
    )
    return (
        f'<circle class="pp-centre" cx="0" cy="0" r="{n(plan.rayon_centre)}" '
        f'fill="{_VERMILLON_PALE}" stroke="{_VERMILLON}" stroke-width="2.5"/>{lignes}'
    )


def _cercle(dispose: CercleDispose, pose: Pose) -> str:
    cercle = dispose.cercle
    y = dispose.y + dispose.titre_y
    lignes = []
    for ligne in dispose.titre:
        lignes.append(
            f'<text class="pp-titre" x="{n(dispose.x)}" y="{n(y)}" font-size="17" fill="{_HUMUS}" '
            f'text-anchor="middle" {_SERIF}>{escape(ligne)}</text>'
        )
        y += INTERLIGNE_TITRE
    nombre = len(cercle.lignes)
    compte = f"{nombre}{INSECABLE}partie{accorder(nombre)} prenante{accorder(nombre)}"
    lignes.append(
        f'<text class="dm-encre2" x="{n(dispose.x)}" y="{n(y - 2)}" font-size="12.5" '
        f'fill="{ENCRE_2}" text-anchor="middle">{compte if nombre else "à compléter"}</text>'
    )
    etiquettes = "".join(
        dessiner_etiquette(ligne, px, py, pose)
        for ligne, (px, py) in zip(cercle.lignes, dispose.places, strict=True)
    )
    return (
        f'<g class="pp-cercle" data-cercle="{escape(cercle.code)}" '
        f'data-libelle="{escape(cercle.nom)}">'
        f'<circle class="pp-rond" cx="{n(dispose.x)}" cy="{n(dispose.y)}" r="{n(dispose.rayon)}" '
        f'fill="#ffffff" fill-opacity="0" stroke="{_HUMUS}" stroke-width="1.25"/>'
        f"{''.join(lignes)}{etiquettes}</g>"
    )
