"""The interplay of actors: who and what is compared, the two grids, the analysis."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from diagnostics.calculs.mactor import INFLUENCE_MAX, POSITION_MAX, Mactor, analyser
from diagnostics.models import (
    ActeurConcerne,
    Diagnostic,
    GrilleMactor,
    ObjectifMactor,
    Piste,
)
from diagnostics.services.historique import signer

ACTEURS_MAX: Final = 20
"""Actors of the analysis: Godet advises ten to twenty."""
OBJECTIFS_MAX: Final = 20


@dataclass(frozen=True)
class Jeu:
    """What is compared, and the analysis when there is enough to compute it."""

    grille: GrilleMactor
    acteurs: list[ActeurConcerne]
    objectifs: list[ObjectifMactor]
    influences: list[list[int]]
    positions: list[list[int]]
    analyse: Mactor | None

    @property
    def noms(self) -> list[str]:
        """Short names of the actors."""
        return [a.sigle or abreger(a.nom) for a in self.acteurs]

    @property
    def noms_objectifs(self) -> list[str]:
        """Short names of the objectives."""
        return [o.sigle or abreger(o.titre) for o in self.objectifs]


def abreger(nom: str, maximum: int = 14) -> str:
    """Return a short name: the first words that hold, else cut."""
    if len(nom) <= maximum:
        return nom
    court = ""
    for mot in nom.split():
        if len(court) + len(mot) + 1 > maximum:
            break
        court = f"{court} {mot}".strip()
    return court or nom[: maximum - 1] + "…"


def lire_jeu(diagnostic: Diagnostic) -> Jeu:
    """Read the grids (three queries) and compute."""
    grille = GrilleMactor.objects.filter(diagnostic=diagnostic).first() or GrilleMactor(
        diagnostic=diagnostic, version=0
    )
    acteurs = list(diagnostic.acteurs_concernes.filter(dans_mactor=True)[:ACTEURS_MAX])
    objectifs = list(diagnostic.objectifs_mactor.all()[:OBJECTIFS_MAX])
    influences = [
        [
            0
            if a == b
            else _borner(grille.influences.get(f"{a.reference}>{b.reference}", 0), 0, INFLUENCE_MAX)
            for b in acteurs
        ]
        for a in acteurs
    ]
    positions = [
        [
            _borner(
                grille.positions.get(f"{a.reference}>{o.reference}", 0), -POSITION_MAX, POSITION_MAX
            )
            for o in objectifs
        ]
        for a in acteurs
    ]
    assez = len(acteurs) > 1 and bool(objectifs)
    return Jeu(
        grille,
        acteurs,
        objectifs,
        influences,
        positions,
        analyser(influences, positions) if assez else None,
    )


def _borner(valeur: Any, bas: int, haut: int) -> int:
    return max(bas, min(haut, valeur)) if isinstance(valeur, int) else 0


@transaction.atomic
def choisir_acteurs(
    *,
    diagnostic: Diagnostic,
    choisis: Iterable[ActeurConcerne],
    sigles: Mapping[str, str],
    avant: Mapping[str, tuple[bool, str]] | None = None,
) -> list[tuple[ActeurConcerne, str]]:
    """Say which actors take part and their short names (by reference).

    Args:
        diagnostic: the démarche.
        choisis: those who take part.
        sigles: short names, by reference.
        avant: what the page showed, by reference: what was not touched there keeps what a
            colleague saved meanwhile.

    Returns:
        The actors whose short name a colleague changed too, theirs kept, and the one refused.

    Raises:
        ValidationError: too many actors.
    """
    pris = {a.pk for a in choisis}
    vus = avant or {}
    refuses = []
    acteurs = list(diagnostic.acteurs_concernes.select_for_update())
    for acteur in acteurs:
        present, sigle = vus.get(acteur.reference, (None, None))
        if present is None or present != (acteur.pk in pris):
            acteur.dans_mactor = acteur.pk in pris
        voulu = sigles.get(acteur.reference, acteur.sigle).strip()[:14]
        if sigle is None or acteur.sigle == sigle:
            acteur.sigle = voulu
        elif voulu not in {sigle, acteur.sigle}:
            refuses.append((acteur, voulu))
    if sum(a.dans_mactor for a in acteurs) > ACTEURS_MAX:
        raise ValidationError(f"Gardez {ACTEURS_MAX} acteurs au plus\u00a0: au-delà, la grille ne se "
                              "remplit plus sérieusement.")  # fmt: skip
    for acteur in acteurs:
        acteur.save(update_fields=["dans_mactor", "sigle", "modifie_le"])
    return refuses


@transaction.atomic
def ajouter_objectif(
    *, diagnostic: Diagnostic, titre: str, sigle: str = "", piste: Piste | None = None
) -> ObjectifMactor:
    """Add an objective.

    Raises:
        ValidationError: no title, too many objectives, or the same one twice.
    """
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    objectifs = diagnostic.objectifs_mactor
    if objectifs.count() >= OBJECTIFS_MAX:
        raise ValidationError(f"Gardez {OBJECTIFS_MAX} objectifs au plus.")
    if objectifs.filter(titre__iexact=titre.strip()).exists():
        raise ValidationError("Cet objectif figure déjà dans la liste.")
    dernier = objectifs.aggregate(m=Max("ordre"))["m"]
    objectif = ObjectifMactor(
        diagnostic=diagnostic,
        titre=titre.strip(),
        sigle=sigle.strip(),
        piste=piste,
        ordre=0 if dernier is None else dernier + 1,
    )
    objectif.full_clean(exclude=["diagnostic", "piste"])
    objectif.save()
    return objectif


@transaction.atomic
def enregistrer_grilles(
    *,
    diagnostic: Diagnostic,
    influences: Mapping[str, int],
    positions: Mapping[str, int],
    par: Any,
    version_attendue: int,
) -> GrilleMactor:
    """Save both grids; cells that are not named keep their value.

    Raises:
        ConflitDEdition: somebody saved them meanwhile.
        ValidationError: a value out of bounds.
    """
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    if any(not 0 <= v <= INFLUENCE_MAX for v in influences.values()):
        raise ValidationError("Une influence va de 0 à 4.")
    if any(not -POSITION_MAX <= v <= POSITION_MAX for v in positions.values()):
        raise ValidationError("Une position va de −4 à 4.")
    grille = GrilleMactor.objects.filter(diagnostic=diagnostic).first()
    if grille is None:
        grille = GrilleMactor(diagnostic=diagnostic)
    else:
        grille = GrilleMactor.verrouiller(grille.pk, version_attendue)
    grille.influences = {**grille.influences, **influences}
    grille.positions = {**grille.positions, **positions}
    grille.lecture = False
    signer(grille, par=par, raison="Grilles du jeu d’acteurs")
    grille.save()
    return grille


def lire_cellules(
    donnees: Mapping[str, Any], prefixe: str, lignes: Sequence[str], colonnes: Sequence[str]
) -> tuple[dict[str, int], list[str]]:
    """Read the cells ``prefixe-ligne-colonne`` of a posted grid.

    Returns:
        Values by « ligne>colonne », and the names of the cells that hold no whole number.
    """
    valeurs, fautes = {}, []
    for ligne in lignes:
        for colonne in colonnes:
            nom = f"{prefixe}-{ligne}-{colonne}"
            if ligne == colonne or nom not in donnees:
                continue
            texte = str(donnees[nom]).strip().replace("−", "-") or "0"
            try:
                valeurs[f"{ligne}>{colonne}"] = int(texte)
            except ValueError:
                fautes.append(nom)
    return valeurs, fautes
