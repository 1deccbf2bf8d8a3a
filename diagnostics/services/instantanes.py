"""Snapshots of the matrix, and what changed from one to another."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from diagnostics.models import (
    Diagnostic,
    ElementMoff,
    InstantaneMatrice,
    Preuve,
    Quadrant,
    Seance,
    Voix,
)


def photographier(diagnostic: Diagnostic) -> list[dict[str, Any]]:
    """Return the matrix as plain values, withdrawn and merged statements too (three queries)."""
    voix = dict(
        Voix.objects.filter(element__diagnostic=diagnostic)
        .order_by()
        .values_list("element_id")
        .annotate(Sum("nombre"))
    )
    preuves = dict(
        Preuve.objects.filter(element__diagnostic=diagnostic)
        .order_by()
        .values_list("element_id")
        .annotate(Count("pk"))
    )
    return [
        {
            "reference": e.reference,
            "quadrant": e.quadrant,
            "texte": e.texte,
            "etat": e.etat,
            "dans": e.fusionne_dans.reference if e.fusionne_dans else "",
            "voix": voix.get(e.pk, 0),
            "preuves": preuves.get(e.pk, 0),
        }
        for e in diagnostic.elements.select_related("fusionne_dans").order_by("ordre", "pk")
    ]


@transaction.atomic
def figer(
    *, diagnostic: Diagnostic, titre: str, par: Any, seance: Seance | None = None
) -> InstantaneMatrice:
    """Keep the matrix as it stands."""
    return InstantaneMatrice.objects.create(
        diagnostic=diagnostic,
        titre=titre,
        seance=seance,
        auteur=par,
        contenu=photographier(diagnostic),
    )


@dataclass(frozen=True)
class Difference:
    """One statement that changed: ``detail`` says how, in words."""

    reference: str
    texte: str
    quadrant: str
    detail: str = ""


@dataclass(frozen=True)
class Comparaison:
    """What changed between two states of the matrix."""

    ajoutes: tuple[Difference, ...]
    fusionnes: tuple[Difference, ...]
    retires: tuple[Difference, ...]
    deplaces: tuple[Difference, ...]
    reformules: tuple[Difference, ...]
    voix: tuple[Difference, ...]
    preuves: tuple[Difference, ...]
    avant: int
    apres: int
    voix_avant: int
    voix_apres: int

    @property
    def est_vide(self) -> bool:
        """Whether nothing changed."""
        return not any(
            (
                self.ajoutes,
                self.fusionnes,
                self.retires,
                self.deplaces,
                self.reformules,
                self.voix,
                self.preuves,
            )
        )


def _nom(quadrant: str) -> str:
    return str(Quadrant(quadrant).label)


def _dire(cle: str, e: dict[str, Any], detail: str = "") -> tuple[str, Difference]:
    return cle, Difference(e["reference"], e["texte"], e["quadrant"], detail)


def _changements(ancien: dict[str, Any], e: dict[str, Any]) -> Iterator[tuple[str, Difference]]:
    """What changed in a statement that stood before and stands still."""
    if ancien["quadrant"] != e["quadrant"]:
        yield _dire("deplaces", e, f"de {_nom(ancien['quadrant'])} à {_nom(e['quadrant'])}")
    if ancien["texte"] != e["texte"]:
        yield _dire("reformules", e, f"auparavant : « {ancien['texte']} »")
    for cle in ("voix", "preuves"):
        if ancien[cle] != e[cle]:
            yield _dire(cle, e, f"{ancien[cle]} → {e[cle]} {cle}")


def _differences(
    anciens: dict[str, dict[str, Any]], nouveaux: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, Difference]]:
    actif = ElementMoff.Etat.ACTIF
    for reference, e in nouveaux.items():
        ancien = anciens.get(reference)
        etait_la = ancien is not None and ancien["etat"] == actif
        if e["etat"] == actif and ancien is not None and etait_la:
            yield from _changements(ancien, e)
        elif e["etat"] == actif:
            yield _dire("ajoutes", e, "de retour" if ancien else "")
        elif etait_la and e["etat"] == ElementMoff.Etat.FUSIONNE:
            cible = nouveaux.get(e["dans"])
            yield _dire("fusionnes", e, f"dans « {cible['texte']} »" if cible else "")
        elif etait_la:
            yield _dire("retires", e)
    for reference, ancien in anciens.items():
        if reference not in nouveaux and ancien["etat"] == actif:
            yield _dire("retires", ancien, "effacé")


def comparer(avant: list[dict[str, Any]], apres: list[dict[str, Any]]) -> Comparaison:
    """Tell two states apart: added, merged, withdrawn, moved, reworded, votes, evidence."""
    listes: dict[str, list[Difference]] = {
        cle: []
        for cle in ("ajoutes", "fusionnes", "retires", "deplaces", "reformules", "voix", "preuves")
    }
    for cle, difference in _differences(
        {e["reference"]: e for e in avant}, {e["reference"]: e for e in apres}
    ):
        listes[cle].append(difference)
    la = [e for e in avant if e["etat"] == ElementMoff.Etat.ACTIF]
    ici = [e for e in apres if e["etat"] == ElementMoff.Etat.ACTIF]
    return Comparaison(
        **{cle: tuple(liste) for cle, liste in listes.items()},
        avant=len(la),
        apres=len(ici),
        voix_avant=sum(e["voix"] for e in la),
        voix_apres=sum(e["voix"] for e in ici),
    )
