"""The catalogue's shared words: list, add, rename, join, take out, put back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requete import Requete
from plateformes.forms_vocabulaire import NouveauMotForm, formulaire_de_mot
from plateformes.services.vocabulaire import (
    GENRES,
    Genre,
    ajouter_mot,
    compter_mots,
    modifier_mot,
    mots_retires,
    remettre_mot,
    retirer_mot,
    reunir_mots,
)
from socle.conflits import dresser_conflit
from socle.droits import exiger
from socle.modeles import ConflitDEdition

DROIT = "plateformes.vocabulaire"


def _genre(request: Requete, code: str) -> Genre:
    exiger(request, DROIT)
    if code not in GENRES:
        raise Http404
    return GENRES[code]


@require_http_methods(["GET", "HEAD", "POST"])
def vocabulaire(request: Requete, genre: str = "fonctions") -> HttpResponse:
    """The words of a vocabulary, how many entries hold each; add one."""
    choisi = _genre(request, genre)
    form = NouveauMotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            mot = ajouter_mot(genre=choisi, champs=form.cleaned_data, par=request.user)
        except ValidationError as erreur:
            _dire_erreurs(form, erreur)
        else:
            messages.success(request, f"« {mot.nom} » est ajouté.")
            return redirect("plateformes:vocabulaire", choisi.code)
    mots = list(compter_mots(choisi))
    noms = {mot.pk: mot.nom for mot in mots}
    contexte = {
        "genre": choisi,
        "genres": GENRES.values(),
        "mots": mots,
        "retires": [(r, noms.get(r.remplace_par, r.remplace_par)) for r in mots_retires(choisi)],
        "form": form,
    }
    statut = 422 if request.method == "POST" else 200
    return render(request, "plateformes/atelier/vocabulaire.html", contexte, status=statut)


def _dire_erreurs(form: Any, erreur: ValidationError) -> None:
    """Tell each error at its field, when the form has it."""
    par_champ = getattr(erreur, "error_dict", None)
    if par_champ is None:
        form.add_error(None, erreur.messages)
        return
    for champ, erreurs in par_champ.items():
        form.add_error(champ if champ in form.fields else None, erreurs)


@require_http_methods(["GET", "HEAD", "POST"])
def mot(request: Requete, genre: str, code: str) -> HttpResponse:
    """One word: rename it, join it to another (its address shows what would follow), take it out."""
    choisi = _genre(request, genre)
    objet = get_object_or_404(compter_mots(choisi), pk=code)
    modele_form = formulaire_de_mot(choisi.modele)
    form = modele_form(request.POST or None, instance=objet)
    statut, conflit = (422 if request.method == "POST" else 200), None
    if request.method == "POST" and form.is_valid():
        try:
            ecrit = modifier_mot(
                genre=choisi,
                mot=objet,
                champs=form.champs(),
                par=request.user,
                version_attendue=form.cleaned_data.get("version") or 0,
            )
        except ConflitDEdition as refus:
            conflit = dresser_conflit(formulaire=form, actuel=refus.actuel)
            form, statut = modele_form(conflit.saisie, instance=conflit.actuel), 409
        except ValidationError as erreur:
            _dire_erreurs(form, erreur)
        else:
            messages.success(request, f"« {ecrit.nom} » est enregistré.")
            return redirect("plateformes:vocabulaire", choisi.code)
    # The form wrote into its instance: only the row tells what stands.
    objet = compter_mots(choisi).get(pk=code)
    contexte = {
        "genre": choisi,
        "mot": objet,
        "form": form,
        "conflit": conflit,
        "autres": choisi.modele.objects.exclude(pk=code),
        "vers": choisi.modele.objects.exclude(pk=code)
        .filter(pk=request.GET.get("vers", "")[:60])
        .first(),
        "fiches": objet.plateformes.order_by("nom_normalise").only("code", "nom", "statut")[:30],
    }
    return render(request, "plateformes/atelier/mot.html", contexte, status=statut)


@require_POST
def reunion(request: Requete, genre: str, code: str) -> HttpResponse:
    """Join a word to another."""
    choisi = _genre(request, genre)
    ancien = get_object_or_404(choisi.modele, pk=code)
    vers = choisi.modele.objects.filter(pk=request.POST.get("vers", "")[:60]).first()
    if vers is None or vers.pk == ancien.pk:
        messages.error(request, "Choisissez le mot auquel réunir celui-ci.")
        return redirect("plateformes:mot", choisi.code, ancien.pk)
    n = reunir_mots(genre=choisi, ancien=ancien, vers=vers, par=request.user)
    suite = (
        f"{n} fiches ont changé"
        if n > 1
        else "une fiche a changé"
        if n
        else "aucune fiche ne change"
    )
    messages.success(request, f"« {ancien.nom} » est réuni à « {vers.nom} »\u00a0: {suite}.")
    return redirect("plateformes:vocabulaire", choisi.code)


@require_POST
def retrait(request: Requete, genre: str, code: str) -> HttpResponse:
    """Take out a word nobody uses."""
    choisi = _genre(request, genre)
    objet = get_object_or_404(choisi.modele, pk=code)
    try:
        retirer_mot(genre=choisi, mot=objet, par=request.user)
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
        return redirect("plateformes:mot", choisi.code, code)
    messages.success(request, f"« {objet.nom} » est retiré.")
    return redirect("plateformes:vocabulaire", choisi.code)


@require_POST
def remise(request: Requete, genre: str, code: str) -> HttpResponse:
    """Put back a word taken out."""
    choisi = _genre(request, genre)
    retire = get_object_or_404(mots_retires(choisi), code=code)
    try:
        objet = remettre_mot(genre=choisi, retire=retire, par=request.user)
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    else:
        messages.success(request, f"« {objet.nom} » est remis.")
    return redirect("plateformes:vocabulaire", choisi.code)
