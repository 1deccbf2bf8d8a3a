"""The map of a territory: ground, towns, points, scale; and what it says in words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.html import format_html
from django.utils.safestring import SafeString

from territoires.dessin.encre import ENCRE, FOND, HUMUS, PAPIER
from territoires.dessin.fond import Fond, dessiner_fond, lire_fond
from territoires.dessin.memoire import DUREE_S, cle_de, memoire
from territoires.dessin.noms import Encombrement, Lieu, placer_noms
from territoires.dessin.points import (
    SIGNES_MAX,
    LignePoint,
    PointCarte,
    dessiner_groupe,
    dessiner_pastilles,
    grouper,
    lignes_de,
)
from territoires.geometrie.projection import Cadre, Emprise
from territoires.models import Territoire

MARGE_POINTS = 0.3
"""How far outside the territory a point may be and still widen the frame, in frame sizes."""
POPULATION_VILLE = 2000
"""A town of at least that many inhabitants has its name in bold."""


@dataclass(frozen=True)
class CarteDessinee:
    """A drawing and its equivalents."""

    svg: SafeString
    alternative: str
    """What the drawing shows, in a French sentence or two."""
    attribution: str
    """Source of the outlines, to be printed under the drawing."""
    approximatif: bool
    """Whether the outline is only approximated; it is then dashed and labelled so."""
    lignes: list[LignePoint]
    """Rows of the equivalent table: one per point given, drawn or not."""
    hors_cadre: int = 0
    """Points too far from the territory to be drawn."""


def dessiner_carte(
    territoire: Territoire,
    *,
    points: Sequence[PointCarte] = (),
    largeur: int = 600,
    hauteur: int | None = None,
    titre: str = "",
    legende: bool = True,
    voisines: bool | None = None,
    garder: bool = True,
) -> CarteDessinee:
    """Draw ``territoire`` with ``points`` on it.

    A drawing is kept a day in the cache, under a key made of all it shows: the
    communes and contours as they stand, the points, the size.

    Args:
        territoire: the territory; its communes' contours are used when loaded.
        points: actors to place, in any number.
        largeur: width of the drawing in CSS pixels; the SVG scales to its container.
        hauteur: height; by default it follows the territory's proportions.
        titre: start of the text alternative, default « Carte de … ».
        legende: draw names of towns, scale bar and neighbours (off for thumbnails).
        voisines: draw the neighbouring communes, or not, whatever ``legende`` says: they are
            three quarters of the work, and small maps do without.
        garder: False when the caller keeps the drawing itself, under a key of its own.
    """
    dessiner = partial(
        _dessiner,
        territoire,
        points,
        largeur=largeur,
        hauteur=hauteur,
        titre=titre,
        legende=legende,
        voisines=legende if voisines is None else voisines,
    )
    if not garder:
        return dessiner()
    cle = cle_de(territoire, points, largeur, hauteur, titre, legende, voisines)
    carte: CarteDessinee | None = memoire().get(cle)
    if carte is None:
        carte = dessiner()
        memoire().set(cle, carte, DUREE_S)
    return carte


def _dessiner(
    territoire: Territoire,
    points: Sequence[PointCarte],
    *,
    largeur: int,
    hauteur: int | None,
    titre: str,
    legende: bool,
    voisines: bool,
) -> CarteDessinee:
    fond = lire_fond(territoire, largeur=largeur)
    if fond.emprise is None:
        return _sans_geographie(territoire, points, largeur, hauteur or largeur // 2)
    dessines = _cadrables(points, fond.emprise)
    cadre = Cadre.ajuster(
        _elargir(fond.emprise, dessines),
        largeur=largeur,
        hauteur=hauteur,
        marge=max(8, largeur // 32),
    )
    place = Encombrement(cadre.largeur, cadre.hauteur)
    echelle = _echelle(cadre, place) if legende else SafeString("")
    if len(dessines) > SIGNES_MAX:
        signes = dessiner_pastilles(cadre, dessines)
    else:
        groupes = grouper([(*cadre.pixel(p.lon, p.lat), p) for p in dessines])
        signes = SafeString("".join(dessiner_groupe(g, place) for g in groupes))
    noms = (
        SafeString(
            "".join(placer_noms(_lieux(fond, cadre, dessines), place, maximum=largeur // 45))
        )
        if legende
        else SafeString("")
    )
    alternative = _alternative(territoire, fond, dessines, titre, len(points) - len(dessines))
    svg = format_html(
        '<svg class="t-carte-dessin" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" '
        'role="img" aria-label="{}"><rect class="g-mer" width="{}" height="{}" fill="{}"/>'
        "{}{}{}{}</svg>",
        cadre.largeur,
        cadre.hauteur,
        alternative,
        cadre.largeur,
        cadre.hauteur,
        FOND,
        dessiner_fond(
            fond,
            cadre,
            mises_en_avant=_communes_nommees(fond, dessines),
            voisines=voisines,
        ),
        noms,
        signes,
        echelle,
    )
    return CarteDessinee(
        svg,
        alternative,
        _attribution(fond),
        fond.approximatif,
        lignes_de(points),
        len(points) - len(dessines),
    )


def _cadrables(points: Sequence[PointCarte], emprise: Emprise) -> list[PointCarte]:
    """Return the points near enough to the territory to be drawn with it."""
    ouest, sud, est, nord = emprise
    dx, dy = (est - ouest) * MARGE_POINTS, (nord - sud) * MARGE_POINTS
    return [p for p in points if ouest - dx <= p.lon <= est + dx and sud - dy <= p.lat <= nord + dy]


def _elargir(emprise: Emprise, points: Sequence[PointCarte]) -> Emprise:
    ouest, sud, est, nord = emprise
    return (
        min([ouest, *(p.lon for p in points)]),
        min([sud, *(p.lat for p in points)]),
        max([est, *(p.lon for p in points)]),
        max([nord, *(p.lat for p in points)]),
    )


def _communes_nommees(fond: Fond, points: Sequence[PointCarte]) -> list[str]:
    """Codes of the communes that the points name as their place."""
    noms = {p.lieu for p in points if p.lieu}
    return [c.code for c in fond.communes if c.nom in noms]


def _lieux(fond: Fond, cadre: Cadre, points: Sequence[PointCarte]) -> Iterator[Lieu]:
    """Give the territory's communes as places to name, most populated first."""
    occupes = {p.lieu for p in points}
    for rang, commune in enumerate(
        sorted(fond.communes, key=lambda c: (-(c.population or 0), c.nom))
    ):
        if commune.lon is None or commune.lat is None:
            continue
        x, y = cadre.pixel(commune.lon, commune.lat)
        ville = rang < 3 and (commune.population or 0) >= POPULATION_VILLE
        yield Lieu(commune.nom, x, y, ville=ville or rang == 0, pastille=commune.nom not in occupes)


def _echelle(cadre: Cadre, place: Encombrement) -> SafeString:
    """Draw a scale bar, about a fifth of the width, of a round number of kilometres."""
    maximum_km = cadre.metres_par_pixel * cadre.largeur / 4 / 1000
    km = max(
        (n for n in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500) if n <= maximum_km),
        default=0.1,
    )
    long = km * 1000 / cadre.metres_par_pixel
    x, y, pas = 22.0, cadre.hauteur - 18.0, long / 5
    place.reserver((x - 12, y - 24, x + long + 34, y + 14))
    pleins = "".join(f"M{x + pas * i:.1f} {y:.1f}h{pas:.1f}v6h-{pas:.1f}z" for i in (0, 2, 4))
    texte = (
        '<text class="g-txt" x="{}" y="{}" text-anchor="middle" '
        'font-family="Cabin, sans-serif" font-size="13" fill="{}">{}</text>'
    )
    return format_html(
        '<rect class="g-papier" x="{0}" y="{1}" width="{2}" height="36" fill="{3}"/>'
        '<path class="g-trait" d="M{4} {5}h{6}v6h-{6}z" fill="none" stroke="{7}"/>'
        '<path class="g-plein" d="{8}" fill="{7}"/>{9}{10}',
        f"{x - 12:.1f}",
        f"{y - 22:.1f}",
        f"{long + 44:.1f}",
        PAPIER,
        f"{x:.1f}",
        f"{y:.1f}",
        f"{long:.1f}",
        HUMUS,
        SafeString(pleins),
        format_html(texte, f"{x:.1f}", f"{y - 6:.1f}", ENCRE, "0"),
        format_html(texte, f"{x + long:.1f}", f"{y - 6:.1f}", ENCRE, _en_metres(km)),
    )


def _en_metres(km: float) -> str:
    return f"{km:g} km" if km >= 1 else f"{km * 1000:g} m"


def _alternative(
    territoire: Territoire,
    fond: Fond,
    points: Sequence[PointCarte],
    titre: str,
    hors_cadre: int,
) -> str:
    """Say in words what the drawing shows."""
    tete = titre or f"Carte de {territoire.nom}"
    nombre = len(fond.communes)
    phrase = f"{tete} : {nombre} commune{'s' if nombre > 1 else ''}"
    if nombre > 3:
        grandes = sorted(fond.communes, key=lambda c: -(c.population or 0))[:3]
        phrase += f", dont {grandes[0].nom}, {grandes[1].nom} et {grandes[2].nom}"
    if fond.approximatif:
        phrase += ". Contour approché d’après le centre des communes"
    if points:
        phrase += f". {len(points)} acteur{'s placés' if len(points) > 1 else ' placé'}"
        lieux = Counter(p.lieu for p in points if p.lieu).most_common(3)
        if lieux:
            phrase += ", dont " + ", ".join(f"{n} à {lieu}" for lieu, n in lieux)
    if hors_cadre:
        phrase += f". {hors_cadre} hors du cadre"
    return phrase + "."


def _attribution(fond: Fond) -> str:
    if fond.approximatif:
        return "Contour approché d’après le centre des communes (GeoNames, CC BY 4.0)."
    return f"Contours : {', '.join(fond.sources)}." if fond.sources else ""


def _sans_geographie(
    territoire: Territoire, points: Sequence[PointCarte], largeur: int, hauteur: int
) -> CarteDessinee:
    """Draw nothing but say so: neither contours nor centres are known."""
    phrase = f"{territoire.nom} : la position de ses communes n’est pas encore connue."
    svg = format_html(
        '<svg class="t-carte-dessin" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" '
        'role="img" aria-label="{2}"><rect class="g-mer" width="{0}" height="{1}" fill="{3}"/>'
        '<text class="g-txt" x="{4}" y="{5}" text-anchor="middle" '
        'font-family="Cabin, sans-serif" font-size="15" fill="{6}">'
        "Position des communes à charger</text></svg>",
        largeur,
        hauteur,
        phrase,
        FOND,
        largeur / 2,
        hauteur / 2,
        ENCRE,
    )
    return CarteDessinee(svg, phrase, "", approximatif=True, lignes=lignes_de(points))
