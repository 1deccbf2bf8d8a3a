"""The request as views behind the login see it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from comptes.models import Organisation, Utilisateur


class Requete(HttpRequest):
    """A request whose user is signed in; for annotations only, never instantiated.

    ``organisation`` is lazy and may hold nothing: test it for truth.
    """

    user: Utilisateur
    organisation: Organisation
    organisations: list[Organisation]
    htmx: HtmxDetails
