"""Addresses of the screens about what a filière's figures say."""

from django.urls import URLPattern, URLResolver, path

from filieres import views_analyse as vues
from filieres import views_hypotheses as essais

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:reference>/analyse/", vues.analyse, name="analyse"),
    path("<slug:reference>/analyse/voisins/", vues.voisins, name="voisins"),
    path("<slug:reference>/analyse/<slug:maillon>/", vues.suggestions, name="suggestions"),
    path("<slug:reference>/hypotheses/", essais.hypotheses, name="hypotheses"),
    path("<slug:reference>/hypotheses/nouvelle/", essais.nouvelle, name="hypothese_nouvelle"),
    path("<slug:reference>/hypotheses/<slug:hypothese>/", essais.hypothese, name="hypothese"),
    path(
        "<slug:reference>/hypotheses/<slug:hypothese>/modifier/",
        essais.modifier_hypothese,
        name="hypothese_modifier",
    ),
    path(
        "<slug:reference>/hypotheses/<slug:hypothese>/retirer/",
        essais.retirer,
        name="hypothese_retirer",
    ),
    path(
        "<slug:reference>/hypotheses/<slug:hypothese>/supprimer/",
        essais.supprimer,
        name="hypothese_supprimer",
    ),
]
