"""The organisation the user is working for, on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from comptes.models import Organisation


def organisations_de(request: HttpRequest) -> list[Organisation]:
    """Return the user's organisations by name, each carrying the user's ``role``: one query."""
    if not request.user.is_authenticated:
        return []
    return list(Organisation.objects.de(request.user))


def organisation_courante(request: HttpRequest) -> Organisation | None:
    """Return the organisation chosen in the header, or the user's first one, or None."""
    siennes = list(request.organisations)  # type: ignore[attr-defined]
    choisie = getattr(request.user, "organisation_courante_id", None)
    for organisation in siennes:
        if organisation.pk == choisie:
            return organisation
    return siennes[0] if siennes else None


class OrganisationCourante:
    """Set ``request.organisations`` and ``request.organisation``, both lazy.

    A page that reads neither costs no query; one that reads either or both costs one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the lazy values and go on."""
        request.organisations = SimpleLazyObject(lambda: organisations_de(request))  # type: ignore[attr-defined]
        request.organisation = SimpleLazyObject(lambda: organisation_courante(request))  # type: ignore[attr-defined]
        return self.get_response(request)
