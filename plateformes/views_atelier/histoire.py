"""What happened to uses, figures and settings; going back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes.requete import Requete
from plateformes.forms_atelier import ReglagesForm
from plateformes.models import Chiffre, ReglagesReseau, UsageTerritoire
from plateformes.services.histoire import (
    QUOI,
    raconter_autour,
    raconter_reglages,
    retablir,
    retablir_reglages,
)
from plateformes.services.reglages import changer_reglages, reglages_a_ecrire
from plateformes.views_atelier.commun import prendre, reseau_courant
from socle.conflits import dresser_conflit
from socle.droits import exiger
from socle.modeles import ConflitDEdition


@require_safe
def histoire(request: Requete, code: str) -> HttpResponse:
    """The story of the uses and figures of an entry."""
    plateforme = prendre(request, code, "plateformes.relire")
    contexte = {
        "plateforme": plateforme,
        "passages": raconter_autour(plateforme),
        "peut_modifier": request.user.has_perm("plateformes.modifier", plateforme),
    }
    return render(request, "plateformes/atelier/histoire.html", contexte)


@require_POST
def retablissement(request: Requete, code: str, quoi: str, ligne: int) -> HttpResponse:
    """Bring a use or a figure back."""
    plateforme = prendre(request, code, "plateformes.modifier")
    if quoi not in QUOI:
        raise Http404
    try:
        retablir(plateforme=plateforme, quoi=quoi, ligne=ligne, par=request.user)
    except (UsageTerritoire.history.model.DoesNotExist, Chiffre.history.model.DoesNotExist):
        raise Http404 from None
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    else:
        messages.success(request, "C’est rétabli.")
    return redirect("plateformes:atelier_histoire", plateforme.code)


@require_http_methods(["GET", "HEAD", "POST"])
def reglages(request: Requete) -> HttpResponse:
    """The settings of the current network, and their story."""
    reseau = reseau_courant(request)
    exiger(request, "plateformes.regler", reseau)
    if reseau is None:
        return redirect("plateformes:atelier")
    form = ReglagesForm(request.POST or None, instance=reglages_a_ecrire(reseau))
    statut, conflit = (422 if request.method == "POST" else 200), None
    if request.method == "POST" and form.is_valid():
        try:
            changer_reglages(
                reseau=reseau,
                champs=form.champs(),
                par=request.user,
                version_attendue=form.cleaned_data.get("version") or 0,
            )
        except ConflitDEdition as refus:
            conflit = dresser_conflit(formulaire=form, actuel=refus.actuel)
            form, statut = ReglagesForm(conflit.saisie, instance=conflit.actuel), 409
        else:
            messages.success(request, "Les réglages sont enregistrés.")
            return redirect("plateformes:atelier")
    contexte = {
        "form": form,
        "reseau": reseau,
        "conflit": conflit,
        "passages": raconter_reglages(reseau),
    }
    return render(request, "plateformes/atelier/reglages.html", contexte, status=statut)


@require_POST
def reglages_retablis(request: Requete, ligne: int) -> HttpResponse:
    """Bring the settings of the current network back."""
    reseau = reseau_courant(request)
    exiger(request, "plateformes.regler", reseau)
    try:
        retablir_reglages(reseau=reseau, ligne=ligne, par=request.user)
    except ReglagesReseau.history.model.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Les réglages sont rétablis.")
    return redirect("plateformes:atelier_reglages")
