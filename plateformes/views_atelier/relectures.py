"""Reviews: given, rendered; remarks on fields."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requete import Requete
from plateformes.forms_atelier import ConfierForm, VerdictForm
from plateformes.models import CommentaireChamp, Plateforme, Relecture
from plateformes.services.relectures import (
    POINTS,
    commenter_champ,
    compte_actif,
    confier_relecture,
    regler_commentaire,
    rendre_relecture,
)
from plateformes.views_atelier.commun import VOIR, prendre
from plateformes.views_atelier.fiches import contexte_fiche
from plateformes.views_atelier.garde import textes_saisis, trop_tard
from socle.droits import exiger


@require_POST
def confier(request: Requete, code: str) -> HttpResponse:
    """Give the entry to someone to review."""
    plateforme = prendre(request, code, "plateformes.modifier")
    form = ConfierForm(request.POST)
    if form.is_valid():
        personne = compte_actif(form.cleaned_data["courriel"])
        if personne is None:
            form.add_error("courriel", "Aucun compte n’a cette adresse.")
        else:
            try:
                confier_relecture(
                    plateforme=plateforme,
                    relecteur=personne,
                    par=request.user,
                    echeance=form.cleaned_data["echeance"],
                )
            except ValidationError as erreur:
                form.add_error(None, erreur.messages)
            else:
                messages.success(request, f"La relecture est confiée à {personne}.")
                return redirect("plateformes:atelier_fiche", plateforme.code)
    contexte = contexte_fiche(request, plateforme, confier=form)
    return render(request, "plateformes/atelier/fiche.html", contexte, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def relecture(request: Requete, reference: str) -> HttpResponse:
    """The reviewer's page: the entry, the checklist, the verdict."""
    objet = get_object_or_404(
        Relecture.objects.select_related("plateforme__reseau", "relecteur"), reference=reference
    )
    sienne = objet.relecteur_id == request.user.pk
    if sienne and not request.user.has_perm("plateformes.relire", objet.plateforme):
        return _plus_attendue(request, objet.plateforme)
    exiger(request, "plateformes.relire", objet.plateforme, voir=VOIR)
    form = VerdictForm(request.POST or None)
    coches = request.POST.getlist("points") if request.method == "POST" else []
    if request.method == "POST" and form.is_valid():
        try:
            rendre_relecture(
                relecture=objet,
                par=request.user,
                verdict=form.cleaned_data["verdict"],
                checklist=dict.fromkeys(coches, True),
                commentaire=form.cleaned_data["commentaire"],
            )
        except ValidationError as erreur:
            form.add_error(None, erreur.messages)
        else:
            messages.success(request, "Votre relecture est rendue. Merci\u202f!")
            return redirect("plateformes:atelier_fiche", objet.plateforme.code)
        objet.refresh_from_db()  # rendered, or no longer expected, meanwhile
    faits = objet.checklist if objet.verdict != "attendu" else dict.fromkeys(coches, True)
    contexte = contexte_fiche(
        request,
        objet.plateforme,
        relecture=objet,
        form=form,
        points=[(code, libelle, bool(faits.get(code))) for code, libelle in POINTS.items()],
        est_mienne=sienne and objet.verdict == "attendu",
        ecrits=textes_saisis(request),
        refus=list(form.non_field_errors()) if request.method == "POST" else [],
    )
    return render(
        request,
        "plateformes/atelier/relecture.html",
        contexte,
        status=422 if request.method == "POST" else 200,
    )


def _plus_attendue(request: Requete, plateforme: Plateforme) -> HttpResponse:
    """Tell a reviewer from elsewhere that their review was cancelled, and give their words back."""
    return trop_tard(
        request,
        titre="Relecture",
        de=plateforme.nom,
        raison="Cette relecture n’est plus attendue\u00a0: la fiche a été publiée, archivée, retirée ou "
        "renvoyée en brouillon entre-temps. Merci de votre attention.",
        retours=[
            (reverse("plateformes:changement", args=[plateforme.code]), "Proposer un changement"),
            (reverse("plateformes:fiche", args=[plateforme.code]), "Lire la fiche"),
        ]
        if plateforme.est_publique
        else [(reverse("plateformes:liste"), "Voir le catalogue")],
    )


@require_POST
def commenter(request: Requete, code: str) -> HttpResponse:
    """Write a remark on a field."""
    annulee = Relecture.objects.filter(
        plateforme__code=code, relecteur=request.user, verdict=Relecture.Verdict.ANNULEE
    ).select_related("plateforme")
    if (lue := annulee.first()) and not request.user.has_perm("plateformes.relire", lue.plateforme):
        return _plus_attendue(request, lue.plateforme)
    plateforme = prendre(request, code, "plateformes.relire")
    try:
        commenter_champ(
            plateforme=plateforme,
            champ=request.POST.get("champ", ""),
            texte=request.POST.get("texte", "")[:2000],
            par=request.user,
        )
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    else:
        messages.success(request, "Votre remarque est notée.")
    return redirect("plateformes:atelier_fiche", plateforme.code)


@require_POST
def regler(request: Requete, reference: str) -> HttpResponse:
    """Settle a remark, or open it again."""
    commentaire = get_object_or_404(
        CommentaireChamp.objects.select_related("plateforme"), reference=reference
    )
    exiger(request, "plateformes.relire", commentaire.plateforme, voir=VOIR)
    regler_commentaire(commentaire=commentaire, par=request.user, regle=not commentaire.resolu)
    return redirect("plateformes:atelier_fiche", commentaire.plateforme.code)
