"""Official registers: one reading of one of them, from a page or from the command line."""

from collections.abc import Callable
from importlib import import_module

from acteurs.models import ImportOfficiel
from socle.travaux import ErreurTravail, Suivi

Source = ImportOfficiel.Source
EXECUTIONS: dict[str, str] = {
    Source.SIRENE: "acteurs.services.sirene.execute_sirene",
    Source.ESS_FRANCE: "acteurs.services.enrichissement.execute_ess_france",
    Source.ESUS: "acteurs.services.enrichissement.execute_esus",
    Source.RNA: "acteurs.services.enrichissement.execute_rna",
}
"""Register → what reads it: ``(travail, suivi) -> None``, imported when needed.

Each one reads the paths of ``travail.fichiers``, resumes from
``travail.avancement``, and keeps its counts in ``travail.bilan`` (crees,
modifies, inchanges, fermes, demenages, proposes, rejets, avertissements, motifs).
"""
COMPTES = ("crees", "modifies", "inchanges", "fermes", "demenages", "proposes", "rejets")
"""Counts every summary has, in the order they are shown."""


def execute_import_officiel(travail: ImportOfficiel, suivi: Suivi) -> None:
    """Read a register, from where the last attempt stopped.

    Raises:
        ErreurTravail: a file is missing or cannot be used (French message).
        TravailPerdu: cancelled or taken over; the current batch is rolled back.
    """
    module, _, nom = EXECUTIONS[travail.source].rpartition(".")
    try:
        execution: Callable[[ImportOfficiel, Suivi], None] = getattr(import_module(module), nom)
    except (ModuleNotFoundError, AttributeError) as erreur:
        raise ErreurTravail("Ce registre n’est pas encore lu par Terreau.") from erreur
    execution(travail, suivi)
