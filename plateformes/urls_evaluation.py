"""Addresses of the glossary, of the evaluations of a platform's nature, of the cards."""

from django.urls import path

from plateformes import views_cartes as cartes
from plateformes import views_evaluation as nature
from plateformes import views_glossaire
from plateformes import views_porteur as porteur

urlpatterns = [
    path("glossaire/", views_glossaire.glossaire, name="glossaire"),
    path("cartes/", cartes.cartes, name="cartes"),
    path("cartes/logos/<slug:reference>/", cartes.logo_image, name="logo_reseau"),
    path("cartes/logos/<slug:reference>/changer/", cartes.logo, name="logo_reseau_changer"),
    path("cartes/<slug:reference>/", cartes.planche, name="planche"),
    path("cartes/<slug:reference>/telecharger/", cartes.telecharger, name="planche_telecharger"),
    path("cartes/<slug:reference>/relancer/", cartes.relancer, name="planche_relancer"),
    path("cartes/<slug:reference>/annuler/", cartes.annuler, name="planche_annuler"),
    path("evaluations/<slug:reference>/", nature.evaluation, name="evaluation"),
    path("evaluations/<slug:reference>/repondre/", nature.repondre, name="evaluation_repondre"),
    path("evaluations/<slug:reference>/rendre/", nature.rendre, name="evaluation_rendre"),
    path(
        "evaluations/<slug:reference>/abandonner/", nature.abandonner, name="evaluation_abandonner"
    ),
    path("evaluations/<slug:reference>/inviter/", nature.inviter, name="evaluation_inviter"),
    path(
        "evaluations/<slug:reference>/droit-de-reponse/",
        porteur.droit_de_reponse,
        name="evaluation_droit",
    ),
    path(
        "evaluations/<slug:reference>/pieces/<slug:reponse>/",
        porteur.piece,
        name="evaluation_piece",
    ),
    path("porteur/<slug:jeton>/droit-de-reponse/", porteur.droit_par_lien, name="porteur_droit"),
    path(
        "porteur/<slug:jeton>/pieces/<slug:reponse>/", porteur.piece_par_lien, name="porteur_piece"
    ),
    path("<slug:code>/nature/", nature.nature, name="nature"),
    path("<slug:code>/nature/ouvrir/", nature.ouvrir, name="nature_ouvrir"),
]
