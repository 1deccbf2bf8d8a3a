"""Relations that interviews and filières let guess, to be accepted or dismissed in one gesture.

The lower floor never imports upward: higher applications register here, from their
``AppConfig.ready``, what they know. Each answers for its own secrets: it only gives a user what
this user may read there.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from acteurs.models import Acteur
from relations.models import Relation, SuggestionEcartee
from relations.natures import Sens, dire, est_symetrique


@dataclass(frozen=True)
class Piste:
    """What a source knows: two actors by key, what links them, where it was read."""

    cle: str
    """Stable: « entretien:<reference> »."""
    depart: int
    arrivee: int
    nature: str
    dit: str
    """Where it comes from, for those who may read it."""
    url: str = ""
    detail: str = ""
    """What was written there; shown, never copied."""
    source: str = ""
    """Written as the source of the relation once accepted: readable by everybody."""
    confidentielle: bool = False
    """Accepted, it is kept to the organisation unless somebody decides otherwise."""


@dataclass(frozen=True)
class Fournisseur:
    """What a higher application offers: (user, actors or None for all) → what it knows."""

    cle: str
    libelle: str
    pistes: Callable[[Any, Collection[int] | None], list[Piste]]


@dataclass(frozen=True)
class Suggestion:
    """A relation nobody entered yet, with all that speaks for it."""

    pistes: tuple[Piste, ...]
    depart: Acteur
    arrivee: Acteur

    @property
    def cle(self) -> str:
        """Name it: by its first source."""
        return self.pistes[0].cle

    @property
    def nature(self) -> str:
        """What links them."""
        return self.pistes[0].nature

    @property
    def dit(self) -> str:
        """The relation in words."""
        return dire(self.nature)

    @property
    def sens(self) -> str:
        """The code of the form that enters it from its first actor."""
        return Sens(self.nature, inverse=False, libelle="").code

    @property
    def confidentielle(self) -> bool:
        """Whether all that speaks for it is confidential."""
        return all(p.confidentielle for p in self.pistes)

    @property
    def visibilite(self) -> str:
        """Who will read it if it is accepted as it is."""
        if self.confidentielle:
            return Relation.Visibilite.MEMBRES
        return Relation.Visibilite.PUBLIC

    @property
    def source(self) -> str:
        """What is written as its source: nothing confidential once it is public."""
        choisies = (p.source for p in self.pistes if p.confidentielle == self.confidentielle)
        return next((s for s in choisies if s), "")


_fournisseurs: dict[str, Fournisseur] = {}


def enregistrer_fournisseur(fournisseur: Fournisseur) -> None:
    """Add (or replace) what knows of relations."""
    _fournisseurs[fournisseur.cle] = fournisseur


def suggerer(utilisateur: Any, organisation: Any, acteur: Acteur | None = None) -> list[Suggestion]:
    """Return what this user may accept, about one actor or all; not what is known or dismissed."""
    if not utilisateur.is_authenticated or not organisation:
        return []
    ids = None if acteur is None else {acteur.pk}
    pistes = [p for f in _fournisseurs.values() for p in f.pistes(utilisateur, ids)]
    pistes = [p for p in pistes if p.depart != p.arrivee]
    if not pistes:
        return []
    ecartees = set(
        SuggestionEcartee.objects.filter(
            organisation=organisation, cle__in=[p.cle for p in pistes]
        ).values_list("cle", flat=True)
    )
    lus = {pk for p in pistes for pk in (p.depart, p.arrivee)}
    connues = {
        _identite(*ligne)
        for ligne in Relation.objects.visibles_par(utilisateur)
        .filter(depart__in=lus, arrivee__in=lus)
        .values_list("depart_id", "arrivee_id", "nature")
    }
    restantes: dict[tuple[Any, ...], list[Piste]] = {}
    for piste in pistes:
        identite = _identite(piste.depart, piste.arrivee, piste.nature)
        if piste.cle not in ecartees and identite not in connues:
            restantes.setdefault(identite, []).append(piste)
    lisibles = Acteur.objects.visibles_par(utilisateur).exclude(statut=Acteur.Statut.ARCHIVE)
    acteurs = lisibles.select_related("type", "commune").in_bulk(sorted(lus))
    return [
        Suggestion(tuple(siennes), acteurs[siennes[0].depart], acteurs[siennes[0].arrivee])
        for siennes in restantes.values()
        if siennes[0].depart in acteurs and siennes[0].arrivee in acteurs
    ]


def _identite(depart: int, arrivee: int, nature: str) -> tuple[Any, ...]:
    if est_symetrique(nature):
        return (min(depart, arrivee), max(depart, arrivee), nature)
    return (depart, arrivee, nature)
