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
_CARREAU: Final = 48.0
Boite = tuple[float, float, float, float]
"""Left, top, right, bottom."""


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
    """Boxes of a drawing: shapes first, then the texts that found room.

    Boxes are looked for by the squares of a grid they cover: few are compared.
    """

    def __init__(
        self,
        points: dict[str, tuple[float, float]],
        rayons: dict[str, float],
        cadre: tuple[float, float],
        traits: list[tuple[float, float]],
    ) -> None:
        self.points, self.rayons, self.cadre = points, rayons, cadre
        self.jalons: dict[tuple[int, int], list[tuple[float, float]]] = {}
        for x, y in traits:
            self.jalons.setdefault((int(x // _CARREAU), int(y // _CARREAU)), []).append((x, y))
        self.boites: dict[tuple[int, int], list[tuple[Boite, str]]] = {}
        for r, (x, y) in points.items():
            rayon = rayons[r]
            self._prendre((x - rayon, y - rayon, x + rayon, y + rayon), r)

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
            boite: Boite = (gx, gy, gx + tous, gy + hauteur)
            dehors = gx < _BORD or gy < _BORD or boite[2] > large - _BORD or boite[3] > haut - _BORD
            if dehors or self._touche(boite, reference, sur_les_formes=sur_les_formes):
                continue
            if not sur_les_traits and self._barre(boite):
                continue
            self._prendre(boite)
            depart = {"": gx, "end": gx + tous, "middle": x}[ancre]
            return Nom(lignes, depart, gy + corps * 0.86, ancre, corps)
        return None

    def _prendre(self, boite: Boite, forme: str = "") -> None:
        """Take a box; ``forme``: the actor whose shape it is."""
        for carreau in _carreaux(boite):
            self.boites.setdefault(carreau, []).append((boite, forme))

    def _barre(self, boite: Boite) -> bool:
        """Whether a stroke crosses a box."""
        gauche, haut, droite, bas = boite
        return any(
            gauche < x < droite and haut < y < bas
            for carreau in _carreaux(boite)
            for x, y in self.jalons.get(carreau, ())
        )

    def _touche(self, boite: Boite, reference: str, *, sur_les_formes: bool) -> bool:
        gauche, haut, droite, bas = boite
        for carreau in _carreaux(boite):
            for (x1, y1, x2, y2), forme in self.boites.get(carreau, ()):
                if forme == reference or (forme and sur_les_formes):
                    continue
                if x1 < droite and x2 > gauche and y1 < bas and y2 > haut:
                    return True
        return False


def _carreaux(boite: Boite) -> list[tuple[int, int]]:
    """Return the squares of the grid that a box covers."""
    gauche, haut, droite, bas = (int(v // _CARREAU) for v in boite)
    return [(x, y) for x in range(gauche, droite + 1) for y in range(haut, bas + 1)]


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


def ouvrir_noms(classe: str, couleur: str) -> str:
    """Open the group of names, with a rim of paper so that strokes do not cross them."""
    return (
        f'<g class="r-nom {classe}" font-size="{CORPS:g}" fill="{couleur}" stroke="#fdfdfb" '
        'stroke-width="3" stroke-linejoin="round" paint-order="stroke">'
    )


def ecrire_nom(nom: Nom, *, loin: bool = False, gras: bool = False) -> str:
    """Return the text of a name, inside the group of names."""
    from django.utils.html import escape

    attributs = ' class="est-loin"' if loin else ""
    if nom.corps != CORPS:
        attributs += f' font-size="{nom.corps:g}"'
    if nom.ancre:
        attributs += f' text-anchor="{nom.ancre}"'
    if gras:
        attributs += ' font-weight="600"'
    if len(nom.lignes) == 1:
        return f'<text x="{n(nom.x)}" y="{n(nom.y)}"{attributs}>{escape(nom.lignes[0])}</text>'
    lignes = "".join(
        f'<tspan x="{n(nom.x)}" y="{n(nom.y + rang * INTERLIGNE)}">{escape(ligne)}</tspan>'
        for rang, ligne in enumerate(nom.lignes)
    )
    return f"<text{attributs}>{lignes}</text>"
