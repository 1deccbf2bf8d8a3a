"""Names of territories: a link for those who may open their page, plain words for the others."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def territoire_lie(context: Any, territoire: Any) -> SafeString:
    """Write a territory's name, linked when the visitor may read its page."""
    request = getattr(context, "request", None)
    utilisateur = getattr(request, "user", None)
    if utilisateur is not None and utilisateur.has_perm("territoires.voir_territoire", territoire):
        return format_html('<a href="{}">{}</a>', territoire.get_absolute_url(), territoire.nom)
    return format_html("{}", territoire.nom)
