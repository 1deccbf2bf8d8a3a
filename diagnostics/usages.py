"""What démarches tell the directory of actors: who cites whom, where."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from acteurs.models import Acteur
from acteurs.usages import Selection, SourceDUsages, Usage


def _usages(utilisateur: Any, acteur: Acteur) -> list[Usage]:
    """Démarches citing the actor that the user may read."""
    from diagnostics.models import Diagnostic

    page = "diagnostics:fiche" if utilisateur.is_authenticated else "diagnostics:publique"
    demarches = (
        Diagnostic.objects.visibles_par(utilisateur)
        .filter(acteurs=acteur)
        .select_related("territoire")
        .order_by("titre")
        .distinct()
    )
    return [
        Usage(
            titre=demarche.titre,
            url=reverse(page, args=[demarche.reference]),
            detail=f"{demarche.territoire.nom}, {demarche.get_statut_display().lower()}",
        )
        for demarche in demarches
    ]


def _selection(utilisateur: Any, reference: str) -> Selection | None:
    """Return the actors of a démarche the user may read."""
    from diagnostics.models import Diagnostic

    demarche = (
        Diagnostic.objects.visibles_par(utilisateur)
        .filter(reference=reference)
        .select_related("territoire")
        .first()
    )
    if demarche is None:
        return None
    liens = Diagnostic.acteurs.through.objects.filter(diagnostic=demarche)
    return Selection(demarche.titre, liens.values_list("acteur_id", flat=True), demarche.territoire)


def _lies_a(utilisateur: Any, territoire: Any) -> QuerySet[Any, Any]:
    """Return the actors cited by the readable démarches of a territory."""
    from diagnostics.models import Diagnostic

    demarches = Diagnostic.objects.visibles_par(utilisateur).filter(territoire=territoire)
    liens = Diagnostic.acteurs.through.objects.filter(diagnostic__in=demarches.values("pk"))
    return liens.order_by().values_list("acteur_id", flat=True).distinct()


def _cites(ids: Collection[int]) -> QuerySet[Any, Any]:
    """Return those of some actors that a démarche names or rests on."""
    cite = Q(diagnostics__isnull=False) | Q(preuves__isnull=False)
    acteurs = Acteur.objects.filter(cite, pk__in=ids).order_by()
    return acteurs.values_list("pk", flat=True).distinct()


USAGES = SourceDUsages(
    cle="demarche",
    libelle="Démarche",
    usages=_usages,
    selection=_selection,
    lies_a=_lies_a,
    cites=_cites,
)
