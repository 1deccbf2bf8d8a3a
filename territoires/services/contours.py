"""Storing contours: communes in three bands, then the outlines of territories."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import shapely
from django.db import transaction
from django.db.models import Count, F, Q

from territoires.geometrie.projection import union_emprises
from territoires.geometrie.topologie import Aire, centre, fondre, reunir, simplifier, voisines
from territoires.importers.geojson import FichierContoursInvalide, lire
from territoires.models import (
    BANDES,
    Commune,
    Contour,
    ContourCommune,
    ContourTerritoire,
    Referentiel,
    Territoire,
    TerritoireCommune,
)

LOT = 500
"""Communes written per transaction: each has all its bands or none."""
AUTOUR_DEG = 0.3
"""How far around a file already stored communes are simplified again with it, in degrees."""
MARGE_CENTRE_DEG = 0.005

Journal = Callable[[str, int], Any]
SOURCE = Contour.Bande.SOURCE


@dataclass
class BilanContours:
    """What an import did."""

    lus: int = 0
    communes: int = 0
    ecrits: int = 0
    centres: int = 0
    territoires: int = 0
    partiels: int = 0
    fusionnes: dict[str, list[str]] = field(default_factory=dict)
    """Codes of the file that were merged into a commune in force, by its code."""
    inconnus: list[str] = field(default_factory=list)

    def phrases(self) -> list[str]:
        """Say it in French, one fact a line."""
        lues = f"{self.lus} contours lus, {self.communes} communes reconnues"
        ecrites = f"{self.ecrits} contours écrits, {self.centres} centres placés"
        traces = f"{self.territoires} territoires tracés, {self.partiels} incomplets"
        lignes = [f"{lues}, {ecrites}.", f"{traces} (des communes n’ont pas de contour)."]
        if self.fusionnes:
            lignes.append(
                f"{sum(map(len, self.fusionnes.values()))} anciennes communes réunies dans "
                f"{len(self.fusionnes)} communes en vigueur : "
                + ", ".join(f"{'+'.join(a)} → {c}" for c, a in sorted(self.fusionnes.items())[:20])
            )
        if self.inconnus:
            lignes.append(
                f"{len(self.inconnus)} codes inconnus du COG chargé, laissés de côté : "
                + ", ".join(self.inconnus[:50])
            )
        return lignes


def importer_contours(
    chemins: Iterable[Path],
    *,
    source: str,
    millesime: int | None,
    journal: Journal = lambda _etape, _pourcentage: None,
) -> BilanContours:
    """Import commune contours from GeoJSON files, all checked before anything is written.

    Neighbours already stored are simplified again with the new ones, so that
    common borders stay common even when files come one by one. Importing the
    same file again writes nothing.

    Raises:
        FichierContoursInvalide: a file is wrong; nothing was changed.
    """
    bilan = BilanContours()
    journal("Lecture des fichiers", 5)
    communes, parties = _lire_tout(chemins, bilan)
    bilan.communes = len(communes) + len(parties)
    for aires in (communes, parties):
        if aires:
            journal("Simplification des contours", 30)
            bilan.ecrits += _enregistrer(aires, source, millesime, parties=aires is parties)
    journal("Centres des communes", 70)
    bilan.centres = _poser_centres({**parties, **communes})
    journal("Tracé des territoires", 80)
    bilan.territoires, bilan.partiels = tracer_territoires([*communes, *parties])
    if bilan.ecrits or bilan.centres:
        marquer_changement(millesime)
    return bilan


def marquer_changement(millesime: int | None) -> None:
    """Leave a new mark: drawings and map data kept in caches are out of date."""
    Referentiel.objects.update_or_create(
        cle="contours", defaults={"empreinte": uuid.uuid4().hex, "millesime": millesime}
    )


def _lire_tout(
    chemins: Iterable[Path], bilan: BilanContours
) -> tuple[dict[str, Aire], dict[str, Aire]]:
    """Return areas by code of the communes in force, and of their associated or delegated parts."""
    connues = Commune.objects.select_related("successeur").in_bulk()
    morceaux: dict[str, list[Aire]] = defaultdict(list)
    parties: dict[str, list[Aire]] = defaultdict(list)
    for chemin in chemins:
        inconnus_avant = len(bilan.inconnus)
        lus_avant = bilan.lus
        for code, proprietes, aire in lire(chemin):
            bilan.lus += 1
            deleguee = "deleguee" in str(proprietes.get("type", ""))
            commune = (connues.get(f"{code}D") if deleguee else None) or connues.get(code)
            if commune is None:
                bilan.inconnus.append(code)
            elif not commune.actif:
                cible = commune.actuelle.pk
                morceaux[cible].append(aire)
                bilan.fusionnes.setdefault(cible, []).append(code)
            elif commune.type == Commune.Type.COMMUNE:
                morceaux[code].append(aire)
            else:
                parties[commune.pk].append(aire)
        inconnus = bilan.inconnus[inconnus_avant:]
        if len(inconnus) == bilan.lus - lus_avant:
            raise _aucune_commune(chemin, inconnus)
    _completer_par_parties(morceaux, parties, connues, bilan)
    return _reunies(morceaux), _reunies(parties)


def _aucune_commune(chemin: Path, inconnus: list[str]) -> FichierContoursInvalide:
    exemples = f" (par exemple {', '.join(inconnus[:5])})" if inconnus else ""
    return FichierContoursInvalide(
        f"Aucun code du fichier {chemin.name}{exemples} n’est une commune du code officiel "
        "géographique chargé. Chargez d’abord le COG (« importer_cog »), ou choisissez un "
        "fichier de communes."
    )


def _reunies(morceaux: dict[str, list[Aire]]) -> dict[str, Aire]:
    resultat = {}
    for code, aires in sorted(morceaux.items()):
        reunie = aires[0] if len(aires) == 1 else reunir(aires)
        if reunie is not None:
            resultat[code] = reunie
    return resultat


def _completer_par_parties(
    morceaux: dict[str, list[Aire]],
    parties: dict[str, list[Aire]],
    connues: dict[str, Commune],
    bilan: BilanContours,
) -> None:
    """Give a commune the parts that an older file draws beside it instead of inside it."""
    for code, aires in parties.items():
        commune = connues[code]
        if commune.parent_id is None or commune.type == Commune.Type.ARRONDISSEMENT:
            continue
        deja = morceaux.get(commune.parent_id, [])
        dehors = [a for a in aires if not any(d.covers(a.representative_point()) for d in deja)]
        if dehors:
            morceaux[commune.parent_id].extend(dehors)
            bilan.fusionnes.setdefault(commune.parent_id, []).append(commune.code_insee)


def _enregistrer(
    aires: dict[str, Aire], source: str, millesime: int | None, *, parties: bool
) -> int:
    """Write the bands of ``aires`` and of the neighbours whose borders changed with them."""
    autour = _deja_la(aires, parties=parties)
    limitrophes = voisines(aires, autour)
    ensemble = {**autour, **aires}
    par_bande: dict[int, dict[str, Aire]] = {SOURCE: aires}
    for bande, tolerance in BANDES.items():
        simplifiees = simplifier(ensemble, tolerance)
        par_bande[bande] = {
            code: aire for code, aire in simplifiees.items() if code in aires or code in limitrophes
        }
    ecrits = 0
    codes = sorted({*aires, *limitrophes})
    for debut in range(0, len(codes), LOT):
        with transaction.atomic():
            ecrits += _ecrire_lot(
                codes[debut : debut + LOT], par_bande, limitrophes, source, millesime
            )
    return ecrits


def _deja_la(aires: dict[str, Aire], *, parties: bool) -> dict[str, Aire]:
    """Return the stored source areas around ``aires``, of the same layer."""
    ouest, sud, est, nord = union_emprises([a.bounds for a in aires.values()])
    proprement = Q(commune__type=Commune.Type.COMMUNE)
    stockees = ContourCommune.objects.filter(
        ~proprement if parties else proprement,
        bande=SOURCE,
        ouest__lt=est + AUTOUR_DEG,
        est__gt=ouest - AUTOUR_DEG,
        sud__lt=nord + AUTOUR_DEG,
        nord__gt=sud - AUTOUR_DEG,
    )
    return {
        code: shapely.from_geojson(geojson)
        for code, geojson in stockees.values_list("commune_id", "geojson").iterator()
        if code not in aires
    }


def _ecrire_lot(
    codes: list[str],
    par_bande: dict[int, dict[str, Aire]],
    limitrophes: set[str],
    source: str,
    millesime: int | None,
) -> int:
    """Write the contours of some communes that differ from those stored; return their number."""
    stockes = {(c.commune_id, c.bande): c for c in ContourCommune.objects.filter(commune__in=codes)}
    nouveaux, changes = [], []
    for bande, aires in par_bande.items():
        for code in codes:
            if code not in aires:
                continue
            contour = stockes.get((code, bande))
            citation = (
                (contour.source, contour.millesime)
                if contour and code in limitrophes
                else (source, millesime)
            )
            if contour is None:
                contour = ContourCommune(commune_id=code, bande=bande)
                nouveaux.append(contour)
            elif (contour.geojson, contour.source, contour.millesime) != (
                _texte(aires[code]),
                *citation,
            ):
                changes.append(contour)
            else:
                continue
            _remplir(contour, aires[code])
            contour.source, contour.millesime = citation
    ContourCommune.objects.bulk_create(nouveaux, batch_size=LOT)
    ContourCommune.objects.bulk_update(changes, CHAMPS, batch_size=50)
    return len(nouveaux) + len(changes)


CHAMPS = ["geojson", "ouest", "sud", "est", "nord", "source", "millesime"]


def _texte(aire: Aire) -> str:
    return orjson.dumps(aire.__geo_interface__).decode()


def _remplir(contour: Contour, aire: Aire) -> None:
    contour.geojson = _texte(aire)
    contour.ouest, contour.sud, contour.est, contour.nord = aire.bounds


def _poser_centres(aires: dict[str, Aire]) -> int:
    """Set centres where absent, or where the known one lies outside the commune."""
    a_ecrire = []
    codes = sorted(aires)
    for debut in range(0, len(codes), LOT):
        for commune in Commune.objects.filter(pk__in=codes[debut : debut + LOT]).only(
            "pk", "lon", "lat", "source_centre"
        ):
            aire = aires[commune.pk]
            if commune.lon is not None and aire.dwithin(
                shapely.Point(commune.lon, commune.lat), MARGE_CENTRE_DEG
            ):
                continue
            commune.lon, commune.lat = centre(aire)
            commune.source_centre = Commune.SourceCentre.CONTOUR
            a_ecrire.append(commune)
    with transaction.atomic():
        Commune.objects.placer(a_ecrire)
    return len(a_ecrire)


def tracer_territoires(codes: list[str], *, seulement: int | None = None) -> tuple[int, int]:
    """Dissolve the outlines of the territories that hold one of ``codes``.

    ``seulement`` (a primary key) restricts the work to one territory.

    A territory with a commune without contour gets no outline: its old one, if
    any, is removed and the drawing says « contour approché ».

    Returns:
        Numbers of territories outlined, and left incomplete.
    """
    connus = ContourCommune.objects.filter(bande=Contour.Bande.FINE).values("commune")
    comptes = Territoire.objects.annotate(
        total=Count("liens"),
        dessinees=Count("liens", filter=Q(liens__commune__in=connus)),
    ).filter(dessinees__gt=0)
    touches = {seulement} if seulement else _touches(codes)
    comptes = comptes.filter(pk__in=touches)
    complets = set(comptes.filter(total=F("dessinees")).values_list("pk", flat=True))
    partiels = set(comptes.exclude(total=F("dessinees")).values_list("pk", flat=True))
    for pk in sorted(complets):
        with transaction.atomic():
            _tracer(pk)
    ContourTerritoire.objects.filter(territoire__in=partiels).delete()
    return len(complets), len(partiels)


def _touches(codes: list[str]) -> set[int]:
    """Return the keys of the territories that hold one of ``codes``."""
    touches: set[int] = set()
    for debut in range(0, len(codes), LOT):
        touches.update(
            TerritoireCommune.objects.filter(commune__in=codes[debut : debut + LOT]).values_list(
                "territoire_id", flat=True
            )
        )
    return touches


def _tracer(pk: int) -> None:
    """Write the dissolved outline of one territory in each band."""
    morceaux: dict[int, list[Aire]] = defaultdict(list)
    sources: set[tuple[str, int | None]] = set()
    for bande, geojson, source, millesime in ContourCommune.objects.filter(
        commune__liens__territoire=pk, bande__in=list(BANDES)
    ).values_list("bande", "geojson", "source", "millesime"):
        morceaux[bande].append(shapely.from_geojson(geojson))
        sources.add((source, millesime))
    citation = min(sources, key=str)
    stockes = {c.bande: c for c in ContourTerritoire.objects.filter(territoire=pk)}
    for bande, aires in morceaux.items():
        fondue = fondre(aires)
        if fondue is None:
            continue
        contour = stockes.get(bande) or ContourTerritoire(territoire_id=pk, bande=bande)
        if contour.geojson == _texte(fondue) and not contour.approximatif:
            continue
        _remplir(contour, fondue)
        contour.source, contour.millesime = citation
        contour.approximatif = False
        contour.save()
