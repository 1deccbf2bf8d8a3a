"""Stakes, project ideas, points of view and MACTOR grids, for comments and the journal."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from diagnostics.acces import LIRE, LIRE_ENTRETIENS
from diagnostics.echanges import enregistrer_cible
from diagnostics.journal import enregistrer_suivi
from diagnostics.models import AppuiPiste, Diagnostic, Enjeu, GrilleMactor, Piste, PointDeVue


def _piste(demarche: Diagnostic, objet: Any) -> str:
    return reverse("diagnostics:piste", args=[demarche.reference, objet.reference])


enregistrer_cible(
    "piste",
    modele=Piste,
    libelle="Piste",
    outil="pistes",
    permission=LIRE,
    titre=lambda piste: piste.titre,
    adresse=_piste,
)
enregistrer_suivi(
    Piste,
    outil="pistes",
    libelle="Piste",
    feminin=True,
    champs={
        "titre": "Titre",
        "description": "Description",
        "thematique": "Thème",
        "etat": "État",
        "raison": "Raison",
    },
    titre=lambda version: version.titre,
    permission=LIRE,
    adresse=_piste,
    cible="piste",
    restaurables=("titre", "description", "thematique", "etat", "raison"),
)
enregistrer_suivi(
    Enjeu,
    outil="pistes",
    libelle="Enjeu",
    champs={"titre": "Titre", "question": "Question", "ordre": "Rang"},
    titre=lambda version: version.titre,
    permission=LIRE,
    adresse=lambda demarche, _enjeu: reverse("diagnostics:pistes", args=[demarche.reference]),
    restaurables=("titre", "question", "ordre"),
    remettable=True,
)
enregistrer_suivi(
    AppuiPiste,
    outil="pistes",
    libelle="Appui",
    champs={"sens": "Sens", "texte": "Précision ou source"},
    titre=lambda version: version.texte or version.get_sens_display(),
    permission=LIRE,
    chemin="piste__diagnostic",
    cible="piste",
    cible_pk="piste_id",
    reserve=(Q(entretien__isnull=False), LIRE_ENTRETIENS),
    discret="un appui",
    remettable=True,
)
enregistrer_suivi(
    PointDeVue,
    outil="pistes",
    libelle="Point de vue",
    champs={
        "compris": "Ce qui est compris",
        "sens": "Pourquoi",
        "adhesion": "Degré d’adhésion",
        "lecture": "Lecture de l’équipe",
    },
    titre=lambda _version: "Point de vue d’un acteur",
    permission=LIRE,
    chemin="piste__diagnostic",
    cible="piste",
    cible_pk="piste_id",
    # What the team wrote in confidence stays with it; what an actor keeps private has no history.
    reserve=(Q(prive=True), LIRE_ENTRETIENS),
    discret="un point de vue",
)
enregistrer_suivi(
    GrilleMactor,
    outil="pistes",
    libelle="Jeu d’acteurs",
    champs={},
    titre=lambda _version: "Grilles du jeu d’acteurs",
    permission=LIRE,
    adresse=lambda demarche, _grille: reverse("diagnostics:mactor", args=[demarche.reference]),
    restaurables=("influences", "positions"),
)
