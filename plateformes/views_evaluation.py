"""The nature of a platform: its common reading, and the work of those who make it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from comptes.models import Organisation
from comptes.requete import Requete
from plateformes.forms_evaluation import ConclusionForm, InvitationForm, ReponseForm
from plateformes.lectures_nature import lire_evaluation
from plateformes.models import Evaluation, Plateforme
from plateformes.services.evaluation import (
    EvaluationImpossible,
    answer_question,
    drop_evaluation,
    finish_evaluation,
    invite_reviewer,
    open_evaluation,
)
from plateformes.services.fichiers import PieceRefusee
from plateformes.views_atelier.garde import trop_tard
from socle.droits import exiger
from socle.modeles import ConflitDEdition


def trouver(request: Requete, reference: str, permission: str) -> Evaluation:
    """Return an evaluation when its visitor holds the permission; 404 when they may not know it."""
    evaluation = get_object_or_404(Evaluation.objects.entieres(), reference=reference)
    exiger(request, permission, evaluation, voir="plateformes.voir_evaluation")
    return evaluation


@require_safe
def nature(request: Requete, code: str) -> HttpResponse:
    """The last finished evaluation of a platform, or why there is none; the one under way."""
    plateforme = get_object_or_404(
        Plateforme.objects.visibles_par(request.user).select_related("reseau"), code=code
    )
    rendues, ouverte = Evaluation.objects.de(plateforme)
    utilisateur = request.user
    return render(
        request,
        "plateformes/evaluation/nature.html",
        {
            "plateforme": plateforme,
            "lue": lire_evaluation(rendues[0], dessiner=True) if rendues else None,
            "anciennes": rendues[1:],
            "ouverte": ouverte
            if ouverte and utilisateur.has_perm("plateformes.voir_evaluation", ouverte)
            else None,
            "peut_ouvrir": not ouverte
            and utilisateur.has_perm("plateformes.ouvrir_evaluation", plateforme),
            "peut_repondre_droit": bool(rendues)
            and utilisateur.has_perm("plateformes.exercer_droit_de_reponse", rendues[0]),
        },
    )


@require_POST
def ouvrir(request: Requete, code: str) -> HttpResponse:
    """Open an evaluation, then answer."""
    plateforme = get_object_or_404(Plateforme.objects.visibles_par(request.user), code=code)
    exiger(request, "plateformes.ouvrir_evaluation", plateforme)
    organisation = request.organisation
    reseau = (
        organisation
        if organisation and organisation.nature == Organisation.Nature.RESEAU_ESS
        else None
    )
    evaluation = open_evaluation(
        plateforme=plateforme, par=request.user, reseau=plateforme.reseau or reseau
    )
    return redirect("plateformes:evaluation_repondre", evaluation.reference)


@never_cache
@require_safe
def evaluation(request: Requete, reference: str) -> HttpResponse:
    """One evaluation: what people make of it, and what remains to be done."""
    trouvee = trouver(request, reference, "plateformes.voir_evaluation")
    return _montrer(request, trouvee, InvitationForm())


def _montrer(
    request: Requete,
    trouvee: Evaluation,
    invitation: InvitationForm,
    *,
    conclusion: ConclusionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    utilisateur = request.user
    peut_repondre = utilisateur.has_perm("plateformes.repondre_grille", trouvee)
    lue = lire_evaluation(trouvee, dessiner=True)
    miennes = sum(r.auteur_id == utilisateur.pk for ligne in lue.lignes for r in ligne.reponses)
    mene = utilisateur.has_perm("plateformes.rendre_evaluation", trouvee)
    return render(
        request,
        "plateformes/evaluation/evaluation.html",
        {
            "plateforme": trouvee.plateforme,
            "lue": lue,
            "peut_repondre": peut_repondre,
            # Nobody is swayed: the others' answers show once one's own are complete.
            "cachee": peut_repondre and miennes < len(lue.lignes),
            "miennes": miennes,
            "mene": mene,
            "conclusion": (conclusion or ConclusionForm(instance=trouvee)) if mene else None,
            "conclusion_gardee": conclusion.data.get("conclusion", "")
            if conclusion and not mene
            else "",
            "invitation": invitation if mene else None,
            "invites": list(trouvee.evaluateurs.all()) if mene else [],
            "lit_pieces": utilisateur.has_perm("plateformes.lire_pieces", trouvee),
            "peut_repondre_droit": utilisateur.has_perm(
                "plateformes.exercer_droit_de_reponse", trouvee
            ),
        },
        status=status,
    )


@require_http_methods(["GET", "POST"])
def repondre(request: Requete, reference: str) -> HttpResponse:
    """One's own answers to the grid, changed as often as wanted until the group concludes."""
    if request.method == "POST":
        close = trouver(request, reference, "plateformes.voir_evaluation")
        if not close.est_ouverte:  # the group concluded while somebody was writing
            return trop_tard(
                request,
                titre="Mes réponses",
                de=close.plateforme.nom,
                raison="Cette évaluation est close\u00a0: le groupe a conclu pendant que vous écriviez. "
                "Vos réponses déjà enregistrées sont gardées.",
                retours=[
                    (
                        reverse("plateformes:nature", args=[close.plateforme.code]),
                        "Lire l’évaluation",
                    )
                ],
            )
    trouvee = trouver(request, reference, "plateformes.repondre_grille")
    siennes = {r.question_id: r for r in trouvee.reponses.filter(auteur=request.user)}
    envoi: dict[str, Any] = (
        {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    )
    formulaires = [
        ReponseForm(**envoi, question=q, instance=siennes.get(q.pk))
        for q in trouvee.regle.questions.prefetch_related("degres")
    ]
    if (
        envoi
        and not [f for f in formulaires if not f.is_valid()]
        and _enregistrer(request, trouvee, formulaires)
    ):
        messages.success(request, "Vos réponses sont enregistrées.")
        return redirect("plateformes:evaluation", trouvee.reference)
    for formulaire in formulaires:
        formulaire.question.regle = trouvee.regle
    return render(
        request,
        "plateformes/evaluation/repondre.html",
        {"evaluation": trouvee, "plateforme": trouvee.plateforme, "formulaires": formulaires},
        status=422 if envoi else 200,
    )


def _enregistrer(request: Requete, trouvee: Evaluation, formulaires: list[ReponseForm]) -> bool:
    """Write the answers given; a document refused is told at its field."""
    tout_va = True
    for formulaire in formulaires:
        choix = formulaire.cleaned_data.get("choix")
        if choix is None or not formulaire.has_changed():
            continue
        try:
            answer_question(
                evaluation=trouvee,
                question=formulaire.question,
                par=request.user,
                choix=choix,
                champs=formulaire.textes,
                piece=formulaire.cleaned_data.get("piece"),
                retirer_piece=bool(formulaire.cleaned_data.get("retirer_piece")),
            )
        except PieceRefusee as erreur:
            formulaire.add_error("piece", str(erreur))
            tout_va = False
        except EvaluationImpossible as erreur:
            formulaire.add_error(None, str(erreur))
            tout_va = False
    return tout_va


@require_POST
def rendre(request: Requete, reference: str) -> HttpResponse:
    """Make the reading public."""
    trouvee = trouver(request, reference, "plateformes.voir_evaluation")
    mene_ici = request.user.has_perm("plateformes.ouvrir_evaluation", trouvee.plateforme)
    if mene_ici and not trouvee.est_ouverte:  # somebody was faster: what was typed is shown
        return _remontrer(request, reference, ConclusionForm(request.POST), status=409)
    exiger(request, "plateformes.rendre_evaluation", trouvee)
    formulaire = ConclusionForm(request.POST, instance=trouvee)
    if not formulaire.is_valid():
        formulaire.add_error(None, "Dites ce que le groupe retient avant de rendre l’évaluation.")
        return _remontrer(request, reference, formulaire, status=422)
    try:
        finish_evaluation(
            evaluation=trouvee,
            par=request.user,
            conclusion=formulaire.cleaned_data["conclusion"],
            version_attendue=formulaire.cleaned_data["version"],
        )
    except (EvaluationImpossible, ConflitDEdition) as erreur:
        formulaire.add_error(None, str(erreur))
        status = 409 if isinstance(erreur, ConflitDEdition) else 422
        return _remontrer(request, reference, formulaire, status=status)
    messages.success(request, "L’évaluation est rendue. La structure porteuse peut y répondre.")
    return redirect("plateformes:nature", trouvee.plateforme.code)


def _remontrer(
    request: Requete, reference: str, formulaire: ConclusionForm, *, status: int
) -> HttpResponse:
    """Show the evaluation as it stands, and the conclusion as it was typed."""
    trouvee = trouver(request, reference, "plateformes.voir_evaluation")
    donnees = formulaire.data.copy()  # type: ignore[attr-defined]
    donnees["version"] = str(trouvee.version)
    gardee = ConclusionForm(donnees, instance=trouvee)
    gardee.full_clean()
    for erreur in formulaire.non_field_errors():
        gardee.add_error(None, str(erreur))
    # Validating wrote the words into the instance: only the row tells what stands.
    trouvee = trouver(request, reference, "plateformes.voir_evaluation")
    return _montrer(request, trouvee, InvitationForm(), conclusion=gardee, status=status)


@require_POST
def abandonner(request: Requete, reference: str) -> HttpResponse:
    """Give up an open evaluation."""
    trouvee = trouver(request, reference, "plateformes.rendre_evaluation")
    drop_evaluation(evaluation=trouvee, par=request.user)
    messages.success(request, "L’évaluation est abandonnée ; rien n’en est publié.")
    return redirect("plateformes:nature", trouvee.plateforme.code)


@require_POST
def inviter(request: Requete, reference: str) -> HttpResponse:
    """Invite somebody with an account to answer too."""
    trouvee = trouver(request, reference, "plateformes.rendre_evaluation")
    formulaire = InvitationForm(request.POST)
    if formulaire.is_valid() and formulaire.personne:
        try:
            invite_reviewer(evaluation=trouvee, personne=formulaire.personne)
        except EvaluationImpossible as erreur:
            formulaire.add_error("courriel", str(erreur))
        else:
            messages.success(request, "Cette personne peut répondre à la grille.")
            return redirect("plateformes:evaluation", trouvee.reference)
    return _montrer(request, trouvee, formulaire, status=422)
