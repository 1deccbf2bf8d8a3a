"""Grids, answers, exact words, needs, relations and the preparation sheet, in the journal."""

from typing import Any

from django.urls import reverse

from diagnostics.acces import LIRE_ENTRETIENS
from diagnostics.echanges import enregistrer_cible
from diagnostics.journal import enregistrer_suivi
from diagnostics.models import (
    Besoin,
    Diagnostic,
    FichePreparation,
    GrilleEntretien,
    RelationSignalee,
    RencontrePrevue,
    Reponse,
    Verbatim,
)


def _adresse_grille(demarche: Diagnostic, objet: Any) -> str:
    return reverse("diagnostics:grille", args=[demarche.reference, objet.reference])


def _adresse_besoin(demarche: Diagnostic, objet: Any) -> str:
    page = reverse("diagnostics:besoins", args=[demarche.reference])
    return f"{page}#besoin-{objet.reference}"


def _adresse_relation(demarche: Diagnostic, objet: Any) -> str:
    page = reverse("diagnostics:relations", args=[demarche.reference])
    return f"{page}#relation-{objet.reference}"


def _adresse_preparation(demarche: Diagnostic, objet: Any) -> str:
    return reverse("diagnostics:preparation", args=[demarche.reference])


enregistrer_cible(
    "grille",
    modele=GrilleEntretien,
    libelle="Grille d’entretien",
    outil="entretiens",
    permission=LIRE_ENTRETIENS,
    titre=lambda grille: grille.titre,
    adresse=_adresse_grille,
)
enregistrer_suivi(
    GrilleEntretien,
    outil="entretiens",
    libelle="Grille d’entretien",
    feminin=True,
    champs={"titre": "Titre", "thematique": "Thème", "duree": "Durée", "intention": "Présentation"},
    titre=lambda version: version.titre,
    permission=LIRE_ENTRETIENS,
    adresse=_adresse_grille,
    cible="grille",
    restaurables=("titre", "duree", "intention"),
)
enregistrer_suivi(
    Reponse,
    outil="entretiens",
    libelle="Réponse d’entretien",
    feminin=True,
    champs={"texte": "Réponse", "valeur": "Choix"},
    titre=lambda version: version.texte[:80] or version.valeur,
    permission=LIRE_ENTRETIENS,
    chemin="entretien__diagnostic",
    cible="entretien",
    cible_pk="entretien_id",
    restaurables=("texte", "valeur"),
    discret="une réponse",
)
enregistrer_suivi(
    Verbatim,
    outil="entretiens",
    libelle="Parole exacte",
    feminin=True,
    champs={"texte": "Mots", "consentement": "Accord pour citer", "anonymat": "Comment citer"},
    titre=lambda version: version.texte[:80],
    permission=LIRE_ENTRETIENS,
    chemin="entretien__diagnostic",
    cible="entretien",
    cible_pk="entretien_id",
    restaurables=("texte",),
    discret="une parole",
)
enregistrer_suivi(
    Besoin,
    outil="entretiens",
    libelle="Besoin",
    champs={"texte": "Besoin", "qui": "Qui", "thematique": "Thème", "retire_le": "Retiré le"},
    titre=lambda version: version.texte,
    permission=LIRE_ENTRETIENS,
    adresse=_adresse_besoin,
    restaurables=("texte", "qui"),
    discret="un besoin",
)
enregistrer_suivi(
    RelationSignalee,
    outil="entretiens",
    libelle="Relation signalée",
    feminin=True,
    champs={
        "nom_a": "Premier acteur",
        "nature": "Relation",
        "nom_b": "Second acteur",
        "precision": "Précision",
        "retire_le": "Retirée le",
    },
    titre=lambda version: f"{version.nom_a} – {version.nom_b}",
    permission=LIRE_ENTRETIENS,
    adresse=_adresse_relation,
    restaurables=("nom_a", "nature", "nom_b", "precision"),
    discret="une relation",
)
enregistrer_suivi(
    FichePreparation,
    outil="entretiens",
    libelle="Fiche de préparation",
    feminin=True,
    champs={
        "intention": "Présentation",
        "a_apprendre": "Ce que nous ignorons",
        "vigilance": "Points d’attention",
    },
    titre=lambda _: "Préparation des entretiens",
    permission=LIRE_ENTRETIENS,
    adresse=_adresse_preparation,
    restaurables=("intention", "a_apprendre", "vigilance"),
)
enregistrer_suivi(
    RencontrePrevue,
    outil="entretiens",
    libelle="Rencontre à préparer",
    feminin=True,
    champs={
        "nom": "Qui",
        "savoirs": "Ce qu’ils savent",
        "expertise": "Expertise",
        "enqueteur": "Qui y va",
        "statut": "Statut",
    },
    titre=lambda version: version.nom,
    permission=LIRE_ENTRETIENS,
    adresse=_adresse_preparation,
    restaurables=("nom", "acteur", "savoirs", "expertise", "enqueteur", "statut"),
    remettable=True,
)
