"""Who may do what in a démarche, on one page.

| permission | who |
|---|---|
| voir_diagnostic | members; everyone signed in when public; operators |
| lire_prive | members: matrix, actors, who takes part, reports |
| lire_entretiens | members, except élues and élus: what was said in confidence stays with those who work on it |
| contribuer | pilots and contributors, unless the démarche is archived |
| piloter | pilots |
| creer_diagnostic (on an organisation) | its members, except read-only ones |
"""

from typing import Any

import rules

from comptes.models import Organisation
from comptes.models import Role as RoleOrganisation
from diagnostics.models import Diagnostic, MembreDiagnostic

Role = MembreDiagnostic.Role


def role_de(utilisateur: Any, diagnostic: Diagnostic) -> str | None:
    """Return the user's role in the démarche (one query per request and démarche), or None."""
    if not utilisateur.is_authenticated:
        return None
    memoire = utilisateur.__dict__.setdefault("_roles_demarches", {})
    if diagnostic.pk not in memoire:
        memoire[diagnostic.pk] = (
            MembreDiagnostic.objects.filter(utilisateur=utilisateur, diagnostic=diagnostic)
            .values_list("role", flat=True)
            .first()
        )
    return memoire[diagnostic.pk]


@rules.predicate
def est_membre(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """Any role."""
    return role_de(utilisateur, diagnostic) is not None


@rules.predicate
def est_pilote(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """Pilot."""
    return role_de(utilisateur, diagnostic) == Role.PILOTE


@rules.predicate
def contribue(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """Pilot or contributor."""
    return role_de(utilisateur, diagnostic) in {Role.PILOTE, Role.CONTRIBUTEUR}


@rules.predicate
def est_publique(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """Published by its pilot."""
    return diagnostic.visibilite == Diagnostic.Visibilite.PUBLIC


@rules.predicate
def lit_les_entretiens(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """Member other than an elected official."""
    return role_de(utilisateur, diagnostic) in {Role.PILOTE, Role.CONTRIBUTEUR, Role.LECTEUR}


@rules.predicate
def est_ouverte(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """Not archived: writing is possible."""
    return diagnostic.statut != Diagnostic.Statut.ARCHIVE


@rules.predicate
def travaille_pour(utilisateur: Any, organisation: Organisation) -> bool:
    """Administrator or member of the organisation."""
    return (
        utilisateur.is_authenticated
        and organisation is not None
        and utilisateur.adhesions.filter(
            organisation=organisation,
            role__in=[RoleOrganisation.ADMINISTRATEUR, RoleOrganisation.MEMBRE],
        ).exists()
    )


rules.add_perm("diagnostics.voir_diagnostic", est_membre | est_publique)
rules.add_perm("diagnostics.lire_prive", est_membre)
rules.add_perm("diagnostics.lire_entretiens", lit_les_entretiens)
rules.add_perm("diagnostics.contribuer", contribue & est_ouverte)
rules.add_perm("diagnostics.piloter", est_pilote)
rules.add_perm("diagnostics.creer_diagnostic", travaille_pour)
