"""Files of a filière: ask for one, make it in the background, throw old ones away.

The content (SVG or HTML) is written when the file is asked for, with the rights of whoever
asks: the worker only paints or lays out, and nothing private can slip into a public file.
"""

import hashlib
from typing import Any, Final

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from filieres.lecture import Lecture, lire
from filieres.models import FichierFiliere, Filiere
from socle.dessin_png import png_de_svg
from socle.page_pdf import pdf_de_page
from socle.travaux import ErreurTravail, Suivi, Travail, lancer_travail, relancer_travail

EN_COURS_MAX: Final = 3
"""Files one person may have in the making at a time."""
A4_MAX: Final = 1480.0
"""A diagram wider than this is printed on A3."""
_VERSION: Final = 1
"""Changes when the same content is to be made otherwise."""
Nature = FichierFiliere.Nature
Audience = FichierFiliere.Audience


class TropDeFichiers(Exception):
    """The requester already has several files in the making."""


def demander_fichier(
    *, filiere: Filiere, nature: str, audience: str, demandeur: Any
) -> FichierFiliere:
    """Return the file of the filière as it stands: one already there, else a queued one.

    Raises:
        TropDeFichiers: the requester must wait for the others to end.
    """
    lecture = lire(filiere, prive=audience == Audience.MEMBRES)
    contenu = str(lecture.dessin) if nature == Nature.PNG else composer_html(lecture, audience)
    somme = hashlib.sha256(f"{_VERSION}:{contenu}".encode()).hexdigest()
    cle = {"filiere": filiere, "nature": nature, "audience": audience, "empreinte": somme}
    with transaction.atomic():
        fichier = FichierFiliere.objects.select_for_update().filter(**cle).first()
        if fichier is not None and (
            fichier.est_actif or (fichier.est_disponible and fichier.fichier_existe())
        ):
            return fichier
        siens = FichierFiliere.objects.actifs().filter(demandeur=demandeur)
        if siens.count() >= EN_COURS_MAX:
            raise TropDeFichiers
        if fichier is None:
            fichier, neuf = FichierFiliere.objects.get_or_create(
                **cle, defaults={"contenu": contenu, "demandeur": demandeur}
            )
            if neuf:
                lancer_travail(fichier)
            return fichier
        # Failed, or its file is gone: make it again.
        FichierFiliere.objects.filter(pk=fichier.pk).update(
            etat=Travail.Etat.ANNULE, contenu=contenu, demandeur=demandeur
        )
        relancer_travail(fichier)
        fichier.refresh_from_db()
    return fichier


def composer_html(lecture: Lecture, audience: str) -> str:
    """Return the dossier of a filière as the page to lay out."""
    return render_to_string(
        "filieres/lecture/dossier.html",
        {
            "lecture": lecture,
            "filiere": lecture.filiere,
            "prive": audience == Audience.MEMBRES,
            "audience": Audience(audience).label,
            "jour": timezone.localdate(),
            "format": "a3" if _largeur(lecture) > A4_MAX else "a4",
        },
    )


def _largeur(lecture: Lecture) -> float:
    return float(lecture.dessin.split('width="', 1)[1].split('"', 1)[0])


def produire(fichier: FichierFiliere, suivi: Suivi) -> None:
    """Paint or lay out, then store; safe to run again after a lost worker.

    Raises:
        ErreurTravail: the reason, in French, shown to the requester.
        TravailPerdu: the work was cancelled or taken over in between.
    """
    if fichier.fichier_existe():
        return
    image = fichier.nature == Nature.PNG
    suivi("Peindre le schéma" if image else "Mettre en page", 30)
    try:
        octets, pages = (
            (png_de_svg(fichier.contenu), None)
            if image
            else pdf_de_page(fichier.contenu, feuille="css/filieres-pdf.css")
        )
    except OSError as erreur:
        raise ErreurTravail(
            "Le moteur de mise en page n’a pas pu démarrer. Réessayez\u00a0; si le problème "
            "persiste, prévenez l’équipe d’exploitation."
        ) from erreur
    suivi("Enregistrer le fichier", 90)
    fichier.contenu = ""
    fichier.ranger(octets, pages=pages, champs=("contenu",))
