"""Who may do what with relations between actors, on one page.

| permission | who |
|---|---|
| relations.voir | everybody when public, active and between published actors; the organisation that entered it |
| relations.creer (on an actor one reads) | whoever writes for an organisation |
| relations.modifier | those who write for the organisation that entered it; on a public one, also ESS networks and whoever keeps the entry of either actor |
| relations.importer | whoever writes for an organisation |

Operators may do everything.
"""

from typing import Any

import rules

from acteurs.models import Acteur
from acteurs.rules import (
    ECRIVENT,
    ecrit,
    ecrit_pour_un_reseau,
    est_de_la_maison,
    roles_de,
    tient_la_fiche,
)
from relations.models import Relation


@rules.predicate
def est_publique(utilisateur: Any, relation: Relation) -> bool:
    """Anybody reads it."""
    return (
        relation.est_active
        and relation.est_publique
        and relation.depart.statut == Acteur.Statut.PUBLIE
        and relation.arrivee.statut == Acteur.Statut.PUBLIE
    )


@rules.predicate
def est_de_la_maison_qui_la_dit(utilisateur: Any, relation: Relation) -> bool:
    """Any role in the organisation that entered it."""
    return relation.organisation_id in roles_de(utilisateur)


@rules.predicate
def ecrit_pour_elle(utilisateur: Any, relation: Relation) -> bool:
    """Writes for the organisation that entered it."""
    roles = roles_de(utilisateur)
    return roles.get(relation.organisation_id or 0, ("", ""))[0] in ECRIVENT


@rules.predicate
def est_dite_a_tous(utilisateur: Any, relation: Relation) -> bool:
    """Entered as public, be it withdrawn since."""
    return relation.est_publique


@rules.predicate
def tient_un_bout(utilisateur: Any, relation: Relation) -> bool:
    """Keeps the entry of one of the two actors."""
    return any(
        tient_la_fiche(utilisateur, acteur) or utilisateur.has_perm("acteurs.tenir", acteur)
        for acteur in (relation.depart, relation.arrivee)
    )


@rules.predicate
def lit_l_acteur(utilisateur: Any, acteur: Acteur | None = None) -> bool:
    """Published, or entered by one of the user's organisations."""
    return acteur is None or (
        acteur.statut == Acteur.Statut.PUBLIE or est_de_la_maison(utilisateur, acteur)
    )


@rules.predicate
def ecrit_quelque_part(utilisateur: Any, _: Any = None) -> bool:
    """Writes for any organisation."""
    return ecrit(utilisateur, None)


_autre_droit = est_dite_a_tous & (ecrit_pour_un_reseau | tient_un_bout)
rules.add_perm("relations.voir", est_publique | est_de_la_maison_qui_la_dit | _autre_droit)
rules.add_perm("relations.creer", ecrit_quelque_part & lit_l_acteur)
rules.add_perm("relations.modifier", ecrit_pour_elle | _autre_droit)
rules.add_perm("relations.importer", ecrit_quelque_part)
