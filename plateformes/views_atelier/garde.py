"""Words that come too late: a right went away while somebody wrote, their text is given back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MOTS_COURTS = 12
"""Shorter values are codes, numbers, ticks: nothing anybody would miss."""
TEXTES_MAX = 40
LONGUEUR_MAX = 5000
TUS = {"csrfmiddlewaretoken", "logo_garde", "adresse_postale"}


def textes_saisis(request: HttpRequest) -> list[str]:
    """Return what somebody just wrote, to be shown back to them alone."""
    textes = [
        valeur.strip()[:LONGUEUR_MAX]
        for cle, valeurs in request.POST.lists()
        if cle not in TUS
        for valeur in valeurs
    ]
    return [t for t in dict.fromkeys(textes) if len(t) >= MOTS_COURTS or " " in t][:TEXTES_MAX]


def trop_tard(
    request: HttpRequest, *, titre: str, de: str, raison: str, retours: list[tuple[str, str]]
) -> HttpResponse:
    """Say why this is not possible any more, and give back what was written.

    ``retours`` are where to go next: address and label.
    """
    ecrit = request.method == "POST"
    contexte = {
        "titre": titre,
        "de": de,
        "raison": raison,
        "retours": retours,
        "textes": textes_saisis(request) if ecrit else [],
    }
    return render(request, "plateformes/trop_tard.html", contexte, status=409 if ecrit else 200)
