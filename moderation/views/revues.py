"""Entries nobody saw for long: the list, « toujours exacte », archiving, undoing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from acteurs.models import Acteur
from acteurs.views.reunies import suit_les_fusions
from comptes.requete import Requete
from moderation.a_revoir import REGISTRE, fiches_a_revoir, paginer
from moderation.forms_fiches import FiltreRevueForm
from moderation.models import RevueFiches
from moderation.portee import choix_de_lieux, lire_territoires
from moderation.services.revues import ENSEMBLE_MAX, archive_acteurs, confirm_acteurs, undo_revue
from moderation.views.doublons import page_de_retour
from socle.droits import exiger
from socle.typographie import accorder, ecrire_nombre

VOIR = "moderation.voir_fraicheur"


@require_safe
def liste(request: Requete) -> HttpResponse:
    """Entries nobody saw for two years; with htmx, only the list."""
    exiger(request, VOIR)
    demande = request.GET.get("territoire", "")
    ici, siens = lire_territoires(request.user, demande)
    form = FiltreRevueForm(request.GET, territoires=choix_de_lieux(siens, ici))
    criteres = form.cleaned_data if form.is_valid() else {}
    connues, famille = criteres.get("connues", ""), criteres.get("famille", "")
    fiches = fiches_a_revoir(connues=connues, territoires=ici, famille=famille)
    page = paginer(fiches, request.GET.get("page"))
    contexte = {
        "form": form,
        "page": page,
        "registre": connues == REGISTRE,
        "filtree": bool(demande or famille or connues),
        "territoires": ici,
        "siens": siens,
        "ici": request.get_full_path(),
        "derniere": _a_defaire(request),
    }
    gabarit = "moderation/a_revoir.html"
    return render(request, f"{gabarit}#file" if request.htmx else gabarit, contexte)


def _a_defaire(request: Requete) -> RevueFiches | None:
    """Return the gesture just made, named in the address: the page offers to undo it."""
    reference = request.GET.get("defaire", "")
    if not reference or request.htmx:
        return None
    return RevueFiches.objects.filter(
        reference=reference, par=request.user, annulee_le=None
    ).first()


@require_POST
def decision(request: Requete) -> HttpResponse:
    """Say that the entries ticked are still right, or withdraw them."""
    exiger(request, VOIR)
    references = request.POST.getlist("fiche")[:ENSEMBLE_MAX]
    permission = (
        "acteurs.modifier_acteur"
        if request.POST.get("geste") == "archiver"
        else "moderation.confirmer"
    )
    choisies = [
        acteur
        for acteur in Acteur.objects.publies().filter(reference__in=references)
        if request.user.has_perm(permission, acteur)
    ]
    retour = page_de_retour(request, reverse("moderation:a_revoir"))
    if not choisies:
        messages.info(request, "Cochez d’abord les fiches que vous avez relues.")
        return redirect(retour)
    archiver = request.POST.get("geste") == "archiver"
    faire = archive_acteurs if archiver else confirm_acteurs
    revue = faire(acteurs=choisies, par=request.user)
    n = len(revue.journal)
    s = accorder(n)
    messages.success(
        request,
        f"{ecrire_nombre(n)} fiche{s} archivée{s}."
        if archiver
        else f"{ecrire_nombre(n)} fiche{s} dite{s} toujours exacte{s}.",
    )
    chemin, _, question = retour.partition("?")
    parametres = QueryDict(question, mutable=True)
    parametres["defaire"] = revue.reference
    return redirect(f"{chemin}?{parametres.urlencode(safe=':')}")


@require_POST
def annulation(request: Requete, reference: str) -> HttpResponse:
    """Undo a gesture made on many entries."""
    exiger(request, VOIR)
    siennes: Any = RevueFiches.objects.all()
    if not request.user.is_superuser:
        siennes = siennes.filter(par=request.user)
    revue = get_object_or_404(siennes, reference=reference)
    try:
        n = undo_revue(revue=revue, par=request.user)
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    else:
        s = accorder(n)
        messages.success(request, f"C’est annulé\u00a0: {ecrire_nombre(n)} fiche{s} comme avant.")
    return redirect(page_de_retour(request, reverse("moderation:a_revoir")))


@require_POST
@suit_les_fusions
def confirmation(request: Requete, reference: str) -> HttpResponse:
    """Say that one entry is still right, from its page."""
    acteur = get_object_or_404(Acteur, reference=reference)
    exiger(request, "moderation.confirmer", acteur, voir="acteurs.voir_acteur")
    confirm_acteurs(acteurs=[acteur], par=request.user)
    messages.success(request, "Merci\u00a0: cette fiche est notée toujours exacte, aujourd’hui.")
    return redirect(page_de_retour(request, reverse("acteurs:fiche", args=[acteur.reference])))
