"""Contacts leave by themselves: the organisation is told a month before, then they are erased."""

from django.db import transaction
from django.utils import timezone

from acteurs.models import ContactActeur
from acteurs.models.contacts import PREAVIS
from comptes.models import Adhesion, Organisation, Role
from socle.courriels import Lettre, adresse_de, annoncer, courriel

NATURE = "acteurs.contacts_bientot_effaces"


@courriel(NATURE)
def _bientot_effaces(pk: int, adresse: str) -> Lettre | None:
    """Write to a member that contacts are about to be erased: how many, never who."""
    organisation = Organisation.objects.filter(pk=pk).first()
    contacts = ContactActeur.objects.filter(organisation=pk).bientot_effaces(timezone.localdate())
    nombre = contacts.count()
    membre = Adhesion.objects.filter(
        organisation=pk, utilisateur__email__iexact=adresse, utilisateur__is_active=True
    )
    if organisation is None or not nombre or not membre.exists():
        return None
    return Lettre(
        "Des contacts seront bientôt effacés",
        "acteurs/courriels/contacts_bientot_effaces.txt",
        {
            "organisation": organisation,
            "nombre": nombre,
            "premier": min(contacts.values_list("conserver_jusqu_au", flat=True)),
            "adresse": f"{adresse_de('acteurs:contacts')}?voir=bientot",
        },
    )


@transaction.atomic
def prevenir_des_effacements() -> int:
    """Tell organisations which contacts near their end, once each; return how many contacts."""
    maintenant = timezone.now()
    jour = timezone.localdate(maintenant)
    proches = ContactActeur.objects.filter(
        prevenu_le=None, conserver_jusqu_au__lte=jour + PREAVIS, conserver_jusqu_au__gte=jour
    ).select_related("organisation", "saisi_par")
    par_organisation: dict[Organisation, set[str]] = {}
    annonces = []
    for contact in proches:
        adresses = par_organisation.setdefault(contact.organisation, set())
        annonces.append(contact.pk)
        if contact.saisi_par and contact.saisi_par.is_active:
            adresses.add(contact.saisi_par.email)
    for organisation, adresses in par_organisation.items():
        responsables = organisation.adhesions.filter(
            role=Role.ADMINISTRATEUR, utilisateur__is_active=True
        )
        adresses.update(responsables.values_list("utilisateur__email", flat=True))
        annoncer(NATURE, organisation, adresses)
    ContactActeur.objects.filter(pk__in=annonces).update(prevenu_le=maintenant)
    return len(annonces)
