"""One contribution: read with what surrounds it, decided in whole or in part, asked about."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from comptes.models import Utilisateur
from comptes.requete import Requete
from moderation.doublons import chercher_candidats
from moderation.ecarts import dresser_ecarts
from moderation.file_d_attente import lignes_de
from moderation.forms import QuestionForm
from moderation.models import Contribution, LotDecisions
from moderation.provenances import provenances
from moderation.services.annulation import annulable_jusqu_a
from moderation.services.attribution import collegues_de, entrust_contribution
from moderation.services.contributions import attach_contribution
from moderation.services.decisions import decide_contribution
from moderation.services.questions import ask_question
from moderation.views.file import retour_sur
from socle.droits import exiger
from socle.modeles import ConflitDEdition

MOTIFS = (
    "Cet acteur est déjà dans l’annuaire.",
    "Nous n’avons pas pu le vérifier.",
    "La fiche dit déjà juste.",
    "Cela nomme une personne, l’annuaire ne le fait pas.",
    "Ce n’est pas un acteur de la coopération territoriale.",
)
"""Offered while writing a reason."""
CONFLIT = (
    "La fiche a changé pendant que vous lisiez\u00a0: voici ce qu’elle dit maintenant. "
    "Votre choix est gardé, confirmez-le."
)


def _prendre(request: Requete, reference: str) -> Contribution:
    contribution = get_object_or_404(
        Contribution.objects.select_related(
            "acteur__commune", "acteur__type", "acteur__sous_type", "acteur__organisation",
            "commune__departement", "auteur", "organisation", "attribuee_a", "decidee_par",
        ).prefetch_related("acteur__thematiques", "questions__posee_par"),
        reference=reference,
    )  # fmt: skip
    exiger(request, "moderation.examiner", contribution, voir="moderation.examiner")
    return contribution


@require_http_methods(["GET", "HEAD", "POST"])
def contribution(request: Requete, reference: str) -> HttpResponse:
    """Read a contribution beside the entry; decide."""
    objet = _prendre(request, reference)
    erreur, statut = "", 200
    if request.method == "POST":
        try:
            lot = _decider(request, objet)
        except ConflitDEdition:
            erreur, statut = CONFLIT, 409
        except ValidationError as refus:
            erreur = " ".join(refus.messages)
            statut = 409 if getattr(refus, "code", "") in {"decidee", "change"} else 422
        else:
            return redirect(retour_sur(request, lot=lot.reference))
        objet = _prendre(request, reference)
    contexte = _contexte(request, objet) | {
        "erreur": erreur,
        "motif": request.POST.get("motif", ""),
        "sans_motif": bool(erreur)
        and request.POST.get("decision") == "refuser"
        and not request.POST.get("motif", "").strip(),
        "gardes": request.POST.getlist("champs") if statut != 200 else None,  # noqa: PLR2004
    }
    return render(request, "moderation/contribution.html", contexte, status=statut)


def _decider(request: Requete, objet: Contribution) -> LotDecisions:
    version = request.POST.get("version_acteur", "")
    return decide_contribution(
        contribution=objet,
        geste="accepter" if request.POST.get("decision") == "accepter" else "refuser",
        par=request.user,
        motif=request.POST.get("motif", ""),
        champs=request.POST.getlist("champs"),
        version_acteur=int(version) if version.isdigit() else None,
    )


def _contexte(request: Requete, objet: Contribution) -> dict[str, Any]:
    ecarts = dresser_ecarts([objet])[objet.pk]
    acteur = objet.acteur
    a_dire = [(acteur, objet.valeurs)] if acteur is not None and objet.attend else []
    siennes = provenances(a_dire).get(objet.acteur_id or 0, {})
    decidable = objet.attend and request.user.has_perm("moderation.decider", objet)
    dernier = LotDecisions.objects.filter(
        decisions__contribution=objet, par=request.user, annule_le=None
    ).first()
    return {
        "contribution": objet,
        "acteur": acteur,
        "lignes": lignes_de(ecarts, siennes),
        "candidats": chercher_candidats(objet) if decidable else [],
        "questions": list(objet.questions.all()),
        "question": QuestionForm(),
        "decidable": decidable,
        "collegues": list(collegues_de(request.user)) if decidable else [],
        "joignable": bool(objet.adresse_de_reponse()),
        "motifs": MOTIFS,
        "sans_motif": False,
        "annulable": dernier
        if dernier and not objet.attend and annulable_jusqu_a(dernier) > timezone.now()
        else None,
        "retour": request.POST.get("retour") or request.GET.get("retour", ""),
    }


@require_POST
def question(request: Requete, reference: str) -> HttpResponse:
    """Ask the author."""
    objet = _prendre(request, reference)
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            ask_question(contribution=objet, texte=form.cleaned_data["question"], par=request.user)
        except ValidationError as refus:
            messages.error(request, " ".join(refus.messages))
        else:
            messages.success(
                request,
                "La question est envoyée."
                if objet.adresse_de_reponse()
                else "La question est posée sur la page de suivi\u00a0: aucune adresse n’a été laissée.",
            )
        return redirect("moderation:contribution", reference)
    contexte = _contexte(request, objet) | {
        "erreur": "", "motif": "", "gardes": None, "question": form,
    }  # fmt: skip
    return render(request, "moderation/contribution.html", contexte, status=422)


@require_POST
def attribution(request: Requete, reference: str) -> HttpResponse:
    """Take it, entrust it, or leave it to all."""
    objet = _prendre(request, reference)
    a = request.POST.get("a", "")
    personne = request.user if a == "moi" else collegues_de(request.user).filter(email=a).first()
    try:
        entrust_contribution(contribution=objet, a=personne, par=request.user)
    except ValidationError as refus:
        messages.error(request, " ".join(refus.messages))
    else:
        messages.success(request, _dire_attribution(personne, request.user))
    return redirect("moderation:contribution", reference)


def _dire_attribution(personne: Utilisateur | None, moi: Utilisateur) -> str:
    if personne is None:
        return "Cette contribution attend qui veut."
    return "Vous la suivez." if personne.pk == moi.pk else f"Confiée à {personne}."


@require_POST
def rattachement(request: Requete, reference: str) -> HttpResponse:
    """Say that the actor proposed is an entry we have: the contribution becomes a correction."""
    objet = _prendre(request, reference)
    try:
        attach_contribution(
            contribution=objet, reference=request.POST.get("acteur", ""), par=request.user
        )
    except ValidationError as refus:
        messages.error(request, " ".join(refus.messages))
    except PermissionDenied:
        messages.error(request, "Ce n’est pas à vous d’en décider.")
    else:
        messages.success(request, "C’est maintenant une correction de la fiche existante.")
    return redirect("moderation:contribution", reference)
