"""Who takes part in a filière; invitations and how they are accepted."""

import logging

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.core import is_ratelimited

from comptes.models import adresses_confirmees
from filieres.acces import LIRE_PRIVE, PILOTER, droits_de, trouver_filiere
from filieres.forms_filiere import MembreForm
from filieres.models import Filiere, InvitationFiliere, MembreFiliere
from filieres.rattachements import liens_de
from filieres.services import membres as services

journal = logging.getLogger(__name__)


@require_http_methods(["GET", "POST"])
def membres(request: HttpRequest, reference: str) -> HttpResponse:
    """List the members; pilots add somebody, share, close."""
    ecrit = request.method == "POST"
    filiere = trouver_filiere(request, reference, PILOTER if ecrit else LIRE_PRIVE)
    formulaire = MembreForm(request.POST if ecrit else None)
    if ecrit and is_ratelimited(
        request, group="filieres.membres", key="user", rate="40/h", increment=True
    ):
        # Slows down whoever would try addresses one after another to learn which have an account.
        formulaire.add_error(
            None, "Beaucoup d’ajouts en peu de temps\u00a0: réessayez dans une heure."
        )
    elif ecrit and formulaire.is_valid() and _ajouter(request, filiere, formulaire):
        return redirect("filieres:membres", reference)
    droits = droits_de(request, filiere)
    pilote = droits["peut_piloter"]
    return render(
        request,
        "filieres/edition/membres.html",
        {
            **droits,
            "membres": filiere.membres.select_related("utilisateur").order_by("pk"),
            "formulaire": formulaire,
            "roles": MembreFiliere.Role.choices,
            "invitations": filiere.invitations.en_attente() if pilote else [],
            "visibilites": Filiere.Visibilite.choices,
            "lien": request.build_absolute_uri(reverse("filieres:lien", args=[filiere.jeton]))
            if pilote
            else "",
            "liens": liens_de(request.user, filiere),
            "onglet": "membres",
        },
        status=422 if formulaire.errors else 200,
    )


def _ajouter(request: HttpRequest, filiere: Filiere, formulaire: MembreForm) -> bool:
    donnees = formulaire.cleaned_data
    try:
        membre = services.ajouter(filiere=filiere, par=request.user, **donnees)
        if membre is None:
            _inviter(request, services.inviter(filiere=filiere, par=request.user, **donnees))
    except ValidationError as erreur:
        formulaire.add_error("email", erreur)
        return False
    if membre is not None:
        messages.success(request, f"{membre.utilisateur} participe désormais à la filière.")
    return True


def _inviter(request: HttpRequest, invitation: InvitationFiliere) -> None:
    """Send the mail; one that fails loses nothing."""
    try:
        services.envoyer(invitation=invitation)
    except OSError:
        journal.exception("invitation mail not sent")
        messages.warning(
            request,
            f"L’invitation de {invitation.email} est prête, mais le courriel n’est pas parti\u00a0: "
            "ajoutez de nouveau cette adresse dans quelques minutes.",
        )
    else:
        messages.success(
            request,
            f"Invitation envoyée à {invitation.email}, qui n’a pas encore de compte ici.",
        )


def _viser(request: HttpRequest, filiere: Filiere) -> MembreFiliere:
    brut = request.POST.get("membre", "")
    numero = int(brut) if brut.isdecimal() and len(brut) < 12 else 0  # noqa: PLR2004
    return get_object_or_404(filiere.membres.select_related("utilisateur"), pk=numero)


@require_POST
def role(request: HttpRequest, reference: str) -> HttpResponse:
    """Give another role to ``membre``."""
    filiere = trouver_filiere(request, reference, PILOTER)
    membre = _viser(request, filiere)
    try:
        membre = services.changer_role(membre=membre, role=request.POST.get("role", ""))
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
    else:
        messages.success(request, f"{membre.utilisateur}\u00a0: {membre.get_role_display()}.")
    return redirect("filieres:membres", reference)


@require_POST
def retirer(request: HttpRequest, reference: str) -> HttpResponse:
    """End the participation of ``membre``; everyone may leave."""
    filiere = trouver_filiere(request, reference, LIRE_PRIVE)
    membre = _viser(request, filiere)
    moi = membre.utilisateur_id == request.user.pk
    if not moi:
        trouver_filiere(request, reference, PILOTER)
    try:
        services.retirer(membre=membre)
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
        return redirect("filieres:membres", reference)
    if moi:
        messages.success(request, f"Vous avez quitté «\u00a0{filiere.nom}\u00a0».")
        return redirect("filieres:accueil")
    messages.success(
        request, f"{membre.utilisateur} ne participe plus à la filière. Ce qui a été écrit reste."
    )
    return redirect("filieres:membres", reference)


@require_POST
def retirer_invitation(request: HttpRequest, reference: str, invitation: str) -> HttpResponse:
    """Make an invitation's link stop working."""
    filiere = trouver_filiere(request, reference, PILOTER)
    visee = get_object_or_404(filiere.invitations, reference=invitation)
    services.reprendre(invitation=visee)
    messages.success(request, f"L’invitation de {visee.email} est retirée.")
    return redirect("filieres:membres", reference)


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show the invitation to whoever holds its link; accept it, or first create an account."""
    recue = get_object_or_404(
        InvitationFiliere.objects.select_related("filiere__organisation", "invite_par"),
        jeton=jeton,
    )
    if request.method == "POST" and request.user.is_authenticated:
        try:
            services.accepter(invitation=recue, utilisateur=request.user)
        except ValidationError as erreur:
            messages.error(request, erreur.messages[0])
            return redirect("filieres:invitation", jeton)
        messages.success(request, "Bienvenue dans la filière.")
        return redirect("filieres:filiere", recue.filiere.reference)
    if request.method == "POST" and recue.est_valable:
        # Only the addressee's mailbox held this link: no need to confirm the address again.
        get_adapter(request).stash_verified_email(request, recue.email)
        retour = {"email": recue.email, "next": request.path}
        return redirect(f"{reverse('account_signup')}?{urlencode(retour)}")
    situation = "close"
    if recue.est_valable:
        situation = "visiteur"
        if request.user.is_authenticated:
            siennes = adresses_confirmees(request.user)
            situation = "prete" if recue.email.lower() in siennes else "autre_adresse"
    reponse = render(
        request,
        "filieres/edition/invitation.html",
        {"invitation": recue, "situation": situation},
        status=200 if situation != "close" else 410,
    )
    reponse["Referrer-Policy"] = "no-referrer"  # the address is a secret
    return reponse
