"""Addresses of those who keep the catalogue. Rights: ``rules.py``."""

from django.urls import path, re_path

from plateformes.views_atelier import (
    echanges,
    edition,
    fiches,
    histoire,
    propositions,
    relectures,
    vocabulaire,
)

urlpatterns = [
    path("changements/", fiches.changements, name="changements"),
    path("logo/<slug:code>.png", fiches.logo, name="logo"),
    path("proposer/", propositions.proposer, name="proposer"),
    path("proposer/<slug:code>/", propositions.changement, name="changement"),
    path("porteur/<slug:jeton>/", propositions.porteur, name="porteur"),
    path("atelier/", fiches.atelier, name="atelier"),
    path("atelier/propositions/<slug:reference>/", propositions.decision, name="proposition"),
    path("atelier/fiche/<slug:code>/lien/", propositions.lien_porteur, name="lien_porteur"),
    path("atelier/nouvelle/", fiches.creation, name="atelier_creation"),
    path("atelier/import/", echanges.importation, name="atelier_import"),
    re_path(r"^atelier/export\.(?P<extension>csv|json)$", echanges.export, name="atelier_export"),
    path("atelier/vocabulaire/", vocabulaire.vocabulaire, name="vocabulaire_accueil"),
    path("atelier/vocabulaire/<slug:genre>/", vocabulaire.vocabulaire, name="vocabulaire"),
    path("atelier/vocabulaire/<slug:genre>/<slug:code>/", vocabulaire.mot, name="mot"),
    path(
        "atelier/vocabulaire/<slug:genre>/<slug:code>/reunir/",
        vocabulaire.reunion,
        name="mot_reunir",
    ),
    path(
        "atelier/vocabulaire/<slug:genre>/<slug:code>/retirer/",
        vocabulaire.retrait,
        name="mot_retirer",
    ),
    path(
        "atelier/vocabulaire/<slug:genre>/<slug:code>/remettre/",
        vocabulaire.remise,
        name="mot_remettre",
    ),
    path("atelier/reglages/", histoire.reglages, name="atelier_reglages"),
    path(
        "atelier/reglages/<int:ligne>/retablir/",
        histoire.reglages_retablis,
        name="reglages_retablir",
    ),
    path("atelier/relectures/<slug:reference>/", relectures.relecture, name="relecture"),
    path("atelier/remarques/<slug:reference>/", relectures.regler, name="remarque_regler"),
    path("atelier/fiche/<slug:code>/", fiches.fiche, name="atelier_fiche"),
    path("atelier/fiche/<slug:code>/histoire/", histoire.histoire, name="atelier_histoire"),
    path(
        "atelier/fiche/<slug:code>/histoire/<slug:quoi>/<int:ligne>/retablir/",
        histoire.retablissement,
        name="atelier_retablir",
    ),
    path("atelier/fiche/<slug:code>/versions/", fiches.versions, name="atelier_versions"),
    path(
        "atelier/fiche/<slug:code>/versions/<int:ligne>/retablir/",
        fiches.restauration,
        name="atelier_restauration",
    ),
    path("atelier/fiche/<slug:code>/relectures/", relectures.confier, name="relecture_confier"),
    path("atelier/fiche/<slug:code>/remarques/", relectures.commenter, name="remarque_ajout"),
    path("atelier/fiche/<slug:code>/chiffres/", edition.chiffre, name="chiffre_ajout"),
    path("atelier/fiche/<slug:code>/chiffres/<int:pk>/", edition.chiffre, name="chiffre_modifier"),
    path(
        "atelier/fiche/<slug:code>/chiffres/<int:pk>/supprimer/",
        edition.chiffre_suppression,
        name="chiffre_suppression",
    ),
    path("atelier/fiche/<slug:code>/modifier/<slug:nom>/", edition.section, name="atelier_section"),
    path("atelier/fiche/<slug:code>/<slug:action>/", fiches.statut, name="atelier_statut"),
]
