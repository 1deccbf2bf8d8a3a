"""French words around figures: written numbers, agreement, lists."""

from datetime import date
from decimal import Decimal
from typing import Final

from socle.typographie import INSECABLE, ecrire_nombre

_LETTRES: Final = [
    "aucun",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
]
_MOIS: Final = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


def nombre(valeur: Decimal | float | None) -> str:
    """Write a figure the French way; a whole decimal loses its zeros."""
    return ecrire_nombre(valeur)


def joindre(*morceaux: str) -> str:
    """Join what is not empty by no-break spaces: « plus de 30 structures »."""
    return INSECABLE.join(m.strip() for m in morceaux if m and m.strip())


def compter(quantite: int, singulier: str, pluriel: str = "", *, feminin: bool = False) -> str:
    """Return « deux ateliers », « une voix », « 37 éléments », « aucun acteur »."""
    nom = (pluriel or singulier + "s") if quantite >= 2 else singulier  # noqa: PLR2004
    if quantite >= len(_LETTRES):
        return f"{nombre(quantite)}{INSECABLE}{nom}"
    lettres = _LETTRES[quantite]
    if feminin and quantite < 2:  # noqa: PLR2004
        lettres += "e"
    return f"{lettres} {nom}"


def majuscule(texte: str) -> str:
    """Capitalise the first letter only."""
    return texte[:1].upper() + texte[1:]


def enumerer(mots: list[str]) -> str:
    """Return « a, b et c »."""
    if len(mots) < 2:  # noqa: PLR2004
        return "".join(mots)
    return f"{', '.join(mots[:-1])} et {mots[-1]}"


def abreger(texte: str, maximum: int) -> str:
    """Shorten to at most ``maximum`` characters, at a word, with an ellipsis."""
    if len(texte) <= maximum:
        return texte
    return texte[: maximum - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def finir(texte: str) -> str:
    """End a sentence with a full stop unless it already ends one."""
    return texte if texte.endswith((".", "!", "?", "…")) else f"{texte}."


def dater(jour: date) -> str:
    """Return « 1er janvier 2026 »."""
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{quantieme} {_MOIS[jour.month - 1]} {jour.year}"


def nommer_quelques(noms: list[str], maximum: int = 12) -> str:
    """Enumerate names, counting those beyond ``maximum``: « A, B et trois autres »."""
    if len(noms) <= maximum + 1:
        return enumerer(noms)
    return enumerer([*noms[:maximum], compter(len(noms) - maximum, "autre")])
