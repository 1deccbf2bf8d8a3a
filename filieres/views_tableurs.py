"""Spreadsheets of actors, gisements and flows: out, and in with a preview of the columns and of each row."""

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from acteurs.exports import en_csv, en_xlsx
from acteurs.importers.lecture import FichierRefuse
from acteurs.importers.tableurs import DepotForm, Tableau, lire_tableau
from filieres.acces import LIRE_PRIVE, MODIFIER, droits_de, ouverte_a_tous, trouver_filiere
from filieres.colonnes import COLONNES, FEUILLES, exporter
from filieres.models import Filiere
from filieres.services import importation

_ONGLETS = {"positions": "maillons", "flux": "flux", "gisements": "flux"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@ouverte_a_tous
def exporter_tableur(request: HttpRequest, reference: str, genre: str, fmt: str) -> HttpResponse:
    """Give the actors, the gisements or the flows as a spreadsheet; sources and certainties to members only."""
    if genre not in COLONNES or fmt not in {"csv", "xlsx"}:
        raise Http404
    filiere = trouver_filiere(request, reference)
    entetes, lignes = exporter(filiere, genre, prive=request.user.has_perm(LIRE_PRIVE, filiere))
    nom = f"filiere-{genre}-{timezone.localdate():%Y-%m-%d}.{fmt}"
    if fmt == "xlsx":
        sortie = io.BytesIO()
        en_xlsx(lignes, sortie, entetes, feuille_nommee=FEUILLES[genre])
        contenu, genre_mime = sortie.getvalue(), _XLSX
    else:
        contenu, genre_mime = b"".join(en_csv(lignes, entetes)), "text/csv; charset=utf-8"
    return HttpResponse(
        contenu,
        content_type=genre_mime,
        headers={
            "Content-Disposition": f'attachment; filename="{nom}"',
            "Cache-Control": "private, no-store",
        },
    )


@require_http_methods(["GET", "POST"])
def importer_tableur(request: HttpRequest, reference: str, genre: str) -> HttpResponse:
    """Take a spreadsheet: show how its columns are read and what each row would do, then do it."""
    if genre not in COLONNES:
        raise Http404
    filiere = trouver_filiere(request, reference, MODIFIER)
    if request.method == "POST" and "scelle" in request.POST:
        return _suite(request, filiere, genre)
    formulaire = DepotForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    tableau = None
    if request.method == "POST" and formulaire.is_valid():
        fichier = formulaire.cleaned_data["fichier"]
        try:
            tableau = lire_tableau(fichier, fichier.name, fichier.size, genre=genre)
        except FichierRefuse as refus:
            formulaire.add_error("fichier", str(refus))
    if tableau is None:
        return _page(
            request, filiere, genre, formulaire=formulaire, status=422 if formulaire.errors else 200
        )
    return _apercu(request, filiere, tableau, importation.deviner(tableau))


def _suite(request: HttpRequest, filiere: Filiere, genre: str) -> HttpResponse:
    try:
        tableau = importation.ouvrir(request.POST["scelle"], filiere=filiere)
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
        return redirect("filieres:importer", filiere.reference, genre)
    colonnes = [
        c if (c := request.POST.get(f"colonne-{i}", "")) in COLONNES[tableau.genre] else ""
        for i in range(len(tableau.entetes))
    ]
    if request.POST.get("action") != "importer":
        return _apercu(request, filiere, tableau, colonnes)
    try:
        faites, rejets = importation.importer(
            filiere=filiere, tableau=tableau, colonnes=colonnes, par=request.user
        )
    except ValidationError:
        return _apercu(request, filiere, tableau, colonnes)
    pluriel = "s" if faites > 1 else ""
    messages.success(request, f"{faites} ligne{pluriel} importée{pluriel}.")
    if not rejets:
        return redirect(f"filieres:{_ONGLETS[tableau.genre]}", filiere.reference)
    return _page(
        request, filiere, tableau.genre, formulaire=DepotForm(), rejets=rejets, faites=faites
    )


def _apercu(
    request: HttpRequest, filiere: Filiere, tableau: Tableau, colonnes: list[str]
) -> HttpResponse:
    apercu, erreur = None, ""
    try:
        apercu = importation.preparer(
            filiere=filiere, tableau=tableau, colonnes=colonnes, utilisateur=request.user
        )
    except ValidationError as refus:
        erreur = str(refus.messages[0])
    return _page(
        request,
        filiere,
        tableau.genre,
        tableau=tableau,
        correspondance=list(zip(tableau.entetes, colonnes, tableau.exemples, strict=True)),
        scelle=importation.sceller(tableau, filiere=filiere),
        apercu=apercu,
        erreur=erreur,
        status=422 if erreur else 200,
    )


def _page(
    request: HttpRequest, filiere: Filiere, genre: str, *, status: int = 200, **valeurs: Any
) -> HttpResponse:
    contexte = {
        **droits_de(request, filiere),
        "genre": genre,
        "mot": FEUILLES[genre].lower(),
        "titre_ligne": FEUILLES[genre].removesuffix("s"),
        "champs": COLONNES[genre].items(),
        "formulaire": None,
        "tableau": None,
        "correspondance": [],
        "scelle": "",
        "apercu": None,
        "erreur": "",
        "rejets": [],
        "faites": 0,
        "onglet": _ONGLETS[genre],
        **valeurs,
    }
    return render(request, "filieres/edition/importer.html", contexte, status=status)
