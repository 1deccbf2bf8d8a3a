"""Where allauth asks the project how accounts behave."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount import app_settings
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from comptes.chiffrement import chiffrer, dechiffrer
from comptes.proconnect import CLE_SESSION
from comptes.proconnect.deconnexion import preparer_sortie, retenir
from comptes.proconnect.reseau import SessionUneOrigine

CLE_INVITATION = "invitation"
"""Session key: the invitation a visitor was reading before signing in or up."""


class AdaptateurCompte(DefaultAccountAdapter):
    """Accounts known by their email address."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "Cette adresse et ce mot de passe ne correspondent pas. Vérifiez la saisie, "
            "ou choisissez un nouveau mot de passe."
        ),
        "incorrect_password": "Ce mot de passe n’est pas le bon.",
        "too_many_login_attempts": (
            "Trop d’essais manqués pour cette adresse. Réessayez dans cinq minutes, "
            "ou choisissez un nouveau mot de passe."
        ),
        "duplicate_email": "Cette adresse fait déjà partie de votre compte.",
        "max_email_addresses": "Un compte peut avoir %d adresses au plus : retirez-en une d’abord.",
        "cannot_remove_primary_email": (
            "C’est votre adresse principale : choisissez-en d’abord une autre."
        ),
        "rate_limited": "Trop de demandes en peu de temps : réessayez dans quelques minutes.",
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead back to the invitation that was being read, else to the home page."""
        if jeton := request.session.get(CLE_INVITATION):
            return reverse("comptes:invitation", args=[jeton])
        return super().get_login_redirect_url(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Lead where signing in leads."""
        return self.get_login_redirect_url(request)

    def populate_username(self, request: Any, user: Any) -> None:
        """Do nothing: there is no user name."""

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Keep what signing out at ProConnect will need."""
        reponse = super().post_login(request, user, **kwargs)
        retenir(request, (kwargs.get("signal_kwargs") or {}).get("sociallogin"))
        return reponse

    def logout(self, request: HttpRequest) -> None:
        """Sign out here, and get ready to sign out at ProConnect when one came from there."""
        retenu = request.session.get(CLE_SESSION)
        super().logout(request)
        preparer_sortie(request, retenu)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Go through ProConnect's sign-out when one came from there (asked before ``logout``)."""
        if CLE_SESSION in request.session:
            return reverse("comptes:proconnect_deconnexion")
        return super().get_logout_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Come back to the profile, where the confirmation is shown."""
        return reverse("comptes:profil")


class AdaptateurDoubleFacteur(DefaultMFAAdapter):
    """Second factor, with its keys encrypted at rest."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": (
            "Ce code n’est pas le bon, ou il vient d’expirer : saisissez celui qui s’affiche."
        ),
        "add_email_blocked": (
            "Désactivez d’abord la double authentification pour ajouter une adresse."
        ),
        "unverified_email": "Confirmez d’abord toutes les adresses de votre compte.",
    }

    def encrypt(self, text: str) -> str:
        """Close a key or the seed of recovery codes."""
        return chiffrer(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what ``encrypt`` closed."""
        return dechiffrer(encrypted_text)


class AdaptateurCompteExterne(DefaultSocialAccountAdapter):
    """Accounts signed in through ProConnect."""

    def list_apps(
        self, request: Any, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the servers of the settings; those of the database are ignored.

        Nobody can add an identity provider from the interface, and showing the sign-in
        page costs no query.
        """
        trouvees = []
        for nature, reglages in app_settings.PROVIDERS.items():
            for champs in reglages.get("APPS", []):
                application = SocialApp(provider=nature, **champs)
                if provider not in {None, nature, application.provider_id}:
                    continue
                if client_id in {None, application.client_id}:
                    trouvees.append(application)
        return trouvees

    def get_requests_session(self) -> SessionUneOrigine:
        """Return a session that reaches the configured server and nothing else."""
        serveur = self.list_apps(self.request)[0].settings["server_url"]
        return SessionUneOrigine(serveur, app_settings.REQUESTS_TIMEOUT)

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Link by address: the docstring of ``comptes.proconnect`` says why this is safe."""
        return True

    def populate_user(self, request: Any, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Fill the address and the displayed name from the identity provider."""
        utilisateur = super().populate_user(request, sociallogin, {"email": data.get("email")})
        utilisateur.nom = data.get("name", "")[:120]
        return utilisateur
