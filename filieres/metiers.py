"""Which activity codes suit a kind of maillon, read from ``referentiels/naf_maillons.yaml``."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from filieres.catalogue import THEMES
from filieres.reference import DOSSIER, types_maillons
from socle.referentiels import ReferentielInvalide, lire_yaml


class Metier(NamedTuple):
    """The beginning of an activity code, and what it is about."""

    code: str
    libelle: str


@cache
def _metiers() -> dict[str, tuple[tuple[Metier, frozenset[str]], ...]]:
    """Return the codes of every kind of maillon, the most precise first.

    Raises:
        ReferentielInvalide: an unknown kind of maillon or theme.
    """
    lus = {}
    types = {code for code, _ in types_maillons()}
    for maillon, lignes in lire_yaml(DOSSIER / "naf_maillons.yaml")["maillons"].items():
        if maillon not in types:
            raise ReferentielInvalide(f"naf_maillons.yaml : « {maillon} » n’est pas un maillon")
        couples = []
        for ligne in lignes:
            themes = frozenset(ligne.get("themes", ()))
            if not themes <= set(THEMES):
                raise ReferentielInvalide(f"naf_maillons.yaml : thème inconnu dans {ligne}")
            couples.append((Metier(ligne["code"], ligne["libelle"]), themes))
        lus[maillon] = tuple(sorted(couples, key=lambda c: -len(c[0].code)))
    return lus


def metiers_de(maillon: str, theme: str) -> tuple[Metier, ...]:
    """Return the codes that suit a kind of maillon in a filière of this theme."""
    tous = theme in {"multi", "autre", ""}
    return tuple(
        metier
        for metier, themes in _metiers().get(maillon, ())
        if not themes or theme in themes or tous
    )


def metier_du_code(naf: str, metiers: Iterable[Metier]) -> Metier | None:
    """Return the first of ``metiers`` this activity code belongs to."""
    return next((m for m in metiers if naf.startswith(m.code)), None)


@cache
def themes_annuaire(theme: str) -> tuple[str, ...]:
    """Return the directory's themes that come close to a filière's theme."""
    themes = lire_yaml(DOSSIER / "naf_maillons.yaml")["themes"]
    return tuple(themes.get(theme, ()))


def codes_utiles(metiers: Iterable[Metier]) -> tuple[str, ...]:
    """Return the beginnings of codes, without those another one already covers."""
    codes = sorted({m.code for m in metiers})
    return tuple(c for c in codes if not any(c != d and c.startswith(d) for d in codes))
