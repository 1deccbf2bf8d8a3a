"""Addresses of actors. Rights: ``rules.py``; each view calls ``exiger``."""

from django.urls import path, re_path

from acteurs.views import (
    annuaire,
    edition,
    exports,
    geocodage,
    imports,
    naf,
    propositions,
    registres,
    sources,
    tuiles,
)

app_name = "acteurs"
urlpatterns = [
    path("", annuaire.liste, name="liste"),
    path("dessin/", annuaire.dessin, name="dessin"),
    path("points.geojson", annuaire.points, name="points"),
    path("tuiles/<int:z>/<int:x>/<int:y>", tuiles.tuile, name="tuile"),
    re_path(r"^export\.(?P<extension>csv|xlsx)$", exports.export, name="export"),
    path("nouveau/", edition.creation, name="creation"),
    path("communes/", edition.communes, name="communes"),
    path("import/", imports.depot, name="import_depot"),
    re_path(r"^import/modele\.(?P<extension>csv|xlsx)$", imports.modele, name="import_modele"),
    path("import/<slug:reference>/colonnes/", imports.colonnes, name="import_colonnes"),
    path("import/<slug:reference>/supprimer/", imports.suppression, name="import_suppression"),
    path("import/suivi/<slug:reference>/", imports.suivi, name="import_suivi"),
    path("import/suivi/<slug:reference>/importer/", imports.importation, name="import_importer"),
    path("import/suivi/<slug:reference>/annuler/", imports.annulation, name="import_annuler"),
    path("import/suivi/<slug:reference>/relancer/", imports.relance, name="import_relancer"),
    path("import/suivi/<slug:reference>/lignes.csv", imports.signalees, name="import_lignes"),
    path("import/suivi/<slug:reference>/source/", sources.creation, name="source_creation"),
    path("geocodage/", geocodage.etat, name="geocodage"),
    path("geocodage/<slug:reference>/annuler/", geocodage.annulation, name="geocodage_annuler"),
    path("geocodage/<slug:reference>/relancer/", geocodage.relance, name="geocodage_relancer"),
    path("sources/", sources.liste, name="sources"),
    path("sources/<slug:reference>/", sources.modification, name="source"),
    path("sources/<slug:reference>/lire/", sources.lecture, name="source_lecture"),
    path("sources/<slug:reference>/supprimer/", sources.suppression, name="source_suppression"),
    path("naf/", naf.liste, name="naf"),
    path("naf/ajout/", naf.ajout, name="naf_ajout"),
    path("naf/<int:pk>/", naf.modification, name="naf_modification"),
    path("naf/<int:pk>/retablir/", naf.retablissement, name="naf_retablissement"),
    path("registres/", registres.liste, name="registres"),
    path("registres/<slug:source>/", registres.registre, name="registre"),
    path("registres/suivi/<slug:reference>/", registres.suivi, name="registre_suivi"),
    path(
        "registres/suivi/<slug:reference>/annuler/", registres.annulation, name="registre_annuler"
    ),
    path("registres/suivi/<slug:reference>/relancer/", registres.relance, name="registre_relancer"),
    path("registres/suivi/<slug:reference>/rejets.csv", registres.rejets, name="registre_rejets"),
    path("propositions/", propositions.liste, name="propositions"),
    path("propositions/decision/", propositions.decision, name="proposition_decision"),
    path("<slug:reference>/", annuaire.fiche, name="fiche"),
    path("<slug:reference>/modifier/", edition.modification, name="modification"),
    path("<slug:reference>/publier/", edition.publication, name="publication"),
    path("<slug:reference>/archiver/", edition.archivage, name="archivage"),
    path(
        "<slug:reference>/historique/<int:passage>/retablir/",
        edition.restauration,
        name="restauration",
    ),
]
