"""Addresses of saved searches, followed actors and territories, their mails and their feeds."""

from django.urls import path

from alertes import views

app_name = "alertes"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("nouvelle/", views.creation, name="creation"),
    path("flux/acteurs.atom", views.flux_liste, name="flux_liste"),
    path(
        "flux/territoires/<slug:nature>/<str:code>.atom",
        views.flux_territoire,
        name="flux_territoire",
    ),
    path("flux/<str:jeton>.atom", views.flux, name="flux"),
    path("arret/<str:jeton>/", views.arret, name="arret"),
    path("<slug:reference>/", views.alerte, name="alerte"),
    path("<slug:reference>/regler/", views.reglage, name="reglage"),
    path("<slug:reference>/flux/", views.renouvellement, name="renouvellement"),
    path("<slug:reference>/supprimer/", views.suppression, name="suppression"),
]
