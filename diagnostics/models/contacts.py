"""The contact plan: where each stakeholder stands, what comes next, what was exchanged.

Everything here is about persons: it takes ``lire_contacts`` and leaves in no
public page, export or log.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from diagnostics.models.demarche import MembreDiagnostic
from diagnostics.models.parties import PartiePrenante
from socle.modeles import Horodate, Reference, Versionne


class SuiviContact(Versionne, Horodate):
    """Where the contact with one stakeholder stands and what comes next."""

    class Etat(models.TextChoices):
        """Steps of a contact, in order; the last one stands apart."""

        A_CONTACTER = "a_contacter", "À contacter"
        CONTACTE = "contacte", "Contacté"
        RENDEZ_VOUS = "rendez_vous", "Rendez-vous"
        RENCONTRE = "rencontre", "Rencontré"
        ENGAGE = "engage", "Engagé"
        SANS_SUITE = "sans_suite", "Sans suite"

    class Canal(models.TextChoices):
        """How one gets in touch."""

        TELEPHONE = "telephone", "Téléphone"
        COURRIEL = "courriel", "Courriel"
        VISITE = "visite", "Visite"
        REUNION = "reunion", "Réunion"
        COURRIER = "courrier", "Courrier"
        RELAIS = "relais", "Par un relais"
        AUTRE = "autre", "Autre"

    partie = models.OneToOneField(
        PartiePrenante, on_delete=models.CASCADE, related_name="suivi", verbose_name="partie"
    )
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.A_CONTACTER)
    responsable = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="qui suit",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    canal = models.CharField("moyen", max_length=10, choices=Canal, blank=True)
    prochaine_action = models.CharField("prochaine action", max_length=200, blank=True)
    echeance = models.DateField("échéance", null=True, blank=True)

    history = HistoricalRecords(app="diagnostics")

    class Meta:
        verbose_name = "suivi de contact"
        indexes = [models.Index(fields=["echeance", "etat"], name="contact_echeance")]
        constraints = [
            models.CheckConstraint(
                condition=Q(echeance=None) | ~Q(prochaine_action=""),
                name="contact_action_dite",
                violation_error_message="Dites quelle est la prochaine action, ou retirez "
                "l’échéance.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.partie_id} : {self.get_etat_display()}"


class Echange(Reference, Versionne, Horodate):
    """One exchange with a stakeholder: a call, a meeting, a letter."""

    suivi = models.ForeignKey(SuiviContact, on_delete=models.CASCADE, related_name="echanges")
    date = models.DateField("date")
    canal = models.CharField("moyen", max_length=10, choices=SuiviContact.Canal, blank=True)
    resume = models.TextField("ce qui s’est dit", max_length=4000)
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    history = HistoricalRecords(app="diagnostics")

    class Meta:
        verbose_name = "échange"
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y}"


class PreferenceContact(Horodate):
    """What one member wants of the contact plan: reminders, calendar feed."""

    membre = models.OneToOneField(
        MembreDiagnostic, on_delete=models.CASCADE, related_name="preference_contact"
    )
    rappels = models.BooleanField("recevoir les rappels", default=True)
    empreinte = models.CharField(max_length=64, null=True, unique=True, editable=False)
    """SHA-256 of the secret of the calendar address; the secret itself is shown once."""
    jeton_cree_le = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "préférence du plan de contact"

    def __str__(self) -> str:
        return str(self.membre_id)


class RappelContact(models.Model):
    """A reminder of one action to one person: written before the mail goes, never twice."""

    suivi = models.ForeignKey(SuiviContact, on_delete=models.CASCADE, related_name="rappels")
    destinataire = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    action = models.CharField(max_length=200)
    echeance = models.DateField()
    cree_le = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "rappel envoyé"
        verbose_name_plural = "rappels envoyés"
        constraints = [
            models.UniqueConstraint(
                fields=["suivi", "destinataire", "echeance", "action"], name="rappel_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.suivi_id} → {self.destinataire_id}"
