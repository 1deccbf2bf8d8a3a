"""Addresses of the catalogue of platforms; ``config/vues_publiques.py`` lists the public ones."""

from plateformes import urls_atelier, urls_evaluation, urls_vitrine

app_name = "plateformes"
urlpatterns = [
    *urls_vitrine.urlpatterns,
    *urls_atelier.urlpatterns,
    *urls_evaluation.urlpatterns,
    *urls_vitrine.fiche_urlpatterns,
]
