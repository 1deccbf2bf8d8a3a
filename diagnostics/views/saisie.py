"""The recording screen: questions one after another, saved as one types."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from comptes.requete import Requete
from diagnostics.acces import droits_de
from diagnostics.conflits_saisie import dresser_conflit_saisie
from diagnostics.forms import premier_message
from diagnostics.models import (
    Anonymat,
    Consentement,
    Diagnostic,
    Entretien,
    FichePreparation,
    Reponse,
    Verbatim,
)
from diagnostics.services.entretiens_lecture import lire_contenu
from diagnostics.services.saisie import (
    Envoi,
    effacer_verbatim,
    enregistrer_reponse,
    enregistrer_verbatim,
)
from diagnostics.views.entretiens import trouver_entretien
from socle.modeles import ConflitDEdition

_SANS_QUESTION = "notes"


def proprietaire(request: Requete) -> str:
    """Return whose drafts these are, for the browser's own storage: not the user's key."""
    return salted_hmac("terreau.brouillons", str(request.user.pk)).hexdigest()[:16]


def _page(
    request: Requete,
    diagnostic: Diagnostic,
    entretien: Entretien,
    *,
    conflit: tuple[str, Reponse | Verbatim] | None = None,
    refus: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    lignes = lire_contenu(entretien)
    panneau = None
    if conflit:
        panneau = dresser_conflit_saisie(donnees=request.POST, actuel=conflit[1])
        _remplir(lignes, conflit[1], panneau.saisie)
    return render(
        request,
        "diagnostics/entretiens/mener.html",
        {
            **droits_de(request, diagnostic),
            "entretien": entretien,
            "lignes": lignes,
            "nombre": len(lignes),
            "courante": request.GET.get("question", ""),
            "consentements": Consentement.choices,
            "anonymats": Anonymat.choices,
            "accord": entretien.consentement,
            "anonymat": Anonymat.STRUCTURE
            if entretien.anonymat == Anonymat.NOMINATIF
            else entretien.anonymat,
            "proprietaire": proprietaire(request),
            "fiche": FichePreparation.objects.filter(diagnostic=diagnostic).first()
            or FichePreparation(diagnostic=diagnostic),
            "rencontres": list(entretien.rencontres.all()),
            "personnes": list(entretien.personnes.all()),
            "paroles": [
                (ligne.question.cle if ligne.question else _SANS_QUESTION, v.verbatim.texte)
                for ligne in lignes
                for v in ligne.verbatims
            ],
            "conflit": {"cible": conflit[0], "panneau": panneau} if conflit else None,
            "refus": refus,
            "onglet": "sources",
            "ecran": "entretiens",
        },
        status=status,
    )


def _remplir(lignes: Any, actuel: Reponse | Verbatim, saisie: Any) -> None:
    """Show in the field in conflict what could be joined, rather than what is saved."""
    montrees = [ligne.reponse for ligne in lignes if ligne.reponse]
    montrees += [v.verbatim for ligne in lignes for v in ligne.verbatims]
    for objet in montrees:
        if (type(objet), objet.pk) == (type(actuel), actuel.pk):
            for nom in ("texte", "valeur", "consentement", "anonymat"):
                if nom in saisie and hasattr(objet, nom):
                    setattr(objet, nom, saisie[nom])


@never_cache
@require_GET
def mener(request: Requete, reference: str, entretien: str) -> HttpResponse:
    """Show the recording screen."""
    return _page(request, *trouver_entretien(request, reference, entretien))


@require_POST
def saisie(request: Requete, reference: str, entretien: str) -> HttpResponse:
    """Save one answer or exact words: JSON for the screen, a page without JavaScript."""
    diagnostic, objet = trouver_entretien(request, reference, entretien)
    en_json = request.headers.get("Accept") == "application/json"
    try:
        enregistre = _enregistrer(request, objet)
    except ConflitDEdition as conflit:
        actuel: Any = (
            type(conflit.actuel)._default_manager.select_related("auteur").get(pk=conflit.actuel.pk)
        )
        if en_json:
            return JsonResponse({"actuel": _dire(actuel)}, status=409)
        return _page(
            request,
            diagnostic,
            objet,
            conflit=(_cible(request), actuel),
            status=409,
        )
    except ValidationError as erreur:
        if en_json:
            return JsonResponse({"message": premier_message(erreur)}, status=422)
        return _page(
            request,
            diagnostic,
            objet,
            refus={
                "cible": _cible(request),
                "message": premier_message(erreur),
                "saisi": _texte(request),
            },
            status=422,
        )
    if en_json:
        return JsonResponse(_dire(enregistre))
    messages.success(request, "Enregistré.")
    retour = redirect("diagnostics:entretien_mener", reference, entretien)
    retour["Location"] += f"#{request.POST.get('retour', '') or _cible(request)}"
    return retour


def _cible(request: Requete) -> str:
    return f"{request.POST.get('cible', '')}-{request.POST.get('cle', '')}"


def _texte(request: Requete) -> str:
    return request.POST.get("texte", "")


def _entier(valeur: str | None) -> int | None:
    return int(valeur) if valeur and valeur.isdigit() and len(valeur) < 16 else None  # noqa: PLR2004


def _question(entretien: Entretien, cle: str) -> Any:
    if cle in {"", _SANS_QUESTION}:
        return None
    if entretien.grille is None:
        raise Http404
    return get_object_or_404(entretien.grille.questions, cle=cle)


def _enregistrer(request: Requete, entretien: Entretien) -> Reponse | Verbatim:
    envoi = Envoi(
        version=_entier(request.POST.get("version")),
        poste=request.POST.get("poste", "")[:40],
        rang=_entier(request.POST.get("rang")) or 0,
    )
    cle = request.POST.get("cle", "")[:40]
    if request.POST.get("cible") == "verbatim":
        return enregistrer_verbatim(
            entretien=entretien,
            cle=cle,
            texte=_texte(request),
            champs={
                "consentement": request.POST.get("consentement", Consentement.NON_DEMANDE),
                "anonymat": request.POST.get("anonymat", Anonymat.STRUCTURE),
                "question": _question(entretien, request.POST.get("question", "")),
            },
            envoi=envoi,
            par=request.user,
        )
    return enregistrer_reponse(
        entretien=entretien,
        question=_question(entretien, cle),
        texte=_texte(request),
        valeur=request.POST.get("valeur", ""),
        envoi=envoi,
        par=request.user,
    )


def _dire(objet: Reponse | Verbatim) -> dict[str, Any]:
    """Return what a screen must know of what is recorded."""
    quand = timezone.localtime(objet.modifie_le) if objet.modifie_le else timezone.localtime()
    return {
        "version": objet.version,
        "texte": objet.texte,
        "valeur": getattr(objet, "valeur", ""),
        "consentement": getattr(objet, "consentement", ""),
        "anonymat": getattr(objet, "anonymat", ""),
        "par": str(objet.auteur) if objet.auteur else "",
        "heure": f"{quand:%H}\u00a0h\u00a0{quand:%M}",
    }


@require_POST
def retirer_verbatim(
    request: Requete, reference: str, entretien: str, verbatim: str
) -> HttpResponse:
    """Erase exact words."""
    _, objet = trouver_entretien(request, reference, entretien)
    effacer_verbatim(
        verbatim=get_object_or_404(objet.verbatims, reference=verbatim), par=request.user
    )
    messages.success(request, "Parole effacée.")
    vers = "entretien_mener" if request.POST.get("retour") == "mener" else "entretien"
    return redirect(f"diagnostics:{vers}", reference, entretien)
