"""The operators' site (/operateurs/): staff only, second factor required.

Operators reach every row, so a stolen password must not be enough. Signing in goes through
the ordinary page (rate limits, second factor): the admin's own password form is unreachable.
An operator without a second factor is taken to the page that sets it up.
"""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

ECARTES = {
    "mfa.authenticator",  # keys and recovery codes
    "usersessions.usersession",  # session keys
    "socialaccount.socialapp",  # identity providers come from the environment only
    "socialaccount.socialtoken",
    "socialaccount.socialaccount",  # re-pointing one would hand over an account
    "account.emailaddress",  # an address is confirmed by its owner
    "sites.site",
    "auth.group",
}


class SiteOperateurs(AdminSite):
    """Django's admin with Terreau's door."""

    site_header = "Terreau, exploitation"
    site_title = "Exploitation"
    index_title = "Données de la plateforme"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Leave out the libraries' pages that show secrets or would open another door."""
        modeles: Any = model_or_iterable
        if isinstance(model_or_iterable, type):
            modeles = [model_or_iterable]
        gardes = [m for m in modeles if m._meta.label_lower not in ECARTES]
        super().register(gardes, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in active staff who have set a second factor."""
        return super().has_permission(request) and is_mfa_enabled(request.user)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Replace the admin's password form by the ordinary sign-in."""
        if not request.user.is_authenticated:
            suite = urlencode({"next": resolve_url("admin:index")})
            return redirect(f"{resolve_url('account_login')}?{suite}")
        if not (request.user.is_active and request.user.is_staff):
            raise PermissionDenied
        if is_mfa_enabled(request.user):
            return redirect("admin:index")
        messages.warning(
            request,
            "L’espace d’exploitation demande la double authentification : activez-la d’abord.",
        )
        return redirect("mfa_activate_totp")

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Sign out through the ordinary page, which also ends a ProConnect session."""
        return redirect("account_logout")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponse:
        """Change the password on the ordinary page, which is rate limited."""
        return redirect("account_change_password")
