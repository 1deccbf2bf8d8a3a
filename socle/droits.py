"""One way to check rights in views."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest


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
