"""Pages of those who propose: no account, one form, and a page that says what becomes of it."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_ratelimit.core import is_ratelimited

from acteurs.models import Acteur
from acteurs.rangs import charger
from acteurs.services import find_doublons
from acteurs.services.references import survivants
from acteurs.views.reunies import suit_les_fusions
from moderation.ecarts import dresser_ecarts
from moderation.forms import (
    ReponseForm,
    SaisiePubliqueForm,
    SignatureContributionForm,
    SourcesForm,
)
from moderation.models import Contribution
from moderation.services.contributions import (
    propose_acteur,
    propose_correction,
    report_fermeture,
)
from moderation.services.courriels import jeton_de, lire_jeton
from moderation.services.questions import answer_question
from socle.signature import discret

TROP = "Trop d’envois depuis cette connexion\u00a0: réessayez dans une heure."
CADENCE = "20/h"
"""Enough for a room where everybody completes the map together."""
LECTURES = "120/h"


def _trop(request: HttpRequest) -> bool:
    return is_ratelimited(
        request, group="moderation.proposer", key="ip", rate=CADENCE, increment=True
    )


def _enregistrer(
    request: HttpRequest, form: Any, proposer: Callable[[], Contribution]
) -> HttpResponse | None:
    """Do what ``proposer`` does and lead to its page; None when the form must be shown again."""
    if _trop(request):
        form.add_error(None, TROP)
        return None
    try:
        contribution = proposer()
    except ValidationError as erreur:
        refuser = getattr(form, "refuser", lambda e: form.add_error(None, e.messages))
        refuser(erreur)
        return None
    return redirect(f"{_adresse(contribution)}?merci=oui")


def _adresse(contribution: Contribution) -> str:
    return reverse("moderation:suivi", args=[jeton_de(contribution)])


def _statut(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


@require_http_methods(["GET", "HEAD", "POST"])
def proposer(request: HttpRequest) -> HttpResponse:
    """Propose an actor; published look-alikes are shown first."""
    donnees = request.POST if request.method == "POST" else None
    form = SaisiePubliqueForm(donnees, initial={"nom": request.GET.get("nom", "")})
    signature = SignatureContributionForm(donnees, utilisateur=request.user)
    doublons: list[Any] = []
    meme_siret, reunie = False, None
    valides = [f.is_valid() for f in (form, signature)]
    if donnees is not None and all(valides):
        siret = form.cleaned_data["siret"]
        semblables = _semblables(form)
        meme_siret = bool(siret) and any(a.siret == siret for a in semblables)
        reunie, par_siret = _reunie(form)
        meme_siret = meme_siret or par_siret
        if reunie is not None and (par_siret or "confirme" not in donnees):
            doublons = charger([reunie.pk])
        elif semblables and (meme_siret or "confirme" not in donnees):
            doublons = charger([a.pk for a in semblables])
        else:
            reponse = _enregistrer(
                request,
                form,
                lambda: propose_acteur(
                    champs=form.saisie(),
                    thematiques=form.cleaned_data["thematiques"],
                    signature=signature.signer(),
                ),
            )
            if reponse:
                return reponse
    contexte = {
        "form": form,
        "signature": signature,
        "doublons": doublons,
        "meme_siret": meme_siret,
        "reunie": reunie,
        "cherche": False,
    }
    return render(request, "moderation/proposer.html", contexte, status=_statut(request))


def _semblables(form: SaisiePubliqueForm) -> list[Acteur]:
    donnees = form.cleaned_data
    essai = Acteur(nom=donnees["nom"], commune=donnees["commune"], siret=donnees["siret"])
    return [a for a in find_doublons(essai) if a.statut == Acteur.Statut.PUBLIE]


def _reunie(form: SaisiePubliqueForm) -> tuple[Acteur | None, bool]:
    """Return the published entry that the one of this number joined, and whether by its SIRET.

    A RNA number is that of an association, which may have several places.
    """
    for colonne in ("siret", "rna"):
        numero = form.cleaned_data[colonne]
        gardee = survivants(colonne, [numero]).get(numero)
        if gardee is not None and gardee.statut == Acteur.Statut.PUBLIE:
            return gardee, colonne == "siret"
    return None, False


@suit_les_fusions
@require_http_methods(["GET", "HEAD", "POST"])
def corriger(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose changes to an entry."""
    acteur = _publie(reference)
    donnees = request.POST if request.method == "POST" else None
    form = SaisiePubliqueForm(donnees, instance=_publie(reference))
    sources = SourcesForm(donnees, saisie=form)
    signature = SignatureContributionForm(donnees, utilisateur=request.user)
    valides = [f.is_valid() for f in (form, signature, sources)]
    if donnees is not None and all(valides):
        reponse = _enregistrer(
            request,
            form,
            lambda: propose_correction(
                acteur=acteur,
                champs=form.saisie(),
                thematiques=form.cleaned_data["thematiques"],
                signature=signature.signer(sources),
            ),
        )
        if reponse:
            return reponse
    contexte = {
        "acteur": acteur,
        "form": form,
        "signature": signature,
        "sources": sources,
        "cherche": False,
    }
    return render(request, "moderation/corriger.html", contexte, status=_statut(request))


@suit_les_fusions
@require_http_methods(["GET", "HEAD", "POST"])
def fermeture(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that an actor is no more."""
    acteur = _publie(reference)
    donnees = request.POST if request.method == "POST" else None
    signature = SignatureContributionForm(donnees, utilisateur=request.user)
    if donnees is not None and signature.is_valid():
        reponse = _enregistrer(
            request,
            signature,
            lambda: report_fermeture(acteur=acteur, signature=signature.signer()),
        )
        if reponse:
            return reponse
    contexte = {"acteur": acteur, "signature": signature}
    return render(request, "moderation/fermeture.html", contexte, status=_statut(request))


def _publie(reference: str) -> Acteur:
    return get_object_or_404(
        Acteur.objects.publies().select_related("commune__departement", "type", "sous_type"),
        reference=reference,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suivi(request: HttpRequest, jeton: str) -> HttpResponse:
    """What becomes of a contribution, and the questions asked; only its address opens it."""
    if is_ratelimited(request, group="moderation.suivi", key="ip", rate=LECTURES, increment=True):
        return discret(render(request, "moderation/lien_ferme.html", {"trop": True}, status=429))
    contribution = lire_jeton(jeton)
    if contribution is None:
        return discret(render(request, "moderation/lien_ferme.html", {"trop": False}, status=410))
    questions = list(contribution.questions.all())
    ouverte = next((q for q in questions if q.repondue_le is None), None)
    if not contribution.attend:
        ouverte = None
    form = ReponseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and ouverte is None:
        form.add_error(None, "Il n’y a plus de question en attente\u00a0: rien à envoyer.")
    elif request.method == "POST" and form.is_valid() and ouverte is not None:
        try:
            answer_question(question=ouverte, texte=form.cleaned_data["reponse"])
        except ValidationError as erreur:
            form.add_error(None, erreur)
        else:
            return discret(redirect(f"{_adresse(contribution)}?repondu=oui"))
    acteur = contribution.acteur
    contexte = {
        "contribution": contribution,
        "questions": questions,
        "ecarts": dresser_ecarts([contribution])[contribution.pk],
        "ouverte": ouverte,
        "form": form,
        "merci": "merci" in request.GET and contribution.attend,
        "repondu": "repondu" in request.GET,
        "publique": acteur is not None and acteur.statut == Acteur.Statut.PUBLIE,
        "joignable": bool(contribution.adresse_de_reponse()),
        "acceptee": contribution.etat in Contribution.RETENUES,
    }
    return discret(render(request, "moderation/suivi.html", contexte, status=_statut(request)))
