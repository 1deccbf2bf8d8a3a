"""What the journal of a démarche tells, and what can be brought back: a registry.

Each tool says it, in a module of ``diagnostics/inscriptions/``, for every model whose history
it keeps (``HistoricalRecords``)::

    enregistrer_suivi(
        Piste,
        outil="pistes",
        libelle="Piste",
        champs={"titre": "Titre", "description": "Description", "etat": "État"},
        titre=lambda version: version.titre,
        permission=LIRE,
        cible="piste",
        restaurables=("titre", "description"),
        remettable=True,
    )

The journal, « Revenir à cette version », « Remettre », the recent activity of the overview and
the mail summaries come with it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q

from diagnostics.models import Diagnostic

CONTRIBUER = "diagnostics.contribuer"


Reserve = tuple[Q, str] | Callable[[], list[tuple[Q, str]]] | None


@dataclass(frozen=True)
class Suivi:
    """A model of the journal; ``version`` below is a row of its history."""

    modele: type[models.Model]
    outil: str
    libelle: str
    champs: Mapping[str, str]
    titre: Callable[[Any], str]
    permission: str
    chemin: str
    adresse: Callable[[Diagnostic, Any], str] | None
    cible: str
    cible_pk: str
    restaurables: tuple[str, ...]
    remettable: bool
    permission_restaurer: str
    restaurer: Callable[..., Any] | None
    reserve: Reserve
    discret: str
    apres_remise: Callable[..., Any] | None
    feminin: bool = field(default=False)

    @property
    def code(self) -> str:
        """Name in addresses and filters."""
        return str(self.modele._meta.model_name)

    @property
    def reserves(self) -> list[tuple[Q, str]]:
        """Rows that take another permission."""
        if self.reserve is None:
            return []
        return self.reserve() if callable(self.reserve) else [self.reserve]

    @property
    def historique(self) -> type[models.Model]:
        """The model of the history rows."""
        return self.modele.history.model  # type: ignore[attr-defined]


_suivis: dict[str, Suivi] = {}


def enregistrer_suivi(  # noqa: PLR0913  one call says everything about a model
    modele: type[models.Model],
    *,
    outil: str,
    libelle: str,
    champs: Mapping[str, str],
    titre: Callable[[Any], str],
    permission: str,
    chemin: str = "diagnostic",
    adresse: Callable[[Diagnostic, Any], str] | None = None,
    cible: str = "",
    cible_pk: str = "id",
    restaurables: tuple[str, ...] = (),
    remettable: bool = False,
    permission_restaurer: str = CONTRIBUER,
    restaurer: Callable[..., Any] | None = None,
    reserve: Reserve = None,
    discret: str = "",
    apres_remise: Callable[..., Any] | None = None,
    feminin: bool = False,
) -> None:
    """Add (or replace) a model of the journal.

    Args:
        modele: a model with ``history``.
        outil: a key of ``diagnostics.echanges.OUTILS``.
        libelle: what it is, in the singular (« Énoncé »).
        champs: fields told before and after, with their French names, in order.
        titre: names the object from a history row; must not query.
        permission: what it takes to read these entries.
        chemin: lookup from a history row to its démarche.
        adresse: where the object is shown; None when it has no screen, or follows ``cible``.
        cible: code of ``enregistrer_cible`` whose followers hear of it.
        cible_pk: attribute of the history row holding the primary key of that object.
        restaurables: fields « Revenir à cette version » brings back; none: not offered. The
            model must be ``Versionne``, unless ``restaurer`` does the work.
        remettable: whether a deleted row can be put back.
        permission_restaurer: what bringing back takes.
        restaurer: own service, called with ``objet``, ``version_id`` and ``par``.
        reserve: rows (a ``Q``) that take another permission to be read, or a function that
            answers several of them; an empty permission hides the rows from everybody.
        discret: said in mails instead of the title (« une parole »), for what was confided.
        apres_remise: what else to put right once a deleted row is back, called with ``objet``,
            ``version`` (its row of deletion) and ``par``.
        feminin: whether ``libelle`` is feminine.
    """
    suivi = Suivi(
        modele,
        outil,
        libelle,
        champs,
        titre,
        permission,
        chemin,
        adresse,
        cible,
        cible_pk,
        restaurables,
        remettable,
        permission_restaurer,
        restaurer,
        reserve,
        discret,
        apres_remise,
        feminin,
    )
    _suivis[suivi.code] = suivi


def suivis() -> tuple[Suivi, ...]:
    """Return every model of the journal."""
    return tuple(_suivis.values())


def suivi_de(code: str) -> Suivi | None:
    """Return the model of the journal named ``code``, or None."""
    return _suivis.get(code)
