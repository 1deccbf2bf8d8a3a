"""One way to check rights in views."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase


def exiger(
    request: HttpRequest, permission: str, objet: Any = None, *, voir: str | None = None
) -> None:
    """Let the request pass when its user holds ``permission`` on ``objet``.

    ``voir`` names the permission to see the object: without it the answer is
    404, so that the existence of a private object is not revealed.

    Raises:
        Http404: the user may not even know the object exists.
        PermissionDenied: the user sees the object but may not do this.
    """
    utilisateur = request.user
    if utilisateur.has_perm(permission, objet):
        return
    if voir and not utilisateur.has_perm(voir, objet):
        raise Http404
    raise PermissionDenied


def connexion_si_refuse(vue: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Send to the sign-in page whoever is refused and might be let in once known."""

    @wraps(vue)
    def enveloppe(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return vue(request, *args, **kwargs)
        except PermissionDenied:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())

    return enveloppe
