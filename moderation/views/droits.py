"""Who decides what, for everybody; how long it takes, for those who decide."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes.requete import Requete
from moderation.delais import mesurer
from moderation.portee import territoires_de
from moderation.qui_decide import CHAPITRES, PROFILS
from socle.droits import exiger


@require_safe
def droits(request: HttpRequest) -> HttpResponse:
    """Who decides what, on one page."""
    contexte = {
        "profils": PROFILS,
        "chapitres": [
            (c.titre, [(d, [(p, p in d.qui) for p in PROFILS]) for d in c.droits])
            for c in CHAPITRES
        ],
    }
    return render(request, "moderation/droits.html", contexte)


@require_safe
def statistiques(request: Requete) -> HttpResponse:
    """How long proposals wait, over a year, place by place."""
    exiger(request, "moderation.voir_statistiques")
    territoires = territoires_de(request.user)
    contributions, registres, lieux = mesurer(request.user, territoires)
    contexte = {
        "contributions": contributions,
        "registres": registres,
        "lieux": lieux,
        "territoires": territoires,
    }
    return render(request, "moderation/statistiques.html", contexte)
