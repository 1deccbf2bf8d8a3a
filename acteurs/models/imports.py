"""Files of actors and what became of them."""

from django.db import models

from acteurs.models.acteur import Acteur
from socle.modeles import Horodate, Reference
from socle.travaux import Suivi, Travail


class FichierActeurs(Reference, Horodate):
    """A CSV or XLSX file of actors sent by a member, kept in private storage."""

    class Format(models.TextChoices):
        """What the file really is, whatever its name."""

        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel (XLSX)"

    organisation = models.ForeignKey(
        "comptes.Organisation", on_delete=models.CASCADE, related_name="fichiers_acteurs"
    )
    depose_par = models.ForeignKey(
        "comptes.Utilisateur", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    nom = models.CharField("nom du fichier", max_length=200)
    chemin = models.CharField("chemin privé", max_length=300, editable=False)
    format = models.CharField("format", max_length=4, choices=Format)
    encodage = models.CharField("encodage", max_length=12, blank=True)
    separateur = models.CharField("séparateur", max_length=1, blank=True)
    entetes = models.JSONField("en-têtes", default=list)
    lignes = models.PositiveIntegerField("nombre de lignes", default=0)
    correspondance = models.JSONField("colonnes reconnues", default=dict)
    options = models.JSONField("options", default=dict)
    source = models.ForeignKey(
        "acteurs.SourceActeurs", null=True, on_delete=models.SET_NULL, related_name="fichiers"
    )

    class Meta:
        verbose_name = "fichier d’acteurs"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return self.nom


class ImportActeurs(Reference, Travail):
    """One reading of a file in the background: dry run, or real import."""

    fichier = models.ForeignKey(FichierActeurs, on_delete=models.CASCADE, related_name="imports")
    simulation = models.BooleanField("essai à blanc", default=True)
    correspondance = models.JSONField("colonnes reconnues", default=dict)
    options = models.JSONField("options", default=dict)
    lignes_lues = models.PositiveIntegerField("lignes traitées", default=0)
    bilan = models.JSONField("bilan", default=dict)

    class Meta:
        verbose_name = "import d’acteurs"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"{self.fichier} ({'essai' if self.simulation else 'import'})"

    def executer(self, suivi: Suivi) -> None:
        """Run the import (or its dry run)."""
        from acteurs.services.imports import execute_import

        execute_import(self, suivi)

    def signaler_fin(self) -> None:
        """Tell who asked for it, note it on its source, ask for the addresses to be placed."""
        from acteurs.services.lectures import conclude_import

        conclude_import(self)


class LigneSignalee(models.Model):
    """A line of a file that was rejected, or that looks like an entry we already have."""

    class Nature(models.TextChoices):
        """Why the line is reported."""

        REJET = "rejet", "Rejetée"
        DOUBLON = "doublon", "Doublon possible"

    travail = models.ForeignKey(ImportActeurs, on_delete=models.CASCADE, related_name="signalees")
    numero = models.PositiveIntegerField("numéro de ligne")
    nature = models.CharField("nature", max_length=8, choices=Nature)
    valeurs = models.JSONField("colonnes d’origine", default=list)
    motif = models.CharField("motif", max_length=500)
    acteur = models.ForeignKey(
        Acteur, null=True, on_delete=models.SET_NULL, related_name="lignes_signalees"
    )

    class Meta:
        verbose_name = "ligne signalée"
        ordering = ["travail", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["travail", "numero"], name="ligne_signalee_unique")
        ]

    def __str__(self) -> str:
        return f"{self.travail_id}, ligne {self.numero}"
