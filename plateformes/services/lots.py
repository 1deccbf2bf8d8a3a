"""Many entries written at once, each with its line of history: a few queries, whatever their number."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from plateformes.models import HISTORIQUE, Plateforme
from plateformes.services.fiches import LISTES, texte_cherche

PAQUET = 200
"""Entries read and written at once."""


def relire_entrees(cles: Sequence[int], *, par: Any = None, raison: str = "") -> None:
    """Write again what a need is looked for in, for entries whose lists or words changed.

    With a ``raison`` it is a change of the entry: a version more, and its line of history.
    """
    for debut in range(0, len(cles), PAQUET):
        lot = list(
            Plateforme.objects.filter(pk__in=cles[debut : debut + PAQUET])
            .order_by("pk")
            .select_related("porteur")
            .prefetch_related("fonctions", "thematiques", "publics", "alternatives")
        )
        for entree in lot:
            entree.cherche, entree.modifie_le = texte_cherche(entree), timezone.now()
            entree.version += bool(raison)
        Plateforme.objects.bulk_update(lot, ["cherche", "modifie_le", "version"])
        if raison:
            _noter_versions(lot, par=par, raison=raison)


def _noter_versions(entrees: Sequence[Plateforme], *, par: Any, raison: str) -> None:
    """Write one line of history for each entry, its lists included."""
    historique: Any = Plateforme.history
    lignes = historique.bulk_history_create(
        entrees,
        update=True,
        default_user=par if par and par.is_authenticated else None,
        default_change_reason=raison[:100],
        default_date=timezone.now(),
    )
    par_entree = {ligne.id: ligne for ligne in lignes}
    for nom in LISTES:
        champ: Any = Plateforme._meta.get_field(nom)
        modele: Any = HISTORIQUE.m2m_models[champ]
        liens = getattr(Plateforme, nom).through.objects.filter(plateforme__in=par_entree)
        colonnes = [f.attname for f in liens.model._meta.concrete_fields]
        modele.objects.bulk_create(
            [
                modele(
                    history=par_entree[lien.plateforme_id],
                    **{colonne: getattr(lien, colonne) for colonne in colonnes},
                )
                for lien in liens
            ],
            batch_size=500,
        )
