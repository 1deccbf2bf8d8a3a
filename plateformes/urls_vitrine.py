"""Addresses everybody reads: list, comparison, uses, alternatives, open data."""

from django.urls import path, re_path

from plateformes.vitrine import comparaison, declarations, fiche, liste, ouverture, usages

urlpatterns = [
    path("", liste.liste, name="liste"),
    path("comparer/", comparaison.comparaison, name="comparaison"),
    path("usages/", usages.usages, name="usages"),
    path("usages/<slug:reference>/ecrire/", declarations.ecrire, name="usage_ecrire"),
    path("usages/<slug:reference>/valider/", declarations.valider, name="usage_valider"),
    path("usages/<slug:reference>/modifier/", declarations.modifier, name="usage_modifier"),
    path("usages/<slug:reference>/ecarter/", declarations.ecarter, name="usage_ecarter"),
    path("<slug:code>/usages/declarer/", declarations.declarer, name="usage_declarer"),
    path("autrement/", usages.autrement, name="autrement"),
    path("autrement/<slug:code>/", usages.autrement_que, name="autrement_que"),
    re_path(r"^plateformes\.(?P<extension>csv|json|xlsx)$", ouverture.donnees, name="donnees"),
    re_path(
        r"^usages\.(?P<extension>csv|json|xlsx)$", ouverture.donnees_usages, name="usages_donnees"
    ),
    re_path(
        r"^(?P<code>[-\w]+)\.(?P<extension>json|jsonld|rdf)$",
        fiche.donnees_fiche,
        name="donnees_fiche",
    ),
]
fiche_urlpatterns = [path("<slug:code>/", fiche.fiche, name="fiche")]
"""Last of all: any other word is the code of a platform."""
