"""Addresses of stakes, project ideas, convergence, personal links and MACTOR."""

from django.urls import path

from diagnostics.views import convergence, filieres, liens_personnels, mactor, pistes

motifs = [
    path("<slug:reference>/filieres/", filieres.liste, name="filieres"),
    path("<slug:reference>/filieres/lier/", filieres.citer, name="filiere_citer"),
    path(
        "<slug:reference>/filieres/<slug:citee>/delier/",
        filieres.ne_plus_citer,
        name="filiere_ne_plus_citer",
    ),
    path("avis/<str:jeton>/", liens_personnels.avis, name="avis"),
    path("<slug:reference>/pistes/", pistes.liste, name="pistes"),
    path("<slug:reference>/pistes/nouvelle/", pistes.nouvelle, name="piste_nouvelle"),
    path("<slug:reference>/pistes/enjeux/", pistes.enjeux, name="enjeux"),
    path("<slug:reference>/pistes/enjeux/<slug:enjeu>/", pistes.enjeu, name="enjeu"),
    path(
        "<slug:reference>/pistes/enjeux/<slug:enjeu>/effacer/",
        pistes.supprimer_enjeu,
        name="supprimer_enjeu",
    ),
    path("<slug:reference>/pistes/<slug:piste>/", pistes.piste, name="piste"),
    path("<slug:reference>/pistes/<slug:piste>/modifier/", pistes.modifier, name="piste_modifier"),
    path("<slug:reference>/pistes/<slug:piste>/appuis/", pistes.appuyer, name="piste_appuyer"),
    path(
        "<slug:reference>/pistes/<slug:piste>/appuis/retirer/",
        pistes.retirer_appui,
        name="piste_retirer_appui",
    ),
    path("<slug:reference>/pistes/<slug:piste>/acteurs/", pistes.concerner, name="piste_concerner"),
    path(
        "<slug:reference>/pistes/<slug:piste>/acteurs/retirer/",
        pistes.ne_plus_concerner,
        name="piste_ne_plus_concerner",
    ),
    path(
        "<slug:reference>/pistes/<slug:piste>/avis/<slug:acteur>/",
        convergence.avis,
        name="avis_equipe",
    ),
    path("<slug:reference>/convergence/", convergence.convergence, name="convergence"),
    path("<slug:reference>/convergence/rapprocher/", convergence.rapprocher, name="rapprocher"),
    path(
        "<slug:reference>/convergence/export.<slug:extension>",
        convergence.exporter,
        name="convergence_export",
    ),
    path("<slug:reference>/convergence/liens/", liens_personnels.liens, name="liens_personnels"),
    path(
        "<slug:reference>/convergence/liens/<slug:lien>/fermer/",
        liens_personnels.revoquer,
        name="lien_personnel_fermer",
    ),
    path(
        "<slug:reference>/convergence/acteurs/<slug:acteur>/",
        convergence.acteur,
        name="convergence_acteur",
    ),
    path(
        "<slug:reference>/convergence/acteurs/<slug:acteur>/confier/",
        convergence.confier,
        name="convergence_confier",
    ),
    path("<slug:reference>/jeu-d-acteurs/", mactor.jeu, name="mactor"),
    path("<slug:reference>/jeu-d-acteurs/grilles/", mactor.grilles, name="mactor_grilles"),
    path("<slug:reference>/jeu-d-acteurs/choix/", mactor.choix, name="mactor_choix"),
    path("<slug:reference>/jeu-d-acteurs/objectifs/", mactor.objectifs, name="mactor_objectifs"),
    path(
        "<slug:reference>/jeu-d-acteurs/export.<slug:extension>",
        mactor.exporter,
        name="mactor_export",
    ),
]
