"""The table beside a network: its pages, and whom each actor is linked to, as links."""

from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from relations.ecran import Rang

PAR_PAGE: Final = 50
TOUS: Final = "tous"
CITES: Final = 6
"""Actors named per kind of relation; beyond, the network of the actor names them all."""


def paginer(rangs: tuple[Rang, ...], demande: str | None) -> Page[Any]:
    """Return the page of the table that is asked for; « tous »: all rows on one."""
    par_page = max(1, len(rangs)) if demande == TOUS else PAR_PAGE
    return Paginator(rangs, par_page).get_page(demande)


def citer(rangs: Page[Any]) -> list[tuple[Rang, SafeString]]:
    """Return each row with the list of those it is linked to.

    Written here rather than in the template: it is the longest part of a page, read by everybody.
    """
    from socle.templatetags.composants import icone

    gabarit = reverse("relations:fiche", args=["REFERENCE"])
    cadenas = f" {icone('cadenas', 'Réservée à vos membres')}"
    return [(rang, _ecrire(rang, gabarit, cadenas)) for rang in rangs]


def _ecrire(rang: Rang, gabarit: str, cadenas: str) -> SafeString:
    lignes = []
    for dit, ensemble in rang.liens:
        liens = []
        for autre, trait in ensemble[:CITES]:
            quand = f' title="{escape(capfirst(trait.periode))}"' if trait.periode else ""
            adresse = escape(gabarit.replace("REFERENCE", trait.reference))
            reserve = "" if trait.publique else cadenas
            liens.append(f'<a href="{adresse}"{quand}>{escape(autre.nom)}</a>{reserve}')
        if len(ensemble) > CITES:
            adresse = escape(reverse("relations:acteur", args=[rang.noeud.reference]))
            liens.append(
                f'<a href="{adresse}">et d’autres<span class="visually-hidden">\u00a0: '
                f"{escape(rang.noeud.nom)}</span></a>"
            )
        lignes.append(f"<li>{conditional_escape(dit)} {', '.join(liens)}</li>")
    return mark_safe("".join(lignes))
