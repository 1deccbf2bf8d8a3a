"""What anyone may do from the page of an actor."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from acteurs.models import Acteur
from acteurs.sections import Geste


def gestes_de_fiche(request: HttpRequest, acteur: Acteur) -> Iterator[Geste]:
    """Propose a correction, for those who cannot make it themselves."""
    if acteur.statut == Acteur.Statut.PUBLIE and not request.user.has_perm(
        "acteurs.modifier_acteur", acteur
    ):
        adresse = reverse("moderation:corriger", args=[acteur.reference])
        yield Geste("Proposer une correction", adresse, "crayon")
