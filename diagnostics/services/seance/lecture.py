"""Read models of a session: its cards and what they weigh, in constant queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Sum

from diagnostics.calculs.priorites import Priorite, calculer
from diagnostics.models import GroupeNotes, NoteSeance, ParticipantSeance, Seance, VoteSeance
from diagnostics.services.seance.outils import Case, cases_de
from diagnostics.services.seance.voix import CHAMPS, carte_du_vote

AUCUNE = Priorite(0, 0, 0)


@dataclass(frozen=True)
class LigneNote:
    """A note inside a group."""

    numero: int
    texte: str


@dataclass(frozen=True)
class LigneCarte:
    """A card: a lone note or a group. ``soutiens``: participant → hands."""

    numero: int
    case: str
    texte: str
    decision: str
    motif: str
    revision: int
    est_groupe: bool = False
    notes: tuple[LigneNote, ...] = ()
    tardive: bool = False
    masquee: bool = False
    par_procuration: bool = False
    element: str = ""
    priorite: Priorite = AUCUNE
    soutiens: Mapping[int, int] = field(default_factory=dict)

    @property
    def voix(self) -> int:
        """Voices it got."""
        return self.priorite.voix

    @property
    def libelle_decision(self) -> str:
        """« Gardée », « Écartée », or nothing."""
        return {"gardee": "Gardée", "ecartee": "Écartée"}.get(self.decision, "")


@dataclass(frozen=True)
class LectureCase:
    """A case and its cards."""

    case: Case
    cartes: tuple[LigneCarte, ...]


def _ligne(carte: NoteSeance | GroupeNotes, notes: Iterable[NoteSeance] = ()) -> LigneCarte:
    groupe = isinstance(carte, GroupeNotes)
    return LigneCarte(
        numero=carte.numero,
        case=carte.case,
        texte=carte.texte,
        decision=carte.decision,
        motif=carte.motif,
        revision=carte.revision,
        est_groupe=groupe,
        notes=tuple(LigneNote(n.numero, n.texte) for n in notes),
        tardive=isinstance(carte, NoteSeance) and carte.tardive,
        masquee=isinstance(carte, NoteSeance) and carte.etat == NoteSeance.Etat.MASQUEE,
    )


def lire_cartes(
    seance: Seance,
    *,
    voix: bool = False,
    depuis: int | None = None,
    masquees: bool = False,
) -> list[LigneCarte]:
    """Return the cards of a session, groups and lone notes, in the order of their numbers.

    Two queries, three with the votes (``voix``), whatever the number of cards.

    Args:
        seance: the session.
        voix: also read who supports what, and priorities.
        depuis: only the cards changed after this revision (see ``cartes_disparues``).
        masquees: also those the facilitator hid.
    """
    visibles = [NoteSeance.Etat.VISIBLE] + ([NoteSeance.Etat.MASQUEE] if masquees else [])
    groupes = seance.groupes.filter(dissous=False)
    notes = seance.notes.filter(etat__in=visibles)
    if depuis is not None:
        groupes = groupes.filter(revision__gt=depuis)
        notes = notes.filter(Q(groupe=None, revision__gt=depuis) | Q(groupe__revision__gt=depuis))
    par_groupe: dict[int | None, list[NoteSeance]] = defaultdict(list)
    for note in notes:
        par_groupe[note.groupe_id].append(note)
    lignes = [_ligne(g, par_groupe[g.pk]) for g in groupes if par_groupe[g.pk]]
    lignes += [_ligne(n) for n in par_groupe[None]]
    lignes.sort(key=lambda ligne: ligne.numero)
    return _peser(seance, lignes) if voix else lignes


def cartes_disparues(seance: Seance, depuis: int) -> list[int]:
    """Return the numbers of cards that left the board after this revision (two queries)."""
    notes = seance.notes.filter(revision__gt=depuis).filter(
        ~Q(etat=NoteSeance.Etat.VISIBLE) | Q(groupe__isnull=False)
    )
    groupes = seance.groupes.filter(revision__gt=depuis, dissous=True)
    return [*notes.values_list("numero", flat=True), *groupes.values_list("numero", flat=True)]


def soutiens_par_carte(seance: Seance) -> dict[int, dict[int, int]]:
    """Return who supports each card: number of the card → participant → hands (one query)."""
    soutiens: dict[int, dict[int, int]] = defaultdict(dict)
    votes = VoteSeance.objects.filter(participant__seance=seance, participant__exclu=False)
    for vote in votes.values("participant_id", *CHAMPS):
        carte = carte_du_vote(vote)
        if carte is not None:
            siens = soutiens[carte]
            pk = vote["participant_id"]
            siens[pk] = max(vote["nombre"], siens.get(pk, 0))
    return soutiens


def _peser(seance: Seance, lignes: list[LigneCarte]) -> list[LigneCarte]:
    from dataclasses import replace

    soutiens = soutiens_par_carte(seance)
    genres = dict(seance.participants.filter(exclu=False).values_list("pk", "genre"))
    comptes: dict[int, dict[str, int]] = {}
    for ligne in lignes:
        par_genre: dict[str, int] = defaultdict(int)
        for pk, nombre in soutiens.get(ligne.numero, {}).items():
            par_genre[genres[pk]] += nombre
        comptes[ligne.numero] = par_genre
    priorites = calculer(comptes, genres.values())
    return [
        replace(ligne, priorite=priorites[ligne.numero], soutiens=soutiens.get(ligne.numero, {}))
        for ligne in lignes
    ]


def ranger(seance: Seance, lignes: Iterable[LigneCarte]) -> tuple[LectureCase, ...]:
    """Put cards in their cases, in order."""
    lignes = list(lignes)
    return tuple(
        LectureCase(case, tuple(x for x in lignes if x.case == case.code))
        for case in cases_de(seance)
    )


@dataclass(frozen=True)
class Comptes:
    """Numbers of a session, for the facilitator and the screen."""

    participants: int
    personnes: int
    notes: int
    cartes: int
    groupes: int
    gardees: int
    ecartees: int
    voix: int
    par_case: Mapping[str, int]
    par_genre: Mapping[str, int]

    @property
    def a_decider(self) -> int:
        """Cards the group has not decided on."""
        return self.cartes - self.gardees - self.ecartees


def compter(seance: Seance) -> Comptes:
    """Count what is in the room (four aggregates)."""
    present = list(
        seance.participants.filter(exclu=False)
        .order_by()
        .values("genre")
        .annotate(n=Count("pk"), personnes=Sum("effectif"))
    )
    visibles = seance.notes.filter(etat=NoteSeance.Etat.VISIBLE)
    cases = list(
        visibles.order_by()
        .values("case")
        .annotate(
            n=Count("pk"),
            seules=Count("pk", filter=Q(groupe=None)),
            gardees=Count("pk", filter=Q(groupe=None, decision="gardee")),
            ecartees=Count("pk", filter=Q(groupe=None, decision="ecartee")),
        )
    )
    groupes = seance.groupes.filter(dissous=False).aggregate(
        n=Count("pk"),
        gardees=Count("pk", filter=Q(decision="gardee")),
        ecartees=Count("pk", filter=Q(decision="ecartee")),
    )
    voix = VoteSeance.objects.filter(participant__seance=seance).aggregate(n=Sum("nombre"))["n"]
    return Comptes(
        participants=sum(p["n"] for p in present),
        personnes=sum(p["personnes"] for p in present),
        notes=sum(c["n"] for c in cases),
        cartes=sum(c["seules"] for c in cases) + groupes["n"],
        groupes=groupes["n"],
        gardees=sum(c["gardees"] for c in cases) + groupes["gardees"],
        ecartees=sum(c["ecartees"] for c in cases) + groupes["ecartees"],
        voix=voix or 0,
        par_case={c["case"]: c["n"] for c in cases},
        par_genre={p["genre"]: p["personnes"] for p in present},
    )


def notes_de(participant: ParticipantSeance) -> list[NoteSeance]:
    """Return what this person wrote and did not take back, the latest first."""
    return list(
        participant.notes.exclude(etat=NoteSeance.Etat.RETIREE)
        .select_related("groupe")
        .order_by("-numero")
    )


def secondes_restantes(seance: Seance, maintenant: Any) -> int | None:
    """Return what the timer shows, in seconds; None without a timer."""
    if seance.minuteur_reste is not None:
        return seance.minuteur_reste
    if seance.minuteur_fin is None:
        return None
    return max(0, round((seance.minuteur_fin - maintenant).total_seconds()))
