"""The page of a territory, and the data its map asks for."""

from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import condition, require_GET, require_POST

from comptes.requete import Requete
from socle.droits import connexion_si_refuse, exiger
from socle.texte import normaliser
from socle.travaux import relancer_travail
from territoires.dessin import dessiner_carte
from territoires.models import BANDES, Commune, ImportContours, Territoire
from territoires.sections import sections_pour
from territoires.services import adoption, carte
from territoires.services.chiffres import chiffres_cles, numeroter_sources
from territoires.services.parentes import territoires_lies

COMMUNES_PAR_PAGE = 50


def trouver_ou_404(nature: str, code: str) -> Territoire:
    """Return the territory in force; a custom one is found whatever its nature became."""
    territoire = adoption.trouver(nature, code)
    if territoire is None:
        territoire = Territoire.objects.filter(code=code, officiel=False).first()
    if territoire is None:
        raise Http404
    return territoire


@require_GET
@connexion_si_refuse
def fiche(request: Requete, nature: str, code: str) -> HttpResponse:
    """Show one territory; the code of a merged commune redirects to its successor."""
    territoire = trouver_ou_404(nature, code)
    exiger(request, "territoires.voir_territoire", territoire)
    if (territoire.nature, territoire.code) != (nature, code):
        return redirect(territoire, permanent=False)
    communes = territoire.lire_communes()
    contexte = _page_des_communes(request, territoire, communes)
    if request.htmx:
        return render(request, "territoires/fiche.html#communes", contexte)
    organisation = request.organisation or None
    enregistre = territoire.pk is not None
    commune = _commune_unique(territoire)
    chiffres, sources = numeroter_sources(chiffres_cles(territoire, communes))
    sections = sections_pour(request, territoire) if enregistre else []
    return render(
        request,
        "territoires/fiche.html",
        {
            **contexte,
            "carte": dessiner_carte(territoire, largeur=760),
            "chiffres": chiffres,
            "sources": sources,
            "sections": sections,
            "suites": [suite for s in sections for suite in s.get("suites", [])],
            "lies": territoires_lies(territoire),
            "travail": _recuperation(territoire),
            "commune": commune,
            "parties": list(commune.parties.filter(actif=True).order_by("nom")) if commune else [],
            "adopte": enregistre
            and organisation is not None
            and territoire.adoptions.filter(organisation=organisation).exists(),
            "peut_adopter": request.user.has_perm("territoires.adopter", organisation),
            "peut_gerer": request.user.has_perm("territoires.gerer", territoire),
        },
    )


def _recuperation(territoire: Territoire) -> ImportContours | None:
    """Return the last fetching of contours while it runs, or when it failed."""
    if territoire.pk is None:
        return None
    travail = ImportContours.objects.filter(territoire=territoire).order_by("-pk").first()
    return travail if travail and (travail.est_actif or travail.est_relancable) else None


@require_GET
def recuperation(request: Requete, nature: str, code: str) -> HttpResponse:
    """Follow the fetching of contours."""
    territoire = trouver_ou_404(nature, code)
    exiger(request, "territoires.voir_territoire", territoire)
    if not request.htmx:
        return redirect(territoire)
    travail = _recuperation(territoire)
    reponse = render(
        request,
        "territoires/fiche.html#recuperation",
        {"travail": travail, "territoire": territoire},
    )
    if travail is None:  # done: the map has changed
        reponse["HX-Refresh"] = "true"
    return reponse


@require_POST
def relancer(request: Requete, nature: str, code: str) -> HttpResponse:
    """Try again to fetch contours after a failure."""
    territoire = trouver_ou_404(nature, code)
    if not request.organisation:  # operators may everything, but for whom?
        raise PermissionDenied
    exiger(request, "territoires.adopter", request.organisation)
    travail = _recuperation(territoire)
    if travail is not None:
        relancer_travail(travail)
    return redirect(territoire)


def _commune_unique(territoire: Territoire) -> Commune | None:
    """Return the commune of a commune territory, with the one it is part of."""
    if territoire.nature != Territoire.Nature.COMMUNE:
        return None
    return Commune.objects.select_related("parent").filter(pk=territoire.code).first()


def _page_des_communes(
    request: HttpRequest, territoire: Territoire, communes: QuerySet[Commune]
) -> dict[str, Any]:
    """Return the page of communes that match the search box of the list."""
    cherche = request.GET.get("commune", "").strip()[:100]
    trouvees = communes.order_by("nom_normalise", "pk")
    for mot in normaliser(cherche).split():
        trouvees = trouvees.filter(recherche_texte__contains=mot)
    page = Paginator(trouvees, COMMUNES_PAR_PAGE).get_page(request.GET.get("page"))
    return {"territoire": territoire, "page": page, "commune_cherchee": cherche}


def _etiquette(request: HttpRequest, nature: str, code: str, bande: int) -> str | None:
    territoire = adoption.trouver(nature, code)
    return carte.etiquette(territoire, bande) if territoire else None


@require_GET
@connexion_si_refuse
@condition(etag_func=_etiquette)
def contours(request: HttpRequest, nature: str, code: str, bande: int) -> HttpResponseBase:
    """Give outline and communes of a territory as GeoJSON, for the interactive map."""
    if bande not in BANDES:
        raise Http404
    territoire = trouver_ou_404(nature, code)
    exiger(request, "territoires.voir_territoire", territoire)
    reponse = HttpResponse(
        orjson.dumps(carte.collection(territoire, bande)), content_type="application/geo+json"
    )
    reponse["Cache-Control"] = "private, max-age=300"
    return reponse
