"""Entries that look alike: the list, and saying that they are not doubles."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from comptes.requete import Requete
from moderation.forms_fiches import FiltreDoublonsForm
from moderation.models import DoublonPossible, RechercheDoublons
from moderation.portee import choix_de_lieux, codes_des, lire_territoires
from moderation.services.doublons import mark_distincts, reopen_paires
from moderation.services.recherche_doublons import launch_recherche
from socle.droits import exiger
from socle.typographie import accorder, ecrire_nombre

PAR_PAGE = 20
DECIDEES_MAX = 200
VOIR = "moderation.voir_doublons"


@require_safe
def liste(request: Requete) -> HttpResponse:
    """Pairs of entries that may be one actor, likeliest first; with htmx, only the list."""
    exiger(request, VOIR)
    if request.htmx and request.htmx.target == "recherche":
        return render(
            request, "moderation/doublons.html#recherche", {"recherche": derniere_recherche()}
        )
    demande = request.GET.get("territoire", "")
    ici, siens = lire_territoires(request.user, demande)
    form = FiltreDoublonsForm(request.GET, territoires=choix_de_lieux(siens, ici))
    criteres = form.cleaned_data if form.is_valid() else {}
    distincts = criteres.get("etat") == DoublonPossible.Etat.DISTINCTS
    paires = DoublonPossible.objects.all()
    if distincts:
        paires = paires.filter(etat=DoublonPossible.Etat.DISTINCTS).vivants()
    else:
        paires = paires.a_examiner()
    if raison := criteres.get("raison"):
        # Written as JSON by both databases: the code stands between quotes.
        paires = paires.filter(raisons__icontains=f'"{raison}"')
    if ici:
        paires = paires.dans(codes_des(ici))
    liens = [f"{bout}__{lien}" for bout in ("premier", "second") for lien in _LUS]
    page = Paginator(
        paires.select_related("decide_par", *liens).order_by("-score", "pk"), PAR_PAGE
    ).get_page(request.GET.get("page"))
    contexte = {
        "form": form,
        "page": page,
        "distincts": distincts,
        "filtree": bool(raison or demande),
        "territoires": ici,
        "siens": siens,
        "ici": request.get_full_path(),
        "recherche": derniere_recherche(),
        "defaire": request.GET.get("defaire", "") if not request.htmx else "",
    }
    gabarit = "moderation/doublons.html"
    return render(request, f"{gabarit}#file" if request.htmx else gabarit, contexte)


_LUS = ("commune", "type", "sous_type", "organisation")


def derniere_recherche() -> RechercheDoublons | None:
    """Return the last look at the directory, under way or not."""
    return RechercheDoublons.objects.first()


@require_POST
def decision(request: Requete) -> HttpResponse:
    """Remember that pairs are distinct, or put them back; those ticked, or the one pressed."""
    exiger(request, VOIR)
    geste, _, seule = request.POST.get("decision", "").partition(":")
    references = seule.split(",") if seule else request.POST.getlist("paire")
    paires = DoublonPossible.objects.filter(reference__in=references[:DECIDEES_MAX])
    retour = page_de_retour(request, reverse("moderation:doublons"))
    if geste == "rouvrir":
        faites = reopen_paires(paires=paires, par=request.user)
        if faites:
            s = accorder(len(faites))
            messages.success(
                request, f"{ecrire_nombre(len(faites))} paire{s} à examiner de nouveau."
            )
        return redirect(retour)
    faites = mark_distincts(paires=paires, par=request.user)
    if not faites:
        messages.info(request, "Cochez d’abord les paires qui ne sont pas des doublons.")
        return redirect(retour)
    s = accorder(len(faites))
    messages.success(
        request,
        f"C’est noté\u00a0: {ecrire_nombre(len(faites))} paire{s} d’acteurs distincts. "
        "La question ne sera plus posée.",
    )
    # The list offers to undo what was just done, also without JavaScript.
    return redirect(_avec(retour, ",".join(faites[:DECIDEES_MAX])))


def _avec(adresse: str, defaire: str) -> str:
    from django.http import QueryDict

    chemin, _, question = adresse.partition("?")
    parametres = QueryDict(question, mutable=True)
    parametres["defaire"] = defaire
    return f"{chemin}?{parametres.urlencode(safe=',')}"


def page_de_retour(request: HttpRequest, sinon: str) -> str:
    """Return the page a form came from, when it is one of ours."""
    retour: Any = request.POST.get("retour", "")
    sur = url_has_allowed_host_and_scheme(retour, allowed_hosts=None) and retour.startswith("/")
    if not sur:
        return sinon
    from django.http import QueryDict

    chemin, _, question = retour.partition("?")
    parametres = QueryDict(question, mutable=True)
    parametres.pop("defaire", None)
    return f"{chemin}?{parametres.urlencode(safe=',:')}" if parametres else str(chemin)


@require_POST
def recherche(request: Requete) -> HttpResponse:
    """Look at the whole directory again, in the background."""
    exiger(request, VOIR)
    launch_recherche(par=request.user)
    messages.success(request, "La recherche est lancée\u00a0: la liste se complète à mesure.")
    return redirect("moderation:doublons")
