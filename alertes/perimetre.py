"""The actors an alert is about: those of its criteria, entries that left the directory included."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from acteurs.criteres import Criteres
from acteurs.models import Acteur, ActeurQuerySet
from alertes.models import Alerte

MUETS = {"cadre", "vue", "statut", "localisation", "hors_perimetre"}
"""What an address may hold and that is no subject of news: the map's frame, private states."""


class CriteresSuivis(Criteres):
    """The criteria of a list, closed entries included: their closing is news."""

    def visibles(self) -> ActeurQuerySet:
        """All but the proposals."""
        # « Not proposed » leads to no index: a few entries are looked for among all, by number.
        return Acteur.objects.exclude(statut=Acteur.Statut.PROPOSE)

    @property
    def introuvable(self) -> bool:
        """Whether what it asks for cannot be read (any more): it then answers nothing, not all."""
        lieu = bool(self.lieu) and self.territoire is None
        return lieu or set(self.choix) != set(self.selections)


def lire_criteres(adresse: str, utilisateur: Any = None) -> CriteresSuivis:
    """Read the criteria of an address; nobody in particular when ``utilisateur`` is None."""
    donnees = {nom: valeur for nom, valeur in QueryDict(adresse).items() if nom not in MUETS}
    return CriteresSuivis.lire(donnees, utilisateur or AnonymousUser())


def nettoyer(adresse: str, utilisateur: Any) -> str:
    """Return the canonical address of a saved search."""
    return lire_criteres(adresse, utilisateur).adresse


def criteres_de(alerte: Alerte, *, public: bool = False) -> CriteresSuivis:
    """Return the criteria of an alert; ``public``: read as a visitor would."""
    qui = None if public else alerte.utilisateur
    if alerte.nature == Alerte.Nature.TERRITOIRE and alerte.territoire:
        lieu = alerte.territoire
        return lire_criteres(f"territoire={lieu.nature}:{lieu.code}", qui)
    return lire_criteres(alerte.criteres, qui)


class Perimetre:
    """Says which actors matter: one of them, or those of criteria."""

    def __init__(
        self, *, acteur: int | None = None, criteres: CriteresSuivis | None = None
    ) -> None:
        self.acteur = acteur
        self.criteres = criteres

    @classmethod
    def d_alerte(cls, alerte: Alerte, *, public: bool = False) -> "Perimetre":
        """The scope of an alert."""
        if alerte.nature == Alerte.Nature.ACTEUR:
            return cls(acteur=alerte.acteur_id)
        return cls(criteres=criteres_de(alerte, public=public))

    @property
    def introuvable(self) -> bool:
        """Whether it can be read no more."""
        return self.criteres is not None and self.criteres.introuvable

    def acteurs(self, *, index: bool = True) -> ActeurQuerySet:
        """Return its actors, published or closed."""
        if self.introuvable:
            return Acteur.objects.none()
        if self.criteres is None:
            return Acteur.objects.filter(
                pk=self.acteur or 0, statut__in=[Acteur.Statut.PUBLIE, Acteur.Statut.ARCHIVE]
            )
        return self.criteres.appliquer(index=index)

    def parmi(self, ids: list[int]) -> set[int]:
        """Return those of these actors that are in it."""
        if not ids:
            return set()
        if self.criteres is None:
            return {self.acteur} & set(ids) if self.acteur else set()
        siens = self.acteurs(index=False).filter(pk__parmi=ids).order_by()
        return set(siens.values_list("pk", flat=True))

    @property
    def cle(self) -> str:
        """What tells it from another, for caches."""
        if self.criteres is None:
            return f"acteur:{self.acteur}"
        return f"{self.criteres.cle}|{self.criteres.cle_droits}"
