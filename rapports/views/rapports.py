"""One report: its progress, its file, and what may be done with it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from comptes.requete import Requete
from rapports.forms import PartageForm
from rapports.models import Partage, Rapport
from rapports.services.contenu import assemble_content
from rapports.services.illustrer import draw_all
from rapports.services.options import Options
from rapports.services.rendu import render_html
from rapports.views.reponses import answer_file, frame_context, keep_private
from socle.droits import exiger
from socle.travaux import annuler_travail, relancer_travail


def find_report(request: Requete, reference: str, permission: str) -> Rapport:
    """Return the report the user may act on; 404 outside the démarche, 403 inside it."""
    rapport = get_object_or_404(
        Rapport.objects.select_related(
            "diagnostic__territoire", "diagnostic__organisation", "demandeur"
        ),
        reference=reference,
    )
    exiger(request, permission, rapport, voir="rapports.voir_rapport")
    return rapport


@never_cache
def fiche(request: Requete, reference: str) -> HttpResponse:
    """Show how far a report is, then its file and its links; polled by htmx while it runs."""
    rapport = find_report(request, reference, "rapports.voir_rapport")
    return render_report(request, rapport, PartageForm())


def render_report(
    request: Requete, rapport: Rapport, form: PartageForm, *, status: int = 200
) -> HttpResponse:
    """Answer the page of a report, or its moving part for htmx."""
    utilisateur = request.user
    gabarit = "rapports/fiche.html"
    return render(
        request,
        f"{gabarit}#suivi" if request.htmx else gabarit,
        {
            "rapport": rapport,
            **frame_context(request, rapport.diagnostic),
            "peut_telecharger": utilisateur.has_perm("rapports.telecharger", rapport),
            "peut_gerer": utilisateur.has_perm("rapports.gerer", rapport),
            "peut_partager": utilisateur.has_perm("rapports.partager", rapport),
            "peut_produire": utilisateur.has_perm("rapports.produire", rapport.diagnostic),
            "liens": _adresser(rapport.partages.all()) if rapport.est_disponible else (),
            "form": form,
        },
        status=status,
    )


def _adresser(liens: Iterable[Partage]) -> list[dict[str, Any]]:
    """Pair each link with the whole address to send."""
    return [
        {
            "lien": lien,
            "adresse": settings.TERREAU_URL + reverse("rapports:partage", args=[lien.jeton]),
        }
        for lien in liens
    ]


@require_GET
def telecharger(request: Requete, reference: str) -> HttpResponse:
    """Download the file."""
    rapport = find_report(request, reference, "rapports.telecharger")
    reponse = answer_file(rapport) if rapport.est_disponible else None
    return reponse or render(request, "rapports/perime.html", {"rapport": rapport}, status=410)


@require_GET
def apercu(request: Requete, reference: str) -> HttpResponse:
    """Read the report on screen, with today's data and the report's choices."""
    rapport = find_report(request, reference, "rapports.telecharger")
    contenu = assemble_content(
        rapport.diagnostic, audience=rapport.audience, options=Options.lire(rapport.options)
    )
    return keep_private(
        HttpResponse(
            render_html(
                contenu,
                draw_all(contenu, rapport.diagnostic.territoire),
                ecran=True,
                retour_url=reverse("rapports:fiche", args=[rapport.reference]),
                retour_texte="Revenir au rapport",
                telecharger_url=reverse("rapports:telecharger", args=[rapport.reference])
                if rapport.est_disponible
                else "",
            )
        )
    )


@require_POST
def relancer(request: Requete, reference: str) -> HttpResponse:
    """Try again after a failure or a cancellation."""
    rapport = find_report(request, reference, "rapports.gerer")
    if not relancer_travail(rapport):
        messages.info(request, "Ce rapport n’attend pas de nouvel essai.")
    return redirect("rapports:fiche", rapport.reference)


@require_POST
def annuler(request: Requete, reference: str) -> HttpResponse:
    """Stop a report in the making."""
    rapport = find_report(request, reference, "rapports.gerer")
    if annuler_travail(rapport):
        messages.success(request, "La préparation du rapport est annulée.")
    else:
        messages.info(request, "Le rapport s’est terminé avant l’annulation.")
    return redirect("rapports:fiche", rapport.reference)


@require_POST
def supprimer(request: Requete, reference: str) -> HttpResponse:
    """Delete a report, its file and its links."""
    rapport = find_report(request, reference, "rapports.gerer")
    annuler_travail(rapport)
    rapport.supprimer()
    messages.success(request, "Le rapport et ses liens de lecture sont supprimés.")
    return redirect("rapports:liste", rapport.diagnostic.reference)
