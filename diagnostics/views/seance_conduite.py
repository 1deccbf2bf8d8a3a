"""Sessions for those who lead them: list, preparation, the board, the big screen."""

from typing import Any
from urllib.parse import urlencode

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.requete import Requete
from diagnostics.acces import ANIMER, LIRE, PILOTER, droits_de, trouver_demarche
from diagnostics.forms import premier_message
from diagnostics.forms_seance import SeanceForm
from diagnostics.models import Diagnostic, GenreActeur, Seance
from diagnostics.salle import (
    CONDUITE,
    ECRAN,
    etat_conduite,
    html_tableau,
    minuteur,
    montre_cartes,
)
from diagnostics.services.seance import conduite, participants
from diagnostics.services.seance.actes import agir as faire_acte
from diagnostics.services.seance.annulation import derniere_action
from diagnostics.services.seance.horloge import ETAPES_SAISIE
from diagnostics.services.seance.lecture import compter
from diagnostics.services.seance.outils import cases_de
from diagnostics.services.seance.propositions import propositions_de

REFUS = 422
_CHIFFRES = 6
_CHOIX_MAX = 100
Etape = Seance.Etape


def trouver_seance(diagnostic: Diagnostic, reference: str) -> Seance:
    """Return a session of this démarche or raise ``Http404``."""
    return get_object_or_404(
        diagnostic.seances.select_related("animatrice", "source"), reference=reference
    )


def demarche_et_seance(
    request: Requete, reference: str, seance: str, permission: str
) -> tuple[Diagnostic, Seance]:
    """Return the démarche and its session when the visitor has ``permission``."""
    diagnostic = trouver_demarche(request, reference, permission)
    trouvee = trouver_seance(diagnostic, seance)
    trouvee.diagnostic = diagnostic
    return diagnostic, trouvee


def page_membre(
    request: Requete, diagnostic: Diagnostic, gabarit: str, status: int = 200, **valeurs: Any
) -> HttpResponse:
    """Render a member's page of the sessions."""
    contexte = {
        **droits_de(request, diagnostic),
        "peut_animer": request.user.has_perm(ANIMER, diagnostic),
        "onglet": "matrice",
        **valeurs,
    }
    if "seance" in valeurs and valeurs["seance"].outil == Seance.Outil.PARTIES:
        contexte["onglet"] = "parties"
    return render(request, f"diagnostics/seance/{gabarit}.html", contexte, status=status)


# ── List, preparation, settings ─────────────────────────────────────────────
@require_GET
def seances(request: Requete, reference: str) -> HttpResponse:
    """List the sessions of a démarche."""
    from django.db.models import Count, Q

    diagnostic = trouver_demarche(request, reference, LIRE)
    return page_membre(
        request,
        diagnostic,
        "liste",
        seances=list(
            diagnostic.seances.select_related("animatrice").annotate(
                nb_participants=Count(
                    "participants", filter=Q(participants__exclu=False), distinct=True
                ),
                nb_notes=Count("notes", filter=Q(notes__etat="visible"), distinct=True),
            )
        ),
        instantanes=diagnostic.instantanes.count(),
    )


@require_http_methods(["GET", "POST"])
def creer(request: Requete, reference: str) -> HttpResponse:
    """Prepare a session."""
    diagnostic = trouver_demarche(request, reference, ANIMER)
    outil = "parties" if request.GET.get("outil") == "parties" else "moff"
    formulaire = SeanceForm(request.POST or None, initial={"outil": outil})
    if request.method == "POST" and formulaire.is_valid():
        seance = conduite.creer_seance(
            diagnostic=diagnostic, champs=formulaire.cleaned_data, par=request.user
        )
        messages.success(request, "Séance prête : ouvrez le recueil quand la salle l’est.")
        return redirect("diagnostics:seance", reference, seance.reference)
    return page_membre(
        request, diagnostic, "creer", REFUS if formulaire.errors else 200, formulaire=formulaire
    )


@require_http_methods(["GET", "POST"])
def regler(request: Requete, reference: str, seance: str) -> HttpResponse:
    """Change the name, the instruction, the numbers of a session."""
    diagnostic, visee = demarche_et_seance(request, reference, seance, ANIMER)
    formulaire = SeanceForm(request.POST or None, instance=visee)
    if request.method == "POST" and formulaire.is_valid():
        try:
            conduite.regler_seance(seance=visee, champs=formulaire.cleaned_data, par=request.user)
        except ValidationError as erreur:
            formulaire.add_error(None, erreur)
        else:
            messages.success(request, "Réglages enregistrés.")
            return redirect("diagnostics:seance", reference, seance)
    return page_membre(
        request,
        diagnostic,
        "regler",
        REFUS if formulaire.errors else 200,
        formulaire=formulaire,
        seance=visee,
    )


@require_POST
def supprimer(request: Requete, reference: str, seance: str) -> HttpResponse:
    """Erase a session and what people wrote in it."""
    _, visee = demarche_et_seance(request, reference, seance, PILOTER)
    conduite.supprimer_seance(seance=visee, par=request.user)
    messages.success(
        request, "La séance est supprimée. Ce qu’elle avait versé dans la matrice y reste."
    )
    return redirect("diagnostics:seances", reference)


# ── The board ───────────────────────────────────────────────────────────────
def adresse_publique(request: Requete, seance: Seance) -> str:
    """Return the joining address, whole."""
    return request.build_absolute_uri(reverse("diagnostics:seance_entrer", args=[seance.jeton]))


def qr(adresse: str) -> str:
    """Return a QR code as SVG, black on white whatever the theme."""
    svg = segno.make(adresse, error="m").svg_inline(
        scale=4, border=2, dark="#000", light="#fff", omitsize=True, svgclass="s-qr", lineclass=None
    )
    return mark_safe(svg)


def contexte_ecran(seance: Seance) -> dict[str, Any]:
    """Return what the top of the big screen shows."""
    return {
        "seance": seance,
        **minuteur(seance),
        "comptes": compter(seance),
        "accueille": participants.accueille(seance),
    }


def contexte_conduite(seance: Seance) -> dict[str, Any]:
    """Return what the bar and the side of the facilitator's page show."""
    etapes = [e for e in Etape if e != Etape.CLOSE]
    suivante = Etape.values[min(seance.rang + 1, len(Etape.values) - 1)]
    precedente = Etape.values[max(seance.rang - 1, 0)]
    contexte: dict[str, Any] = {
        **contexte_ecran(seance),
        "etapes": [
            {
                "code": e.value,
                "libelle": e.label,
                "etat": "fait" if i < seance.rang else "encours" if i == seance.rang else "avenir",
            }
            for i, e in enumerate(etapes)
        ],
        "suivante": {"code": suivante, "libelle": Etape(suivante).label}
        if suivante != seance.etape
        else None,
        "precedente": {"code": precedente, "libelle": Etape(precedente).label}
        if precedente != seance.etape
        else None,
        "derniere": derniere_action(seance),
        "participants": list(seance.participants.all()),
        "genres": GenreActeur.choices,
        "saisit": seance.etape in ETAPES_SAISIE,
        "propositions": [],
    }
    if seance.etape in {Etape.REVELATION, Etape.REGROUPEMENT}:
        contexte["propositions"] = [
            {"numeros": " ".join(str(c.numero) for c in groupe), "cartes": groupe}
            for groupe in propositions_de(seance)
        ]
    return contexte


@require_GET
def seance(request: Requete, reference: str, seance: str) -> HttpResponse:
    """Lead the session, or read what came out of it when it ended or one only reads."""
    diagnostic, visee = demarche_et_seance(request, reference, seance, LIRE)
    if visee.personnes_effacees_le or not request.user.has_perm(ANIMER, diagnostic):
        return redirect("diagnostics:seance_bilan", reference, seance)
    adresse = adresse_publique(request, visee)
    return page_membre(
        request,
        diagnostic,
        "conduite",
        **contexte_conduite(visee),
        etiquette=etiquette(visee, CONDUITE),
        tableau=html_tableau(visee, CONDUITE),
        cases=cases_de(visee),
        adresse=adresse,
        qr=qr(adresse),
        choix=_numeros(request.GET.get("choix", "")),
    )


def _numeros(texte: str) -> list[int]:
    return [
        int(m) for m in texte.replace(",", " ").split() if m.isdecimal() and len(m) <= _CHIFFRES
    ][:_CHOIX_MAX]


@require_GET
def etat(request: Requete, reference: str, seance: str) -> HttpResponse:
    """Answer 304 while nothing changed, else what changed on the facilitator's page."""
    _, visee = demarche_et_seance(request, reference, seance, ANIMER)
    return _etat(request, visee, CONDUITE, request.GET)


def etiquette(seance: Seance, mode: str) -> str:
    """Return the ETag of what a screen shows: the clock of the session."""
    return f'"{mode}.{seance.revision}"'


def _etat(
    request: Requete, seance: Seance, mode: str, connu: Any, status: int = 200, **plus: Any
) -> HttpResponse:
    etag = etiquette(seance, mode)
    if (
        request.method == "GET"
        and request.headers.get("If-None-Match", "").removeprefix("W/") == etag
    ):
        reponse = HttpResponse(status=304)
        del reponse["Content-Type"]
        reponse["ETag"] = etag
        return reponse
    revision = connu.get("r", "")
    valeurs = etat_conduite(
        seance,
        mode=mode,
        etape=connu.get("e", ""),
        revision=int(revision) if revision.isdecimal() else 0,
    )
    contexte = {
        **(contexte_conduite(seance) if mode == CONDUITE else contexte_ecran(seance)),
        "peut_animer": True,
        "diagnostic": seance.diagnostic,
        "cases": cases_de(seance),
        "request": request,
    }
    zones = ("barre", "cotes") if mode == CONDUITE else ("tete_ecran",)
    valeurs["zones"] = {
        zone: render_to_string(f"diagnostics/seance/{zone}.html", contexte, request)
        for zone in zones
    }
    reponse = JsonResponse(
        {**valeurs, **plus},
        status=status,
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )
    reponse["ETag"] = etag
    reponse["Cache-Control"] = "private, no-cache"
    return reponse


@require_POST
def agir(request: Requete, reference: str, seance: str) -> HttpResponse:
    """Do one act of the facilitator (``acte``), named on the page's buttons."""
    _, visee = demarche_et_seance(request, reference, seance, ANIMER)
    json = request.headers.get("Accept", "") == "application/json"
    saisie = {cle: request.POST.get(cle, "") for cle in request.POST}
    choisies = _numeros(" ".join([*request.POST.getlist("carte"), request.POST.get("numeros", "")]))
    try:
        message = faire_acte(seance=visee, saisie=saisie, numeros=choisies, par=request.user)
    except ValidationError as erreur:
        dit = premier_message(erreur)
        if json:
            return JsonResponse({"message": dit}, status=REFUS)
        messages.error(request, dit)
    else:
        if json:
            visee.refresh_from_db()
            return _etat(request, visee, CONDUITE, request.POST, message=message)
        messages.success(request, message)
    adresse = reverse("diagnostics:seance", args=[reference, seance])
    if choisies and request.POST.get("acte") == "choisir":
        adresse += "?" + urlencode({"choix": " ".join(map(str, choisies))})
    return redirect(adresse)


# ── The big screen ──────────────────────────────────────────────────────────
@require_GET
def ecran(request: Requete, reference: str, seance: str) -> HttpResponse:
    """Show the session to the room: large, read-only."""
    diagnostic, visee = demarche_et_seance(request, reference, seance, ANIMER)
    adresse = adresse_publique(request, visee)
    return page_membre(
        request,
        diagnostic,
        "ecran",
        **contexte_ecran(visee),
        etiquette=etiquette(visee, ECRAN),
        cases=cases_de(visee),
        adresse=adresse,
        # Read aloud and typed: without « https:// ».
        adresse_code=f"{request.get_host()}{reverse('diagnostics:seance_code')}",
        qr=qr(adresse),
        montre_cartes=montre_cartes(visee, ECRAN),
        tableau=html_tableau(visee, ECRAN),
    )


@require_GET
def ecran_etat(request: Requete, reference: str, seance: str) -> HttpResponse:
    """Answer 304 while nothing changed, else what changed on the big screen."""
    _, visee = demarche_et_seance(request, reference, seance, ANIMER)
    return _etat(request, visee, ECRAN, request.GET)
