"""Cards to print: choose, follow, download."""

from base64 import b64encode
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.models import Organisation
from comptes.requete import Requete
from plateformes.forms_cartes import LogoForm, PlancheForm
from plateformes.models import LogoReseau, PlancheCartes
from plateformes.rules import reseaux_de
from plateformes.services.cartes import (
    TropDeCartes,
    change_logo,
    planches_de,
    redessiner_logo,
    request_planche,
    reseaux_et_logos,
)
from plateformes.services.logos import image_gardee
from socle.modeles import ConflitDEdition
from socle.travaux import annuler_travail, relancer_travail


@require_http_methods(["GET", "POST"])
def cartes(request: Requete) -> HttpResponse:
    """Choose what to print; the planches already asked for."""
    if request.method == "POST":
        formulaire = PlancheForm(request.POST, utilisateur=request.user)
        if formulaire.is_valid():
            try:
                planche = request_planche(
                    plateformes=list(formulaire.cleaned_data["plateformes"]),
                    demandeur=request.user,
                    organisation=formulaire.cleaned_data["organisation"],
                    definition=formulaire.cleaned_data["definition"],
                    format_papier=formulaire.cleaned_data["format_papier"],
                    exemplaires=formulaire.cleaned_data["exemplaires"],
                )
                return redirect("plateformes:planche", planche.reference)
            except TropDeCartes as erreur:
                formulaire.add_error(None, str(erreur))
    else:
        formulaire = PlancheForm(
            utilisateur=request.user,
            q=request.GET.get("q", "")[:100],
            initial={"plateformes": request.GET.getlist("plateforme")[:40]},
        )
    return _page(request, formulaire, 422 if request.method == "POST" else 200)


def _page(request: Requete, formulaire: PlancheForm, statut: int, **plus: Any) -> HttpResponse:
    contexte = {
        "form": formulaire,
        "q": request.GET.get("q", ""),
        "planches": planches_de(request.user)[:10],
        "reseaux": reseaux_et_logos(request.user),
        "logo_form": LogoForm(),
        "conflit": None,
        **plus,
    }
    return render(request, "plateformes/cartes/cartes.html", contexte, status=statut)


def _trouver(request: Requete, reference: str) -> PlancheCartes:
    """Return a planche of the user's own; anybody else's does not exist."""
    return get_object_or_404(planches_de(request.user), reference=reference)


@never_cache
@require_GET
def planche(request: Requete, reference: str) -> HttpResponse:
    """How far a planche is, then its file; polled by htmx while it runs."""
    gabarit = "plateformes/cartes/suivi.html"
    return render(
        request,
        f"{gabarit}#suivi" if request.htmx else gabarit,
        {"planche": _trouver(request, reference)},
    )


@require_GET
def telecharger(request: Requete, reference: str) -> HttpResponseBase:
    """Download the PDF."""
    trouvee = _trouver(request, reference)
    fichier = trouvee.ouvrir() if trouvee.est_disponible else None
    if fichier is None:
        raise Http404
    reponse = FileResponse(
        fichier,
        as_attachment=True,
        filename=f"cartes-plateformes-{trouvee.cree_le:%Y-%m-%d}.pdf",
        content_type="application/pdf",
    )
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@require_POST
def relancer(request: Requete, reference: str) -> HttpResponse:
    """Try again after a failure or a cancellation."""
    trouvee = _trouver(request, reference)
    if not relancer_travail(trouvee):
        messages.info(request, "Ces cartes n’attendent pas de nouvel essai.")
    return redirect("plateformes:planche", trouvee.reference)


@require_POST
def annuler(request: Requete, reference: str) -> HttpResponse:
    """Stop a planche in the making."""
    trouvee = _trouver(request, reference)
    annuler_travail(trouvee)
    return redirect("plateformes:planche", trouvee.reference)


@require_POST
def logo(request: Requete, reference: str) -> HttpResponse:
    """Keep the logo of a network the user writes for."""
    reseau = get_object_or_404(Organisation, reference=reference, pk__in=reseaux_de(request.user))
    try:
        fichier = redessiner_logo(_image_envoyee(request))
        change_logo(organisation=reseau, fichier=fichier, connu=request.POST.get("connu", ""))
        messages.success(request, "Le logo est enregistré : les prochaines cartes le porteront.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    except ConflitDEdition:
        fichier.seek(0)
        conflit = {"reseau": reseau, "garde": b64encode(fichier.read()).decode()}
        return _page(request, PlancheForm(utilisateur=request.user), 409, conflit=conflit)
    return redirect("plateformes:cartes")


def _image_envoyee(request: Requete) -> Any:
    """Return the picture just sent, or the one that waited in the page while somebody chose."""
    if garde := request.POST.get("garde", ""):
        return image_gardee(garde)
    formulaire = LogoForm(request.POST, request.FILES)
    if not formulaire.is_valid():
        raise ValidationError("Choisissez une image.")
    return formulaire.cleaned_data["logo"]


@require_GET
def logo_image(request: Requete, reference: str) -> HttpResponseBase:
    """The logo of a network, to whoever writes for it."""
    trouve = get_object_or_404(
        LogoReseau.objects.de_ceux_qui(request.user), organisation__reference=reference
    )
    reponse = FileResponse(
        storages["prive"].open(str(trouve.fichier.name)), content_type="image/png"
    )
    reponse["Cache-Control"] = "private, max-age=60"
    return reponse
