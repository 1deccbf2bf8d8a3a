"""Tiles of the map of actors: what to draw in one square of the web map.

``GET /acteurs/tuiles/<z>/<x>/<y>?<filters of the list>`` answers for the tile (z, x, y) of the
usual web map (Web Mercator, y downwards), meant to be drawn on 512 × 512 pixels: on a 256-pixel
map at zoom Z, ask for z = Z - 1. The frame (``cadre``), the page and « to be located » of the
list are ignored: a tile has its own frame. JSON:

    {
      "r": 128,             revision of the directory
      "n": 4210,            actors in the tile
      "f": ["association", "cooperative"],     silhouettes used (socle.formes), most numerous first
      "g": [                groups
        [2041, 877, 312, 0, [250, 62]],
              x, y, number, index in « f » of the most numerous family, numbers along « f »
              (zeros at the end left out)
        [3311, 1204, 17, 1, [5, 12], [2.64899, 50.00399, 2.64901, 50.00401]]
              sixth value: all of them are at one place, that this frame holds (west, south,
              east, north, in degrees): zooming in will not part them, the list asked with
              cadre=w,s,e,n names them
      ],
      "p": [                actors
        [120, 3990, "k3v9x2m4t7qa", "Le Garage solidaire", 1, "Coopérative (SCIC)", 0, "Albert"]
              x, y, reference (its page is /acteurs/<reference>/), name, index in « f », kind in
              words, precision (index in PRECISIONS), name of the commune or ""
      ]
    }

x and y are whole numbers from 0 (west, north) to ``ETENDUE`` (east, south) inside the tile; a
group stands at the mean position of its actors. Up to ``POINTS_MAX`` actors all come one by one
(those of one place as one group). Beyond, they are grouped by cells, 16 × 16 a tile; an actor
alone in its cell comes as itself. From
``ZOOM_PLACES`` on, only actors of one place are grouped, up to ``PLACES_MAX`` places.

How: codes of Morton make a tile a range of whole numbers and a cell their first bits. The
columns of the directory (``acteurs.colonnes``) are sorted by these codes: a tile is a slice of
them, a cell a run. While they cannot answer (being written, filters they do not know), one scan
of the index ``acteur_carte`` and one GROUP BY do, with the same SQL on both databases, and at the
lowest zooms the table ``Densite`` (``acteurs.densite``).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Count, F, Min, Sum

from acteurs import colonnes, densite, recherche
from acteurs.colonnes import FORMES_RANGEES, Annuaire, Choix
from acteurs.criteres import Criteres
from acteurs.models import Acteur, ActeurQuerySet
from acteurs.models.densite import DensiteQuerySet
from acteurs.models.referentiels import nommer_type
from acteurs.morton import PROFONDEUR, entrelacer
from socle.formes import forme_de

VERSION = 1
"""Changes when the same actors are to be answered otherwise."""
ZOOM_MAX = 20
ETENDUE = 4096
CELLULES = 4
"""Cells are those of the tiles four zooms deeper."""
POINTS_MAX = 300
ZOOM_PLACES = 15
PLACES_MAX = 600
ZOOM_LECTURE = 11
"""From there on a tile holds fewer actors than the index of words proposes."""
SAUF = frozenset({"cadre", "localisation"})
"""Criteria of the list that do not apply to a tile."""
PRECISIONS = tuple(Acteur.Precision.values)
_AUTOUR_D_UN_LIEU = 1e-5
"""Room left around a place in its frame, in degrees (about a metre)."""


@dataclass(frozen=True)
class Tuile:
    """One square of the web map."""

    z: int
    x: int
    y: int

    @property
    def plage(self) -> tuple[int, int]:
        """First and last Morton codes inside."""
        pas = 2 * (PROFONDEUR - self.z)
        code = entrelacer(self.x, self.y)
        return code << pas, ((code + 1) << pas) - 1

    def coin(self, lon: float, lat: float) -> tuple[int, int]:
        """Return where a point is inside, from 0 to ``ETENDUE``."""
        cote = 1 << self.z
        sinus = math.sin(math.radians(lat))
        x = (lon + 180) / 360 * cote - self.x
        y = (0.5 - math.log((1 + sinus) / (1 - sinus)) / (4 * math.pi)) * cote - self.y
        return _borner(round(x * ETENDUE)), _borner(round(y * ETENDUE))


def _borner(valeur: int) -> int:
    return max(0, min(ETENDUE, valeur))


@dataclass
class _Groupe:
    """Actors drawn as one."""

    n: int = 0
    lon: float = 0.0
    """Sum of the longitudes."""
    lat: float = 0.0
    familles: Counter[str] = field(default_factory=Counter)
    premier: int = 0
    """Morton code of one of them."""
    cadre: list[float] | None = None
    """Set when they share one place."""

    def ajouter(self, type_: str | None, n: int, lon: float, lat: float, premier: int) -> None:
        self.n += n
        self.lon += lon
        self.lat += lat
        self.familles[forme_de(type_)] += n
        self.premier = premier


def composer(criteres: Criteres, tuile: Tuile, annuaire: Annuaire) -> dict[str, Any]:
    """Return the content of a tile, as told at the top of this module."""
    choix = colonnes.choisir(criteres, plage=tuile.plage, sauf=SAUF, annuaire=annuaire)
    if choix is None:
        return composer_en_sql(criteres, tuile, annuaire.numero)
    total = len(choix)
    if total <= POINTS_MAX:
        seuls, places = _par_places(_nommes(choix.id) if total else [])
        return _dire(tuile, annuaire.numero, total, places, seuls)
    groupes: Sequence[_Groupe] = ()
    if tuile.z >= ZOOM_PLACES:
        groupes = [_encadrer(g) for g in _en_cellules(choix, PROFONDEUR, maximum=PLACES_MAX)]
    groupes = groupes or _en_cellules(choix, tuile.z + CELLULES)
    isoles = [g.premier for g in groupes if g.n == 1]
    seuls = _nommes(choix.id[np.searchsorted(choix.morton, isoles)]) if isoles else []
    return _dire(tuile, annuaire.numero, total, [g for g in groupes if g.n > 1], seuls)


def _en_cellules(choix: Choix, zoom: int, *, maximum: int | None = None) -> list[_Groupe]:
    """Group actors as ``_par_cellules`` does: rows come by codes, a cell is a run of them."""
    cellules = choix.morton >> 2 * (PROFONDEUR - min(zoom, PROFONDEUR))
    debuts = np.flatnonzero(np.concatenate(([True], cellules[1:] != cellules[:-1])))
    if maximum is not None and len(debuts) > maximum:
        return []
    nombres = np.diff(debuts, append=len(cellules))
    cases = np.repeat(np.arange(len(debuts)) * len(FORMES_RANGEES), nombres) + choix.silhouettes
    familles = np.bincount(cases, minlength=len(debuts) * len(FORMES_RANGEES))
    return [
        _Groupe(
            n, lon, lat, Counter({f: k for f, k in zip(FORMES_RANGEES, par, strict=True) if k}), p
        )
        for n, lon, lat, par, p in zip(
            nombres.tolist(),
            np.add.reduceat(choix.lon, debuts).tolist(),
            np.add.reduceat(choix.lat, debuts).tolist(),
            familles.reshape(len(debuts), -1).tolist(),
            choix.morton[debuts].tolist(),
            strict=True,
        )
    ]


def _nommes(ids: Iterable[int]) -> list[Any]:
    """Read what is said of actors, those still shown only, in the order of their codes."""
    return list(_details(Acteur.objects.publies().filter(pk__parmi=ids)))


def composer_en_sql(criteres: Criteres, tuile: Tuile, revision: int) -> dict[str, Any]:
    """Return the same content, read by SQL."""
    acteurs = _acteurs(criteres, tuile)
    comptes = densite.zoom_pour(tuile.z + CELLULES, criteres)
    if comptes is not None:
        groupes = _par_densite(densite.filtrer(criteres, comptes), comptes, tuile)
    else:
        groupes = _par_cellules(acteurs, tuile.z + CELLULES)
    total = sum(g.n for g in groupes)
    places: Sequence[_Groupe] = ()
    if total <= POINTS_MAX:
        lignes = list(_details(acteurs)) if total else []
        seuls, places = _par_places(lignes)
        return _dire(tuile, revision, total, places, seuls)
    if tuile.z >= ZOOM_PLACES:
        places = _par_cellules(acteurs, PROFONDEUR, maximum=PLACES_MAX)
    if places:
        groupes = [_encadrer(g) for g in places]
    isoles = [g.premier for g in groupes if g.n == 1]
    seuls = list(_details(acteurs.filter(morton__in=isoles))) if isoles else []
    return _dire(tuile, revision, total, [g for g in groupes if g.n > 1], seuls)


def _acteurs(criteres: Criteres, tuile: Tuile) -> ActeurQuerySet:
    """Return the actors of the tile; those of a small one are read rather than searched for."""
    criteres.plage = tuile.plage
    if criteres.q and tuile.z >= ZOOM_LECTURE:
        sans = replace(criteres, q="").appliquer(sauf=SAUF)
        acteurs = sans.filter(recherche.condition(criteres.q, connection, index=False))
    else:
        acteurs = criteres.appliquer(sauf=SAUF)
    return acteurs.filter(morton__range=tuile.plage)


def _par_cellules(
    acteurs: ActeurQuerySet, zoom: int, *, maximum: int | None = None
) -> list[_Groupe]:
    """Group actors by the tiles of a deeper zoom; nothing when they make more than ``maximum``."""
    lignes = (
        acteurs.order_by()
        .annotate(cellule=F("morton").bitrightshift(2 * (PROFONDEUR - min(zoom, PROFONDEUR))))
        .values_list("cellule", "type_id")
        .annotate(n=Count("*"), slon=Sum("lon"), slat=Sum("lat"), premier=Min("morton"))
    )
    return _rassembler(lignes, maximum)


def _rassembler(lignes: Iterable[tuple[Any, ...]], maximum: int | None = None) -> list[_Groupe]:
    """Put the families of each cell together."""
    groupes: defaultdict[int, _Groupe] = defaultdict(_Groupe)
    for cellule, type_, n, lon, lat, premier in lignes:
        groupes[cellule].ajouter(type_, n, lon, lat, premier)
        if maximum is not None and len(groupes) > maximum:
            return []
    return [groupes[cellule] for cellule in sorted(groupes)]


def _par_densite(comptes: DensiteQuerySet, zoom: int, tuile: Tuile) -> list[_Groupe]:
    """Group what is already counted by cells of ``zoom``."""
    debut, fin = (code >> 2 * (PROFONDEUR - zoom) for code in tuile.plage)
    lignes = (
        comptes.filter(cellule__range=(debut, fin))
        .order_by()
        .annotate(case=F("cellule").bitrightshift(2 * (zoom - tuile.z - CELLULES)))
        .values_list("case", "type")
        .annotate(total=Sum("n"), slon=Sum("lon"), slat=Sum("lat"), premier=Min("morton"))
    )
    return _rassembler(lignes)


def _details(acteurs: ActeurQuerySet) -> Iterable[Any]:
    """Read what is said of an actor drawn by itself."""
    return acteurs.order_by("morton", "pk").values(
        "morton", "reference", "nom", "lon", "lat", "type_id", "type__libelle",
        "sous_type__libelle", "sous_type__sigle", "precision", "commune__nom",
    )  # fmt: skip


def _par_places(lignes: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[_Groupe]]:
    """Part actors between those alone where they are, and groups of one place."""
    places: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for ligne in lignes:
        places[ligne["morton"]].append(ligne)
    seuls, groupes = [], []
    for morton, ensemble in places.items():
        if len(ensemble) == 1:
            seuls.append(ensemble[0])
            continue
        groupe = _Groupe()
        for ligne in ensemble:
            groupe.ajouter(ligne["type_id"], 1, ligne["lon"], ligne["lat"], morton)
        groupes.append(_encadrer(groupe))
    return seuls, groupes


def _encadrer(groupe: _Groupe) -> _Groupe:
    """Give a group of one place the frame that holds it."""
    if groupe.n > 1:
        lon, lat = groupe.lon / groupe.n, groupe.lat / groupe.n
        groupe.cadre = [
            _cinq(math.floor, lon, -2), _cinq(math.floor, lat, -2),
            _cinq(math.ceil, lon, 2), _cinq(math.ceil, lat, 2),
        ]  # fmt: skip
    return groupe


def _cinq(arrondir: Any, valeur: float, marge: int) -> float:
    """Round to five decimals, a little further out (points of one place are 2.4 m apart at most)."""
    return round((arrondir(valeur / _AUTOUR_D_UN_LIEU) + marge) * _AUTOUR_D_UN_LIEU, 5)


def _dire(
    tuile: Tuile,
    revision: int,
    total: int,
    groupes: Sequence[_Groupe],
    seuls: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    comptes: Counter[str] = Counter(forme_de(ligne["type_id"]) for ligne in seuls)
    for groupe in groupes:
        comptes.update(groupe.familles)
    familles = sorted(comptes, key=lambda f: (-comptes[f], f))
    rangs = {famille: rang for rang, famille in enumerate(familles)}
    return {
        "r": revision,
        "n": total,
        "f": familles,
        "g": [_dire_groupe(tuile, g, rangs) for g in groupes],
        "p": [_dire_acteur(tuile, ligne, rangs) for ligne in seuls],
    }


def _dire_groupe(tuile: Tuile, groupe: _Groupe, rangs: dict[str, int]) -> list[Any]:
    nombres = [0] * (max(rangs[f] for f in groupe.familles) + 1)
    for famille, n in groupe.familles.items():
        nombres[rangs[famille]] = n
    principale = max(range(len(nombres)), key=lambda rang: (nombres[rang], -rang))
    coin = tuile.coin(groupe.lon / groupe.n, groupe.lat / groupe.n)
    dit: list[Any] = [*coin, groupe.n, principale, nombres]
    return [*dit, groupe.cadre] if groupe.cadre else dit


def _dire_acteur(tuile: Tuile, ligne: dict[str, Any], rangs: dict[str, int]) -> list[Any]:
    return [
        *tuile.coin(ligne["lon"], ligne["lat"]),
        ligne["reference"],
        ligne["nom"],
        rangs[forme_de(ligne["type_id"])],
        nommer_type(
            ligne["type__libelle"], ligne["sous_type__sigle"] or ligne["sous_type__libelle"]
        ),
        PRECISIONS.index(ligne["precision"]),
        ligne["commune__nom"] or "",
    ]
