"""Who may do what with the contributions to the directory, on one page.

| permission | who |
|---|---|
| (proposing) | everybody, with or without an account |
| voir_file | whoever writes for an organisation; the queue holds what they may examine |
| examiner | new actor: who writes for an ESS network; else who may change the entry |
| decider | who may examine it, but never its author nor the structure that proposed it |
| voir_statistiques | who writes for an ESS network |
| annuler | who took the decisions |

Operators (superusers) may do everything.
"""

from typing import Any

import rules

from acteurs.models import Acteur
from acteurs.rules import ECRIVENT, ecrit, ecrit_pour_un_reseau, roles_de, tient_la_fiche
from moderation.models import Contribution, LotDecisions


@rules.predicate
def en_repond(utilisateur: Any, contribution: Contribution) -> bool:
    """Writes for a network, or for the organisation that entered the entry."""
    acteur = contribution.acteur
    if acteur is not None and tient_la_fiche(utilisateur, acteur):
        return True
    # An entry that only its organisation sees is decided by it alone.
    prive = acteur is not None and acteur.statut == Acteur.Statut.PROPOSE
    return not prive and bool(ecrit_pour_un_reseau(utilisateur))


@rules.predicate
def n_en_est_pas_l_auteur(utilisateur: Any, contribution: Contribution) -> bool:
    """Did not write it, nor writes for the structure that did."""
    if contribution.auteur_id is not None and contribution.auteur_id == utilisateur.pk:
        return False
    role, _ = roles_de(utilisateur).get(contribution.organisation_id or 0, ("", ""))
    return role not in ECRIVENT


@rules.predicate
def les_a_prises(utilisateur: Any, lot: LotDecisions) -> bool:
    """Took these decisions."""
    return bool(lot.par_id is not None and lot.par_id == utilisateur.pk)


rules.add_perm("moderation.voir_file", ecrit)
rules.add_perm("moderation.examiner", en_repond)
rules.add_perm("moderation.decider", en_repond & n_en_est_pas_l_auteur)
rules.add_perm("moderation.voir_statistiques", ecrit_pour_un_reseau)
rules.add_perm("moderation.annuler", les_a_prises)
