"""Hand-made chains shared by the tests of calculations."""

from decimal import Decimal
from typing import Any

from filieres.calculs.reseau import (
    ChaineLue,
    FluxLu,
    GisementLu,
    MaillonLu,
    PositionLue,
    Reseau,
)


def dec(valeur: object) -> Decimal | None:
    return None if valeur is None else Decimal(str(valeur))


def maillon(cle: str, ordre: int = 1, **champs: Any) -> MaillonLu:
    for nom in ("capacite", "rendement", "achats_exterieurs"):
        champs[nom] = dec(champs.get(nom))
    champs.setdefault("unite", "t/an")
    champs.setdefault("chaine", "c")
    return MaillonLu(cle=cle, intitule=cle.capitalize(), ordre=ordre, **champs)


def position(cle: str, maillon: str, capacite: object = None, **champs: Any) -> PositionLue:
    champs.setdefault("nom", cle.capitalize())
    champs.setdefault("unite", "t/an")
    champs["part_ca"] = dec(champs.get("part_ca"))
    return PositionLue(cle=cle, maillon=maillon, capacite=dec(capacite), **champs)


def gisement(
    cle: str, maillon: str | None = None, quantite: object = None, **champs: Any
) -> GisementLu:
    for nom in ("bas", "haut", "part_disponible", "masse_unitaire_kg"):
        champs[nom] = dec(champs.get(nom))
    champs.setdefault("unite", "t/an")
    champs.setdefault("ressource", cle)
    return GisementLu(cle=cle, maillon=maillon, quantite=dec(quantite), **champs)


def flux(depart: str | None, arrivee: str | None, volume: object = None, **champs: Any) -> FluxLu:
    for nom in ("bas", "haut", "prix", "distance_km", "masse_unitaire_kg"):
        champs[nom] = dec(champs.get(nom))
    champs.setdefault("unite", "t/an")
    champs.setdefault("cle", f"{champs.get('gisement') or depart}>{arrivee}")
    return FluxLu(depart=depart, arrivee=arrivee, volume=dec(volume), **champs)


def reseau(*lignes: Any, **champs: Any) -> Reseau:
    """Sort the rows into a filière of one chain « c » (or of the chains given)."""
    champs.setdefault("chaines", (ChaineLue("c", "Chaîne"),))
    familles = {
        "maillons": MaillonLu,
        "positions": PositionLue,
        "gisements": GisementLu,
        "flux": FluxLu,
    }
    for nom, classe in familles.items():
        champs[nom] = tuple(ligne for ligne in lignes if isinstance(ligne, classe))
    return Reseau(**champs)
