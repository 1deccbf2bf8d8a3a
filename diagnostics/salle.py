"""What a session shows, and what is sent of it to a phone, the facilitator or the big screen.

A first page is rendered whole; afterwards each screen tells the step and the revision it
knows and gets what changed since: cards as ready HTML (rendered once per revision, whoever
asks), small zones, nothing when nothing changed.
"""

from collections import OrderedDict
from threading import Lock
from typing import Any, Final

from django.template.loader import get_template, render_to_string
from django.utils import timezone

from diagnostics.models import ParticipantSeance, Seance
from diagnostics.services.seance.horloge import ETAPES_OUVERTES, est_publique
from diagnostics.services.seance.lecture import (
    LectureCase,
    LigneCarte,
    cartes_disparues,
    lire_cartes,
    notes_de,
    ranger,
    secondes_restantes,
)
from diagnostics.services.seance.outils import cases_de
from diagnostics.services.seance.voix import cartes_soutenues

SALLE, CONDUITE, ECRAN = "salle", "conduite", "ecran"
Etape = Seance.Etape
_RENDUES: OrderedDict[tuple[Any, ...], str] = OrderedDict()
_VERROU = Lock()
_RENDUES_MAX: Final = 8000
_MEME_SALLE: Final = {Etape.REVELATION.value, Etape.REGROUPEMENT.value}
"""Two steps that look the same on a phone: the board is not sent again from one to the other."""
_TABLEAUX: OrderedDict[tuple[Any, ...], list[dict[str, Any]]] = OrderedDict()
_VERROU_TABLEAUX = Lock()
_TABLEAUX_MAX: Final = 12


def rendre_carte(seance: Seance, ligne: LigneCarte, mode: str, *, soutenue: bool = False) -> str:
    """Return the HTML of a card; kept per process, since a room asks for the same ones."""
    votes = seance.etape in {Etape.VOTE, Etape.DECISION, Etape.CLOSE}
    cle = (
        seance.reference,
        ligne.numero,
        ligne.revision,
        seance.etape,
        mode,
        soutenue,
        ligne.masquee,
        ligne.priorite if votes else None,
    )
    with _VERROU:
        if cle in _RENDUES:
            _RENDUES.move_to_end(cle)
            return _RENDUES[cle]
    html = get_template("diagnostics/seance/carte.html").render(
        {
            "carte": ligne,
            "etape": seance.etape,
            "mode": mode,
            "soutenue": soutenue,
            "montre_voix": (mode != SALLE and votes)
            or seance.etape in {Etape.DECISION, Etape.CLOSE},
        }
    )
    html = " ".join(html.split())
    with _VERROU:
        _RENDUES[cle] = html
        while len(_RENDUES) > _RENDUES_MAX:
            _RENDUES.popitem(last=False)
    return html


def avec_voix(seance: Seance, mode: str) -> bool:
    """Whether this screen is told who got how many votes at this step.

    People in the room vote without seeing the others' votes; the count comes with the decision.
    """
    if mode == SALLE:
        return seance.etape in {Etape.DECISION, Etape.CLOSE}
    return seance.etape_atteinte(Etape.VOTE)


def montre_cartes(seance: Seance, mode: str) -> bool:
    """Whether this screen shows cards at this step (the facilitator sees them from the start)."""
    return mode == CONDUITE or est_publique(seance)


def lire_tableau(seance: Seance, mode: str) -> tuple[LectureCase, ...]:
    """Return the board this screen shows."""
    if not montre_cartes(seance, mode):
        return ranger(seance, [])
    lignes = lire_cartes(seance, voix=avec_voix(seance, mode), masquees=mode == CONDUITE)
    if seance.etape in {Etape.DECISION, Etape.CLOSE}:
        lignes.sort(key=lambda x: (-x.priorite.valeur, -x.priorite.voix, x.numero))
    return ranger(seance, lignes)


def html_tableau(
    seance: Seance, mode: str, soutenues: dict[int, int] | None = None
) -> list[dict[str, Any]]:
    """Return the board with its cards rendered.

    When a step changes, sixty phones ask for the same board within three seconds: it is
    made once per process and kept while the session stands at this revision.
    """
    if soutenues:
        return _faire_tableau(seance, mode, soutenues)
    cle = (seance.reference, seance.revision, seance.etape, mode)
    with _VERROU_TABLEAUX:
        if cle not in _TABLEAUX:
            _TABLEAUX[cle] = _faire_tableau(seance, mode, {})
            while len(_TABLEAUX) > _TABLEAUX_MAX:
                _TABLEAUX.popitem(last=False)
        return _TABLEAUX[cle]


def _faire_tableau(seance: Seance, mode: str, siennes: dict[int, int]) -> list[dict[str, Any]]:
    return [
        {
            "case": lecture.case,
            "nombre": len(lecture.cartes),
            "cartes": [
                rendre_carte(seance, c, mode, soutenue=c.numero in siennes) for c in lecture.cartes
            ],
        }
        for lecture in lire_tableau(seance, mode)
    ]


def minuteur(seance: Seance) -> dict[str, Any]:
    """Return what the timer of a template needs."""
    reste = secondes_restantes(seance, timezone.now())
    return {
        "minuteur": reste,
        "minuteur_texte": "" if reste is None else f"{reste // 60:02d}:{reste % 60:02d}",
        "minuteur_court": seance.minuteur_fin is not None,
    }


def contexte_salle(participant: ParticipantSeance) -> dict[str, Any]:
    """Return the values of the participant's page."""
    seance = participant.seance
    soutenues = cartes_soutenues(participant) if seance.etape == Etape.VOTE else {}
    return {
        **_contexte_entete(seance, soutenues),
        "seance": seance,
        "participant": participant,
        "peut_ecrire": seance.etape in ETAPES_OUVERTES,
        "cases": cases_de(seance),
        "mes_notes": notes_de(participant),
        "montre_cartes": est_publique(seance),
        "tableau": html_tableau(seance, SALLE, soutenues) if est_publique(seance) else [],
        "soutenues": list(soutenues),
        "jeton_etat": etiquette_salle(participant),
    }


def _contexte_entete(seance: Seance, soutenues: dict[int, int]) -> dict[str, Any]:
    return {
        "seance": seance,
        **minuteur(seance),
        "reste": seance.voix_par_personne - len(soutenues),
        "vote": seance.etape == Etape.VOTE,
    }


def etiquette_salle(participant: ParticipantSeance) -> str:
    """Return the ETag of what this participant sees: nothing but the row already read."""
    seance = participant.seance
    return f'"{seance.rang}.{seance.revision_publique}.{participant.revision}"'


def etat_salle(
    participant: ParticipantSeance, *, etape: str, revision: int, sien: int
) -> dict[str, Any]:
    """Return what changed for a phone that knows this step, revision and its own count."""
    seance = participant.seance
    etat: dict[str, Any] = {"e": seance.etape, "r": seance.revision, "p": participant.revision}
    if etape != seance.etape and {etape, seance.etape} != _MEME_SALLE:
        contexte = contexte_salle(participant)
        etat["entete"] = render_to_string("diagnostics/seance/entete_salle.html", contexte)
        etat["salle"] = _serrer(render_to_string("diagnostics/seance/zone_salle.html", contexte))
        return etat
    soutenues = cartes_soutenues(participant) if seance.etape == Etape.VOTE else {}
    etat["entete"] = render_to_string(
        "diagnostics/seance/entete_salle.html", _contexte_entete(seance, soutenues)
    )
    if seance.etape == Etape.VOTE:
        etat["v"] = list(soutenues)
    if sien != participant.revision:
        etat["moi"] = _serrer(
            render_to_string(
                "diagnostics/seance/mes_notes.html",
                {
                    "mes_notes": notes_de(participant),
                    "peut_ecrire": seance.etape in ETAPES_OUVERTES,
                    "cases": cases_de(seance),
                    "seance": seance,
                },
            )
        )
    if est_publique(seance) and seance.revision_publique > revision:
        etat.update(_cartes_depuis(seance, SALLE, revision, soutenues))
    return etat


def _cartes_depuis(
    seance: Seance, mode: str, revision: int, soutenues: dict[int, int] | None = None
) -> dict[str, Any]:
    siennes = soutenues or {}
    lignes = lire_cartes(
        seance, voix=avec_voix(seance, mode), depuis=revision, masquees=mode == CONDUITE
    )
    parties = cartes_disparues(seance, revision)
    if mode == CONDUITE:
        la = {ligne.numero for ligne in lignes}
        parties = [n for n in parties if n not in la]
    return {
        "cartes": [
            [x.numero, x.case, rendre_carte(seance, x, mode, soutenue=x.numero in siennes)]
            for x in lignes
        ],
        "parties": parties,
    }


def etat_conduite(seance: Seance, *, mode: str, etape: str, revision: int) -> dict[str, Any]:
    """Return what changed on the facilitator's page or the big screen; both redraw on a new step."""
    etat: dict[str, Any] = {"e": seance.etape, "r": seance.revision}
    if etape != seance.etape:
        return etat
    if montre_cartes(seance, mode) and seance.revision > revision:
        etat.update(_cartes_depuis(seance, mode, revision))
        if avec_voix(seance, mode):
            etat["voix"] = _voix_des_cartes(seance)
    return etat


def _voix_des_cartes(seance: Seance) -> dict[int, list[Any]]:
    """Votes change without the card changing: number → [votes, priority, words]."""
    return {
        ligne.numero: [ligne.voix, ligne.priorite.ecrite, ligne.priorite.phrase]
        for ligne in lire_cartes(seance, voix=True)
        if ligne.voix
    }


def _serrer(html: str) -> str:
    """Drop indentation: phones pay for it."""
    return " ".join(html.split())
