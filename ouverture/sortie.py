"""Answers that carry open data: any site may read them, a browser keeps them under a name."""

import hashlib
import tempfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from ouverture.formats.tableau import XLSX


def ouvrir(reponse: Any) -> Any:
    """Let any site read the answer."""
    reponse["Access-Control-Allow-Origin"] = "*"
    return reponse


def nommer(reponse: HttpResponseBase, nom: str, marque: str = "") -> HttpResponseBase:
    """Let a browser keep the answer under ``nom``, and ask later whether it changed."""
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    if marque:
        reponse["ETag"] = marque
        # Kept, but asked about each time.
        reponse["Cache-Control"] = "no-cache"
    return reponse


def marquer(*choses: Any) -> str:
    """Return the ETag of an answer that says the same as long as these do."""
    brut = "\n".join(map(str, choses)).encode()
    return f'W/"{hashlib.sha256(brut).hexdigest()[:32]}"'


def conditionner(
    request: HttpRequest,
    marque: str,
    faire: Callable[[], HttpResponseBase],
    *,
    date: datetime | None = None,
) -> HttpResponseBase:
    """Make the answer, unless who asks has it already (304)."""
    quand = int(date.timestamp()) if date else None
    deja = get_conditional_response(request, etag=marque, last_modified=quand)
    if deja is not None:
        deja["ETag"] = marque
        return deja
    reponse = faire()
    if quand is not None:
        reponse["Last-Modified"] = http_date(quand)
    return reponse


def classeur(ecrire: Callable[[Any], None]) -> FileResponse:
    """Return a workbook, written on disk first."""
    sortie = tempfile.TemporaryFile()  # noqa: SIM115  closed by FileResponse
    ecrire(sortie)
    sortie.seek(0)
    return FileResponse(sortie, content_type=XLSX)
