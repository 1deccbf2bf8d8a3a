"""Tabs of a démarche that higher applications registered: ``{% load onglets %}``."""

from django import template

from diagnostics.sections import Onglet, onglets_ajoutes

register = template.Library()


@register.simple_tag
def onglets_de_plus() -> list[Onglet]:
    """Return the registered tabs (``diagnostics.sections.enregistrer_onglet``)."""
    return onglets_ajoutes()
