"""The démarche itself, and what people say about it."""

from django.urls import reverse

from diagnostics.acces import LIRE, PILOTER
from diagnostics.echanges import enregistrer_cible
from diagnostics.journal import enregistrer_suivi
from diagnostics.models import Diagnostic

enregistrer_cible(
    "demarche",
    modele=Diagnostic,
    libelle="Démarche",
    outil="demarche",
    permission=LIRE,
    titre=lambda demarche: demarche.titre,
    adresse=lambda demarche, _: reverse("diagnostics:fiche", args=[demarche.reference]),
    chemin="pk",
)
enregistrer_suivi(
    Diagnostic,
    outil="demarche",
    libelle="Démarche",
    feminin=True,
    champs={
        "titre": "Titre",
        "question": "Question posée",
        "resume": "Résumé",
        "debut": "Début",
        "fin": "Fin",
        "periode_texte": "Période",
        "statut": "Statut",
        "visibilite": "Visibilité",
    },
    titre=lambda version: version.titre,
    permission=LIRE,
    chemin="id",
    adresse=lambda demarche, _: reverse("diagnostics:fiche", args=[demarche.reference]),
    cible="demarche",
    restaurables=("titre", "question", "resume", "debut", "fin", "periode_texte"),
    permission_restaurer=PILOTER,
)
