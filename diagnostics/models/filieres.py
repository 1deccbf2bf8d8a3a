"""Filières that answer the stakes of a démarche."""

from django.conf import settings
from django.db import models

from diagnostics.models.demarche import Diagnostic
from diagnostics.models.pistes import Enjeu
from socle.modeles import Horodate, Reference


class FiliereCitee(Reference, Horodate):
    """A filière a démarche draws or relies on, and the stakes it answers."""

    diagnostic = models.ForeignKey(
        Diagnostic, on_delete=models.CASCADE, related_name="filieres_citees"
    )
    filiere = models.ForeignKey(
        "filieres.Filiere", on_delete=models.CASCADE, related_name="demarches_liees"
    )
    enjeux = models.ManyToManyField(Enjeu, blank=True, related_name="filieres_citees")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "filière citée"
        verbose_name_plural = "filières citées"
        ordering = ["cree_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["diagnostic", "filiere"],
                name="filiere_citee_unique",
                violation_error_message="Cette filière est déjà liée à la démarche.",
            )
        ]

    def __str__(self) -> str:
        return str(self.filiere)
