"""Finding the commune a row speaks of, in a constant number of queries per batch."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from acteurs.models import communes_de
from socle.texte import normaliser
from territoires.models import Commune

Lieu = tuple[str, str, str]
"""INSEE code, postcode, name; each may be empty."""
_CEDEX = re.compile(r"\s+cedex\b.*$")


class Communes:
    """Communes by INSEE code, by name and postcode, or by name within a territory."""

    def __init__(self, territoire: Any = None) -> None:
        self.territoire = territoire
        self.dans_territoire: set[str] | None = None
        self.par_code: dict[str, Commune] = {}
        self.par_nom: dict[str, list[Commune]] = {}

    def charger(self, lieux: Iterable[Lieu]) -> None:
        """Fetch the communes named by a batch (at most three queries)."""
        lieux = list(lieux)
        if self.territoire is not None and self.dans_territoire is None:
            siennes = communes_de(self.territoire).values_list("pk", flat=True)
            self.dans_territoire = set(siennes)
        codes = {code for code, _, _ in lieux if code} - self.par_code.keys()
        noms = {_nom(nom) for code, _, nom in lieux if nom and not code} - self.par_nom.keys()
        communes = Commune.objects.select_related("successeur")
        if codes:
            self.par_code |= communes.in_bulk(list(codes))
        if noms:
            trouvees = defaultdict(list)
            for commune in communes.filter(nom_normalise__in=noms, actif=True):
                trouvees[commune.nom_normalise].append(commune)
            self.par_nom |= {nom: trouvees.get(nom, []) for nom in noms}

    def trouver(self, lieu: Lieu) -> tuple[Commune | None, str]:
        """Return (commune, "") or (None, French reason)."""
        code, postal, nom = lieu
        if code:
            return self._par_code(code)
        if not nom:
            return None, "Commune\u00a0: le code postal seul ne suffit pas, ajoutez le nom."
        candidates = self.par_nom.get(_nom(nom), [])
        retenues = _seule_commune(self._retenir(candidates, nom, postal))
        if len(retenues) == 1:
            return retenues[0], ""
        cite = f"«\u00a0{nom[:60]}\u00a0»"
        if retenues:
            reste = "ajoutez le code postal ou le code INSEE."
            return None, f"Commune\u00a0: plusieurs s’appellent {cite}, {reste}"
        if candidates:
            return (
                None,
                f"Commune\u00a0: {cite} n’a pas le code postal {postal}, corrigez l’un ou l’autre.",
            )
        return (
            None,
            f"Commune\u00a0: {cite} est inconnue, vérifiez l’orthographe ou donnez le code INSEE.",
        )

    def _par_code(self, code: str) -> tuple[Commune | None, str]:
        """The commune of an INSEE code, or the one that took over."""
        commune = self.par_code.get(code)
        if commune is None:
            return None, f"Code INSEE\u00a0: {code} est inconnu."
        return commune.actuelle, ""

    def _retenir(self, candidates: list[Commune], nom: str, postal: str) -> list[Commune]:
        """Keep those of the postcode, else those of the territory when it holds some."""
        if postal:
            # A « cedex » postcode belongs to no commune: the département then decides.
            return [c for c in candidates if postal in c.codes_postaux] or [
                c for c in candidates if c.code[:2] == postal[:2] and "cedex" in nom.lower()
            ]
        siennes = self.dans_territoire or set()
        return [c for c in candidates if c.pk in siennes] or candidates


def _seule_commune(candidates: list[Commune]) -> list[Commune]:
    """Between a commune and its homonymous parts, the commune."""
    propres = [c for c in candidates if c.type == Commune.Type.COMMUNE]
    return propres if len(propres) == 1 else candidates


def _nom(nom: str) -> str:
    return _CEDEX.sub("", normaliser(nom))
