"""Who may do what in a démarche, on one page.

| permission | who |
|---|---|
| voir_diagnostic | members; everyone signed in when public; operators |
| lire_prive | members: matrix, actors, who takes part, reports, stakeholders without their contacts |
| lire_entretiens | pilots, agents, accompagnateurs, readers: what was said in confidence stays with those who work on it |
| lire_contacts | the same, and elected officials: referent persons, contact plan |
| commenter | every member but readers, unless archived |
| proposer | pilots, agents, accompagnateurs, structures, participants, unless archived: add a statement, give a vote |
| contribuer | pilots, agents, accompagnateurs, unless archived: write everything the team writes |
| animer | the same: lead a session |
| piloter | pilots |
| creer_diagnostic (on an organisation) | its members, except read-only ones |
"""

from typing import Any

import rules

from comptes.models import Organisation
from comptes.models import Role as RoleOrganisation
from diagnostics.models import Diagnostic, MembreDiagnostic

Role = MembreDiagnostic.Role
EQUIPE = {Role.PILOTE, Role.AGENT, Role.ACCOMPAGNATEUR}
"""Roles that carry the démarche and write everywhere in it."""


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


def retenir_role(utilisateur: Any, diagnostic: Diagnostic, role: str) -> None:
    """Note a role read in bulk, so that checking the rights of many members asks nothing more."""
    utilisateur.__dict__.setdefault("_roles_demarches", {})[diagnostic.pk] = role


@rules.predicate
def est_membre(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """Any role."""
    return role_de(utilisateur, diagnostic) is not None


@rules.predicate
def est_pilote(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """Pilot."""
    return role_de(utilisateur, diagnostic) == Role.PILOTE


@rules.predicate
def fait_equipe(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """Pilot, agent or accompagnateur: those who carry the démarche."""
    return role_de(utilisateur, diagnostic) in EQUIPE


@rules.predicate
def propose(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """The team, structures and participants."""
    return role_de(utilisateur, diagnostic) in EQUIPE | {Role.STRUCTURE, Role.PARTICIPANT}


@rules.predicate
def commente(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """Every member but those who only read."""
    return role_de(utilisateur, diagnostic) not in {None, Role.LECTEUR}


@rules.predicate
def est_publique(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """Published by its pilot."""
    return diagnostic.visibilite == Diagnostic.Visibilite.PUBLIC


@rules.predicate
def lit_les_entretiens(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """The team and those who read everything."""
    return role_de(utilisateur, diagnostic) in EQUIPE | {Role.LECTEUR}


@rules.predicate
def lit_les_contacts(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """Those who read interviews, and elected officials, who often open doors."""
    return role_de(utilisateur, diagnostic) in EQUIPE | {Role.LECTEUR, Role.ELU}


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
rules.add_perm("diagnostics.lire_contacts", lit_les_contacts)
rules.add_perm("diagnostics.commenter", commente & est_ouverte)
rules.add_perm("diagnostics.proposer", propose & est_ouverte)
rules.add_perm("diagnostics.contribuer", fait_equipe & est_ouverte)
rules.add_perm("diagnostics.animer", fait_equipe & est_ouverte)
rules.add_perm("diagnostics.piloter", est_pilote)
rules.add_perm("diagnostics.creer_diagnostic", travaille_pour)
