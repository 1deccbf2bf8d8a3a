"""The nature of a platform: its common reading, and the work of those who make it."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)
from django_ratelimit.core import is_ratelimited

from comptes.models import Organisation
from comptes.requete import Requete
from plateformes.forms_evaluation import ConclusionForm, DroitForm, InvitationForm, ReponseForm
from plateformes.lectures_nature import lire_evaluation
from plateformes.models import Evaluation, Plateforme, ReponseEvaluation
from plateformes.rules import la_porte
from plateformes.services.evaluation import (
    EvaluationImpossible,
    answer_question,
    drop_evaluation,
    finish_evaluation,
    invite_reviewer,
    open_evaluation,
    reply,
)
from plateformes.services.fichiers import GENRES, PieceRefusee
from plateformes.services.liens_porteur import trouver_lien
from socle.droits import exiger
from socle.modeles import ConflitDEdition


def _trouver(request: Requete, reference: str, permission: str) -> Evaluation:
    evaluation = get_object_or_404(
        Evaluation.objects.select_related("plateforme", "regle", "reseau"), reference=reference
    )
    exiger(request, permission, evaluation, voir="plateformes.voir_evaluation")
    return evaluation


@require_safe
def nature(request: Requete, code: str) -> HttpResponse:
    """The last finished evaluation of a platform, or why there is none; the one under way."""
    plateforme = get_object_or_404(
        Plateforme.objects.visibles_par(request.user).select_related("reseau"), code=code
    )
    toutes = Evaluation.objects.filter(plateforme=plateforme).select_related("regle", "reseau")
    rendues = list(toutes.rendues().order_by("-rendue_le"))
    for evaluation in (
        ouverte := toutes.filter(statut=Evaluation.Statut.OUVERTE).first(),
        *rendues,
    ):
        if evaluation:
            evaluation.plateforme = plateforme
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
    trouvee = _trouver(request, reference, "plateformes.voir_evaluation")
    return _montrer(request, trouvee, InvitationForm())


def _montrer(
    request: Requete, trouvee: Evaluation, invitation: InvitationForm, *, status: int = 200
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
            "conclusion": ConclusionForm(instance=trouvee) if mene else None,
            "invitation": invitation if mene else None,
            "invites": list(trouvee.evaluateurs.all()) if mene else [],
            "lit_pieces": _lit_pieces(request, trouvee),
            "peut_repondre_droit": utilisateur.has_perm(
                "plateformes.exercer_droit_de_reponse", trouvee
            ),
        },
        status=status,
    )


@require_http_methods(["GET", "POST"])
def repondre(request: Requete, reference: str) -> HttpResponse:
    """One's own answers to the grid, changed as often as wanted until the group concludes."""
    trouvee = _trouver(request, reference, "plateformes.repondre_grille")
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
    trouvee = _trouver(request, reference, "plateformes.rendre_evaluation")
    formulaire = ConclusionForm(request.POST, instance=trouvee)
    if not formulaire.is_valid():
        messages.error(request, "Dites ce que le groupe retient avant de rendre l’évaluation.")
        return redirect("plateformes:evaluation", trouvee.reference)
    try:
        finish_evaluation(
            evaluation=trouvee,
            par=request.user,
            conclusion=formulaire.cleaned_data["conclusion"],
            version_attendue=formulaire.cleaned_data["version"],
        )
    except (EvaluationImpossible, ConflitDEdition) as erreur:
        messages.error(request, str(erreur))
        return redirect("plateformes:evaluation", trouvee.reference)
    messages.success(request, "L’évaluation est rendue. La structure porteuse peut y répondre.")
    return redirect("plateformes:nature", trouvee.plateforme.code)


@require_POST
def abandonner(request: Requete, reference: str) -> HttpResponse:
    """Give up an open evaluation."""
    trouvee = _trouver(request, reference, "plateformes.rendre_evaluation")
    drop_evaluation(evaluation=trouvee, par=request.user)
    messages.success(request, "L’évaluation est abandonnée ; rien n’en est publié.")
    return redirect("plateformes:nature", trouvee.plateforme.code)


@require_POST
def inviter(request: Requete, reference: str) -> HttpResponse:
    """Invite somebody with an account to answer too."""
    trouvee = _trouver(request, reference, "plateformes.rendre_evaluation")
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


@require_http_methods(["GET", "POST"])
def droit_de_reponse(request: Requete, reference: str) -> HttpResponse:
    """The holder's reply, criterion by criterion and on the whole."""
    return _droit(request, _trouver(request, reference, "plateformes.exercer_droit_de_reponse"))


@never_cache
@require_http_methods(["GET", "POST"])
def droit_par_lien(request: Requete, jeton: str) -> HttpResponse:
    """The same, behind the personal link that the network mailed to the holder."""
    lien = None
    if not is_ratelimited(
        request, group="plateformes.porteur_droit", key="ip", rate="60/h", increment=True
    ):
        lien = trouver_lien(jeton)
    trouvee = (
        Evaluation.objects.publiques()
        .filter(plateforme=lien.plateforme)
        .select_related("plateforme", "regle", "reseau")
        .order_by("-rendue_le")
        .first()
        if lien
        else None
    )
    if trouvee is None:
        reponse = render(request, "plateformes/proposer/ferme.html", status=410)
    else:
        reponse = _droit(request, trouvee)
    reponse["X-Robots-Tag"] = "noindex, nofollow"
    reponse["Referrer-Policy"] = "same-origin"
    return reponse


def _droit(request: Requete, trouvee: Evaluation) -> HttpResponse:
    auteur = request.user if request.user.is_authenticated else None
    lue = lire_evaluation(trouvee)
    donnees = request.POST if request.method == "POST" else None
    cibles = [(None, "ensemble", lue.reponse_generale)] + [
        (ligne.question, ligne.question.code, ligne.reponse_porteur) for ligne in lue.lignes
    ]
    formulaires = [
        DroitForm(donnees, prefix=prefixe, instance=actuel) for _, prefixe, actuel in cibles
    ]
    if donnees is not None and not [f for f in formulaires if not f.is_valid()]:
        for (question, _, _), formulaire in zip(cibles, formulaires, strict=True):
            reply(
                evaluation=trouvee,
                question=question,
                texte=formulaire.cleaned_data["texte"],
                par=auteur,
            )
        messages.success(request, "Votre réponse est publiée à côté de l’évaluation.")
        return redirect("plateformes:nature", trouvee.plateforme.code)
    return render(
        request,
        "plateformes/evaluation/droit_de_reponse.html",
        {
            "plateforme": trouvee.plateforme,
            "lue": lue,
            "general": formulaires[0],
            "lignes": list(zip(lue.lignes, formulaires[1:], strict=True)),
            "formulaires": formulaires,
        },
    )


def _lit_pieces(request: Requete, trouvee: Evaluation) -> bool:
    utilisateur = request.user
    return bool(
        utilisateur.is_authenticated
        and (
            utilisateur.has_perm("plateformes.repondre_grille", trouvee)
            or la_porte(utilisateur, trouvee.plateforme)
            or utilisateur.has_perm("plateformes.ouvrir_evaluation", trouvee.plateforme)
        )
    )


@require_GET
def piece(request: Requete, reference: str, reponse: str) -> HttpResponseBase:
    """A document given as evidence, to reviewers and to the holder."""
    trouvee = _trouver(request, reference, "plateformes.voir_evaluation")
    trouvee_reponse = get_object_or_404(ReponseEvaluation, evaluation=trouvee, reference=reponse)
    nom = trouvee_reponse.preuve_piece.name
    if not nom or not _lit_pieces(request, trouvee):
        raise Http404
    try:
        fichier = storages["prive"].open(nom)
    except FileNotFoundError:
        raise Http404 from None
    sortie = FileResponse(
        fichier,
        as_attachment=True,
        filename=trouvee_reponse.piece_nom,
        content_type=GENRES.get(nom.rpartition(".")[2], "application/octet-stream"),
    )
    sortie["Cache-Control"] = "private, no-store"
    sortie["X-Content-Type-Options"] = "nosniff"
    return sortie
