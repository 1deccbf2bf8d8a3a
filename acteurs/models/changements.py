"""What changed since the columns of the directory were last written."""

from django.db import models


class ChangementActeur(models.Model):
    """An actor touched by one revision of the directory; nothing: any of them may have been.

    Written by ``services.revision``, read by ``acteurs.colonnes``, forgotten once the
    columns written since are in use. No foreign key: an actor may be gone.
    """

    revision = models.PositiveBigIntegerField("révision", db_index=True)
    acteur = models.BigIntegerField("acteur", null=True)

    class Meta:
        verbose_name = "changement d’un acteur"
        verbose_name_plural = "changements des acteurs"

    def __str__(self) -> str:
        return f"{self.revision} : {self.acteur or 'tous'}"
