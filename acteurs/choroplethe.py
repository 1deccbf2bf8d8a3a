"""Actors per 10,000 inhabitants, zone by zone: the figures; ``dessin_densite`` draws them.

Zones are communes, intercommunalités (EPCI), départements or régions. A zone
counts the actors of its communes and of their associated or delegated parts,
and the inhabitants INSEE gives these communes: a zone whose population is not
known has no rate, and says so.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count

from acteurs import colonnes
from acteurs.criteres import Criteres
from acteurs.tuiles import SAUF
from socle.typographie import ecrire_nombre
from territoires.models import Commune, Departement, Region, Territoire, TerritoireCommune

POUR = 10_000
"""Inhabitants a rate is given for."""
FRAGILE = 500
"""Under that many inhabitants, one actor more changes everything: the rate is marked."""
MINIME = 0.01
"""Rates below are not written."""
CLASSES = ("Très faible", "Faible", "Moyenne", "Forte", "Très forte")
_VASTES = {Territoire.Nature.DEPARTEMENT, Territoire.Nature.REGION}


class Maille(StrEnum):
    """What the country or a territory is cut into."""

    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTEMENT = "departement"
    REGION = "region"

    @property
    def pluriel(self) -> str:
        """« communes »…"""
        return {
            "commune": "communes", "epci": "intercommunalités", "departement": "départements",
            "region": "régions",
        }[self.value]  # fmt: skip


def mailles_de(territoire: Territoire | None) -> list[Maille]:
    """Return the ways to cut a territory (None: France), the usual one first."""
    if territoire is None:
        return [Maille.DEPARTEMENT, Maille.REGION, Maille.EPCI]
    if territoire.nature == Territoire.Nature.REGION:
        return [Maille.EPCI, Maille.DEPARTEMENT, Maille.COMMUNE]
    if territoire.nature in _VASTES | {Territoire.Nature.PETR, Territoire.Nature.PNR}:
        return [Maille.COMMUNE, Maille.EPCI]
    return [Maille.COMMUNE]


@dataclass
class Zone:
    """One zone, its actors and its inhabitants."""

    code: str
    nom: str
    maille: Maille
    nombre: int = 0
    population: int | None = None
    """Of the communes counted; None when one of them has none known."""
    communes: list[str] = field(default_factory=list)
    lon: float | None = None
    lat: float | None = None
    partielle: bool = False
    """Whether only some of its communes are in the territory."""
    classe: int | None = None
    """Rank in ``CLASSES``; None without a rate or without any actor."""

    @property
    def taux(self) -> float | None:
        """Actors per 10,000 inhabitants; None when the population is not known."""
        return self.nombre * POUR / self.population if self.population else None

    @property
    def taux_dit(self) -> str:
        """The rate in words, a dash without one."""
        return "–" if self.taux is None else dire_taux(self.taux)

    @property
    def fragile(self) -> bool:
        """Whether so few inhabitants make the rate swing."""
        return bool(self.population) and (self.population or 0) < FRAGILE

    @property
    def en_clair(self) -> str:
        """Name of its class."""
        if self.taux is None:
            return "Population inconnue"
        return "Aucun acteur" if self.classe is None else CLASSES[self.classe]

    def liste(self, filtres: Mapping[str, str]) -> str:
        """Query string of the list of its actors, under the same filters."""
        if self.maille is Maille.COMMUNE:
            return urlencode({**filtres, "autour": self.code, "rayon": 0})
        return urlencode({**filtres, "territoire": f"{self.maille}:{self.code}"})


@dataclass
class Densites:
    """The zones of a map, by rate, and what must be known to read them."""

    zones: list[Zone]
    maille: Maille
    seuils: list[float]
    """Upper bounds of the classes but the last, in actors per 10,000 inhabitants."""
    sans_commune: int
    """Actors left out: their commune is not known."""

    @property
    def nombre(self) -> int:
        """Actors counted."""
        return sum(z.nombre for z in self.zones)

    @property
    def taux_dit(self) -> str:
        """Rate of the whole, in words."""
        return dire_taux(self.taux or 0)

    @property
    def population(self) -> int:
        """Inhabitants known."""
        return sum(z.population or 0 for z in self.zones)

    @property
    def taux(self) -> float | None:
        """Rate of the whole, over the zones whose population is known."""
        connues = [z for z in self.zones if z.population]
        habitants = sum(z.population or 0 for z in connues)
        return sum(z.nombre for z in connues) * POUR / habitants if habitants else None

    @property
    def sans_population(self) -> int:
        """Zones without a rate."""
        return sum(z.taux is None for z in self.zones)

    @property
    def legende(self) -> list[tuple[int, str, str, int]]:
        """Rank, name, bounds in words and number of zones of each class in use."""
        comptes = Counter(z.classe for z in self.zones)
        bornes = [0.0, *self.seuils]
        lignes = []
        for rang, bas in enumerate(bornes):
            classe = etaler(rang, len(bornes))
            haut = self.seuils[rang] if rang < len(self.seuils) else None
            if haut is None:
                dit = f"{dire_taux(bas)} et plus" if bas else "plus de 0"
            elif bas:
                dit = f"de {dire_taux(bas)} à {dire_taux(haut)}"
            else:
                dit = f"moins de {dire_taux(haut)}"
            lignes.append((classe, CLASSES[classe], dit, comptes[classe]))
        return lignes if any(n for *_, n in lignes) else []


def etaler(rang: int, nombre: int) -> int:
    """Return the rank in ``CLASSES`` of the class ``rang`` of ``nombre``: fewer, further apart."""
    if nombre == 1:
        return len(CLASSES) // 2
    return round(rang * (len(CLASSES) - 1) / (nombre - 1))


def dire_taux(taux: float) -> str:
    """Write a rate in French: « 12,5 », « 130 », « 0,03 », « moins de 0,01 »."""
    if not taux:
        return "0"
    if taux < MINIME:
        return f"moins de {ecrire_nombre(MINIME)}"
    return ecrire_nombre(round(taux, 2 if taux < 1 else 1) if taux < 100 else round(taux))  # noqa: PLR2004


def compter_zones(criteres: Criteres, maille: Maille) -> Densites:
    """Count the actors of the criteria in every zone of their territory, in five queries at most."""
    territoire = criteres.territoire_carte
    communes = _communes(territoire)
    zones, zone_de = _zones(communes, maille, territoire)
    sans_commune = 0
    for code, n in _par_commune(criteres).items():
        if code is None:
            sans_commune += n
        elif code in zone_de:
            zones[zone_de[code]].nombre += n
    liste = sorted(zones.values(), key=lambda z: (-(z.taux or -1), z.nom))
    seuils = _classer(liste)
    return Densites(liste, maille, seuils, sans_commune)


def _par_commune(criteres: Criteres) -> dict[str | None, int]:
    """Count the actors of the criteria in each commune."""
    choix = colonnes.choisir(criteres, sauf=SAUF)
    if choix is not None:
        return choix.par_commune()
    acteurs = criteres.appliquer(sauf=SAUF).order_by()
    return dict(acteurs.values_list("commune").annotate(n=Count("*")))


_Ligne = tuple[str, str, int | None, float | None, float | None, str | None, str | None, str | None]


def _communes(territoire: Territoire | None) -> list[_Ligne]:
    """Read the communes in force, and the parts of them where actors may be."""
    champs = ("code", "nom", "population", "lon", "lat", "departement", "region", "parent")
    toutes = Commune.objects.filter(actif=True).order_by()
    if territoire is None:
        return list(toutes.values_list(*champs))
    siennes = territoire.lire_communes().order_by()
    codes = siennes.values("pk")
    lignes = list(siennes.values_list(*champs))
    lignes += toutes.filter(parent__in=codes).exclude(pk__in=codes).values_list(*champs)
    return lignes


def _zones(
    communes: Sequence[_Ligne], maille: Maille, territoire: Territoire | None
) -> tuple[dict[str, Zone], dict[str, str]]:
    """Return the zones by code, and the code of the zone of each commune."""
    presentes = {ligne[0] for ligne in communes}
    parents = {code: parent for code, *_, parent in communes if parent in presentes}
    entieres = [ligne for ligne in communes if ligne[0] not in parents]
    noms, appartenance, tailles = _groupements(entieres, maille, territoire)
    membres: defaultdict[str, list[_Ligne]] = defaultdict(list)
    for ligne in entieres:
        if code := appartenance.get(ligne[0]):
            membres[code].append(ligne)
    zones = {}
    for code, lignes in membres.items():
        zone = Zone(code, noms.get(code, code), maille, communes=[ligne[0] for ligne in lignes])
        habitants = [ligne[2] for ligne in lignes]
        zone.population = None if None in habitants else sum(h or 0 for h in habitants)
        zone.lon, zone.lat = _centre(lignes)
        zone.partielle = code in tailles and tailles[code] > len(lignes)
        zones[code] = zone
    zone_de = {code: z for code, z in appartenance.items() if z in zones}
    for partie, parent in parents.items():
        if parent in zone_de:
            zone_de[partie] = zone_de[str(parent)]
    return zones, zone_de


def _groupements(
    communes: Sequence[_Ligne], maille: Maille, territoire: Territoire | None
) -> tuple[dict[str, str], dict[str, str], dict[str, int]]:
    """Names of the zones, zone of each commune, and whole size of those that may be cut."""
    if maille is Maille.COMMUNE:
        return {c[0]: c[1] for c in communes}, {c[0]: c[0] for c in communes}, {}
    if maille is Maille.DEPARTEMENT:
        noms = dict(Departement.objects.values_list("code", "nom"))
        return noms, {c[0]: c[5] for c in communes if c[5]}, {}
    if maille is Maille.REGION:
        noms = dict(Region.objects.values_list("code", "nom"))
        return noms, {c[0]: c[6] for c in communes if c[6]}, {}
    liens = TerritoireCommune.objects.filter(
        territoire__nature=Territoire.Nature.EPCI, territoire__actif=True
    ).order_by()
    if territoire is not None:
        liens = liens.filter(
            territoire__in=TerritoireCommune.objects.filter(
                commune__in=territoire.lire_communes().values("pk")
            ).values("territoire")
        )
    noms, appartenance, tailles = {}, {}, Counter[str]()
    for commune, code, nom in liens.values_list(
        "commune_id", "territoire__code", "territoire__nom"
    ):
        noms[code] = nom
        appartenance[commune] = code
        tailles[code] += 1
    return noms, appartenance, tailles


def _centre(lignes: Iterable[_Ligne]) -> tuple[float | None, float | None]:
    """Mean of the centres of communes, by inhabitants."""
    poids = somme_lon = somme_lat = 0.0
    for _, _, population, lon, lat, *_ in lignes:
        if lon is not None and lat is not None:
            p = (population or 0) + 1
            poids, somme_lon, somme_lat = poids + p, somme_lon + p * lon, somme_lat + p * lat
    return (somme_lon / poids, somme_lat / poids) if poids else (None, None)


def _classer(zones: Sequence[Zone]) -> list[float]:
    """Give each zone its class, as even in number as round bounds allow; return the bounds."""
    taux = sorted(z.taux for z in zones if z.taux)
    if not taux:
        return []
    if len(taux) >= len(CLASSES):
        bruts = quantiles(taux, n=len(CLASSES))
    else:
        bruts = [(bas + haut) / 2 for bas, haut in pairwise(taux)]
    seuils = sorted({s for s in map(_arrondir, bruts) if taux[0] < s <= taux[-1]})
    # Two bounds with no zone in between say the same.
    seuils = [s for s, bas in zip(seuils, [0, *seuils], strict=False) if _entre(taux, bas, s)]
    for zone in zones:
        if zone.taux:
            zone.classe = etaler(sum(zone.taux >= s for s in seuils), len(seuils) + 1)
    return seuils


def _entre(taux: Sequence[float], bas: float, haut: float) -> bool:
    return any(bas <= t < haut for t in taux)


def _arrondir(taux: float) -> float:
    """Round a bound to two figures that read well."""
    if taux >= 10:  # noqa: PLR2004
        return float(f"{taux:.2g}")
    return round(taux, 1 if taux >= 1 else 2)


def trier(zones: Sequence[Zone], tri: str) -> list[Zone]:
    """Return zones sorted by « nom », « nombre », « population » or « taux » (« -… »: downwards)."""
    cle = tri.removeprefix("-")
    if cle == "nom":
        return sorted(zones, key=lambda z: z.nom, reverse=tri.startswith("-"))

    def valeur(zone: Zone) -> Any:
        brute = getattr(zone, cle)
        sens = -1 if tri.startswith("-") else 1
        return (brute is None, sens * (brute or 0), zone.nom)

    return sorted(zones, key=valeur)


TRIS = ("nom", "nombre", "population", "taux")
