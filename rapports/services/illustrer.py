"""Draw everything a report shows, from its content only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from diagnostics.dessins.etiquettes import Pose
from diagnostics.dessins.parties import decrire_cercles, dessiner_cercles
from rapports.dessins.barres import draw_bars
from rapports.dessins.familles import draw_families
from rapports.dessins.reperage import draw_locator
from rapports.dessins.svg import Dessin, nommer
from rapports.services.structures import Contenu, Famille
from socle.formes import FORMES
from territoires.dessin import PointCarte, dessiner_carte
from territoires.models import Territoire

_ITALIQUE: Final = (
    'font-family="Vollkorn, Georgia, serif" font-size="15" font-style="italic"',
    'font-family="Vollkorn Italique, Georgia, serif" font-size="15"',
)
"""The printed sheet names the italic font apart: the renderer does not pair the two files."""
_MER: Final = re.compile(r'<rect class="g-mer"[^>]*/>')
"""Ground of the map, left out where it would draw a grey box on the page."""


@dataclass(frozen=True)
class Carte:
    """A map, the source of its outlines and whether they are approximate."""

    dessin: Dessin
    attribution: str
    approximatif: bool
    hors_cadre: int


@dataclass(frozen=True)
class Illustrations:
    """Every drawing of a report; ``None`` where its chapter is left out."""

    couverture: Carte
    note: Carte | None
    acteurs: Carte | None
    familles: Dessin | None
    themes: Dessin | None
    reperage: Dessin | None
    parties: Dessin | None = None

    def en_texte(self) -> str:
        """Return all the drawings, for the fingerprint of the report."""
        dessins = [
            self.couverture.dessin,
            self.note and self.note.dessin,
            self.acteurs and self.acteurs.dessin,
            self.familles,
            self.themes,
            self.reperage,
            self.parties,
        ]
        return "\n".join(d.svg for d in dessins if d)


def draw_all(contenu: Contenu, territoire: Territoire) -> Illustrations:
    """Return the drawings of the chapters that ``contenu`` holds."""
    sections = contenu.sections
    points = _points(contenu.familles)
    nom = contenu.lieu.nom
    acteurs = "acteurs" in sections and contenu.familles
    return Illustrations(
        couverture=_carte(territoire, titre=f"Carte de {nom}", largeur=560),
        note=_carte(territoire, titre=f"Carte de {nom}", largeur=330)
        if "note" in sections
        else None,
        acteurs=_carte(territoire, points=points, titre=f"Les acteurs de {nom}", largeur=680)
        if acteurs
        else None,
        familles=draw_families(contenu.familles) if acteurs else None,
        themes=draw_bars(contenu.themes, sujet="Nombre d’acteurs par thème")
        if acteurs and contenu.themes
        else None,
        reperage=draw_locator(contenu.lieu.lon, contenu.lieu.lat, nom)
        if "territoire" in sections
        else None,
        parties=_parties(contenu) if contenu.parties else None,
    )


def _parties(contenu: Contenu) -> Dessin:
    """Draw the stakeholder map; attitudes are for members."""
    carte = contenu.parties
    assert carte is not None  # noqa: S101 (asked by the caller)
    dessin = dessiner_cercles(carte, pose=Pose(attitudes=not contenu.est_publique), etirement=1.0)
    return nommer(dessin, f"Carte des parties prenantes. {decrire_cercles(carte)}")


def _points(familles: Sequence[Famille]) -> list[PointCarte]:
    return [
        PointCarte(
            lon=acteur.lon,
            lat=acteur.lat,
            nom=acteur.nom,
            famille=acteur.forme,
            forme=FORMES[acteur.forme].dessin.replace("currentColor", FORMES[acteur.forme].couleur),
            couleur=FORMES[acteur.forme].couleur,
            libelle_famille=famille.libelle,
            lieu=acteur.commune,
            precision=acteur.precision,
        )
        for famille in familles
        for acteur in famille.acteurs
        if acteur.lon is not None and acteur.lat is not None
    ]


def _carte(
    territoire: Territoire,
    *,
    titre: str,
    largeur: int,
    points: Sequence[PointCarte] = (),
) -> Carte:
    carte = dessiner_carte(territoire, points=points, largeur=largeur, titre=titre)
    svg = carte.svg.replace(*_ITALIQUE)
    if not points:
        svg = _MER.sub("", svg, count=1)
    return Carte(
        nommer(svg, carte.alternative),
        carte.attribution,
        carte.approximatif,
        carte.hors_cadre,
    )
