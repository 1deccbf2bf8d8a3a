"""Cards to print: ask for a PDF, make it in the background, keep it a while."""

import uuid
from collections.abc import Sequence
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from comptes.models import Organisation
from plateformes.cartes import Carte, carte_de, carte_definition, signature_de
from plateformes.models import LogoReseau, PlancheCartes, Plateforme
from plateformes.rules import reseaux_de
from plateformes.services.logos import lire_logo
from socle.modeles import ConflitDEdition
from socle.page_pdf import Pdf, pdf_de_page
from socle.travaux import ErreurTravail, Suivi, lancer_travail

PAR_FEUILLE: Final = 4
PLATEFORMES_MAX: Final = 40
EXEMPLAIRES_MAX: Final = 20
CARTES_MAX: Final = 200
EN_COURS_MAX: Final = 3
LOGO_COTE: Final = 800
GRAVURE: Final = " ".join(f"M{x} 40L{x + 28} 0" for x in range(-14, 850, 14))
"""Oblique strokes of the band of a card."""


def reseaux_et_logos(utilisateur: Any) -> list[tuple[Organisation, LogoReseau | None]]:
    """Return the networks somebody writes for, by name, each with its logo or none."""
    logos = {logo.organisation_id: logo for logo in LogoReseau.objects.de_ceux_qui(utilisateur)}
    siens = Organisation.objects.filter(pk__in=reseaux_de(utilisateur)).order_by("nom")
    return [(reseau, logos.get(reseau.pk)) for reseau in siens]


def planches_de(utilisateur: Any) -> QuerySet[PlancheCartes]:
    """Return the cards somebody asked for; anybody else's do not exist for them."""
    return PlancheCartes.objects.filter(demandeur=utilisateur)


class TropDeCartes(Exception):
    """Too much is asked; the message says what to do, in French."""


def request_planche(
    *,
    plateformes: Sequence[Plateforme],
    demandeur: Any,
    organisation: Organisation | None = None,
    definition: bool = True,
    format_papier: str = PlancheCartes.Format.A4,
    exemplaires: int = 1,
) -> PlancheCartes:
    """Queue the making of cards.

    Raises:
        TropDeCartes: nothing to print, too many cards, or several planches in the making.
    """
    nombre = (len(plateformes) + definition) * exemplaires
    if not nombre or not 1 <= exemplaires <= EXEMPLAIRES_MAX:
        raise TropDeCartes("Choisissez au moins une carte.")
    if nombre > CARTES_MAX or len(plateformes) > PLATEFORMES_MAX:
        raise TropDeCartes(f"{nombre} cartes, c’est trop d’un coup : {CARTES_MAX} au plus.")
    with transaction.atomic():
        actives = PlancheCartes.objects.actifs().filter(demandeur=demandeur)
        if actives.count() >= EN_COURS_MAX:
            raise TropDeCartes("Plusieurs planches sont déjà en préparation : attendez leur fin.")
        planche = PlancheCartes.objects.create(
            demandeur=demandeur,
            organisation=organisation,
            definition=definition,
            format=format_papier,
            exemplaires=exemplaires,
        )
        planche.plateformes.set(plateformes)
        lancer_travail(planche)
    return planche


def produce_planche(planche: PlancheCartes, suivi: Suivi) -> None:
    """Make the PDF of ``planche``; safe to run again after a lost worker.

    Raises:
        ErreurTravail: the reason, in French, shown to the requester.
    """
    suivi("Rassembler les fiches", 10)
    cartes = assembler(planche)
    if not cartes:
        raise ErreurTravail("Les plateformes choisies ne sont plus publiées.")
    suivi("Mettre en page", 40)
    octets, pages = rendre_pdf(cartes, planche.format)
    suivi("Enregistrer le fichier", 95)
    planche.ranger(octets, pages=pages)


def assembler(planche: PlancheCartes) -> list[Carte]:
    """Return the cards in order, each as many times as asked; entries withdrawn are left out."""
    choisie = signature_de(planche.organisation)
    fiches = (
        planche.plateformes.publiees()
        .select_related("reseau", "porteur")
        .prefetch_related("alternatives", "besoins")
    )
    modeles = [carte_definition(choisie)] if planche.definition else []
    modeles += [carte_de(f, choisie or signature_de(f.reseau)) for f in fiches]
    return [carte for carte in modeles for _ in range(planche.exemplaires)]


def feuilles(cartes: Sequence[Carte], format_papier: str) -> list[dict[str, Any]]:
    """Return the sides to print: fronts, then their backs swapped left to right.

    Turned over its long edge, each back falls behind its own front.
    """
    par = PAR_FEUILLE if format_papier == PlancheCartes.Format.A4 else 1
    faces: list[dict[str, Any]] = []
    for debut in range(0, len(cartes), par):
        lot: list[Carte | None] = list(cartes[debut : debut + par])
        lot += [None] * (par - len(lot))
        dos = [c for i in range(0, par, 2) for c in reversed(lot[i : i + 2])] if par > 1 else lot
        faces += [{"recto": True, "cartes": lot}, {"recto": False, "cartes": dos}]
    return faces


def rendre_pdf(cartes: Sequence[Carte], format_papier: str) -> Pdf:
    """Return the PDF and its number of pages; nothing but the page itself is ever fetched."""
    page = render_to_string(
        "plateformes/cartes/planche.html",
        {
            "faces": feuilles(cartes, format_papier),
            "format": format_papier,
            "gravure": GRAVURE,
        },
    )
    return pdf_de_page(page, feuille="css/plateformes-cartes.css")


def redessiner_logo(fichier: Any) -> ContentFile:
    """Return the logo of a network as its cards carry it: nothing else of the file is kept.

    Raises:
        ValidationError: not a picture we keep.
    """
    return lire_logo(fichier, cote=LOGO_COTE)


def change_logo(
    *, organisation: Organisation, fichier: ContentFile, connu: str | None = None
) -> LogoReseau:
    """Keep the logo of a network for its cards.

    Args:
        organisation: the network.
        fichier: the picture, redrawn (``redessiner_logo``).
        connu: mark of the logo the user saw (``LogoReseau.marque``, "" for none); None: any.

    Raises:
        ConflitDEdition: somebody else changed it since.
    """
    nom = storages["prive"].save(f"plateformes/logos/{uuid.uuid4().hex}.png", fichier)
    try:
        with transaction.atomic():
            logo, neuf = LogoReseau.objects.select_for_update().get_or_create(
                organisation=organisation, defaults={"fichier": nom}
            )
            _refuser_un_autre(logo, connu, neuf=neuf)
            ancien = str(logo.fichier.name)
            if ancien != nom:
                logo.fichier = nom
                logo.save(update_fields=["fichier", "modifie_le"])
                transaction.on_commit(lambda: storages["prive"].delete(ancien))
    except ConflitDEdition:
        storages["prive"].delete(nom)
        raise
    return logo


def _refuser_un_autre(logo: LogoReseau, connu: str | None, *, neuf: bool) -> None:
    if connu is not None and connu != ("" if neuf else logo.marque):
        raise ConflitDEdition(logo)
