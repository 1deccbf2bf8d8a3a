"""Who uses platforms: the map and the list, alternatives to well-known services."""

from collections import defaultdict
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from plateformes.models import (
    PUBLIQUES,
    Plateforme,
    RoleCollectivite,
    ServiceCapitalistique,
    UsageTerritoire,
)
from plateformes.vitrine.criteres import utilisables
from plateformes.vitrine.dessin_usages import dessiner_usages
from plateformes.vitrine.index import lire_index
from plateformes.vitrine.liste import pour_liste
from territoires.models import Territoire

PAR_PAGE = 50


def usages_de(plateforme: Plateforme, *, valides: bool = True) -> QuerySet[UsageTerritoire]:
    """Return the confirmed uses of an entry, or those that wait, by territory."""
    return plateforme.usages.filter(valide=valides).select_related("territoire", "organisation")


def resumer_territoire(territoire: Territoire) -> dict[str, Any]:
    """Return the uses declared in a territory and how many platforms may be used there."""
    siens = UsageTerritoire.objects.publics().filter(territoire=territoire)
    return {
        "usages": list(siens.select_related("plateforme").order_by("plateforme__nom_normalise")),
        "utilisables": utilisables(lire_index(), territoire).bit_count(),
        "choix": f"{territoire.nature}:{territoire.code}",
    }


@require_safe
def usages(request: HttpRequest) -> HttpResponse:
    """Where platforms are used: a map and its list, by platform and role."""
    lus = UsageTerritoire.objects.publics().select_related("territoire", "plateforme")
    plateformes = (
        Plateforme.objects.publiees().filter(usages__valide=True).distinct().only("code", "nom")
    )
    code = request.GET.get("plateforme", "")[:60].replace("\x00", "")
    role = request.GET.get("role", "")
    if code:
        lus = lus.filter(plateforme__code=code)
    if role in RoleCollectivite.values:
        lus = lus.filter(role=role)
    lus = lus.order_by("territoire__nom_normalise", "plateforme__nom_normalise", "pk")
    tous = list(lus)
    contexte = {
        "page": Paginator(tous, PAR_PAGE).get_page(request.GET.get("page")),
        "nombre": len(tous),
        "territoires": len({u.territoire_id for u in tous}),
        "dessin": dessiner_usages([u.territoire for u in tous]),
        "plateformes": plateformes,
        "roles": RoleCollectivite.choices,
        "choix": {"plateforme": code, "role": role},
    }
    return render(request, "plateformes/usages/carte.html", contexte)


@require_safe
def autrement(request: HttpRequest) -> HttpResponse:
    """Well-known commercial services, each with the platforms that are another way."""
    publiees = Q(plateformes__statut__in=PUBLIQUES)
    services = ServiceCapitalistique.objects.annotate(
        nombre=Count("plateformes", filter=publiees, distinct=True)
    )
    liens = ServiceCapitalistique.plateformes.through.objects.filter(
        plateforme__statut__in=PUBLIQUES
    )
    noms: defaultdict[str, list[str]] = defaultdict(list)
    for service, nom in liens.order_by("plateforme__nom_normalise").values_list(
        "servicecapitalistique", "plateforme__nom"
    ):
        noms[service].append(nom)
    contexte = {"services": [(s, noms[s.pk]) for s in services]}
    return render(request, "plateformes/autrement/services.html", contexte)


@require_safe
def autrement_que(request: HttpRequest, code: str) -> HttpResponse:
    """The platforms that are another way than one service."""
    service = get_object_or_404(ServiceCapitalistique, code=code)
    trouvees = Plateforme.objects.publiees().filter(alternatives=service)
    contexte: dict[str, Any] = {"service": service, "plateformes": list(pour_liste(trouvees))}
    contexte["comparables"] = contexte["plateformes"][:4]
    return render(request, "plateformes/autrement/service.html", contexte)
