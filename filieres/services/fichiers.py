"""Files of a filière: ask for one, make it in the background, throw old ones away.

The content (SVG or HTML) is written when the file is asked for, with the rights of whoever
asks: the worker only paints or lays out, and nothing private can slip into a public file.
"""

import hashlib
import threading
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles import finders
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from filieres.lecture import Lecture, lire
from filieres.models import FichierFiliere, Filiere
from socle.dessin_png import png_de_svg
from socle.polices import ITALIQUE, feuille_polices, regle_police
from socle.travaux import ErreurTravail, Suivi, Travail, lancer_travail, relancer_travail

EN_COURS_MAX: Final = 3
"""Files one person may have in the making at a time."""
A4_MAX: Final = 1480.0
"""A diagram wider than this is printed on A3."""
_VERSION: Final = 1
"""Changes when the same content is to be made otherwise."""
_VERROU = threading.Lock()
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
        octets = png_de_svg(fichier.contenu) if image else rendre_pdf(fichier.contenu)
    except OSError as erreur:
        raise ErreurTravail(
            "Le moteur de mise en page n’a pas pu démarrer. Réessayez\u00a0; si le problème "
            "persiste, prévenez l’équipe d’exploitation."
        ) from erreur
    suivi("Enregistrer le fichier", 90)
    fichier.contenu = ""
    fichier.ranger(octets, pages=None if image else compter_pages(octets), champs=("contenu",))


def rendre_pdf(page: str) -> bytes:
    """Return the tagged PDF/UA-1 of a dossier; nothing but the page itself is ever fetched."""
    from weasyprint import HTML

    configuration, feuille, ouvreur = _outils()
    with _VERROU:
        octets: bytes = HTML(string=page, url_fetcher=ouvreur).write_pdf(
            font_config=configuration, stylesheets=[feuille], pdf_variant="pdf/ua-1"
        )
    return octets


def compter_pages(octets: bytes) -> int:
    """Return how many pages a PDF has."""
    from pypdf import PdfReader

    return len(PdfReader(BytesIO(octets)).pages)


@lru_cache(maxsize=1)
def _outils() -> tuple[Any, Any, Any]:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    ouvreur = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    configuration = FontConfiguration()
    mise_en_page = Path(str(finders.find("css/filieres-pdf.css"))).read_text(encoding="utf-8")
    italique = regle_police(ITALIQUE, "fonts/vollkorn-italique-fr.woff2", "400", "normal")
    feuille = CSS(
        string=feuille_polices() + italique + mise_en_page,
        font_config=configuration,
        url_fetcher=ouvreur,
    )
    return configuration, feuille, ouvreur
