"""Official registers: what each brings, its files, its readings, their progress and reports."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from acteurs.forms_registres import LectureForm
from acteurs.models import ImportOfficiel
from acteurs.services.officiel import COMPTES
from acteurs.services.propositions import propositions_de
from acteurs.services.registres import (
    REGISTRES,
    ImportRefuse,
    Registre,
    chercher_deposes,
    derniers_imports,
    launch_import_officiel,
    peut_telecharger,
)
from acteurs.services.rejets import chemin_rejets
from acteurs.views.travaux import annuler, relancer
from comptes.requete import Requete
from socle.droits import exiger

IMPORTER = "acteurs.importer_officiel"
LECTURES = 10
"""Readings listed on the page of a register."""
CASES = {
    "crees": "fiches créées",
    "modifies": "mises à jour",
    "inchanges": "déjà à jour",
    "fermes": "fermetures",
    "demenages": "déménagements",
    "proposes": "changements à examiner",
    "rejets": "lignes rejetées",
}


@require_safe
def liste(request: Requete) -> HttpResponse:
    """Every register, its last reading and the files that wait for it."""
    exiger(request, IMPORTER)
    derniers = derniers_imports()
    registres = []
    for registre in REGISTRES.values():
        trouves = chercher_deposes(registre)
        dernier = derniers.get(registre.source)
        registres.append(
            {
                "crees": dernier.bilan.get("crees", 0) if dernier else 0,
                "modifies": dernier.bilan.get("modifies", 0) if dernier else 0,
                "registre": registre,
                "dernier": dernier,
                "fichiers": [(role, trouves.get(role.cle)) for role in registre.roles],
                "telecharge": peut_telecharger(registre),
            }
        )
    contexte = {
        "registres": registres,
        "en_cours": next((d for d in derniers.values() if d.est_actif), None),
        "a_examiner": propositions_de(request.user).count(),
    }
    return render(request, "acteurs/registres.html", contexte)


def _registre(source: str) -> Registre:
    if source not in REGISTRES:
        raise Http404
    return REGISTRES[source]


@ratelimit(key="user", rate="30/h", method="POST", block=False)
@require_http_methods(["GET", "HEAD", "POST"])
def registre(request: Requete, source: str) -> HttpResponse:
    """Choose the files of a register and start reading it."""
    exiger(request, IMPORTER)
    registre = _registre(source)
    envoi = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = LectureForm(*envoi, registre=registre)
    if getattr(request, "limited", False):
        form.add_error(None, "Trop de lectures demandées en une heure\u00a0: réessayez plus tard.")
    if request.method == "POST" and form.is_valid():
        try:
            travail = launch_import_officiel(
                source=source, fichiers=form.fichiers(), options=form.options(), par=request.user
            )
        except ImportRefuse as refus:
            form.add_error(None, str(refus))
        else:
            return redirect("acteurs:registre_suivi", travail.reference)
    contexte = {
        "registre": registre,
        "form": form,
        "lectures": ImportOfficiel.objects.filter(source=source).select_related("demandeur")[
            :LECTURES
        ],
        "telecharge": peut_telecharger(registre),
    }
    return render(request, "acteurs/registre.html", contexte, status=422 if form.is_bound else 200)


def _import(request: Requete, reference: str) -> ImportOfficiel:
    exiger(request, IMPORTER)
    return get_object_or_404(ImportOfficiel, reference=reference)


@require_safe
def suivi(request: Requete, reference: str) -> HttpResponse:
    """Progress, then report, of a reading; with htmx, only what moves."""
    travail = _import(request, reference)
    bilan = travail.bilan
    contexte: dict[str, Any] = {
        "travail": travail,
        "registre": REGISTRES[travail.source],
        "fichiers": [f["nom"] for f in travail.fichiers.values()],
        "fin": _dire_fin(travail),
        "cases": [(bilan.get(cle, 0), CASES[cle]) for cle in COMPTES],
        "lus": bilan.get("lus", {}),
        "avertissements": bilan.get("avertissements", {}),
        "motifs": bilan.get("motifs", {}),
        "rejets": bilan.get("rejets", 0),
        "proposes": bilan.get("proposes", 0),
        "departements": ", ".join(travail.options.get("departements", ())),
        "employeurs": bool(travail.options.get("employeurs")),
    }
    gabarit = "acteurs/registre_suivi.html"
    return render(request, f"{gabarit}#suivi" if request.htmx else gabarit, contexte)


def _dire_fin(travail: ImportOfficiel) -> str:
    if travail.termine_le is None:
        return ""
    verbe = "terminé" if travail.etat == ImportOfficiel.Etat.TERMINE else "arrêté"
    return f"{verbe} le {date_format(localtime(travail.termine_le), 'j F Y à H:i')}"


@require_POST
def annulation(request: Requete, reference: str) -> HttpResponse:
    """Stop at the end of the current batch; what is written stays."""
    message = "La lecture s’arrête. Ce qui est déjà écrit reste dans l’annuaire."
    return annuler(request, _import(request, reference), _suivi_de(reference), message)


@require_POST
def relance(request: Requete, reference: str) -> HttpResponse:
    """Take up a failed or cancelled reading where it stopped."""
    travail = _import(request, reference)
    if ImportOfficiel.objects.actifs().exists():
        messages.error(request, "Un registre est déjà en cours de lecture\u00a0: attendez sa fin.")
        return redirect(_suivi_de(reference))
    return relancer(travail, _suivi_de(reference))


def _suivi_de(reference: str) -> str:
    return reverse("acteurs:registre_suivi", args=[reference])


@require_safe
def rejets(request: Requete, reference: str) -> HttpResponseBase:
    """Every refused line, with its file, its number and the reason."""
    travail = _import(request, reference)
    prive, nom = storages["prive"], chemin_rejets(travail)
    if not prive.exists(nom):
        raise Http404
    return FileResponse(
        prive.open(nom, "rb"),
        as_attachment=True,
        filename=f"lignes-rejetees-{travail.source}-{travail.reference}.csv",
        content_type="text/csv; charset=utf-8",
    )
