"""What the requester chose for a report, stored as JSON on its row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

SECTIONS: Final[dict[str, str]] = {
    "note": "Note d’une page aux élues et aux élus",
    "territoire": "Le territoire en chiffres",
    "acteurs": "Les acteurs",
    "matrice": "La matrice MOFF et ses preuves",
    "parties": "La carte des parties prenantes",
    "pistes": "Pistes et convergence",
    "filieres": "Les filières",
    "demarche": "Le déroulé de la démarche",
    "lexique": "Lexique",
}
"""Chapters that may be left out, in print order. Cover, contents and sources always stay."""

MESSAGES_MAX: Final = 5
TITRE_MAX: Final = 120
"""Characters of a message's title: five of them and their texts hold on one page."""
TEXTE_MAX: Final = 210
CHIFFRES_MAX: Final = 3
PRECISIONS_MAX: Final = 2


@dataclass(frozen=True)
class MessageChoisi:
    """A message as edited; ``element`` is the reference of the item it was drawn from."""

    titre: str
    texte: str = ""
    element: str = ""


@dataclass(frozen=True)
class Options:
    """Choices of one report; ``None`` means « propose from the data »."""

    sections: tuple[str, ...] = tuple(SECTIONS)
    messages: tuple[MessageChoisi, ...] | None = None
    chiffres: tuple[str, ...] | None = None
    decision: str = ""
    precisions: tuple[str, ...] = ()

    @classmethod
    def lire(cls, donnees: Mapping[str, Any]) -> "Options":
        """Read the stored JSON; unknown or missing keys fall back on the defaults."""
        messages = donnees.get("messages")
        chiffres = donnees.get("chiffres")
        return cls(
            sections=tuple(s for s in SECTIONS if s in donnees.get("sections", SECTIONS)),
            messages=None
            if messages is None
            else tuple(
                MessageChoisi(
                    str(m.get("titre", "")), str(m.get("texte", "")), str(m.get("element", ""))
                )
                for m in messages[:MESSAGES_MAX]
                if m.get("titre")
            ),
            chiffres=None if chiffres is None else tuple(map(str, chiffres[:CHIFFRES_MAX])),
            decision=str(donnees.get("decision", "")),
            precisions=tuple(
                str(p) for p in donnees.get("precisions", ())[:PRECISIONS_MAX] if str(p).strip()
            ),
        )

    def en_json(self) -> dict[str, Any]:
        """Return what ``lire`` reads."""
        return {
            "sections": list(self.sections),
            "messages": None
            if self.messages is None
            else [
                {"titre": m.titre, "texte": m.texte, "element": m.element} for m in self.messages
            ],
            "chiffres": None if self.chiffres is None else list(self.chiffres),
            "decision": self.decision,
            "precisions": list(self.precisions),
        }
