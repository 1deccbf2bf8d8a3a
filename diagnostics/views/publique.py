"""Read-only pages for people without an account: public data and nothing else."""

from secrets import compare_digest

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from acteurs.models import Acteur
from diagnostics.dessins.matrice import dessiner_matrice
from diagnostics.models import Diagnostic
from diagnostics.services.bilan import compter_sources, dire_sources

_LISIBLES = (Diagnostic.Visibilite.LIEN, Diagnostic.Visibilite.PUBLIC)


@require_GET
def publique(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a démarche that its pilot made public."""
    diagnostic = get_object_or_404(
        Diagnostic.objects.publics().select_related("territoire", "organisation"),
        reference=reference,
    )
    return _lecture(request, diagnostic, par_lien=False)


@require_GET
def lien(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show a démarche to whoever holds its reading link."""
    diagnostic = (
        Diagnostic.objects.filter(jeton_partage=jeton, visibilite__in=_LISIBLES)
        .select_related("territoire", "organisation")
        .first()
    )
    if diagnostic is None or not compare_digest(diagnostic.jeton_partage, jeton):
        raise Http404
    return _lecture(request, diagnostic, par_lien=True)


def _lecture(request: HttpRequest, diagnostic: Diagnostic, *, par_lien: bool) -> HttpResponse:
    matrice = diagnostic.matrice(detail=True, public=True)
    acteurs = (
        diagnostic.acteurs.filter(statut=Acteur.Statut.PUBLIE)
        .select_related("type", "commune")
        .order_by(F("type__ordre").asc(nulls_last=True), "nom_normalise")
    )
    reponse = render(
        request,
        "diagnostics/publique.html",
        {
            "diagnostic": diagnostic,
            "phases": diagnostic.phases.all(),
            "matrice": matrice,
            "dessin": dessiner_matrice(matrice, identifiant="moff"),
            "dessin_etroit": dessiner_matrice(matrice, colonnes=1, identifiant="moff-etroit"),
            "acteurs": acteurs,
            "sources": dire_sources(compter_sources(diagnostic=diagnostic)),
            "par_lien": par_lien,
        },
    )
    if par_lien:
        reponse["X-Robots-Tag"] = "noindex, nofollow"
        reponse["Referrer-Policy"] = "no-referrer"
    patch_cache_control(reponse, private=True, no_store=par_lien)
    return reponse
