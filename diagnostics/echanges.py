"""What can be commented, mentioned and followed in a démarche: a registry.

Each tool says, in a module of ``diagnostics/inscriptions/``, how its objects are found, named,
addressed, and which permission reads them::

    enregistrer_cible(
        "piste",
        modele=Piste,
        libelle="Piste",
        outil="pistes",
        permission=LIRE,
        titre=lambda piste: piste.titre,
        adresse=lambda demarche, piste: reverse(
            "diagnostics:piste", args=[demarche.reference, piste.reference]
        ),
    )

and its page shows the conversation with ``{% load echanges %}{% fil "piste" piste.reference %}``.
A comment is read by whoever reads the object: nobody else sees it, is mentioned in it, or hears
of it by mail.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import models

from diagnostics.models import Diagnostic

OUTILS: Final = {
    "demarche": "Démarche",
    "entretiens": "Entretiens",
    "matrice": "Matrice MOFF",
    "parties": "Parties prenantes",
    "contacts": "Plan de contact",
    "pistes": "Pistes",
    "seances": "Séances",
    "echanges": "Commentaires",
}
"""Tools of a démarche, in the order of the tabs: filters and mails group by them."""


@dataclass(frozen=True)
class TypeDeCible:
    """A kind of object people talk about."""

    code: str
    modele: type[models.Model]
    libelle: str
    outil: str
    permission: str
    titre: Callable[[Any], str]
    adresse: Callable[[Diagnostic, Any], str]
    chemin: str
    cle: str
    relations: tuple[str, ...]


@dataclass(frozen=True)
class Cible:
    """One object people talk about."""

    type: TypeDeCible
    reference: str
    titre: str
    url: str
    pk: Any

    @property
    def code(self) -> str:
        """Code of its kind."""
        return self.type.code

    @property
    def lieu(self) -> str:
        """Name of the tool it belongs to."""
        return OUTILS.get(self.type.outil, self.type.libelle)

    @property
    def permission(self) -> str:
        """What it takes to read it."""
        return self.type.permission


_types: dict[str, TypeDeCible] = {}


def enregistrer_cible(  # noqa: PLR0913  one call says everything about a kind
    code: str,
    *,
    modele: type[models.Model],
    libelle: str,
    outil: str,
    permission: str,
    titre: Callable[[Any], str],
    adresse: Callable[[Diagnostic, Any], str],
    chemin: str = "diagnostic",
    cle: str = "reference",
    relations: Iterable[str] = (),
) -> None:
    """Add (or replace) a kind of object people talk about.

    Args:
        code: stable name, written in the database.
        modele: its model; another manager than the default one is not asked.
        libelle: what it is, in the singular (« Énoncé »).
        outil: a key of ``OUTILS``.
        permission: what it takes to read it (a constant of ``diagnostics.acces``).
        titre: how one names it in a line.
        adresse: address of the screen that shows it.
        chemin: lookup from the model to its démarche.
        cle: field that identifies it in addresses.
        relations: what ``titre`` and ``adresse`` follow (``select_related``).
    """
    _types[code] = TypeDeCible(
        code, modele, libelle, outil, permission, titre, adresse, chemin, cle, tuple(relations)
    )


def type_de_cible(code: str) -> TypeDeCible | None:
    """Return the kind of object ``code``, or None when no tool registered it."""
    return _types.get(code)


def types_de_cibles() -> tuple[TypeDeCible, ...]:
    """Return every registered kind of object."""
    return tuple(_types.values())


def trouver_cible(diagnostic: Diagnostic, code: str, reference: str) -> Cible | None:
    """Return one object of the démarche, or None when it is gone or of an unknown kind."""
    return trouver_cibles(diagnostic, [(code, reference)]).get((code, reference))


def trouver_cibles(
    diagnostic: Diagnostic, designations: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Cible]:
    """Return the objects designated by (code, reference), one query per kind."""
    par_type: dict[str, set[str]] = {}
    for code, reference in designations:
        if code in _types and reference:
            par_type.setdefault(code, set()).add(reference)
    trouvees = {}
    for code, references in par_type.items():
        type_ = _types[code]
        lignes = type_.modele._default_manager.filter(
            **{type_.chemin: diagnostic.pk, f"{type_.cle}__in": references}
        )
        for objet in lignes.select_related(*type_.relations) if type_.relations else lignes:
            reference = str(getattr(objet, type_.cle))
            trouvees[code, reference] = Cible(
                type=type_,
                reference=reference,
                titre=type_.titre(objet),
                url=type_.adresse(diagnostic, objet),
                pk=objet.pk,
            )
    return trouvees
