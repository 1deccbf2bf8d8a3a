"""Report files: private storage, written whole or not at all."""

import os
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rapports.models import Rapport

DOSSIER: Final = "rapports"
CONSERVATION: Final = timedelta(days=30)
"""How long a report stays available once made."""


def _stockage() -> Storage:
    return storages["prive"]


def write_file(reference: str, octets: bytes) -> str:
    """Write ``octets`` under a name of its own and return that name.

    On a file system the content goes to a temporary file first, then takes its
    name in one step: nobody ever reads half a report.
    """
    nom = f"{DOSSIER}/{reference}-{uuid.uuid4().hex[:8]}.pdf"
    stockage = _stockage()
    if not isinstance(stockage, FileSystemStorage):
        from django.core.files.base import ContentFile

        return stockage.save(nom, ContentFile(octets))
    cible = Path(stockage.path(nom))
    cible.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    provisoire = cible.with_suffix(".partiel")
    try:
        with os.fdopen(
            os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        ) as fichier:
            fichier.write(octets)
            fichier.flush()
            os.fsync(fichier.fileno())
        provisoire.replace(cible)
    except BaseException:
        provisoire.unlink(missing_ok=True)
        raise
    return nom


def open_file(rapport: Rapport) -> File | None:
    """Return the open file of ``rapport``, or None when it is gone."""
    if not rapport.fichier:
        return None
    try:
        return _stockage().open(rapport.fichier)
    except FileNotFoundError:
        return None


def file_exists(rapport: Rapport) -> bool:
    """Whether the file of ``rapport`` is there."""
    return bool(rapport.fichier) and _stockage().exists(rapport.fichier)


def delete_report(rapport: Rapport) -> None:
    """Delete a report, its links, and its file unless another report shares it."""
    with transaction.atomic():
        verrouille = Rapport.objects.select_for_update().get(pk=rapport.pk)
        nom = verrouille.fichier
        partage = bool(nom) and Rapport.objects.filter(fichier=nom).exclude(pk=rapport.pk).exists()
        verrouille.delete()
        if nom and not partage:
            transaction.on_commit(lambda: _stockage().delete(nom))


def purge_expired() -> int:
    """Delete reports past their date and stray files; return the number of reports deleted."""
    maintenant = timezone.now()
    perimes = Rapport.objects.exclude(etat__in=["en_attente", "en_cours"]).filter(
        Q(expire_le__lt=maintenant) | Q(expire_le=None, modifie_le__lt=maintenant - CONSERVATION)
    )
    nombre = 0
    for rapport in perimes:
        delete_report(rapport)
        nombre += 1
    _balayer_fichiers_orphelins()
    return nombre


def _balayer_fichiers_orphelins() -> None:
    """Delete files that no report names, a day after they were written (killed workers)."""
    stockage = _stockage()
    try:
        noms = stockage.listdir(DOSSIER)[1]
    except FileNotFoundError:
        return
    connus = set(Rapport.objects.exclude(fichier="").values_list("fichier", flat=True))
    limite = timezone.now() - timedelta(days=1)
    for nom in (f"{DOSSIER}/{n}" for n in noms):
        if nom not in connus and stockage.get_modified_time(nom) < limite:
            stockage.delete(nom)
