"""Addresses of sessions: participants' (no account), the team's, and what comes after."""

from django.urls import path

from diagnostics.views import seance_conduite as conduite
from diagnostics.views import seance_papier as papier
from diagnostics.views import seance_salle as salle
from diagnostics.views import seance_suites as suites

portes = [
    # Participants, with a cookie of the session instead of an account
    path("seance/", salle.code, name="seance_code"),
    path("seance/entrer/<str:jeton>/", salle.entrer, name="seance_entrer"),
    path("seance/<slug:seance>/", salle.salle, name="seance_salle"),
    path("seance/<slug:seance>/retour/", salle.retour, name="seance_retour"),
    path("seance/<slug:seance>/etat/", salle.etat, name="seance_salle_etat"),
    path("seance/<slug:seance>/notes/", salle.noter, name="seance_noter"),
    path("seance/<slug:seance>/reprendre/", salle.reprendre, name="seance_reprendre"),
    path("seance/<slug:seance>/voix/", salle.voter, name="seance_voter"),
    path("seance/<slug:seance>/apres/", suites.contribuer, name="seance_contribuer"),
]
motifs = [
    path("<slug:reference>/seances/", conduite.seances, name="seances"),
    path("<slug:reference>/seances/nouvelle/", conduite.creer, name="seance_creer"),
    path("<slug:reference>/seances/<slug:seance>/", conduite.seance, name="seance"),
    path("<slug:reference>/seances/<slug:seance>/etat/", conduite.etat, name="seance_etat"),
    path("<slug:reference>/seances/<slug:seance>/agir/", conduite.agir, name="seance_agir"),
    path("<slug:reference>/seances/<slug:seance>/regler/", conduite.regler, name="seance_regler"),
    path("<slug:reference>/seances/<slug:seance>/saisir/", papier.saisir, name="seance_saisir"),
    path("<slug:reference>/seances/<slug:seance>/mains/", papier.mains, name="seance_mains"),
    path("<slug:reference>/seances/<slug:seance>/ecran/", conduite.ecran, name="seance_ecran"),
    path(
        "<slug:reference>/seances/<slug:seance>/ecran/etat/",
        conduite.ecran_etat,
        name="seance_ecran_etat",
    ),
    path("<slug:reference>/seances/<slug:seance>/bilan/", suites.bilan, name="seance_bilan"),
    path(
        "<slug:reference>/seances/<slug:seance>/export/<slug:nature>/",
        suites.exporter_seance,
        name="seance_export",
    ),
    path(
        "<slug:reference>/seances/<slug:seance>/supprimer/",
        conduite.supprimer,
        name="seance_supprimer",
    ),
    path(
        "<slug:reference>/matrice/export/<slug:nature>/",
        suites.exporter_matrice,
        name="matrice_export",
    ),
    path("<slug:reference>/instantanes/", suites.instantanes, name="instantanes"),
    path("<slug:reference>/instantanes/prendre/", suites.figer_matrice, name="instantane_prendre"),
]
