"""Fetching contours over the network: fixed hosts, time limits, size limits, no surprise.

No address typed by a user of the site is ever fetched: the site asks only the
official geo API named in the settings; the command line also accepts https
addresses of the hosts listed in ``CONTOURS_HOTES``.
"""

import logging
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings

from socle.travaux import ErreurTravail, Suivi, lancer_travail
from territoires.importers.geojson import FichierContoursInvalide
from territoires.models import Contour, ContourCommune, ImportContours, Territoire
from territoires.services.contours import importer_contours

journal = logging.getLogger(__name__)

COMMUNES_UNE_A_UNE = 150
"""Beyond, a territory without a grouped address is too large to be fetched commune by commune."""
SOURCE_API = "geo.api.gouv.fr, d’après l’IGN (ADMIN EXPRESS)"
_BLOC = 1 << 16
_OK = 200


class RecuperationImpossible(Exception):
    """The address is refused or does not answer; the French message says what to do."""


def telecharger(adresse: str, destination: Path) -> Path:
    """Download an https file of an allow-listed host (for the command line).

    Raises:
        RecuperationImpossible: other host or scheme, redirection, error, too large.
    """
    parties = urlsplit(adresse)
    if parties.scheme != "https" or parties.hostname not in settings.CONTOURS_HOTES:
        raise RecuperationImpossible(
            f"L’adresse {adresse} n’est pas acceptée : seules le sont les adresses https de "
            f"{', '.join(settings.CONTOURS_HOTES)}. Téléchargez le fichier, puis donnez son chemin."
        )
    _recevoir(adresse, destination, settings.CONTOURS_TAILLE_MAX)
    return destination


def _recevoir(adresse: str, destination: Path, taille_max: int) -> None:
    """Write the body of ``adresse`` in ``destination``, without following redirections."""
    hote = urlsplit(adresse).hostname
    delai = settings.GEO_API_DELAI_S
    limite = time.monotonic() + 12 * delai
    try:
        with (
            requests.get(adresse, timeout=delai, stream=True, allow_redirects=False) as reponse,
            destination.open("wb") as fichier,
        ):
            if reponse.status_code != _OK:
                raise RecuperationImpossible(f"{hote} a répondu {reponse.status_code}.")
            recus = 0
            for bloc in reponse.iter_content(_BLOC):
                recus += len(bloc)
                if recus > taille_max:
                    raise RecuperationImpossible(
                        f"Le fichier dépasse {taille_max // 1024 // 1024} Mo : téléchargez-le, "
                        "puis importez-le avec « importer_contours »."
                    )
                if time.monotonic() > limite:
                    raise RecuperationImpossible(f"{hote} répond trop lentement.")
                fichier.write(bloc)
    except requests.RequestException as erreur:
        raise RecuperationImpossible(f"{hote} ne répond pas.") from erreur


def demander_contours(territoire: Territoire, *, demandeur: Any) -> ImportContours | None:
    """Queue the fetching of the contours ``territoire`` lacks; None when there is nothing to do."""
    if not settings.EN_LIGNE or not adresses(territoire):
        return None
    codes = territoire.communes.values("pk")
    connus = ContourCommune.objects.filter(commune__in=codes, bande=Contour.Bande.FINE).count()
    if connus >= territoire.communes.count():
        return None
    if ImportContours.objects.actifs().filter(territoire=territoire).exists():
        return None
    travail = ImportContours.objects.create(territoire=territoire, demandeur=demandeur)
    lancer_travail(travail)
    return travail


def recuperer_contours(travail: ImportContours, suivi: Suivi) -> None:
    """Fetch and store the contours of a territory; do without when the geo API is unreachable.

    Raises:
        ErreurTravail: the answer was received but is not usable.
    """
    territoire = travail.territoire
    demandees = adresses(territoire)
    with tempfile.TemporaryDirectory(prefix="contours-") as dossier:
        chemins = []
        try:
            for rang, adresse in enumerate(demandees):
                suivi("Demande à geo.api.gouv.fr", 5 + 40 * rang // len(demandees))
                chemin = Path(dossier) / f"{rang}.geojson"
                _recevoir(adresse, chemin, settings.GEO_API_TAILLE_MAX)
                chemins.append(_en_collection(chemin))
        except RecuperationImpossible as erreur:
            journal.info("contours not fetched for %s: %s", territoire.pk, erreur)
            travail.bilan = {"recuperes": False, "raison": str(erreur)}
            travail.save(update_fields=["bilan"])
            return
        try:
            bilan = importer_contours(
                chemins,
                source=SOURCE_API,
                millesime=territoire.millesime,
                journal=lambda etape, part: suivi(etape, 45 + part // 2),
            )
        except FichierContoursInvalide as erreur:
            raise ErreurTravail(str(erreur)) from erreur
    travail.bilan = {"recuperes": True, "communes": bilan.communes, "inconnus": bilan.inconnus}
    travail.save(update_fields=["bilan"])


def adresses(territoire: Territoire) -> list[str]:
    """Return the addresses of the geo API that give the territory's communes, perhaps none."""
    base = settings.GEO_API.rstrip("/")
    suffixe = "?fields=code,nom&format=geojson&geometry=contour"
    if territoire.officiel and territoire.nature == Territoire.Nature.EPCI:
        return [f"{base}/epcis/{territoire.code}/communes{suffixe}"]
    if territoire.officiel and territoire.nature == Territoire.Nature.DEPARTEMENT:
        return [f"{base}/departements/{territoire.code}/communes{suffixe}"]
    codes = list(territoire.communes.order_by("pk").values_list("pk", flat=True))
    if len(codes) > COMMUNES_UNE_A_UNE:
        return []
    return [f"{base}/communes/{code[:5]}{suffixe}" for code in codes]


def _en_collection(chemin: Path) -> Path:
    """Wrap a lone feature (answer for one commune) into a collection."""
    texte = chemin.read_text(encoding="utf-8", errors="replace")
    if '"FeatureCollection"' not in texte:
        chemin.write_text(
            f'{{"type": "FeatureCollection", "features": [{texte}]}}', encoding="utf-8"
        )
    return chemin
