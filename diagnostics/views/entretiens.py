"""Screens of interviews: list, planning, reading."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from acteurs.models import Acteur, Thematique
from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, LIRE_ENTRETIENS, droits_de, trouver_demarche
from diagnostics.forms import premier_message
from diagnostics.forms_entretiens import EntretienForm, PersonneForm, membres_de
from diagnostics.models import Anonymat, Diagnostic, Entretien, RencontrePrevue
from diagnostics.services import entretiens as services
from diagnostics.services.entretiens_lecture import (
    compter_par_statut,
    lire_contenu,
    lister_entretiens,
)
from diagnostics.services.grilles_lecture import version_de_theme
from socle.conflits import dresser_conflit
from socle.modeles import ConflitDEdition

PAR_PAGE = 30
_FILTRES = ("statut", "theme", "qui", "q")


def trouver_entretien(
    request: Requete, reference: str, entretien: str, permission: str = CONTRIBUER
) -> tuple[Diagnostic, Entretien]:
    """Return the démarche and one of its interviews, rights checked."""
    diagnostic = trouver_demarche(request, reference, permission)
    objet = get_object_or_404(
        diagnostic.entretiens.entretiens().select_related(
            "acteur__commune", "commune", "grille__grille", "diagnostic"
        ),
        reference=entretien,
    )
    return diagnostic, objet


@require_GET
def entretiens(request: Requete, reference: str) -> HttpResponse:
    """List the interviews: those to come, then those held or cancelled."""
    diagnostic = trouver_demarche(request, reference, LIRE_ENTRETIENS)
    filtres = {nom: request.GET.get(nom, "").strip() for nom in _FILTRES}
    lignes = lister_entretiens(diagnostic=diagnostic, **filtres)
    a_venir = list(lignes.filter(statut=Entretien.Statut.PLANIFIE).order_by("date", "heure", "pk"))
    page = Paginator(lignes.exclude(statut=Entretien.Statut.PLANIFIE), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    comptes = compter_par_statut(diagnostic)
    return render(
        request,
        "diagnostics/entretiens/liste.html",
        {
            **droits_de(request, diagnostic),
            "a_venir": a_venir,
            "page": page,
            "filtres": filtres,
            "filtree": any(filtres.values()),
            "comptes": {s: comptes.get(s, 0) for s in Entretien.Statut.values},
            "total": sum(comptes.values()),
            "themes": list(Thematique.objects.all()),
            "membres": list(membres_de(diagnostic)),
            "onglet": "sources",
            "ecran": "entretiens",
        },
    )


def _initiales(request: Requete, diagnostic: Diagnostic) -> dict[str, Any]:
    """Read what the address fills in advance: actor, kind, commune, theme, line of the sheet."""
    initial: dict[str, Any] = {
        "statut": Entretien.Statut.PLANIFIE,
        "anonymat": Anonymat.STRUCTURE,
        "enqueteurs": [request.user.pk],
    }
    rencontre = _rencontre(request, diagnostic)
    if rencontre:
        initial["acteur"] = rencontre.acteur_id
        initial["titre"] = "" if rencontre.acteur_id else f"Entretien avec {rencontre.nom}"[:200]
        if rencontre.enqueteur_id:
            initial["enqueteurs"] = [rencontre.enqueteur_id]
    elif request.GET.get("acteur"):
        initial["acteur"] = (
            Acteur.objects.visibles_par(request.user)
            .filter(reference=request.GET["acteur"])
            .values_list("pk", flat=True)
            .first()
        )
    if request.GET.get("commune"):
        initial["commune"] = (
            diagnostic.territoire.communes.filter(pk=request.GET["commune"])
            .values_list("pk", flat=True)
            .first()
        )
    initial["grille"] = version_de_theme(diagnostic, request.GET.get("theme", ""))
    return initial


def _rencontre(request: Requete, diagnostic: Diagnostic) -> RencontrePrevue | None:
    voulue = request.POST.get("rencontre") or request.GET.get("rencontre")
    return diagnostic.rencontres_prevues.filter(reference=voulue).first() if voulue else None


@require_http_methods(["GET", "POST"])
def nouveau(request: Requete, reference: str) -> HttpResponse:
    """Plan an interview, or record one already held."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    ecrit = request.method == "POST"
    formulaire = EntretienForm(
        request.POST if ecrit else None,
        diagnostic=diagnostic,
        initial=_initiales(request, diagnostic),
        type_acteur="" if ecrit else request.GET.get("type", ""),
    )
    if ecrit and formulaire.is_valid():
        try:
            entretien = services.planifier(
                diagnostic=diagnostic,
                champs=formulaire.champs(),
                enqueteurs=formulaire.cleaned_data["enqueteurs"],
                par=request.user,
                rencontre=_rencontre(request, diagnostic),
            )
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            mot = "planifié" if entretien.est_planifie else "noté"
            messages.success(request, f"«\u00a0{entretien.titre}\u00a0» est {mot}.")
            return redirect("diagnostics:entretien", reference, entretien.reference)
    return render(
        request,
        "diagnostics/entretiens/formulaire.html",
        {
            **droits_de(request, diagnostic),
            "formulaire": formulaire,
            "entretien": None,
            "conflit": None,
            "rencontre": _rencontre(request, diagnostic),
            "type_vise": request.GET.get("type", ""),
            "onglet": "sources",
            "ecran": "entretiens",
        },
        status=422 if formulaire.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def modifier(request: Requete, reference: str, entretien: str) -> HttpResponse:
    """Change date, place, people, grid, agreement."""
    diagnostic, objet = trouver_entretien(request, reference, entretien)
    ecrit = request.method == "POST"
    formulaire = EntretienForm(
        request.POST if ecrit else None,
        instance=objet,
        diagnostic=diagnostic,
        initial={"version": objet.version},
    )
    conflit = None
    if ecrit and formulaire.is_valid():
        try:
            services.modifier_entretien(
                entretien=objet,
                champs=formulaire.champs(),
                enqueteurs=formulaire.cleaned_data["enqueteurs"],
                par=request.user,
                version_attendue=formulaire.cleaned_data["version"],
            )
        except ConflitDEdition as refus:
            conflit = dresser_conflit(formulaire=formulaire, actuel=refus.actuel)
            formulaire = EntretienForm(
                conflit.saisie, instance=conflit.actuel, diagnostic=diagnostic
            )
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, "Entretien enregistré.")
            return redirect("diagnostics:entretien", reference, entretien)
    return render(
        request,
        "diagnostics/entretiens/formulaire.html",
        {
            **droits_de(request, diagnostic),
            "formulaire": formulaire,
            "entretien": objet,
            "conflit": conflit,
            "rencontre": None,
            "type_vise": "",
            "onglet": "sources",
            "ecran": "entretiens",
        },
        status=409 if conflit else 422 if formulaire.errors else 200,
    )


@require_GET
def entretien(request: Requete, reference: str, entretien: str) -> HttpResponse:
    """Read an interview, pick passages in it, see what it led to."""
    diagnostic, objet = trouver_entretien(request, reference, entretien, LIRE_ENTRETIENS)
    return render(
        request,
        "diagnostics/entretiens/entretien.html",
        contexte_lecture(request, diagnostic, objet),
    )


def contexte_lecture(
    request: Requete, diagnostic: Diagnostic, objet: Entretien, **valeurs: Any
) -> dict[str, Any]:
    """Return the values of the reading page."""
    lignes = lire_contenu(objet)
    return {
        **droits_de(request, diagnostic),
        "entretien": objet,
        "lignes": lignes,
        "notees": sum(not ligne.est_vide for ligne in lignes if ligne.question),
        "vide": all(ligne.est_vide and not ligne.verbatims for ligne in lignes)
        and not objet.compte_rendu,
        "enqueteurs": list(objet.enqueteurs.all()),
        "personnes": list(objet.personnes.all()),
        "personne": PersonneForm(),
        "autres_preuves": list(
            objet.preuves.filter(passage=None, element__etat="actif").select_related("element")
        ),
        "adresse_passage": reverse(
            "diagnostics:passage", args=[diagnostic.reference, objet.reference]
        ),
        "statuts": Entretien.Statut,
        "onglet": "sources",
        "ecran": "entretiens",
        **valeurs,
    }


@require_POST
def statut(request: Requete, reference: str, entretien: str) -> HttpResponse:
    """Say it was held, cancelled, or is to come again."""
    _, objet = trouver_entretien(request, reference, entretien)
    try:
        apres = services.changer_statut(
            entretien=objet, statut=request.POST.get("statut", ""), par=request.user
        )
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    else:
        messages.success(request, f"Entretien {apres.get_statut_display().lower()}.")
    return redirect("diagnostics:entretien", reference, entretien)


@require_POST
def noter_personne(request: Requete, reference: str, entretien: str) -> HttpResponse:
    """Write down who was met."""
    diagnostic, objet = trouver_entretien(request, reference, entretien)
    formulaire = PersonneForm(request.POST)
    if formulaire.is_valid():
        services.noter_personne(entretien=objet, **formulaire.cleaned_data)
        messages.success(request, "Personne notée\u00a0: son nom reste entre les membres.")
        return redirect("diagnostics:entretien", reference, entretien)
    contexte = contexte_lecture(request, diagnostic, objet, personne=formulaire)
    return render(request, "diagnostics/entretiens/entretien.html", contexte, status=422)


@require_POST
def effacer_personne(
    request: Requete, reference: str, entretien: str, personne: str
) -> HttpResponse:
    """Erase the name of somebody met, for good."""
    _, objet = trouver_entretien(request, reference, entretien)
    services.effacer_personne(personne=get_object_or_404(objet.personnes, reference=personne))
    messages.success(request, "Nom effacé, sans trace dans l’historique.")
    return redirect("diagnostics:entretien", reference, entretien)
