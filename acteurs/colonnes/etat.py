"""The columns as they are now: those of the file, and the actors changed since.

The database says which file is right (``Revision.jeton``) and what changed after it
(``ChangementActeur``). Each process maps the file, and keeps beside it, read from the
database, the few actors changed since; one more change costs reading one actor.
"""

import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import structlog
from django.core.cache import cache
from django.db import connection

from acteurs.colonnes.fichier import FichierIllisible, projeter
from acteurs.colonnes.mots import Mots
from acteurs.colonnes.table import Rangee, Table
from acteurs.models import Acteur, ChangementActeur, Revision

journal = structlog.get_logger(__name__)

CHANGES_MAX = 2_000
"""Changed actors read beside the file; beyond, the file is of no help."""
CHANGES_USUELS = 300
"""Beyond, a new file is asked for."""
PAUSE_S = 30
"""Seconds between two demands of a new file."""
DEMANDE = "acteurs:colonnes:demande"


@dataclass(frozen=True)
class Annuaire:
    """What the database says of its own state, in one reading."""

    numero: int
    """Revision: how many times the directory changed."""
    jeton: str
    """Name of the file of columns; empty when there is none."""


def lire_annuaire() -> Annuaire:
    """Read the revision and the name of the file of columns."""
    ligne = Revision.objects.filter(pk=1).values_list("numero", "jeton").first()
    return Annuaire(*ligne) if ligne else Annuaire(0, "")


@dataclass(frozen=True)
class Etat:
    """The directory at one revision, as two tables."""

    annuaire: Annuaire
    depuis: int
    """Revision of the file."""
    base: Table
    """What the file holds."""
    touches: dict[int, Rangee | None] = field(default_factory=dict)
    """Actors changed since the file: what they are, None when they are no longer shown."""

    @cached_property
    def morts(self) -> np.ndarray[Any, Any]:
        """Rows of the file that are out of date."""
        return np.sort(self.base.rangs(self.touches))

    @cached_property
    def ajouts(self) -> Table:
        """The changed actors that are shown."""
        return Table.composer(r for r in self.touches.values() if r is not None)

    @cached_property
    def textes(self) -> list[str]:
        """The words of the changed actors, in the order of ``ajouts``."""
        mots = {r.id: r.mots for r in self.touches.values() if r is not None}
        return [mots[int(pk)] for pk in self.ajouts.id]


_verrou = threading.Lock()
_connus: dict[str, Etat] = {}
"""Alias of the database → its last state seen by this process."""
_illisible = ""
"""Name of the last file that could not be read."""


def lire_etat(annuaire: Annuaire | None = None) -> Etat | None:
    """Return the directory at the revision just read, or None when only SQL can answer."""
    annuaire = annuaire or lire_annuaire()
    connu = _connus.get(connection.alias)
    if connu and connu.annuaire == annuaire and not connection.in_atomic_block:
        return connu
    etat = _avancer(annuaire, connu)
    if etat is None:
        demander()
    # Inside a transaction, what is read may be undone: it is not kept.
    elif not connection.in_atomic_block:
        with _verrou:
            _connus[connection.alias] = etat
        if len(etat.touches) > CHANGES_USUELS:
            demander()
    return etat


def _avancer(annuaire: Annuaire, connu: Etat | None) -> Etat | None:
    """Return the state of this revision, from the last one known when it can be."""
    suite = (
        connu
        and connu.annuaire.jeton == annuaire.jeton
        and connu.annuaire.numero <= annuaire.numero
        and not connection.in_atomic_block
    )
    if connu and suite:
        depart = connu
    elif connu and connu.annuaire.jeton == annuaire.jeton:
        depart = Etat(annuaire, connu.depuis, connu.base)
    else:
        nouveau = _ouvrir(annuaire)
        if nouveau is None:
            return None
        depart = nouveau
    depuis = depart.annuaire.numero if suite else depart.depuis
    ids = set(
        ChangementActeur.objects.filter(revision__gt=depuis)
        .order_by()
        .values_list("acteur", flat=True)[: CHANGES_MAX * 2]
    )
    if None in ids or len(ids) + len(depart.touches) > CHANGES_MAX:
        return None
    touches = dict(depart.touches)
    if ids:
        touches.update(dict.fromkeys(filter(None, ids)))
        touches.update(_lire(ids))
    return Etat(annuaire, depart.depuis, depart.base, touches)


def _lire(ids: set[Any]) -> dict[int, Rangee]:
    lus = Acteur.objects.publies().filter(pk__parmi=sorted(ids)).order_by()
    return {ligne[0]: Rangee._make(ligne) for ligne in lus.values_list(*Rangee._fields)}


def _ouvrir(annuaire: Annuaire) -> Etat | None:
    """Map the file that the database names."""
    global _illisible  # noqa: PLW0603  (one name per process: not to try it again and again)
    if not annuaire.jeton or annuaire.jeton == _illisible:
        return None
    try:
        entete, tableaux = projeter(annuaire.jeton)
    except FichierIllisible:
        _illisible = annuaire.jeton
        journal.warning("colonnes_illisibles", jeton=annuaire.jeton)
        return None
    mots = Mots(*(tableaux.pop(f"mots_{nom}") for nom in Mots.__dataclass_fields__))
    base = Table(entete["n"], tableaux, entete["dictionnaires"], mots, annuaire.jeton)
    return Etat(annuaire, entete["revision"], base)


def demander() -> None:
    """Ask the background worker for a new file, now and then at most."""
    from acteurs.tasks import ranger_colonnes

    if not cache.add(DEMANDE, 1, PAUSE_S):
        return
    try:
        # A broker that does not answer costs nothing more; a worker away is not swamped on return.
        ranger_colonnes.apply_async(retry=False, expires=PAUSE_S)
    except Exception:
        journal.warning("colonnes_non_demandees", exc_info=True)
