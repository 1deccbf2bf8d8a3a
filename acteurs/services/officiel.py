"""Official registers: one reading of one of them, from a page or from the command line."""

from collections.abc import Callable
from importlib import import_module

from django.db import transaction

from acteurs.colonnes.etat import demander
from acteurs.models import ImportOfficiel
from acteurs.services.densite import reconstruire_densite
from acteurs.services.masse import rendre_memoire, session_d_ecriture
from acteurs.services.registres import fournir_fichiers, oublier_fichiers
from acteurs.services.revision import signaler_changement
from acteurs.services.suivis import chronometrer
from socle.travaux import Suivi

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
ECRITS = ("crees", "modifies", "fermes", "demenages")


def execute_import_officiel(travail: ImportOfficiel, suivi: Suivi) -> None:
    """Read a register, from where the last attempt stopped.

    Raises:
        ErreurTravail: a file is missing or cannot be used (French message).
        TravailPerdu: cancelled or taken over; the current batch is rolled back.
    """
    fournir_fichiers(travail, suivi)
    module, _, nom = EXECUTIONS[travail.source].rpartition(".")
    execution: Callable[[ImportOfficiel, Suivi], None] = getattr(import_module(module), nom)
    with session_d_ecriture():
        try:
            execution(travail, suivi)
        finally:
            # Stopped half-way too: the map tells what is there.
            if any(travail.bilan.get(cle) for cle in ECRITS):
                rendre_memoire()
                with chronometrer(travail, "carte"), transaction.atomic():
                    reconstruire_densite()
                    signaler_changement(acteurs=())
                demander()
    suivi("Fin de la lecture", 99)
    travail.bilan = {**dict.fromkeys(COMPTES, 0), **travail.bilan}
    travail.save(update_fields=["bilan", "modifie_le"])
    oublier_fichiers(travail)
