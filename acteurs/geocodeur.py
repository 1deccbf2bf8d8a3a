"""The national address service, asked by batches: its CSV endpoint, nothing else.

One address, chosen by operators (``TERREAU_API_ADRESSE``), is ever contacted; only
a street address and its commune are sent, never a name. Columns of the answer are
read by name. The service (IGN, Géoplateforme) accepts 50 requests a second from one
machine: one at a time is asked here, with a pause.
"""

import csv
import io
import logging
import math
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings

journal = logging.getLogger(__name__)

LOT = 1000
"""Addresses in one request; the service drops requests that last more than half a minute."""
TAILLE_MAX = 8 * 1024 * 1024
PAUSE_S = 0.2
ESSAIS = 4
ATTENTE_MAX_S = 30.0
_CONNEXION_S = 10
_OK = 200
_PASSAGERES = {408, 429, 500, 502, 503, 504}
_COLONNES = (
    "longitude", "latitude", "result_score", "result_type", "result_citycode",
)  # fmt: skip


class GeocodeurIndisponible(Exception):
    """The service does not answer, or not what it should; the French message says so."""


@dataclass(frozen=True)
class Demande:
    """A street address and its commune. ``code`` keeps the search to one commune; may be empty."""

    adresse: str
    commune: str
    code: str = ""


@dataclass(frozen=True)
class Reponse:
    """The likeliest place. Degrees (EPSG:4326); ``score`` from 0 to 1."""

    lon: float
    lat: float
    score: float
    nature: str
    """housenumber, street, locality or municipality."""
    code: str
    """INSEE code of the commune the place is in."""


def geocoder(demandes: Sequence[Demande]) -> list[Reponse | None]:
    """Return, in the same order, the likeliest place of each address; None when there is none.

    Raises:
        GeocodeurIndisponible: after several attempts, or at once when trying again is useless.
    """
    if not demandes:
        return []
    corps = _ecrire(demandes)
    for essai in range(1, ESSAIS + 1):
        attente = min(ATTENTE_MAX_S, 2.0**essai)
        try:
            texte, demandee = _demander(corps)
        except requests.RequestException as erreur:
            journal.info("address service, attempt %s: %r", essai, erreur)
        else:
            if texte is not None:
                _attendre(PAUSE_S)
                return _lire(texte, len(demandes))
            attente = min(ATTENTE_MAX_S, max(attente, demandee))
        if essai < ESSAIS:
            _attendre(attente)
    raise GeocodeurIndisponible(
        "Le service national d’adresses ne répond pas\u00a0: réessayez plus tard, le travail reprendra où il en était."
    )


def _attendre(secondes: float) -> None:
    time.sleep(secondes)


def _ecrire(demandes: Sequence[Demande]) -> bytes:
    sortie = io.StringIO()
    plume = csv.writer(sortie, lineterminator="\n")
    plume.writerow(["rang", "adresse", "commune", "code"])
    for rang, demande in enumerate(demandes):
        plume.writerow([rang, _ligne(demande.adresse), _ligne(demande.commune), demande.code])
    return sortie.getvalue().encode()


def _ligne(texte: str) -> str:
    """One line, without what a CSV reader could stumble on."""
    return " ".join(texte.replace('"', " ").replace("\0", " ").split())


def _demander(corps: bytes) -> tuple[str | None, float]:
    """Send one batch; return (CSV, 0), or (None, seconds to wait) when it is worth trying again."""
    debut = time.monotonic()
    parametres = [
        ("columns", "adresse"),
        ("columns", "commune"),
        ("citycode", "code"),
        *(("result_columns", nom) for nom in _COLONNES),
    ]
    with requests.post(
        settings.API_ADRESSE,
        data=parametres,
        files={"data": ("adresses.csv", corps, "text/csv")},
        timeout=(_CONNEXION_S, settings.API_ADRESSE_DELAI_S),
        headers={"User-Agent": "Terreau"},
        stream=True,
        allow_redirects=False,
    ) as reponse:
        if reponse.status_code in _PASSAGERES:
            demandee = 0.0
            with suppress(ValueError):
                demandee = float(reponse.headers.get("Retry-After", "0"))
            return None, demandee if math.isfinite(demandee) else 0.0
        if reponse.status_code != _OK:
            hote = urlsplit(settings.API_ADRESSE).hostname
            raise GeocodeurIndisponible(
                f"Le service national d’adresses ({hote}) a répondu {reponse.status_code}\u00a0: "
                "son adresse a peut-être changé."
            )
        recus = bytearray()
        for bloc in reponse.iter_content(1 << 16):
            recus += bloc
            if len(recus) > TAILLE_MAX:
                raise GeocodeurIndisponible("La réponse du service d’adresses est trop grosse.")
            if time.monotonic() - debut > 2 * settings.API_ADRESSE_DELAI_S:
                raise requests.Timeout("too slow")
    return recus.decode("utf-8-sig", errors="replace"), 0.0


def _lire(texte: str, nombre: int) -> list[Reponse | None]:
    """Read the answer by column names; rows are matched by the rank that was sent."""
    reponses: list[Reponse | None] = [None] * nombre
    try:
        for rang, ligne in _lignes(texte):
            if 0 <= rang < nombre:
                reponses[rang] = _reponse(ligne)
    except (csv.Error, KeyError) as erreur:
        raise GeocodeurIndisponible(
            "La réponse du service d’adresses est illisible\u00a0: prévenez l’exploitation."
        ) from erreur
    return reponses


def _lignes(texte: str) -> Iterator[tuple[int, dict[str, Any]]]:
    lecteur = csv.DictReader(io.StringIO(texte))
    manquantes = {"rang", *_COLONNES} - set(lecteur.fieldnames or ())
    if manquantes:
        raise KeyError(*sorted(manquantes))
    for ligne in lecteur:
        with suppress(ValueError):
            yield int(ligne["rang"] or ""), ligne


def _reponse(ligne: dict[str, Any]) -> Reponse | None:
    """Return the place of a row, None when the service found nothing or wrote nonsense."""
    try:
        lon, lat, score = (
            float(ligne[nom] or "") for nom in ("longitude", "latitude", "result_score")
        )
    except ValueError:
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90 and math.isfinite(score)):  # noqa: PLR2004
        return None
    return Reponse(
        lon=lon,
        lat=lat,
        score=min(1.0, max(0.0, score)),
        nature=ligne["result_type"] or "",
        code=ligne["result_citycode"] or "",
    )
