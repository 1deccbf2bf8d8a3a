"""Addresses of those who keep the catalogue. Rights: ``rules.py``."""

from django.urls import path

from plateformes.views_atelier import edition, fiches, relectures

urlpatterns = [
    path("changements/", fiches.changements, name="changements"),
    path("logo/<slug:code>.png", fiches.logo, name="logo"),
    path("atelier/", fiches.atelier, name="atelier"),
    path("atelier/nouvelle/", fiches.creation, name="atelier_creation"),
    path("atelier/reglages/", relectures.reglages, name="atelier_reglages"),
    path("atelier/relectures/<slug:reference>/", relectures.relecture, name="relecture"),
    path("atelier/remarques/<slug:reference>/", relectures.regler, name="remarque_regler"),
    path("atelier/fiche/<slug:code>/", fiches.fiche, name="atelier_fiche"),
    path("atelier/fiche/<slug:code>/versions/", fiches.versions, name="atelier_versions"),
    path(
        "atelier/fiche/<slug:code>/versions/<int:ligne>/retablir/",
        fiches.restauration,
        name="atelier_restauration",
    ),
    path("atelier/fiche/<slug:code>/relectures/", relectures.confier, name="relecture_confier"),
    path("atelier/fiche/<slug:code>/remarques/", relectures.commenter, name="remarque_ajout"),
    path("atelier/fiche/<slug:code>/chiffres/", edition.chiffre, name="chiffre_ajout"),
    path(
        "atelier/fiche/<slug:code>/chiffres/<int:pk>/supprimer/",
        edition.chiffre_suppression,
        name="chiffre_suppression",
    ),
    path("atelier/fiche/<slug:code>/modifier/<slug:nom>/", edition.section, name="atelier_section"),
    path("atelier/fiche/<slug:code>/<slug:action>/", fiches.statut, name="atelier_statut"),
]
