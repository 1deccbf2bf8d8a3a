"""Writing the columns of the directory to the file that ``acteurs.colonnes`` reads."""

import secrets

import structlog
from django.db import connection, transaction

from acteurs.colonnes import fichier
from acteurs.colonnes.etat import lire_annuaire
from acteurs.colonnes.table import Rangee, Table
from acteurs.models import Acteur, ChangementActeur, Revision
from acteurs.services.revision import lire_revision

journal = structlog.get_logger(__name__)

LOT = 10_000


def construire_colonnes() -> int:
    """Write the columns of the published actors to a new file, put in use at once; count them.

    Writers are not made to wait: rows are read in one query, hence at one instant, after
    the revision; what changed in between is told by ``ChangementActeur``.
    """
    revision = lire_revision()
    ancien = lire_annuaire().jeton
    rangees = Acteur.objects.publies().order_by().values_list(*Rangee._fields)
    table = Table.composer(rangees.iterator(chunk_size=LOT))
    jeton = secrets.token_hex(12)
    entete = {"revision": revision, "n": table.n, "dictionnaires": table.dictionnaires}
    fichier.ecrire(jeton, entete, {**table.colonnes, **table.mots.tableaux()})
    if not _mettre_en_service(jeton, revision):
        fichier.chemin(jeton).unlink(missing_ok=True)
        return table.n
    # Another process may be about to open the former one.
    fichier.oublier_les_autres(jeton, ancien)
    journal.info("colonnes_ecrites", acteurs=table.n, base=connection.vendor)
    return table.n


def _mettre_en_service(jeton: str, revision: int) -> bool:
    """Name the new file in the database, unless a more recent one was put in use meanwhile."""
    with transaction.atomic():
        ligne, _ = Revision.objects.select_for_update().get_or_create(pk=1)
        if ligne.jeton and ligne.jeton_numero > revision:
            return False
        # Those since the former file are still read by who has it open.
        ChangementActeur.objects.filter(revision__lte=min(ligne.jeton_numero, revision)).delete()
        Revision.objects.filter(pk=1).update(jeton=jeton, jeton_numero=revision)
    return True
