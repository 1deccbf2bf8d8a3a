"""Abstract models every application builds on."""

import secrets
from typing import Any, Self

from django.db import models

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def reference_courte() -> str:
    """Return a random 12-character reference for URLs (59 bits, no look-alike letters)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


def references_courtes(nombre: int) -> list[str]:
    """Return as many references as asked, fifty times faster than one by one."""
    base, taille = len(_ALPHABET), 12
    # Every byte below the last whole multiple is as likely: no letter comes more often.
    lettres = bytes(ord(_ALPHABET[i % base]) for i in range(256))
    de_trop = bytes(range(256 - 256 % base, 256))
    texte = ""
    while len(texte) < nombre * taille:
        manque = nombre * taille - len(texte)
        texte += (
            secrets.token_bytes(manque + manque // 16 + 32).translate(lettres, de_trop).decode()
        )
    return [texte[i : i + taille] for i in range(0, nombre * taille, taille)]


class ConflitDEdition(Exception):
    """Somebody else saved the object since the user opened it.

    ``actuel`` is the object as it stands now, to be shown beside the user's text.
    """

    def __init__(self, actuel: models.Model) -> None:
        super().__init__("Cet élément a été modifié entre-temps par une autre personne.")
        self.actuel = actuel


class Horodate(models.Model):
    """Creation and last-change dates."""

    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        abstract = True


class Reference(models.Model):
    """A public identity for URLs, so that internal ids are never shown."""

    reference = models.CharField(
        "référence", max_length=12, unique=True, default=reference_courte, editable=False
    )

    class Meta:
        abstract = True


class Versionne(models.Model):
    """Optimistic locking: a save that starts from an old version is refused."""

    version = models.PositiveIntegerField("version", default=1, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def verrouiller(cls, pk: Any, version_attendue: int | None) -> Self:
        """Fetch row ``pk`` for update, inside a transaction, and bump its version.

        ``version_attendue`` is the version the user's form was built from;
        ``None`` skips the check (programmatic writes).

        Raises:
            ConflitDEdition: the row was saved by someone else in between.
        """
        objet = cls._default_manager.select_for_update().get(pk=pk)
        if version_attendue is not None and objet.version != version_attendue:
            raise ConflitDEdition(objet)
        objet.version += 1
        return objet
