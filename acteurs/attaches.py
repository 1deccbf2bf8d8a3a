"""What becomes, when two entries are joined, of what designates the one that is withdrawn.

Everything follows to the entry that is kept, by itself: a new foreign key needs nothing here.
Two exceptions are registered, from ``AppConfig.ready``: what stays with the entry withdrawn
(``enregistrer_attache``), and how to change a row that may not follow because the entry kept
already has its like (``enregistrer_accord``); without one, such a row stays, and people are told.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from acteurs.models import Acteur

Accord = Callable[[Any, Acteur], dict[str, Any]]
"""(row, entry withdrawn) → the columns to change so that the row may leave it."""

_attaches: set[str] = {
    # What the entry itself is made of, kept with it for the day the merge is undone.
    "acteurs.ThemeActeur.acteur",
    "acteurs.HistoricalThemeActeur.acteur",
    "acteurs.FusionActeurs.survivant",
    "acteurs.FusionActeurs.absorbe",
}
_accords: dict[str, Accord] = {}


@dataclass(frozen=True)
class Lien:
    """A foreign key that designates an actor."""

    modele: type[models.Model]
    champ: str

    @property
    def cle(self) -> str:
        """Name it in journals: « diagnostics.Preuve.acteur »."""
        return f"{self.modele._meta.label}.{self.champ}"

    @property
    def attache(self) -> bool:
        """Whether it stays with the entry withdrawn."""
        return self.cle in _attaches

    @property
    def accord(self) -> Accord | None:
        """How to change a row that may not follow."""
        return _accords.get(self.cle)

    @property
    def est_historique(self) -> bool:
        """Whether its rows are former versions of others."""
        return hasattr(self.modele, "history_id")

    def lignes(self, acteur: Acteur | int) -> models.QuerySet[Any]:
        """Return the rows that designate this actor."""
        return self.modele._default_manager.filter(**{self.champ: acteur})


def enregistrer_attache(cle: str) -> None:
    """Let the rows of this foreign key (« app.Modele.champ ») stay with the entry withdrawn."""
    _attaches.add(cle)


def enregistrer_accord(cle: str, accord: Accord) -> None:
    """Say how to change a row of this foreign key when the entry kept already has its like."""
    _accords[cle] = accord


def liens_vers_acteurs() -> Iterator[Lien]:
    """Every foreign key of the project that designates an actor, those of history included."""
    for modele in apps.get_models(include_auto_created=True):
        for champ in modele._meta.concrete_fields:
            if champ.is_relation and champ.related_model is Acteur and not modele._meta.proxy:
                yield Lien(modele, champ.name)


def liens_a_deplacer() -> list[Lien]:
    """Those that follow to the entry kept."""
    return [lien for lien in liens_vers_acteurs() if not lien.attache]


def lien_de(cle: str) -> Lien:
    """Return the foreign key of this name."""
    modele, _, champ = cle.rpartition(".")
    return Lien(apps.get_model(modele), champ)
