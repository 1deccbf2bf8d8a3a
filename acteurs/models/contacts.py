"""Persons one knows at an actor: of one organisation, for its members only, for a time.

Nothing here has a history: what is erased is erased for good. Nothing here leaves in a public
page, export, feed or log (``tests/securite/test_marqueurs.py``).
"""

from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from acteurs.models.acteur import Acteur
from socle.modeles import Horodate, Reference, Versionne
from socle.texte import normaliser

GARDE: Final = timedelta(days=2 * 365)
"""How long a contact is kept unless told otherwise."""
GARDE_MAX: Final = timedelta(days=3 * 365)
"""How long it may be kept without somebody saying again that it is of use."""
DELAI_INFORMATION: Final = timedelta(days=30)
"""Time to tell the person that we hold their details (GDPR, article 14)."""
PREAVIS: Final = timedelta(days=30)
"""How long before the erasure the organisation is told."""


def fin_de_garde() -> date:
    """Return the day a contact entered today is erased."""
    return timezone.localdate() + GARDE


class ContactActeurQuerySet(models.QuerySet["ContactActeur"]):
    """Vocabulary of contacts."""

    def lisibles_par(self, utilisateur: Any) -> "ContactActeurQuerySet":
        """Those of the organisations the user belongs to, whatever the role."""
        if not utilisateur.is_authenticated:
            return self.none()
        return self.filter(organisation__adhesions__utilisateur=utilisateur)

    def perimes(self, jour: date) -> "ContactActeurQuerySet":
        """Those whose last day has passed."""
        return self.filter(conserver_jusqu_au__lt=jour)

    def bientot_effaces(self, jour: date) -> "ContactActeurQuerySet":
        """Those erased within the notice period."""
        return self.filter(conserver_jusqu_au__range=(jour, jour + PREAVIS))

    def a_informer(self) -> "ContactActeurQuerySet":
        """Those who have not been told that their details are held."""
        return self.filter(informee_le=None)

    def cherche(self, texte: str) -> "ContactActeurQuerySet":
        """Those whose name, address or number, or whose actor, holds every word."""
        trouves = self
        for mot in normaliser(texte).split():
            trouves = trouves.filter(Q(mots__contains=mot) | Q(acteur__nom_normalise__contains=mot))
        return trouves


class ContactActeur(Reference, Versionne, Horodate):
    """Somebody to talk to at an actor."""

    class Finalite(models.TextChoices):
        """What the details are kept for."""

        COOPERATION = "cooperation", "Préparer ou mener une coopération"
        ANIMATION = "animation", "Inviter aux rencontres du territoire"
        ANNUAIRE = "annuaire", "Tenir à jour la fiche de la structure"

    class Base(models.TextChoices):
        """Legal basis (GDPR, article 6)."""

        CONSENTEMENT = "consentement", "La personne a donné son accord"
        MISSION = "mission", "Mission d’intérêt public de l’organisation"
        INTERET = "interet", "Intérêt légitime de l’organisation"
        CONTRAT = "contrat", "Contrat ou convention avec la structure"

    acteur = models.ForeignKey(
        Acteur, verbose_name="acteur", on_delete=models.CASCADE, related_name="contacts"
    )
    organisation = models.ForeignKey(
        "comptes.Organisation",
        verbose_name="organisation",
        on_delete=models.CASCADE,
        related_name="contacts_d_acteurs",
    )
    nom = models.CharField("prénom et nom", max_length=120)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    courriel = models.EmailField("adresse électronique", blank=True)
    telephone = models.CharField("téléphone", max_length=40, blank=True)
    mots = models.CharField(max_length=600, editable=False, default="")
    finalite = models.CharField(
        "à quoi cela sert", max_length=12, choices=Finalite, default=Finalite.COOPERATION
    )
    base = models.CharField("base légale", max_length=12, choices=Base)
    informee_le = models.DateField("personne prévenue le", null=True, blank=True)
    conserver_jusqu_au = models.DateField("à effacer après le", default=fin_de_garde)
    prevenu_le = models.DateTimeField("effacement annoncé le", null=True, editable=False)
    saisi_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="saisi par",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = ContactActeurQuerySet.as_manager()

    class Meta:
        verbose_name = "contact d’un acteur"
        verbose_name_plural = "contacts des acteurs"
        ordering = ["mots", "pk"]
        indexes = [models.Index(fields=["conserver_jusqu_au"], name="contact_acteur_fin")]

    def __str__(self) -> str:
        return self.nom

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search text in step."""
        self.mots = normaliser(f"{self.nom} {self.fonction} {self.courriel} {self.telephone}")[:600]
        super().save(*args, **kwargs)

    @property
    def a_informer_avant(self) -> date | None:
        """Day by which the person must be told, None once they have been."""
        if self.informee_le:
            return None
        return timezone.localdate(self.cree_le) + DELAI_INFORMATION

    @property
    def bientot_efface(self) -> bool:
        """Whether it is erased within the notice period."""
        return self.conserver_jusqu_au <= timezone.localdate() + PREAVIS


class TraceContact(models.Model):
    """What was done with contacts, and by whom: never whose details they were."""

    class Geste(models.TextChoices):
        """What was done."""

        AJOUT = "ajout", "Contact ajouté"
        CHANGEMENT = "changement", "Contact modifié"
        PROLONGATION = "prolongation", "Contact gardé plus longtemps"
        ACCES = "acces", "Fiche d’accès remise"
        EFFACEMENT = "effacement", "Contact effacé"
        ECHEANCE = "echeance", "Contact effacé à son échéance"
        EXPORT = "export", "Carnet exporté"

    organisation = models.ForeignKey(
        "comptes.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    acteur = models.ForeignKey(
        Acteur, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="acteur"
    )
    geste = models.CharField("geste", max_length=12, choices=Geste)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="par",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    le = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "geste sur un contact"
        verbose_name_plural = "gestes sur les contacts"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_geste_display()}, {self.le:%d/%m/%Y}"
