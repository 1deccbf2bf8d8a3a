"""A whole démarche for the tests of reports, with private words planted everywhere."""

from itertools import count
from types import SimpleNamespace
from typing import Any

from acteurs.models import Acteur
from diagnostics.models import MembreDiagnostic, Voix
from tests import fabriques as f

_numeros = count(1)

PRIVES = (
    "PRIVE-TITRE-ENTRETIEN",
    "PRIVE-DATE-ENTRETIEN",
    "PRIVE-COMPTE-RENDU",
    "PRIVE-CITATION",
    "PRIVE-DIT-PAR-ACTEUR",
    "PRIVE-ADRESSE-ENTRETIEN",
    "PRIVE-NOM-PILOTE",
    "PRIVE-NOM-MEMBRE",
    "prive-courriel",
    "PRIVE-ACTEUR-PROPOSE",
)
"""Words a public report must never hold."""

QUADRANTS = ("force", "faiblesse", "opportunite", "menace")


def make_demarche(par_quadrant: int = 2) -> Any:
    """A démarche with actors, indicators, interviews and ``par_quadrant`` items per quadrant.

    The first item of each quadrant is supported and voted for; the others have no evidence.
    """
    pilote = f.make_utilisateur(
        nom="PRIVE-NOM-PILOTE", email=f"prive-courriel-{next(_numeros)}@exemple.example"
    )
    communes = [
        f.make_commune(nom="Albert", population=9500, lon=2.649, lat=50.004),
        f.make_commune(nom="Méaulte", population=1285, lon=2.668, lat=49.975),
        f.make_commune(nom="Pozières", population=260, lon=2.727, lat=50.041),
    ]
    territoire = f.make_territoire(*communes, nom="Pays d'essai", lon=2.66, lat=50.0)
    diagnostic = f.make_diagnostic(
        pilote,
        titre="Faire vivre un tiers-lieu : l'essai",
        question="Qui l'animera ?",
        resume="Un an de travail à plusieurs.",
        territoire=territoire,
        organisation=f.make_organisation(pilote, nom="Communauté d'essai"),
    )
    membre = f.make_membre(diagnostic, f.make_utilisateur(nom="PRIVE-NOM-MEMBRE"))
    elue = f.make_membre(
        diagnostic, f.make_utilisateur(nom="PRIVE-NOM-MEMBRE elue"), MembreDiagnostic.Role.ELU
    )
    theme = f.make_thematique("mobilite", libelle="Mobilité")
    acteur = f.make_acteur(
        nom="La Fabrique d'Albert",
        type=f.make_type("cooperative", libelle="Coopérative"),
        ess=True,
        commune=communes[0],
        lon=2.65,
        lat=50.005,
        thematiques=[theme],
    )
    propose = f.make_acteur(nom="PRIVE-ACTEUR-PROPOSE", statut=Acteur.Statut.PROPOSE)
    diagnostic.acteurs.add(acteur, propose)
    mesure = f.make_indicateur(
        territoire,
        code="superficie",
        libelle="Superficie",
        valeur=460,
        prefixe="plus de",
        unite="km²",
        annee=2025,
        source="Guide d'essai",
    )
    entretien = f.make_entretien(
        diagnostic,
        titre="PRIVE-TITRE-ENTRETIEN",
        date_texte="PRIVE-DATE-ENTRETIEN",
        compte_rendu="PRIVE-COMPTE-RENDU",
    )
    elements = []
    for quadrant in QUADRANTS:
        for rang in range(par_quadrant):
            element = f.make_element(
                diagnostic,
                quadrant=quadrant,
                texte=f"Énoncé {rang} de {quadrant} : l'essentiel",
                thematique=theme,
                auteur=membre,
                ordre=rang,
            )
            elements.append(element)
            if rang == 0:
                _appuyer(element, entretien, acteur, propose, mesure)
                Voix.objects.create(element=element, utilisateur=pilote)
                Voix.objects.create(element=element, utilisateur=membre)
    return SimpleNamespace(
        diagnostic=diagnostic,
        pilote=pilote,
        membre=membre,
        elue=elue,
        acteur=acteur,
        elements=elements,
    )


def _appuyer(element: Any, entretien: Any, acteur: Any, propose: Any, mesure: Any) -> None:
    f.make_preuve(
        element,
        "entretien",
        entretien=entretien,
        texte="PRIVE-CITATION",
        url="https://exemple.example/PRIVE-ADRESSE-ENTRETIEN",
    )
    f.make_preuve(element, "acteur", acteur=acteur, texte="PRIVE-DIT-PAR-ACTEUR")
    f.make_preuve(element, "acteur", acteur=propose)
    f.make_preuve(element, "indicateur", indicateur=mesure)
    f.make_preuve(
        element, "source", texte="Projet de territoire", url="https://exemple.example/projet"
    )
