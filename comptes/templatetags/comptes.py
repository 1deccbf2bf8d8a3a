"""Template filters of the account pages: ``{% load comptes %}``."""

from django import template

from comptes.appareils import decrire_appareil

register = template.Library()


@register.filter
def appareil(agent: str) -> str:
    """``{{ session.user_agent|appareil }}`` → « Firefox sur Windows »."""
    return decrire_appareil(agent)
