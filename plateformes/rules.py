"""Who may do what with the catalogue, on one page.

| permission | who |
|---|---|
| voir | everybody once published; before and after: ESS networks (they share the catalogue), the reviewer, whoever proposed it, its holder |
| creer, vocabulaire | members and administrators of an ESS network |
| adopter | the same, on an entry that no network is responsible for |
| modifier, publier, valider_usage | members and administrators of the network responsible for the entry |
| relire | the reviewer it was given to, and whoever writes for an ESS network |
| proposer_changement | everybody on a published entry; its holder whatever its state |
| declarer_usage | members and administrators of any organisation, on a published entry |
| regler | administrators of the network (the object is the network) |

Evaluations of an entry's nature have rules of their own: ``rules_evaluation.py``.

The holder is whoever writes for an organisation linked to the entry's ``porteur``, or comes by the
personal link the network mailed (checked by the view of that link). Operators may do everything.
"""

from typing import Any

import rules

from acteurs.rules import ECRIVENT, ecrit, ecrit_pour_un_reseau, roles_de
from comptes.models import Organisation, Role
from plateformes.models import Plateforme

RESEAU = Organisation.Nature.RESEAU_ESS


def reseaux_de(utilisateur: Any) -> list[int]:
    """Return the ids of the ESS networks the user writes for."""
    return [
        pk
        for pk, (role, nature) in roles_de(utilisateur).items()
        if role in ECRIVENT and nature == RESEAU
    ]


@rules.predicate
def est_publique(utilisateur: Any, plateforme: Plateforme) -> bool:
    """Published: everybody reads it."""
    return plateforme.est_publique


@rules.predicate
def est_d_un_reseau(utilisateur: Any, plateforme: Plateforme | None = None) -> bool:
    """Any role in an ESS network."""
    return any(nature == RESEAU for _, nature in roles_de(utilisateur).values())


@rules.predicate
def en_repond(utilisateur: Any, plateforme: Plateforme) -> bool:
    """Member or administrator of the network responsible for the entry."""
    return plateforme.reseau_id in reseaux_de(utilisateur)


@rules.predicate
def est_sans_reseau(utilisateur: Any, plateforme: Plateforme) -> bool:
    """Nobody is responsible for the entry yet."""
    return plateforme.reseau_id is None


@rules.predicate
def la_relit(utilisateur: Any, plateforme: Plateforme) -> bool:
    """The entry was given to this person to review."""
    return (
        utilisateur.is_authenticated
        and plateforme.relectures.filter(relecteur=utilisateur).exclude(verdict="annulee").exists()
    )


@rules.predicate
def l_a_proposee(utilisateur: Any, plateforme: Plateforme) -> bool:
    """This person proposed it, or changes to it."""
    return (
        utilisateur.is_authenticated and plateforme.propositions.filter(auteur=utilisateur).exists()
    )


@rules.predicate
def la_porte(utilisateur: Any, plateforme: Plateforme) -> bool:
    """Writes for an organisation that is the platform's holder."""
    if plateforme.porteur_id is None or not roles_de(utilisateur):
        return False
    portees = Plateforme.objects.all().portees_par(utilisateur)
    return portees.filter(pk=plateforme.pk).exists()


@rules.predicate
def administre(utilisateur: Any, reseau: Any) -> bool:
    """Administrator of this ESS network."""
    role, nature = roles_de(utilisateur).get(getattr(reseau, "pk", 0) or 0, ("", ""))
    return role == Role.ADMINISTRATEUR and nature == RESEAU


@rules.predicate
def ecrit_quelque_part(utilisateur: Any, plateforme: Plateforme) -> bool:
    """Member or administrator of any organisation."""
    return ecrit(utilisateur, None)


rules.add_perm(
    "plateformes.voir", est_publique | est_d_un_reseau | la_relit | l_a_proposee | la_porte
)
rules.add_perm("plateformes.creer", ecrit_pour_un_reseau)
rules.add_perm("plateformes.vocabulaire", ecrit_pour_un_reseau)
rules.add_perm("plateformes.adopter", est_sans_reseau & ecrit_pour_un_reseau)
rules.add_perm("plateformes.modifier", en_repond)
rules.add_perm("plateformes.publier", en_repond)
rules.add_perm("plateformes.valider_usage", en_repond)
rules.add_perm("plateformes.relire", ecrit_pour_un_reseau | la_relit)
rules.add_perm("plateformes.proposer_changement", est_publique | la_porte)
rules.add_perm("plateformes.declarer_usage", est_publique & ecrit_quelque_part)
rules.add_perm("plateformes.regler", administre)
