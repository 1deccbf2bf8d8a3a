"""What filières tell the floors below: the actor's page, the filter of actors, the territory."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from acteurs.models import Acteur
from acteurs.usages import Selection, SourceDUsages, Usage

MONTREES = 6
"""Filières a territory's page shows."""


def _usages(utilisateur: Any, acteur: Acteur) -> list[Usage]:
    """Maillons where the actor stands, in the filières the user may read."""
    from filieres.models import Filiere, Position

    positions = (
        Position.objects.filter(
            acteur=acteur, maillon__filiere__in=Filiere.objects.visibles_par(utilisateur)
        )
        .select_related("maillon__filiere")
        .order_by("maillon__filiere__nom", "potentielle", "maillon__ordre", "pk")
    )
    par_filiere: dict[int, list[Position]] = {}
    for position in positions:
        par_filiere.setdefault(position.maillon.filiere_id, []).append(position)
    return [
        Usage(
            titre=siennes[0].maillon.filiere.nom,
            url=reverse("filieres:filiere", args=[siennes[0].maillon.filiere.reference]),
            detail=", ".join(
                f"{p.maillon.intitule} (pourrait le faire)" if p.potentielle else p.maillon.intitule
                for p in siennes
            ),
        )
        for siennes in par_filiere.values()
    ]


def _selection(utilisateur: Any, reference: str) -> Selection | None:
    """Return the actors of a filière the user may read."""
    from filieres.models import Filiere, Position

    filiere = (
        Filiere.objects.visibles_par(utilisateur)
        .filter(reference=reference)
        .select_related("territoire")
        .first()
    )
    if filiere is None:
        return None
    actuelles = Position.objects.filter(maillon__filiere=filiere, acteur__isnull=False)
    ids = actuelles.order_by().values_list("acteur_id", flat=True).distinct()
    return Selection(filiere.nom, ids, filiere.territoire)


def _lies_a(utilisateur: Any, territoire: Any) -> QuerySet[Any, Any]:
    """Return the actors of the readable filières of a territory."""
    from filieres.models import Filiere, Position

    filieres = Filiere.objects.visibles_par(utilisateur).filter(territoire=territoire)
    positions = Position.objects.filter(maillon__filiere__in=filieres.values("pk"))
    return (
        positions.filter(acteur__isnull=False)
        .order_by()
        .values_list("acteur_id", flat=True)
        .distinct()
    )


def _cites(ids: Collection[int]) -> QuerySet[Any, Any]:
    """Return those of some actors that a filière places."""
    from filieres.models import Position

    places = Position.objects.filter(acteur_id__in=ids)
    return places.order_by().values_list("acteur_id", flat=True).distinct()


USAGES = SourceDUsages(
    cle="filiere",
    libelle="Filière",
    usages=_usages,
    selection=_selection,
    lies_a=_lies_a,
    cites=_cites,
)


def section_territoire(request: HttpRequest, territoire: Any) -> dict[str, Any]:
    """Values of ``filieres/section_territoire.html``."""
    from filieres.models import Filiere

    organisation = getattr(request, "organisation", None)
    peut_creer = bool(organisation) and request.user.has_perm("filieres.creer", organisation)
    adresse = (
        f"{reverse('filieres:creer')}?depart=vide&territoire={territoire.nature}/{territoire.code}"
    )
    filieres = []
    if territoire.pk:
        filieres = list(
            Filiere.objects.visibles_par(request.user)
            .filter(territoire=territoire, statut=Filiere.Statut.EN_COURS)
            .order_by("nom")[:MONTREES]
        )
    return {"filieres": filieres, "url_creer": adresse if peut_creer else ""}


def filieres_sans_pilote(utilisateur: Any) -> list[str]:
    """Name the filières with other members that only this person pilots."""
    from filieres.models import Filiere, MembreFiliere

    de_la_filiere = MembreFiliere.objects.filter(filiere=OuterRef("pk"))
    autres = de_la_filiere.exclude(utilisateur=utilisateur)
    pilotes = MembreFiliere.Role.PILOTE
    seules = Filiere.objects.filter(
        Exists(autres),
        ~Exists(autres.filter(role=pilotes)),
        Exists(de_la_filiere.filter(utilisateur=utilisateur, role=pilotes)),
    )
    return [
        f"Vous êtes la seule personne à piloter la filière « {nom} » : "
        "confiez d’abord le pilotage à quelqu’un d’autre."
        for nom in seules.order_by("nom").values_list("nom", flat=True)
    ]


def quitter_les_filieres(utilisateur: Any) -> None:
    """End the participations of an account that goes; what it wrote stays, unsigned."""
    from filieres.models import InvitationFiliere, MembreFiliere

    MembreFiliere.objects.filter(utilisateur=utilisateur).delete()
    InvitationFiliere.objects.filter(invite_par=utilisateur).update(invite_par=None)
    InvitationFiliere.objects.filter(email__iexact=utilisateur.email).delete()


def nommer_librement(position: Any, acteur: Acteur) -> dict[str, Any]:
    """Return what lets a position leave an entry joined to another at the same maillon.

    It stays on the chain with its figures, under the name the entry had.
    """
    return {"acteur_id": None, "nom_libre": position.nom_libre or f"{acteur.nom} (fiche réunie)"}
