"""Composing a custom territory: every step is a form post that works without JavaScript."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from comptes.requete import Requete
from socle.droits import exiger
from socle.modeles import ConflitDEdition
from territoires.forms import FormulaireComposition
from territoires.models import Commune, Territoire
from territoires.recherche import chercher
from territoires.services import composition

GABARIT = "territoires/composer.html"
PROPOSES_MAX = 8


@require_http_methods(["GET", "POST"])
def composer(request: Requete) -> HttpResponse:
    """Compose a new territory for the current organisation."""
    if not request.organisation:  # operators may everything, but for whom?
        raise PermissionDenied
    exiger(request, "territoires.composer", request.organisation)
    return _atelier(request, None)


@require_http_methods(["GET", "POST"])
def modifier(request: Requete, nature: str, code: str) -> HttpResponse:
    """Change a territory composed by the user's organisation."""
    territoire = get_object_or_404(Territoire, nature=nature, code=code, officiel=False)
    exiger(request, "territoires.gerer", territoire, voir="territoires.voir_territoire")
    return _atelier(request, territoire)


def _atelier(request: Requete, territoire: Territoire | None) -> HttpResponse:
    """Answer one step: search, add, subtract, count, save."""
    envoye = request.POST if request.method == "POST" else None
    if envoye is None:
        codes = list(territoire.composition) if territoire else []
        depart = request.GET.get("depuis", "")
        codes = composition.composer(codes, ajouter=depart) if depart else codes
    else:
        codes = composition.composer(
            envoye.getlist("communes"),
            ajouter=envoye.get("ajouter", ""),
            retirer=envoye.get("retirer", ""),
        )
    enregistre = envoye is not None and envoye.get("action") == "enregistrer"
    initial = {"version": territoire.version} if territoire else {}
    formulaire = FormulaireComposition(
        envoye if enregistre else None, instance=territoire, initial=initial
    )
    if enregistre and formulaire.is_valid():
        reponse = _enregistrer(request, territoire, formulaire, codes)
        if reponse:
            return reponse
    if envoye is not None and not enregistre:
        formulaire = FormulaireComposition(
            instance=territoire,
            initial={champ: envoye.get(champ, "") for champ in ("nom", "nature", "version")},
        )
    return _repondre(request, territoire, formulaire, codes)


def _enregistrer(
    request: Requete,
    territoire: Territoire | None,
    formulaire: FormulaireComposition,
    codes: list[str],
) -> HttpResponse | None:
    """Save; None when the form must be shown again with what is wrong."""
    donnees = formulaire.cleaned_data
    try:
        if territoire is None:
            territoire = composition.creer_territoire(
                nom=donnees["nom"],
                nature=donnees["nature"],
                codes=codes,
                organisation=request.organisation,
                par=request.user,
            )
        else:
            territoire = composition.modifier_territoire(
                territoire,
                nom=donnees["nom"],
                nature=donnees["nature"],
                codes=codes,
                version_attendue=donnees["version"],
            )
    except ValidationError as erreur:
        formulaire.add_error(None, erreur)
        return None
    except ConflitDEdition as conflit:
        actuel: Any = conflit.actuel
        formulaire.add_error(
            None,
            "Une autre personne a modifié ce territoire depuis que vous l’avez ouvert "
            f"(« {actuel.nom} », {len(actuel.composition)} communes). Votre composition est gardée "
            "ci-dessous : enregistrez de nouveau pour la préférer, ou rouvrez la page pour "
            "repartir de la sienne.",
        )
        formulaire.data = {**_envoi_plat(request), "version": str(actuel.version)}
        return None
    messages.success(request, f"« {territoire.nom} » est enregistré.")
    if request.htmx:
        return HttpResponseClientRedirect(territoire.get_absolute_url())
    return redirect(territoire)


def _envoi_plat(request: Requete) -> dict[str, Any]:
    """Return the posted fields, the last value of each."""
    return dict(request.POST.items())


def _repondre(
    request: Requete,
    territoire: Territoire | None,
    formulaire: FormulaireComposition,
    codes: list[str],
) -> HttpResponse:
    recherche = (request.POST.get("q") or request.GET.get("q") or "").strip()[:100]
    communes = Commune.objects.filter(pk__in=codes).select_related("departement")
    presentes = set(codes)
    resultats = [
        {"resultat": r, "presente": r.nature == "commune" and r.code in presentes}
        for r in (chercher(recherche, maximum=PROPOSES_MAX) if recherche else [])
    ]
    contexte = {
        "territoire": territoire,
        "surtitre": request.organisation.nom if request.organisation else "",
        "form": formulaire,
        "communes": communes.order_by("nom_normalise", "pk"),
        "nombre": len(codes),
        "population": communes.aggregate(total=Sum("population"))["total"] or 0,
        "q": recherche,
        "resultats": resultats,
        "adresse": request.path,
        # The button just pressed may be gone: what it changed takes the focus.
        "focus": request.method == "POST" and request.POST.get("action") != "chercher",
        "retour": territoire.get_absolute_url() if territoire else reverse("territoires:liste"),
    }
    return render(request, f"{GABARIT}#atelier" if request.htmx else GABARIT, contexte)


@require_GET
def historique(request: Requete, nature: str, code: str) -> HttpResponse:
    """List the versions of a custom territory."""
    territoire = get_object_or_404(Territoire, nature=nature, code=code, officiel=False)
    exiger(request, "territoires.voir_territoire", territoire)
    versions = list(
        territoire.history.select_related("history_user").order_by("-history_date", "-history_id")[
            :100
        ]
    )
    for version, precedente in zip(versions, [*versions[1:], None], strict=True):
        avant = set(precedente.composition) if precedente else set()
        version.ajoutees = len(set(version.composition) - avant)
        version.retirees = len(avant - set(version.composition))
    return render(
        request,
        "territoires/historique.html",
        {
            "territoire": territoire,
            "versions": versions,
            "peut_gerer": request.user.has_perm("territoires.gerer", territoire),
        },
    )


@require_POST
def retablir(request: Requete, nature: str, code: str, version: int) -> HttpResponse:
    """Bring back an earlier version."""
    territoire = get_object_or_404(Territoire, nature=nature, code=code, officiel=False)
    exiger(request, "territoires.gerer", territoire, voir="territoires.voir_territoire")
    try:
        territoire = composition.restaurer(territoire, version=version)
    except Territoire.DoesNotExist:
        raise Http404 from None
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
        return redirect(territoire)
    messages.success(request, f"La version {version} de « {territoire.nom} » est rétablie.")
    return redirect(territoire)
