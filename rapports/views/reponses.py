"""Answers shared by the screens of reports."""

from typing import Any

from django.http import HttpResponse
from django.utils.text import slugify

from comptes.requete import Requete
from diagnostics.models import Diagnostic
from rapports.models import Rapport


def answer_file(rapport: Rapport) -> HttpResponse | None:
    """Return the PDF to download, never stored by a shared cache; None when it is gone."""
    fichier = rapport.ouvrir()
    if fichier is None:
        return None
    with fichier:
        reponse = HttpResponse(fichier.read(), content_type="application/pdf")
    nom = slugify(f"rapport {rapport.diagnostic.territoire.nom} {rapport.cree_le:%Y-%m-%d}")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.pdf"'
    reponse["X-Content-Type-Options"] = "nosniff"
    return keep_private(reponse)


def keep_private(reponse: HttpResponse) -> HttpResponse:
    """Keep an answer out of caches and search engines."""
    reponse["Cache-Control"] = "private, no-store"
    reponse["X-Robots-Tag"] = "noindex, nofollow"
    reponse["Referrer-Policy"] = "no-referrer"
    return reponse


def frame_context(request: Requete, diagnostic: Diagnostic) -> dict[str, Any]:
    """Return what the frame of a démarche's screens needs: the tab, and the reader's rights."""
    return {
        "diagnostic": diagnostic,
        "onglet": "rapports",
        "peut_piloter": request.user.has_perm("diagnostics.piloter", diagnostic),
        "lit_entretiens": request.user.has_perm("diagnostics.lire_entretiens", diagnostic),
    }
