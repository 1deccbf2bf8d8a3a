"""What the official codes of an actor say: its family from its legal category, its
themes from its activity code. Loaded once per reading of a register, then no query.
"""

from dataclasses import dataclass, field
from typing import NamedTuple, Self

from acteurs.models import CategorieJuridique, RegleNaf

SOCIETE_COMMERCIALE = "societe-commerciale-ess"


class Famille(NamedTuple):
    """Why a legal unit is an actor of the ESS; codes of ``TypeActeur``.

    ``type_code`` is None when the register says that the unit belongs to the ESS
    but its legal category says nothing of its family.
    """

    type_code: str | None
    sous_type_code: str | None
    libelle: str


def code_nu(code: str) -> str:
    """« 88.10C » → « 8810C »: registers write activity codes with or without the dot."""
    return code.replace(".", "").replace(" ", "").upper()


@dataclass
class Regles:
    """Legal families and themes by activity code, as the tables stand now."""

    categories: dict[str, tuple[Famille, bool]]
    """Legal category → family, and whether the status alone is enough."""
    prefixes: dict[str, dict[str, int]]
    """Nomenclature → beginning of code without dot → mask of themes (0 stops the search)."""
    _masques: dict[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    def charger(cls) -> Self:
        """Read both tables: three queries."""
        categories = {
            code: (Famille(famille, forme, libelle), regle == CategorieJuridique.Regle.TOUJOURS)
            for code, famille, forme, libelle, regle in CategorieJuridique.objects.values_list(
                "code", "famille_id", "forme_id", "libelle", "regle"
            ).order_by()
        }
        prefixes: dict[str, dict[str, int]] = {n: {} for n in RegleNaf.Nomenclature.values}
        for nomenclature, prefixe, bit in RegleNaf.objects.values_list(
            "nomenclature", "prefixe", "thematiques__bit"
        ).order_by():
            table = prefixes[nomenclature]
            nu = code_nu(prefixe)
            table[nu] = table.get(nu, 0) | (0 if bit is None else 1 << bit)
        return cls(categories, prefixes)

    @property
    def toujours(self) -> frozenset[str]:
        """Legal categories that belong to the ESS by their status alone."""
        return frozenset(code for code, (_, suffit) in self.categories.items() if suffit)

    def famille(self, categorie: str, ess_flag: bool) -> Famille | None:  # noqa: FBT001
        """Return the family of a legal unit, None when it is not an actor of the ESS.

        Args:
            categorie: ``categorieJuridiqueUniteLegale``.
            ess_flag: the register says ESS (``economieSocialeSolidaireUniteLegale = O``),
                or the ESUS or ESS France list does.
        """
        connue = self.categories.get(categorie)
        if connue is None:
            if not ess_flag:
                return None
            return Famille(SOCIETE_COMMERCIALE if categorie[:1] == "5" else None, None, "")
        famille, suffit = connue
        return famille if suffit or ess_flag else None

    def themes(self, naf: str = "", naf25: str = "") -> int:
        """Return the mask of the themes that activity codes propose; 0 for none.

        The NAF 2025 code is asked first, the NAF rév. 2 code when it says nothing.
        """
        cle = (naf, naf25)
        masque = self._masques.get(cle)
        if masque is None:
            masque = self._chercher("naf25", naf25) or self._chercher("naf2", naf)
            self._masques[cle] = masque
        return masque

    def _chercher(self, nomenclature: str, code: str) -> int:
        """Longest known beginning of ``code``; a division has two digits."""
        table, nu = self.prefixes[nomenclature], code_nu(code)
        for longueur in range(len(nu), 1, -1):
            masque = table.get(nu[:longueur])
            if masque is not None:
                return masque
        return 0
