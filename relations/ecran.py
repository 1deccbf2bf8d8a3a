"""What the page of a network shows: the drawing, what it says, the table beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from relations.calculs.mesures import Mesures, mesurer
from relations.calculs.reseau import Noeud, Reseau, Trait
from relations.dessins.reseau import Dessin, Regard, classer, dessiner
from relations.mots import Constat, constater
from relations.natures import dire
from relations.reseaux import Filtres, placer


@dataclass(frozen=True)
class Rang:
    """A row of the table."""

    numero: int
    noeud: Noeud
    degre: int
    groupe: int | None
    passerelle: bool
    liens: tuple[tuple[str, tuple[tuple[Noeud, Trait], ...]], ...]
    """(« travaille avec », the other actors and the relations)."""


@dataclass(frozen=True)
class Lecture:
    """A network read for one reader."""

    reseau: Reseau
    mesures: Mesures
    dessin: Dessin
    rangs: tuple[Rang, ...]
    constats: tuple[Constat, ...]
    relations: int
    reservees: int
    """How many of the relations are not public."""

    @property
    def groupes_nommes(self) -> list[str]:
        """Names of the actors of each group, the most linked first."""
        degres = self.mesures.degres
        return [
            ", ".join(
                self.reseau.noeuds[r].nom for r in sorted(groupe, key=lambda r: (-degres[r], r))
            )
            for groupe in self.mesures.groupes
        ]


def lire(
    lecteur: Callable[..., Reseau],
    filtres: Filtres,
    cle: str,
    *,
    titre: str,
    centre: str = "",
    en_avant: str = "",
    groupes: bool = False,
    publiques: bool = False,
) -> Lecture:
    """Read, measure, place and draw a network; ``publiques``: as everybody sees it.

    ``lecteur(filtres, publiques)`` reads it; ``centre`` is the actor it is around, ``en_avant``
    the one somebody asks to see among the others.
    """
    reseau = lecteur(filtres, publiques=publiques)
    reservees = sum(not t.publique for t in reseau.traits)
    entier = reseau
    if reservees or filtres != Filtres():
        entier = lecteur(Filtres(), publiques=True)
    mesures = mesurer(reseau)
    places = placer(reseau, entier, cle)
    vu = en_avant if en_avant in reseau.noeuds else centre
    dessin = dessiner(
        reseau,
        places,
        mesures,
        titre=titre,
        adresse=lambda reference: reverse("acteurs:fiche", args=[reference]),
        regard=Regard(
            centre=centre if centre in reseau.noeuds else "",
            en_avant=en_avant if en_avant in reseau.noeuds else "",
            groupes=groupes,
        ),
    )
    return Lecture(
        reseau=reseau,
        mesures=mesures,
        dessin=dessin,
        rangs=_ranger(reseau, mesures, vu),
        constats=tuple(constater(reseau, mesures)),
        relations=len(reseau.traits),
        reservees=reservees,
    )


def _ranger(reseau: Reseau, mesures: Mesures, centre: str) -> tuple[Rang, ...]:
    """Return the rows of the table, numbered as on the drawing."""
    liens: dict[str, list[tuple[str, Noeud, Trait]]] = {r: [] for r in reseau.noeuds}
    for trait in reseau.traits:
        depart, arrivee = reseau.noeuds[trait.depart], reseau.noeuds[trait.arrivee]
        liens[trait.depart].append((dire(trait.nature), arrivee, trait))
        liens[trait.arrivee].append((dire(trait.nature, inverse=True), depart, trait))
    passerelles, groupes = set(mesures.passerelles), mesures.groupe_de
    return tuple(
        Rang(
            numero=numero,
            noeud=reseau.noeuds[r],
            degre=mesures.degres.get(r, 0),
            groupe=groupes.get(r),
            passerelle=r in passerelles,
            liens=_reunir(liens[r]),
        )
        for numero, r in enumerate(classer(reseau, mesures, centre), 1)
    )


def _reunir(
    liens: list[tuple[str, Noeud, Trait]],
) -> tuple[tuple[str, tuple[tuple[Noeud, Trait], ...]], ...]:
    """Put together the links that read the same."""
    familles: dict[str, list[tuple[Noeud, Trait]]] = {}
    for dit, autre, trait in sorted(liens, key=lambda x: (x[0], x[1].nom, x[2].reference)):
        familles.setdefault(dit, []).append((autre, trait))
    return tuple((dit, tuple(ensemble)) for dit, ensemble in familles.items())


def lecteur_de(fonction: Callable[..., Reseau], *arguments: Any, **options: Any) -> Any:
    """Bind what is read to who reads it."""
    return lambda filtres, *, publiques: fonction(
        *arguments, filtres, publiques=publiques, **options
    )
