"""Who may do what with reports, on one page.

| permission | object | who |
|---|---|---|
| produire | démarche | the team of the démarche (pilots, agents, accompagnateurs) |
| voir_rapport (that it exists, how far it is) | report | any member of the démarche |
| telecharger, public report | report | any member of the démarche |
| telecharger, members' report | report | those who may read interviews: it names them |
| gerer (retry, cancel, delete) | report | pilots; whoever asked for it, while still of the team |
| partager | report | pilots |

Reading by link needs no right: the link is the right, until it expires or is revoked.
"""

from typing import Any

import rules

from diagnostics.models import Diagnostic
from diagnostics.rules import est_membre, est_pilote, fait_equipe, lit_les_entretiens
from rapports.models import Rapport


@rules.predicate
def membre_de_la_demarche(utilisateur: Any, rapport: Rapport) -> bool:
    """Member of the démarche the report is about."""
    return est_membre(utilisateur, rapport.diagnostic)


@rules.predicate
def peut_le_lire(utilisateur: Any, rapport: Rapport) -> bool:
    """Member, and for a members' report one who may read what was said in confidence."""
    if rapport.est_partageable:
        return est_membre(utilisateur, rapport.diagnostic)
    return lit_les_entretiens(utilisateur, rapport.diagnostic)


@rules.predicate
def pilote_de_la_demarche(utilisateur: Any, rapport: Rapport) -> bool:
    """Pilot of the démarche the report is about."""
    return est_pilote(utilisateur, rapport.diagnostic)


@rules.predicate
def a_demande(utilisateur: Any, rapport: Rapport) -> bool:
    """Asked for the report, and still of the team."""
    return rapport.demandeur_id == utilisateur.pk and fait_equipe(utilisateur, rapport.diagnostic)


@rules.predicate
def contribue_a_la_demarche(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """Of the team of the démarche."""
    return fait_equipe(utilisateur, diagnostic)


rules.add_perm("rapports.produire", contribue_a_la_demarche)
rules.add_perm("rapports.voir_rapport", membre_de_la_demarche)
rules.add_perm("rapports.telecharger", peut_le_lire)
rules.add_perm("rapports.gerer", pilote_de_la_demarche | a_demande)
rules.add_perm("rapports.partager", pilote_de_la_demarche)
