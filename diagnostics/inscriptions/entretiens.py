"""What was heard or read."""

from typing import Any

from django.urls import reverse

from diagnostics.acces import LIRE_ENTRETIENS
from diagnostics.echanges import enregistrer_cible
from diagnostics.journal import enregistrer_suivi
from diagnostics.models import Diagnostic, Entretien


def _adresse(demarche: Diagnostic, objet: Any) -> str:
    return reverse("diagnostics:entretien", args=[demarche.reference, objet.reference])


enregistrer_cible(
    "entretien",
    modele=Entretien,
    libelle="Entretien",
    outil="entretiens",
    permission=LIRE_ENTRETIENS,
    titre=lambda entretien: entretien.titre,
    adresse=_adresse,
)
enregistrer_suivi(
    Entretien,
    outil="entretiens",
    libelle="Source",
    feminin=True,
    champs={
        "titre": "Intitulé",
        "nature": "Nature",
        "acteur": "Acteur",
        "statut": "Statut",
        "date": "Jour",
        "heure": "Heure",
        "date_texte": "Date",
        "lieu": "Lieu",
        "consentement": "Accord pour citer",
        "anonymat": "Comment citer",
        "compte_rendu": "Compte rendu",
    },
    titre=lambda version: version.titre,
    permission=LIRE_ENTRETIENS,
    adresse=_adresse,
    cible="entretien",
    restaurables=("titre", "nature", "date_texte", "lieu", "compte_rendu"),
    remettable=True,
)
