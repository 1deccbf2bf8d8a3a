"""Addresses of those who look after entries: doubles, merges."""

from django.urls import path

from moderation.views import doublons, fusion

urlpatterns = [
    path("doublons/", doublons.liste, name="doublons"),
    path("doublons/decision/", doublons.decision, name="doublons_decision"),
    path("doublons/recherche/", doublons.recherche, name="doublons_recherche"),
    path("reunir/<slug:reference>/", fusion.choix, name="reunir_choix"),
    path("reunir/<slug:reference>/<slug:autre>/", fusion.comparaison, name="reunir"),
    path("fusions/", fusion.liste, name="fusions"),
    path("fusions/<slug:reference>/defaire/", fusion.retour, name="fusion_retour"),
]
