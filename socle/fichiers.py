"""Files made in the background: one row each, a private path, a date after which they go.

A model says what is asked and how it is made (``executer``); this one keeps the
file: written whole or not at all, told available until its date, shared by rows of
the same content, and thrown away with the last row that names it.
"""

import os
import tempfile
import uuid
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import IO, ClassVar, Final, Self

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from socle.modeles import Reference
from socle.travaux import Travail, TravailQuerySet

PERDU_APRES: Final = timedelta(days=1)
"""A file no row names goes after this time: a worker may still be about to name a younger one."""


def _stockage() -> Storage:
    return storages["prive"]


class FichierProduitQuerySet(TravailQuerySet):
    """Vocabulary of files made in the background."""

    def disponibles(self) -> Self:
        """Finished, with a file that has not expired."""
        return self.filter(etat=Travail.Etat.TERMINE, expire_le__gt=timezone.now()).exclude(
            fichier=""
        )

    def perimes(self) -> Self:
        """Past their date; or never made, and left alone for as long as a file is kept."""
        maintenant = timezone.now()
        return self.exclude(etat__in=[Travail.Etat.EN_ATTENTE, Travail.Etat.EN_COURS]).filter(
            Q(expire_le__lt=maintenant)
            | Q(expire_le=None, modifie_le__lt=maintenant - self.model.conservation)  # type: ignore[attr-defined]
        )


class FichierProduit(Reference, Travail):
    """A file asked for, being made, or ready to download."""

    file_celery: ClassVar[str] = "pdf"
    dossier: ClassVar[str]
    """Where its files lie in the private storage; nothing else lies there."""
    conservation: ClassVar[timedelta] = timedelta(days=30)
    """How long a file stays available once made."""

    fichier = models.CharField("chemin privé du fichier", max_length=300, blank=True)
    pages = models.PositiveSmallIntegerField("pages", null=True, blank=True)
    taille = models.PositiveIntegerField("taille (octets)", null=True, blank=True)
    expire_le = models.DateTimeField("expire le", null=True, blank=True)

    objects = FichierProduitQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True

    @property
    def est_disponible(self) -> bool:
        """Whether its file may be downloaded."""
        return (
            self.etat == self.Etat.TERMINE
            and bool(self.fichier)
            and self.expire_le is not None
            and self.expire_le > timezone.now()
        )

    @property
    def extension(self) -> str:
        """How the name of its file ends."""
        return "pdf"

    def fichier_existe(self) -> bool:
        """Whether its file is there."""
        return bool(self.fichier) and _stockage().exists(self.fichier)

    def ouvrir(self) -> File | None:
        """Return its open file, or None when it is gone."""
        if not self.fichier:
            return None
        try:
            return _stockage().open(self.fichier)
        except FileNotFoundError:
            return None

    def ranger(
        self, octets: bytes, *, pages: int | None = None, champs: tuple[str, ...] = ()
    ) -> None:
        """Write ``octets`` under a name of their own; save it, and the fields ``champs`` with it."""
        self.fichier = ecrire_entier(self._nom_neuf(), octets)
        self.pages, self.taille = pages, len(octets)
        self._inscrire(champs)

    def ranger_morceaux(self, morceaux: Iterable[bytes], *, champs: tuple[str, ...] = ()) -> None:
        """Write a file piece by piece, whatever its size; save it, and ``champs`` with it."""
        self.fichier, self.taille = ecrire_morceaux(self._nom_neuf(), morceaux)
        self._inscrire(champs)

    def _nom_neuf(self) -> str:
        return f"{self.dossier}/{self.reference}-{uuid.uuid4().hex[:8]}.{self.extension}"

    def reprendre_de(self, jumeau: Self, *, champs: tuple[str, ...] = ()) -> None:
        """Take the file of ``jumeau``, of the same content; save it, and ``champs`` with it."""
        self.fichier, self.pages, self.taille = jumeau.fichier, jumeau.pages, jumeau.taille
        self._inscrire(champs)

    def _inscrire(self, champs: tuple[str, ...]) -> None:
        self.expire_le = timezone.now() + self.conservation
        self.save(update_fields=["fichier", "pages", "taille", "expire_le", "modifie_le", *champs])

    def supprimer(self) -> None:
        """Delete the row, what hangs on it, and its file unless another row names it."""
        modele = type(self)
        with transaction.atomic():
            verrouille = modele.objects.select_for_update().get(pk=self.pk)
            nom = verrouille.fichier
            partage = bool(nom) and modele.objects.filter(fichier=nom).exclude(pk=self.pk).exists()
            verrouille.delete()
            if nom and not partage:
                transaction.on_commit(lambda: _stockage().delete(nom))

    @classmethod
    def purger(cls) -> int:
        """Delete what is past its date, and stray files; return the number of rows deleted."""
        nombre = 0
        for perime in cls.objects.perimes():
            perime.supprimer()
            nombre += 1
        cls._balayer_fichiers_perdus()
        return nombre

    @classmethod
    def _balayer_fichiers_perdus(cls) -> None:
        """Delete files that no row names any more (killed workers, deleted parents)."""
        stockage = _stockage()
        try:
            noms = stockage.listdir(cls.dossier)[1]
        except FileNotFoundError:
            return
        connus = set(cls.objects.exclude(fichier="").values_list("fichier", flat=True))
        limite = timezone.now() - PERDU_APRES
        for nom in (f"{cls.dossier}/{n}" for n in noms):
            if nom not in connus and stockage.get_modified_time(nom) < limite:
                stockage.delete(nom)


def ecrire_entier(nom: str, octets: bytes) -> str:
    """Write ``octets`` under ``nom`` in the private storage; return the name they took."""
    return ecrire_morceaux(nom, [octets])[0]


def ecrire_morceaux(nom: str, morceaux: Iterable[bytes]) -> tuple[str, int]:
    """Write pieces under ``nom`` in the private storage, as they come; return the name and the size.

    On a file system the content goes to a temporary file first, then takes its
    name in one step: nobody ever reads half a file.
    """
    stockage = _stockage()
    if not isinstance(stockage, FileSystemStorage):
        with tempfile.TemporaryFile() as tampon:
            taille = _verser(morceaux, tampon)
            tampon.seek(0)
            return stockage.save(nom, File(tampon)), taille
    cible = Path(stockage.path(nom))
    cible.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    provisoire = cible.with_suffix(".partiel")
    try:
        with os.fdopen(
            os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        ) as fichier:
            taille = _verser(morceaux, fichier)
            fichier.flush()
            os.fsync(fichier.fileno())
        provisoire.replace(cible)
    except BaseException:
        provisoire.unlink(missing_ok=True)
        raise
    return nom, taille


def _verser(morceaux: Iterable[bytes], fichier: IO[bytes]) -> int:
    return sum(fichier.write(morceau) for morceau in morceaux)
