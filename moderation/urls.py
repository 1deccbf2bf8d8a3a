"""Addresses of what people propose to the directory, and of those who decide."""

from django.urls import path

from moderation import urls_fiches
from moderation.views import contribution, droits, file, public

app_name = "moderation"
urlpatterns = [
    path("", file.file, name="file"),
    path("droits/", droits.droits, name="droits"),
    path("delais/", droits.statistiques, name="statistiques"),
    path("decision/", file.decision, name="decision"),
    path("annuler/<slug:reference>/", file.annulation, name="annuler"),
    path("proposer/", public.proposer, name="proposer"),
    path("corriger/<slug:reference>/", public.corriger, name="corriger"),
    path("fermeture/<slug:reference>/", public.fermeture, name="fermeture"),
    path("suivi/<str:jeton>/", public.suivi, name="suivi"),
    *urls_fiches.urlpatterns,
    path("<slug:reference>/", contribution.contribution, name="contribution"),
    path("<slug:reference>/question/", contribution.question, name="question"),
    path("<slug:reference>/suivre/", contribution.attribution, name="attribution"),
    path("<slug:reference>/rattacher/", contribution.rattachement, name="rattachement"),
]
