"""A filière in one line, for lists: one square per maillon, from upstream to downstream."""

from collections.abc import Sequence
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from socle.encres import n

MAXIMUM: Final = 14
_PAS: Final = 22.0
_COTE: Final = 13.0
_ETATS: Final = {
    "couvert": 'fill="#24583a" stroke="#24583a" class="fi-f-couvert"',
    "sous-traite": 'fill="#fdfdfb" stroke="#24583a" class="fi-f-ailleurs"',
    "a-venir": 'fill="none" stroke="#7d8778" stroke-dasharray="3 2.5" class="fi-f-venir"',
    "manquant": 'fill="#fbeae4" stroke="#b93519" stroke-dasharray="3 2.5" class="fi-f-manquant"',
}
_SINON: Final = 'fill="none" stroke="#7d8778" class="fi-f-inconnu"'


def dessiner_frise(maillons: Sequence[tuple[str, str]]) -> SafeString:
    """Return the line of ``maillons`` (title, declared status); decorative, the count is beside."""
    if not maillons:
        return mark_safe("")
    montres = maillons[:MAXIMUM]
    largeur = _PAS * len(montres) - (_PAS - _COTE) + 4
    traits = []
    for rang, (titre, statut) in enumerate(montres):
        x = 2 + rang * _PAS
        if rang:
            traits.append(
                f'<path class="e-filet-fort" d="M{n(x - _PAS + _COTE)} 9H{n(x)}" stroke="#7d8778"/>'
            )
        croix = ""
        if statut == "manquant":
            croix = (
                f'<path class="fi-f-croix" d="M{n(x + 4)} 6.5l5 5m0-5-5 5" stroke="#b93519" '
                'stroke-width="1.6"/>'
            )
        traits.append(
            f'<rect x="{n(x)}" y="2.5" width="{n(_COTE)}" height="{n(_COTE)}" '
            f'{_ETATS.get(statut, _SINON)} stroke-width="1.4"><title>{escape(titre)}</title></rect>'
            f"{croix}"
        )
    return mark_safe(
        f'<svg class="fi-frise" width="{n(largeur)}" height="18" '
        f'viewBox="0 0 {n(largeur)} 18" aria-hidden="true">{"".join(traits)}</svg>'
    )
