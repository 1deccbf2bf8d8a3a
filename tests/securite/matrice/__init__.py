"""Who gets what answer at every address: one line per URL name, one module per part of the site.

To add an address, add its line: the name, the object its arguments come from
(``monde.Monde.objets``), then one answer per role, in the order of ``monde.ROLES``:

    anonyme étranger lecteur élue agent pilote opérateur accompagnateur structure participant

The last three belong to the démarche and to no organisation, like the élue: a line that
stops before them says that they get her answer.

| answer | meaning |
|---|---|
| ok | the right is there: the page, a redirect, or a complaint about the (empty) input |
| L | sent to the sign-in page |
| 302 | sent elsewhere by rule (already signed in, nothing under way…) |
| 403, 404 | refused; 404 when one may not even know it exists |

``methode="post"`` for addresses that only take POST. Wherever an answer is L, 403 or 404,
the other method is tried too and must be refused as well.
"""

from tests.securite.matrice import (
    alertes,
    annuaire,
    catalogue,
    comptes,
    demarches,
    donnees_ouvertes,
    fiches,
    filieres,
    moderation,
    outils,
    ouverture_donnees,
    personnes,
    relations,
)
from tests.securite.matrice.reponses import Acces

MATRICE: dict[str, Acces] = {
    **comptes.LIGNES,
    **annuaire.LIGNES,
    **demarches.LIGNES,
    **outils.LIGNES,
    **catalogue.LIGNES,
    **fiches.LIGNES,
    **filieres.LIGNES,
    **moderation.LIGNES,
    **relations.LIGNES,
    **donnees_ouvertes.LIGNES,
    **ouverture_donnees.LIGNES,
    **personnes.LIGNES,
    **alertes.LIGNES,
}

__all__ = ["MATRICE", "Acces"]
