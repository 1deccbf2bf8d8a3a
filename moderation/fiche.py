"""What the page of an actor offers to those who look after it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from acteurs.attaches import enregistrer_attache
from acteurs.fraicheur import vue_de
from acteurs.models import Acteur, FusionActeurs
from acteurs.models.fusions import RETOUR_MAX
from acteurs.sections import Geste, enregistrer_gestes, enregistrer_section_acteur
from moderation.models import DoublonPossible, TenueActeur
from moderation.rules_fiches import tenues_de

MODIFIER = "acteurs.modifier_acteur"


def doublons(request: HttpRequest, acteur: Acteur) -> dict[str, Any] | None:
    """Look-alikes to examine, and the merges that can still be undone."""
    utilisateur = request.user
    if not utilisateur.is_authenticated or not utilisateur.has_perm(MODIFIER, acteur):
        return None
    recentes = list(
        FusionActeurs.objects.filter(
            survivant=acteur, annulee_le=None, faite_le__gt=timezone.now() - RETOUR_MAX
        ).select_related("absorbe")[:3]
    )
    paires = list(
        DoublonPossible.objects.a_examiner()
        .de(acteur)
        .filter(Q(premier__statut="publie") & Q(second__statut="publie"))
        .select_related("premier", "second")[:3]
    )
    if not recentes and not paires:
        return None
    autres = [p.second if p.premier_id == acteur.pk else p.premier for p in paires]
    return {"fusions": recentes, "autres": autres}


def tenue(request: HttpRequest, acteur: Acteur) -> dict[str, Any] | None:
    """Who keeps the entry; else, how its structure may."""
    if acteur.statut != Acteur.Statut.PUBLIE:
        return None
    actives = list(
        TenueActeur.objects.actives().filter(acteur=acteur).select_related("organisation")
    )
    utilisateur = request.user
    sienne = utilisateur.is_authenticated and acteur.pk in tenues_de(utilisateur)
    return {
        "tenues": actives,
        "sienne": sienne,
        "vue": vue_de(acteur),
        "peut_confirmer": utilisateur.is_authenticated
        and utilisateur.has_perm("moderation.confirmer", acteur),
        "peut_retirer": [
            t for t in actives if utilisateur.has_perm("moderation.repondre_tenue", t)
        ],
    }


def gestes(request: HttpRequest, acteur: Acteur) -> Iterator[Geste]:
    """What may be done with the entry."""
    utilisateur = request.user
    if not utilisateur.is_authenticated or acteur.statut == Acteur.Statut.ARCHIVE:
        return
    if acteur.pk in tenues_de(utilisateur):
        yield Geste(
            "Tenir ma fiche",
            reverse("moderation:ma_fiche", args=[acteur.reference]),
            "crayon",
            principal=not utilisateur.has_perm(MODIFIER, acteur),
        )
    if utilisateur.has_perm(MODIFIER, acteur):
        yield Geste(
            "Réunir à une autre fiche",
            reverse("moderation:reunir_choix", args=[acteur.reference]),
            "fusion",
        )


def inscrire() -> None:
    """Add to the page of an actor; say what a merge leaves in place."""
    enregistrer_attache("moderation.DoublonPossible.premier")
    enregistrer_attache("moderation.DoublonPossible.second")
    enregistrer_section_acteur(
        "moderation-doublons",
        "moderation/bandeau_doublons.html",
        doublons,
        ordre=20,
        colonne="bandeau",
    )
    enregistrer_section_acteur(
        "moderation-tenue", "moderation/section_tenue.html", tenue, ordre=10, colonne="droite"
    )
    enregistrer_gestes("moderation-reunir", gestes, ordre=60)
