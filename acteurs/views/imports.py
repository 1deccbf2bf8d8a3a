"""Importing a file: deposit, columns, dry run, import, reports."""

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from acteurs.exports import XLSX, en_csv, en_xlsx, inoffensif
from acteurs.forms import ColonnesForm, DepotForm
from acteurs.importers.colonnes import CHAMPS
from acteurs.importers.lecture import FichierRefuse
from acteurs.models import FichierActeurs, ImportActeurs
from acteurs.services.correspondances import reprendre
from acteurs.services.fichiers import (
    delete_fichier,
    deposit_fichier,
    launch_import,
    purge_fichiers,
    read_apercu,
)
from acteurs.services.sources import keep_colonnes
from acteurs.views.travaux import annuler, relancer
from comptes.requete import Requete
from socle.droits import exiger
from socle.typographie import accorder, ecrire_nombre

IMPORTER = "acteurs.importer"
RECENTS = 10


@ratelimit(key="user", rate="30/h", method="POST", block=False)
@require_http_methods(["GET", "HEAD", "POST"])
def depot(request: Requete) -> HttpResponse:
    """Send a file, or find again those sent lately."""
    if not request.organisation:  # operators may everything, but for whom?
        raise PermissionDenied
    exiger(request, IMPORTER, request.organisation)
    form = DepotForm(request.POST or None, request.FILES or None)
    if getattr(request, "limited", False):
        form.add_error(None, "Trop de fichiers envoyés en une heure\u00a0: réessayez plus tard.")
    if request.method == "POST" and form.is_valid():
        purge_fichiers()
        try:
            fichier = deposit_fichier(
                fichier=form.cleaned_data["fichier"],
                organisation=request.organisation,
                par=request.user,
            )
        except FichierRefuse as refus:
            form.add_error("fichier", str(refus))
        else:
            return redirect("acteurs:import_colonnes", fichier.reference)
    recents = FichierActeurs.objects.filter(organisation=request.organisation.pk)
    return render(
        request,
        "acteurs/import_depot.html",
        {"form": form, "recents": recents.prefetch_related("imports")[:RECENTS]},
        status=422 if form.is_bound else 200,
    )


def _fichier(request: Requete, reference: str) -> FichierActeurs:
    """The file, if the user may import for the organisation that sent it; else 404."""
    fichier = get_object_or_404(
        FichierActeurs.objects.select_related("organisation", "source"), reference=reference
    )
    exiger(request, IMPORTER, fichier.organisation, voir=IMPORTER)
    return fichier


def _import(request: Requete, reference: str) -> ImportActeurs:
    travail = get_object_or_404(
        ImportActeurs.objects.select_related("fichier__organisation", "fichier__source"),
        reference=reference,
    )
    exiger(request, IMPORTER, travail.fichier.organisation, voir=IMPORTER)
    return travail


@require_http_methods(["GET", "HEAD", "POST"])
def colonnes(request: Requete, reference: str) -> HttpResponse:
    """Say which column feeds which field, then try without writing anything."""
    fichier = _fichier(request, reference)
    form = ColonnesForm(
        request.POST or None,
        fichier=fichier,
        apercu=read_apercu(fichier),
        utilisateur=request.user,
    )
    if request.method == "POST" and form.is_valid():
        choix = {"correspondance": form.correspondance(), "options": form.options()}
        if nom := form.cleaned_data["garder_sous"]:
            keep_colonnes(fichier=fichier, nom=nom, **choix)
        travail = launch_import(fichier=fichier, simulation=True, par=request.user, **choix)
        return redirect("acteurs:import_suivi", travail.reference)
    source = fichier.source
    disparus = reprendre(source.correspondance, fichier.entetes).raconter() if source else []
    return render(
        request,
        "acteurs/import_colonnes.html",
        {"fichier": fichier, "form": form, "source": source, "disparus": disparus},
        status=422 if form.is_bound else 200,
    )


@require_safe
def suivi(request: Requete, reference: str) -> HttpResponse:
    """Progress, then summary, of a dry run or an import."""
    travail = _import(request, reference)
    signalees = travail.signalees.select_related("acteur")
    lues = travail.lignes_lues
    bilan = {c: travail.bilan.get(c, 0) for c in CASES_DU_BILAN}
    contexte: dict[str, Any] = {
        "travail": travail,
        "fichier": travail.fichier,
        "lues": f"{ecrire_nombre(lues)}\u00a0ligne{accorder(lues)} lue{accorder(lues)} sur "
        f"{ecrire_nombre(travail.fichier.lignes)}",
        "bilan": bilan,
        "cases": [(bilan[cle], libelle) for cle, libelle in CASES_DU_BILAN.items()],
        "avertissements": travail.bilan.get("avertissements", {}),
        "rejets": [] if travail.est_actif else signalees.filter(nature="rejet")[:EXTRAIT],
        "doublons": [] if travail.est_actif else signalees.filter(nature="doublon")[:EXTRAIT],
        "extrait": EXTRAIT,
    }
    gabarit = "acteurs/import_suivi.html#suivi" if request.htmx else "acteurs/import_suivi.html"
    return render(request, gabarit, contexte)


CASES_DU_BILAN = {
    "crees": "fiches créées",
    "modifies": "fiches complétées",
    "inchanges": "déjà à jour",
    "doublons": "doublons possibles, laissés de côté",
    "rejets": "lignes rejetées",
}
EXTRAIT = 20
"""Reported lines shown on the page; the download has them all."""


@require_POST
def importation(request: Requete, reference: str) -> HttpResponse:
    """Do for good what a dry run tried."""
    essai = _import(request, reference)
    if not essai.simulation or essai.etat != ImportActeurs.Etat.TERMINE:
        messages.error(request, "Attendez la fin de l’essai avant d’importer.")
        return redirect("acteurs:import_suivi", essai.reference)
    travail = launch_import(
        fichier=essai.fichier,
        correspondance=essai.correspondance,
        options=essai.options,
        simulation=False,
        par=request.user,
    )
    return redirect("acteurs:import_suivi", travail.reference)


@require_POST
def annulation(request: Requete, reference: str) -> HttpResponse:
    """Stop at the end of the current batch; what is written stays."""
    message = "L’import s’arrête. Ce qui est déjà écrit reste dans l’annuaire."
    travail = _import(request, reference)
    return annuler(request, travail, reverse("acteurs:import_suivi", args=[reference]), message)


@require_POST
def relance(request: Requete, reference: str) -> HttpResponse:
    """Take up a failed or cancelled work where it stopped."""
    travail = _import(request, reference)
    return relancer(travail, reverse("acteurs:import_suivi", args=[reference]))


@require_POST
def suppression(request: Requete, reference: str) -> HttpResponse:
    """Forget a file and its reports; the actors stay."""
    fichier = _fichier(request, reference)
    if fichier.imports.actifs().exists():
        messages.error(request, "Un traitement est en cours\u00a0: annulez-le d’abord.")
    else:
        delete_fichier(fichier=fichier)
        messages.success(request, "Le fichier est supprimé. Les acteurs importés restent.")
    return redirect("acteurs:import_depot")


@require_safe
def signalees(request: Requete, reference: str) -> HttpResponseBase:
    """Rejected rows and possible duplicates: original columns, line number and reason."""
    travail = _import(request, reference)
    n = len(travail.fichier.entetes)
    rangees = (
        [
            *map(inoffensif, [*ligne.valeurs, *[""] * n][:n]),
            ligne.numero,
            ligne.get_nature_display(),
            ligne.motif,
        ]
        for ligne in travail.signalees.iterator(chunk_size=1000)
    )
    entetes = [*map(inoffensif, travail.fichier.entetes), "ligne", "nature", "motif"]
    reponse = StreamingHttpResponse(
        en_csv(rangees, entetes), content_type="text/csv; charset=utf-8"
    )
    reponse["Content-Disposition"] = f'attachment; filename="lignes-a-revoir-{reference}.csv"'
    return reponse


@require_safe
def modele(request: Requete, extension: str) -> HttpResponseBase:
    """A file to fill in: every known column and one example."""
    entetes = [c.libelle for c in CHAMPS]
    rangee: list[Any] = [c.exemple for c in CHAMPS]
    nom = f"modele-acteurs.{extension}"
    if extension == "xlsx":
        sortie = io.BytesIO()
        en_xlsx([rangee], sortie, entetes)
        sortie.seek(0)
        return FileResponse(sortie, as_attachment=True, filename=nom, content_type=XLSX)
    reponse = HttpResponse(b"".join(en_csv([rangee], entetes)), "text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse
