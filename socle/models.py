"""Tables of the shared ground. What applications build on is abstract, in ``modeles.py``."""

from django.db import models
from django.utils import timezone


class Courriel(models.Model):
    """A mail that waits to leave; its row goes once it left, or once nothing is left to tell."""

    nature = models.CharField("nature", max_length=60)
    objet = models.PositiveBigIntegerField("ce dont il parle (clé)")
    adresse = models.EmailField("adresse électronique")
    essais = models.PositiveSmallIntegerField("essais", default=0)
    apres = models.DateTimeField("à partir de", default=timezone.now, db_index=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)

    class Meta:
        verbose_name = "courriel en attente"
        verbose_name_plural = "courriels en attente"
        ordering = ["apres", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["nature", "objet", "adresse"], name="courriel_unique")
        ]

    def __str__(self) -> str:
        return self.nature
