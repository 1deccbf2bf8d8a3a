"""The door of the filières, one filière, its reading link."""

from secrets import compare_digest

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from filieres.acces import LIENS, ouverte_a_tous, trouver_filiere
from filieres.lecture import adresse_si, avec_frise, frise
from filieres.models import Filiere
from filieres.views_lecture import page


@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """Filières one takes part in, public ones, and the door to the documented ones."""
    lignes = avec_frise(Filiere.objects.select_related("territoire"))
    miennes = lignes.vivantes().de(request.user)
    publiques = lignes.publiques()
    if request.user.is_authenticated:
        publiques = publiques.exclude(membres__utilisateur=request.user)
    exemples = (
        lignes.exemples().annotate(longueur=Count("maillons")).order_by("-longueur", "nom")[:3]
    )
    return render(
        request,
        "filieres/accueil.html",
        {
            "miennes": [(f, frise(f)) for f in miennes],
            "publiques": [(f, frise(f)) for f in publiques[:60]],
            "exemples": [(f, frise(f)) for f in exemples],
            "nombre_exemples": Filiere.objects.exemples().count(),
            "url_creer": adresse_si("filieres:creer"),
        },
    )


@require_safe
@ouverte_a_tous
def filiere(request: HttpRequest, reference: str) -> HttpResponse:
    """One filière, to read; the address of a documented one as it was leads to its page."""
    try:
        lue = trouver_filiere(request, reference)
    except Http404:
        lue = get_object_or_404(Filiere.objects.exemples(), code=reference)
    if lue.exemple:
        return redirect("filieres:fiche", lue.code, permanent=True)
    return page(request, lue)


@require_safe
def lien(request: HttpRequest, jeton: str) -> HttpResponse:
    """Open a filière to whoever holds its reading link, for the length of the session."""
    trouvee = Filiere.objects.filter(
        jeton=jeton, visibilite__in=[Filiere.Visibilite.LIEN, Filiere.Visibilite.PUBLIC]
    ).first()
    if trouvee is None or not compare_digest(trouvee.jeton, jeton):
        raise Http404
    liens = request.session.get(LIENS, {})
    request.session[LIENS] = {**liens, trouvee.reference: jeton}
    reponse = redirect("filieres:filiere", trouvee.reference)
    reponse["Referrer-Policy"] = "no-referrer"
    patch_cache_control(reponse, private=True, no_store=True)
    return reponse
