"""Who may do what on territories, on one page.

| permission | object | who |
|---|---|---|
| voir_territoire | a territory | everyone, official ones; whoever is signed in, composed ones |
| adopter | an organisation | its administrators and members |
| composer | an organisation | its administrators and members |
| gerer | a territory | administrators and members of the organisation that composed it |
"""

from typing import Any

import rules

from comptes.models import Organisation, Role
from comptes.rules import role_dans
from territoires.models import Territoire


@rules.predicate
def ecrit_pour(utilisateur: Any, organisation: Organisation | None) -> bool:
    """Administrator or member (not reader) of the organisation."""
    if not organisation:
        return False
    role = role_dans(utilisateur, organisation)
    return role in {Role.ADMINISTRATEUR.value, Role.MEMBRE.value}


@rules.predicate
def gere(utilisateur: Any, territoire: Territoire | None) -> bool:
    """Administrator or member of the organisation that composed a custom territory."""
    return (
        territoire is not None
        and not territoire.officiel
        and ecrit_pour(utilisateur, territoire.organisation_gestionnaire)
    )


@rules.predicate
def est_officiel(utilisateur: Any, territoire: Territoire | None) -> bool:
    """A perimeter of the official geography: a public fact."""
    return territoire is not None and territoire.officiel


rules.add_perm("territoires.voir_territoire", rules.is_authenticated | est_officiel)
rules.add_perm("territoires.adopter", ecrit_pour)
rules.add_perm("territoires.composer", ecrit_pour)
rules.add_perm("territoires.gerer", gere)
