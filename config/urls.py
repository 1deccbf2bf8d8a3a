"""Every address of the site. Rights: ``config/vues_publiques.py`` lists what needs no login."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("pages.urls")),
    path("comptes/", include("allauth.urls")),
    path("comptes/", include("comptes.urls")),
    path("territoires/", include("territoires.urls")),
    path("acteurs/", include("acteurs.urls")),
    path("demarches/", include("diagnostics.urls")),
    path("filieres/", include("filieres.urls")),
    path("plateformes/", include("plateformes.urls")),
    path("relations/", include("relations.urls")),
    path("moderation/", include("moderation.urls")),
    path("alertes/", include("alertes.urls")),
    path("api/v1/", include("config.urls_api")),
    path("", include("ouverture.urls")),
    path("", include("rapports.urls")),
    path("operateurs/", admin.site.urls),
]
handler400 = "pages.erreurs.incomprise"
handler403 = "pages.erreurs.interdit"
handler404 = "pages.erreurs.introuvable"
handler500 = "pages.erreurs.panne"
