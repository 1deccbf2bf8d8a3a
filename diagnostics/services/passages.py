"""Passages of answers and exact words: found again in a text that changes, and what they become.

The first half is pure: no database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from diagnostics.models import (
    Besoin,
    Diagnostic,
    ElementMoff,
    Entretien,
    Passage,
    Preuve,
    RelationSignalee,
    Reponse,
    Verbatim,
)
from diagnostics.services import elements
from diagnostics.services.historique import signer
from diagnostics.services.preuves import rattacher
from socle.texte import normaliser

MOTS_REPRIS = 4
"""As many words in a row make a quotation."""


class Reperable(Protocol):
    """What is looked for in a text."""

    debut: int
    fin: int
    texte: str


@dataclass(frozen=True)
class Segment:
    """A piece of text and the passages that cover it."""

    texte: str
    passages: tuple[Any, ...] = ()
    ouvre: tuple[Any, ...] = ()
    """Passages that begin here."""
    ferme: tuple[Any, ...] = ()
    """Passages that end here: what they became is written after the piece."""


def reperer(texte: str, passage: Reperable) -> tuple[int, int] | None:
    """Return where ``passage`` stands in ``texte`` today: its place, else the nearest same words."""
    longueur = len(passage.texte)
    if not longueur:
        return None
    if texte[passage.debut : passage.debut + longueur] == passage.texte:
        return passage.debut, passage.debut + longueur
    places = []
    place = texte.find(passage.texte)
    while place >= 0:
        places.append(place)
        place = texte.find(passage.texte, place + 1)
    if not places:
        return None
    proche = min(places, key=lambda p: (abs(p - passage.debut), p))
    return proche, proche + longueur


def decouper(texte: str, passages: Iterable[Reperable]) -> tuple[list[Segment], list[Any]]:
    """Cut ``texte`` at the passages found in it; return the pieces and the passages lost.

    The pieces put end to end are the text; passages may overlap.
    """
    places: list[tuple[int, int, Any]] = []
    egares: list[Any] = []
    for passage in passages:
        place = reperer(texte, passage)
        if place is None:
            egares.append(passage)
        else:
            places.append((*place, passage))
    bornes = sorted({0, len(texte), *(b for debut, fin, _ in places for b in (debut, fin))})
    segments = [
        Segment(
            texte=texte[debut:fin],
            passages=tuple(p for d, f, p in places if d <= debut and fin <= f),
            ouvre=tuple(p for d, _, p in places if d == debut),
            ferme=tuple(p for _, f, p in places if f == fin),
        )
        for debut, fin in pairwise(bornes)
    ]
    return segments, egares


def situer(texte: str, *, debut: int | None, fin: int | None, extrait: str) -> tuple[int, int]:
    """Return the bounds of what somebody selected: by its words first, else by its bounds.

    Raises:
        ValidationError: nothing selected, or words that are not in the text.
    """
    extrait = extrait.replace("\r\n", "\n").strip()
    if extrait:
        exact = _Extrait(debut or 0, 0, extrait)
        place = reperer(texte, exact)
        if place is None:
            raise ValidationError(
                "Ces mots ne se trouvent pas dans le texte\u00a0: recopiez-les tels quels, "
                "ou relisez le texte, qui a peut-être changé.",
                code="introuvable",
            )
        return place
    if debut is None or fin is None:
        raise ValidationError("Sélectionnez au moins un mot.", code="vide")
    debut, fin = max(0, debut), min(fin, len(texte))
    while debut < fin and texte[debut].isspace():
        debut += 1
    while fin > debut and texte[fin - 1].isspace():
        fin -= 1
    if fin <= debut:
        raise ValidationError("Sélectionnez au moins un mot.", code="vide")
    return debut, fin


@dataclass
class _Extrait:
    debut: int
    fin: int
    texte: str


def reprend(texte: str, passage: str) -> bool:
    """Whether ``texte`` quotes ``passage``: the whole of it, or several words of it in a row."""
    mots, siens = normaliser(passage).split(), normaliser(texte).split()
    if not mots or not siens:
        return False
    if len(mots) < MOTS_REPRIS:
        return _contient(siens, mots)
    return any(
        _contient(siens, mots[i : i + MOTS_REPRIS]) for i in range(len(mots) - MOTS_REPRIS + 1)
    )


def _contient(mots: Sequence[str], suite: Sequence[str]) -> bool:
    n = len(suite)
    return any(list(mots[i : i + n]) == list(suite) for i in range(len(mots) - n + 1))


# ── What a passage becomes ──────────────────────────────────────────────────
def poser_passage(*, source: Reponse | Verbatim, debut: int, fin: int, par: Any) -> Passage:
    """Return the passage of ``source`` between two bounds, the same row when it exists already."""
    texte = source.texte[debut:fin]
    lien: dict[str, Any] = (
        {"verbatim": source, "reponse": None}
        if isinstance(source, Verbatim)
        else {"reponse": source, "verbatim": None}
    )
    existant = Passage.objects.filter(debut=debut, fin=fin, texte=texte, **lien).first()
    if existant:
        return existant
    passage = Passage(
        entretien=source.entretien, debut=debut, fin=fin, texte=texte, auteur=par, **lien
    )
    passage.full_clean(exclude=["entretien", "auteur"])
    passage.save()
    return passage


def _refuser_citation(passage: Passage, texte: str, champ: str) -> None:
    """Words that may not be quoted are not copied into what others read."""
    if passage.est_refuse and reprend(texte, passage.texte):
        raise ValidationError(
            {
                champ: "La personne a refusé d’être citée\u00a0: dites la même chose avec vos mots, "
                "sans reprendre les siens."
            },
            code="refuse",
        )


@transaction.atomic
def en_enonce(*, passage: Passage, quadrant: str, texte: str, thematique: Any, par: Any) -> Preuve:
    """Write a new statement of the matrix, supported by the passage."""
    _refuser_citation(passage, texte, "texte")
    element = elements.ajouter(
        diagnostic=passage.entretien.diagnostic,
        quadrant=quadrant,
        texte=texte,
        auteur=par,
        thematique=thematique,
    )
    return en_preuve(passage=passage, element=element, sens=Preuve.Sens.APPUIE, par=par)


@transaction.atomic
def en_preuve(*, passage: Passage, element: ElementMoff, sens: str, par: Any) -> Preuve:
    """Make the passage evidence for or against a statement of the same démarche."""
    return rattacher(
        element=element,
        nature=Preuve.Nature.ENTRETIEN,
        sens=sens,
        entretien=passage.entretien,
        passage=passage,
        par=par,
    )


@transaction.atomic
def noter_besoin(
    *, diagnostic: Diagnostic, champs: dict[str, Any], par: Any, passage: Passage | None = None
) -> Besoin:
    """Write a need down (``champs``: texte, qui, thematique)."""
    if passage:
        _refuser_citation(passage, champs["texte"], "texte")
    besoin = Besoin(diagnostic=diagnostic, passage=passage, auteur=par, **champs)
    besoin.full_clean(exclude=["diagnostic", "auteur", "passage"])
    signer(besoin, par=par, raison="Ajout")
    besoin.save()
    return besoin


@transaction.atomic
def noter_relation(
    *, diagnostic: Diagnostic, champs: dict[str, Any], par: Any, passage: Passage | None = None
) -> RelationSignalee:
    """Write down a relation somebody told about (``champs``: both ends, nature, precision)."""
    if passage:
        _refuser_citation(passage, champs.get("precision", ""), "precision")
    relation = RelationSignalee(diagnostic=diagnostic, passage=passage, auteur=par, **champs)
    if normaliser(relation.nom_a) == normaliser(relation.nom_b):
        raise ValidationError({"nom_b": "Nommez deux acteurs différents."}, code="meme")
    relation.full_clean(exclude=["diagnostic", "auteur", "passage"])
    signer(relation, par=par, raison="Ajout")
    relation.save()
    return relation


@transaction.atomic
def modifier_fiche(
    *,
    fiche: Besoin | RelationSignalee,
    champs: dict[str, Any],
    par: Any,
    version_attendue: int | None,
) -> Besoin | RelationSignalee:
    """Change a need or a relation.

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
    """
    actuelle = type(fiche).verrouiller(fiche.pk, version_attendue)
    if actuelle.passage:
        libre = "texte" if isinstance(actuelle, Besoin) else "precision"
        _refuser_citation(actuelle.passage, champs.get(libre, ""), libre)
    for nom, valeur in champs.items():
        setattr(actuelle, nom, valeur)
    actuelle.full_clean(exclude=["diagnostic", "auteur", "passage"])
    signer(actuelle, par=par, raison="Modification")
    actuelle.save()
    return actuelle


@transaction.atomic
def retirer_fiche(*, fiche: Besoin | RelationSignalee, retiree: bool, par: Any) -> None:
    """Take a need or a relation out of its list, or put it back."""
    actuelle = type(fiche).verrouiller(fiche.pk, None)
    actuelle.retire_le = timezone.now() if retiree else None
    signer(actuelle, par=par, raison="Retrait" if retiree else "Retour")
    actuelle.save()


@transaction.atomic
def oublier_passage(*, passage: Passage) -> None:
    """Forget a passage that became nothing.

    Raises:
        ValidationError: a statement, a need or a relation rests on it.
    """
    if passage.preuves.exists() or passage.besoins.exists() or passage.relations.exists():
        raise ValidationError(
            "Ce passage appuie quelque chose\u00a0: retirez d’abord ce qui s’appuie dessus.",
            code="utilise",
        )
    passage.delete()


def source_de(entretien: Entretien, designation: str) -> Reponse | Verbatim | None:
    """Return the answer or exact words named « reponse-abc » or « verbatim-abc »."""
    nature, _, reference = designation.partition("-")
    if nature == "reponse":
        return entretien.reponses.filter(reference=reference).first()
    if nature == "verbatim":
        return entretien.verbatims.filter(reference=reference).first()
    return None
