"""Sources heard (members only) and actors of a démarche."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from acteurs.models import Acteur
from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, LIRE, LIRE_ENTRETIENS, droits_de, trouver_demarche
from diagnostics.forms import SourceForm, premier_message
from diagnostics.models import Entretien
from diagnostics.services.bilan import acteurs_par_type
from diagnostics.services.creation import associer_acteur
from diagnostics.services.recherche import chercher_acteurs
from diagnostics.services.sources import modifier_source, noter_source, supprimer_source
from socle.conflits import dresser_conflit
from socle.modeles import ConflitDEdition

_NATURES_EN_GROUPES = (
    (Entretien.Nature.ATELIER, "Ateliers"),
    (Entretien.Nature.VISITE, "Visites"),
    (Entretien.Nature.DOCUMENT, "Documents"),
)


@require_http_methods(["GET", "POST"])
def sources(request: Requete, reference: str) -> HttpResponse:
    """List what was heard or read, and note something new."""
    ecrit = request.method == "POST"
    diagnostic = trouver_demarche(request, reference, CONTRIBUER if ecrit else LIRE_ENTRETIENS)
    formulaire = SourceForm(request.POST if ecrit else None, diagnostic=diagnostic)
    if ecrit and formulaire.is_valid():
        source = noter_source(diagnostic=diagnostic, champs=_champs(formulaire), par=request.user)
        messages.success(request, f"«\u00a0{source.titre}\u00a0» est noté.")
        return redirect("diagnostics:sources", reference)
    lignes = list(diagnostic.entretiens.autres().select_related("acteur"))
    return render(
        request,
        "diagnostics/sources.html",
        {
            **droits_de(request, diagnostic),
            "groupes": [
                (titre, [s for s in lignes if s.nature == nature])
                for nature, titre in _NATURES_EN_GROUPES
            ],
            "total": len(lignes),
            "formulaire": formulaire,
            "onglet": "sources",
            "ecran": "sources",
        },
        status=422 if formulaire.errors else 200,
    )


def _champs(formulaire: SourceForm) -> dict[str, Any]:
    return {k: v for k, v in formulaire.cleaned_data.items() if k != "version"}


@require_http_methods(["GET", "POST"])
def source(request: Requete, reference: str, source: str) -> HttpResponse:
    """Read a source; contributors edit it."""
    ecrit = request.method == "POST"
    diagnostic = trouver_demarche(request, reference, CONTRIBUER if ecrit else LIRE_ENTRETIENS)
    objet = get_object_or_404(diagnostic.entretiens.select_related("acteur"), reference=source)
    if not ecrit and objet.nature == Entretien.Nature.ENTRETIEN:
        return redirect("diagnostics:entretien", reference, source)
    formulaire = SourceForm(
        request.POST if ecrit else None,
        instance=objet,
        diagnostic=diagnostic,
        initial={"version": objet.version},
    )
    conflit = None
    if ecrit and formulaire.is_valid():
        try:
            modifier_source(
                source=objet,
                champs=_champs(formulaire),
                par=request.user,
                version_attendue=formulaire.cleaned_data["version"],
            )
        except ConflitDEdition as refus:
            conflit = dresser_conflit(formulaire=formulaire, actuel=refus.actuel)
            formulaire = SourceForm(conflit.saisie, instance=conflit.actuel, diagnostic=diagnostic)
        else:
            messages.success(request, "Source enregistrée.")
            return redirect("diagnostics:source", reference, source)
    return render(
        request,
        "diagnostics/source.html",
        {
            **droits_de(request, diagnostic),
            "source": Entretien.objects.select_related("acteur").get(pk=objet.pk),
            "preuves": objet.preuves.filter(element__etat="actif").select_related("element"),
            "formulaire": formulaire,
            "conflit": conflit,
            "onglet": "sources",
            "ecran": "sources",
        },
        status=409 if conflit else 422 if formulaire.errors else 200,
    )


@require_POST
def supprimer(request: Requete, reference: str, source: str) -> HttpResponse:
    """Erase a source nothing rests on."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    objet = get_object_or_404(diagnostic.entretiens, reference=source)
    try:
        supprimer_source(source=objet, par=request.user)
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
        return redirect("diagnostics:source", reference, source)
    messages.success(request, "Source effacée.")
    return redirect("diagnostics:sources", reference)


@require_http_methods(["GET", "POST"])
def acteurs(request: Requete, reference: str) -> HttpResponse:
    """List the actors the démarche works with; add or take one away."""
    ecrit = request.method == "POST"
    diagnostic = trouver_demarche(request, reference, CONTRIBUER if ecrit else LIRE)
    if ecrit:
        acteur = get_object_or_404(
            Acteur.objects.visibles_par(request.user), reference=request.POST.get("acteur", "")
        )
        present = request.POST.get("present") != "non"
        associer_acteur(diagnostic=diagnostic, acteur=acteur, present=present)
        messages.success(
            request,
            f"{acteur.nom} {'rejoint' if present else 'quitte'} les acteurs de la démarche.",
        )
        return redirect("diagnostics:acteurs", reference)
    recherche = request.GET.get("q", "").strip()
    trouves, _ = chercher_acteurs(diagnostic=diagnostic, utilisateur=request.user, texte=recherche)
    return render(
        request,
        "diagnostics/acteurs.html",
        {
            **droits_de(request, diagnostic),
            "groupes": acteurs_par_type(diagnostic=diagnostic),
            "presents": set(diagnostic.acteurs.values_list("pk", flat=True)),
            "recherche": recherche,
            "trouves": trouves,
            "onglet": "acteurs",
        },
    )
