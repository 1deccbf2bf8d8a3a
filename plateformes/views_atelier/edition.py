"""Writing an entry: its sections, its figures."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes.requete import Requete
from plateformes.forms_atelier import SECTIONS, ChiffreForm, SectionForm, formulaire_de
from plateformes.models import Plateforme
from plateformes.services import DoublonPossible
from plateformes.services.edition import Disputee, enregistrer_section
from plateformes.views_atelier.commun import prendre


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
        except Disputee as conflit:
            contexte["conflit"] = conflit
            form = _reprendre(modele, request, conflit)
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
        "remarques": plateforme.commentaires_champs.filter(
            resolu=False, champ__in=SECTIONS[nom].champs
        ).select_related("auteur"),
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


def _reprendre(modele: type[SectionForm], request: Requete, conflit: Disputee) -> SectionForm:
    """Return the form with what could be joined, and mine where somebody has to choose."""
    saisie = request.POST.copy()
    disputes = {dispute.champ for dispute in conflit.disputes}
    for champ, valeur in conflit.valeurs.items():
        if champ not in disputes and champ not in {"porteur", "logo"}:
            saisie[champ] = _ecrire(champ, valeur)
    for champ, cles in conflit.listes.items():
        saisie.setlist(champ, [str(cle) for cle in cles])
    saisie["version"] = str(conflit.actuel.version)
    return modele(saisie, instance=conflit.actuel)


def _ecrire(champ: str, valeur: Any) -> str:
    if champ == "national":
        return "on" if valeur else ""
    if isinstance(valeur, bool):
        return str(valeur).lower()
    return "" if valeur is None else str(valeur)


@require_http_methods(["GET", "HEAD", "POST"])
def chiffre(request: Requete, code: str) -> HttpResponse:
    """Add a figure, with its date and its source."""
    plateforme = prendre(request, code, "plateformes.modifier")
    form = ChiffreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.plateforme = plateforme
        form.save()
        messages.success(request, "Le chiffre est ajouté.")
        return redirect("plateformes:atelier_fiche", plateforme.code)
    contexte = {"plateforme": plateforme, "form": form, "chiffres": plateforme.chiffres.all()}
    return render(
        request,
        "plateformes/atelier/chiffre.html",
        contexte,
        status=422 if request.method == "POST" else 200,
    )


@require_POST
def chiffre_suppression(request: Requete, code: str, pk: int) -> HttpResponse:
    """Forget a figure."""
    plateforme = prendre(request, code, "plateformes.modifier")
    get_object_or_404(plateforme.chiffres, pk=pk).delete()
    messages.success(request, "Le chiffre est supprimé.")
    return redirect("plateformes:atelier_fiche", plateforme.code)
