"""Legend of the diagram: only the signs it holds."""

from django.utils.safestring import SafeString, mark_safe

from filieres.calculs.resultats import Statut
from filieres.dessins.boite import ENCRES, SIGNES
from filieres.dessins.scene import Scene
from socle.typographie import ecrire_nombre

_STATUTS = {
    Statut.COUVERT: "Couvert : des acteurs, une capacité qui suffit",
    Statut.FRAGILE: "Fragile : presque plein, ou tenu par un seul acteur",
    Statut.GOULOT: "Goulot : il arrive plus que ce qui peut être traité",
    Statut.MANQUANT: "Manquant : personne ne tient ce maillon",
    Statut.INCONNU: "Non précisé",
}


def dresser_legende(scene: Scene, *, documentee: bool = False) -> list[tuple[SafeString, str]]:
    """Return each sign (decorative SVG) and what it means; a documented chain is not measured."""
    presents = {b.statut for b in scene.boites}
    dits = _STATUTS | ({Statut.COUVERT: "Couvert, selon la source"} if documentee else {})
    lignes = [(_signe(s), dit) for s, dit in dits.items() if s in presents]
    if any(b.jauge and b.jauge.capacite is not None for b in scene.boites):
        lignes.append((_JAUGE, "Plein : ce qui arrive. Cadre : la capacité. Hachures : l’excès"))
    echelle = [r for r in scene.rubans if r.quantite and not r.hors_echelle]
    if echelle and scene.echelle:
        pas = _rond(14 / scene.echelle)
        dit = f"Largeur à l’échelle : {ecrire_nombre(pas)}\u00a0{scene.unite}"
        lignes.append((_trait(pas * scene.echelle), dit))
    if any(r.incertain and r.quantite for r in scene.rubans):
        tirets = '<path class="fi-incertain" d="M0 8H34" stroke="#fdfdfb" stroke-width="5" stroke-dasharray="3 9"/>'
        lignes.append((_trait(8, tirets), "Flux à vérifier"))
    if any(r.hors_echelle for r in scene.rubans):
        lignes.append((_POINTS, "Flux dans une autre unité, sans échelle"))
    if any(not r.quantite and not r.deduit for r in scene.rubans):
        lignes.append((_TIRETS, "Flux dont la quantité est inconnue"))
    if any(r.deduit for r in scene.rubans):
        lignes.append((_SUPPOSE, "Suite supposée par l’ordre de la chaîne"))
    if scene.partages:
        lignes.append((_MARQUE, "Acteur présent dans plusieurs chaînes"))
    return lignes


def _rond(valeur: float) -> float:
    """Return a round number near ``valeur``: 1, 2 or 5 times a power of ten."""
    puissance = 1.0
    while puissance * 10 <= valeur:
        puissance *= 10
    while puissance > valeur:
        puissance /= 10
    return next(k * puissance for k in (5, 2, 1) if k * puissance <= valeur)


def _svg(dedans: str, largeur: int = 34) -> SafeString:
    return mark_safe(
        f'<svg width="{largeur}" height="16" viewBox="0 0 {largeur} 16" aria-hidden="true">'
        f"{dedans}</svg>"
    )


def _signe(statut: Statut) -> SafeString:
    encre = ENCRES[statut]
    return _svg(
        f'<g class="fi-signe {encre.classe}" color="{encre.couleur}" '
        f'transform="translate(1.5 1.5)">{SIGNES[statut]}</g>',
        16,
    )


def _trait(epaisseur: float, dessus: str = "") -> SafeString:
    return _svg(
        '<path class="fi-flux" d="M0 8H34" fill="none" stroke="#c9b090" '
        f'stroke-width="{min(epaisseur, 16):.1f}"/>{dessus}'
    )


_POINTS = _svg(
    '<path class="fi-autre" d="M2 8H34" stroke="#6a4b32" stroke-width="2.5" '
    'stroke-dasharray="1 5" stroke-linecap="round"/>'
)
_TIRETS = _svg(
    '<path class="fi-inconnu" d="M0 8H34" stroke="#7d8778" stroke-width="1.5" stroke-dasharray="8 5"/>'
)
_SUPPOSE = _svg(
    '<path class="fi-suppose" d="M0 8H34" stroke="#7d8778" stroke-width="1.5" stroke-dasharray="2 5"/>'
)
_JAUGE = _svg(
    '<rect class="fi-entrant" x="1" y="3" width="22" height="10" fill="#6a4b32"/>'
    '<path class="fi-exces" d="M25 13l5-10m-1 10 4-8" stroke="#b93519" fill="none"/>'
    '<rect class="fi-capacite" x="1" y="3" width="22" height="10" fill="none" stroke="#2e2218"/>'
)
_MARQUE = _svg(
    '<circle class="fi-marque" cx="8" cy="8" r="7" fill="#fdfdfb" stroke="#2e2218"/>'
    '<text class="e-encre" x="8" y="12" font-size="11" text-anchor="middle" font-weight="600" '
    'fill="#20261f">1</text>',
    16,
)
