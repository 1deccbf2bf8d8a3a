"""How to use a tool, beside the work: ``{% load methode %}{% aide_methode "matrice-moff" %}``."""

from django import template

from diagnostics.methode import Outil, outils

register = template.Library()


@register.inclusion_tag("diagnostics/aide_methode.html")
def aide_methode(code: str) -> dict[str, Outil]:
    """Fold what the method says of tool ``code`` (see ``referentiels/methode.yaml``) in one line.

    Raises:
        TemplateSyntaxError: no such tool.
    """
    try:
        return {"outil": outils()[code]}
    except KeyError:
        raise template.TemplateSyntaxError(f"Unknown tool of the method: {code!r}") from None
