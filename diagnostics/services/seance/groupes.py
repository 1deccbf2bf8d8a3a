"""Groups of notes: made, renamed, undone, moved; cards are named by their number."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from diagnostics.models import GroupeNotes, NoteSeance, Seance
from diagnostics.services.seance.annulation import memoriser
from diagnostics.services.seance.horloge import (
    avancer,
    est_publique,
    exiger_ouverte,
    numeroter,
    refus,
    verrouiller,
)
from diagnostics.services.seance.notes import nettoyer
from diagnostics.services.seance.outils import cases_de

CARTES_MAX = 60
_NOMMEES = 8


def nommer(numeros: Sequence[int]) -> str:
    """Return the first numbers of a list, for the name of an action."""
    suite = "…" if len(numeros) > _NOMMEES else ""
    return ", ".join(map(str, numeros[:_NOMMEES])) + suite


def trouver_cartes(
    seance: Seance, numeros: Sequence[int]
) -> tuple[list[NoteSeance], list[GroupeNotes]]:
    """Return the visible notes and live groups of these numbers.

    Raises:
        ValidationError: one of them is not there (any more).
    """
    voulus = set(numeros)
    groupes = list(seance.groupes.filter(numero__in=voulus, dissous=False))
    notes = list(
        seance.notes.filter(numero__in=voulus, etat=NoteSeance.Etat.VISIBLE).select_related(
            "groupe"
        )
    )
    absents = voulus - {c.numero for c in (*groupes, *notes)}
    if absents:
        dits = ", ".join(map(str, sorted(absents)))
        raise refus(f"Ces cartes ne sont plus là : {dits}.", "absente")
    return notes, groupes


def trouver_carte(seance: Seance, numero: int) -> NoteSeance | GroupeNotes:
    """Return the card of this number: a lone note or a group.

    Raises:
        ValidationError: not there, or a note inside a group.
    """
    notes, groupes = trouver_cartes(seance, [numero])
    carte: NoteSeance | GroupeNotes = (groupes or notes)[0]
    if isinstance(carte, NoteSeance) and carte.groupe_id:
        raise refus(f"La note {numero} est dans un groupe.", "groupee")
    return carte


@transaction.atomic
def regrouper(*, seance: Seance, numeros: Sequence[int], par: Any, texte: str = "") -> GroupeNotes:
    """Put cards together: notes, notes taken from other groups, whole groups.

    A group among them receives the others; without one, a group is made in the case of
    the first card named, worded ``texte`` or like its first note.

    Raises:
        ValidationError: fewer than two cards, one that is gone, too early.
    """
    uniques = list(dict.fromkeys(numeros))
    if len(uniques) == 1 or not uniques:
        raise refus("Choisissez au moins deux cartes à regrouper.", "deux")
    if len(uniques) > CARTES_MAX:
        raise refus(f"Regroupez au plus {CARTES_MAX} cartes à la fois.", "maximum")
    seance = verrouiller(seance)
    exiger_ouverte(seance)
    if not est_publique(seance):
        raise refus(
            "Révélez d’abord les notes : on ne regroupe que ce que tout le monde voit.", "etape"
        )
    notes, groupes = trouver_cartes(seance, uniques)
    premiere = next(c for c in (*notes, *groupes) if c.numero == uniques[0])
    cible = next((g for n in uniques for g in groupes if g.numero == n), None)
    membres = list(seance.notes.filter(groupe__in=[g for g in groupes if g != cible]))
    quittes = [
        n.groupe for n in notes if n.groupe and n.groupe != cible and n.groupe not in groupes
    ]
    neuf = cible is None
    if cible is None:
        cible = GroupeNotes(
            seance=seance,
            numero=numeroter(seance),
            case=premiere.case,
            texte=nettoyer(texte) if texte.strip() else premiere.texte,
            dissous=True,
        )
        cible.save()
    touches = {n.pk: n for n in (*notes, *membres)}
    memoriser(
        seance,
        "regrouper",
        f"Regrouper {nommer(uniques)}",
        par=par,
        notes=touches.values(),
        groupes=[cible, *(g for g in groupes if g != cible), *quittes],
    )
    revision = avancer(seance, publique=True)
    cible.dissous = False
    if not neuf and texte.strip():
        cible.texte = nettoyer(texte)
    cible.revision = revision
    cible.save(update_fields=["dissous", "texte", "revision"])
    seance.groupes.filter(pk__in=[g.pk for g in groupes if g != cible]).update(
        dissous=True, revision=revision
    )
    seance.notes.filter(pk__in=touches).update(groupe=cible, revision=revision)
    _clore_les_vides(seance, quittes, revision)
    return cible


def _clore_les_vides(seance: Seance, groupes: Sequence[GroupeNotes], revision: int) -> None:
    """A group its last notes left is a group no more; the others are told again."""
    for groupe in groupes:
        reste = seance.notes.filter(groupe=groupe, etat=NoteSeance.Etat.VISIBLE).count()
        if reste == 0:
            seance.notes.filter(groupe=groupe).update(groupe=None, revision=revision)
        seance.groupes.filter(pk=groupe.pk).update(dissous=reste == 0, revision=revision)


@transaction.atomic
def detacher(*, seance: Seance, numero: int, par: Any) -> NoteSeance:
    """Take a note out of its group.

    Raises:
        ValidationError: no such note, or it is alone already.
    """
    seance = verrouiller(seance)
    exiger_ouverte(seance)
    notes, _ = trouver_cartes(seance, [numero])
    note = notes[0] if notes else None
    if note is None or note.groupe is None:
        raise refus("Cette note n’est dans aucun groupe.", "seule")
    groupe = note.groupe
    memoriser(
        seance, "detacher", f"Détacher la note {numero}", par=par, notes=[note], groupes=[groupe]
    )
    note.groupe, note.case = None, groupe.case
    note.revision = avancer(seance, publique=True)
    note.save(update_fields=["groupe", "case", "revision"])
    _clore_les_vides(seance, [groupe], note.revision)
    return note


@transaction.atomic
def dissoudre(*, seance: Seance, numero: int, par: Any) -> None:
    """Give every note of a group back its place.

    Raises:
        ValidationError: no such group.
    """
    seance = verrouiller(seance)
    exiger_ouverte(seance)
    groupe = seance.groupes.filter(numero=numero, dissous=False).first()
    if groupe is None:
        raise refus("Ce groupe n’existe plus.", "absente")
    notes = list(seance.notes.filter(groupe=groupe))
    memoriser(
        seance, "dissoudre", f"Défaire le groupe {numero}", par=par, notes=notes, groupes=[groupe]
    )
    revision = avancer(seance, publique=True)
    seance.notes.filter(groupe=groupe).update(groupe=None, revision=revision)
    seance.groupes.filter(pk=groupe.pk).update(dissous=True, revision=revision)


@transaction.atomic
def renommer(*, seance: Seance, numero: int, texte: str, par: Any) -> GroupeNotes:
    """Reword a group.

    Raises:
        ValidationError: no such group, empty or too long text.
    """
    texte = nettoyer(texte)
    seance = verrouiller(seance)
    exiger_ouverte(seance)
    groupe = seance.groupes.filter(numero=numero, dissous=False).first()
    if groupe is None:
        raise refus("Ce groupe n’existe plus.", "absente")
    if groupe.texte != texte:
        memoriser(seance, "renommer", f"Reformuler le groupe {numero}", par=par, groupes=[groupe])
        groupe.texte = texte
        groupe.revision = avancer(seance, publique=True)
        groupe.save(update_fields=["texte", "revision"])
    return groupe


@transaction.atomic
def deplacer(*, seance: Seance, numeros: Sequence[int], case: str, par: Any) -> None:
    """Move cards to another case.

    Raises:
        ValidationError: unknown case, a card that is gone.
    """
    noms = {c.code: c.libelle for c in cases_de(seance)}
    if case not in noms:
        raise refus("Choisissez où ranger ces cartes.", "case")
    seance = verrouiller(seance)
    exiger_ouverte(seance)
    notes, groupes = trouver_cartes(seance, list(dict.fromkeys(numeros)))
    seules = [n for n in notes if n.groupe is None]
    if not seules and not groupes:
        raise refus("Choisissez au moins une carte à déplacer.", "aucune")
    membres = list(seance.notes.filter(groupe__in=groupes))
    dits = nommer([c.numero for c in (*seules, *groupes)])
    memoriser(
        seance,
        "deplacer",
        f"Déplacer {dits} vers {noms[case]}",
        par=par,
        notes=[*seules, *membres],
        groupes=groupes,
    )
    revision = avancer(seance, publique=est_publique(seance))
    seance.notes.filter(pk__in=[n.pk for n in (*seules, *membres)]).update(
        case=case, revision=revision
    )
    seance.groupes.filter(pk__in=[g.pk for g in groupes]).update(case=case, revision=revision)
