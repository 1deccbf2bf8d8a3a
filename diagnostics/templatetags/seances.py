"""Small filters of the screens of sessions."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def valeur_de(table: Mapping[Any, Any], cle: Any) -> Any:
    """Return ``table[cle]``, or 0."""
    return table.get(cle, 0)
