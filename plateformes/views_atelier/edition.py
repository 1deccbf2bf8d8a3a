"""Writing an entry: its sections, its figures."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requete import Requete
from plateformes.conflits import lecteurs_de
from plateformes.forms_atelier import SECTIONS, ChiffreForm, formulaire_de
from plateformes.models import Chiffre, Plateforme
from plateformes.services import DoublonPossible
from plateformes.services.chiffres import ajouter_chiffre, modifier_chiffre, supprimer_chiffre
from plateformes.services.edition import enregistrer_section
from plateformes.services.journal import libelle_de
from plateformes.views_atelier.commun import prendre
from socle.conflits import dresser_conflit
from socle.modeles import ConflitDEdition


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Requete, code: str, nom: str) -> HttpResponse:
    """Write one section; what somebody else saved meanwhile is joined or shown."""
    plateforme = prendre(request, code, "plateformes.modifier")
    if nom not in SECTIONS:
        raise Http404
    modele = formulaire_de(*SECTIONS[nom].champs)
    form = modele(request.POST or None, request.FILES or None, instance=plateforme)
    contexte: dict[str, Any] = {"conflit": None, "doublons": []}
    statut = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        champs, listes = form.saisie()
        try:
            resultat = enregistrer_section(
                plateforme=plateforme,
                champs=champs,
                listes=listes,
                par=request.user,
                version=form.cleaned_data.get("version") or 0,
                confirme="confirme" in request.POST,
            )
        except ConflitDEdition as refus:
            conflit = dresser_conflit(
                formulaire=form, actuel=refus.actuel, lecteurs=lecteurs_de(form)
            )
            contexte["conflit"] = conflit
            form = modele(conflit.saisie, instance=conflit.actuel)
            statut = 409
        except DoublonPossible as alerte:
            contexte["doublons"] = alerte.candidats
        except ValidationError as erreur:
            form.add_error(None, erreur.messages)
        else:
            _annoncer(request, resultat)
            return _suite(request, plateforme, nom)
    # The form wrote into its instance: only the row tells what stands.
    contexte |= {
        "plateforme": Plateforme.objects.select_related("reseau").get(pk=plateforme.pk),
        "form": form,
        "section": SECTIONS[nom],
        "sections": SECTIONS.values(),
        "remarques": [
            (remarque, libelle_de(remarque.champ))
            for remarque in plateforme.commentaires_champs.filter(
                resolu=False, champ__in=SECTIONS[nom].champs
            ).select_related("auteur")
        ],
    }
    return render(request, "plateformes/atelier/section.html", contexte, status=statut)


def _annoncer(request: Requete, resultat: Any) -> None:
    if resultat.proposition:
        messages.info(
            request,
            "Règle des quatre yeux\u00a0: vos changements attendent l’accord d’une autre personne "
            "de votre réseau.",
        )
    elif resultat.inchangee:
        messages.info(request, "Rien n’a changé.")
    else:
        messages.success(request, "C’est enregistré.")
    if resultat.reunis:
        reunis = ", ".join(mot.lower() for mot in resultat.reunis)
        messages.info(request, f"Réuni avec ce qu’une autre personne a écrit\u00a0: {reunis}.")


def _suite(request: Requete, plateforme: Plateforme, nom: str) -> HttpResponse:
    codes = list(SECTIONS)
    rang = codes.index(nom) + 1
    if "suivante" in request.POST and rang < len(codes):
        return redirect("plateformes:atelier_section", plateforme.code, codes[rang])
    return redirect("plateformes:atelier_fiche", plateforme.code)


@require_http_methods(["GET", "HEAD", "POST"])
def chiffre(request: Requete, code: str, pk: int | None = None) -> HttpResponse:
    """Add a figure, or write one again, with its date and its source."""
    plateforme = prendre(request, code, "plateformes.modifier")
    existant = get_object_or_404(plateforme.chiffres, pk=pk) if pk else None
    form = ChiffreForm(request.POST or None, instance=existant)
    statut, conflit = (422 if request.method == "POST" else 200), None
    if request.method == "POST" and form.is_valid():
        try:
            _ecrire_chiffre(request, plateforme, existant, form)
        except ConflitDEdition as refus:
            conflit = dresser_conflit(formulaire=form, actuel=refus.actuel)
            form, statut = ChiffreForm(conflit.saisie, instance=conflit.actuel), 409
        except ValidationError as erreur:
            form.add_error(None, erreur.messages)
        else:
            messages.success(request, "Le chiffre est enregistré.")
            return redirect("plateformes:atelier_fiche", plateforme.code)
    contexte = {"plateforme": plateforme, "form": form, "existant": existant, "conflit": conflit}
    return render(request, "plateformes/atelier/chiffre.html", contexte, status=statut)


def _ecrire_chiffre(
    request: Requete, plateforme: Plateforme, existant: Chiffre | None, form: ChiffreForm
) -> None:
    if existant is None:
        ajouter_chiffre(plateforme=plateforme, champs=form.champs(), par=request.user)
    else:
        modifier_chiffre(
            chiffre=existant,
            champs=form.champs(),
            par=request.user,
            version_attendue=form.cleaned_data.get("version") or 0,
        )


@require_POST
def chiffre_suppression(request: Requete, code: str, pk: int) -> HttpResponse:
    """Take a figure away; its story brings it back."""
    plateforme = prendre(request, code, "plateformes.modifier")
    supprimer_chiffre(chiffre=get_object_or_404(plateforme.chiffres, pk=pk), par=request.user)
    messages.success(
        request, "Le chiffre est supprimé. L’histoire de la fiche permet de le rétablir."
    )
    return redirect("plateformes:atelier_fiche", plateforme.code)
