"""Who may do what in a démarche, on one page.

| permission | who |
|---|---|
| voir_diagnostic | members; everyone signed in when public; operators |
| contribuer | pilots and contributors |
| piloter | pilots |
"""

from typing import Any

import rules

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


rules.add_perm("diagnostics.voir_diagnostic", est_membre | est_publique)
rules.add_perm("diagnostics.lire_prive", est_membre)
rules.add_perm("diagnostics.contribuer", contribue)
rules.add_perm("diagnostics.piloter", est_pilote)
