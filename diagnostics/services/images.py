"""Ask for a drawing as a picture, paint it, give it, throw it away."""

import hashlib
import uuid
from datetime import timedelta
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from diagnostics.models import Diagnostic, ImageExportee
from socle.dessin_png import LARGEUR_PX, png_de_svg
from socle.travaux import ErreurTravail, Suivi, Travail, lancer_travail, relancer_travail

CONSERVATION: Final = timedelta(days=7)
"""How long a picture stays once painted."""
EN_COURS_MAX: Final = 3
"""Pictures one person may have in the making at a time."""
DOSSIER: Final = "images"
_VERSION: Final = 1
"""Changes when the same drawing is to be painted otherwise."""


class TropDImages(Exception):
    """The requester already has several pictures in the making."""


def demander_image(
    *, diagnostic: Diagnostic, svg: str, titre: str, nom: str, demandeur: Any
) -> ImageExportee:
    """Return the picture of ``svg``: the one already made or in the making, else a queued one.

    Raises:
        TropDImages: the requester must wait for the others to end.
    """
    somme = hashlib.sha256(f"{_VERSION}:{LARGEUR_PX}:{svg}".encode()).hexdigest()
    with transaction.atomic():
        image = (
            ImageExportee.objects.select_for_update()
            .filter(diagnostic=diagnostic, empreinte=somme)
            .first()
        )
        if image is not None and (image.est_actif or (image.est_disponible and existe(image))):
            return image
        siennes = ImageExportee.objects.actifs().filter(demandeur=demandeur)
        if siennes.count() >= EN_COURS_MAX:
            raise TropDImages
        if image is None:
            image, neuve = ImageExportee.objects.get_or_create(
                diagnostic=diagnostic,
                empreinte=somme,
                defaults={"svg": svg, "titre": titre, "nom": nom, "demandeur": demandeur},
            )
            if neuve:
                lancer_travail(image)
            return image
        # Failed, or its file is gone: paint it again.
        ImageExportee.objects.filter(pk=image.pk).update(
            etat=Travail.Etat.ANNULE, svg=svg, nom=nom, demandeur=demandeur
        )
        relancer_travail(image)
        image.refresh_from_db()
    return image


def peindre(image: ImageExportee, suivi: Suivi) -> None:
    """Paint and store ``image``; safe to run again after a lost worker.

    Raises:
        ErreurTravail: the reason, in French, shown to the requester.
        TravailPerdu: the work was cancelled or taken over in between.
    """
    if image.fichier and existe(image):
        return
    suivi("Peindre l’image", 20)
    try:
        octets = png_de_svg(image.svg)
    except OSError as erreur:
        raise ErreurTravail(
            "Le moteur de mise en page n’a pas pu démarrer. Réessayez\u00a0; si le problème "
            "persiste, prévenez l’équipe d’exploitation."
        ) from erreur
    suivi("Enregistrer le fichier", 90)
    image.fichier = storages["prive"].save(
        f"{DOSSIER}/{image.reference}-{uuid.uuid4().hex[:8]}.png", ContentFile(octets)
    )
    image.taille, image.svg = len(octets), ""
    image.expire_le = timezone.now() + CONSERVATION
    image.save(update_fields=["fichier", "taille", "svg", "expire_le", "modifie_le"])


def existe(image: ImageExportee) -> bool:
    """Whether the file of ``image`` is there."""
    return bool(image.fichier) and storages["prive"].exists(image.fichier)


def lire(image: ImageExportee) -> bytes | None:
    """Return the bytes of ``image``, or None when its file is gone."""
    try:
        with storages["prive"].open(image.fichier) as fichier:
            return fichier.read()
    except FileNotFoundError:
        return None


def purger() -> int:
    """Delete pictures past their date and stray files; return the number of pictures deleted."""
    maintenant = timezone.now()
    perimees = ImageExportee.objects.exclude(
        pk__in=ImageExportee.objects.actifs().values("pk")
    ).filter(
        Q(expire_le__lt=maintenant) | Q(expire_le=None, modifie_le__lt=maintenant - CONSERVATION)
    )
    nombre = 0
    for image in perimees:
        image.delete()
        nombre += 1
    stockage = storages["prive"]
    try:
        noms = stockage.listdir(DOSSIER)[1]
    except FileNotFoundError:
        return nombre
    connus = set(ImageExportee.objects.exclude(fichier="").values_list("fichier", flat=True))
    limite = maintenant - timedelta(days=1)
    for nom in (f"{DOSSIER}/{n}" for n in noms):
        if nom not in connus and stockage.get_modified_time(nom) < limite:
            stockage.delete(nom)
    return nombre
