"""Addresses of interviews: grids, preparation, recording, what becomes of it."""

from django.urls import path

from diagnostics.views import grilles

_E = "<slug:reference>/entretiens/"
_G = _E + "grilles/<slug:grille>/"

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
]
