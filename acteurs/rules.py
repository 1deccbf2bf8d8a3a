"""Who may do what with actors, on one page.

| permission | who |
|---|---|
| voir_acteur | everyone once published; before and after, the organisation that entered it |
| creer_acteur, importer | members and administrators of an organisation (the one given, else any) |
| importer_officiel | administrators of an ESS network |
| regler_themes | members and administrators of an ESS network |
| modifier_acteur | those of the organisation that entered it, and of ESS networks |
| noter_contact (on an organisation) | its members and administrators |
| lire_contact | those of the organisation that holds it, whatever their role |
| tenir_contact | its members and administrators: change, keep, erase |

Operators (superusers) may do everything.
"""

from typing import Any

import rules

from acteurs.models import Acteur, ContactActeur
from comptes.models import Adhesion, Organisation, Role

MEMOIRE = "_adhesions_des_acteurs"
"""Attribute of the user where the roles are kept for the request (comptes keeps its own)."""
ECRIVENT = {Role.MEMBRE, Role.ADMINISTRATEUR}


def roles_de(utilisateur: Any) -> dict[int, tuple[str, str]]:
    """Return organisation id → (role, nature of the organisation); one query per request."""
    if not utilisateur.is_authenticated:
        return {}
    memoire = getattr(utilisateur, MEMOIRE, None)
    if memoire is None:
        lignes = Adhesion.objects.filter(utilisateur=utilisateur).values_list(
            "organisation", "role", "organisation__nature"
        )
        memoire = {pk: (role, nature) for pk, role, nature in lignes}
        # setattr, not __dict__: request.user is a lazy wrapper around the user that rules receive.
        setattr(utilisateur, MEMOIRE, memoire)
    return memoire


@rules.predicate
def est_publie(utilisateur: Any, acteur: Acteur) -> bool:
    """Published: the directory is a commons."""
    return acteur.statut == Acteur.Statut.PUBLIE


@rules.predicate
def est_de_la_maison(utilisateur: Any, acteur: Acteur) -> bool:
    """Any role in the organisation that entered it."""
    return acteur.organisation_id in roles_de(utilisateur)


@rules.predicate
def ecrit(utilisateur: Any, organisation: Organisation | None = None) -> bool:
    """Member or administrator of ``organisation``, or of any when none is given."""
    roles = roles_de(utilisateur)
    if organisation:  # lazy on requests: truth, not identity
        return roles.get(organisation.pk, ("", ""))[0] in ECRIVENT
    return any(role in ECRIVENT for role, _ in roles.values())


@rules.predicate
def tient_la_fiche(utilisateur: Any, acteur: Acteur) -> bool:
    """Member or administrator of the organisation that entered it."""
    return roles_de(utilisateur).get(acteur.organisation_id or 0, ("", ""))[0] in ECRIVENT


@rules.predicate
def ecrit_pour_un_reseau(utilisateur: Any, acteur: Acteur | None = None) -> bool:
    """Member or administrator of an ESS network."""
    return any(
        role in ECRIVENT and nature == Organisation.Nature.RESEAU_ESS
        for role, nature in roles_de(utilisateur).values()
    )


@rules.predicate
def administre_un_reseau(utilisateur: Any) -> bool:
    """Administrator of an ESS network."""
    return any(
        role == Role.ADMINISTRATEUR and nature == Organisation.Nature.RESEAU_ESS
        for role, nature in roles_de(utilisateur).values()
    )


@rules.predicate
def note_des_contacts(utilisateur: Any, organisation: Organisation | None) -> bool:
    """Member or administrator of this very organisation."""
    return bool(organisation) and ecrit(utilisateur, organisation)


@rules.predicate
def lit_le_contact(utilisateur: Any, contact: ContactActeur) -> bool:
    """Any role in the organisation that holds it."""
    return contact.organisation_id in roles_de(utilisateur)


@rules.predicate
def tient_le_contact(utilisateur: Any, contact: ContactActeur) -> bool:
    """Member or administrator of the organisation that holds it."""
    return roles_de(utilisateur).get(contact.organisation_id, ("", ""))[0] in ECRIVENT


rules.add_perm("acteurs.voir_acteur", est_publie | est_de_la_maison)
rules.add_perm("acteurs.creer_acteur", ecrit)
rules.add_perm("acteurs.importer", ecrit)
rules.add_perm("acteurs.modifier_acteur", tient_la_fiche | (est_publie & ecrit_pour_un_reseau))
rules.add_perm("acteurs.regler_themes", ecrit_pour_un_reseau)
rules.add_perm("acteurs.importer_officiel", administre_un_reseau)
rules.add_perm("acteurs.noter_contact", note_des_contacts)
rules.add_perm("acteurs.lire_contact", lit_le_contact)
rules.add_perm("acteurs.tenir_contact", tient_le_contact)
