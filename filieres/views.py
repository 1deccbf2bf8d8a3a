"""The door of the filières, one filière, its reading link."""

from secrets import compare_digest

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from filieres.acces import LIENS, droits_de, ouverte_a_tous, trouver_filiere
from filieres.models import Filiere


@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """Filières one takes part in, public ones, and the door to the documented ones."""
    miennes = Filiere.objects.vivantes().de(request.user).select_related("territoire")
    publiques = Filiere.objects.publiques().select_related("territoire")
    if request.user.is_authenticated:
        publiques = publiques.exclude(membres__utilisateur=request.user)
    return render(
        request, "filieres/accueil.html", {"miennes": miennes, "publiques": publiques[:60]}
    )


@require_safe
@ouverte_a_tous
def filiere(request: HttpRequest, reference: str) -> HttpResponse:
    """One filière; the address of a documented one as it was leads to its page."""
    if Filiere.objects.exemples().filter(code=reference).exists() or _au_catalogue(reference):
        return redirect("filieres:fiche", reference, permanent=True)
    trouvee = trouver_filiere(request, reference)
    maillons = trouvee.maillons.select_related("chaine").order_by("chaine__ordre", "ordre", "pk")
    return render(
        request,
        "filieres/filiere.html",
        {**droits_de(request, trouvee), "maillons": maillons, "onglet": "lire"},
    )


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


def _au_catalogue(code: str) -> bool:
    from filieres.catalogue import filieres

    return code in filieres()
