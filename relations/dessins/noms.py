"""Where the names of actors go: beside their shape, never over another one; those left have none."""

from dataclasses import dataclass
from typing import Final

from socle.encres import n
from socle.lettrage import couper, mesurer
from socle.typographie import typographier

CORPS: Final = 13.0
INTERLIGNE: Final = 14.0
_LARGE: Final = 130.0
_LIGNES: Final = 2
_BORD: Final = 2
_PREMIERS: Final = 12
_PETIT: Final = 10.0


@dataclass(frozen=True)
class Nom:
    """Lines of a name and where they are written."""

    lignes: tuple[str, ...]
    x: float
    y: float
    """Base of the first line."""
    ancre: str
    corps: float = CORPS

    @property
    def est_numero(self) -> bool:
        """Whether there was only room for a number."""
        return self.corps < CORPS


def tailler(nom: str) -> tuple[str, ...]:
    """Cut a name into two lines at most."""
    lignes = couper(typographier(nom), _LARGE, CORPS)
    if len(lignes) > _LIGNES:
        derniere = lignes[_LIGNES - 1]
        while derniere and mesurer(f"{derniere}…", CORPS) > _LARGE:
            derniere = derniere[:-1].rstrip(" ,;:-’")
        lignes = [*lignes[: _LIGNES - 1], f"{derniere}…"]
    return tuple(lignes)


class Pose:
    """Boxes of a drawing: shapes first, then the texts that found room."""

    def __init__(
        self,
        points: dict[str, tuple[float, float]],
        rayons: dict[str, float],
        cadre: tuple[float, float],
        traits: list[tuple[float, float]],
    ) -> None:
        import numpy as np

        self.points, self.rayons, self.cadre = points, rayons, cadre
        self.traits = np.array(traits) if traits else np.empty((0, 2))
        self.rang = {r: rang for rang, r in enumerate(points)}
        self.formes = self.prises = len(points)
        self.boites = np.empty((3 * len(points) + 1, 4))
        for rang, (r, (x, y)) in enumerate(points.items()):
            rayon = rayons[r]
            self.boites[rang] = (x - rayon, y - rayon, x + rayon, y + rayon)

    def ecrire(
        self,
        reference: str,
        lignes: tuple[str, ...],
        corps: float,
        *,
        sur_les_traits: bool = True,
        sur_les_formes: bool = False,
    ) -> Nom | None:
        """Find room beside an actor, perhaps over strokes, perhaps over the shapes of others."""
        large, haut = self.cadre
        tous = max(mesurer(ligne, corps) for ligne in lignes)
        hauteur = INTERLIGNE * len(lignes) * corps / CORPS
        x, y = self.points[reference]
        ecart = self.rayons[reference] + 3
        cotes = [
            (x + ecart, y - hauteur / 2, ""),
            (x - ecart - tous, y - hauteur / 2, "end"),
            (x - tous / 2, y + ecart - 1, "middle"),
            (x - tous / 2, y - ecart - hauteur + 1, "middle"),
        ]
        if not sur_les_traits:  # a stroke may cross all four sides, and leave a corner
            dx, dy = 0.8 * ecart, 0.35 * ecart
            cotes += [
                (x + dx, y + dy, ""),
                (x + dx, y - dy - hauteur, ""),
                (x - dx - tous, y + dy, "end"),
                (x - dx - tous, y - dy - hauteur, "end"),
            ]
        for gx, gy, ancre in cotes:
            boite = (gx, gy, gx + tous, gy + hauteur)
            dehors = gx < _BORD or gy < _BORD or boite[2] > large - _BORD or boite[3] > haut - _BORD
            if dehors or self._touche(boite, reference, sur_les_formes=sur_les_formes):
                continue
            if not sur_les_traits and self._barre(boite):
                continue
            self.boites[self.prises] = boite
            self.prises += 1
            depart = {"": gx, "end": gx + tous, "middle": x}[ancre]
            return Nom(lignes, depart, gy + corps * 0.86, ancre, corps)
        return None

    def _barre(self, boite: tuple[float, float, float, float]) -> bool:
        """Whether a stroke crosses a box."""
        x, y = self.traits[:, 0], self.traits[:, 1]
        return bool(((x > boite[0]) & (x < boite[2]) & (y > boite[1]) & (y < boite[3])).any())

    def _touche(
        self, boite: tuple[float, float, float, float], reference: str, *, sur_les_formes: bool
    ) -> bool:
        autres = self.boites[: self.prises]
        touche = (
            (autres[:, 0] < boite[2])
            & (autres[:, 2] > boite[0])
            & (autres[:, 1] < boite[3])
            & (autres[:, 3] > boite[1])
        )
        touche[self.rang[reference]] = False
        if sur_les_formes:
            touche[: self.formes] = False
        return bool(touche.any())


def poser(
    points: dict[str, tuple[float, float]],
    rayons: dict[str, float],
    noms: dict[str, str],
    ordre: list[str],
    cadre: tuple[float, float],
    traits: list[tuple[float, float]],
) -> dict[str, Nom]:
    """Return the names that have room, the first of ``ordre`` served first, then numbers.

    ``traits``: points of the strokes, that names keep clear of when they can. The very first are named even over the shape of another; who has no room for a name gets
    the number of its row in the table: its rank in ``ordre``.
    """
    pose = Pose(points, rayons, cadre, traits)
    poses: dict[str, Nom] = {}
    for rang, reference in enumerate(ordre):
        lignes = tailler(noms[reference])
        nom = pose.ecrire(reference, lignes, CORPS, sur_les_traits=not traits)
        if nom is None and traits:
            nom = pose.ecrire(reference, lignes, CORPS)
        if nom is None and rang < _PREMIERS:
            nom = pose.ecrire(reference, lignes, CORPS, sur_les_formes=True)
        if nom is not None:
            poses[reference] = nom
    for rang, reference in enumerate(ordre, 1):
        if reference not in poses:
            numero = pose.ecrire(reference, (str(rang),), _PETIT)
            if numero is not None:
                poses[reference] = numero
    return poses


def ecrire_nom(nom: Nom, classe: str, couleur: str, *, gras: bool = False) -> str:
    """Return the text of a name, with a rim of paper so that strokes do not cross it."""
    from django.utils.html import escape

    ancre = f' text-anchor="{nom.ancre}"' if nom.ancre else ""
    graisse = ' font-weight="600"' if gras else ""
    lignes = "".join(
        f'<tspan x="{n(nom.x)}" y="{n(nom.y + rang * INTERLIGNE)}">{escape(ligne)}</tspan>'
        for rang, ligne in enumerate(nom.lignes)
    )
    return (
        f'<text class="r-nom {classe}" font-size="{nom.corps:g}" fill="{couleur}" stroke="#fdfdfb" '
        f'stroke-width="3" stroke-linejoin="round" paint-order="stroke"{ancre}{graisse}>'
        f"{lignes}</text>"
    )
