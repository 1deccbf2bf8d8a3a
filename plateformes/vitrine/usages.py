"""Who uses platforms: the map and the list, alternatives to well-known services."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from plateformes.models import (
    PUBLIQUES,
    Plateforme,
    RoleCollectivite,
    ServiceCapitalistique,
    UsageTerritoire,
)
from plateformes.services.vocabulaire import GENRES, successeur
from plateformes.vitrine.criteres import utilisables
from plateformes.vitrine.dessin_usages import DessinUsages, Endroit, dessiner_usages
from plateformes.vitrine.liste import pour_liste
from plateformes.vitrine.tenue_index import lire_index
from territoires.models import Territoire
from territoires.positions import Position, situer

PAR_PAGE = 30
"""Territories on a page."""


@dataclass(frozen=True)
class Groupe:
    """A territory and the uses told of there."""

    territoire: Territoire
    usages: list[UsageTerritoire]
    position: Position | None

    @property
    def cle(self) -> str:
        """How addresses name it."""
        return f"{self.territoire.nature}:{self.territoire.code}"


def usages_de(plateforme: Plateforme, *, valides: bool = True) -> QuerySet[UsageTerritoire]:
    """Return the confirmed uses of an entry, or those that wait, by territory."""
    lus = plateforme.usages.filter(valide=True) if valides else plateforme.usages.a_confirmer()
    return lus.select_related("territoire", "organisation")


def lire_choix(parametres: QueryDict) -> dict[str, str]:
    """Read the filters of an address."""
    return {
        cle: parametres.get(cle, "")[:60].replace("\x00", "")
        for cle in ("plateforme", "role", "territoire")
    }


def filtrer_usages(choix: Mapping[str, str]) -> QuerySet[UsageTerritoire]:
    """Return the public uses asked for, with what is said of each, by territory."""
    lus = UsageTerritoire.objects.publics()
    if choix["plateforme"]:
        lus = lus.filter(plateforme__code=choix["plateforme"])
    if choix["role"] in RoleCollectivite.values:
        lus = lus.filter(role=choix["role"])
    if choix["territoire"]:
        nature, _, code = choix["territoire"].partition(":")
        lus = lus.filter(territoire__nature=nature, territoire__code=code)
    return lus.select_related("territoire", "plateforme", "organisation").order_by(
        "territoire__nom_normalise", "territoire", "plateforme__nom_normalise", "pk"
    )


def par_territoire(lus: Iterable[UsageTerritoire]) -> list[Groupe]:
    """Gather uses by territory, by name; one query for the places not known of themselves."""
    siens: defaultdict[int, list[UsageTerritoire]] = defaultdict(list)
    for usage in lus:
        siens[usage.territoire_id].append(usage)
    places = situer(liste[0].territoire for liste in siens.values())
    return [Groupe(liste[0].territoire, liste, places.get(pk)) for pk, liste in siens.items()]


def adresse_usages(choix: Mapping[str, str], **autres: str) -> str:
    """Return the address of the page of uses with some choices replaced."""
    gardes = {cle: valeur for cle, valeur in {**choix, **autres}.items() if valeur}
    return f"{reverse('plateformes:usages')}{'?' if gardes else ''}{urlencode(gardes)}"


def dessiner_groupes(groupes: Iterable[Groupe], choix: Mapping[str, str]) -> DessinUsages | None:
    """Draw the territories whose place is known, each leading to its own uses."""
    return dessiner_usages(
        [
            Endroit(
                g.territoire.nom,
                *g.position,
                nombre=len(g.usages),
                adresse=adresse_usages(choix, territoire=g.cle),
                population=g.territoire.population or 0,
                choisi=g.cle == choix.get("territoire"),
            )
            for g in groupes
            if g.position
        ]
    )


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
    """Where platforms are used: a map, its table, what came of it; by platform, role, territory."""
    choix = lire_choix(request.GET)
    lus = filtrer_usages({**choix, "territoire": ""})
    groupes = par_territoire(lus)
    retenus = (
        [g for g in groupes if g.cle == choix["territoire"]] if choix["territoire"] else groupes
    )
    page = Paginator(retenus, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "nombre": sum(len(g.usages) for g in retenus),
        "territoires": len(retenus),
        "recits": [u for g in page.object_list for u in g.usages if u.resultats or u.temoignage],
        "dessin": dessiner_groupes(groupes, choix),
        "sans_place": sum(g.position is None for g in groupes),
        "plateformes": Plateforme.objects.publiees()
        .filter(usages__valide=True)
        .distinct()
        .only("code", "nom"),
        "roles": RoleCollectivite.choices,
        "colonnes": ("Territoire", "Plateformes utilisées"),
        "choix": choix,
        "choisi": retenus[0].territoire if choix["territoire"] and retenus else None,
        "adresse": urlencode({cle: valeur for cle, valeur in choix.items() if valeur}),
        "sans_territoire": adresse_usages(choix, territoire=""),
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
    service = ServiceCapitalistique.objects.filter(code=code).first()
    if service is None:
        if (nouveau := successeur(GENRES["services"], code)) is None:
            raise Http404
        return redirect("plateformes:autrement_que", nouveau.pk, permanent=True)
    trouvees = Plateforme.objects.publiees().filter(alternatives=service)
    lues = pour_liste(trouvees).order_by("nom_normalise", "pk")  # counts drop the usual order
    contexte: dict[str, Any] = {"service": service, "plateformes": list(lues)}
    contexte["comparables"] = contexte["plateformes"][:4]
    return render(request, "plateformes/autrement/service.html", contexte)
