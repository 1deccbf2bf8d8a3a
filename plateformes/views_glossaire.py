"""The glossary, whole, for everyone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plateformes.glossaire import termes


@require_safe
def glossaire(request: HttpRequest) -> HttpResponse:
    """Every word, in alphabetical order, each at an address of its own (``#scic``)."""
    connus = termes()
    lignes = [(t, [connus[v] for v in t.voir]) for t in connus.values()]
    return render(request, "plateformes/evaluation/glossaire.html", {"lignes": lignes})
