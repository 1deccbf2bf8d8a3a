"""The list of platforms: search by need, facets, what is set aside to be compared."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from plateformes.models import Plateforme, PlateformeQuerySet
from plateformes.reference import SOURCE, contenu
from plateformes.vitrine.criteres import COMPARABLES_MAX, Criteres, Reponse

PAR_PAGE = 20
OUVERTES = {"theme", "fonction", "nature"}
"""Facets shown unfolded; the others open when one of their values is chosen."""


@require_safe
@vary_on_headers("HX-Request")  # going back must not show a fragment kept for the whole page
def liste(request: HttpRequest) -> HttpResponse:
    """Platforms that answer a need, with the filters in the address."""
    reponse = Reponse(Criteres.lire(request.GET))
    criteres = reponse.criteres
    page = paginer(reponse, request.GET.get("page"))
    contexte = {
        "criteres": criteres,
        "reponse": reponse,
        "page": page,
        "facettes": reponse.facettes,
        "ouvertes": OUVERTES,
        "retenues": mettre_de_cote(criteres),
        "adresse": criteres.adresse(retenues=()),
        "reperes": contenu(),
        "source": SOURCE,
    }
    fragment = "#resultats" if getattr(request, "htmx", False) else ""
    return render(request, f"plateformes/liste.html{fragment}", contexte)


def paginer(reponse: Reponse, numero: str | None) -> Page[Any]:
    """Return a page of entries, ready to be shown, in the order of the answer."""
    page: Page[Any] = Paginator(reponse.positions, PAR_PAGE).get_page(numero)
    pks = [reponse.index.pks[rang] for rang in page.object_list]
    lues = pour_liste(Plateforme.objects.filter(pk__in=pks)).in_bulk()
    criteres = reponse.criteres
    page.object_list = [_rang(lues[pk], criteres) for pk in pks if pk in lues]
    return page


def pour_liste(plateformes: PlateformeQuerySet) -> Any:
    """Add to entries what a row of a list shows of them; long columns are left in the table."""
    return (
        plateformes.annotate(
            usages_dits=Count("usages", filter=Q(usages__valide=True), distinct=True)
        )
        .prefetch_related("thematiques", "besoins")
        .only("code", "nom", "accroche", "description", "nature", "modele", "libre", "national",
              "statut", "lien_etat")
    )  # fmt: skip


def _rang(plateforme: Plateforme, criteres: Criteres) -> dict[str, Any]:
    retenue = plateforme.code in criteres.retenues
    autres = tuple(c for c in criteres.retenues if c != plateforme.code)
    pleine = len(criteres.retenues) >= COMPARABLES_MAX
    return {
        "fiche": plateforme,
        "retenue": retenue,
        "adresse": ""
        if pleine and not retenue
        else criteres.adresse(retenues=autres if retenue else (*autres, plateforme.code)),
    }


def mettre_de_cote(criteres: Criteres) -> dict[str, Any]:
    """Return what is set aside: entries with the address that takes each back, and where next."""
    if not criteres.retenues:
        return {"fiches": [], "comparer": "", "vider": ""}
    lues = {p.code: p for p in Plateforme.objects.publiees().filter(code__in=criteres.retenues)}
    fiches = [
        (lues[code], criteres.adresse(retenues=tuple(c for c in criteres.retenues if c != code)))
        for code in criteres.retenues
        if code in lues
    ]
    adresse = Criteres(retenues=criteres.retenues).adresse()
    return {
        "fiches": fiches,
        "comparer": f"{reverse('plateformes:comparaison')}?{adresse}" if len(fiches) > 1 else "",
        "vider": criteres.adresse(retenues=()),
    }
