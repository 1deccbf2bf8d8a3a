"""Downloading the filtered list."""

import tempfile

from django.contrib import messages
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_ratelimit.core import is_ratelimited

from acteurs.exports import en_csv, en_xlsx, lignes
from acteurs.filters import ActeurFilter
from comptes.requete import Requete
from socle.typographie import ecrire_nombre

XLSX_MAX = 20_000
"""Rows of a workbook at most: it cannot be streamed as it is written, a CSV can."""
CADENCE = "30/h"
"""Lists that a visitor without an account downloads from one address."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def export(request: Requete, extension: str) -> HttpResponseBase:
    """The list with its filters, as CSV (streamed) or XLSX (written on disk, then streamed)."""
    if not request.user.is_authenticated and is_ratelimited(
        request, group="acteurs.export", key="ip", rate=CADENCE, increment=True
    ):
        return render(request, "acteurs/trop_d_exports.html", status=429)
    acteurs = ActeurFilter(request.GET, request=request).qs
    nom = f"acteurs-{timezone.localdate().isoformat()}.{extension}"
    if extension == "csv":
        reponse = StreamingHttpResponse(
            en_csv(lignes(acteurs)), content_type="text/csv; charset=utf-8"
        )
        reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
        return reponse
    if acteurs.order_by()[: XLSX_MAX + 1].count() > XLSX_MAX:
        messages.error(
            request,
            f"Cette liste dépasse {ecrire_nombre(XLSX_MAX)} acteurs, trop pour un classeur\u00a0: "
            "resserrez les filtres, ou choisissez le format CSV.",
        )
        return redirect(f"{reverse('acteurs:liste')}?{request.GET.urlencode()}")
    sortie = tempfile.TemporaryFile()  # noqa: SIM115  closed by FileResponse
    en_xlsx(lignes(acteurs), sortie)
    sortie.seek(0)
    return FileResponse(sortie, as_attachment=True, filename=nom, content_type=XLSX)
