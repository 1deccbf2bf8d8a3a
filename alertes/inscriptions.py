"""What alerts add to the pages of the floors below: « Suivre » on actors and territories."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from acteurs.models import Acteur
from acteurs.sections import Geste
from alertes.models import Alerte
from comptes.services.personnes import Traitement, declarer_traitement


def gestes(request: HttpRequest, acteur: Acteur) -> Iterator[Geste]:
    """Follow the actor, or see that one does."""
    if acteur.statut != Acteur.Statut.PUBLIE or not request.user.is_authenticated:
        return
    suivie = Alerte.objects.filter(utilisateur=request.user, acteur=acteur).first()
    if suivie:
        yield Geste("Vous suivez", reverse("alertes:alerte", args=[suivie.reference]), "cloche")
    else:
        adresse = f"{reverse('alertes:creation')}?{urlencode({'acteur': acteur.reference})}"
        yield Geste("Suivre", adresse, "cloche")


def section_territoire(request: HttpRequest, territoire: Any) -> dict[str, Any]:
    """Values of ``alertes/section_territoire.html``."""
    suivie = None
    if request.user.is_authenticated:
        suivie = Alerte.objects.filter(utilisateur=request.user, territoire=territoire).first()
    return {
        "suivie": suivie,
        "lieu": urlencode({"lieu": f"{territoire.nature}:{territoire.code}"}),
    }


def declarer_les_personnes() -> None:
    """Say why alerts are kept."""
    declarer_traitement(
        Traitement(
            "alertes",
            "Alertes et flux",
            "Prévenir de ce qui change dans ce que la personne suit.",
            "Accord de la personne, retiré en un clic.",
            "Les personnes qui ont un compte et suivent une recherche, un acteur ou un territoire.",
            "Ce qui est suivi, le rythme, la date du dernier courriel.",
            "La personne elle-même.",
            "Jusqu’à ce qu’elle arrête l’alerte ou supprime son compte\u00a0; la liste des "
            "courriels envoyés, soixante jours.",
            ("alertes.Alerte.nom", "alertes.Alerte.criteres"),
            ordre=70,
        )
    )
