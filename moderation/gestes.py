"""What anyone may do from the pages of the directory, what waits for a decision there."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from acteurs.models import Acteur
from acteurs.sections import Geste
from moderation.file_d_attente import Filtre, compter
from moderation.models import Contribution
from moderation.portee import territoires_de


def gestes_de_fiche(request: HttpRequest, acteur: Acteur) -> Iterator[Geste]:
    """Propose a correction, for those who cannot make it themselves."""
    elle_meme = request.user.has_perm("acteurs.tenir", acteur)
    if (
        acteur.statut == Acteur.Statut.PUBLIE
        and not elle_meme
        and not request.user.has_perm("acteurs.modifier_acteur", acteur)
    ):
        adresse = reverse("moderation:corriger", args=[acteur.reference])
        yield Geste("Proposer une correction", adresse, "crayon")


def contributions_en_attente(request: HttpRequest, acteur: Acteur) -> dict[str, Any] | None:
    """How many contributions wait on an entry, for those who may decide."""
    if not request.user.has_perm("acteurs.modifier_acteur", acteur):
        return None
    nombre = Contribution.objects.filter(acteur=acteur).en_attente().count()
    return {"nombre": nombre} if nombre else None


def compter_propositions(utilisateur: Any) -> int:
    """How many proposals wait where the user looks after."""
    if not utilisateur.has_perm("moderation.voir_file"):
        return 0
    return compter(utilisateur, Filtre.lire({}, territoires_de(utilisateur)))
