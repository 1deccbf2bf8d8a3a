"""The reports of a démarche: their list, the form to ask for one, its preview."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptes.requete import Requete
from diagnostics.models import Diagnostic
from rapports.forms import ProduireForm
from rapports.models import Rapport
from rapports.services.contenu import assemble_content, list_figures
from rapports.services.demandes import TropDeRapports, last_options, request_report
from rapports.services.illustrer import draw_all
from rapports.services.options import Options
from rapports.services.rendu import render_html
from rapports.services.syntheses import proposer_messages
from rapports.views.reponses import frame_context, keep_private
from socle.droits import exiger

LISTE_MAX = 50
COLONNES = (
    "Demandé le",
    "Destiné à",
    "État",
    "Fichier",
    "Disponible jusqu’au",
    "Liens ouverts",
    "Télécharger",
)


def _trouver(request: Requete, reference: str, permission: str) -> Diagnostic:
    diagnostic = get_object_or_404(
        Diagnostic.objects.select_related("territoire", "organisation"), reference=reference
    )
    exiger(request, permission, diagnostic, voir="diagnostics.voir_diagnostic")
    return diagnostic


def liste(request: Requete, reference: str) -> HttpResponse:
    """List the reports of a démarche."""
    diagnostic = _trouver(request, reference, "diagnostics.lire_prive")
    return render(
        request,
        "rapports/liste.html",
        {
            **frame_context(request, diagnostic),
            "rapports": Rapport.objects.filter(diagnostic=diagnostic)
            .avec_liens_ouverts()
            .select_related("demandeur")
            .order_by("-cree_le")[:LISTE_MAX],
            "colonnes": COLONNES,
            "peut_produire": request.user.has_perm("rapports.produire", diagnostic),
        },
    )


def _formulaire(request: Requete, diagnostic: Diagnostic) -> ProduireForm:
    public = assemble_content(diagnostic, audience=Rapport.Audience.PUBLIQUE)
    depart = Options() if "propositions" in request.GET else last_options(diagnostic)
    return ProduireForm(
        request.POST or None,
        propositions=proposer_messages(public.cadrans),
        chiffres=list_figures(diagnostic, audience=Rapport.Audience.PUBLIQUE),
        options=depart,
    )


def nouveau(request: Requete, reference: str) -> HttpResponse:
    """Choose what the report holds, then ask for it."""
    diagnostic = _trouver(request, reference, "rapports.produire")
    form = _formulaire(request, diagnostic)
    if request.method == "POST" and form.is_valid():
        try:
            rapport = request_report(
                diagnostic=diagnostic,
                audience=form.cleaned_data["audience"],
                options=form.lire_options(),
                demandeur=request.user,
            )
        except TropDeRapports:
            messages.error(
                request,
                "Trois de vos rapports sont déjà en préparation : attendez que l’un d’eux "
                "se termine, ou annulez-le.",
            )
            return redirect("rapports:liste", diagnostic.reference)
        return redirect("rapports:fiche", rapport.reference)
    return render(
        request,
        "rapports/nouveau.html",
        {**frame_context(request, diagnostic), "form": form},
        status=422 if form.is_bound else 200,
    )


@require_POST
def apercu(request: Requete, reference: str) -> HttpResponse:
    """Show on screen the report that the submitted form would make."""
    diagnostic = _trouver(request, reference, "rapports.produire")
    form = _formulaire(request, diagnostic)
    if not form.is_valid():
        return render(
            request,
            "rapports/nouveau.html",
            {**frame_context(request, diagnostic), "form": form},
            status=422,
        )
    contenu = assemble_content(
        diagnostic, audience=form.cleaned_data["audience"], options=form.lire_options()
    )
    return keep_private(
        HttpResponse(
            render_html(
                contenu,
                draw_all(contenu, diagnostic.territoire),
                ecran=True,
                retour_url=reverse("rapports:nouveau", args=[diagnostic.reference]),
                retour_texte="Revenir aux réglages",
                telecharger_url="",
            )
        )
    )
