"""The page of a platform, and the same as data."""

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from plateformes.lectures_nature import lire_nature
from plateformes.models import Plateforme
from plateformes.vitrine.declarations import peut_valider
from plateformes.vitrine.publication import en_doap, en_donnees, en_schema, script_schema
from plateformes.vitrine.rubriques import RUBRIQUES, lire_entieres, manques
from plateformes.vitrine.usages import dessiner_groupes, par_territoire, usages_de

RAPPROCHEES_MAX = 5
USAGES_MONTRES = 5
"""Uses told on the entry; the others are on the page of uses."""


@require_safe
def fiche(request: HttpRequest, code: str) -> HttpResponse:
    """One platform: what it does, for whom, its guarantees, who uses it."""
    plateforme = get_object_or_404(
        lire_entieres(Plateforme.objects.visibles_par(request.user)), code=code
    )
    usages = list(usages_de(plateforme))
    valide = peut_valider(request.user, plateforme)
    contexte = {
        "plateforme": plateforme,
        "logo": f"{reverse('plateformes:logo', args=[code])}?v={plateforme.version}"
        if plateforme.logo
        else "",
        "logo_dit": f"Logo de {plateforme.nom}",
        "rubriques": [(r, dits) for r in RUBRIQUES[1:] if (dits := r.dits(plateforme))],
        "identite": RUBRIQUES[0].dits(plateforme),
        "manques": manques(plateforme),
        "usages": usages,
        "usages_montres": usages[:USAGES_MONTRES],
        "dessin": dessiner_groupes(par_territoire(usages), {"plateforme": code}),
        "nature": lire_nature(plateforme),
        "a_confirmer": list(usages_de(plateforme, valides=False)) if valide else [],
        "peut_valider": valide,
        "peut_declarer": request.user.has_perm("plateformes.declarer_usage", plateforme),
        "rapprochees": _rapprochees(plateforme),
        "schema": script_schema(plateforme) if plateforme.est_publique else "",
    }
    return render(request, "plateformes/fiche.html", contexte)


def _rapprochees(plateforme: Plateforme) -> list[Plateforme]:
    """Published platforms with a function in common, those that share most first."""
    fonctions = [f.pk for f in plateforme.fonctions.all()]
    if not fonctions:
        return []
    communes = Plateforme.objects.publiees().filter(fonctions__in=fonctions)
    ordonnees = communes.exclude(pk=plateforme.pk).annotate(n=Count("fonctions"))
    return list(
        ordonnees.order_by("-n", "nom_normalise").only("code", "nom", "statut")[:RAPPROCHEES_MAX]
    )


def _publiee(code: str) -> Plateforme:
    return get_object_or_404(lire_entieres(Plateforme.objects.publiees()), code=code)


@require_safe
def donnees_fiche(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    """A published entry as JSON, schema.org (JSON-LD) or DOAP (RDF)."""
    plateforme = _publiee(code)
    reponses: dict[str, Any] = {
        "json": lambda: JsonResponse(en_donnees(plateforme), json_dumps_params=_LISIBLE),
        "jsonld": lambda: JsonResponse(
            en_schema(plateforme), content_type="application/ld+json", json_dumps_params=_LISIBLE
        ),
        "rdf": lambda: HttpResponse(en_doap(plateforme), "application/rdf+xml; charset=utf-8"),
    }
    if extension not in reponses:
        raise Http404
    return ouvrir(reponses[extension]())


_LISIBLE = {"ensure_ascii": False, "indent": 1}


def ouvrir(reponse: Any) -> Any:
    """Let any site read open data."""
    reponse["Access-Control-Allow-Origin"] = "*"
    return reponse
