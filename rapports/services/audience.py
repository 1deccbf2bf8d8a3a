"""The audience filter: what each kind of reader may learn. Everything passes through here.

A public report never holds: contact names, the title, date, words or author of
an interview, workshop, visit or document, the members of the démarche, the
authors of items, nor actors that are not published. The members' report quotes and
names what was heard as the people met agreed to (``diagnostics.services.citations``);
the names of people met are in no report.
"""

from typing import Any, Final

from acteurs.models import Acteur, ActeurQuerySet
from diagnostics.models import Diagnostic
from diagnostics.services.matrice import LignePreuve, Matrice, lire_matrice
from rapports.models import Rapport
from socle.typographie import typographier

PUBLIQUE: Final = Rapport.Audience.PUBLIQUE


def lister_acteurs(diagnostic: Diagnostic, audience: str) -> ActeurQuerySet:
    """Return the actors of the démarche this audience may read."""
    acteurs: Any = diagnostic.acteurs
    if audience == PUBLIQUE:
        return acteurs.publies()
    return acteurs.exclude(statut=Acteur.Statut.ARCHIVE)


def lire(diagnostic: Diagnostic, audience: str) -> Matrice:
    """Return the matrix as this audience may read it, the most supported items first."""
    return lire_matrice(
        diagnostic=diagnostic,
        detail=True,
        par_voix=True,
        public=audience == PUBLIQUE,
        rapport=True,
    )


def dire_preuve(preuve: LignePreuve) -> tuple[str, str]:
    """Return the words of a piece of evidence and its web address (http or https only)."""
    libelle = " : ".join(m for m in (preuve.titre, preuve.texte) if m) or preuve.nature_texte
    adresse = preuve.url if preuve.url.startswith(("https://", "http://")) else ""
    return typographier(libelle), adresse
