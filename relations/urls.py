"""Addresses of the relations between actors. Rights: ``rules.py``."""

from django.urls import path, re_path

from relations.views import reseau, saisie, suggestions, tableur

app_name = "relations"
_FICHIER = r"export\.(?P<fmt>csv|graphml|kumu|svg)$"
urlpatterns = [
    path("suggestions/", suggestions.liste, name="suggestions"),
    path("suggestions/decision/", suggestions.decision, name="suggestion_decision"),
    path("importer/", tableur.importer, name="importer"),
    path("importer/annuler/", tableur.annuler, name="annuler_import"),
    path("replacer/", reseau.redisposer, name="redisposer"),
    path("territoire/<slug:nature>/<str:code>/", reseau.reseau_territoire, name="territoire"),
    path(
        "territoire/<slug:nature>/<str:code>/ecran/",
        reseau.ecran_territoire,
        name="ecran_territoire",
    ),
    re_path(
        rf"^territoire/(?P<nature>[-\w]+)/(?P<code>[^/]+)/{_FICHIER}",
        reseau.export_territoire,
        name="export_territoire",
    ),
    path("acteur/<slug:reference>/", reseau.reseau_acteur, name="acteur"),
    path("acteur/<slug:reference>/ecran/", reseau.ecran_acteur, name="ecran_acteur"),
    re_path(
        rf"^acteur/(?P<reference>[-\w]+)/{_FICHIER}", reseau.export_acteur, name="export_acteur"
    ),
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
