"""Who may do what in an organisation, on one page.

| permission | who |
|---|---|
| voir_organisation | its members, whatever their role |
| gerer_organisation | its administrators: settings, members, invitations |
"""

from typing import Any

import rules

from comptes.models import Adhesion, Organisation, Role


def role_dans(utilisateur: Any, organisation: Organisation) -> str | None:
    """Return the user's role (one query per request and organisation), or None."""
    if not utilisateur.is_authenticated:
        return None
    memoire = utilisateur.__dict__.setdefault("_roles_par_organisation", {})
    if organisation.pk not in memoire:
        memoire[organisation.pk] = (
            Adhesion.objects.filter(utilisateur=utilisateur, organisation=organisation)
            .values_list("role", flat=True)
            .first()
        )
    return memoire[organisation.pk]


@rules.predicate
def est_membre(utilisateur: Any, organisation: Organisation) -> bool:
    """Any role."""
    return role_dans(utilisateur, organisation) is not None


@rules.predicate
def administre(utilisateur: Any, organisation: Organisation) -> bool:
    """Administrator."""
    return role_dans(utilisateur, organisation) == Role.ADMINISTRATEUR


rules.add_perm("comptes.voir_organisation", est_membre)
rules.add_perm("comptes.gerer_organisation", administre)
