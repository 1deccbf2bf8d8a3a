"""The columns of a source, known by their headers: what comes back, what has gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from acteurs.importers.colonnes import LIBELLES
from acteurs.models import SourceActeurs
from socle.texte import normaliser

ESSENTIELS = frozenset({"nom", "siret", "siren", "rna", "code_insee", "code_postal", "commune"})
"""Fields that say which actor a row is about: without one of them, twins would be created."""


@dataclass
class Reprise:
    """What a known mapping becomes in a file: columns found, headers that have gone."""

    correspondance: dict[str, int] = field(default_factory=dict)
    disparus: dict[str, str] = field(default_factory=dict)
    """Field code → header that is not in the file."""

    @property
    def essentiels_disparus(self) -> dict[str, str]:
        """Those without which rows cannot be recognised."""
        return {c: e for c, e in self.disparus.items() if c in ESSENTIELS}

    def raconter(self) -> list[str]:
        """Name each header that has gone, with the field it fed (French)."""
        return [f"«\u00a0{e}\u00a0» ({LIBELLES[c].lower()})" for c, e in self.disparus.items()]


def par_entetes(correspondance: Mapping[str, int], entetes: Sequence[str]) -> dict[str, str]:
    """Turn column indexes into headers, which survive a column moved or added."""
    return {code: entetes[i] for code, i in correspondance.items() if i < len(entetes)}


def reprendre(connue: Mapping[str, Any], entetes: Sequence[str]) -> Reprise:
    """Find the headers of a known mapping in a file: as written, else whatever case and accents."""
    exacts = {entete: i for i, entete in reversed(list(enumerate(entetes)))}
    proches = {normaliser(entete): i for i, entete in reversed(list(enumerate(entetes)))}
    reprise = Reprise()
    reste = []
    for code in LIBELLES:  # in our order: PostgreSQL does not keep that of JSON keys
        entete = connue.get(code)
        if entete in exacts:
            reprise.correspondance[code] = exacts[entete]
        elif entete:
            reste.append((code, str(entete)))
    for code, entete in reste:
        index = proches.get(normaliser(entete))
        if index is None or index in reprise.correspondance.values():
            reprise.disparus[code] = entete
        else:
            reprise.correspondance[code] = index
    return reprise


def reconnaitre(organisation: Any, entetes: Sequence[str]) -> tuple[SourceActeurs, Reprise] | None:
    """Return the source whose columns a file has, whole first, then in greater part; else None."""
    meilleure: tuple[tuple[bool, int], SourceActeurs, Reprise] | None = None
    sources = SourceActeurs.objects.filter(organisation=organisation).order_by("-modifie_le")
    for source in sources:
        reprise = reprendre(source.correspondance, entetes)
        trouves = len(reprise.correspondance)
        semblable = "nom" in reprise.correspondance and trouves > max(1, len(reprise.disparus))
        if not trouves or (reprise.disparus and not semblable):
            continue
        rang = (not reprise.disparus, trouves)
        if meilleure is None or rang > meilleure[0]:
            meilleure = (rang, source, reprise)
    return meilleure[1:] if meilleure else None
