"""Where a filière is: its actors and gisements on the territory, its flows drawn between places.

Flows of the same two places make one arrow, its width to scale in the most common unit. A flow
without actors named goes, dashed, between the biggest ones of its maillons; one whose ends have
no known place is counted apart, never dropped in silence.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from math import hypot, sqrt
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from filieres.calculs.mots import dire_quantite
from filieres.calculs.reseau import FluxLu, PositionLue, Reseau
from filieres.calculs.resultats import Analyse
from socle.encres import n
from socle.typographie import accorder, ecrire_nombre
from territoires.dessin.encre import ENCRE, FOND, HUMUS, PAPIER
from territoires.dessin.fond import dessiner_fond, lire_fond
from territoires.dessin.noms import Encombrement, Lieu, placer_noms
from territoires.geometrie.projection import Cadre, Emprise
from territoires.models import Territoire

LARGEUR: Final = 760
LARGE_MAX: Final = 12.0
NOMS_MAX: Final = 16
EVITES_MAX: Final = 24
"""Journeys that names keep away from, the widest first: beyond, no name would find room."""
_ECART_MIN: Final = 8.0
"""Two ends nearer than this, in pixels, are the same place on the drawing."""
Place = tuple[float, float]


@dataclass
class Lot:
    """What stands at one place."""

    nom: str
    lon: float
    lat: float
    acteurs: list[str]
    gisements: list[str]


@dataclass(frozen=True)
class Trajet:
    """What goes from a place to another."""

    depart: str
    arrivee: str
    quantite: str
    epaisseur: float
    flux: int
    bouts: tuple[Place, Place]
    suppose: bool = False
    """Drawn to the biggest actors of its maillons: nobody said between whom it goes."""


@dataclass(frozen=True)
class CarteFiliere:
    """The drawing, and in words what it holds and what it leaves out."""

    svg: SafeString
    lots: tuple[Lot, ...]
    trajets: tuple[Trajet, ...]
    sans_lieu: tuple[str, ...]
    flux_sans_lieu: int
    approximatif: bool
    attribution: str = ""

    @property
    def lieux(self) -> SafeString:
        """Places and journeys for the interactive map (``static/js/carte-lieux.js``)."""
        points = format_html_join(
            "",
            '<span data-lon="{}" data-lat="{}" data-acteurs="{}">{}</span>',
            ((lot.lon, lot.lat, len(lot.acteurs), lot.nom) for lot in self.lots),
        )
        trajets = format_html_join(
            "",
            '<span data-lon="{}" data-lat="{}" data-vers-lon="{}" data-vers-lat="{}" '
            'data-epaisseur="{}"{}></span>',
            (
                (*t.bouts[0], *t.bouts[1], n(t.epaisseur), " data-suppose" if t.suppose else "")
                for t in self.trajets
            ),
        )
        return format_html("<template data-lieux>{}{}</template>", points, trajets)


def dessiner_carte(
    reseau: Reseau, analyse: Analyse, territoire: Territoire, *, largeur: int = LARGEUR
) -> CarteFiliere | None:
    """Draw the places of a filière on its territory; None when the territory has no known shape."""
    fond = lire_fond(territoire, largeur=largeur)
    if fond.emprise is None:
        return None
    lots, sans_lieu = _lots(reseau)
    trajets, perdus = _trajets(reseau, analyse)
    cadre = Cadre.ajuster(_elargir(fond.emprise, lots), largeur=largeur, marge=28)
    place = Encombrement(cadre.largeur, cadre.hauteur)
    fleches = [_fleche(cadre, t) for t in trajets]
    disques = [_disque(cadre, lot, place) for lot in lots]
    for trajet in sorted(trajets, key=lambda t: -t.epaisseur)[:EVITES_MAX]:
        _reserver(cadre, trajet, place)
    lieux = [
        Lieu(lot.nom, *cadre.pixel(lot.lon, lot.lat), pastille=False)
        for lot in sorted(lots, key=lambda lot: -len(lot.acteurs))
        if lot.nom
    ]
    noms = placer_noms(lieux, place, maximum=NOMS_MAX)
    svg = format_html(
        '<svg class="t-carte-dessin fi-carte" xmlns="http://www.w3.org/2000/svg" '
        'viewBox="0 0 {0} {1}" role="img" aria-label="{2}">'
        '<rect class="g-mer" width="{0}" height="{1}" fill="{3}"/>{4}{5}{6}{7}</svg>',
        cadre.largeur,
        cadre.hauteur,
        _alternative(territoire, lots, trajets),
        FOND,
        dessiner_fond(fond, cadre),
        mark_safe("".join(fleches)),
        mark_safe("".join(disques)),
        mark_safe("".join(noms)),
    )
    return CarteFiliere(
        svg,
        tuple(lots),
        tuple(trajets),
        tuple(sans_lieu),
        perdus,
        fond.approximatif,
        f"Contours\u00a0: {', '.join(fond.sources)}." if fond.sources else "",
    )


def _lots(reseau: Reseau) -> tuple[list[Lot], list[str]]:
    """Return what stands where, and the names of who stands nowhere known."""
    par_lieu: dict[Place, Lot] = {}
    sans_lieu: dict[str, None] = {}

    def poser(lon: float | None, lat: float | None, nom: str) -> Lot | None:
        if lon is None or lat is None:
            return None
        cle = (round(lon, 3), round(lat, 3))
        return par_lieu.setdefault(cle, Lot(nom, lon, lat, [], []))

    for position in reseau.positions:
        lot = poser(position.lon, position.lat, position.commune)
        if lot is None:
            sans_lieu[position.nom] = None
        elif position.nom not in lot.acteurs:
            lot.acteurs.append(position.nom)
    for gisement in reseau.gisements:
        lot = poser(gisement.lon, gisement.lat, gisement.lieu)
        if lot is not None:
            lot.gisements.append(gisement.ressource)
    return list(par_lieu.values()), list(sans_lieu)


def _trajets(reseau: Reseau, analyse: Analyse) -> tuple[list[Trajet], int]:
    """Return the journeys between places, and how many flows have no place at one end."""
    positions = {p.cle: p for p in reseau.positions}
    groupes: dict[tuple[Place, Place], list[FluxLu]] = defaultdict(list)
    noms: dict[Place, str] = {}
    supposes: set[tuple[Place, Place]] = set()
    perdus = 0
    for flux in reseau.flux:
        depart, arrivee = _depart(reseau, positions, flux), _arrivee(reseau, positions, flux)
        if depart is None or arrivee is None:
            perdus += flux.arrivee is not None
            continue
        noms[depart.place], noms[arrivee.place] = depart.nom, arrivee.nom
        bouts = depart.place, arrivee.place
        if bouts[0] != bouts[1]:
            groupes[bouts].append(flux)
            if depart.suppose or arrivee.suppose:
                supposes.add(bouts)
    unites = Counter(p.unite for f in reseau.flux if (p := analyse.flux.get(f.cle)))
    unite = unites.most_common(1)[0][0] if unites else ""
    sommes = {
        bouts: sum(
            (p.centre for f in siens if (p := analyse.flux.get(f.cle)) and p.unite == unite),
            Fraction(0),
        )
        for bouts, siens in groupes.items()
    }
    plus_grand = max(sommes.values(), default=Fraction(0)) or Fraction(1)
    trajets = [
        Trajet(
            noms[bouts[0]],
            noms[bouts[1]],
            dire_quantite(sommes[bouts], unite) if sommes[bouts] else "quantité inconnue",
            max(1.5, float(sommes[bouts] / plus_grand) * LARGE_MAX),
            len(siens),
            bouts,
            bouts in supposes,
        )
        for bouts, siens in groupes.items()
    ]
    return sorted(trajets, key=lambda t: -t.epaisseur), perdus


@dataclass(frozen=True)
class _Bout:
    place: Place
    nom: str
    suppose: bool = False


def _depart(reseau: Reseau, positions: dict[str, PositionLue], flux: FluxLu) -> _Bout | None:
    if flux.gisement is not None:
        gisement = next((g for g in reseau.gisements if g.cle == flux.gisement), None)
        if gisement is None or gisement.lon is None or gisement.lat is None:
            return None
        return _Bout((round(gisement.lon, 3), round(gisement.lat, 3)), gisement.lieu)
    return _situer(reseau, positions, flux.position_depart, flux.depart)


def _arrivee(reseau: Reseau, positions: dict[str, PositionLue], flux: FluxLu) -> _Bout | None:
    return _situer(reseau, positions, flux.position_arrivee, flux.arrivee)


def _situer(
    reseau: Reseau, positions: dict[str, PositionLue], position: str | None, maillon: str | None
) -> _Bout | None:
    """Return the place of the actor named, else of the biggest one of the maillon (supposed)."""
    lue = positions.get(position or "")
    suppose = False
    if (lue is None or lue.lon is None) and maillon is not None:
        situes = [p for p in reseau.actuelles(maillon) if p.lon is not None]
        lue = max(situes, key=lambda p: p.capacite or 0, default=None)
        suppose = len({(p.lon, p.lat) for p in situes}) > 1
    if lue is None or lue.lon is None or lue.lat is None:
        return None
    return _Bout((round(lue.lon, 3), round(lue.lat, 3)), lue.commune or lue.nom, suppose)


def _elargir(emprise: Emprise, lots: list[Lot]) -> Emprise:
    ouest, sud, est, nord = emprise
    return (
        min([ouest, *(lot.lon for lot in lots)]),
        min([sud, *(lot.lat for lot in lots)]),
        max([est, *(lot.lon for lot in lots)]),
        max([nord, *(lot.lat for lot in lots)]),
    )


def _fleche(cadre: Cadre, trajet: Trajet) -> str:
    """Draw a journey as a bent ribbon with its head; nothing when both ends nearly touch."""
    (x1, y1), (x2, y2) = cadre.pixel(*trajet.bouts[0]), cadre.pixel(*trajet.bouts[1])
    dx, dy = x2 - x1, y2 - y1
    longueur = hypot(dx, dy)
    if longueur < _ECART_MIN:
        return ""
    cx, cy = (x1 + x2) / 2 - dy * 0.18, (y1 + y2) / 2 + dx * 0.18
    # The head stops short of the disc it points to.
    ux, uy = x2 - cx, y2 - cy
    norme = hypot(ux, uy) or 1.0
    ux, uy = ux / norme, uy / norme
    fx, fy = x2 - ux * 11, y2 - uy * 11
    t = 4.5 + trajet.epaisseur / 2
    return str(
        format_html(
            '<g><title>{} vers {}\u00a0: {}</title><path class="fi-trajet" fill="none" '
            'stroke="#6a4b32" stroke-opacity=".72" stroke-width="{}"{} d="M{} {}Q{} {} {} {}"/>'
            '<path class="fi-trajet-tete" fill="{}" d="M{} {}L{} {}L{} {}z"/></g>',
            trajet.depart,
            trajet.arrivee,
            trajet.quantite,
            n(trajet.epaisseur),
            mark_safe(' stroke-dasharray="9 5"' if trajet.suppose else ""),
            *map(n, (x1, y1, cx, cy, fx, fy)),
            HUMUS,
            *map(
                n,
                (
                    fx + ux * t,
                    fy + uy * t,
                    fx - uy * t,
                    fy + ux * t,
                    fx + uy * t,
                    fy - ux * t,
                ),
            ),
        )
    )


def _reserver(cadre: Cadre, trajet: Trajet, place: Encombrement) -> None:
    """Keep names away from a journey: boxes along its curve."""
    (x1, y1), (x2, y2) = cadre.pixel(*trajet.bouts[0]), cadre.pixel(*trajet.bouts[1])
    dx, dy = x2 - x1, y2 - y1
    cx, cy = (x1 + x2) / 2 - dy * 0.18, (y1 + y2) / 2 + dx * 0.18
    r = trajet.epaisseur / 2 + 1
    pas = max(int(hypot(dx, dy) / 6), 1)
    for i in range(1, pas):
        t = i / pas
        x = (1 - t) ** 2 * x1 + 2 * t * (1 - t) * cx + t * t * x2
        y = (1 - t) ** 2 * y1 + 2 * t * (1 - t) * cy + t * t * y2
        place.reserver((x - r, y - r, x + r, y + r))


def _disque(cadre: Cadre, lot: Lot, place: Encombrement) -> str:
    x, y = cadre.pixel(lot.lon, lot.lat)
    nombre = len(lot.acteurs)
    rayon = min(6 + 3 * sqrt(max(nombre - 1, 0)), 18.0)
    place.reserver((x - rayon, y - rayon, x + rayon, y + rayon))
    dits = [*lot.acteurs[:8], *(f"gisement\u00a0: {g}" for g in lot.gisements)]
    titre = f"{lot.nom}\u00a0: {', '.join(dits)}"
    if not nombre:
        return str(
            format_html(
                '<path class="fi-lieu-gisement" d="M{} {}l7 7-7 7-7-7z" fill="#e2eee3" '
                'stroke="#24583a" stroke-width="1.8"><title>{}</title></path>',
                n(x),
                n(y - 7),
                titre,
            )
        )
    texte = ""
    if nombre > 1:
        texte = format_html(
            '<text class="e-encre" x="{}" y="{}" text-anchor="middle" font-size="13" '
            'font-family="Cabin, sans-serif" font-weight="600" fill="{}">{}</text>',
            n(x),
            n(y + 4.5),
            ENCRE,
            nombre,
        )
    return str(
        format_html(
            '<g><title>{}</title><circle class="fi-lieu" cx="{}" cy="{}" r="{}" fill="{}" '
            'stroke="{}" stroke-width="2"/>{}</g>',
            titre,
            n(x),
            n(y),
            n(max(rayon, 8.5) if nombre > 1 else rayon),
            PAPIER,
            HUMUS,
            texte,
        )
    )


def _alternative(territoire: Territoire, lots: list[Lot], trajets: list[Trajet]) -> str:
    nombre = len(lots)
    phrase = f"Carte de {territoire.nom}\u00a0: {ecrire_nombre(nombre)} lieu{accorder(nombre, 'x')}"
    if trajets:
        phrase += f", {ecrire_nombre(len(trajets))} trajet{accorder(len(trajets))}"
    return f"{phrase}. La liste dit la même chose."
