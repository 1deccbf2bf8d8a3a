"""Who may do what with reports, on one page.

| permission | who |
|---|---|
| produire | pilots and contributors of the démarche |
| telecharger | any member of the démarche |
| partager | pilots |
"""

from typing import Any

import rules

from diagnostics.models import Diagnostic
from diagnostics.rules import contribue, est_membre, est_pilote
from rapports.models import Rapport


@rules.predicate
def membre_de_la_demarche(utilisateur: Any, rapport: Rapport) -> bool:
    """Member of the démarche the report is about."""
    return est_membre(utilisateur, rapport.diagnostic)


@rules.predicate
def pilote_de_la_demarche(utilisateur: Any, rapport: Rapport) -> bool:
    """Pilot of the démarche the report is about."""
    return est_pilote(utilisateur, rapport.diagnostic)


@rules.predicate
def contribue_a_la_demarche(utilisateur: Any, diagnostic: Diagnostic) -> bool:
    """Pilot or contributor of the démarche."""
    return contribue(utilisateur, diagnostic)


rules.add_perm("rapports.produire", contribue_a_la_demarche)
rules.add_perm("rapports.telecharger", membre_de_la_demarche)
rules.add_perm("rapports.partager", pilote_de_la_demarche)
