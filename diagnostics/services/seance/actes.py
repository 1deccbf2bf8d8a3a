"""What the facilitator does, by name, as the buttons of the page say it.

An act may carry its card: « detacher:12 ».
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from diagnostics.models import Seance
from diagnostics.services.seance import (
    annulation,
    conduite,
    decisions,
    groupes,
    notes,
    participants,
)
from diagnostics.services.seance.horloge import refus


@dataclass(frozen=True)
class Geste:
    """An act being done: on which session, by whom, with what was typed and chosen."""

    seance: Seance
    par: Any
    saisie: Mapping[str, str]
    numeros: Sequence[int]
    numero: int
    argument: str

    def texte(self, nom: str) -> str:
        """Return what was typed in a field."""
        return self.saisie.get(nom, "").strip()


def _etape(g: Geste) -> str:
    seance = conduite.passer_a(seance=g.seance, etape=g.argument, par=g.par)
    return f"Étape : {seance.get_etape_display().lower()}."


def _minuteur(g: Geste) -> str:
    minutes = g.texte("minutes").replace(",", ".")
    try:
        duree = float(minutes) if minutes else 0
    except ValueError:
        raise refus("Donnez la durée en minutes.", "minutes") from None
    conduite.regler_minuteur(
        seance=g.seance, acte=g.argument, minutes=5 if g.argument == "ajouter" else duree
    )
    return {
        "lancer": "Le minuteur est lancé.",
        "ajouter": "Cinq minutes de plus.",
        "arreter": "Le minuteur est arrêté.",
        "pause": "En pause.",
        "reprendre": "C’est reparti.",
    }[g.argument]


def _regrouper(g: Geste) -> str:
    groupe = groupes.regrouper(
        seance=g.seance, numeros=g.numeros, par=g.par, texte=g.texte("texte")
    )
    return f"Regroupées dans la carte {groupe.numero}."


def _accepter(g: Geste) -> str:
    numeros = [int(n) for n in g.argument.split() if n.isdecimal()]
    groupe = groupes.regrouper(seance=g.seance, numeros=numeros, par=g.par)
    return f"Regroupées dans la carte {groupe.numero}."


def _reformuler(g: Geste) -> str:
    if len(g.numeros) != 1:
        raise refus("Choisissez un seul groupe à reformuler.", "un")
    groupes.renommer(seance=g.seance, numero=g.numeros[0], texte=g.texte("texte"), par=g.par)
    return "Groupe reformulé."


def _deplacer(g: Geste) -> str:
    groupes.deplacer(
        seance=g.seance, numeros=g.numeros, case=g.argument or g.texte("case"), par=g.par
    )
    return "Déplacé."


def _detacher(g: Geste) -> str:
    groupes.detacher(seance=g.seance, numero=g.numero, par=g.par)
    return f"La note {g.numero} est de nouveau seule."


def _dissoudre(g: Geste) -> str:
    groupes.dissoudre(seance=g.seance, numero=g.numero, par=g.par)
    return "Groupe défait."


def _masquer(g: Geste) -> str:
    notes.masquer(seance=g.seance, numero=g.numero, par=g.par)
    return f"La note {g.numero} est masquée."


def _montrer(g: Geste) -> str:
    notes.masquer(seance=g.seance, numero=g.numero, par=g.par, masquee=False)
    return f"La note {g.numero} est de nouveau visible."


def _decider(g: Geste) -> str:
    choisies = [g.numero] if g.numero else g.numeros
    decision = {"garder": "gardee", "ecarter": "ecartee", "rediscuter": ""}[
        g.saisie["acte"].partition(":")[0]
    ]
    decisions.decider(
        seance=g.seance, numeros=choisies, decision=decision, par=g.par, motif=g.texte("motif")
    )
    return {"gardee": "Gardé.", "ecartee": "Écarté.", "": "Remis en discussion."}[decision]


def _annuler(g: Geste) -> str:
    return f"Annulé : {annulation.annuler(seance=g.seance, par=g.par).libelle.lower()}."


def _lien(g: Geste) -> str:
    conduite.regler_lien(seance=g.seance, acte=g.argument)
    return {
        "fermer": "Le lien est fermé : personne d’autre n’entre.",
        "ouvrir": "Le lien est ouvert.",
        "changer": "Nouveau lien, nouveau code : les anciens ne mènent plus nulle part.",
        "apres": "Les personnes invitées pourront contribuer après la séance.",
        "sans-apres": "Plus de contribution des personnes invitées après la séance.",
    }[g.argument]


def _ecarter_personne(g: Geste) -> str:
    participant = g.seance.participants.filter(numero=g.numero).first()
    if participant is None:
        raise refus("Cette personne n’est pas dans la séance.", "absente")
    exclu = g.saisie["acte"].startswith("exclure")
    participants.ecarter(participant=participant, exclu=exclu)
    return (
        "Son téléphone ne peut plus écrire." if exclu else "Son téléphone peut de nouveau écrire."
    )


_ACTES: Final[dict[str, Callable[[Geste], str]]] = {
    "etape": _etape,
    "minuteur": _minuteur,
    "regrouper": _regrouper,
    "accepter": _accepter,
    "reformuler": _reformuler,
    "deplacer": _deplacer,
    "detacher": _detacher,
    "dissoudre": _dissoudre,
    "masquer": _masquer,
    "montrer": _montrer,
    "garder": _decider,
    "ecarter": _decider,
    "rediscuter": _decider,
    "annuler": _annuler,
    "lien": _lien,
    "exclure": _ecarter_personne,
    "readmettre": _ecarter_personne,
}


def agir(*, seance: Seance, saisie: Mapping[str, str], numeros: Sequence[int], par: Any) -> str:
    """Do the act named by ``saisie["acte"]`` and say what was done.

    Raises:
        ValidationError: unknown act, or what the act itself refuses.
    """
    nom, _, argument = saisie.get("acte", "").partition(":")
    acte = _ACTES.get(nom)
    if acte is None:
        raise refus("Choisissez ce qu’il faut faire.", "acte")
    numero = int(argument) if argument.isdecimal() and len(argument) < 7 else 0  # noqa: PLR2004
    return acte(Geste(seance, par, saisie, list(dict.fromkeys(numeros)), numero, argument))
