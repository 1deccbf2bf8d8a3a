"""Where allauth asks the project how accounts behave."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AdaptateurCompte(DefaultAccountAdapter):
    """Accounts known by their email address."""

    def populate_username(self, request: Any, user: Any) -> None:
        """Do nothing: there is no user name."""


class AdaptateurCompteExterne(DefaultSocialAccountAdapter):
    """Accounts signed in through ProConnect."""

    def populate_user(self, request: Any, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Fill the displayed name from the identity provider."""
        utilisateur = super().populate_user(request, sociallogin, data)
        profil = sociallogin.account.extra_data.get("userinfo", sociallogin.account.extra_data)
        morceaux = [profil.get("given_name", ""), profil.get("usual_name", "")]
        utilisateur.nom = " ".join(m for m in morceaux if m)[:120]
        return utilisateur
