"""The organisation the user is working for, on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from comptes.models import Organisation


def organisation_courante(request: HttpRequest) -> Organisation | None:
    """Return the organisation chosen in the header, or the user's first one, or None."""
    utilisateur = request.user
    if not utilisateur.is_authenticated:
        return None
    siennes = request.organisations  # type: ignore[attr-defined]
    for organisation in siennes:
        if organisation.pk == utilisateur.organisation_courante_id:
            return organisation
    return siennes[0] if siennes else None


class OrganisationCourante:
    """Set ``request.organisation`` and ``request.organisations``.

    Both lazy: one query for the two of them, only when read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the lazy organisation and go on."""
        request.organisations = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: list(Organisation.objects.de(request.user))
        )
        request.organisation = SimpleLazyObject(lambda: organisation_courante(request))  # type: ignore[attr-defined]
        return self.get_response(request)
