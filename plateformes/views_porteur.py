"""The holder and the evaluation of its platform: read the documents, reply, signed in or by link."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django_ratelimit.core import is_ratelimited

from comptes.requete import Requete
from plateformes.forms_evaluation import DroitForm
from plateformes.lectures_nature import EvaluationLue, lire_evaluation
from plateformes.models import Evaluation, ReponseEvaluation
from plateformes.services.evaluation import ReponsesEnConflit, reply_all
from plateformes.services.fichiers import GENRES
from plateformes.services.liens_porteur import trouver_lien
from plateformes.views_atelier.garde import textes_saisis
from plateformes.views_evaluation import trouver
from socle.conflits import Conflit, dresser_conflit


@require_http_methods(["GET", "POST"])
def droit_de_reponse(request: Requete, reference: str) -> HttpResponse:
    """The holder's reply, criterion by criterion and on the whole."""
    return _droit(request, trouver(request, reference, "plateformes.exercer_droit_de_reponse"))


def _evaluation_du_lien(request: HttpRequest, jeton: str) -> Evaluation | None:
    """Return the last public evaluation of the platform whose holder was mailed this link."""
    if is_ratelimited(
        request, group="plateformes.porteur_droit", key="ip", rate="60/h", increment=True
    ):
        return None
    lien = trouver_lien(jeton)
    if lien is None:
        return None
    publiques = Evaluation.objects.publiques().entieres().filter(plateforme=lien.plateforme)
    return publiques.order_by("-rendue_le").first()


def _discret(reponse: Any) -> Any:
    reponse["X-Robots-Tag"] = "noindex, nofollow"
    reponse["Referrer-Policy"] = "same-origin"
    return reponse


@never_cache
@require_http_methods(["GET", "POST"])
def droit_par_lien(request: Requete, jeton: str) -> HttpResponse:
    """The same, behind the personal link that the network mailed to the holder."""
    trouvee = _evaluation_du_lien(request, jeton)
    if trouvee is None:
        contexte = {"textes": textes_saisis(request)}
        return _discret(render(request, "plateformes/proposer/ferme.html", contexte, status=410))
    return _discret(_droit(request, trouvee, jeton))


@never_cache
@require_GET
def piece_par_lien(request: Requete, jeton: str, reponse: str) -> HttpResponseBase:
    """A document the evaluation quotes, to the holder who came by their link."""
    trouvee = _evaluation_du_lien(request, jeton)
    if trouvee is None:
        contexte = {"textes": []}
        return _discret(render(request, "plateformes/proposer/ferme.html", contexte, status=410))
    return _discret(
        _servir(get_object_or_404(ReponseEvaluation, evaluation=trouvee, reference=reponse))
    )


def _droit(request: Requete, trouvee: Evaluation, jeton: str = "") -> HttpResponse:
    auteur = request.user if request.user.is_authenticated and not jeton else None
    lue = lire_evaluation(trouvee)
    donnees = request.POST if request.method == "POST" else None
    cibles = _cibles(lue)
    formulaires = [_formulaire(donnees, prefixe, actuel) for _, prefixe, actuel in cibles]
    conflits: list[Conflit] = []
    if donnees is not None and not [f for f in formulaires if not f.is_valid()]:
        try:
            reply_all(
                evaluation=trouvee,
                textes=[
                    (question, f.cleaned_data["texte"], f.cleaned_data["version"])
                    for (question, _, _), f in zip(cibles, formulaires, strict=True)
                ],
                par=auteur,
            )
        except ReponsesEnConflit as refus:
            conflits, formulaires = _comparer(refus, cibles, formulaires)
        else:
            messages.success(request, "Votre réponse est publiée à côté de l’évaluation.")
            return redirect("plateformes:nature", trouvee.plateforme.code)
    contexte = {
        "plateforme": trouvee.plateforme,
        "lue": lue,
        "general": formulaires[0],
        "lignes": [
            (ligne, formulaire, _pieces(ligne.preuves, trouvee, jeton))
            for ligne, formulaire in zip(lue.lignes, formulaires[1:], strict=True)
        ],
        "formulaires": formulaires,
        "conflits": conflits,
    }
    statut = 409 if conflits else 422 if donnees is not None else 200
    return render(request, "plateformes/evaluation/droit_de_reponse.html", contexte, status=statut)


def _cibles(lue: EvaluationLue) -> list[tuple[Any, str, Any]]:
    """Return what may be replied to: the criterion (None: the whole), its prefix, its reply."""
    return [(None, "ensemble", lue.reponse_generale)] + [
        (ligne.question, ligne.question.code, ligne.reponse_porteur) for ligne in lue.lignes
    ]


def _formulaire(donnees: Any, prefixe: str, actuel: Any) -> DroitForm:
    return DroitForm(donnees, prefix=prefixe, instance=actuel)


def _comparer(
    refus: ReponsesEnConflit, cibles: list[tuple[Any, str, Any]], formulaires: list[DroitForm]
) -> tuple[list[Conflit], list[DroitForm]]:
    """Return what to compare, and the forms holding what could be joined."""
    actuelles = {droit.question_id: droit for droit in refus.actuelles}
    conflits, suite = [], []
    for (question, prefixe, _), formulaire in zip(cibles, formulaires, strict=True):
        actuelle = actuelles.get(question.pk if question else None)
        if actuelle is None:
            suite.append(formulaire)
            continue
        formulaire.fields["texte"].label = question.dimension if question else "Sur l’ensemble"
        conflit = dresser_conflit(formulaire=formulaire, actuel=actuelle)
        conflits.append(conflit)
        suite.append(_formulaire(conflit.saisie, prefixe, conflit.actuel))
    return conflits, suite


def _pieces(preuves: Any, trouvee: Evaluation, jeton: str) -> list[tuple[str, str]]:
    """Return name and address of the documents given as evidence."""
    return [
        (
            reponse.piece_nom,
            reverse("plateformes:porteur_piece", args=[jeton, reponse.reference])
            if jeton
            else reverse(
                "plateformes:evaluation_piece", args=[trouvee.reference, reponse.reference]
            ),
        )
        for reponse in preuves
        if reponse.preuve_piece
    ]


@require_GET
def piece(request: Requete, reference: str, reponse: str) -> HttpResponseBase:
    """A document given as evidence, to reviewers and to the holder."""
    trouvee = trouver(request, reference, "plateformes.voir_evaluation")
    trouvee_reponse = get_object_or_404(ReponseEvaluation, evaluation=trouvee, reference=reponse)
    if not request.user.has_perm("plateformes.lire_pieces", trouvee):
        raise Http404
    return _servir(trouvee_reponse)


def _servir(reponse: ReponseEvaluation) -> FileResponse:
    nom = reponse.preuve_piece.name
    if not nom:
        raise Http404
    try:
        fichier = storages["prive"].open(nom)
    except FileNotFoundError:
        raise Http404 from None
    sortie = FileResponse(
        fichier,
        as_attachment=True,
        filename=reponse.piece_nom,
        content_type=GENRES.get(nom.rpartition(".")[2], "application/octet-stream"),
    )
    sortie["Cache-Control"] = "private, no-store"
    sortie["X-Content-Type-Options"] = "nosniff"
    return sortie
