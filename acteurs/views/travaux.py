"""What the pages that follow a background work share: stop it, take it up again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from socle.travaux import Travail, annuler_travail, relancer_travail


def annuler(request: HttpRequest, travail: Travail, retour: str, message: str) -> HttpResponse:
    """Stop a work at the end of its current batch, say so, go back to where it is followed."""
    if annuler_travail(travail):
        messages.info(request, message)
    return redirect(retour)


def relancer(travail: Travail, retour: str) -> HttpResponse:
    """Take up a failed or cancelled work where it stopped."""
    relancer_travail(travail)
    return redirect(retour)
