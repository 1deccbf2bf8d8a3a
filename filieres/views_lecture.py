"""Reading a filière: the page, the big screen, its files."""

import csv
import io
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from acteurs.exports import inoffensif
from comptes.requete import Requete
from filieres.acces import LIRE_PRIVE, MODIFIER, droits_de, ouverte_a_tous, trouver_filiere
from filieres.dessins.carte import dessiner_carte
from filieres.dessins.chaine import lire_colonnes
from filieres.lecture import Lecture, adresse_si, ancre, lire
from filieres.models import FichierFiliere, Filiere, Maillon
from filieres.services.fichiers import TropDeFichiers, demander_fichier
from filieres.services.maillons import inserer_colonne, placer_maillon, rendre_places
from socle.dessin_svg import svg_autonome
from socle.travaux import relancer_travail

_TYPES: Final = {"png": "image/png", "pdf": "application/pdf"}
CONSTATS_MAX: Final = 6
Audience = FichierFiliere.Audience


def lire_pour(request: HttpRequest, filiere: Filiere, *, liee: bool = False) -> Lecture:
    """Return the filière as this visitor may read it."""
    return lire(
        filiere,
        prive=request.user.has_perm(LIRE_PRIVE, filiere),
        adresse=ancre if liee else None,
    )


def page(request: HttpRequest, filiere: Filiere) -> HttpResponse:
    """Show the page « Lire »."""
    lecture = lire_pour(request, filiere, liee=True)
    return render(
        request,
        "filieres/filiere.html",
        {
            **droits_de(request, filiere),
            "lecture": lecture,
            "constats": lecture.analyse.constats[:CONSTATS_MAX],
            "passages": request.GET.get("passages", ""),
            "placer": request.GET.get("placer", ""),
            "url_ajouter": adresse_si("filieres:maillon_nouveau", filiere.reference),
            "url_analyse": adresse_si("filieres:analyse", filiere.reference),
            "url_creer": adresse_si("filieres:creer"),
            "url_flux": adresse_si("filieres:flux_nouveau", filiere.reference),
            "onglet": "lire",
        },
    )


@require_safe
@ouverte_a_tous
def ecran(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the diagram alone, as large as the screen."""
    filiere = trouver_filiere(request, reference)
    return render(
        request,
        "filieres/lecture/ecran.html",
        {"filiere": filiere, "lecture": lire_pour(request, filiere)},
    )


@require_safe
@ouverte_a_tous
def carte(request: HttpRequest, reference: str) -> HttpResponse:
    """Show where the actors are and what flows between places."""
    filiere = trouver_filiere(request, reference)
    lecture = lire_pour(request, filiere)
    dessin = None
    if filiere.territoire is not None:
        dessin = dessiner_carte(lecture.reseau, lecture.analyse, filiere.territoire)
    return render(
        request,
        "filieres/lecture/carte.html",
        {**droits_de(request, filiere), "lecture": lecture, "carte": dessin, "onglet": "carte"},
    )


@require_safe
@ouverte_a_tous
def schema_svg(request: HttpRequest, reference: str) -> HttpResponse:
    """Download the diagram as a drawing any viewer opens."""
    filiere = trouver_filiere(request, reference)
    svg = svg_autonome(lire_pour(request, filiere).dessin)
    return _joindre(svg.encode(), "image/svg+xml", f"{_nommer(filiere)}.svg")


@require_safe
@ouverte_a_tous
def schema_csv(request: HttpRequest, reference: str) -> HttpResponse:
    """Download what the diagram shows: every passage, with its ends and its quantity."""
    filiere = trouver_filiere(request, reference)
    lecture = lire_pour(request, filiere)
    sortie = io.StringIO()
    sortie.write("\ufeff")
    ecrivain = csv.writer(sortie, delimiter=";")
    ecrivain.writerow(["De", "Vers", "Matière", "Quantité", "Fourchette", "Remarque"])
    for ruban in lecture.scene.rubans:
        remarque = "Suite supposée par l’ordre de la chaîne" if ruban.deduit else ""
        if ruban.retour:
            remarque = "Retour vers l’amont"
        ecrivain.writerow(
            [
                inoffensif(v)
                for v in (
                    ruban.depart_dit,
                    ruban.arrivee_dit,
                    ", ".join(ruban.matieres),
                    ruban.quantite,
                    ruban.fourchette,
                    remarque,
                )
            ]
        )
    return _joindre(
        sortie.getvalue().encode(), "text/csv; charset=utf-8", f"{_nommer(filiere)}-flux.csv"
    )


def _nommer(filiere: Filiere) -> str:
    return f"filiere-{slugify(filiere.nom)[:60] or filiere.reference}"


def _joindre(octets: bytes, nature: str, nom: str) -> HttpResponse:
    return HttpResponse(
        octets,
        content_type=nature,
        headers={
            "Content-Disposition": f'attachment; filename="{nom}"',
            "Cache-Control": "private, no-store",
        },
    )


# ── Placing by hand ─────────────────────────────────────────────────────────
class PlaceForm(forms.Form):
    """Where a maillon stands on the diagram; empty gives it back to the drawing.

    ``nouvelle``: in a column of its own, inserted before ``colonne``. Without a maillon, all of
    them are given back.
    """

    maillon = forms.SlugField(required=False)
    colonne = forms.IntegerField(required=False, min_value=1, max_value=60)
    ligne = forms.IntegerField(required=False, min_value=1, max_value=200)
    nouvelle = forms.BooleanField(required=False)


@require_POST
def placer(request: Requete, reference: str) -> HttpResponse:
    """Move a maillon on the diagram: dragged there, or by its form."""
    filiere = trouver_filiere(request, reference, MODIFIER)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Cette place n’existe pas sur le schéma.")
        return redirect("filieres:filiere", reference)
    donnees = form.cleaned_data
    if not donnees["maillon"]:
        rendre_places(filiere=filiere, par=request.user)
        messages.success(request, "Le dessin place de nouveau tous les maillons.")
        return redirect("filieres:filiere", reference)
    vise = get_object_or_404(Maillon, filiere=filiere, reference=donnees["maillon"])
    colonne = donnees["colonne"]
    if colonne and donnees["nouvelle"]:
        inserer_colonne(
            maillon=vise,
            avant=colonne,
            colonnes=lire_colonnes(lire_pour(request, filiere).scene),
            par=request.user,
        )
    else:
        placer_maillon(
            maillon=vise,
            colonne=colonne,
            ligne=donnees["ligne"] if colonne else None,
            par=request.user,
        )
    return redirect(f"{reverse('filieres:filiere', args=[reference])}#schema")


# ── Files made in the background ────────────────────────────────────────────
class DemandeForm(forms.Form):
    """What file, for whom."""

    nature = forms.ChoiceField(
        label="Fichier",
        choices=[
            ("pdf", "Dossier PDF\u00a0: schéma, constats, maillons, flux"),
            ("png", "Image PNG du schéma"),
        ],
        initial="pdf",
        widget=forms.RadioSelect,
    )
    audience = forms.ChoiceField(
        label="Destiné à",
        choices=[
            ("publique", "Tout le monde\u00a0: sans les sources, les certitudes ni les notes"),
            ("membres", "Membres de la filière"),
        ],
        initial="publique",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, prive: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not prive:
            del self.fields["audience"]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fichiers(request: Requete, reference: str) -> HttpResponse:
    """Ask for a file; find those asked for before."""
    filiere = trouver_filiere(request, reference)
    droits = droits_de(request, filiere)
    form = DemandeForm(request.POST or None, prive=droits["lit_prive"])
    if request.method == "POST" and form.is_valid():
        try:
            fichier = demander_fichier(
                filiere=filiere,
                nature=form.cleaned_data["nature"],
                audience=form.cleaned_data.get("audience", Audience.PUBLIQUE),
                demandeur=request.user,
            )
        except TropDeFichiers:
            messages.warning(
                request,
                "Vous avez déjà trois fichiers en préparation\u00a0: attendez qu’un soit prêt.",
            )
            return redirect("filieres:fichiers", reference)
        return redirect("filieres:fichier", reference, fichier.reference)
    siens = FichierFiliere.objects.disponibles().filter(filiere=filiere, demandeur=request.user)
    return render(
        request,
        "filieres/lecture/fichiers.html",
        {**droits, "form": form, "prets": siens[:20], "onglet": "lire_fichiers"},
    )


def _trouver(request: Requete, reference: str, fichier: str) -> FichierFiliere:
    filiere = trouver_filiere(request, reference)
    voulus = FichierFiliere.objects.filter(filiere=filiere)
    if not request.user.has_perm(LIRE_PRIVE, filiere):
        voulus = voulus.filter(audience=Audience.PUBLIQUE)
    trouve: FichierFiliere = get_object_or_404(voulus, reference=fichier)
    trouve.filiere = filiere
    return trouve


@never_cache
@require_GET
def fichier(request: Requete, reference: str, fichier: str) -> HttpResponse:
    """Show how far a file is, then the file; polled by htmx while it is made."""
    vise = _trouver(request, reference, fichier)
    gabarit = "filieres/lecture/fichier.html"
    return render(
        request,
        f"{gabarit}#suivi" if request.htmx else gabarit,
        {**droits_de(request, vise.filiere), "fichier": vise, "onglet": "lire_fichiers"},
    )


@require_GET
def fichier_telecharger(request: Requete, reference: str, fichier: str) -> HttpResponse:
    """Download a file; back to its page when it is not there (yet, or any more)."""
    vise = _trouver(request, reference, fichier)
    ouvert = vise.ouvrir() if vise.est_disponible else None
    if ouvert is None:
        return redirect("filieres:fichier", reference, fichier)
    with ouvert:
        octets = ouvert.read()
    return _joindre(octets, _TYPES[vise.nature], f"{_nommer(vise.filiere)}.{vise.nature}")


@require_POST
def fichier_relancer(request: Requete, reference: str, fichier: str) -> HttpResponse:
    """Try again after a failure."""
    relancer_travail(_trouver(request, reference, fichier))
    return redirect("filieres:fichier", reference, fichier)
