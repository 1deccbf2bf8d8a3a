"""What interviews let guess of relations between actors: only for those who read them."""

from collections.abc import Collection
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse

from relations.natures import Nature
from relations.suggestions import Fournisseur, Piste

_NATURES: Final = {
    "coopere": Nature.TRAVAILLE,
    "oriente": Nature.TRAVAILLE,
    "fournit": Nature.FOURNIT,
    "finance": Nature.FINANCE,
    "membre": Nature.MEMBRE,
    "partage": Nature.LIEU,
}
"""Rivalry and tension are nobody's business but the démarche's."""


def _pistes(utilisateur: Any, acteurs: Collection[int] | None) -> list[Piste]:
    """Return the relations told in the interviews of the démarches this user works on."""
    from diagnostics.models import Diagnostic, MembreDiagnostic, RelationSignalee
    from diagnostics.rules import EQUIPE

    siennes = MembreDiagnostic.objects.filter(utilisateur=utilisateur, role__in=EQUIPE)
    signalees = (
        RelationSignalee.objects.filter(
            diagnostic__in=siennes.values("diagnostic"),
            retire_le=None,
            nature__in=_NATURES,
            acteur_a__isnull=False,
            acteur_b__isnull=False,
        )
        .exclude(diagnostic__statut=Diagnostic.Statut.ARCHIVE)
        .select_related(
            "diagnostic",
            "passage__entretien",
            "passage__verbatim",
            "passage__reponse",
        )
        .order_by("pk")
    )
    if acteurs is not None:
        signalees = signalees.filter(Q(acteur_a__in=acteurs) | Q(acteur_b__in=acteurs))
    return [
        Piste(
            cle=f"entretien:{relation.reference}",
            depart=relation.acteur_a_id or 0,
            arrivee=relation.acteur_b_id or 0,
            nature=_NATURES[relation.nature],
            dit=f"Signalée en entretien, {relation.diagnostic.titre}",
            url=reverse("diagnostics:relations", args=[relation.diagnostic.reference]),
            detail=relation.precision,
            source="Entretien",
            confidentielle=True,
        )
        for relation in signalees
        if relation.passage is None or not relation.passage.est_refuse
    ]


FOURNISSEUR = Fournisseur("entretiens", "Entretiens", _pistes)
