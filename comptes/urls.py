"""Addresses of accounts and organisations."""

from django.urls import path

from comptes import views

app_name = "comptes"
urlpatterns = [
    path("organisation/", views.organisation, name="organisation"),
    path("organisation/choisir/", views.choisir_organisation, name="choisir_organisation"),
    path("invitation/<str:jeton>/", views.invitation, name="invitation"),
]
