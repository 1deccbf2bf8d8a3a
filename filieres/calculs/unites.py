"""Units as people type them, brought to one unit per year and per kind of quantity.

« 12 kg/jour », « 4,38 tonnes par an » and « 365 kg par mois » are the same 4.38 t/an. Every
conversion is exact (fractions, by pint): a year has 365 days, 12 months, 52 weeks of 5 worked
days (260 « jours ouvrés »), 4 quarters, one season; a quantity without a period is for a year.

Kinds of quantity: mass (t), volume (m³), surface (m²), energy (MWh), length (km), and one kind
per thing counted (bouteille, repas, pièce…). Things turn into tonnes only when somebody said
what one of them weighs. An unknown unit is kept as typed, as a kind of its own: quantities of
the same unknown unit still add up, and ``Unite.connue`` is False so that it is told.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Final

from filieres.calculs.resultats import Plage

MASSE: Final = "t"

# Names typed (without accents, singular or plural) → name in the registry below.
_MATIERES: Final = {
    "g": "g", "gramme": "g", "kg": "kg", "kilo": "kg", "kilogramme": "kg",
    "t": "t", "to": "t", "tonne": "t", "quintal": "quintal", "quintaux": "quintal", "q": "quintal",
    "kt": "kt", "kilotonne": "kt",
    "cl": "cL", "centilitre": "cL", "l": "L", "litre": "L", "hl": "hL", "hectolitre": "hL",
    "m3": "m3", "metre cube": "m3", "metres cubes": "m3",
    "m2": "m2", "metre carre": "m2", "metres carres": "m2", "ha": "ha", "hectare": "ha",
    "wh": "Wh", "kwh": "kWh", "mwh": "MWh", "gwh": "GWh",
    "m": "m", "metre": "m", "km": "km", "kilometre": "km",
}  # fmt: skip
_COMPTES: Final = {
    "pièce": ("piece", "unite", "article", "objet", "exemplaire", "element", "u", "pc", "pce"),
    "bouteille": ("bouteille",), "repas": ("repas", "couvert"), "vélo": ("velo",),
    "palette": ("palette",), "bocal": ("bocal", "bocaux"), "contenant": ("contenant",),
    "appareil": ("appareil", "equipement"), "meuble": ("meuble",), "livre": ("livre",),
    "ordinateur": ("ordinateur",), "téléphone": ("telephone",), "vêtement": ("vetement",),
    "couche": ("couche",), "toison": ("toison",), "tête": ("tete",), "arbre": ("arbre",),
    "panier": ("panier",), "barquette": ("barquette",), "lot": ("lot",), "colis": ("colis",),
    "stère": ("stere",), "logement": ("logement",), "véhicule": ("vehicule", "voiture"),
    "caisse": ("caisse",), "bac": ("bac",), "matelas": ("matelas",), "trajet": ("trajet",),
    "livraison": ("livraison",), "heure": ("heure", "h"), "personne": ("personne",),
}  # fmt: skip
_PERIODES: Final = {
    "an": "an", "annee": "an", "annuel": "an", "annuelle": "an", "a": "an", "ans": "an",
    "mois": "mois", "mensuel": "mois", "mensuelle": "mois",
    "semaine": "semaine", "sem": "semaine", "hebdomadaire": "semaine",
    "jour": "jour", "j": "jour", "journalier": "jour", "quotidien": "jour", "quotidienne": "jour",
    "jour ouvre": "jour_ouvre", "jours ouvres": "jour_ouvre", "jour travaille": "jour_ouvre",
    "trimestre": "trimestre", "semestre": "semestre", "saison": "saison", "campagne": "saison",
}  # fmt: skip
_MULTIPLES: Final = {"millier": 1_000, "mille": 1_000, "million": 1_000_000}

_DEFINITIONS: Final = """
t = [masse]
kg = t / 1000
g = kg / 1000
kt = 1000 * t
quintal = 100 * kg
m3 = [volume]
L = m3 / 1000
cL = L / 100
hL = 100 * L
m2 = [surface]
ha = 10000 * m2
MWh = [energie]
kWh = MWh / 1000
Wh = kWh / 1000
GWh = 1000 * MWh
km = [longueur]
m = km / 1000
an = [temps]
mois = an / 12
trimestre = an / 4
semestre = an / 2
saison = an
jour = an / 365
semaine = an / 52
jour_ouvre = semaine / 5
"""
_BASES: Final = {
    "[masse]": "t", "[volume]": "m3", "[surface]": "m2", "[energie]": "MWh", "[longueur]": "km",
}  # fmt: skip
_DITES: Final = {"m3": "m³", "m2": "m²"}
_INVARIABLES: Final = frozenset({"t", "m³", "m²", "MWh", "km", "repas", "colis", "matelas"})


@dataclass(frozen=True)
class Unite:
    """A unit as typed, read.

    ``base`` names the kind of quantity (« t », « m³ », « bouteille »…). One typed unit is
    ``matiere`` bases, ``multiple`` things (« milliers de… »), ``par_an`` times a year.
    """

    base: str
    matiere: Fraction
    par_an: Fraction
    multiple: Fraction = Fraction(1)
    connue: bool = True
    periode_connue: bool = True

    @property
    def facteur(self) -> Fraction:
        """Bases per year in one typed unit."""
        return self.matiere * self.par_an

    @property
    def est_masse(self) -> bool:
        """Whether it weighs."""
        return self.base == MASSE


@cache
def _registre() -> Any:
    """Build the registry: only our own units (half a second less than pint's)."""
    from pint import UnitRegistry

    registre = UnitRegistry(None, non_int_type=Fraction)
    for ligne in _DEFINITIONS.strip().splitlines():
        registre.define(ligne)
    return registre


@cache
def _noms() -> dict[str, str]:
    """Names typed → name counted."""
    return {nom: compte for compte, noms in _COMPTES.items() for nom in noms}


@lru_cache(maxsize=2048)
def lire_unite(texte: str) -> Unite:
    """Read a typed unit; never fails: an unknown one comes back with ``connue`` False."""
    simple = _simplifier(texte)
    matiere, periode = _separer(simple)
    multiple = Fraction(1)
    if trouve := re.match(r"(millier|mille|million)s? (?:de |d ?)?(.+)", matiere):
        multiple, matiere = Fraction(_MULTIPLES[trouve[1]]), trouve[2]
    temps = _PERIODES.get(periode) or _PERIODES.get(periode.removesuffix("s"))
    if periode and temps is None:
        # « kg/hab. »: nothing to convert with, the whole is a kind of its own.
        return Unite(_tel_quel(texte), Fraction(1), Fraction(1), connue=False, periode_connue=False)
    par_an = _convertir_temps(temps) if temps else Fraction(1)
    if nom := _au_singulier(matiere, _MATIERES):
        base, facteur = _convertir_matiere(_MATIERES[nom])
        return Unite(base, facteur * multiple, par_an, multiple)
    if nom := _au_singulier(matiere, _noms()):
        return Unite(_noms()[nom], multiple, par_an, multiple)
    inconnue = _tel_quel(texte) if not temps else matiere
    return Unite(inconnue, multiple, par_an, multiple, connue=False)


def _simplifier(texte: str) -> str:
    exposants = texte.replace("²", "2").replace("³", "3").replace("'", " ").replace("’", " ")
    lettres = unicodedata.normalize("NFKD", exposants.casefold())
    sans_accents = "".join(c for c in lettres if not unicodedata.combining(c))
    return " ".join(sans_accents.replace(".", " ").replace("\u00b7", " ").split())


def _separer(simple: str) -> tuple[str, str]:
    """Return matter and period: « t / an », « kg par jour », « repas quotidiens »."""
    for separateur in ("/", " par "):
        if separateur in simple:
            matiere, _, periode = simple.partition(separateur)
            return matiere.strip(), periode.strip()
    mots = simple.split()
    for n in (2, 1):
        fin = " ".join(mots[-n:])
        if len(mots) > n and len(fin) > 1 and _au_singulier(fin, _PERIODES):
            return " ".join(mots[:-n]), _au_singulier(fin, _PERIODES)
    return simple, ""


def _au_singulier(nom: str, connus: dict[str, Any]) -> str:
    """Return ``nom`` as known, in the singular if need be; '' when unknown."""
    for essai in (nom, nom.removesuffix("s"), nom.removesuffix("s s")):
        if essai in connus:
            return essai
    if nom.endswith("iers") and nom[:-1] in connus:
        return nom[:-1]
    return ""


def _tel_quel(texte: str) -> str:
    return " ".join(texte.split()).casefold()


@cache
def _convertir_temps(nom: str) -> Fraction:
    registre = _registre()
    return Fraction(1) / Fraction(registre.Quantity(Fraction(1), nom).to("an").magnitude)


@cache
def _convertir_matiere(nom: str) -> tuple[str, Fraction]:
    quantite = _registre().Quantity(Fraction(1), nom)
    base = _BASES[next(iter(quantite.dimensionality))]
    return _DITES.get(base, base), Fraction(quantite.to(base).magnitude)


def matiere_de(texte: str) -> str:
    """Return a typed unit without its period, in the singular: prices are given per that.

    >>> matiere_de("t/mois"), matiere_de("bouteilles par an"), matiere_de("repas")
    ('t', 'bouteille', 'repas')
    >>> matiere_de("milliers de bouteilles/an")
    'millier de bouteilles'
    """
    if not lire_unite(texte).periode_connue:
        return texte.strip()
    matiere = re.split(r"\s*/\s*|\s+par\s+", texte.strip(), maxsplit=1)[0]
    premier, espace, suite = matiere.partition(" ")
    seul = premier.removesuffix("x" if premier.endswith("eaux") else "s")
    if premier.casefold() in _INVARIABLES or len(seul) <= 2:  # noqa: PLR2004 (a symbol)
        return matiere
    return f"{seul}{espace}{suite}"


def dire_unite(base: str, *, par_an: bool = True) -> str:
    """Say a kind of quantity: « t/an », « bouteilles/an », « repas »."""
    if not base:
        return "sans unité"
    connue = base in _COMPTES and base not in _INVARIABLES
    pluriel = {"bocal": "bocaux"}.get(base, f"{base}s") if connue else base
    return f"{pluriel}/an" if par_an else pluriel


@dataclass(frozen=True)
class Quantite:
    """A quantity per year: ``valeur`` of ``base``."""

    valeur: Fraction
    base: str


@lru_cache(maxsize=8192)
def convertir(
    valeur: Decimal | None, unite: str, masse_kg: Decimal | None = None
) -> Quantite | None:
    """Bring a typed quantity to its base per year; ``None`` without a value.

    Formula: value × matter × times per year; with the mass of one typed unit (one bottle, one
    m³), value × multiple × mass in kg ÷ 1000 × times per year, in tonnes.
    """
    if valeur is None:
        return None
    lue = lire_unite(unite)
    if masse_kg is not None and not lue.est_masse:
        tonnes = Fraction(valeur) * lue.multiple * Fraction(masse_kg) / 1000 * lue.par_an
        return Quantite(tonnes, MASSE)
    return Quantite(Fraction(valeur) * lue.facteur, lue.base)


@lru_cache(maxsize=4096)
def plage(
    centre: Decimal | None,
    bas: Decimal | None,
    haut: Decimal | None,
    unite: str,
    masse_kg: Decimal | None = None,
) -> Plage | None:
    """Bring a quantity and its range to their base per year; ``None`` when nothing is said.

    Without a central value it is the middle of the range; a missing end is the centre.
    """
    connues = [v for v in (bas, haut) if v is not None]
    if centre is None:
        if not connues:
            return None
        centre = sum(connues, Decimal(0)) / len(connues)
    milieu = convertir(centre, unite, masse_kg)
    debut = convertir(bas if bas is not None else centre, unite, masse_kg)
    fin = convertir(haut if haut is not None else centre, unite, masse_kg)
    if milieu is None or debut is None or fin is None:
        return None
    return Plage(
        min(debut.valeur, milieu.valeur),
        milieu.valeur,
        max(fin.valeur, milieu.valeur),
        dire_unite(milieu.base),
    )


@lru_cache(maxsize=4096)
def prix_par_base(
    prix: Decimal, unite: str, masse_kg: Decimal | None = None
) -> tuple[Fraction, str]:
    """Bring a price per typed unit of matter to euros per base (per tonne when it weighs)."""
    lue = lire_unite(unite)
    if masse_kg and not lue.est_masse:
        return Fraction(prix) * 1000 / (lue.multiple * Fraction(masse_kg)), MASSE
    return Fraction(prix) / lue.matiere, lue.base


def masse_par_base(unite: Unite, masse_kg: Decimal) -> Fraction:
    """Return the tonnes in one base (one bottle, one m³), given the mass of one typed unit."""
    return unite.multiple * Fraction(masse_kg) / 1000 / unite.matiere
