"""The same scene from top to bottom, for phones: what each step of the page's list shows."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from filieres.dessins.boite import SIGNES
from filieres.dessins.chaine import dire_ruban
from filieres.dessins.scene import Boite, Jauge, Rive, Ruban, Scene
from socle.encres import n

_MESURE: Final = 300.0


@dataclass(frozen=True)
class Passage:
    """What goes from a step to others: a stroke to scale and one sentence for each."""

    trait: SafeString
    phrases: tuple[str, ...]
    suppose: bool = False


@dataclass(frozen=True)
class Etape:
    """A step: its chain when it opens one, what comes in from outside, the maillon, what leaves."""

    boite: Boite
    titre: str
    sources: tuple[tuple[Rive, str], ...]
    signe: SafeString
    mesure: SafeString
    passage: Passage | None


def derouler(scene: Scene) -> tuple[Etape, ...]:
    """Return the steps, chain by chain, from upstream to downstream."""
    rives = {r.cle: r for r in scene.rives}
    partent: dict[str, list[Ruban]] = defaultdict(list)
    sources: dict[str, list[tuple[Rive, str]]] = defaultdict(list)
    for ruban in scene.rubans:
        if ruban.depart in rives:
            sources[ruban.arrivee].append((rives[ruban.depart], ruban.quantite))
        else:
            partent[ruban.depart].append(ruban)
    etapes, chaine = [], None
    for boite in scene.boites:
        etapes.append(
            Etape(
                boite=boite,
                titre=boite.chaine if boite.chaine != chaine else "",
                sources=tuple(sources[boite.cle]),
                signe=mark_safe(
                    f'<svg viewBox="0 0 13 13" aria-hidden="true">{SIGNES[boite.statut]}</svg>'
                ),
                mesure=_mesurer(boite.jauge),
                passage=_passer(partent[boite.cle]),
            )
        )
        chaine = boite.chaine
    return tuple(etapes)


def _passer(rubans: list[Ruban]) -> Passage | None:
    if not rubans:
        return None
    suppose = all(r.deduit for r in rubans)
    large = min(sum(r.epaisseur for r in rubans), 30.0)
    tirets = ' stroke-dasharray="2 5"' if suppose else ""
    haut = 24.0 + 12.0 * (len(rubans) - 1)
    trait = (
        f'<svg width="34" height="{n(haut)}" viewBox="0 0 34 {n(haut)}" aria-hidden="true">'
        f'<path class="{"fi-suppose" if suppose else "fi-flux"}" d="M17 0V{n(haut - 8)}" '
        f'stroke="#c9b090" stroke-width="{n(max(large, 2))}"{tirets}/>'
        f'<path class="fi-pointe" d="M17 {n(haut)}l-8-9h16z" fill="#4c564a"/></svg>'
    )
    dits = [r for r in rubans if not r.deduit]
    phrases = tuple(
        dire_ruban(r).removeprefix(f"{r.depart_dit} vers ").removesuffix(".")
        for r in sorted(dits, key=lambda r: -r.epaisseur)
    )
    return Passage(mark_safe(trait), phrases, suppose)


def _mesurer(jauge: Jauge | None) -> SafeString:
    """Return the gauge of a step; the sentence is beside it."""
    if jauge is None:
        return mark_safe("")
    entrant, capacite = jauge.entrant or 0.0, jauge.capacite
    echelle = (_MESURE - 2) / (max(entrant, capacite or 0.0) or 1.0)
    dans = min(entrant, capacite) if capacite is not None else entrant
    tirets = "" if capacite is not None else ' stroke-dasharray="4 3"'
    cadre = capacite * echelle if capacite is not None else _MESURE - 2
    exces = ""
    if capacite is not None and entrant > capacite:
        debut = int(1 + capacite * echelle)
        combien = len(range(debut + 2, int(_MESURE) - 8, 6))
        hachures = f"M{debut + 2} 13" + "l6-12m0 12" * combien
        exces = f'<path class="fi-exces" d="{hachures}" stroke="#b93519" fill="none"/>'
    return mark_safe(
        f'<svg class="fi-mesure" viewBox="0 0 {n(_MESURE)} 14" preserveAspectRatio="none" '
        f'aria-hidden="true"><rect class="fi-entrant" x="1" y="1" width="{n(dans * echelle)}" '
        f'height="12" fill="#6a4b32"/>{exces}<rect class="fi-capacite" x="1" y="1" '
        f'width="{n(cadre)}" height="12" fill="none" stroke="#2e2218"{tirets}/></svg>'
    )
