"""Addresses of the maps for other sites; only the frame itself is public."""

from django.urls import path

from ouverture.integrer import cadre, vues

urlpatterns = [
    path("integrer/", vues.integrations, name="integrations"),
    path("integrer/nouvelle/", vues.creation, name="integration_creation"),
    path("integrer/apercu/", cadre.apercu, name="integration_apercu"),
    path("integrer/sites/ajouter/", vues.site_ajout, name="site_ajout"),
    path("integrer/sites/retirer/", vues.site_retrait, name="site_retrait"),
    path("integrer/<slug:reference>/", cadre.carte_integree, name="carte_integree"),
    path("integrer/<slug:reference>/reglages/", vues.modification, name="integration"),
    path("integrer/<slug:reference>/supprimer/", vues.suppression, name="integration_suppression"),
]
