"""What the page of an actor and the contact book show of contacts."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from acteurs.models import Acteur, ContactActeur
from acteurs.rules import ECRIVENT, roles_de


@dataclass(frozen=True)
class LigneContact:
    """One contact as a reader sees it."""

    contact: ContactActeur
    modifiable: bool


def lire_lignes(utilisateur: Any, contacts: Any) -> list[LigneContact]:
    """Return contacts with what this user may do of each; no query of its own."""
    roles = roles_de(utilisateur)
    return [
        LigneContact(c, roles.get(c.organisation_id, ("", ""))[0] in ECRIVENT) for c in contacts
    ]


def section_contacts(request: HttpRequest, acteur: Acteur) -> dict[str, Any] | None:
    """Values of ``acteurs/contacts/section.html``: nothing for whom belongs to no organisation."""
    if not roles_de(request.user):
        return None
    contacts = (
        ContactActeur.objects.lisibles_par(request.user)
        .filter(acteur=acteur)
        .select_related("organisation")
    )
    lignes = lire_lignes(request.user, contacts)
    organisation = getattr(request, "organisation", None) or None
    peut_noter = bool(organisation) and request.user.has_perm("acteurs.noter_contact", organisation)
    if not lignes and not peut_noter:
        return None
    return {"lignes": lignes, "peut_noter": peut_noter, "organisation": organisation}
