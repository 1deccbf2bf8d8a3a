"""Downloading the filtered list."""

import tempfile

from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from acteurs.exports import en_csv, en_xlsx, lignes
from acteurs.filters import ActeurFilter
from comptes.requete import Requete

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def export(request: Requete, extension: str) -> HttpResponseBase:
    """The list with its filters, as CSV (streamed) or XLSX (written on disk, then streamed)."""
    acteurs = ActeurFilter(request.GET, request=request).qs
    nom = f"acteurs-{timezone.localdate().isoformat()}.{extension}"
    if extension == "csv":
        reponse = StreamingHttpResponse(
            en_csv(lignes(acteurs)), content_type="text/csv; charset=utf-8"
        )
        reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
        return reponse
    if extension != "xlsx":
        raise Http404
    sortie = tempfile.TemporaryFile()  # noqa: SIM115  closed by FileResponse
    en_xlsx(lignes(acteurs), sortie)
    sortie.seek(0)
    return FileResponse(sortie, as_attachment=True, filename=nom, content_type=XLSX)
