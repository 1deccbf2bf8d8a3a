"""Addresses of accounts and organisations."""

from django.urls import path

from comptes import views
from comptes.proconnect import vues as proconnect

app_name = "comptes"
urlpatterns = [
    path("proconnect/deconnexion/", proconnect.deconnexion, name="proconnect_deconnexion"),
    path("proconnect/retour/", proconnect.retour_de_deconnexion, name="proconnect_retour"),
    path("organisation/", views.organisation, name="organisation"),
    path("organisation/choisir/", views.choisir_organisation, name="choisir_organisation"),
    path("invitation/<str:jeton>/", views.invitation, name="invitation"),
]
