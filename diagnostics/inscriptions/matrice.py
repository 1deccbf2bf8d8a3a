"""Statements of the MOFF matrix and what they rest on."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from diagnostics.acces import LIRE, LIRE_ENTRETIENS
from diagnostics.echanges import enregistrer_cible
from diagnostics.journal import enregistrer_suivi
from diagnostics.models import Diagnostic, ElementMoff, Preuve
from diagnostics.services.historique import restaurer


def _adresse(demarche: Diagnostic, objet: Any) -> str:
    page = reverse("diagnostics:matrice", args=[demarche.reference])
    return f"{page}?element={objet.reference}#panneau"


enregistrer_cible(
    "element",
    modele=ElementMoff,
    libelle="Énoncé",
    outil="matrice",
    permission=LIRE,
    titre=lambda element: element.texte,
    adresse=_adresse,
)
enregistrer_suivi(
    ElementMoff,
    outil="matrice",
    libelle="Énoncé",
    champs={
        "texte": "Énoncé",
        "thematique": "Thème",
        "quadrant": "Quadrant",
        "etat": "État",
    },
    titre=lambda version: version.texte,
    permission=LIRE,
    adresse=_adresse,
    cible="element",
    restaurables=("texte", "thematique", "quadrant"),
    restaurer=lambda *, objet, version_id, par: restaurer(
        element=objet, version_id=version_id, par=par
    ),
)
enregistrer_suivi(
    Preuve,
    outil="matrice",
    libelle="Preuve",
    feminin=True,
    champs={"nature": "Nature", "texte": "Précision ou citation"},
    titre=lambda version: version.texte or version.get_nature_display(),
    permission=LIRE,
    chemin="element__diagnostic",
    cible="element",
    cible_pk="element_id",
    # What was said in confidence stays with those who read interviews.
    reserve=(Q(nature="entretien"), LIRE_ENTRETIENS),
    discret="une preuve",
    remettable=True,
)
