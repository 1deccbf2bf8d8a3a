"""Addresses of open data: catalogue, files, OGC API, embedded map. One module per part."""

from ouverture import urls_donnees, urls_integrer, urls_ogc

app_name = "ouverture"
urlpatterns = [
    *urls_donnees.urlpatterns,
    *urls_integrer.urlpatterns,
    *urls_ogc.urlpatterns,
]
