"""What is public about an actor: one list of fields for the API, OGC, CSV, GeoJSON and JSON-LD.

Nothing else leaves the directory: no person's name, no internal number, nothing of an entry that
is not published. ``CHAMPS`` says the name, nature and meaning of each field; ``Lecteur`` reads
them without making one actor, a batch at a time, in a memory that does not grow.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from acteurs.models import Acteur, ActeurQuerySet, Thematique, TypeActeur

Nature = Literal[
    "texte", "adresse", "entier", "nombre", "booleen", "date", "instant", "liste", "choix"
]
Donnees = dict[str, Any]
LOT = 2000
"""Rows read at a time."""


class Champ(NamedTuple):
    """A public field."""

    nom: str
    """Its name in JSON, GeoJSON and property filters."""
    titre: str
    """Its header in a spreadsheet, in French."""
    nature: Nature
    description: str
    choix: tuple[tuple[str, str], ...] = ()
    """Codes and labels of a field of nature « choix »."""
    nul: bool = False
    """Whether it is null when unknown (texts are empty instead)."""


CHAMPS: tuple[Champ, ...] = (
    Champ("identifiant", "Identifiant", "texte", "SIRET, à défaut la référence publique"),
    Champ("reference", "Référence", "texte", "Référence publique dans l’annuaire, définitive"),
    Champ("nom", "Nom", "texte", "Nom de la structure"),
    Champ("sigle", "Sigle", "texte", "Sigle"),
    Champ("siret", "SIRET", "texte", "SIRET de l’établissement (14 chiffres)"),
    Champ("siren", "SIREN", "texte", "SIREN de l’unité légale (9 chiffres)"),
    Champ("rna", "Numéro RNA", "texte", "Numéro au répertoire national des associations"),
    Champ("famille", "Code de la famille", "texte", "Code de la famille ou du type d’acteur"),
    Champ("famille_libelle", "Famille", "texte", "Famille ou type d’acteur"),
    Champ("forme", "Code de la forme", "texte", "Code de la forme dans la famille"),
    Champ("forme_libelle", "Forme", "texte", "Forme dans la famille"),
    Champ(
        "ess", "Relève de l’ESS", "booleen",
        "Relève de l’économie sociale et solidaire, par elle-même ou par sa famille\u00a0; "
        "vide si on ne sait pas", nul=True,
    ),
    Champ("forme_juridique", "Forme juridique", "texte", "Forme juridique"),
    Champ(
        "categorie_juridique", "Catégorie juridique", "texte",
        "Catégorie juridique (Insee, niveau III)",
    ),
    Champ("naf", "Code NAF", "texte", "Activité principale, NAF rév. 2"),
    Champ("naf25", "Code NAF 2025", "texte", "Activité principale, NAF 2025"),
    Champ("esus", "Agrément ESUS", "booleen", "Entreprise solidaire d’utilité sociale agréée"),
    Champ("esus_fin", "Fin de l’agrément ESUS", "date", "Fin de l’agrément ESUS", nul=True),
    Champ("thematiques", "Codes des thèmes", "liste", "Codes des thèmes"),
    Champ("thematiques_libelles", "Thèmes", "liste", "Thèmes"),
    Champ("description", "Description", "texte", "Présentation de la structure"),
    Champ("adresse", "Adresse", "texte", "Numéro et voie"),
    Champ(
        "code_postal", "Code postal", "texte",
        "Code postal de la commune (le premier si elle en a plusieurs)",
    ),
    Champ("commune", "Code INSEE", "texte", "Code INSEE de la commune"),
    Champ("commune_nom", "Commune", "texte", "Nom de la commune"),
    Champ("lat", "Latitude", "nombre", "Latitude, en degrés (EPSG:4326)", nul=True),
    Champ("lon", "Longitude", "nombre", "Longitude, en degrés (EPSG:4326)", nul=True),
    Champ(
        "precision", "Précision du point", "choix", "Précision du point",
        choix=tuple(Acteur.Precision.choices),
    ),
    Champ(
        "taille", "Taille", "choix", "Tranche d’effectif salarié",
        choix=(("", "Non renseignée"), *Acteur.Taille.choices),
    ),
    Champ("site_web", "Site web", "adresse", "Site web"),
    Champ(
        "contact_public", "Contact public", "texte",
        "Standard ou adresse générique de la structure, jamais une personne",
    ),
    Champ("source", "Source", "texte", "D’où viennent ces informations"),
    Champ("date_source", "Date de la source", "date", "Date de la source", nul=True),
    Champ("page", "Page", "adresse", "Page de la fiche sur ce site"),
    Champ("modifiee_le", "Modifiée le", "instant", "Dernière modification de la fiche"),
)  # fmt: skip
NOMS: tuple[str, ...] = tuple(champ.nom for champ in CHAMPS)
TITRES: tuple[str, ...] = tuple(champ.titre for champ in CHAMPS)
POSITION = ("lon", "lat")
"""Fields that a GeoJSON geometry says instead of its properties."""
COLONNES = (
    "reference", "nom", "sigle", "siret", "siren", "rna", "type_id", "sous_type_id", "ess",
    "forme_juridique", "categorie_juridique", "naf", "naf25", "esus", "esus_fin", "masque_themes",
    "description", "adresse", "commune_id", "commune__nom", "commune__codes_postaux", "lat", "lon",
    "precision", "taille", "site_web", "contact_public", "source", "date_source", "modifie_le",
)  # fmt: skip
"""What is read in the database, in the order of ``Lecteur._composer``."""
_REPERE = "REPERE"


class Lecteur:
    """Reads the public data of actors; the few words they share are read once for all of them."""

    @cached_property
    def types(self) -> dict[str, tuple[str, bool | None]]:
        """Code of a family or form → its label, and whether it belongs to the ESS."""
        ess = {TypeActeur.Ess.OUI.value: True, TypeActeur.Ess.NON.value: False}
        lus = TypeActeur.objects.order_by().values_list("code", "libelle", "ess")
        return {code: (libelle, ess.get(de_l_ess)) for code, libelle, de_l_ess in lus}

    @cached_property
    def _themes(self) -> list[tuple[int, str, str]]:
        return list(Thematique.objects.values_list("bit", "code", "libelle"))

    @cached_property
    def _masques(self) -> dict[int, tuple[list[str], list[str]]]:
        """Mask of themes → their codes and labels; few masks are in use."""
        return {}

    @cached_property
    def _page(self) -> Callable[[str], str]:
        """Make the address of a page without resolving it for each actor."""
        avant, apres = reverse("acteurs:fiche", args=[_REPERE]).split(_REPERE)
        debut = settings.TERREAU_URL + avant
        return lambda reference: f"{debut}{reference}{apres}"

    def lire(self, acteurs: ActeurQuerySet) -> Iterator[Donnees]:
        """Yield the public data of actors, in the order given; the unpublished are left out."""
        lus = acteurs.filter(statut=Acteur.Statut.PUBLIE).values_list(*COLONNES)
        for ligne in lus.iterator(chunk_size=LOT):
            yield self._composer(ligne)

    def lire_ids(self, ids: Sequence[int], parmi: ActeurQuerySet | None = None) -> list[Donnees]:
        """Return the public data of these keys, in their order; those that are gone left out.

        Only the published ones, unless ``parmi`` says those that who asks may see.
        """
        permis = Acteur.objects.publies() if parmi is None else parmi
        lignes = permis.filter(pk__parmi=ids).order_by().values_list("pk", *COLONNES)
        lus = {pk: ligne for pk, *ligne in lignes}
        return [self._composer(lus[pk]) for pk in ids if pk in lus]

    def lire_un(self, acteur: Acteur) -> Donnees | None:
        """Return the public data of an actor; None when it is not published."""
        return next(iter(self.lire_ids([acteur.pk])), None)

    def themes_de(self, masque: int) -> tuple[list[str], list[str]]:
        """Return the codes and the labels of the themes of a mask."""
        connus = self._masques.get(masque)
        if connus is None:
            siens = [(c, dit) for bit, c, dit in self._themes if masque >> bit & 1]
            connus = self._masques[masque] = ([c for c, _ in siens], [dit for _, dit in siens])
        return connus

    def _composer(self, ligne: Iterable[Any]) -> Donnees:
        (
            reference, nom, sigle, siret, siren, rna, famille, forme, ess,
            forme_juridique, categorie, naf, naf25, esus, esus_fin, masque,
            description, adresse, commune, commune_nom, postaux, lat, lon,
            precision, taille, site_web, contact, source, date_source, modifie_le,
        ) = ligne  # fmt: skip
        famille_libelle, ess_du_type = self.types.get(famille, ("", None))
        codes, libelles = self.themes_de(masque)
        return {
            "identifiant": siret or reference,
            "reference": reference,
            "nom": nom,
            "sigle": sigle,
            "siret": siret,
            "siren": siren,
            "rna": rna,
            "famille": famille or "",
            "famille_libelle": famille_libelle,
            "forme": forme or "",
            "forme_libelle": self.types[forme][0] if forme in self.types else "",
            "ess": ess_du_type if ess is None else ess,
            "forme_juridique": forme_juridique,
            "categorie_juridique": categorie,
            "naf": naf,
            "naf25": naf25,
            "esus": esus,
            "esus_fin": dater(esus_fin),
            "thematiques": codes,
            "thematiques_libelles": libelles,
            "description": description,
            "adresse": adresse,
            "code_postal": postaux[0] if postaux else "",
            # The delegated commune that kept the code of its new commune has a « D » after it.
            "commune": commune[:5] if commune else "",
            "commune_nom": commune_nom or "",
            "lat": lat,
            "lon": lon,
            "precision": precision,
            "taille": taille,
            "site_web": site_web,
            "contact_public": contact,
            "source": source,
            "date_source": dater(date_source),
            "page": self._page(reference),
            "modifiee_le": instant(modifie_le),
        }


def dater(jour: date | None) -> str | None:
    """Write a date as JSON does."""
    return jour.isoformat() if jour else None


def instant(moment: datetime | None) -> str | None:
    """Write a moment as JSON does, to the second."""
    return moment.isoformat(timespec="seconds") if moment else None


def dire(champ: Champ, valeur: Any) -> str:
    """Write a value for people; nothing when it is not known."""
    if valeur is None or valeur == "":
        return ""
    if champ.nature == "liste":
        return ", ".join(str(v) for v in valeur)
    if champ.nature == "booleen":
        return "oui" if valeur else "non"
    if champ.nature == "choix":
        return dict(champ.choix).get(valeur, str(valeur))
    return _ecrire_date(champ, valeur) if champ.nature in {"date", "instant"} else str(valeur)


def _ecrire_date(champ: Champ, valeur: str) -> str:
    if champ.nature == "date":
        return date_format(date.fromisoformat(valeur), "j F Y")
    return date_format(localtime(datetime.fromisoformat(valeur)), "j F Y à H:i")


def en_feature(donnees: Donnees) -> dict[str, Any]:
    """Return public data as a GeoJSON feature; its geometry is null where no point is known."""
    lon, lat = donnees["lon"], donnees["lat"]
    place = lon is not None and lat is not None
    return {
        "type": "Feature",
        "id": donnees["identifiant"],
        "geometry": {"type": "Point", "coordinates": [lon, lat]} if place else None,
        "properties": {nom: valeur for nom, valeur in donnees.items() if nom not in POSITION},
    }
