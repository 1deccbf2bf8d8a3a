"""One's own account: name, access, data, departure."""

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from comptes.forms import FormulaireProfil, FormulaireSuppression
from comptes.models import Invitation, Utilisateur
from comptes.requete import Requete
from comptes.services import donnees


@never_cache
@require_http_methods(["GET", "POST"])
def profil(request: Requete) -> HttpResponse:
    """Show one's account and change the displayed name."""
    # A copy: validation writes on the instance, and the header shows the user's name.
    moi = Utilisateur.objects.get(pk=request.user.pk)
    formulaire = FormulaireProfil(request.POST if request.method == "POST" else None, instance=moi)
    if request.method == "POST" and formulaire.is_valid():
        formulaire.save()
        messages.success(request, "Votre nom est enregistré.")
        return redirect("comptes:profil")
    contexte = {
        "formulaire": formulaire,
        "adresses": EmailAddress.objects.filter(user=request.user).order_by("-primary", "email"),
        "double_facteur": is_mfa_enabled(request.user),
        "invitations": Invitation.objects.pour(request.user).select_related("organisation"),
    }
    return render(
        request, "comptes/profil.html", contexte, status=422 if formulaire.errors else 200
    )


@never_cache
@require_GET
def mes_donnees(request: Requete) -> HttpResponse:
    """Download everything the platform holds about oneself, as JSON."""
    reponse = JsonResponse(
        donnees.exporter_donnees(utilisateur=request.user),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    nom = f"terreau-mes-donnees-{timezone.localdate():%Y-%m-%d}.json"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


@never_cache
@reauthentication_required(allow_get=True, app="allauth.account")
@require_http_methods(["GET", "POST"])
def supprimer_compte(request: Requete) -> HttpResponse:
    """Delete one's account, after the password (or second factor) and a confirmation."""
    formulaire = FormulaireSuppression(request.POST if request.method == "POST" else None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            donnees.supprimer_compte(utilisateur=request.user)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            logout(request)
            messages.success(request, "Votre compte est supprimé. Merci pour vos contributions.")
            return redirect("pages:accueil")
    return render(
        request,
        "comptes/supprimer_compte.html",
        {
            "formulaire": formulaire,
            "raisons": donnees.ce_qui_retient(request.user),
        },
        status=422 if formulaire.errors else 200,
    )
