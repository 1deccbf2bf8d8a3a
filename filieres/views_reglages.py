"""Settings of a filière: description, who reads it, closing it, deleting it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from filieres.acces import MODIFIER, PILOTER, droits_de, trouver_filiere
from filieres.forms_filiere import DescriptionForm, SuppressionForm
from filieres.models import Filiere
from filieres.services import creation as services
from socle.conflits import dresser_conflit
from socle.modeles import ConflitDEdition


@require_http_methods(["GET", "POST"])
def reglages(request: HttpRequest, reference: str) -> HttpResponse:
    """Describe the filière; a concurrent change is shown, nothing is lost."""
    filiere = trouver_filiere(request, reference, MODIFIER)
    donnees = request.POST if request.method == "POST" else None
    formulaire = DescriptionForm(donnees, instance=filiere)
    conflit, status = None, 200
    if donnees is not None:
        status = 422
        if formulaire.is_valid():
            try:
                services.decrire(
                    filiere=filiere,
                    champs=formulaire.champs(),
                    par=request.user,
                    version_attendue=formulaire.cleaned_data.get("version"),
                )
            except ValidationError as erreur:
                formulaire.add_error(None, erreur.messages)
            except ConflitDEdition as erreur:
                conflit, status = dresser_conflit(formulaire=formulaire, actuel=erreur.actuel), 409
                formulaire = DescriptionForm(
                    conflit.saisie, instance=Filiere.objects.get(pk=filiere.pk)
                )
            else:
                messages.success(request, "Description enregistrée.")
                return redirect("filieres:filiere", reference)
    # The form wrote into the other.
    filiere = trouver_filiere(request, reference, MODIFIER)
    contexte = {
        **droits_de(request, filiere),
        "formulaire": formulaire,
        "conflit": conflit,
        "acteur": None,
        "onglet": "membres",
    }
    return render(request, "filieres/edition/reglages.html", contexte, status=status)


@require_POST
def partage(request: HttpRequest, reference: str) -> HttpResponse:
    """Say who reads it (``visibilite``), or give the link another address (``action``)."""
    filiere = trouver_filiere(request, reference, PILOTER)
    try:
        if request.POST.get("action") == "renouveler":
            services.renouveler_lien(filiere=filiere, par=request.user)
            messages.success(
                request, "Le lien a une nouvelle adresse\u00a0: l’ancienne ne marche plus."
            )
        else:
            visibilite = request.POST.get("visibilite", "")
            services.partager(filiere=filiere, visibilite=visibilite, par=request.user)
            messages.success(request, "Lecture réglée.")
    except ValidationError as erreur:
        messages.error(request, erreur.messages[0])
    return redirect("filieres:membres", reference)


@require_POST
def archive(request: HttpRequest, reference: str) -> HttpResponse:
    """Close the filière to writing, or open it again."""
    filiere = trouver_filiere(request, reference, PILOTER)
    fermer = request.POST.get("action") != "ouvrir"
    services.archiver(filiere=filiere, par=request.user, archive=fermer)
    messages.success(request, "Filière archivée." if fermer else "Filière rouverte.")
    return redirect("filieres:membres", reference)


@require_http_methods(["GET", "POST"])
def supprimer(request: HttpRequest, reference: str) -> HttpResponse:
    """Erase the filière for good, once its name is typed again."""
    filiere = trouver_filiere(request, reference, PILOTER)
    donnees = request.POST if request.method == "POST" else None
    formulaire = SuppressionForm(donnees, filiere=filiere)
    if donnees is not None and formulaire.is_valid():
        services.supprimer_filiere(filiere=filiere, par=request.user)
        messages.success(request, f"«\u00a0{filiere.nom}\u00a0» est supprimée.")
        return redirect("filieres:accueil")
    contexte = {
        **droits_de(request, filiere),
        "formulaire": formulaire,
        "pertes": services.mesurer_pertes(filiere),
        "onglet": "membres",
    }
    return render(
        request,
        "filieres/edition/supprimer.html",
        contexte,
        status=422 if formulaire.errors else 200,
    )
