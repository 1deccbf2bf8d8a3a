"""Addresses of territories."""

from django.urls import path

from territoires.views import composition, fiche, fond, liste

app_name = "territoires"
urlpatterns = [
    path("", liste.liste, name="liste"),
    path("fond.json", fond.fond, name="fond"),
    path("adopter/", liste.adopter, name="adopter"),
    path("composer/", composition.composer, name="composer"),
    path("<slug:nature>/<str:code>/", fiche.fiche, name="fiche"),
    path("<slug:nature>/<str:code>/delaisser/", liste.delaisser, name="delaisser"),
    path("<slug:nature>/<str:code>/composer/", composition.modifier, name="modifier"),
    path("<slug:nature>/<str:code>/historique/", composition.historique, name="historique"),
    path(
        "<slug:nature>/<str:code>/historique/<int:version>/retablir/",
        composition.retablir,
        name="retablir",
    ),
    path("<slug:nature>/<str:code>/contours/", fiche.recuperation, name="recuperation"),
    path("<slug:nature>/<str:code>/contours/relancer/", fiche.relancer, name="relancer"),
    path(
        "<slug:nature>/<str:code>/contours-<int:bande>.geojson",
        fiche.contours,
        name="contours",
    ),
]
