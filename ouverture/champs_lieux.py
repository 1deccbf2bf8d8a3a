"""What is public about communes, territories and themes, as ``champs`` says it of actors."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from django.conf import settings
from django.urls import reverse

from acteurs.models import Thematique
from ouverture.champs import Champ, Donnees
from territoires.models import Commune, ContourTerritoire, Territoire

NATURES = tuple(
    (nature.value, str(nature.label))
    for nature in Territoire.Nature
    if nature not in {Territoire.Nature.COMMUNE, Territoire.Nature.SUR_MESURE}
)
"""Kinds of territories that are published: official perimeters larger than a commune."""
BANDE = ContourTerritoire.Bande.MOYENNE
"""Outlines are those of regional maps: good enough to be shown, light enough to be read by page."""

CHAMPS_COMMUNE: tuple[Champ, ...] = (
    Champ("identifiant", "Code INSEE", "texte", "Code INSEE de la commune"),
    Champ("nom", "Nom", "texte", "Nom de la commune"),
    Champ(
        "type", "Type", "choix", "Commune, ou partie d’une commune", choix=tuple(Commune.Type.choices)
    ),
    Champ("parente", "Commune de rattachement", "texte", "Code INSEE de la commune dont c’est une partie"),
    Champ("departement", "Code du département", "texte", "Code du département"),
    Champ("departement_nom", "Département", "texte", "Nom du département"),
    Champ("region", "Code de la région", "texte", "Code de la région"),
    Champ("region_nom", "Région", "texte", "Nom de la région"),
    Champ("codes_postaux", "Codes postaux", "liste", "Codes postaux"),
    Champ("population", "Population", "entier", "Population municipale", nul=True),
    Champ("lat", "Latitude", "nombre", "Latitude du centre, en degrés (EPSG:4326)", nul=True),
    Champ("lon", "Longitude", "nombre", "Longitude du centre, en degrés (EPSG:4326)", nul=True),
    Champ("millesime", "Millésime", "entier", "Millésime du code officiel géographique", nul=True),
)  # fmt: skip
CHAMPS_TERRITOIRE: tuple[Champ, ...] = (
    Champ("identifiant", "Identifiant", "texte", "Nature et code officiel, par exemple epci:248000531"),
    Champ("nature", "Nature", "choix", "Nature du périmètre", choix=NATURES),
    Champ("code", "Code officiel", "texte", "Code INSEE ou SIREN du périmètre"),
    Champ("nom", "Nom", "texte", "Nom du territoire"),
    Champ("sous_nature", "Forme juridique", "texte", "Forme juridique du groupement"),
    Champ("population", "Population", "entier", "Population municipale", nul=True),
    Champ("nombre_communes", "Nombre de communes", "entier", "Nombre de communes"),
    Champ("lat", "Latitude", "nombre", "Latitude du centre, en degrés (EPSG:4326)", nul=True),
    Champ("lon", "Longitude", "nombre", "Longitude du centre, en degrés (EPSG:4326)", nul=True),
    Champ("millesime", "Millésime", "entier", "Millésime du périmètre", nul=True),
    Champ("en_vigueur", "En vigueur", "booleen", "Périmètre en vigueur"),
    Champ("page", "Page", "adresse", "Page du territoire sur ce site"),
)  # fmt: skip
CHAMPS_THEME: tuple[Champ, ...] = (
    Champ("identifiant", "Code", "texte", "Code du thème"),
    Champ("libelle", "Libellé", "texte", "Nom du thème"),
    Champ("description", "Périmètre", "texte", "Ce que le thème recouvre"),
    Champ("exemples_besoins", "Exemples de besoins", "liste", "Exemples de besoins"),
)
_COMMUNE = (
    "code", "nom", "type", "parent_id", "departement_id", "departement__nom", "region_id",
    "region__nom", "codes_postaux", "population", "lat", "lon", "millesime",
)  # fmt: skip
_TERRITOIRE = (
    "nature", "code", "nom", "sous_nature", "population", "nombre", "lat", "lon", "millesime",
    "actif",
)  # fmt: skip


def lire_communes(communes: Any) -> Iterator[Donnees]:
    """Yield the public data of communes (a queryset), in its order."""
    noms = [champ.nom for champ in CHAMPS_COMMUNE]
    for ligne in communes.values_list(*_COMMUNE).iterator(chunk_size=2000):
        donnees = dict(zip(noms, ligne, strict=True))
        for nom in ("parente", "departement", "departement_nom", "region", "region_nom"):
            donnees[nom] = donnees[nom] or ""
        yield donnees


def lire_territoires(territoires: Any) -> Iterator[Donnees]:
    """Yield the public data of territories (a queryset), in its order."""
    from django.db.models import Count

    debut = settings.TERREAU_URL
    for ligne in (
        territoires.annotate(nombre=Count("liens"))
        .values_list(*_TERRITOIRE)
        .iterator(chunk_size=500)
    ):
        nature, code, nom, sous_nature, population, nombre, lat, lon, millesime, actif = ligne
        yield {
            "identifiant": f"{nature}:{code}",
            "nature": nature,
            "code": code,
            "nom": nom,
            "sous_nature": sous_nature,
            "population": population,
            "nombre_communes": nombre,
            "lat": lat,
            "lon": lon,
            "millesime": millesime,
            "en_vigueur": actif,
            "page": debut + reverse("territoires:fiche", args=[nature, code]),
        }


def lire_thematiques() -> list[Donnees]:
    """Return the themes, in their order."""
    lus = Thematique.objects.values_list("code", "libelle", "description", "exemples_besoins")
    noms = [champ.nom for champ in CHAMPS_THEME]
    return [dict(zip(noms, ligne, strict=True)) for ligne in lus]


def lire_contours(identifiants: Iterable[str]) -> dict[str, orjson.Fragment]:
    """Return the outlines of territories as GeoJSON texts, by identifier.

    Those guessed from the centres of communes are no geometry to be given away.
    """
    codes: dict[str, list[str]] = {}
    for identifiant in identifiants:
        nature, _, code = identifiant.partition(":")
        codes.setdefault(nature, []).append(code)
    contours = {}
    for nature, siens in codes.items():
        lus = ContourTerritoire.objects.filter(
            bande=BANDE, approximatif=False, territoire__nature=nature, territoire__code__in=siens
        )
        for code, geojson in lus.values_list("territoire__code", "geojson"):
            contours[f"{nature}:{code}"] = orjson.Fragment(geojson)
    return contours
