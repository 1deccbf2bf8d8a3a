"""Interviews in and out of spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, LIRE_ENTRETIENS, droits_de, trouver_demarche
from diagnostics.forms import premier_message
from diagnostics.models import DepotEntretiens, Diagnostic
from diagnostics.services import import_entretiens as services
from diagnostics.services.export_entretiens import ENTETES, lignes_export
from diagnostics.services.grilles_lecture import versions_utilisables

APERCU = 8


def _csv(nom: str, entetes: Sequence[str], lignes: Iterable[Sequence[Any]]) -> HttpResponse:
    tampon = io.StringIO()
    ecriture = csv.writer(tampon, delimiter=";")
    ecriture.writerow(entetes)
    ecriture.writerows(lignes)
    reponse = HttpResponse("\ufeff" + tampon.getvalue(), content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.csv"'
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@require_GET
def exporter(request: Requete, reference: str) -> HttpResponse:
    """Download every answer and every exact words that may be quoted."""
    diagnostic = trouver_demarche(request, reference, LIRE_ENTRETIENS)
    return _csv(f"entretiens-{slugify(diagnostic.titre)[:40]}", ENTETES, lignes_export(diagnostic))


@require_http_methods(["GET", "POST"])
def deposer(request: Requete, reference: str) -> HttpResponse:
    """Take in a spreadsheet."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    refus = ""
    if request.method == "POST":
        fichier = request.FILES.get("fichier")
        if fichier is None:
            refus = "Choisissez un fichier CSV ou Excel."
        else:
            try:
                depot = services.deposer(
                    diagnostic=diagnostic,
                    fichier=fichier,
                    nom=fichier.name or "",
                    taille=fichier.size or 0,
                    par=request.user,
                )
            except ValidationError as erreur:
                refus = premier_message(erreur)
            else:
                return redirect("diagnostics:entretiens_import_suite", reference, depot.reference)
    return render(
        request,
        "diagnostics/entretiens/import_depot.html",
        {
            **droits_de(request, diagnostic),
            "refus": refus,
            "onglet": "sources",
            "ecran": "entretiens",
        },
        status=422 if refus else 200,
    )


def _trouver(request: Requete, reference: str, depot: str) -> tuple[Diagnostic, DepotEntretiens]:
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    objet = get_object_or_404(
        DepotEntretiens.objects.select_related("diagnostic__territoire"),
        diagnostic=diagnostic,
        reference=depot,
    )
    return diagnostic, objet


@require_http_methods(["GET", "POST"])
def suite(request: Requete, reference: str, depot: str) -> HttpResponse:
    """Say what each column holds, see what would be written, then import."""
    diagnostic, objet = _trouver(request, reference, depot)
    if request.method == "POST" and "importes" not in objet.reglages:
        versions = versions_utilisables(diagnostic)
        choisie = request.POST.get("grille", "")
        objet = services.regler(
            depot=objet,
            version=versions.filter(pk=int(choisie)).first() if choisie.isdigit() else None,
            forme=request.POST.get("forme", ""),
            colonnes=[
                request.POST.get(f"colonne-{rang}", "") for rang in range(len(objet.entetes))
            ],
        )
        if request.POST.get("action") == "importer":
            nombre = services.importer(depot=objet, par=request.user)
            messages.success(request, f"Entretiens importés\u00a0: {nombre}.")
        return redirect("diagnostics:entretiens_import_suite", reference, depot)
    fini = "importes" in objet.reglages
    analyse = None if fini else services.analyser(objet)
    version = versions_utilisables(diagnostic).filter(pk=objet.reglages.get("grille")).first()
    cibles = list(services.CIBLES.items())
    if version:
        cibles += [(f"q:{q.cle}", f"Question : {q.texte[:70]}") for q in version.questions.all()]
    return render(
        request,
        "diagnostics/entretiens/import_suite.html",
        {
            **droits_de(request, diagnostic),
            "depot": objet,
            "fini": fini,
            "analyse": analyse,
            "apercu": analyse.entretiens[:APERCU] if analyse else [],
            "rejets": objet.lignes if fini else analyse.rejets if analyse else [],
            "versions": list(versions_utilisables(diagnostic)),
            "version": version,
            "cibles": cibles,
            "colonnes": [
                (rang, entete, cible, next((c[rang] for _, c in objet.lignes if c[rang]), ""))
                for rang, (entete, cible) in enumerate(
                    zip(objet.entetes, objet.reglages["colonnes"], strict=True)
                )
            ]
            if not fini
            else [],
            "onglet": "sources",
            "ecran": "entretiens",
        },
    )


@require_GET
def rejets(request: Requete, reference: str, depot: str) -> HttpResponse:
    """Download the lines set aside, each with its reason."""
    _, objet = _trouver(request, reference, depot)
    if "importes" in objet.reglages:
        lignes = [[n, *cellules] for n, cellules in objet.lignes]
    else:
        lignes = [[n, *c, motif] for n, motif, c in services.analyser(objet).rejets]
    entetes = ["Ligne", *objet.entetes, "Motif"]
    return _csv("lignes-ecartees", entetes, lignes)


@require_POST
def abandonner(request: Requete, reference: str, depot: str) -> HttpResponse:
    """Erase the rows of a file."""
    _, objet = _trouver(request, reference, depot)
    objet.delete()
    messages.success(request, "Fichier effacé.")
    return redirect("diagnostics:entretiens", reference)
