"""Kinds of actors that people in a room speak for, and that priorities are spread over."""

from django.db import models


class GenreActeur(models.TextChoices):
    """As people say themselves where they come from, not as a registry would."""

    COLLECTIVITE = "collectivite", "Collectivité"
    ESS = "ess", "Structure de l’ESS"
    ENTREPRISE = "entreprise", "Entreprise"
    INSTITUTION = "institution", "Institution publique"
    RESEAU = "reseau", "Réseau, accompagnement"
    HABITANT = "habitant", "Habitante ou habitant"
    AUTRE = "autre", "Autre"
