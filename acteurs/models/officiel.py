"""Official registers: readings of them, and the changes they propose to entries people hold."""

from django.db import models
from django.db.models import Q

from acteurs.models.acteur import Acteur
from socle.modeles import Horodate, Reference
from socle.travaux import Suivi, Travail


class ImportOfficiel(Reference, Travail):
    """One reading of an official register, from the command line or from a page."""

    class Source(models.TextChoices):
        """Registers Terreau reads."""

        SIRENE = "sirene", "Répertoire Sirene (Insee)"
        ESS_FRANCE = "ess_france", "Liste des entreprises de l’ESS (ESS France)"
        ESUS = "esus", "Liste des entreprises agréées ESUS"
        RNA = "rna", "Répertoire national des associations"

    source = models.CharField("registre", max_length=10, choices=Source)
    fichiers = models.JSONField("fichiers lus", default=dict)
    """Role → {"chemin": path on the server or in private storage, "nom": name shown}."""
    options = models.JSONField("options", default=dict)
    avancement = models.JSONField("où reprendre", default=dict)
    bilan = models.JSONField("bilan", default=dict)

    class Meta:
        verbose_name = "import officiel"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"{self.get_source_display()}, {self.cree_le:%d/%m/%Y}"

    def executer(self, suivi: Suivi) -> None:
        """Read the register."""
        from acteurs.services.officiel import execute_import_officiel

        execute_import_officiel(self, suivi)


class PropositionOfficielle(Reference, Horodate):
    """What a register says of an entry somebody holds: to be accepted or refused by a person."""

    class Nature(models.TextChoices):
        """Kind of change."""

        FERMETURE = "fermeture", "Fermeture"
        DEMENAGEMENT = "demenagement", "Déménagement"
        MODIFICATION = "modification", "Modification"

    class Etat(models.TextChoices):
        """What became of it."""

        A_EXAMINER = "a_examiner", "À examiner"
        ACCEPTEE = "acceptee", "Acceptée"
        REFUSEE = "refusee", "Refusée"

    acteur = models.ForeignKey(
        Acteur, on_delete=models.CASCADE, related_name="propositions_officielles"
    )
    nature = models.CharField("nature", max_length=12, choices=Nature)
    valeurs = models.JSONField("changements", default=dict)
    """Field → [value of the entry, value of the register], as JSON."""
    motif = models.CharField("motif", max_length=300, blank=True)
    empreinte = models.BigIntegerField("empreinte des données lues")
    """Hash of the official facts: the same ones refused once are not proposed again."""
    travail = models.ForeignKey(
        ImportOfficiel, null=True, on_delete=models.SET_NULL, related_name="propositions"
    )
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_EXAMINER)
    attribuee_a = models.ForeignKey(
        "comptes.Utilisateur",
        verbose_name="suivie par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decidee_par = models.ForeignKey(
        "comptes.Utilisateur", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)

    class Meta:
        verbose_name = "changement proposé par un registre"
        ordering = ["-cree_le"]
        indexes = [models.Index(fields=["etat", "cree_le", "id"], name="officielle_file")]
        constraints = [
            models.UniqueConstraint(
                fields=["acteur", "nature"],
                condition=Q(etat="a_examiner"),
                name="proposition_officielle_unique",
                violation_error_message="Ce changement est déjà proposé.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} : {self.acteur}"

    @property
    def attend(self) -> bool:
        """Whether a decision is still to be made."""
        return self.etat == self.Etat.A_EXAMINER
