"""Proposals: the public's and holders' forms, and what the network decides."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.core import is_ratelimited

from comptes.requete import Requete
from plateformes.forms_propositions import (
    PorteurForm,
    ProposerForm,
    SignalerForm,
    SignatureForm,
    grouper_champs,
)
from plateformes.models import Evaluation, Plateforme, Proposition
from plateformes.rules import la_porte
from plateformes.services.fiches import find_doublons
from plateformes.services.liens_porteur import envoyer_lien, ouvrir_lien, trouver_lien
from plateformes.services.propositions import (
    accepter,
    dire_ecarts,
    proposer_plateforme,
    proposer_valeurs,
    refuser,
)
from plateformes.views_atelier.commun import VOIR, prendre
from plateformes.views_atelier.garde import textes_saisis
from socle.droits import exiger
from socle.signature import discret

TROP = "Trop d’envois depuis cette connexion\u00a0: réessayez dans une heure."
CADENCE = "6/h"


def _trop(request: HttpRequest) -> bool:
    return is_ratelimited(
        request, group="plateformes.proposer", key="ip", rate=CADENCE, increment=True
    )


@require_http_methods(["GET", "HEAD", "POST"])
def proposer(request: HttpRequest) -> HttpResponse:
    """Propose a platform, with or without an account."""
    form = ProposerForm(request.POST or None)
    signature = SignatureForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and signature.is_valid():
        if _trop(request):
            form.add_error(None, TROP)
        else:
            champs, listes = form.saisie()
            publiees = [
                d for d in find_doublons(nom=champs["nom"], site=champs["site"]) if d.est_publique
            ]
            if publiees and "confirme" not in request.POST:
                contexte = {"form": form, "signature": signature, "doublons": publiees}
                return render(request, "plateformes/proposer/nouvelle.html", contexte, status=422)
            try:
                plateforme = proposer_plateforme(
                    champs=champs, listes=listes, auteur=request.user, **signature.signer()
                )
            except ValidationError as erreur:
                form.add_error(None, erreur.messages)
            else:
                messages.success(
                    request,
                    f"Merci\u202f! {plateforme.nom} est proposée\u00a0: un réseau va la relire.",
                )
                return redirect("plateformes:liste")
    return render(
        request,
        "plateformes/proposer/nouvelle.html",
        {"form": form, "signature": signature, "doublons": []},
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def changement(request: HttpRequest, code: str) -> HttpResponse:
    """Propose changes to an entry: some of its fields for the public, all for its holder."""
    plateforme = prendre(request, code, VOIR)
    exiger(request, "plateformes.proposer_changement", plateforme, voir=VOIR)
    porte = la_porte(request.user, plateforme)
    origine = Proposition.Origine.PORTEUR if porte else Proposition.Origine.PUBLIC
    return _changement(request, plateforme, PorteurForm if porte else SignalerForm, origine)


@require_http_methods(["GET", "HEAD", "POST"])
def porteur(request: HttpRequest, jeton: str) -> HttpResponse:
    """The holder's page behind their personal link."""
    if is_ratelimited(request, group="plateformes.porteur", key="ip", rate="60/h", increment=True):
        return _ferme(request, 429)
    lien = trouver_lien(jeton)
    if lien is None:
        return _ferme(request, 410)
    if lien.ouvert_le is None:
        lien.ouvert_le = timezone.now()
        lien.save(update_fields=["ouvert_le", "modifie_le"])
    evaluee = Evaluation.objects.publiques().filter(plateforme=lien.plateforme).exists()
    return discret(
        _changement(
            request,
            lien.plateforme,
            PorteurForm,
            Proposition.Origine.PORTEUR,
            courriel=lien.courriel,
            droit_url=reverse("plateformes:porteur_droit", args=[jeton]) if evaluee else "",
        )
    )


def _ferme(request: HttpRequest, statut: int) -> HttpResponse:
    """Say that a link does not open any more; who was writing gets their words back."""
    contexte = {"textes": textes_saisis(request)}
    return discret(render(request, "plateformes/proposer/ferme.html", contexte, status=statut))


def _changement(
    request: HttpRequest,
    plateforme: Plateforme,
    modele: Any,
    origine: str,
    *,
    courriel: str = "",
    droit_url: str = "",
) -> HttpResponse:
    form = modele(request.POST or None, instance=plateforme)
    signature = SignatureForm(request.POST or None, initial={"courriel": courriel})
    merci = False
    actuelle = Plateforme.objects.select_related("reseau", "porteur").get(pk=plateforme.pk)
    if request.method == "POST" and form.is_valid() and signature.is_valid():
        if _trop(request):
            form.add_error(None, TROP)
        else:
            champs, listes = form.saisie()
            try:
                proposer_valeurs(
                    plateforme=actuelle,
                    champs=champs,
                    listes={nom: [objet.pk for objet in objets] for nom, objets in listes.items()},
                    origine=origine,
                    auteur=request.user,
                    **signature.signer(),
                )
            except ValidationError as erreur:
                form.add_error(None, erreur.messages)
            else:
                merci = True
    contexte = {
        "plateforme": actuelle,
        "form": form,
        "groupes": grouper_champs(form),
        "signature": signature,
        "merci": merci,
        "porteur": origine == Proposition.Origine.PORTEUR,
        "droit_url": droit_url,
    }
    statut = 422 if request.method == "POST" and not merci else 200
    return render(request, "plateformes/proposer/changement.html", contexte, status=statut)


@require_POST
def lien_porteur(request: Requete, code: str) -> HttpResponse:
    """Mail the holder their personal link."""
    plateforme = prendre(request, code, "plateformes.modifier")
    courriel = request.POST.get("courriel", "").strip()
    signature = SignatureForm({"courriel": courriel})
    if not courriel or not signature.is_valid():
        messages.error(request, "Donnez l’adresse électronique de la structure porteuse.")
    elif is_ratelimited(
        request, group="plateformes.liens", key="user", rate="30/h", increment=True
    ):
        messages.error(
            request, "Vous avez envoyé beaucoup de liens\u00a0: reprenez dans une heure."
        )
    else:
        lien, jeton = ouvrir_lien(plateforme=plateforme, courriel=courriel, par=request.user)
        try:
            envoyer_lien(lien=lien, jeton=jeton)
        except OSError:
            messages.warning(request, "Le courriel n’est pas parti\u00a0: réessayez plus tard.")
        else:
            messages.success(request, f"Le lien est envoyé à {courriel}, pour trente jours.")
    return redirect("plateformes:atelier_fiche", plateforme.code)


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: Requete, reference: str) -> HttpResponse:
    """Read a proposal beside the entry, then accept it, in part or whole, or refuse it."""
    proposition = get_object_or_404(
        Proposition.objects.select_related("plateforme__reseau", "plateforme__porteur", "auteur"),
        reference=reference,
    )
    plateforme = proposition.plateforme
    exiger(request, "plateformes.relire", plateforme, voir=VOIR)
    contexte: dict[str, Any] = {
        "proposition": proposition,
        "plateforme": plateforme,
        "erreur": "",
        "motif": request.POST.get("motif", "").strip()[:500],
        "ecrits": [motif] if (motif := request.POST.get("motif", "").strip()[:500]) else [],
        "coches": request.POST.getlist("champs") if request.method == "POST" else None,
    }
    if request.method == "POST":
        try:
            _decider(request, proposition)
        except ValidationError as erreur:
            contexte["erreur"] = " ".join(erreur.messages)
        except PermissionDenied:
            raise
        else:
            return redirect("plateformes:atelier_fiche", plateforme.code)
        proposition.refresh_from_db()  # a colleague may have answered first
    contexte["peut_decider"] = (
        proposition.etat == Proposition.Etat.ATTENTE
        and request.user.has_perm("plateformes.modifier", plateforme)
    )
    contexte["ecarts"] = dire_ecarts(proposition)
    return render(
        request,
        "plateformes/atelier/proposition.html",
        contexte,
        status=422 if contexte["erreur"] else 200,
    )


def _decider(request: Requete, proposition: Proposition) -> None:
    if request.POST.get("decision") == "accepter":
        accepter(proposition=proposition, par=request.user, champs=request.POST.getlist("champs"))
        messages.success(request, "La proposition est acceptée.")
    else:
        refuser(
            proposition=proposition, par=request.user, motif=request.POST.get("motif", "")[:500]
        )
        messages.success(request, "La proposition est refusée.")
