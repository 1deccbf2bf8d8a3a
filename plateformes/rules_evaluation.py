"""Who may do what with evaluations of a platform's nature.

| permission | on | who |
|---|---|---|
| ouvrir_evaluation | Plateforme | whoever writes for the network responsible for the entry (for any network when none is) |
| voir_evaluation | Evaluation | everybody once finished and the entry published; before, its reviewers |
| repondre_grille | Evaluation | whoever writes for an ESS network, and people invited; never the platform's holder |
| rendre_evaluation | Evaluation | whoever writes for the network that leads it |
| exercer_droit_de_reponse | Evaluation | the platform's holder, once it is finished |
| lire_pieces | Evaluation | its reviewers while it is open, the holder, the network responsible |

Operators (superusers) may do everything.
"""

from typing import Any

import rules

from acteurs.rules import ecrit_pour_un_reseau
from plateformes.models import Evaluation, Plateforme
from plateformes.rules import la_porte, reseaux_de


@rules.predicate
def tient_la_plateforme(utilisateur: Any, plateforme: Plateforme) -> bool:
    """Writes for the network responsible for the entry, or for any when nobody is."""
    if plateforme.reseau_id is None:
        return ecrit_pour_un_reseau(utilisateur)
    return plateforme.reseau_id in reseaux_de(utilisateur)


@rules.predicate
def mene(utilisateur: Any, evaluation: Evaluation) -> bool:
    """Writes for the network that leads the evaluation, or for the one responsible."""
    return evaluation.reseau_id in reseaux_de(utilisateur) or tient_la_plateforme(
        utilisateur, evaluation.plateforme
    )


@rules.predicate
def est_evaluateur(utilisateur: Any, evaluation: Evaluation) -> bool:
    """Writes for an ESS network, or was invited; the holder does not grade its own platform."""
    if not utilisateur.is_authenticated:
        return False
    invite = (
        ecrit_pour_un_reseau(utilisateur)
        or evaluation.evaluateurs.filter(pk=utilisateur.pk).exists()
    )
    return invite and not la_porte(utilisateur, evaluation.plateforme)


@rules.predicate
def est_publique(utilisateur: Any, evaluation: Evaluation) -> bool:
    """Finished, of a published entry."""
    return evaluation.est_rendue and evaluation.plateforme.est_publique


@rules.predicate
def porte_ou_tient(utilisateur: Any, evaluation: Evaluation) -> bool:
    """Holds the platform, or writes for the network responsible for its entry."""
    return utilisateur.is_authenticated and (
        la_porte(utilisateur, evaluation.plateforme)
        or tient_la_plateforme(utilisateur, evaluation.plateforme)
    )


@rules.predicate
def est_ouverte(utilisateur: Any, evaluation: Evaluation) -> bool:
    """Reviewers may still answer."""
    return evaluation.est_ouverte


@rules.predicate
def porte_evaluee(utilisateur: Any, evaluation: Evaluation) -> bool:
    """Holds the platform of a finished evaluation."""
    return evaluation.est_rendue and la_porte(utilisateur, evaluation.plateforme)


rules.add_perm("plateformes.ouvrir_evaluation", tient_la_plateforme & ~la_porte)
rules.add_perm("plateformes.voir_evaluation", est_publique | est_evaluateur | porte_evaluee)
rules.add_perm("plateformes.repondre_grille", est_ouverte & est_evaluateur)
rules.add_perm("plateformes.rendre_evaluation", est_ouverte & mene & est_evaluateur)
rules.add_perm("plateformes.exercer_droit_de_reponse", porte_evaluee)
rules.add_perm("plateformes.lire_pieces", (est_ouverte & est_evaluateur) | porte_ou_tient)
