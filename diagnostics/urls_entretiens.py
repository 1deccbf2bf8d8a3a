"""Addresses of interviews: grids, preparation, recording, what becomes of it."""

from django.urls import path

from diagnostics.views import (
    couverture,
    echanges_entretiens,
    entretiens,
    grilles,
    hors_ligne,
    passages,
    preparation,
    saisie,
)

_E = "<slug:reference>/entretiens/"
_G = _E + "grilles/<slug:grille>/"
_UN = _E + "<slug:entretien>/"
_I = _E + "import/<slug:depot>/"
_P = _E + "preparation/"

avant = [
    path("hors-ligne/", hors_ligne.coquille, name="hors_ligne"),
    path("hors-ligne.js", hors_ligne.travailleur, name="hors_ligne_travailleur"),
]
"""Before the addresses of a démarche, whose reference could be read there."""

motifs = [
    # Grids
    path(_E + "grilles/", grilles.grilles, name="grilles"),
    path(_E + "grilles/creer/", grilles.creer, name="grille_creer"),
    path(_G, grilles.grille, name="grille"),
    path(_G + "preparer/", grilles.preparer, name="grille_preparer"),
    path(_G + "publier/", grilles.publier, name="grille_publier"),
    path(_G + "abandonner/", grilles.abandonner, name="grille_abandonner"),
    path(_G + "archiver/", grilles.archiver, name="grille_archiver"),
    path(_G + "dupliquer/", grilles.dupliquer, name="grille_dupliquer"),
    path(_G + "comparer/", grilles.comparer, name="grille_comparer"),
    path(_G + "imprimer/", grilles.imprimer, name="grille_imprimer"),
    path(_G + "questions/", grilles.ajouter_question, name="question_ajouter"),
    path(_G + "questions/<slug:cle>/", grilles.modifier_question, name="question_modifier"),
    path(_G + "questions/<slug:cle>/retirer/", grilles.retirer_question, name="question_retirer"),
    path(_G + "questions/<slug:cle>/placer/", grilles.placer_question, name="question_placer"),
    # Preparation, coverage
    path(_P, preparation.preparation, name="preparation"),
    path(_P + "prevoir/", preparation.prevoir, name="rencontre_prevoir"),
    path(_P + "<slug:rencontre>/", preparation.rencontre, name="rencontre"),
    path(_P + "<slug:rencontre>/retirer/", preparation.retirer, name="rencontre_retirer"),
    path(_E + "couverture/", couverture.couverture, name="couverture"),
    # Spreadsheets
    path(_E + "export.csv", echanges_entretiens.exporter, name="entretiens_export"),
    path(_E + "import/", echanges_entretiens.deposer, name="entretiens_import"),
    path(_I, echanges_entretiens.suite, name="entretiens_import_suite"),
    path(_I + "ecartees.csv", echanges_entretiens.rejets, name="entretiens_import_rejets"),
    path(_I + "abandonner/", echanges_entretiens.abandonner, name="entretiens_import_abandonner"),
    # Interviews
    path(_E, entretiens.entretiens, name="entretiens"),
    path(_E + "nouveau/", entretiens.nouveau, name="entretien_nouveau"),
    path(_UN, entretiens.entretien, name="entretien"),
    path(_UN + "modifier/", entretiens.modifier, name="entretien_modifier"),
    path(_UN + "statut/", entretiens.statut, name="entretien_statut"),
    path(_UN + "personnes/", entretiens.noter_personne, name="personne_noter"),
    path(
        _UN + "personnes/<slug:personne>/effacer/",
        entretiens.effacer_personne,
        name="personne_effacer",
    ),
    path(_UN + "mener/", saisie.mener, name="entretien_mener"),
    path(_UN + "saisie/", saisie.saisie, name="entretien_saisie"),
    path(
        _UN + "verbatims/<slug:verbatim>/effacer/",
        saisie.retirer_verbatim,
        name="verbatim_retirer",
    ),
    # What becomes of it
    path(_UN + "passage/", passages.passage, name="passage"),
    path(_UN + "passages/<slug:passage>/oublier/", passages.oublier, name="passage_oublier"),
    path(
        "<slug:reference>/passages/<slug:passage>/",
        passages.passage_direct,
        name="passage_direct",
    ),
    path("<slug:reference>/besoins/", passages.besoins, name="besoins"),
    path("<slug:reference>/besoins/<slug:besoin>/", passages.besoin, name="besoin"),
    path(
        "<slug:reference>/besoins/<slug:besoin>/retirer/",
        passages.retirer_besoin,
        name="besoin_retirer",
    ),
    path("<slug:reference>/relations/", passages.relations, name="relations"),
    path("<slug:reference>/relations/<slug:relation>/", passages.relation, name="relation"),
    path(
        "<slug:reference>/relations/<slug:relation>/retirer/",
        passages.retirer_relation,
        name="relation_retirer",
    ),
]
