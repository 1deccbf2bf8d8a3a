"""Addresses of reports."""

from django.urls import path

from rapports.views import demandes, liens, rapports

app_name = "rapports"
urlpatterns = [
    # the démarche's reports: list, new, preview
    path("demarches/<slug:reference>/rapports/", demandes.liste, name="liste"),
    path("demarches/<slug:reference>/rapports/nouveau/", demandes.nouveau, name="nouveau"),
    path("demarches/<slug:reference>/rapports/apercu/", demandes.apercu, name="apercu_demande"),
    # one report: progress, file, life
    path("rapports/<slug:reference>/", rapports.fiche, name="fiche"),
    path("rapports/<slug:reference>/pdf/", rapports.telecharger, name="telecharger"),
    path("rapports/<slug:reference>/apercu/", rapports.apercu, name="apercu"),
    path("rapports/<slug:reference>/relancer/", rapports.relancer, name="relancer"),
    path("rapports/<slug:reference>/annuler/", rapports.annuler, name="annuler"),
    path("rapports/<slug:reference>/supprimer/", rapports.supprimer, name="supprimer"),
    # its reading links
    path("rapports/<slug:reference>/liens/", liens.creer, name="partager"),
    path("rapports/<slug:reference>/liens/<str:jeton>/", liens.revoquer, name="revoquer"),
    # public, by link only
    path("r/<str:jeton>/", liens.partage, name="partage"),
    path("r/<str:jeton>/pdf/", liens.partage_fichier, name="partage_fichier"),
]
