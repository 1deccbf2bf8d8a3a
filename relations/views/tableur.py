"""A spreadsheet of relations: how its columns are read, what each row would add, then the gesture."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from acteurs.importers.lecture import FichierRefuse
from acteurs.importers.tableurs import (
    DepotForm,
    Tableau,
    lire_tableau,
    ouvrir_tableau,
    sceller_tableau,
)
from comptes.requete import Requete
from relations.natures import sens_possibles
from relations.services import importation
from relations.signature import signataire
from socle.droits import exiger
from socle.typographie import accorder, ecrire_nombre

IMPORTER = "relations.importer"
SEL = "relations.importation"


@require_http_methods(["GET", "POST"])
def importer(request: Requete) -> HttpResponse:
    """Take a spreadsheet; nothing is written before its effect was seen."""
    exiger(request, IMPORTER)
    if request.method == "POST" and "scelle" in request.POST:
        return _suite(request)
    formulaire = DepotForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    if request.method == "POST" and formulaire.is_valid():
        fichier = formulaire.cleaned_data["fichier"]
        try:
            tableau = lire_tableau(fichier, fichier.name, fichier.size, genre=importation.GENRE)
        except FichierRefuse as refus:
            formulaire.add_error("fichier", str(refus))
        else:
            return _apercu(request, tableau, importation.deviner(tableau))
    statut = 422 if formulaire.errors else 200
    return _page(request, formulaire=formulaire, status=statut)


def _suite(request: Requete) -> HttpResponse:
    try:
        tableau = ouvrir_tableau(request.POST["scelle"], pour=request.user.pk, sel=SEL)
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
        return redirect("relations:importer")
    colonnes = [
        c if (c := request.POST.get(f"colonne-{i}", "")) in importation.COLONNES else ""
        for i in range(len(tableau.entetes))
    ]
    if request.POST.get("action") != "importer":
        return _apercu(request, tableau, colonnes)
    try:
        _, faites, rejets = importation.importer(
            tableau=tableau,
            colonnes=colonnes,
            organisation=signataire(request),
            par=request.user,
        )
    except ValidationError as erreur:
        return _apercu(request, tableau, colonnes, erreur=str(erreur.messages[0]))
    s = accorder(faites)
    messages.success(request, f"{ecrire_nombre(faites)} relation{s} ajoutée{s}.")
    if not rejets:
        return redirect("relations:importer")
    return _page(request, formulaire=DepotForm(), rejets=rejets)


@require_POST
def annuler(request: Requete) -> HttpResponse:
    """Withdraw what one's import added, all at once."""
    exiger(request, IMPORTER)
    try:
        retirees, gardees = importation.annuler(
            jeton=request.POST.get("import", "")[:12], par=request.user
        )
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
        return redirect("relations:importer")
    s = accorder(retirees)
    phrase = f"Import annulé\u00a0: {ecrire_nombre(retirees)} relation{s} retirée{s}."
    if gardees:
        phrase += f" {ecrire_nombre(gardees)} gardée{accorder(gardees)}, modifiée"
        phrase += f"{accorder(gardees)} depuis."
    messages.success(request, phrase)
    return redirect("relations:importer")


def _apercu(
    request: Requete, tableau: Tableau, colonnes: list[str], *, erreur: str = ""
) -> HttpResponse:
    apercu = None
    try:
        apercu = importation.preparer(
            tableau=tableau,
            colonnes=colonnes,
            utilisateur=request.user,
            organisation=signataire(request),
        )
    except ValidationError as refus:
        erreur = str(refus.messages[0])
    return _page(
        request,
        tableau=tableau,
        correspondance=list(zip(tableau.entetes, colonnes, tableau.exemples, strict=True)),
        scelle=sceller_tableau(tableau, pour=request.user.pk, sel=SEL),
        apercu=apercu,
        erreur=erreur,
        status=422 if erreur else 200,
    )


def _page(request: Requete, *, status: int = 200, **valeurs: Any) -> HttpResponse:
    contexte = {
        "champs": importation.COLONNES.items(),
        "organisation": signataire(request),
        "sens": [s.libelle for s in sens_possibles()],
        "imports": [] if valeurs.get("tableau") else importation.imports_de(request.user),
        "formulaire": None,
        "tableau": None,
        "correspondance": [],
        "scelle": "",
        "apercu": None,
        "erreur": "",
        "rejets": [],
        **valeurs,
    }
    return render(request, "relations/importer.html", contexte, status=status)
