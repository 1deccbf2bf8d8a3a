"""Addresses of the relations between actors. Rights: ``rules.py``."""

from django.urls import path

from relations.views import saisie

app_name = "relations"
urlpatterns = [
    path("acteur/<slug:reference>/ajouter/", saisie.creation, name="creer"),
    path("<slug:reference>/", saisie.fiche, name="fiche"),
    path("<slug:reference>/modifier/", saisie.modification, name="modifier"),
    path("<slug:reference>/retirer/", saisie.retrait, name="retirer"),
    path("<slug:reference>/remettre/", saisie.remise, name="remettre"),
    path(
        "<slug:reference>/historique/<int:passage>/retablir/",
        saisie.restauration,
        name="retablir",
    ),
]
