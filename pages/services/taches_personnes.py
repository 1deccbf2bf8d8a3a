"""What the contacts of one's organisations ask for: people to tell, details about to go."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from acteurs.models import ContactActeur
from acteurs.models.contacts import DELAI_INFORMATION, PREAVIS
from acteurs.rules import ECRIVENT, roles_de
from comptes.models import Utilisateur
from pages.services.tache import Tache
from socle.typographie import INSECABLE, accorder

RAPPEL: Final = DELAI_INFORMATION - timedelta(days=10)
"""How long after it was entered a person still to be told is recalled."""


def contacts_a_revoir(utilisateur: Utilisateur) -> Iterator[Tache]:
    """Contacts erased within the month, and people who must be told that one holds their details."""
    organisations = [pk for pk, (role, _) in roles_de(utilisateur).items() if role in ECRIVENT]
    maintenant = timezone.now()
    fin = timezone.localdate(maintenant) + PREAVIS
    comptes = ContactActeur.objects.filter(organisation__in=organisations).aggregate(
        bientot=Count("pk", filter=Q(conserver_jusqu_au__lte=fin)),
        prevenir=Count("pk", filter=Q(informee_le=None, cree_le__lt=maintenant - RAPPEL)),
    )
    if n := comptes["prevenir"]:
        yield Tache(
            "courriel",
            f"Prévenir {n}{INSECABLE}personne{accorder(n)}",
            "Vos contacts · la loi donne un mois pour dire à quelqu’un que l’on garde ses "
            "coordonnées.",
            f"{reverse('acteurs:contacts')}?voir=prevenir",
            "Ouvrir le carnet",
        )
    if n := comptes["bientot"]:
        yield Tache(
            "horloge",
            f"Garder ou laisser partir {n}{INSECABLE}contact{accorder(n)}",
            "Vos contacts · effacés d’eux-mêmes dans le mois, sauf avis contraire.",
            f"{reverse('acteurs:contacts')}?voir=bientot",
            "Revoir ces contacts",
        )
