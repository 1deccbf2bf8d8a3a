"""Addresses of the public API, version 1."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from plateformes.api import PlateformeViewSet, UsageViewSet

app_name = "api"
routeur = SimpleRouter()
routeur.register("plateformes", PlateformeViewSet, basename="plateformes")
routeur.register("usages", UsageViewSet, basename="usages")
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(api_version="v1"), name="schema"),
    path("", include(routeur.urls)),
]
