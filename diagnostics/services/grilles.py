"""Interview grids: written together, published in versions, compared, put away."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from acteurs.models import Thematique
from diagnostics.grilles_reference import grilles_reference
from diagnostics.models import Diagnostic, GrilleEntretien, QuestionGrille, VersionGrille
from diagnostics.services.historique import modifier, signer
from socle.modeles import ConflitDEdition

_COPIES = ("cle", "ordre", "texte", "aide", "nature", "choix", "thematique_id")


@transaction.atomic
def creer_grille(
    *, diagnostic: Diagnostic, par: Any, titre: str = "", thematique: Any = None, modele: str = ""
) -> GrilleEntretien:
    """Start a grid, empty or from reference grid ``modele``; its first version is to publish."""
    reference = grilles_reference().get(modele)
    grille = GrilleEntretien(
        diagnostic=diagnostic,
        titre=titre.strip() or (reference.titre if reference else ""),
        thematique=thematique
        or (Thematique.objects.filter(pk=reference.thematique).first() if reference else None),
        intention=reference.intention if reference else "",
        duree=reference.duree if reference else None,
        modele=reference.code if reference else "",
    )
    grille.full_clean(exclude=["diagnostic"])
    signer(grille, par=par, raison="Création")
    grille.save()
    version = VersionGrille.objects.create(grille=grille, numero=1)
    if reference:
        themes = set(Thematique.objects.values_list("pk", flat=True))
        _ajouter_questions(
            version,
            par,
            [
                QuestionGrille(
                    texte=q.texte,
                    aide=q.aide,
                    nature=q.nature,
                    choix=list(q.choix),
                    thematique_id=q.thematique if q.thematique in themes else None,
                    ordre=ordre,
                )
                for ordre, q in enumerate(reference.questions)
            ],
        )
    return grille


def _ajouter_questions(version: VersionGrille, par: Any, questions: list[QuestionGrille]) -> None:
    for question in questions:
        question.grille_version = version
        signer(question, par=par, raison="Ajout")
        question.save()


def modifier_grille(
    *, grille: GrilleEntretien, champs: dict[str, Any], par: Any, version_attendue: int | None
) -> GrilleEntretien:
    """Change title, theme, length, words of presentation.

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
    """
    return modifier(grille, champs=champs, par=par, version_attendue=version_attendue)


@transaction.atomic
def dupliquer_grille(*, grille: GrilleEntretien, par: Any) -> GrilleEntretien:
    """Copy a grid with the questions of its last version, to be published."""
    source = grille.versions.order_by("-numero").first()
    copie = GrilleEntretien(
        diagnostic=grille.diagnostic,
        titre=f"{grille.titre[:112]} (copie)",
        thematique=grille.thematique,
        intention=grille.intention,
        duree=grille.duree,
        modele=grille.modele,
    )
    signer(copie, par=par, raison="Copie")
    copie.save()
    version = VersionGrille.objects.create(grille=copie, numero=1)
    if source:
        _copier(source, version, par)
    return copie


def _copier(source: VersionGrille, cible: VersionGrille, par: Any) -> None:
    _ajouter_questions(
        cible,
        par,
        [QuestionGrille(**{c: getattr(q, c) for c in _COPIES}) for q in source.questions.all()],
    )


@transaction.atomic
def ranger_grille(*, grille: GrilleEntretien, archivee: bool, par: Any) -> GrilleEntretien:
    """Put a grid away, or take it back; its answers stay."""
    actuelle = GrilleEntretien.verrouiller(grille.pk, None)
    actuelle.archivee_le = timezone.now() if archivee else None
    signer(actuelle, par=par, raison="Archivage" if archivee else "Reprise")
    actuelle.save()
    return actuelle


# ── Versions ────────────────────────────────────────────────────────────────
@transaction.atomic
def preparer_version(*, grille: GrilleEntretien, par: Any) -> VersionGrille:
    """Return the version being written, started from the last published one when there is none."""
    GrilleEntretien.objects.select_for_update().get(pk=grille.pk)
    derniere = grille.versions.order_by("-numero").first()
    if derniere and derniere.est_brouillon:
        return derniere
    nouvelle = VersionGrille.objects.create(
        grille=grille, numero=derniere.numero + 1 if derniere else 1
    )
    if derniere:
        _copier(derniere, nouvelle, par)
    return nouvelle


@transaction.atomic
def publier_version(*, grille: GrilleEntretien, par: Any, note: str = "") -> VersionGrille:
    """Freeze the version being written; interviews planned from now on use it.

    Raises:
        ValidationError: nothing to publish, no question, or nothing changed.
    """
    GrilleEntretien.objects.select_for_update().get(pk=grille.pk)
    brouillon = grille.versions.filter(publiee_le=None).first()
    if brouillon is None:
        raise ValidationError("Aucune version n’est en préparation.", code="absente")
    if not brouillon.questions.exists():
        raise ValidationError("Ajoutez au moins une question avant de publier.", code="vide")
    precedente = grille.versions.exclude(publiee_le=None).order_by("-numero").first()
    if precedente and not comparer_versions(precedente, brouillon):
        raise ValidationError(
            "Rien n’a changé depuis la version publiée\u00a0: modifiez une question, "
            "ou abandonnez cette version.",
            code="identique",
        )
    brouillon.publiee_le = timezone.now()
    brouillon.publiee_par = par
    brouillon.note = note.strip()[:300]
    brouillon.save()
    return brouillon


@transaction.atomic
def abandonner_version(*, grille: GrilleEntretien) -> None:
    """Drop the version being written.

    Raises:
        ValidationError: it is the only one.
    """
    brouillon = grille.versions.select_for_update().filter(publiee_le=None).first()
    if brouillon is None:
        return
    if not grille.versions.exclude(pk=brouillon.pk).exists():
        raise ValidationError(
            "La grille n’a pas d’autre version\u00a0: archivez-la plutôt.", code="seule"
        )
    brouillon.delete()


@dataclass(frozen=True)
class EcartDeVersion:
    """One question that differs between two versions."""

    nature: str
    avant: QuestionGrille | None
    apres: QuestionGrille | None
    champs: tuple[str, ...] = ()

    @property
    def titre(self) -> str:
        """What happened to it, in words."""
        return {
            "ajoutee": "Question ajoutée",
            "retiree": "Question retirée",
            "modifiee": "Question modifiée",
            "deplacee": "Question déplacée",
        }[self.nature]


_CHAMPS_COMPARES = {
    "texte": "question",
    "aide": "aide",
    "nature": "type de réponse",
    "choix": "choix",
    "thematique_id": "thème",
}


def comparer_versions(avant: VersionGrille, apres: VersionGrille) -> list[EcartDeVersion]:
    """Return what differs, in the order of the new version, then what was removed."""
    anciennes = {q.cle: q for q in avant.questions.select_related("thematique")}
    nouvelles = {q.cle: q for q in apres.questions.select_related("thematique")}
    communes = [c for c in anciennes if c in nouvelles]
    rangs = {c: i for i, c in enumerate(c for c in nouvelles if c in anciennes)}
    deplacees = _hors_suite([rangs[c] for c in communes])
    ecarts = []
    for cle, question in nouvelles.items():
        ancienne = anciennes.get(cle)
        if ancienne is None:
            ecarts.append(EcartDeVersion("ajoutee", None, question))
            continue
        champs = tuple(
            libelle
            for champ, libelle in _CHAMPS_COMPARES.items()
            if getattr(ancienne, champ) != getattr(question, champ)
        )
        if champs:
            ecarts.append(EcartDeVersion("modifiee", ancienne, question, champs))
        elif rangs[cle] in deplacees:
            ecarts.append(EcartDeVersion("deplacee", ancienne, question))
    ecarts.extend(
        EcartDeVersion("retiree", q, None) for c, q in anciennes.items() if c not in nouvelles
    )
    return ecarts


def _hors_suite(rangs: list[int]) -> set[int]:
    """Return the fewest values to move for the rest to be in increasing order."""
    meilleure: list[int] = []
    suites: list[list[int]] = []
    for rang in rangs:
        avant: list[int] = []
        for suite in suites:
            if suite[-1] < rang and len(suite) > len(avant):
                avant = suite
        suites.append([*avant, rang])
        if len(suites[-1]) > len(meilleure):
            meilleure = suites[-1]
    return set(rangs) - set(meilleure)


# ── Questions ───────────────────────────────────────────────────────────────
def _brouillon(grille: GrilleEntretien) -> VersionGrille:
    GrilleEntretien.objects.select_for_update().get(pk=grille.pk)
    brouillon = grille.versions.filter(publiee_le=None).first()
    if brouillon is None:
        raise ValidationError(
            "Cette version est publiée\u00a0: préparez-en une nouvelle pour la changer.",
            code="publiee",
        )
    return brouillon


@transaction.atomic
def ajouter_question(
    *, grille: GrilleEntretien, champs: dict[str, Any], par: Any
) -> QuestionGrille:
    """Add a question at the end of the version being written."""
    version = _brouillon(grille)
    question = QuestionGrille(
        grille_version=version, ordre=version.questions.count(), **_propres(champs)
    )
    question.full_clean(exclude=["grille_version"])
    signer(question, par=par, raison="Ajout")
    question.save()
    return question


@transaction.atomic
def modifier_question(
    *,
    grille: GrilleEntretien,
    cle: str,
    champs: dict[str, Any],
    par: Any,
    version_attendue: int | None,
) -> QuestionGrille:
    """Change a question of the version being written.

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
    """
    question = _brouillon(grille).questions.select_for_update().get(cle=cle)
    if version_attendue is not None and question.version != version_attendue:
        raise ConflitDEdition(question)
    for nom, valeur in _propres(champs).items():
        setattr(question, nom, valeur)
    question.version += 1
    question.full_clean(exclude=["grille_version"])
    signer(question, par=par, raison="Modification")
    question.save()
    return question


def _propres(champs: dict[str, Any]) -> dict[str, Any]:
    propres = {**champs, "texte": champs["texte"].strip()}
    if propres["nature"] != QuestionGrille.Nature.CHOIX:
        propres["choix"] = []
    elif len(propres["choix"]) < 2:  # noqa: PLR2004 - one choice is none
        raise ValidationError({"choix": "Écrivez au moins deux choix, un par ligne."})
    return propres


@transaction.atomic
def retirer_question(*, grille: GrilleEntretien, cle: str, par: Any) -> None:
    """Take a question out of the version being written; published versions keep it."""
    question = _brouillon(grille).questions.filter(cle=cle).first()
    if question:
        signer(question, par=par, raison="Retrait")
        question.delete()


@transaction.atomic
def placer_question(
    *, grille: GrilleEntretien, cle: str, pas: int = 0, avant: str | None = None
) -> int:
    """Move a question ``pas`` places, or just before question ``avant`` ("" for the end).

    Returns its new position, from 1.
    """
    version = _brouillon(grille)
    questions = list(version.questions.all())
    choisie = next((q for q in questions if q.cle == cle), None)
    if choisie is None:
        raise ValidationError("Cette question n’existe plus.", code="absente")
    rang = questions.index(choisie)
    questions.remove(choisie)
    if avant is None:
        cible = max(0, min(len(questions), rang + pas))
    else:
        cible = next((i for i, q in enumerate(questions) if q.cle == avant), len(questions))
    questions.insert(cible, choisie)
    for ordre, question in enumerate(questions):
        question.ordre = ordre
    QuestionGrille.objects.bulk_update(questions, ["ordre"])
    return cible + 1
