"""Pictures and posters made in the background: asked for, followed, downloaded."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from comptes.requete import Requete
from diagnostics.acces import droits_de, trouver_demarche
from diagnostics.models import Diagnostic, ImageExportee
from diagnostics.services.images import TropDImages, demander_image
from socle.travaux import relancer_travail

_TYPES: Final = {"png": "image/png", "pdf": "application/pdf"}


def repondre_image(
    request: Requete,
    diagnostic: Diagnostic,
    *,
    dessin: str,
    titre: str,
    nom: str,
    nature: str = ImageExportee.Nature.PNG,
) -> HttpResponse:
    """Give the file of a drawing at once when it is made, else the page where it gets ready."""
    try:
        image = demander_image(
            diagnostic=diagnostic,
            dessin=dessin,
            titre=titre,
            nom=nom,
            demandeur=request.user,
            nature=nature,
        )
    except TropDImages:
        messages.warning(
            request, "Vous avez déjà trois images en préparation\u00a0: attendez qu’une soit prête."
        )
        return redirect("diagnostics:fiche", diagnostic.reference)
    reponse = _fichier(image) if image.est_disponible else None
    return reponse or redirect("diagnostics:image", diagnostic.reference, image.reference)


def _fichier(image: ImageExportee) -> HttpResponse | None:
    fichier = image.ouvrir()
    if fichier is None:
        return None
    with fichier:
        octets = fichier.read()
    return HttpResponse(
        octets,
        content_type=_TYPES[image.nature],
        headers={
            "Content-Disposition": f'attachment; filename="{image.nom}"',
            "Cache-Control": "private, no-store",
        },
    )


def _trouver(request: Requete, reference: str, image: str) -> ImageExportee:
    diagnostic = trouver_demarche(request, reference)
    trouvee: ImageExportee = get_object_or_404(diagnostic.images, reference=image)
    trouvee.diagnostic = diagnostic
    return trouvee


@never_cache
@require_GET
def image(request: Requete, reference: str, image: str) -> HttpResponse:
    """Show how far a picture is, then the picture; polled by htmx while it is painted."""
    visee = _trouver(request, reference, image)
    gabarit = "diagnostics/image.html"
    return render(
        request,
        f"{gabarit}#suivi" if request.htmx else gabarit,
        {**droits_de(request, visee.diagnostic), "image": visee, "onglet": ""},
    )


@require_GET
def image_fichier(request: Requete, reference: str, image: str) -> HttpResponse:
    """Download a picture; back to its page when it is not there (yet, or any more)."""
    visee = _trouver(request, reference, image)
    reponse = _fichier(visee) if visee.est_disponible else None
    return reponse or redirect("diagnostics:image", reference, image)


@require_POST
def image_relancer(request: Requete, reference: str, image: str) -> HttpResponse:
    """Try again after a failure."""
    relancer_travail(_trouver(request, reference, image))
    return redirect("diagnostics:image", reference, image)
