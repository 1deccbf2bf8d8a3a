"""The frame shown on other sites: light, without cookie, for the sites allowed only."""

from collections.abc import Iterable
from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from acteurs.carte import DESSINES_MAX, dessiner_liste
from acteurs.criteres import Criteres
from acteurs.listes import Liste
from acteurs.rangs import Rang
from ouverture.criteres import lire_public, relire_public
from ouverture.models import CarteIntegree
from socle.formes import LIBELLES

RANGS = 30
"""Actors named under the map."""
GARDE_S = 300
"""Seconds a browser shows a frame again without asking."""


@require_safe
def carte_integree(request: HttpRequest, reference: str) -> HttpResponse:
    """A map on somebody's site; taken away, it says so to the site's visitors."""
    carte = (
        CarteIntegree.objects.select_related("organisation")
        .prefetch_related("organisation__sites_autorises")
        .filter(reference=reference)
        .first()
    )
    if carte is None:
        # Nobody's page, and nothing in it: whichever site still shows it says so.
        page = render(request, "ouverture/integrer/absente.html", status=404)
        return encadrer(request, page, ["*"])
    sites = [site.origine for site in carte.organisation.sites_autorises.all()]
    if not carte.active:
        page = render(request, "ouverture/integrer/absente.html", status=410)
        return encadrer(request, page, sites)
    page = composer(request, relire_public(carte.filtres), titre=carte.titre, liste=carte.liste)
    page["Cache-Control"] = f"public, max-age={GARDE_S}"
    return encadrer(request, page, sites)


@require_safe
def apercu(request: HttpRequest) -> HttpResponse:
    """The map being made, shown on our own page only."""
    titre = request.GET.get("titre", "").strip()[:120] or "Carte des acteurs"
    page = composer(
        request, lire_public(request.GET.dict()), titre=titre, liste="liste" in request.GET
    )
    return encadrer(request, page, ())


def composer(request: HttpRequest, criteres: Criteres, *, titre: str, liste: bool) -> HttpResponse:
    """Return the page of the frame."""
    lue = Liste(criteres)
    contexte: dict[str, Any] = {
        "titre": titre,
        "criteres": criteres,
        "adresse": criteres.adresse,
        "releve": lue.releve,
        "dessin": dessiner_liste(lue) if lue.releve.places else None,
        "echantillon": lue.releve.places > DESSINES_MAX or lue.releve.plafonne,
        "rangs": _premiers(lue) if liste else [],
        "legende": LIBELLES,
    }
    return render(request, "ouverture/integrer/cadre.html", contexte)


def _premiers(lue: Liste) -> list[Rang]:
    """Return the first actors, those with a point before the others."""
    places = list(lue.page("1").object_list) if lue.releve.places else []
    return [*places, *lue.a_localiser(RANGS)][:RANGS]


def encadrer(request: HttpRequest, page: HttpResponse, sites: Iterable[str]) -> HttpResponse:
    """Let ``sites``, and ours, show the page in a frame; search engines are sent elsewhere."""
    page["X-Robots-Tag"] = "noindex"
    politique = csp_replace({"frame-ancestors": ["'self'", *sites]})
    return politique(xframe_options_exempt(lambda _: page))(request)  # type: ignore[return-value]
