"""What the tabs of edition show, read in a constant number of queries."""

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch

from acteurs.models import Acteur
from filieres.calculs.unites import matiere_de
from filieres.models import BesoinMaillon, Chaine, Filiere, Maillon, Position

FLUX_PAR_PAGE = 60
MONTREES = 6
"""Actors shown at a maillon before « et N autres »."""


@dataclass
class MaillonMontre:
    """A maillon with who stands at it and what it needs."""

    maillon: Maillon
    actuelles: list[Position] = field(default_factory=list)
    potentielles: list[Position] = field(default_factory=list)
    besoins: list[BesoinMaillon] = field(default_factory=list)
    a_cote: bool = False
    """Of the same rank as the one before."""

    @property
    def capacite_des_acteurs(self) -> bool:
        """Whether somebody said what an actor of the maillon can do."""
        return any(p.capacite is not None for p in self.actuelles)

    @property
    def premieres(self) -> list[Position]:
        """Actors shown at once."""
        return self.actuelles[:MONTREES]

    @property
    def suivantes(self) -> list[Position]:
        """The others, folded."""
        return self.actuelles[MONTREES:]


@dataclass
class ChaineMontree:
    """A chain and its maillons in order."""

    chaine: Chaine
    maillons: list[MaillonMontre] = field(default_factory=list)


def lire_chaines(filiere: Filiere) -> list[ChaineMontree]:
    """Return the chains, their maillons, actors and needs: five queries whatever their number."""
    positions = Position.objects.select_related("acteur", "commune").order_by("pk")
    maillons = (
        filiere.maillons.select_related("chaine")
        .order_by("ordre", "pk")
        .prefetch_related(Prefetch("positions", queryset=positions), "besoins")
    )
    chaines = {c.pk: ChaineMontree(c) for c in filiere.chaines.all()}
    for maillon in maillons:
        liste = chaines[maillon.chaine_id].maillons
        toutes = list(maillon.positions.all())
        liste.append(
            MaillonMontre(
                maillon,
                [p for p in toutes if not p.potentielle],
                [p for p in toutes if p.potentielle],
                list(maillon.besoins.all()),
                bool(liste) and liste[-1].maillon.ordre == maillon.ordre,
            )
        )
    return list(chaines.values())


def lire_flux(filiere: Filiere) -> dict[str, list[Any]]:
    """Return gisements and flows; each gisement knows the maillons its matter enters (``entrees``).

    It enters where it is said to, and where flows that start from it arrive.
    """
    gisements: list[Any] = list(
        filiere.gisements.select_related("maillon", "commune", "territoire")
    )
    flux: list[Any] = list(
        filiere.flux.select_related("depart", "gisement", "arrivee").order_by(
            "depart__chaine__ordre", "depart__ordre", "pk"
        )
    )
    for gisement in gisements:
        entrees = [gisement.maillon, *(f.arrivee for f in flux if f.gisement_id == gisement.pk)]
        gisement.entrees = list(dict.fromkeys(m.intitule for m in entrees if m is not None))
    for un in flux:
        un.par_unite = matiere_de(un.unite)
    return {"gisements": gisements, "flux": flux}


def page_de(flux: list[Any], numero: Any, *, ligne: str | None = None) -> Page:
    """Return a page of flows: the one asked for, or the one that holds ``ligne`` (a reference)."""
    rang = next((i for i, un in enumerate(flux) if ligne and un.reference == ligne), None)
    return Paginator(flux, FLUX_PAR_PAGE).get_page(
        numero if numero or rang is None else rang // FLUX_PAR_PAGE + 1
    )


def chercher_acteurs(filiere: Filiere, utilisateur: Any, texte: str) -> list[Acteur]:
    """Return the actors of the directory a text finds, those of the territory first."""
    from django.db.models import Case, IntegerField, Value, When

    from socle.texte import normaliser

    if not normaliser(texte):
        return []
    ici: Any = filiere.territoire.communes.values("pk") if filiere.territoire else []
    return list(
        Acteur.objects.visibles_par(utilisateur)
        .exclude(statut=Acteur.Statut.ARCHIVE)
        .recherche(texte)
        .annotate(
            loin=Case(
                When(commune__in=ici, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
        .select_related("commune", "type")
        .order_by("loin", "nom_normalise", "pk")[:12]
    )
