"""Ask for a drawing as a picture or for a page as a poster, make it in the background."""

import hashlib
from collections.abc import Callable
from typing import Any, Final

from django.db import transaction

from diagnostics.exports.affiche import pdf_de_affiche
from diagnostics.models import Diagnostic, ImageExportee
from socle.dessin_png import LARGEUR_PX, png_de_svg
from socle.travaux import ErreurTravail, Suivi, Travail, lancer_travail, relancer_travail

EN_COURS_MAX: Final = 3
"""Files one person may have in the making at a time."""
_VERSION: Final = 1
"""Changes when the same drawing is to be painted otherwise."""
Nature = ImageExportee.Nature


class TropDImages(Exception):
    """The requester already has several pictures in the making."""


def demander_image(
    *,
    diagnostic: Diagnostic,
    dessin: str,
    titre: str,
    nom: str,
    demandeur: Any,
    nature: str = Nature.PNG,
) -> ImageExportee:
    """Return the file of ``dessin``: the one already made or in the making, else a queued one.

    ``dessin`` is an SVG to paint (``png``) or the whole HTML of a poster (``pdf``).

    Raises:
        TropDImages: the requester must wait for the others to end.
    """
    somme = hashlib.sha256(f"{_VERSION}:{nature}:{LARGEUR_PX}:{dessin}".encode()).hexdigest()
    with transaction.atomic():
        image = (
            ImageExportee.objects.select_for_update()
            .filter(diagnostic=diagnostic, empreinte=somme)
            .first()
        )
        if image is not None and (
            image.est_actif or (image.est_disponible and image.fichier_existe())
        ):
            return image
        siennes = ImageExportee.objects.actifs().filter(demandeur=demandeur)
        if siennes.count() >= EN_COURS_MAX:
            raise TropDImages
        if image is None:
            image, neuve = ImageExportee.objects.get_or_create(
                diagnostic=diagnostic,
                empreinte=somme,
                defaults={
                    "dessin": dessin,
                    "nature": nature,
                    "titre": titre,
                    "nom": nom,
                    "demandeur": demandeur,
                },
            )
            if neuve:
                lancer_travail(image)
            return image
        # Failed, or its file is gone: paint it again.
        ImageExportee.objects.filter(pk=image.pk).update(
            etat=Travail.Etat.ANNULE, dessin=dessin, nom=nom, demandeur=demandeur
        )
        relancer_travail(image)
        image.refresh_from_db()
    return image


def peindre(image: ImageExportee, suivi: Suivi) -> None:
    """Paint or lay out, then store ``image``; safe to run again after a lost worker.

    Raises:
        ErreurTravail: the reason, in French, shown to the requester.
        TravailPerdu: the work was cancelled or taken over in between.
    """
    if image.fichier_existe():
        return
    affiche = image.nature == Nature.PDF
    suivi("Mettre l’affiche en page" if affiche else "Peindre l’image", 20)
    faire: Callable[[str], bytes] = pdf_de_affiche if affiche else png_de_svg
    try:
        octets = faire(image.dessin)
    except OSError as erreur:
        raise ErreurTravail(
            "Le moteur de mise en page n’a pas pu démarrer. Réessayez\u00a0; si le problème "
            "persiste, prévenez l’équipe d’exploitation."
        ) from erreur
    suivi("Enregistrer le fichier", 90)
    image.dessin = ""
    image.ranger(octets, champs=("dessin",))
