"""The history of many entries at once, themes included."""

from collections.abc import Iterable, Sequence
from typing import Any

from acteurs.models import Acteur, historique_des_themes


def trace_in_bulk(
    acteurs: Sequence[Acteur],
    liens: Iterable[Any],
    *,
    raison: str,
    par: Any = None,
    creation: bool = False,
) -> None:
    """Write one history row for each of these entries, in two queries.

    Args:
        acteurs: the entries as they are now.
        liens: their themes (rows of ``Acteur.thematiques.through``).
        raison: why, as told by the page of the entry.
        par: who.
        creation: whether they were just created.
    """
    passages = Acteur.history.bulk_history_create(
        acteurs, update=not creation, default_user=par, default_change_reason=raison or None
    )
    par_acteur = {passage.id: passage for passage in passages}
    modele = historique_des_themes()
    modele.objects.bulk_create(
        modele(
            history=par_acteur[lien.acteur_id],
            id=lien.pk,
            acteur_id=lien.acteur_id,
            thematique_id=lien.thematique_id,
        )
        for lien in liens
    )
