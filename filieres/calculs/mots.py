"""Say quantities, shares and euros the French way, never more precisely than they are known."""

from fractions import Fraction
from functools import lru_cache
from math import floor, log10

from filieres.calculs.resultats import Plage
from socle.typographie import INSECABLE, ecrire_nombre

CHIFFRES = 3
"""Significant digits of what is computed."""
PETIT_POURCENT = Fraction(1, 100)


def arrondir(valeur: Fraction | float, chiffres: int = CHIFFRES) -> Fraction:
    """Round to so many significant digits; whole numbers keep all their digits up to 9 999."""
    exacte = Fraction(valeur)
    if exacte == 0 or (exacte.denominator == 1 and abs(exacte) < 10_000):  # noqa: PLR2004
        return exacte
    rang = max(chiffres - 1 - floor(log10(abs(exacte))), -3)
    return Fraction(round(exacte * Fraction(10) ** rang)) / Fraction(10) ** rang


@lru_cache(maxsize=8192)
def dire_nombre(valeur: Fraction | float) -> str:
    """Write a number: « 1 240 », « 12,5 », « 0,034 »."""
    rond = arrondir(valeur)
    if rond.denominator == 1:
        return ecrire_nombre(rond.numerator)
    petites = abs(rond) < Fraction(1, 10)
    ecrit = ecrire_nombre(float(rond), 4 if petites else 2)
    return ecrit.rstrip("0").rstrip(",") if "," in ecrit else ecrit


def dire_quantite(valeur: Fraction, unite: str) -> str:
    """Write a quantity and its unit: « 12,5 t/an »."""
    return f"{dire_nombre(valeur)}{INSECABLE}{unite}"


def dire_plage(plage: Plage) -> str:
    """Write a quantity and its range: « 850 t/an (de 700 à 1 000) »."""
    dite = dire_quantite(plage.centre, plage.unite)
    if plage.large:
        dite += f" (de {dire_nombre(plage.bas)} à {dire_nombre(plage.haut)})"
    return dite


def dire_part(part: Fraction) -> str:
    """Write a share: « 42 % », « moins de 1 % »."""
    if 0 < part < PETIT_POURCENT:
        return f"moins de 1{INSECABLE}%"
    return f"{ecrire_nombre(round(part * 100))}{INSECABLE}%"


def dire_euros(valeur: Fraction) -> str:
    """Write an amount: « 12 400 € », « 3,5 € »."""
    return f"{dire_nombre(valeur)}{INSECABLE}€"


def dire_liste(mots: list[str], *, maximum: int = 4) -> str:
    """Write a list: « a, b et c », « a, b, c, d et 3 autres »."""
    if len(mots) > maximum:
        reste = len(mots) - maximum
        mots = [*mots[:maximum], f"{reste} autre{'s' if reste > 1 else ''}"]
    if len(mots) <= 1:
        return "".join(mots)
    return f"{', '.join(mots[:-1])} et {mots[-1]}"
