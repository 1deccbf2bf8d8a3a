"""Rows of the sets whose files are written here: filières, relations; columns of the platforms."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse

from filieres.catalogue import THEMES
from filieres.models import Filiere
from ouverture.champs import Champ, Donnees, instant
from plateformes.vitrine.ouverture import COLONNES, COLONNES_USAGES
from relations.models import Relation
from relations.natures import SYMETRIQUES, Nature

CHAMPS_FILIERE: tuple[Champ, ...] = (
    Champ("identifiant", "Identifiant", "texte", "Référence publique de la filière"),
    Champ("nom", "Nom", "texte", "Nom de la filière"),
    Champ("theme", "Thème", "choix", "Thème de la filière", choix=tuple(THEMES.items())),
    Champ("conception", "Conception", "choix", "Une chaîne de valeur, ou un écosystème",
          choix=tuple(Filiere.Conception.choices)),
    Champ("territoire_nature", "Nature du territoire", "texte", "Nature du périmètre"),
    Champ("territoire_code", "Code du territoire", "texte", "Code officiel du périmètre"),
    Champ("territoire", "Territoire", "texte", "Nom du territoire, ou territoire en toutes lettres"),
    Champ("organisation", "Organisation", "texte", "Organisation qui anime la filière"),
    Champ("vision", "Vision", "texte", "Où la filière veut aller"),
    Champ("maillons", "Maillons", "entier", "Nombre de maillons dessinés"),
    Champ("page", "Page", "adresse", "Page de la filière sur ce site"),
    Champ("modifiee_le", "Modifiée le", "instant", "Dernière modification"),
)  # fmt: skip
CHAMPS_RELATION: tuple[Champ, ...] = (
    Champ("identifiant", "Identifiant", "texte", "Référence publique de la relation"),
    Champ("depart", "Départ", "texte", "Référence publique du premier acteur"),
    Champ("depart_siret", "SIRET du départ", "texte", "SIRET du premier acteur"),
    Champ("depart_nom", "Nom du départ", "texte", "Nom du premier acteur"),
    Champ("nature", "Nature", "choix", "Ce qui les lie, lu du premier au second",
          choix=tuple(Nature.choices)),
    Champ("arrivee", "Arrivée", "texte", "Référence publique du second acteur"),
    Champ("arrivee_siret", "SIRET de l’arrivée", "texte", "SIRET du second acteur"),
    Champ("arrivee_nom", "Nom de l’arrivée", "texte", "Nom du second acteur"),
    Champ("symetrique", "Symétrique", "booleen", "Aussi vraie dans un sens que dans l’autre"),
    Champ("depuis", "Depuis", "entier", "Année du début", nul=True),
    Champ("jusqu_a", "Jusqu’à", "entier", "Année de la fin", nul=True),
    Champ("source", "Source", "texte", "D’où vient cette information"),
)  # fmt: skip
LOT = 500


def lire_filieres() -> Iterator[Donnees]:
    """Yield the public filières: what they are, never who takes part in them."""
    lues = (
        Filiere.objects.publiques()
        .select_related("territoire", "organisation")
        .annotate(nombre=Count("maillons"))
        .order_by("reference")
    )
    for filiere in lues.iterator(chunk_size=LOT):
        territoire = filiere.territoire
        yield {
            "identifiant": filiere.reference,
            "nom": filiere.nom,
            "theme": filiere.theme,
            "conception": filiere.conception,
            "territoire_nature": territoire.nature if territoire else "",
            "territoire_code": territoire.code if territoire else "",
            "territoire": territoire.nom if territoire else filiere.territoire_texte,
            "organisation": filiere.organisation.nom if filiere.organisation else "",
            "vision": filiere.vision,
            "maillons": filiere.nombre,
            "page": settings.TERREAU_URL + reverse("filieres:filiere", args=[filiere.reference]),
            "modifiee_le": instant(filiere.modifie_le),
        }


def lire_relations() -> Iterator[Donnees]:
    """Yield the public relations between published actors."""
    noms = (
        "reference", "depart__reference", "depart__siret", "depart__nom", "nature",
        "arrivee__reference", "arrivee__siret", "arrivee__nom", "depuis", "jusqu_a", "source",
    )  # fmt: skip
    lues = Relation.objects.publiques().order_by("reference").values_list(*noms)
    for ligne in lues.iterator(chunk_size=LOT):
        (reference, depart, depart_siret, depart_nom, nature, *bout, depuis, jusqu_a, source) = (
            ligne
        )
        arrivee, arrivee_siret, arrivee_nom = bout
        yield {
            "identifiant": reference,
            "depart": depart,
            "depart_siret": depart_siret,
            "depart_nom": depart_nom,
            "nature": nature,
            "arrivee": arrivee,
            "arrivee_siret": arrivee_siret,
            "arrivee_nom": arrivee_nom,
            "symetrique": Nature(nature) in SYMETRIQUES,
            "depuis": depuis,
            "jusqu_a": jusqu_a,
            "source": source,
        }


_NATURES_PLATEFORME: dict[str, Any] = {
    "besoins": "liste", "fonctionnalites": "liste", "thematiques": "liste", "fonctions": "liste",
    "publics": "liste", "alternatives": "liste", "territoires": "liste", "chiffres": "liste",
    "national": "booleen", "marque_blanche": "booleen", "logiciel_libre": "booleen",
    "annee_creation": "entier", "source_annee": "entier", "publiee_le": "instant",
    "revue_le": "instant", "modifiee_le": "instant", "site": "adresse", "page": "adresse",
    "depot": "adresse", "accessibilite_url": "adresse",
}  # fmt: skip


def champs_plateforme() -> tuple[Champ, ...]:
    """Return the columns of the catalogue of platforms, in the words of its own forms."""
    from plateformes.models import Plateforme

    return tuple(
        Champ(nom, dit, _NATURES_PLATEFORME.get(nom, "texte"), dit, nul=True)
        for nom, dit in ((n, _dire(Plateforme, n)) for n in COLONNES)
    )


def champs_usage() -> tuple[Champ, ...]:
    """Return the columns of the uses of platforms."""
    from plateformes.models import UsageTerritoire

    natures: dict[str, Any] = {"depuis": "entier"}
    return tuple(
        Champ(nom, dit, natures.get(nom, "texte"), dit, nul=True)
        for nom, dit in ((n, _dire(UsageTerritoire, n)) for n in COLONNES_USAGES)
    )


_DITS = {
    "code": "code de la plateforme", "page": "page sur ce site",
    "fonctionnalites": "ce qu’elle permet de faire", "territoires_cites": "territoires cités",
    "porteur_siren": "SIREN du porteur", "logiciel_libre": "logiciel libre",
    "chiffres": "chiffres, datés et sourcés", "modifiee_le": "modifiée le",
    "plateforme": "code de la plateforme", "plateforme_nom": "nom de la plateforme",
    "territoire_nature": "nature du territoire", "territoire_code": "code du territoire",
}  # fmt: skip
"""Columns that are no field of their model."""


def _dire(modele: Any, nom: str) -> str:
    if nom in _DITS:
        dit = _DITS[nom]
    else:
        dit = str(getattr(modele._meta.get_field(nom), "verbose_name", nom))
    return dit[:1].upper() + dit[1:]
