"""What filières let guess of relations between actors: who supplies whom."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.urls import reverse

from relations.natures import Nature
from relations.suggestions import Fournisseur, Piste


def _pistes(utilisateur: Any, acteurs: Collection[int] | None) -> list[Piste]:
    """Return the flows between two actors of the filières this user writes in."""
    from filieres.models import Filiere, Flux, MembreFiliere
    from filieres.rules import EQUIPE

    siennes = MembreFiliere.objects.filter(utilisateur=utilisateur, role__in=EQUIPE)
    flux: Any = (
        Flux.objects.filter(
            filiere__in=siennes.values("filiere"),
            filiere__exemple=False,
            position_depart__acteur__isnull=False,
            position_arrivee__acteur__isnull=False,
            position_depart__potentielle=False,
            position_arrivee__potentielle=False,
        )
        .select_related("filiere", "position_depart", "position_arrivee")
        .order_by("pk")
    )
    if acteurs is not None:
        flux = flux.filter(
            Q(position_depart__acteur__in=acteurs) | Q(position_arrivee__acteur__in=acteurs)
        )
    return [
        Piste(
            cle=f"flux:{un.reference}",
            depart=un.position_depart.acteur_id,
            arrivee=un.position_arrivee.acteur_id,
            nature=Nature.FOURNIT,
            dit=f"Flux de la filière «\u00a0{un.filiere.nom}\u00a0»",
            url=reverse("filieres:flux", args=[un.filiere.reference]),
            detail=un.matiere,
            source=f"Filière «\u00a0{un.filiere.nom}\u00a0»"
            if un.filiere.visibilite == Filiere.Visibilite.PUBLIC
            else "Filière",
            confidentielle=un.filiere.visibilite != Filiere.Visibilite.PUBLIC,
        )
        for un in flux
    ]


FOURNISSEUR = Fournisseur("filieres", "Filières", _pistes)
