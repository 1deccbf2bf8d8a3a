"""After a session: its results, exports, the matrix before and after, contributions of guests."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptes.requete import Requete
from diagnostics.acces import CONTRIBUER, LIRE, trouver_demarche
from diagnostics.exports.matrice import (
    Fichier,
    dessin_matrice,
    dessin_seance,
    fichier_matrice,
    fichier_seance,
    nommer,
    page_affiche,
)
from diagnostics.forms import premier_message
from diagnostics.models import InstantaneMatrice, ParticipantSeance
from diagnostics.services.instantanes import comparer, figer, photographier
from diagnostics.services.seance import apres
from diagnostics.services.seance.horloge import est_publique
from diagnostics.services.seance.lecture import compter, lire_cartes
from diagnostics.services.seance.outils import cases_de, cases_moff, outil_de
from diagnostics.views.images import repondre_image
from diagnostics.views.seance_conduite import page_membre, trouver_seance
from diagnostics.views.seance_salle import avec_participant, page_salle

EXPORTS = (("csv", "CSV"), ("svg", "SVG"), ("png", "PNG"))
TRIS: dict[str, Any] = {
    "": lambda c: (-c.priorite.valeur, -c.voix, c.numero),
    "voix": lambda c: (-c.voix, -c.priorite.valeur, c.numero),
    "numero": lambda c: c.numero,
}


@require_GET
def bilan(request: Requete, reference: str, seance: str) -> HttpResponse:
    """Show what came out of a session: priorities, decisions, reasons."""
    diagnostic = trouver_demarche(request, reference, LIRE)
    visee = trouver_seance(diagnostic, seance)
    visee.diagnostic = diagnostic
    tri = request.GET.get("tri", "")
    tri = tri if tri in TRIS else ""
    visible = est_publique(visee)
    cartes = sorted(lire_cartes(visee, voix=True), key=TRIS[tri]) if visible else []
    bornes = dict(
        zip(
            ("avant", "apres"),
            visee.instantanes.order_by("pk").values_list("reference", flat=True)[:2],
            strict=False,
        )
    )
    dernier = visee.instantanes.order_by("-pk").values_list("reference", flat=True).first()
    return page_membre(
        request,
        diagnostic,
        "bilan",
        seance=visee,
        comptes=compter(visee),
        visible=visible,
        tri=tri,
        parts=[
            ("Gardé", [c for c in cartes if c.decision == "gardee"]),
            ("Pas encore décidé", [c for c in cartes if not c.decision]),
            ("Écarté", [c for c in cartes if c.decision == "ecartee"]),
        ],
        cases=cases_de(visee),
        exports=EXPORTS,
        avant=bornes.get("avant", ""),
        apres=dernier if "apres" in bornes else "",
        nom_outil=outil_de(visee).nom_url,
    )


def _joindre(fichier: Fichier | None) -> HttpResponse:
    if fichier is None:
        raise Http404
    reponse = HttpResponse(fichier.octets, content_type=fichier.type)
    reponse["Content-Disposition"] = f'attachment; filename="{fichier.nom}"'
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@require_GET
def exporter_seance(request: Requete, reference: str, seance: str, nature: str) -> HttpResponse:
    """Download a session: csv, svg or png."""
    diagnostic = trouver_demarche(request, reference, LIRE)
    visee = trouver_seance(diagnostic, seance)
    visee.diagnostic = diagnostic
    if not est_publique(visee):
        raise Http404
    if nature == "png":
        return repondre_image(
            request,
            diagnostic,
            dessin=dessin_seance(visee),
            titre=f"Séance « {visee.titre} »"[:120],
            nom=nommer("seance", visee.titre, "png"),
        )
    return _joindre(fichier_seance(visee, nature))


@require_GET
def exporter_matrice(request: Requete, reference: str, nature: str) -> HttpResponse:
    """Download the matrix: csv, svg, png, or pdf (an A3 poster)."""
    diagnostic = trouver_demarche(request, reference, LIRE)
    if nature == "png":
        return repondre_image(
            request,
            diagnostic,
            dessin=dessin_matrice(diagnostic),
            titre="Matrice MOFF",
            nom=nommer("matrice", diagnostic.titre, "png"),
        )
    if nature == "pdf":
        return repondre_image(
            request,
            diagnostic,
            dessin=page_affiche(diagnostic),
            titre="Affiche A3 de la matrice MOFF",
            nom=nommer("matrice", diagnostic.titre, "pdf"),
            nature="pdf",
        )
    return _joindre(fichier_matrice(diagnostic, nature))


# ── Before and after ────────────────────────────────────────────────────────
@require_GET
def instantanes(request: Requete, reference: str) -> HttpResponse:
    """Compare two snapshots, or one with today."""
    diagnostic = trouver_demarche(request, reference, LIRE)
    liste = list(diagnostic.instantanes.defer("contenu"))
    avant = _choisi(diagnostic, request.GET.get("avant", ""))
    fin = _choisi(diagnostic, request.GET.get("apres", ""))
    comparaison = (
        comparer(avant.contenu, fin.contenu if fin else photographier(diagnostic))
        if avant
        else None
    )
    parts = [
        ("Ajoutés", "ajoutes"),
        ("Fusionnés", "fusionnes"),
        ("Retirés", "retires"),
        ("Déplacés", "deplaces"),
        ("Reformulés", "reformules"),
        ("Voix", "voix"),
        ("Preuves", "preuves"),
    ]
    return page_membre(
        request,
        diagnostic,
        "instantanes",
        liste=liste,
        avant=avant,
        apres=fin,
        comparaison=comparaison,
        parts=[(titre, getattr(comparaison, cle)) for titre, cle in parts] if comparaison else [],
    )


def _choisi(diagnostic: Any, reference: str) -> InstantaneMatrice | None:
    return diagnostic.instantanes.filter(reference=reference[:12]).first() if reference else None


@require_POST
def figer_matrice(request: Requete, reference: str) -> HttpResponse:
    """Take a snapshot of the matrix."""
    diagnostic = trouver_demarche(request, reference, CONTRIBUER)
    titre = " ".join(request.POST.get("titre", "").split())[:160]
    figer(diagnostic=diagnostic, titre=titre or "Instantané", par=request.user)
    messages.success(request, "Instantané pris.")
    return redirect("diagnostics:instantanes", reference)


# ── Guests, afterwards ──────────────────────────────────────────────────────
@require_http_methods(["GET", "POST"])
@avec_participant
def contribuer(request: HttpRequest, participant: ParticipantSeance) -> HttpResponse:
    """Let somebody who was invited add to the matrix and support what stands in it."""
    seance = participant.seance
    if not apres.recoit(seance):
        return page_salle(request, "fermee", 410, seance=seance)
    if request.method == "POST":
        _contribuer(request, participant)
        return redirect("diagnostics:seance_contribuer", seance.reference)
    return page_salle(
        request,
        "apres",
        seance=seance,
        cases=cases_moff(seance.diagnostic),
        matrice=seance.diagnostic.matrice(public=True),
        soutenus=apres.soutenus(participant),
        cle=uuid4().hex,
    )


def _contribuer(request: HttpRequest, participant: ParticipantSeance) -> None:
    saisie = request.POST
    try:
        if "soutenir" in saisie or "reprendre" in saisie:
            pour = "soutenir" in saisie
            apres.soutenir(
                participant=participant,
                reference=saisie["soutenir" if pour else "reprendre"],
                soutien=pour,
            )
            return
        apres.contribuer(
            participant=participant,
            case=saisie.get("case", ""),
            texte=saisie.get("texte", ""),
            cle=saisie.get("cle", "")[:36],
        )
    except ValidationError as erreur:
        messages.error(request, premier_message(erreur))
    else:
        messages.success(request, "Ajouté à la matrice.")
