"""Maillons and their order. Maillons of the same rank stand side by side."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from filieres.models import Chaine, Filiere, Maillon
from filieres.services.ecriture import creer, modifier, signer, verrouiller_ouverte


@transaction.atomic
def ajouter_maillon(*, filiere: Filiere, par: Any, **champs: Any) -> Maillon:
    """Add a maillon, last of its chain (the first one unless told) when no rank is given."""
    chaine = champs.pop("chaine", None) or filiere.chaines.order_by("ordre", "pk")[0]
    if champs.get("ordre") is None:
        champs["ordre"] = (chaine.maillons.aggregate(m=Max("ordre"))["m"] or 0) + 1
    maillon: Maillon = creer(Maillon(filiere=filiere, chaine=chaine, **champs), par=par)
    return maillon


@transaction.atomic
def ajouter_chaine(*, filiere: Filiere, nom: str, par: Any) -> Chaine:
    """Add a chain after the others.

    Raises:
        ValidationError: no name, or one already used here.
    """
    dernier = filiere.chaines.aggregate(m=Max("ordre"))["m"] or 0
    chaine: Chaine = creer(Chaine(filiere=filiere, nom=nom.strip(), ordre=dernier + 1), par=par)
    return chaine


def _groupes(chaine: Chaine) -> list[list[Maillon]]:
    """Return the maillons of a chain rank by rank, held for this transaction."""
    maillons = chaine.maillons.select_for_update().order_by("ordre", "pk")
    return [list(groupe) for _, groupe in groupby(maillons, key=lambda m: m.ordre)]


def _renumeroter(groupes: list[list[Maillon]], *, par: Any) -> None:
    """Write ranks 1, 2, 3…; only those that change leave a row of history."""
    for rang, groupe in enumerate((g for g in groupes if g), start=1):
        for maillon in groupe:
            if maillon.ordre != rang:
                maillon.ordre = rang
                signer(maillon, par=par, raison="Déplacement")
                maillon.save(update_fields=["ordre", "chaine", "modifie_le"])


@transaction.atomic
def deplacer_maillon(*, maillon: Maillon, sens: int, par: Any) -> None:
    """Move a maillon one rank up (``sens`` -1) or down (1) its chain.

    Who stood side by side with another gets a rank of its own, before or after it.
    """
    verrouiller_ouverte(maillon.filiere)
    groupes = _groupes(maillon.chaine)
    place = next(i for i, g in enumerate(groupes) if maillon.pk in {m.pk for m in g})
    groupe = groupes[place]
    if len(groupe) > 1:
        lui = next(m for m in groupe if m.pk == maillon.pk)
        groupe.remove(lui)
        groupes.insert(place if sens < 0 else place + 1, [lui])
    else:
        arrivee = place + (1 if sens > 0 else -1)
        if not 0 <= arrivee < len(groupes):
            return
        groupes[place], groupes[arrivee] = groupes[arrivee], groupes[place]
    _renumeroter(groupes, par=par)


@transaction.atomic
def mettre_avant(*, maillon: Maillon, chaine: Chaine, avant: Maillon | None, par: Any) -> None:
    """Put a maillon in ``chaine``, on a rank of its own before that of ``avant`` (None: last).

    Raises:
        ValidationError: the chain, or ``avant``, is of another filière or chain.
    """
    verrouiller_ouverte(maillon.filiere)
    if chaine.filiere_id != maillon.filiere_id or (avant and avant.chaine_id != chaine.pk):
        raise ValidationError("Choisissez dans cette filière.", code="ailleurs")
    if avant is not None and avant.pk == maillon.pk:
        return
    lui = Maillon.objects.select_for_update().get(pk=maillon.pk)
    groupes = [[m for m in g if m.pk != lui.pk] for g in _groupes(chaine)]
    groupes = [g for g in groupes if g]
    place = len(groupes)
    if avant is not None:
        place = next(i for i, g in enumerate(groupes) if avant.pk in {m.pk for m in g})
    if lui.chaine_id != chaine.pk:
        lui.chaine, lui.ordre = chaine, 0
    groupes.insert(place, [lui])
    _renumeroter(groupes, par=par)


@transaction.atomic
def placer_maillon(
    *,
    maillon: Maillon,
    colonne: int | None,
    ligne: int | None,
    par: Any,
    version_attendue: int | None = None,
) -> Maillon:
    """Place a maillon by hand on the diagram; None gives it back to the drawing."""
    place: Maillon = modifier(
        maillon,
        champs={"colonne": colonne, "ligne": ligne},
        par=par,
        version_attendue=version_attendue,
        raison="Placement sur le schéma",
    )
    return place


@transaction.atomic
def inserer_colonne(
    *, maillon: Maillon, avant: int, colonnes: Mapping[str, int], par: Any
) -> Maillon:
    """Put a maillon in a column of its own, between column ``avant`` and the one before.

    Maillons further right make room. The column it leaves closes behind it when it was alone there.

    Args:
        maillon: the one that moves.
        avant: number of the column the new one comes before.
        colonnes: where each maillon is drawn today, by reference.
        par: who moves it.
    """
    verrouiller_ouverte(maillon.filiere)
    nouvelles = {c: n + (n >= avant) for c, n in colonnes.items() if c != maillon.reference}
    quittee = colonnes[maillon.reference]
    quittee += quittee >= avant
    seul = quittee not in nouvelles.values()
    nouvelles[maillon.reference] = avant
    if seul:
        nouvelles = {c: n - (n > quittee) for c, n in nouvelles.items()}
    for autre in maillon.filiere.maillons.exclude(pk=maillon.pk):
        voulue = nouvelles.get(autre.reference)
        if voulue is not None and voulue != colonnes[autre.reference]:
            placer_maillon(maillon=autre, colonne=voulue, ligne=autre.ligne, par=par)
    return placer_maillon(
        maillon=maillon, colonne=nouvelles[maillon.reference], ligne=None, par=par
    )


@transaction.atomic
def rendre_places(*, filiere: Filiere, par: Any) -> None:
    """Give every maillon placed by hand back to the drawing."""
    places = filiere.maillons.exclude(colonne=None, ligne=None)
    for maillon in places:
        placer_maillon(maillon=maillon, colonne=None, ligne=None, par=par)
