"""What a network says of itself, in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass

from relations.calculs.mesures import Mesures
from relations.calculs.reseau import Reseau
from socle.typographie import ecrire_nombre

NOMMES = 4


@dataclass(frozen=True)
class Constat:
    """A sentence, what it means, and the actors it names: (reference, name)."""

    cle: str
    phrase: str
    explication: str
    acteurs: tuple[tuple[str, str], ...] = ()


def accorder(nombre: int, mot: str) -> str:
    """Return « 1 acteur », « 3 acteurs »."""
    return f"{ecrire_nombre(nombre)} {mot}{'s' if nombre > 1 else ''}"


def constater(reseau: Reseau, mesures: Mesures) -> list[Constat]:
    """Return what can be said, the most useful first; nothing of an empty network."""
    if not mesures.paires:
        return []
    moyenne = ecrire_nombre(round(mesures.moyenne, 1), 1).removesuffix(",0")
    constats = [
        Constat(
            "taille",
            f"{accorder(mesures.acteurs, 'acteur')} et {accorder(mesures.paires, 'lien')}\u00a0: "
            f"chaque acteur est relié à {moyenne} "
            f"autre{'s' if mesures.moyenne > 1 else ''} en moyenne.",
            "Deux acteurs liés de plusieurs façons comptent pour un lien.",
        )
    ]
    if mesures.plus_relies:
        premiers = ", ".join(
            f"{reseau.noeuds[r].nom} ({degre})" for r, degre in mesures.plus_relies
        )
        constats.append(
            Constat(
                "relies",
                f"Les plus reliés\u00a0: {premiers}.",
                "Le nombre d’acteurs avec qui chacun est lié. Il dit l’activité connue, "
                "pas l’importance.",
                tuple(_nommer(reseau, (r for r, _ in mesures.plus_relies))),
            )
        )
    if mesures.passerelles:
        combien = len(mesures.passerelles)
        constats.append(
            Constat(
                "passerelles",
                f"{accorder(combien, 'acteur')} {'font' if combien > 1 else 'fait'} passerelle"
                f"{_citer(reseau, mesures.passerelles)}",
                "Sans ces acteurs, d’autres ne seraient plus reliés au reste du réseau. "
                "C’est une force, et une fragilité si tout repose sur peu de monde.",
                tuple(_nommer(reseau, mesures.passerelles[:NOMMES])),
            )
        )
    if mesures.ponts:
        exemples = "\u202f; ".join(
            f"{reseau.noeuds[a].nom} et {reseau.noeuds[b].nom}" for a, b in mesures.ponts[:2]
        )
        constats.append(
            Constat(
                "ponts",
                f"{accorder(len(mesures.ponts), 'lien')} "
                f"{'tiennent seuls' if len(mesures.ponts) > 1 else 'tient seul'} deux parties du "
                f"réseau ensemble\u00a0: {exemples}{'…' if len(mesures.ponts) > 2 else '.'}",  # noqa: PLR2004
                "Si ce lien s’arrête, les deux parties ne se rejoignent plus.",
            )
        )
    constats.append(_dire_morceaux(mesures))
    if mesures.groupes:
        constats.append(
            Constat(
                "groupes",
                f"{accorder(len(mesures.groupes), 'groupe')} d’acteurs plus liés entre eux "
                "qu’avec les autres.",
                "Calculés d’après les liens connus, sans regarder le thème ni la commune.",
            )
        )
    return constats


def _dire_morceaux(mesures: Mesures) -> Constat:
    explication = "On peut aller d’un acteur à l’autre de proche en proche."
    nombre = len(mesures.morceaux)
    if nombre == 1:
        return Constat("morceaux", "Le réseau est d’un seul tenant.", explication)
    return Constat(
        "morceaux",
        f"Le réseau est en {nombre} morceaux sans lien entre eux\u00a0; le plus grand réunit "
        f"{accorder(len(mesures.morceaux[0]), 'acteur')}.",
        explication,
    )


def _citer(reseau: Reseau, references: tuple[str, ...]) -> str:
    noms = ", ".join(reseau.noeuds[r].nom for r in references[:NOMMES])
    return f"\u00a0: {noms}{'…' if len(references) > NOMMES else '.'}"


def _nommer(reseau: Reseau, references: Iterable[str]) -> Iterable[tuple[str, str]]:
    return ((r, reseau.noeuds[r].nom) for r in references)
