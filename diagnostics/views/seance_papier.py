"""For those who have no phone: notes written on paper, raised hands."""

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from comptes.requete import Requete
from diagnostics.acces import ANIMER
from diagnostics.forms import premier_message
from diagnostics.forms_seance import MainsForm, SaisieForm
from diagnostics.models import GenreActeur, Seance
from diagnostics.services.seance import notes, participants, voix
from diagnostics.services.seance.horloge import ETAPES_SAISIE
from diagnostics.services.seance.lecture import compter, lire_cartes
from diagnostics.services.seance.outils import cases_de
from diagnostics.views.seance_conduite import REFUS, demarche_et_seance, page_membre

Etape = Seance.Etape


@require_http_methods(["GET", "POST"])
def saisir(request: Requete, reference: str, seance: str) -> HttpResponse:
    """Enter the notes of those who have no phone, many at once, from the keyboard."""
    diagnostic, visee = demarche_et_seance(request, reference, seance, ANIMER)
    initial = {c: request.GET.get(c, "") for c in ("genre", "case") if c in request.GET}
    formulaire = SaisieForm(
        request.POST or None, seance=visee, initial={**initial, "cle": uuid4().hex[:30]}
    )
    if request.method == "POST" and formulaire.is_valid():
        donnees = formulaire.cleaned_data
        try:
            papier = participants.representer(seance=visee, genre=donnees["genre"])
            ecrites = notes.saisir(
                voix=papier,
                case=donnees["case"],
                lignes=donnees["textes"].splitlines(),
                cle=donnees["cle"],
            )
        except ValidationError as erreur:
            formulaire.add_error("textes", erreur)
        else:
            nombre = len(ecrites)
            messages.success(
                request,
                f"{nombre} notes saisies." if nombre > 1 else "Note saisie.",
            )
            suite = urlencode({"genre": donnees["genre"], "case": donnees["case"]})
            return redirect(f"{request.path}?{suite}")
    return page_membre(
        request,
        diagnostic,
        "saisir",
        REFUS if formulaire.errors else 200,
        formulaire=formulaire,
        seance=visee,
        saisit=visee.etape in ETAPES_SAISIE,
        comptes=compter(visee),
        cases=cases_de(visee),
    )


@require_http_methods(["GET", "POST"])
def mains(request: Requete, reference: str, seance: str) -> HttpResponse:
    """Count raised hands: how many people of a kind have no phone, and what they support."""
    diagnostic, visee = demarche_et_seance(request, reference, seance, ANIMER)
    if request.method == "POST":
        formulaire = MainsForm(request.POST)
        if formulaire.is_valid():
            _compter(request, visee, formulaire.cleaned_data)
        else:
            messages.error(
                request, "Dites combien de personnes, et combien de mains pour la carte."
            )
        suite = urlencode({"genre": request.POST.get("genre", "")})
        return redirect(f"{request.path}?{suite}")
    genre = request.GET.get("genre", "")
    voix_papier = visee.participants.filter(par_procuration=True, genre=genre).first()
    return page_membre(
        request,
        diagnostic,
        "mains",
        seance=visee,
        ouvert=visee.etape in {Etape.VOTE, Etape.DECISION},
        genres=GenreActeur.choices,
        genre=genre,
        effectif=voix_papier.effectif if voix_papier else 1,
        comptees=voix.cartes_soutenues(voix_papier) if voix_papier else {},
        cartes=lire_cartes(visee),
        cases=cases_de(visee),
    )


def _compter(request: Requete, seance: Seance, donnees: dict[str, Any]) -> None:
    try:
        papier = participants.representer(
            seance=seance, genre=donnees["genre"], effectif=donnees["effectif"]
        )
        if donnees["numero"]:
            voix.compter_mains(voix=papier, numero=donnees["numero"], nombre=donnees["nombre"] or 0)
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    else:
        messages.success(request, "C’est compté.")
