"""Health page: database, broker, worker and storage, for probes and operators."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from config.celery import app as celery
from socle.tasks import CLE_SIGNE_DE_VIE

journal = logging.getLogger(__name__)
SILENCE_MAX = timedelta(seconds=120)
"""The worker sweeps every 30 s; four missed sweeps mean it is gone."""


def _base() -> str:
    with connection.cursor() as curseur:
        curseur.execute("SELECT 1")
    return connection.vendor


def _file() -> str:
    with celery.connection_for_write(
        transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS
    ) as c:
        c.ensure_connection(max_retries=1, timeout=2)
    return "redis" if settings.REDIS_URL else "dossiers"


def _travailleur() -> str:
    signe = cache.get(CLE_SIGNE_DE_VIE)
    if not signe:
        raise RuntimeError("no sign of life")
    if timezone.now() - datetime.fromisoformat(signe) > SILENCE_MAX:
        raise RuntimeError("silent")
    return "actif"


def _stockage() -> str:
    prive = storages["prive"]
    nom = prive.save("sante/essai.txt", ContentFile(b"essai"))
    prive.delete(nom)
    return "inscriptible"


VERIFICATIONS: dict[str, Callable[[], str]] = {
    "base": _base,
    "file": _file,
    "travailleur": _travailleur,
    "stockage": _stockage,
}


@never_cache
def sante(request: HttpRequest) -> JsonResponse:
    """Answer 200 when everything works, 503 otherwise; no detail of failures leaks out.

    ``?sans=travailleur`` leaves checks out (the web container's own probe must
    not fall because a worker is being restarted).
    """
    exclues = set(request.GET.getlist("sans"))
    etats: dict[str, str] = {}
    for nom, verifier in VERIFICATIONS.items():
        if nom in exclues:
            continue
        try:
            etats[nom] = verifier()
        except Exception:
            journal.exception("health check failed: %s", nom)
            etats[nom] = "en panne"
    en_panne = [nom for nom, etat in etats.items() if etat == "en panne"]
    return JsonResponse(
        {"etat": "en panne" if en_panne else "ok", **etats}, status=503 if en_panne else 200
    )
