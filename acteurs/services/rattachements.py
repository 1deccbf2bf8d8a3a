"""Moving what designates an entry to another one, and back: every foreign key of the project."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import capfirst

from acteurs.attaches import Lien, lien_de, liens_a_deplacer
from acteurs.models import Acteur
from socle.modeles import Versionne

EXAMINEES_MAX = 200
"""Rows of one kind looked at one by one to foretell those that may not follow."""


@dataclass
class Journal:
    """What a merge did, foreign key by foreign key (« app.Modele.champ »)."""

    deplaces: dict[str, list[Any]] = field(default_factory=dict)
    """Keys of the rows that followed."""
    retires: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Links the entry kept already had (many-to-many): column → value, to be made again."""
    accordes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Rows changed so that they may leave: {"pk", "avant", "apres"}."""
    restes: dict[str, list[Any]] = field(default_factory=dict)
    """Keys of the rows that stay with the entry withdrawn."""

    @classmethod
    def lire(cls, donnees: dict[str, Any]) -> Self:
        """Read it from the JSON that ``vars`` makes."""
        return cls(**{nom: donnees.get(nom, {}) for nom in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Prevision:
    """What a merge will do of one kind of things, in words."""

    libelle: str
    suivent: int
    restent: int
    """How many may not follow: the entry kept already has their like."""
    reunis: int = 0
    """How many of those merely say what the entry kept says too."""


def prevoir(survivant: Acteur, absorbe: Acteur) -> list[Prevision]:
    """Return what would move from ``absorbe`` to ``survivant``; former versions are not told."""
    previsions: dict[str, Prevision] = {}
    for lien in liens_a_deplacer():
        if lien.est_historique:
            continue
        nombre = lien.lignes(absorbe).count()
        if not nombre:
            continue
        refuses = sum(
            not _peut_suivre(ligne, lien, survivant)
            for ligne in (lien.lignes(absorbe)[:EXAMINEES_MAX] if _contraint(lien) else ())
        )
        lie = bool(lien.modele._meta.auto_created)
        libelle = _nommer(lien)
        deja = previsions.get(libelle) or Prevision(libelle, suivent=0, restent=0)
        previsions[libelle] = Prevision(
            libelle=libelle,
            suivent=deja.suivent + nombre - refuses,
            restent=deja.restent + (0 if lie else refuses),
            reunis=deja.reunis + (refuses if lie else 0),
        )
    return list(previsions.values())


def compter(acteur: Acteur) -> int:
    """Return how many things designate an entry; former versions are not told."""
    return sum(
        lien.lignes(acteur).count() for lien in liens_a_deplacer() if not lien.est_historique
    )


def _nommer(lien: Lien) -> str:
    """Return what people call the things of a foreign key."""
    cree_par: Any = lien.modele._meta.auto_created  # the model of a many-to-many
    meta = (cree_par or lien.modele)._meta
    # A relation has two ends: one word for both.
    return capfirst(str(meta.verbose_name if cree_par else meta.verbose_name_plural))


def _contraint(lien: Lien) -> bool:
    """Whether a rule of the database could forbid a row to follow."""
    meta = lien.modele._meta
    return bool(
        meta.constraints or meta.unique_together or meta.get_field(lien.champ).unique  # type: ignore[union-attr]
    )


def _peut_suivre(ligne: Any, lien: Lien, survivant: Acteur) -> bool:
    setattr(ligne, lien.champ, survivant)
    try:
        ligne.validate_unique()
        ligne.validate_constraints()
    except ValidationError:
        return False
    return True


def deplacer(absorbe: Acteur, survivant: Acteur) -> Journal:
    """Let every row that designates ``absorbe`` designate ``survivant``; inside a transaction.

    Rows that rules of the database keep from following are changed as their application says
    (``attaches.enregistrer_accord``); else links of many-to-many are dropped, since the entry
    kept has the same one, and other rows stay where they are.
    """
    journal = Journal()
    for lien in liens_a_deplacer():
        pks = list(lien.lignes(absorbe).order_by().values_list("pk", flat=True))
        if not pks:
            continue
        passes, bloques = _repointer(lien, pks, survivant)
        if passes:
            journal.deplaces[lien.cle] = passes
        for pk in bloques:
            _regler(lien, pk, absorbe, journal)
    return journal


def _repointer(lien: Lien, pks: list[Any], vers: Acteur) -> tuple[list[Any], list[Any]]:
    """Point rows to an entry, all at once when nothing forbids it; return (done, forbidden)."""
    siennes = lien.modele._default_manager
    valeurs = {lien.champ: vers, **_marques(lien.modele)}
    try:
        with transaction.atomic():
            siennes.filter(pk__in=pks).update(**valeurs)
    except IntegrityError:
        pass
    else:
        return pks, []
    passes, bloques = [], []
    for pk in pks:
        try:
            with transaction.atomic():
                siennes.filter(pk=pk).update(**valeurs)
        except IntegrityError:
            bloques.append(pk)
        else:
            passes.append(pk)
    return passes, bloques


def _marques(modele: type[models.Model]) -> dict[str, Any]:
    """Return what tells a form opened before, and caches, that a row changed."""
    marques: dict[str, Any] = {}
    if hasattr(modele, "history_id"):
        return marques
    if issubclass(modele, Versionne):
        marques["version"] = F("version") + 1
    try:
        modele._meta.get_field("modifie_le")
    except FieldDoesNotExist:
        return marques
    return {**marques, "modifie_le": timezone.now()}


def _regler(lien: Lien, pk: Any, absorbe: Acteur, journal: Journal) -> None:
    """Decide of a row that may not follow."""
    siennes = lien.modele._default_manager.filter(pk=pk)
    if lien.modele._meta.auto_created:
        valeurs = siennes.values().get()
        siennes.delete()
        journal.retires.setdefault(lien.cle, []).append(_en_json(valeurs))
        return
    if lien.accord:
        ligne = siennes.get()
        apres = lien.accord(ligne, absorbe)
        avant = {nom: getattr(ligne, nom) for nom in apres}
        try:
            with transaction.atomic():
                siennes.update(**apres, **_marques(lien.modele))
        except IntegrityError:
            pass
        else:
            journal.accordes.setdefault(lien.cle, []).append(
                {"pk": pk, "avant": _en_json(avant), "apres": _en_json(apres)}
            )
            return
    journal.restes.setdefault(lien.cle, []).append(pk)


def _en_json(valeurs: dict[str, Any]) -> dict[str, Any]:
    import json

    donnees: dict[str, Any] = json.loads(json.dumps(valeurs, cls=DjangoJSONEncoder))
    return donnees


# ── Back ────────────────────────────────────────────────────────────────────
def remettre(journal: Journal, absorbe: Acteur, survivant: Acteur) -> int:
    """Give back to ``absorbe`` what followed; return how many rows could not be.

    Rows gone or changed since are left as they are, and counted.
    """
    perdus = 0
    for cle, pks in journal.deplaces.items():
        lien = lien_de(cle)
        la = list(lien.lignes(survivant).filter(pk__in=pks).order_by().values_list("pk", flat=True))
        faits, _ = _repointer(lien, la, absorbe) if la else ([], [])
        perdus += 0 if lien.est_historique else len(pks) - len(faits)
    for cle, lignes in journal.retires.items():
        perdus += sum(not _refaire(lien_de(cle), valeurs) for valeurs in lignes)
    for cle, changees in journal.accordes.items():
        perdus += sum(not _desaccorder(lien_de(cle), c) for c in changees)
    return perdus


def _refaire(lien: Lien, valeurs: dict[str, Any]) -> bool:
    """Make a link again, unless it is there or what it led to is gone."""
    try:
        with transaction.atomic():
            colonnes = {n: v for n, v in valeurs.items() if n != "id"}
            if _cibles_presentes(lien.modele, colonnes):
                lien.modele._default_manager.get_or_create(**colonnes)
                return True
    except IntegrityError:
        pass
    return False


def _cibles_presentes(modele: type[models.Model], colonnes: dict[str, Any]) -> bool:
    relations: Iterable[Any] = (c for c in modele._meta.concrete_fields if c.is_relation)
    return all(
        c.related_model._default_manager.filter(pk=colonnes[c.attname]).exists() for c in relations
    )


def _desaccorder(lien: Lien, changee: dict[str, Any]) -> bool:
    siennes = lien.modele._default_manager.filter(pk=changee["pk"], **changee["apres"])
    try:
        with transaction.atomic():
            return bool(siennes.update(**changee["avant"], **_marques(lien.modele)))
    except IntegrityError:
        return False
