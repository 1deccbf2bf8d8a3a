"""Login by default: a view is public only when named in ``config/vues_publiques.py``."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse

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
        return self.handle_no_permission(request, view_func)
