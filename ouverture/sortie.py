"""Answers that carry open data: any site may read them, a browser keeps them under a name."""

import tempfile
from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpResponseBase

from ouverture.formats.tableau import XLSX


def ouvrir(reponse: Any) -> Any:
    """Let any site read the answer."""
    reponse["Access-Control-Allow-Origin"] = "*"
    return reponse


def nommer(reponse: HttpResponseBase, nom: str) -> HttpResponseBase:
    """Let any site read the answer, and a browser keep it under ``nom``."""
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    ouverte: HttpResponseBase = ouvrir(reponse)
    return ouverte


def classeur(ecrire: Callable[[Any], None]) -> FileResponse:
    """Return a workbook, written on disk first."""
    sortie = tempfile.TemporaryFile()  # noqa: SIM115  closed by FileResponse
    ecrire(sortie)
    sortie.seek(0)
    return FileResponse(sortie, content_type=XLSX)
