"""Sessions: prepared, led from step to step, ended, talked about."""

from typing import Any

from django.urls import reverse

from diagnostics.acces import LIRE
from diagnostics.echanges import enregistrer_cible
from diagnostics.journal import enregistrer_suivi
from diagnostics.models import Diagnostic, Seance
from diagnostics.services.seance import cloture, parties


def _adresse(demarche: Diagnostic, objet: Any) -> str:
    return reverse("diagnostics:seance_bilan", args=[demarche.reference, objet.reference])


OUTILS_DE_SEANCE = (cloture, parties)
"""Modules that register what sessions fill: the matrix, the stakeholder map."""

enregistrer_cible(
    "seance",
    modele=Seance,
    libelle="Séance",
    outil="seances",
    permission=LIRE,
    titre=lambda seance: seance.titre,
    adresse=_adresse,
)
enregistrer_suivi(
    Seance,
    outil="seances",
    libelle="Séance",
    feminin=True,
    champs={"titre": "Titre", "consigne": "Consigne", "etape": "Étape"},
    titre=lambda version: version.titre,
    permission=LIRE,
    adresse=_adresse,
    cible="seance",
)
