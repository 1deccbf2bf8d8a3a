"""Who may do what with a filière, on one page.

| permission | who |
|---|---|
| voir | members; everybody when public or an example; whoever came by the reading link |
| lire_prive | members (sources, certainties, free notes); everybody on an example |
| modifier | pilots and agents, unless archived; never an example |
| proposer | the same, and structures for the positions they wrote |
| piloter | pilots: settings, members, archive, deletion |
| creer (on an organisation) | its members and administrators |
| copier | whoever reads it and writes for an organisation |

Operators may do everything but write in an example or an archived filière (``est_ouverte`` is
checked by ``filieres.acces`` whatever the user).
"""

from typing import Any

import rules

from acteurs.rules import ecrit
from comptes.models import Organisation
from filieres.models import Filiere, MembreFiliere

Role = MembreFiliere.Role
EQUIPE = {Role.PILOTE, Role.AGENT}


def role_de(utilisateur: Any, filiere: Filiere) -> str | None:
    """Return the user's role in the filière (one query per request and filière), or None."""
    if not utilisateur.is_authenticated:
        return None
    memoire = utilisateur.__dict__.setdefault("_roles_filieres", {})
    if filiere.pk not in memoire:
        memoire[filiere.pk] = (
            MembreFiliere.objects.filter(utilisateur=utilisateur, filiere=filiere)
            .values_list("role", flat=True)
            .first()
        )
    return memoire[filiere.pk]


@rules.predicate
def est_membre(utilisateur: Any, filiere: Filiere) -> bool:
    """Any role."""
    return role_de(utilisateur, filiere) is not None


@rules.predicate
def est_exemple(utilisateur: Any, filiere: Filiere) -> bool:
    """A documented filière: everybody reads it."""
    return filiere.exemple


@rules.predicate
def est_publique(utilisateur: Any, filiere: Filiere) -> bool:
    """Published by its pilot."""
    return filiere.visibilite == Filiere.Visibilite.PUBLIC


@rules.predicate
def vient_par_le_lien(utilisateur: Any, filiere: Filiere) -> bool:
    """The request holds the reading link, and it is still open (see ``filieres.acces``)."""
    return (
        filiere.visibilite != Filiere.Visibilite.MEMBRES
        and getattr(filiere, "jeton_presente", None) == filiere.jeton
    )


@rules.predicate
def fait_equipe(utilisateur: Any, filiere: Filiere) -> bool:
    """Pilot or agent."""
    return role_de(utilisateur, filiere) in EQUIPE


@rules.predicate
def propose(utilisateur: Any, filiere: Filiere) -> bool:
    """The team and structures."""
    return role_de(utilisateur, filiere) in EQUIPE | {Role.STRUCTURE}


@rules.predicate
def est_pilote(utilisateur: Any, filiere: Filiere) -> bool:
    """Pilot."""
    return role_de(utilisateur, filiere) == Role.PILOTE


@rules.predicate
def est_ouverte(utilisateur: Any, filiere: Filiere) -> bool:
    """Neither an example nor archived."""
    return filiere.est_ouverte


@rules.predicate
def ecrit_pour(utilisateur: Any, organisation: Organisation | None) -> bool:
    """Member or administrator of this organisation."""
    return bool(organisation) and ecrit(utilisateur, organisation)


@rules.predicate
def ecrit_quelque_part(utilisateur: Any, filiere: Filiere) -> bool:
    """Member or administrator of any organisation."""
    return ecrit(utilisateur, None)


voit = est_membre | est_exemple | est_publique | vient_par_le_lien
rules.add_perm("filieres.voir", voit)
rules.add_perm("filieres.lire_prive", est_membre | est_exemple)
rules.add_perm("filieres.modifier", fait_equipe & est_ouverte)
rules.add_perm("filieres.proposer", propose & est_ouverte)
rules.add_perm("filieres.piloter", est_pilote & ~est_exemple)
rules.add_perm("filieres.creer", ecrit_pour)
rules.add_perm("filieres.copier", voit & ecrit_quelque_part)
