"""What the directory keeps on people: the contacts of organisations, and nobody in its entries."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from acteurs.models import ContactActeur
from acteurs.rules import ECRIVENT, roles_de
from comptes.services.personnes import (
    Traitement,
    Trouvaille,
    declarer_traitement,
    enregistrer_recherche,
)


def chercher_contacts(utilisateur: Any, texte: str) -> Iterator[Trouvaille]:
    """Contacts of the user's organisations; of all of them for an operator."""
    contacts = ContactActeur.objects.all()
    if not utilisateur.is_superuser:
        contacts = contacts.lisibles_par(utilisateur)
    roles = roles_de(utilisateur)
    for contact in contacts.cherche(texte).select_related("acteur", "organisation").iterator():
        ecrit = roles.get(contact.organisation_id, ("", ""))[0] in ECRIVENT
        yield Trouvaille(
            f"{contact.acteur.nom}, carnet de {contact.organisation.nom}",
            {
                "Nom": contact.nom,
                "Fonction": contact.fonction,
                "Adresse électronique": contact.courriel,
                "Téléphone": contact.telephone,
                "À quoi cela sert": contact.get_finalite_display(),
                "Base légale": contact.get_base_display(),
            },
            f"{reverse('acteurs:fiche', args=[contact.acteur.reference])}#contacts",
            f"jusqu’au {contact.conserver_jusqu_au:%d/%m/%Y}",
            reverse("acteurs:contact_effacement", args=[contact.reference])
            if ecrit or utilisateur.is_superuser
            else "",
        )


def declarer_les_personnes() -> None:
    """Register the contacts."""
    enregistrer_recherche("contacts", "Contacts chez les acteurs", chercher_contacts)
    declarer_traitement(
        Traitement(
            "contacts",
            "Contacts chez les acteurs",
            "Retrouver à qui parler dans une structure pour préparer une coopération, inviter "
            "aux rencontres ou tenir sa fiche à jour.",
            "Dite pour chaque contact\u00a0: accord de la personne, mission d’intérêt public, "
            "intérêt légitime ou convention.",
            "Les personnes qui travaillent ou s’engagent dans les structures de l’annuaire.",
            "Prénom et nom, fonction, adresse électronique et téléphone professionnels.",
            "Les membres de l’organisation qui les a notés, et personne d’autre.",
            "Deux ans, trois au plus, puis effacement automatique après un mois de préavis à "
            "l’organisation\u00a0; dès qu’on le demande, en un clic.",
            (
                "acteurs.ContactActeur.nom",
                "acteurs.ContactActeur.fonction",
                "acteurs.ContactActeur.courriel",
                "acteurs.ContactActeur.telephone",
                "acteurs.ContactActeur.mots",
            ),
            ordre=30,
        )
    )
