"""Stakeholders and their contacts, for comments and the journal.

What the journal tells every member of a stakeholder leaves persons and notes
out; contact plans and exchanges take ``lire_contacts``.
"""

from typing import Any

from django.urls import reverse

from diagnostics.acces import LIRE, LIRE_CONTACTS
from diagnostics.echanges import enregistrer_cible
from diagnostics.journal import enregistrer_suivi
from diagnostics.models import Cercle, Diagnostic, Echange, PartiePrenante, SuiviContact
from diagnostics.services.historique_parties import restaurer_partie
from diagnostics.services.retour_cercle import ramener


def _carte(demarche: Diagnostic, objet: Any) -> str:
    page = reverse("diagnostics:parties", args=[demarche.reference])
    return f"{page}?partie={objet.reference}#panneau"


def _plan(demarche: Diagnostic, _objet: Any) -> str:
    return reverse("diagnostics:contacts", args=[demarche.reference])


enregistrer_cible(
    "partie",
    modele=PartiePrenante,
    libelle="Partie prenante",
    outil="parties",
    permission=LIRE,
    titre=lambda partie: partie.nom,
    adresse=_carte,
)
enregistrer_suivi(
    PartiePrenante,
    outil="parties",
    libelle="Partie prenante",
    feminin=True,
    champs={
        "nom": "Nom",
        "cercle": "Cercle",
        "role": "Rôle ou intérêt",
        "influence": "Influence",
        "interet": "Intérêt",
        "attitude": "Attitude",
        "supposee": "Position supposée",
        "retiree": "Retirée de la carte",
    },
    titre=lambda version: version.nom,
    permission=LIRE,
    adresse=_carte,
    cible="partie",
    restaurables=("nom", "cercle", "role", "influence", "interet", "attitude", "supposee"),
    # Those who may bring a version back (the team) read contacts too.
    restaurer=lambda *, objet, version_id, par: restaurer_partie(
        partie=objet, version_id=version_id, par=par, contacts=True
    ),
)
enregistrer_suivi(
    Cercle,
    outil="parties",
    libelle="Cercle",
    champs={"nom": "Nom", "question": "Question"},
    titre=lambda version: version.nom,
    permission=LIRE,
    adresse=lambda demarche, _cercle: reverse("diagnostics:parties", args=[demarche.reference]),
    restaurables=("nom", "question"),
    remettable=True,
    apres_remise=ramener,
)
enregistrer_suivi(
    SuiviContact,
    outil="contacts",
    libelle="Plan de contact",
    champs={
        "etat": "État",
        "responsable": "Qui suit",
        "canal": "Moyen",
        "prochaine_action": "Prochaine action",
        "echeance": "Échéance",
    },
    titre=lambda version: version.prochaine_action or version.get_etat_display(),
    permission=LIRE_CONTACTS,
    chemin="partie__diagnostic",
    adresse=_plan,
    restaurables=("etat", "responsable", "canal", "prochaine_action", "echeance"),
    discret="un plan de contact",
)
enregistrer_suivi(
    Echange,
    outil="contacts",
    libelle="Échange",
    champs={"date": "Date", "canal": "Moyen", "resume": "Ce qui s’est dit"},
    titre=lambda version: f"échange du {version.date:%d/%m/%Y}",
    permission=LIRE_CONTACTS,
    chemin="suivi__partie__diagnostic",
    adresse=_plan,
    restaurables=("date", "canal", "resume"),
    remettable=True,
    discret="un échange",
)
