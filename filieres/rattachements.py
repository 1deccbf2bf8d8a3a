"""What filières are born from and belong to on the floor above: démarches and their stakes.

The lower floor never imports upward: higher applications register here, from their
``AppConfig.ready``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Depart:
    """Something a filière may start from: its territory, and what to answer (stakes)."""

    reference: str
    titre: str
    territoire: Any
    organisation: Any = None
    choix: tuple[tuple[str, str], ...] = ()
    """Reference and words of what the filière may answer."""


@dataclass(frozen=True)
class Lien:
    """Something a filière answers: title, page, details in words."""

    titre: str
    url: str
    details: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Rattachement:
    """What a higher application offers.

    Attributes:
        cle: word in addresses (``demarche``).
        libelle: « une démarche ».
        question: what is asked about ``Depart.choix``.
        departs: (user) → what this user may start from.
        depart: (user, reference) → one of them, None when unknown or forbidden.
        rattacher: (filiere, reference, references chosen, user): keeps the link.
        liens: (user, filiere) → what this user may see of its links.
    """

    cle: str
    libelle: str
    question: str
    departs: Callable[[Any], list[Depart]]
    depart: Callable[[Any, str], Depart | None]
    rattacher: Callable[[Any, str, list[str], Any], None]
    liens: Callable[[Any, Any], list[Lien]]


_rattachements: dict[str, Rattachement] = {}


def enregistrer_rattachement(rattachement: Rattachement) -> None:
    """Add (or replace) what filières may be born from."""
    _rattachements[rattachement.cle] = rattachement


def rattachements() -> list[Rattachement]:
    """Every registered one, in order of registration."""
    return list(_rattachements.values())


def rattachement_de(cle: str) -> Rattachement | None:
    """Return the one named ``cle``, or None."""
    return _rattachements.get(cle)


def liens_de(utilisateur: Any, filiere: Any) -> list[Lien]:
    """Return what a filière answers that the user may see."""
    return [lien for r in rattachements() for lien in r.liens(utilisateur, filiere)]
