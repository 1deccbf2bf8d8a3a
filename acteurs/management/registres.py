"""What the commands that read official registers share: files, progress bar, taking up again."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from acteurs.models import ImportOfficiel
from acteurs.services.officiel import COMPTES, execute_import_officiel
from acteurs.services.registres import (
    REGISTRES,
    ImportRefuse,
    chercher_deposes,
    launch_import_officiel,
)
from acteurs.services.rejets import chemin_rejets
from acteurs.services.suivis import SuiviConsole
from socle.travaux import Travail, annuler_travail, executer, relancer_ici
from socle.typographie import ecrire_nombre

NOMS = {
    "crees": "fiches créées",
    "modifies": "fiches mises à jour",
    "inchanges": "déjà à jour",
    "fermes": "fermetures",
    "demenages": "déménagements",
    "proposes": "changements proposés, à examiner sur la page « Changements proposés »",
    "rejets": "lignes rejetées",
}


class CommandeRegistre(BaseCommand):
    """Reads a register in this process, with a progress bar; Ctrl-C stops, running again resumes."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options of every register."""
        parser.add_argument(
            "--depuis-dossier",
            type=Path,
            metavar="DOSSIER",
            help="prend dans ce dossier les fichiers reconnus à leur nom officiel",
        )
        parser.add_argument(
            "--en-fond", action="store_true", help="confie la lecture au travail de fond"
        )
        parser.add_argument(
            "--recommencer", action="store_true", help="ne reprend pas une lecture interrompue"
        )

    def lire(self, source: str, donnes: Mapping[str, Path | None], options: dict[str, Any]) -> None:
        """Read a register from the files given, else from those of ``--depuis-dossier``."""
        fichiers = self._fichiers(source, donnes, options.pop("dossier"))
        en_fond, recommencer = options.pop("en_fond"), options.pop("recommencer")
        travail = None if recommencer else _interrompu(source, fichiers, options)
        try:
            if travail is None:
                travail = launch_import_officiel(
                    source=source, fichiers=fichiers, options=options, en_fond=en_fond
                )
            elif not relancer_ici(travail):
                raise CommandError("Cette lecture est déjà en cours.")
            else:
                self.stdout.write("Reprise de la lecture interrompue.")
        except ImportRefuse as refus:
            raise CommandError(str(refus)) from refus
        if en_fond:
            self.stdout.write(f"Confié au travail de fond (référence {travail.reference}).")
            return
        self._executer(travail)

    def _fichiers(
        self, source: str, donnes: Mapping[str, Path | None], dossier: Path | None
    ) -> dict[str, dict[str, str]]:
        registre = REGISTRES[source]
        chemins = {role: chemin for role, chemin in donnes.items() if chemin}
        if dossier:
            if not dossier.is_dir():
                raise CommandError(f"{dossier} n’est pas un dossier.")
            for role, trouve in chercher_deposes(registre, dossier).items():
                chemins.setdefault(role, dossier / trouve.nom)
        for chemin in chemins.values():
            if not chemin.is_file():
                raise CommandError(f"{chemin} n’existe pas.")
        for attendu in registre.roles:
            if attendu.cle in chemins:
                self.stdout.write(f"{attendu.libelle} : {chemins[attendu.cle]}")
        return {r: {"chemin": str(c.resolve()), "nom": c.name} for r, c in chemins.items()}

    def _executer(self, travail: ImportOfficiel) -> None:
        console = SuiviConsole(self.stderr)
        debut = time.monotonic()
        travail.executer = console.autour(  # type: ignore[method-assign,assignment]
            execute_import_officiel, travail
        )
        try:
            reussi = executer(travail)
        except KeyboardInterrupt:
            annuler_travail(travail)
            self.stdout.write("Arrêté. Relancez la même commande pour reprendre où elle en était.")
            sys.exit(130)
        finally:
            console.finir()
        travail.refresh_from_db()
        if not reussi or travail.etat != Travail.Etat.TERMINE:
            raise CommandError(travail.erreur or "La lecture s’est arrêtée avant la fin.")
        self._dire(travail, time.monotonic() - debut)

    def _dire(self, travail: ImportOfficiel, duree: float) -> None:
        bilan = travail.bilan
        for nom, nombre in bilan.get("lus", {}).items():
            self.stdout.write(f"  {nom} : {ecrire_nombre(nombre)}")
        for cle in COMPTES:
            self.stdout.write(f"  {ecrire_nombre(bilan.get(cle, 0))} {NOMS[cle]}")
        for cle in ("avertissements", "motifs"):
            for nom, nombre in bilan.get(cle, {}).items():
                self.stdout.write(f"    {nom} : {ecrire_nombre(nombre)}")
        if bilan.get("rejets"):
            from django.core.files.storage import storages

            chemin = storages["prive"].path(chemin_rejets(travail))
            self.stdout.write(f"  Lignes rejetées, avec leur motif : {chemin}")
        phases = ", ".join(f"{nom} {s:.0f} s" for nom, s in bilan.get("durees", {}).items())
        self.stdout.write(
            self.style.SUCCESS(f"Terminé en {duree:.0f} s{f' ({phases})' if phases else ''}.")
        )


def _interrompu(
    source: str, fichiers: Mapping[str, Any], options: Mapping[str, Any]
) -> ImportOfficiel | None:
    """Return the same reading, stopped half-way, if any."""
    dernier = ImportOfficiel.objects.filter(source=source).order_by("-cree_le").first()
    if dernier is None or dernier.etat == Travail.Etat.TERMINE:
        return None
    meme = (dernier.fichiers, dernier.options) == (dict(fichiers), dict(options))
    return dernier if meme else None
