"""Placing actors at their address: what waits, the work, its summary."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.decorators import ratelimit

from acteurs.models import GeocodageActeurs
from acteurs.services.geocodage import HORS_LIGNE, a_geocoder, launch_geocodage
from acteurs.views.travaux import annuler, relancer
from comptes.models import Organisation
from comptes.requete import Requete
from socle.droits import exiger

IMPORTER = "acteurs.importer"
COMPTES_MAX = 10_000
"""Beyond, the page says « plus de »."""


@ratelimit(key="user", rate="30/h", method="POST", block=False)
@require_http_methods(["GET", "HEAD", "POST"])
def etat(request: Requete) -> HttpResponse:
    """Say what waits, and ask for it; operators without an organisation act for everyone."""
    organisation = _perimetre(request)
    if request.method == "POST":
        if getattr(request, "limited", False):
            messages.error(request, "Trop de recherches en une heure\u00a0: réessayez plus tard.")
        elif not settings.EN_LIGNE:
            messages.error(request, HORS_LIGNE)
        elif launch_geocodage(organisation=organisation, par=request.user) is None:
            messages.info(request, "Aucune adresse n’attend.")
        return redirect("acteurs:geocodage")
    derniers = GeocodageActeurs.objects.filter(organisation=organisation)
    travail = derniers.order_by("-cree_le", "-pk").first()
    en_attente = a_geocoder(organisation).order_by()[: COMPTES_MAX + 1].count()
    contexte: dict[str, Any] = {
        "organisation": organisation,
        "travail": travail,
        "bilan": _bilan(travail),
        "en_attente": min(en_attente, COMPTES_MAX),
        "davantage": en_attente > COMPTES_MAX,
        "en_ligne": settings.EN_LIGNE,
        "hors_ligne": HORS_LIGNE,
    }
    gabarit = "acteurs/geocodage.html#suivi" if request.htmx else "acteurs/geocodage.html"
    return render(request, gabarit, contexte)


CASES = (
    ("adresse", "à l’adresse"),
    ("voie", "dans la rue"),
    ("incertains", "réponses trop incertaines"),
    ("hors_commune", "trouvés ailleurs, laissés au centre"),
    ("sans_resultat", "adresses inconnues"),
)


def _bilan(travail: GeocodageActeurs | None) -> list[tuple[int, str]]:
    """Numbers and what they count; nothing before the first answer."""
    if travail is None or not travail.bilan:
        return []
    return [(travail.bilan.get(code, 0), libelle) for code, libelle in CASES]


def _perimetre(request: Requete) -> Organisation | None:
    """The organisation whose actors are placed; None (everyone's) for operators without one."""
    if request.organisation:
        exiger(request, IMPORTER, request.organisation)
        return Organisation.objects.get(pk=request.organisation.pk)
    if not request.user.is_superuser:
        raise PermissionDenied
    return None


def _travail(request: Requete, reference: str) -> GeocodageActeurs:
    travail = get_object_or_404(
        GeocodageActeurs.objects.select_related("organisation"), reference=reference
    )
    if travail.organisation is None:
        if not request.user.is_superuser:
            raise Http404
    else:
        exiger(request, IMPORTER, travail.organisation, voir=IMPORTER)
    return travail


@require_POST
def annulation(request: Requete, reference: str) -> HttpResponse:
    """Stop after the current batch; what is placed stays."""
    message = "La recherche d’adresses s’arrête. Ce qui est placé le reste."
    return annuler(request, _travail(request, reference), "acteurs:geocodage", message)


@require_POST
def relance(request: Requete, reference: str) -> HttpResponse:
    """Take up a failed or cancelled work where it stopped."""
    return relancer(_travail(request, reference), "acteurs:geocodage")
