"""Participants of a session: at the door, in the room, without an account.

Whoever joined holds a cookie for this session alone (HttpOnly, its own path); pages are not
indexed and tell other sites nothing of where one comes from. Every form works without JavaScript; with it the same addresses
answer JSON, and the phone keeps what it could not send.
"""

from functools import wraps
from typing import Any
from uuid import uuid4

from csp.decorators import csp_exempt
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_ratelimit.core import is_ratelimited

from diagnostics.forms_seance import CodeForm, RejoindreForm, RetourForm
from diagnostics.models import ParticipantSeance, Seance
from diagnostics.salle import contexte_salle, etat_salle, etiquette_salle
from diagnostics.services.seance import notes, participants, voix

CHEMIN = "/demarches/seance/"
"""Where the cookies go: the pages of participants and nothing else of the site."""
DUREE_COOKIE = 30 * 24 * 3600
PAR_ADRESSE = "600/10m"
"""Sixty phones behind one address join, type a code twice, come back."""
CODES_FAUX = "60/10m"
PAR_PERSONNE = "120/m"
REFUS, CLOSE, TROP = 422, 410, 429
_CHIFFRES = 9


def _discret(reponse: HttpResponse) -> HttpResponse:
    reponse["X-Robots-Tag"] = "noindex, nofollow"
    reponse["Referrer-Policy"] = "same-origin"
    reponse["Cache-Control"] = "private, no-store"
    return reponse


def _freine(request: HttpRequest, groupe: str, rythme: str, *, compter: bool = True) -> bool:
    return is_ratelimited(
        request, group=f"seance-{groupe}", key="ip", rate=rythme, increment=compter
    )


def page_salle(
    request: HttpRequest, gabarit: str, status: int = 200, **valeurs: Any
) -> HttpResponse:
    """Render a participant's page: never indexed, never kept."""
    return _discret(render(request, f"diagnostics/seance/{gabarit}.html", valeurs, status=status))


# ── At the door ─────────────────────────────────────────────────────────────
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code shown on the big screen."""
    formulaire = CodeForm(request.POST or None)
    if request.method == "POST":
        if _freine(request, "code", CODES_FAUX):
            return page_salle(request, "trop", TROP)
        if formulaire.is_valid():
            propre = formulaire.cleaned_data["code"].upper().replace(" ", "").replace("-", "")
            seance = Seance.objects.filter(code=propre).first()
            if seance is not None and participants.accueille(seance):
                return redirect("diagnostics:seance_entrer", seance.jeton)
            formulaire.add_error(
                "code", "Aucune séance ouverte ne porte ce code : relisez-le sur le grand écran."
            )
    statut = REFUS if formulaire.errors else 200
    return page_salle(request, "code", statut, formulaire=formulaire)


@require_http_methods(["GET", "POST"])
def entrer(request: HttpRequest, jeton: str) -> HttpResponse:
    """Join with the link or the QR code: a pseudonym, a kind of actor."""
    seance = get_object_or_404(Seance.objects.select_related("diagnostic"), jeton=jeton)
    connu = _participant(request, seance.reference)
    if connu is not None:
        return redirect("diagnostics:seance_salle", seance.reference)
    if not participants.accueille(seance):
        return page_salle(request, "fermee", CLOSE, seance=seance)
    membre = request.user if request.user.is_authenticated else None
    formulaire = RejoindreForm(
        request.POST or None, initial={"pseudonyme": str(membre)[:40] if membre else ""}
    )
    if request.method == "POST":
        if _freine(request, "entrer", PAR_ADRESSE):
            return page_salle(request, "trop", TROP)
        if formulaire.is_valid():
            try:
                participant = participants.creer_sans_doublon(
                    seance, compte=membre, **formulaire.cleaned_data
                )
            except ValidationError as erreur:
                formulaire.add_error(None, erreur)
            else:
                return _ouvrir(participant)
    statut = REFUS if formulaire.errors else 200
    return page_salle(request, "entrer", statut, seance=seance, formulaire=formulaire)


def _ouvrir(participant: ParticipantSeance) -> HttpResponse:
    """Give the phone its cookie and let it in."""
    adresse = reverse("diagnostics:seance_salle", args=[participant.seance.reference])
    reponse = redirect(adresse)
    reponse.set_cookie(
        _cookie(participant.seance.reference),
        participant.jeton,
        max_age=DUREE_COOKIE,
        path=CHEMIN,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return _discret(reponse)


@require_http_methods(["GET", "POST"])
def retour(request: HttpRequest, seance: str) -> HttpResponse:
    """Come back from another phone."""
    visee = get_object_or_404(Seance, reference=seance)
    if visee.personnes_effacees_le is not None:
        return page_salle(request, "fermee", 410, seance=visee)
    formulaire = RetourForm(request.POST or None)
    if request.method == "POST":
        if _freine(request, "retour", CODES_FAUX):
            return page_salle(request, "trop", TROP)
        if formulaire.is_valid():
            try:
                return _ouvrir(
                    participants.par_code_retour(seance=visee, **formulaire.cleaned_data)
                )
            except ValidationError as erreur:
                formulaire.add_error("code", erreur)
    statut = REFUS if formulaire.errors else 200
    return page_salle(request, "retour", statut, seance=visee, formulaire=formulaire)


# ── In the room ─────────────────────────────────────────────────────────────
def _cookie(reference: str) -> str:
    return f"seance-{reference}"


def _participant(request: HttpRequest, seance: str) -> ParticipantSeance | None:
    return participants.par_jeton(reference=seance, jeton=request.COOKIES.get(_cookie(seance), ""))


def _veut_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def avec_participant(vue: Any) -> Any:
    """Give the view the participant of this phone, or send the phone to the door."""

    @wraps(vue)
    def entouree(request: HttpRequest, seance: str, **suite: Any) -> HttpResponse:
        participant = _participant(request, seance)
        if participant is not None:
            return vue(request, participant, **suite)
        if _veut_json(request):
            return _discret(
                JsonResponse(
                    {
                        "code": "inconnu",
                        "message": "Ce téléphone n’est plus reconnu : revenez avec votre code.",
                    },
                    status=401,
                )
            )
        return _discret(redirect("diagnostics:seance_retour", seance))

    return entouree


@require_GET
@avec_participant
def salle(request: HttpRequest, participant: ParticipantSeance) -> HttpResponse:
    """Show the room at its step."""
    return page_salle(request, "salle", **contexte_salle(participant), cle=uuid4().hex)


def _entier(texte: str) -> int:
    return int(texte) if texte.isdecimal() and len(texte) <= _CHIFFRES else 0


@require_GET
@csp_exempt()
@xframe_options_exempt
@avec_participant
def etat(request: HttpRequest, participant: ParticipantSeance) -> HttpResponse:
    """Answer 304 while nothing changed for this phone, else what changed: one query, or a few."""
    etag = etiquette_salle(participant)
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        reponse = HttpResponse(status=304)
        del reponse["Content-Type"]
        reponse["ETag"] = etag
        return reponse
    return _etat(request, participant, request.GET)


def _etat(request: HttpRequest, participant: ParticipantSeance, connu: Any) -> JsonResponse:
    reponse = JsonResponse(
        etat_salle(
            participant,
            etape=connu.get("e", ""),
            revision=_entier(connu.get("r", "")),
            sien=_entier(connu.get("p", "")),
        ),
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )
    reponse["Cache-Control"] = "private, no-cache"
    # After a write too: the next poll then answers 304.
    reponse["ETag"] = etiquette_salle(participant)
    return reponse


def _repondre(
    request: HttpRequest, participant: ParticipantSeance, acte: Any, message: str = ""
) -> HttpResponse:
    """Do ``acte``; answer the phone's JSON, or the page again, telling what happened."""
    if is_ratelimited(
        request,
        group="seance-ecrire",
        key=lambda *_: str(participant.pk),
        rate=PAR_PERSONNE,
        increment=True,
    ):
        if _veut_json(request):
            return JsonResponse({"code": "trop", "message": "Un peu moins vite."}, status=TROP)
        return page_salle(request, "trop", TROP)
    try:
        acte()
    except ValidationError as erreur:
        refus = erreur.error_list[0]
        if _veut_json(request):
            return JsonResponse(
                {"code": refus.code, "message": str(erreur.messages[0])}, status=REFUS
            )
        messages.error(request, str(erreur.messages[0]))
    else:
        if _veut_json(request):
            frais = _participant(request, participant.seance.reference)
            return _etat(request, frais or participant, request.POST)
        if message:
            messages.success(request, message)
    return _discret(redirect("diagnostics:seance_salle", participant.seance.reference))


@require_POST
@avec_participant
def noter(request: HttpRequest, participant: ParticipantSeance) -> HttpResponse:
    """Write a note (``case``, ``texte``, ``cle``; ``attendait`` when it waited for the network)."""
    return _repondre(
        request,
        participant,
        lambda: notes.ecrire(
            participant=participant,
            case=request.POST.get("case", ""),
            texte=request.POST.get("texte", ""),
            cle=request.POST.get("cle", ""),
            attendait=request.POST.get("attendait") == "1",
        ),
        "Note envoyée.",
    )


@require_POST
@avec_participant
def reprendre(request: HttpRequest, participant: ParticipantSeance) -> HttpResponse:
    """Reword or move one's note (``texte``, ``case``), take it back or put it back (``acte``)."""
    numero = _entier(request.POST.get("numero", ""))
    acte = request.POST.get("acte", "")

    def faire() -> None:
        if acte in {"retirer", "remettre"}:
            notes.retirer(participant=participant, numero=numero, retiree=acte == "retirer")
        else:
            notes.reprendre(
                participant=participant,
                numero=numero,
                texte=request.POST.get("texte", ""),
                case=request.POST.get("case", ""),
            )

    return _repondre(request, participant, faire, "C’est changé.")


@require_POST
@avec_participant
def voter(request: HttpRequest, participant: ParticipantSeance) -> HttpResponse:
    """Give a voice to a card (``soutenir``: its number) or take it back (``reprendre``)."""
    pour = "soutenir" in request.POST
    numero = _entier(request.POST.get("soutenir" if pour else "reprendre", ""))
    return _repondre(
        request,
        participant,
        lambda: voix.voter(participant=participant, numero=numero, soutien=pour),
    )
