"""Login by default: a view is public only when named in ``config/vues_publiques.py``."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

from config.vues_publiques import VUES_PUBLIQUES


class ConnexionObligatoire(LoginRequiredMiddleware):
    """Redirect anonymous visitors to the login page, except for the listed views.

    The list alone decides: decorators such as ``login_not_required`` put by a
    library open nothing here, so that all rights are readable on one page.
    """

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        """Answer the redirection, or None to go on."""
        resolu = request.resolver_match
        if request.user.is_authenticated or (resolu and resolu.view_name in VUES_PUBLIQUES):
            return None
        if request.headers.get("HX-Request"):
            return self._revenir_se_connecter(request)
        return self.handle_no_permission(request, view_func)

    @staticmethod
    def _revenir_se_connecter(request: HttpRequest) -> HttpResponse:
        """Send the whole page to the login, not the fragment: the session ended meanwhile."""
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        suite = f"{page.path}?{page.query}" if page.query else page.path
        adresse = resolve_url(settings.LOGIN_URL)
        if suite:
            adresse = f"{adresse}?{urlencode({'next': suite})}"
        return HttpResponseClientRedirect(adresse)
