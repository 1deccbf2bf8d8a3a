"""Who may look after the entries of the directory, on one page.

| permission | who |
|---|---|
| voir_doublons | members and administrators of an ESS network |
| (joining two entries, undoing it) | who may change both (``acteurs.modifier_acteur``) |
| acteurs.tenir | members and administrators of a structure that keeps the entry |
| revendiquer | anyone signed in, on a published entry |
| voir_tenues | members and administrators of an ESS network |
| repondre_tenue (granting, refusing, taking back) | who writes for an ESS network, never on their own claim |
| quitter_tenue | members and administrators of the structure |
| confirmer | who keeps the entry, or may change it |
| voir_fraicheur | members and administrators of an ESS network |
| regler_annuaire | administrators of an ESS network |

Operators (superusers) may do everything.
"""

from typing import Any

import rules

from acteurs.models import Acteur
from acteurs.rules import ECRIVENT, ecrit_pour_un_reseau, est_publie, roles_de, tient_la_fiche
from comptes.models import Organisation, Role
from moderation.models import TenueActeur

_MEMOIRE = "_tenues_de_l_annuaire"


def tenues_de(utilisateur: Any) -> dict[int, TenueActeur]:
    """Return entry → the claim by which this user keeps it; one query per request."""
    siennes = [pk for pk, (role, _) in roles_de(utilisateur).items() if role in ECRIVENT]
    if not siennes:
        return {}
    memoire = getattr(utilisateur, _MEMOIRE, None)
    if memoire is None:
        actives = TenueActeur.objects.actives().filter(organisation__in=siennes)
        memoire = {t.acteur_id: t for t in actives.select_related("organisation")}
        setattr(utilisateur, _MEMOIRE, memoire)
    return memoire


@rules.predicate
def tient_sa_fiche(utilisateur: Any, acteur: Acteur) -> bool:
    """Writes for a structure that keeps the entry."""
    return acteur.pk in tenues_de(utilisateur)


@rules.predicate
def est_de_la_structure(utilisateur: Any, tenue: TenueActeur) -> bool:
    """Writes for the structure that claims."""
    return roles_de(utilisateur).get(tenue.organisation_id, ("", ""))[0] in ECRIVENT


@rules.predicate
def administre_le_reseau(utilisateur: Any, organisation: Organisation) -> bool:
    """Administers this ESS network."""
    role, nature = roles_de(utilisateur).get(getattr(organisation, "pk", 0) or 0, ("", ""))
    return role == Role.ADMINISTRATEUR and nature == Organisation.Nature.RESEAU_ESS


rules.add_perm("moderation.voir_doublons", ecrit_pour_un_reseau)
rules.add_perm("acteurs.tenir", tient_sa_fiche)
rules.add_perm(
    "moderation.confirmer",
    est_publie & (tient_sa_fiche | tient_la_fiche | ecrit_pour_un_reseau),
)
rules.add_perm("moderation.voir_fraicheur", ecrit_pour_un_reseau)
rules.add_perm("moderation.revendiquer", est_publie)
rules.add_perm("moderation.voir_tenues", ecrit_pour_un_reseau)
rules.add_perm("moderation.repondre_tenue", ecrit_pour_un_reseau & ~est_de_la_structure)
rules.add_perm("moderation.quitter_tenue", est_de_la_structure)
rules.add_perm("moderation.regler_annuaire", administre_le_reseau)
