"""Sources of an organisation: list, form, reading now, deletion."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from acteurs.forms_sources import SourceForm
from acteurs.importers.colonnes import LIBELLES
from acteurs.models import FichierActeurs, ImportActeurs, LectureSource, SourceActeurs
from acteurs.services import depot
from acteurs.services.sources import delete_source, keep_colonnes, launch_lecture, update_source
from comptes.requete import Requete
from socle.droits import exiger

IMPORTER = "acteurs.importer"
LECTURES = 5
"""Readings told on the page of a source."""


@require_safe
def liste(request: Requete) -> HttpResponse:
    """Every source of the organisation; with htmx, only the list, while one is being read."""
    if not request.organisation:
        raise PermissionDenied
    exiger(request, IMPORTER, request.organisation)
    lectures = LectureSource.objects.select_related("importation").order_by("-cree_le", "-pk")
    sources = [
        _decrire(source)
        for source in SourceActeurs.objects.filter(
            organisation=request.organisation.pk
        ).prefetch_related(Prefetch("lectures", lectures, to_attr="recentes"))
    ]
    contexte: dict[str, Any] = {
        "sources": sources,
        "en_ligne": settings.EN_LIGNE,
        "en_cours": any(s["travail"] for s in sources),
        "dossier": depot.chemin_affiche(request.organisation),
        "deposes": depot.lister(request.organisation),
        "maintenant": timezone.now(),
    }
    gabarit = "acteurs/sources.html#liste" if request.htmx else "acteurs/sources.html"
    return render(request, gabarit, contexte)


def _decrire(source: SourceActeurs) -> dict[str, Any]:
    """What the list shows of a source."""
    derniere = next(iter(source.recentes), None)  # type: ignore[attr-defined]
    travail = None
    if derniere and derniere.est_actif:
        travail = derniere
    elif derniere and derniere.importation and derniere.importation.est_actif:
        travail = derniere.importation
    return {
        "source": source,
        "derniere": derniere,
        "travail": travail,
        "champs": ", ".join(
            texte for code, texte in LIBELLES.items() if code in source.correspondance
        ),
    }


def _source(request: Requete, reference: str) -> SourceActeurs:
    """The source, if the user may import for its organisation; else 404."""
    source = get_object_or_404(
        SourceActeurs.objects.select_related("organisation"), reference=reference
    )
    exiger(request, IMPORTER, source.organisation, voir=IMPORTER)
    return source


@require_POST
def creation(request: Requete, reference: str) -> HttpResponse:
    """Make a source of a file that was read well."""
    travail = get_object_or_404(
        ImportActeurs.objects.select_related("fichier__organisation"), reference=reference
    )
    exiger(request, IMPORTER, travail.fichier.organisation, voir=IMPORTER)
    fichier: FichierActeurs = travail.fichier
    source = keep_colonnes(
        fichier=fichier,
        nom=_nom_libre(fichier),
        correspondance=travail.correspondance,
        options=travail.options,
    )
    messages.success(request, "La source est créée. Dites où le serveur trouvera ses fichiers.")
    return redirect("acteurs:source", source.reference)


def _nom_libre(fichier: FichierActeurs) -> str:
    """The name of the file, followed by a number when a source has it already."""
    base = fichier.nom.rpartition(".")[0][:110] or fichier.nom[:110]
    pris = set(
        SourceActeurs.objects.filter(
            organisation=fichier.organisation, nom__startswith=base
        ).values_list("nom", flat=True)
    )
    candidats = (base if n == 1 else f"{base} ({n})" for n in range(1, len(pris) + 2))
    return next(nom for nom in candidats if nom not in pris)


@require_http_methods(["GET", "HEAD", "POST"])
def modification(request: Requete, reference: str) -> HttpResponse:
    """Columns, place and rhythm of a source, and its last readings."""
    source = _source(request, reference)
    form = SourceForm(request.POST or None, source=source, utilisateur=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            update_source(source=source, champs=form.saisie())
        except ValidationError as erreur:
            form.add_error(None, erreur.messages)
        else:
            messages.success(request, "La source est enregistrée.")
            return redirect("acteurs:sources")
    lectures = source.lectures.select_related("importation", "demandeur")
    return render(
        request,
        "acteurs/source.html",
        {"source": source, "form": form, "lectures": lectures[:LECTURES]},
        status=422 if form.is_bound else 200,
    )


@ratelimit(key="user", rate="30/h", method="POST", block=False)
@require_POST
def lecture(request: Requete, reference: str) -> HttpResponse:
    """Read the file of a source now."""
    source = _source(request, reference)
    if getattr(request, "limited", False):
        messages.error(request, "Trop de lectures en une heure\u00a0: réessayez plus tard.")
    elif not source.se_lit:
        messages.error(request, "Dites d’abord où le serveur trouve le fichier de cette source.")
        return redirect("acteurs:source", source.reference)
    else:
        launch_lecture(source=source, par=request.user)
    return redirect("acteurs:sources")


@require_http_methods(["GET", "HEAD", "POST"])
def suppression(request: Requete, reference: str) -> HttpResponse:
    """Ask for confirmation, then forget a source."""
    source = _source(request, reference)
    if request.method != "POST":
        return render(request, "acteurs/source_suppression.html", {"source": source})
    delete_source(source=source)
    messages.success(request, "La source est supprimée. Les acteurs importés restent.")
    return redirect("acteurs:sources")
