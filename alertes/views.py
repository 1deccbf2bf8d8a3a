"""Screens and feeds of the alerts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.core import is_ratelimited

from acteurs.filters import ActeurFilter
from acteurs.models import Acteur
from alertes.flux import JOURS, lire_recents, repondre
from alertes.forms import FormulaireAlerte
from alertes.models import Alerte
from alertes.perimetre import Perimetre, lire_criteres
from alertes.services import alertes as services
from comptes.requete import Requete
from socle.droits import exiger
from territoires.models import Territoire
from territoires.services import adoption

CADENCE = "120/h"
"""Feeds of lists asked for from one address."""


@never_cache
@require_safe
def liste(request: Requete) -> HttpResponse:
    """« Mes alertes »: what one follows, how often, and where to read it."""
    alertes = list(Alerte.objects.de(request.user))
    return render(
        request,
        "alertes/liste.html",
        {
            "lignes": [{"alerte": a, "page": _page_suivie(a)} for a in alertes],
            "rythmes": Alerte.Rythme.choices,
            "courriels": any(a.rythme != Alerte.Rythme.JAMAIS for a in alertes),
        },
    )


def _page_suivie(alerte: Alerte) -> str:
    """Address of what an alert follows."""
    if alerte.acteur:
        return reverse("acteurs:fiche", args=[alerte.acteur.reference])
    if alerte.territoire:
        lieu = alerte.territoire
        return reverse("territoires:fiche", args=[lieu.nature, lieu.code])
    return f"{reverse('acteurs:liste')}?{alerte.criteres}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def creation(request: Requete) -> HttpResponse:
    """Follow a search, an actor or a territory: what the address asks for."""
    cible = _cible(request)
    deja = _deja(request, cible)
    if deja:
        return redirect("alertes:alerte", deja.reference)
    form = FormulaireAlerte(request.POST or None, initial={"nom": cible["nom"]})
    if cible["acteur"] or cible["territoire"]:
        del form.fields["nom"]
    if request.method == "POST" and form.is_valid():
        try:
            alerte = _suivre(request, cible, form)
        except ValidationError as erreur:
            form.add_error(None, erreur)
        else:
            messages.success(request, "C’est noté\u00a0: vous saurez ce qui change.")
            return redirect("alertes:alerte", alerte.reference)
    return render(
        request,
        "alertes/creation.html",
        {
            **cible,
            "form": form,
            "bulletin": lire_recents(cible["perimetre"]) if cible["suivable"] else None,
            "jours": JOURS,
        },
        status=422 if request.method == "POST" else 200,
    )


def _cible(request: Requete) -> dict[str, Any]:
    """Return what is to be followed, and what it is called."""
    cible: dict[str, Any] = {"acteur": None, "territoire": None, "actifs": [], "criteres": ""}
    if reference := request.GET.get("acteur"):
        acteur = get_object_or_404(Acteur, reference=reference[:12])
        exiger(request, "acteurs.voir_acteur", acteur, voir="acteurs.voir_acteur")
        perimetre = Perimetre(acteur=acteur.pk)
        return cible | {
            "acteur": acteur, "nom": acteur.nom, "perimetre": perimetre, "suivable": True,
        }  # fmt: skip
    if code := request.GET.get("lieu"):
        territoire = _territoire(request, *code.partition(":")[::2])
        perimetre = Perimetre(criteres=lire_criteres(f"territoire={code}", request.user))
        return cible | {
            "territoire": territoire, "nom": territoire.nom, "perimetre": perimetre,
            "suivable": True,
        }  # fmt: skip
    criteres = lire_criteres(request.GET.urlencode(), request.user)
    actifs = [
        libelle
        for libelle, _ in ActeurFilter(QueryDict(criteres.adresse), request=request).actifs()
    ]
    return cible | {
        "criteres": criteres.adresse,
        "actifs": actifs,
        "nom": ", ".join(actifs)[:160] or "Tous les acteurs",
        "perimetre": Perimetre(criteres=criteres),
        "suivable": bool(criteres.adresse) and not criteres.introuvable,
    }


def _territoire(request: HttpRequest, nature: str, code: str) -> Territoire:
    territoire = adoption.trouver(nature, code)
    if territoire is None or territoire.pk is None:
        raise Http404
    exiger(request, "territoires.voir_territoire", territoire, voir="territoires.voir_territoire")
    return territoire


def _deja(request: Requete, cible: dict[str, Any]) -> Alerte | None:
    siennes = Alerte.objects.filter(utilisateur=request.user)
    if cible["acteur"]:
        return siennes.filter(acteur=cible["acteur"]).first()
    if cible["territoire"]:
        return siennes.filter(territoire=cible["territoire"]).first()
    if not cible["criteres"]:
        return None
    return siennes.filter(nature=Alerte.Nature.RECHERCHE, criteres=cible["criteres"]).first()


def _suivre(request: Requete, cible: dict[str, Any], form: FormulaireAlerte) -> Alerte:
    rythme = form.cleaned_data["rythme"]
    if cible["acteur"]:
        return services.suivre_acteur(
            utilisateur=request.user, acteur=cible["acteur"], rythme=rythme
        )
    if cible["territoire"]:
        return services.suivre_territoire(
            utilisateur=request.user, territoire=cible["territoire"], rythme=rythme
        )
    return services.suivre_recherche(
        utilisateur=request.user,
        adresse=cible["criteres"],
        nom=form.cleaned_data["nom"],
        rythme=rythme,
    )


def _mienne(request: Requete, reference: str) -> Alerte:
    return get_object_or_404(Alerte.objects.de(request.user), reference=reference)


@never_cache
@require_safe
def alerte(request: Requete, reference: str) -> HttpResponse:
    """The recent news of an alert, its rhythm, the address of its feed."""
    mienne = _mienne(request, reference)
    perimetre = Perimetre.d_alerte(mienne)
    return render(
        request,
        "alertes/alerte.html",
        {
            "alerte": mienne,
            "page": _page_suivie(mienne),
            "bulletin": lire_recents(perimetre),
            "introuvable": perimetre.introuvable,
            "jours": JOURS,
            "rythmes": Alerte.Rythme.choices,
            "flux": request.build_absolute_uri(reverse("alertes:flux", args=[mienne.jeton])),
        },
    )


@require_POST
def reglage(request: Requete, reference: str) -> HttpResponse:
    """Change how often an alert is mailed."""
    mienne = _mienne(request, reference)
    try:
        services.regler_alerte(
            alerte=mienne,
            rythme=request.POST.get("rythme", ""),
            nom=request.POST.get("nom", ""),
        )
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    else:
        messages.success(request, "Le réglage est enregistré.")
    vers_liste = request.POST.get("retour") == "liste"
    return redirect("alertes:liste") if vers_liste else redirect("alertes:alerte", reference)


@require_POST
def renouvellement(request: Requete, reference: str) -> HttpResponse:
    """Give the feed another secret address."""
    services.renouveler_flux(alerte=_mienne(request, reference))
    messages.success(request, "Le flux a une nouvelle adresse\u00a0; l’ancienne ne répond plus.")
    return redirect("alertes:alerte", reference)


@require_POST
def suppression(request: Requete, reference: str) -> HttpResponse:
    """Stop following."""
    mienne = _mienne(request, reference)
    services.ne_plus_suivre(alerte=mienne)
    messages.success(request, f"Vous ne suivez plus «\u00a0{mienne.nom}\u00a0».")
    return redirect("alertes:liste")


# ── Without signing in ──────────────────────────────────────────────────────
@csrf_exempt  # the mail program posts, not our page (RFC 8058); the signed token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def arret(request: HttpRequest, jeton: str) -> HttpResponse:
    """Ask, then stop mails. GET changes nothing: mail scanners open every link."""
    lu = services.lire_arret(jeton)
    if lu is None:
        inconnu = {"inconnu": True, "fait": False, "alerte": None}
        return render(request, "alertes/arret.html", inconnu, status=404)
    utilisateur, quoi = lu
    if request.method == "POST":
        services.arreter_courriels(utilisateur=utilisateur, alerte=quoi)
    fait = not services.recoit_des_courriels(utilisateur=utilisateur, alerte=quoi)
    contexte = {"inconnu": False, "fait": fait, "alerte": quoi}
    reponse = render(request, "alertes/arret.html", contexte)
    reponse["X-Robots-Tag"] = "noindex"
    reponse["Referrer-Policy"] = "no-referrer"
    return reponse


@require_safe
def flux(request: HttpRequest, jeton: str) -> HttpResponse:
    """The feed of one alert, at its secret address: published data only."""
    suivie = get_object_or_404(
        Alerte.objects.select_related("acteur", "territoire").filter(utilisateur__is_active=True),
        jeton=jeton,
    )
    perimetre = Perimetre.d_alerte(suivie, public=True)
    reponse = repondre(
        request, perimetre, titre=f"{suivie.nom}, Terreau", page=_page_suivie(suivie), prive=True
    )
    reponse["Referrer-Policy"] = "no-referrer"
    return reponse


@require_safe
def flux_liste(request: HttpRequest) -> HttpResponse:
    """The feed of a list of actors, with its filters."""
    if is_ratelimited(request, group="alertes.flux", key="ip", rate=CADENCE, increment=True):
        trop = HttpResponse("Trop de demandes.", content_type="text/plain; charset=utf-8")
        trop.status_code = 429
        trop["Retry-After"] = "3600"
        return trop
    criteres = lire_criteres(request.GET.urlencode())
    page = f"{reverse('acteurs:liste')}?{criteres.adresse}"
    return repondre(
        request, Perimetre(criteres=criteres), titre="Annuaire des acteurs, Terreau", page=page
    )


@require_safe
def flux_territoire(request: HttpRequest, nature: str, code: str) -> HttpResponse:
    """The feed of a territory."""
    territoire = _territoire(request, nature, code)
    criteres = lire_criteres(f"territoire={territoire.nature}:{territoire.code}")
    return repondre(
        request,
        Perimetre(criteres=criteres),
        titre=f"{territoire.nom}, Terreau",
        page=reverse("territoires:fiche", args=[territoire.nature, territoire.code]),
    )
