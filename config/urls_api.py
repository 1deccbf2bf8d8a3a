"""Addresses of the public API, version 1."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from ouverture.api import pages, vues
from plateformes.api import PlateformeViewSet, UsageViewSet

app_name = "api"
routeur = SimpleRouter()
routeur.register("territoires", vues.TerritoireViewSet, basename="territoires")
routeur.register("communes", vues.CommuneViewSet, basename="communes")
routeur.register("acteurs", vues.ActeurViewSet, basename="acteurs")
routeur.register("thematiques", vues.ThematiqueViewSet, basename="thematiques")
routeur.register("plateformes", PlateformeViewSet, basename="plateformes")
routeur.register("usages", UsageViewSet, basename="usages")
urlpatterns = [
    path("", pages.documentation, name="documentation"),
    path("essai/", pages.essai, name="essai"),
    path("schema/", SpectacularAPIView.as_view(api_version="v1"), name="schema"),
    path("", include(routeur.urls)),
]
