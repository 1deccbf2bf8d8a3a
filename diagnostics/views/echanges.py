"""Conversations: all those of a démarche, one of them, and what one does in it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from django_ratelimit.core import is_ratelimited

from comptes.requete import Requete
from diagnostics.acces import COMMENTER, LIRE, PILOTER, droits_de, trouver_demarche
from diagnostics.echanges import OUTILS, Cible, trouver_cible, types_de_cibles
from diagnostics.fil import contexte_du_fil
from diagnostics.forms import premier_message
from diagnostics.models import Commentaire, Diagnostic
from diagnostics.services import commentaires as services
from diagnostics.services.abonnements import ne_plus_suivre, suivre
from diagnostics.services.fils import lire_conversations
from socle.modeles import ConflitDEdition

PAR_PAGE = 20
REFUS = 422


def _cible(request: Requete, diagnostic: Diagnostic, code: str, reference: str) -> Cible:
    """Return the object talked about; unknown to who may not read it."""
    cible = trouver_cible(diagnostic, code, reference)
    if cible is None:
        raise Http404
    if not request.user.has_perm(cible.permission, diagnostic):
        raise PermissionDenied
    return cible


@require_GET
def echanges(request: Requete, reference: str) -> HttpResponse:
    """List the conversations of the démarche, latest first; the filters live in the address."""
    diagnostic = trouver_demarche(request, reference)
    filtres: dict[str, Any] = {
        "resolues": request.GET.get("etat") == "resolues",
        "me_mentionnent": request.GET.get("moi") == "1",
        "outil": request.GET.get("outil", ""),
    }
    conversations = lire_conversations(diagnostic=diagnostic, utilisateur=request.user, **filtres)
    outils = {t.outil for t in types_de_cibles() if request.user.has_perm(t.permission, diagnostic)}
    return render(
        request,
        "diagnostics/echanges/liste.html",
        {
            **droits_de(request, diagnostic),
            **filtres,
            "page": Paginator(conversations, PAR_PAGE).get_page(request.GET.get("page")),
            "outils": [(cle, nom) for cle, nom in OUTILS.items() if cle in outils],
            "onglet": "echanges",
            "sous_onglet": "conversations",
        },
    )


def _page_du_fil(
    request: Requete, diagnostic: Diagnostic, cible: Cible, *, status: int = 200, **valeurs: Any
) -> HttpResponse:
    """Answer the page of a conversation, or only the conversation when htmx asks."""
    contexte = contexte_du_fil(request, diagnostic, cible, **valeurs)
    if request.htmx and not request.htmx.boosted:
        reponse = render(request, "diagnostics/echanges/fil.html", contexte, status=status)
    else:
        contexte = {**droits_de(request, diagnostic), **contexte, "onglet": "echanges"}
        reponse = render(request, "diagnostics/echanges/page.html", contexte, status=status)
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse


@require_GET
def fil(request: Requete, reference: str, code: str, cible: str) -> HttpResponse:
    """Show what was said about an object; the reader's mentions there are read."""
    diagnostic = trouver_demarche(request, reference)
    objet = _cible(request, diagnostic, code, cible)
    reponse = _page_du_fil(request, diagnostic, objet)
    services.marquer_lues(diagnostic=diagnostic, utilisateur=request.user, cible=objet)
    return reponse


def _retour(diagnostic: Diagnostic, commentaire: Commentaire) -> HttpResponse:
    adresse = reverse(
        "diagnostics:fil",
        args=[diagnostic.reference, commentaire.cible_type, commentaire.cible_reference],
    )
    return redirect(f"{adresse}?nouveau={commentaire.reference}#c-{commentaire.reference}")


def _ralentir(request: Requete) -> None:
    """Refuse a flood: every mention sends a mail."""
    if is_ratelimited(
        request, group="diagnostics.commenter", key="user", rate="120/h", increment=True
    ):
        raise ValidationError(
            "Beaucoup de commentaires en peu de temps\u00a0: reprenez dans une heure."
        )


@require_POST
def commenter(request: Requete, reference: str, code: str, cible: str) -> HttpResponse:
    """Write a comment, or answer conversation ``fil``."""
    diagnostic = trouver_demarche(request, reference, COMMENTER)
    objet = _cible(request, diagnostic, code, cible)
    racine = None
    if request.POST.get("fil"):
        racine = get_object_or_404(
            diagnostic.commentaires.sur(code, cible), reference=request.POST["fil"]
        )
    texte = request.POST.get("texte", "")
    choisis = [int(pk) for pk in request.POST.getlist("mentions") if pk.isdecimal()]
    try:
        _ralentir(request)
        commentaire = services.commenter(
            diagnostic=diagnostic,
            cible=objet,
            texte=texte,
            auteur=request.user,
            fil=racine,
            choisis=choisis,
        )
    except ValidationError as erreur:
        return _page_du_fil(
            request,
            diagnostic,
            objet,
            status=REFUS,
            erreur=premier_message(erreur),
            saisi=texte,
            saisi_dans=racine.reference if racine else "",
        )
    return _retour(diagnostic, commentaire)


def _agir(
    request: Requete,
    reference: str,
    commentaire: str,
    acte: Callable[[Commentaire, Cible], Any],
    permise: Callable[[Commentaire, Diagnostic], bool],
) -> HttpResponse:
    """Do ``acte`` to a comment the user reads, when ``permise``, and go back to it."""
    diagnostic = trouver_demarche(request, reference, COMMENTER)
    objet = get_object_or_404(
        diagnostic.commentaires.select_related("fil", "diagnostic"), reference=commentaire
    )
    cible = _cible(request, diagnostic, objet.cible_type, objet.cible_reference)
    if not permise(objet, diagnostic):
        raise PermissionDenied
    try:
        acte(objet, cible)
    except ValidationError as erreur:
        return _page_du_fil(
            request,
            diagnostic,
            cible,
            status=REFUS,
            erreur=premier_message(erreur),
            modifier=objet.reference,
            saisi=request.POST.get("texte", ""),
            saisi_dans=objet.reference,
        )
    except ConflitDEdition:
        return _page_du_fil(
            request,
            diagnostic,
            cible,
            status=409,
            erreur="Vous avez modifié ce commentaire dans une autre fenêtre\u00a0: son texte "
            "enregistré est ci-dessus, le vôtre est gardé dans le champ.",
            modifier=objet.reference,
            saisi=request.POST.get("texte", ""),
            saisi_dans=objet.reference,
        )
    return _retour(diagnostic, objet)


@require_POST
def modifier_commentaire(request: Requete, reference: str, commentaire: str) -> HttpResponse:
    """Reword one's own comment."""
    version = request.POST.get("version", "")
    return _agir(
        request,
        reference,
        commentaire,
        lambda c, cible: services.modifier_commentaire(
            commentaire=c,
            cible=cible,
            texte=request.POST.get("texte", ""),
            par=request.user,
            version_attendue=int(version) if version.isdecimal() else None,
        ),
        lambda c, _: c.auteur_id == request.user.pk,
    )


@require_POST
def effacer_commentaire(request: Requete, reference: str, commentaire: str) -> HttpResponse:
    """Erase one's own comment; pilots may erase anybody's. ``annuler`` puts it back."""
    if request.POST.get("annuler"):
        return _agir(
            request,
            reference,
            commentaire,
            lambda c, _: services.remettre_commentaire(commentaire=c, par=request.user),
            lambda c, _: c.auteur_id == request.user.pk,
        )
    return _agir(
        request,
        reference,
        commentaire,
        lambda c, _: services.effacer_commentaire(commentaire=c, par=request.user),
        lambda c, d: c.auteur_id == request.user.pk or request.user.has_perm(PILOTER, d),
    )


@require_POST
def resoudre(request: Requete, reference: str, commentaire: str) -> HttpResponse:
    """Close the conversation, or open it again (``rouvrir``)."""
    acte = services.rouvrir if request.POST.get("rouvrir") else services.resoudre
    return _agir(
        request,
        reference,
        commentaire,
        lambda c, _: acte(commentaire=c, par=request.user),
        lambda _, __: True,
    )


@require_POST
def lues(request: Requete, reference: str) -> HttpResponse:
    """Note that every mention of the user in the démarche is read."""
    diagnostic = trouver_demarche(request, reference)
    services.marquer_lues(diagnostic=diagnostic, utilisateur=request.user)
    messages.success(request, "Vos mentions sont marquées comme lues.")
    return redirect("diagnostics:echanges", reference)


@require_POST
def basculer_suivi(request: Requete, reference: str) -> HttpResponse:
    """Follow the démarche or one of its objects (``type``, ``cible``), or stop (``actif``: non)."""
    diagnostic = trouver_demarche(request, reference, LIRE)
    code, cible = request.POST.get("type", ""), request.POST.get("cible", "")
    if code == "demarche":
        code = cible = ""
    if code:
        _cible(request, diagnostic, code, cible)
    acte = ne_plus_suivre if request.POST.get("actif") == "non" else suivre
    acte(diagnostic=diagnostic, utilisateur=request.user, cible_type=code, cible_reference=cible)
    quoi = "cette démarche" if not code else "cela"
    messages.success(
        request,
        f"Vous ne suivez plus {quoi}."
        if acte is ne_plus_suivre
        else f"Vous suivez {quoi}\u00a0: les changements seront dans votre résumé.",
    )
    retour = request.POST.get("retour", "")
    if url_has_allowed_host_and_scheme(retour, {request.get_host()}, request.is_secure()):
        return redirect(retour)
    return redirect("diagnostics:fiche", reference)
