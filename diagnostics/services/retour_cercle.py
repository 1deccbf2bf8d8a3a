"""Putting a deleted circle back: those who stood in it come back too, unless moved since by hand."""

from itertools import pairwise
from typing import Any, Final

from django.db import transaction

from diagnostics.models import Cercle, PartiePrenante
from diagnostics.services.historique import signer

_DEBUT: Final = "Cercle «\u00a0"
_FIN: Final = "\u00a0» supprimé"


def raison_du_depart(cercle: Cercle) -> str:
    """Say why somebody left a circle that is being deleted; read again by ``ramener``."""
    return f"{_DEBUT}{cercle.nom}{_FIN}"


def _est_un_depart(version: Any) -> bool:
    raison = version.history_change_reason or ""
    return raison.startswith(_DEBUT) and raison.endswith(_FIN)


@transaction.atomic
def ramener(*, objet: Cercle, version: Any, par: Any) -> int:
    """Bring back into ``objet`` those its deletion moved; return how many.

    Moved once more by the deletion of the circle they went to, they come back too; moved by
    somebody, they stay where that person put them.
    """
    passees = PartiePrenante.history.filter(cercle_id=objet.pk).values_list("id", flat=True)
    parties = PartiePrenante.objects.select_for_update().filter(
        pk__in=list(passees.distinct()), diagnostic=objet.diagnostic_id
    )
    nombre = 0
    for partie in parties.exclude(cercle=objet):
        if not _partie_sans_etre_deplacee(partie, objet, version):
            continue
        partie.cercle = objet
        partie.version += 1
        signer(partie, par=par, raison=f"Cercle «\u00a0{objet.nom}\u00a0» remis")
        partie.save()
        nombre += 1
    return nombre


def _partie_sans_etre_deplacee(partie: PartiePrenante, cercle: Cercle, version: Any) -> bool:
    """Whether it left ``cercle`` when it was deleted, and nobody moved it since."""
    lignes = list(partie.history.order_by("history_id"))
    dernier = max(i for i, ligne in enumerate(lignes) if ligne.cercle_id == cercle.pk)
    suites = lignes[dernier:]
    changements = [apres for avant, apres in pairwise(suites) if avant.cercle_id != apres.cercle_id]
    return bool(
        changements
        and all(map(_est_un_depart, changements))
        and changements[0].history_date <= version.history_date
    )
