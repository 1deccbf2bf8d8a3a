"""The catalogue as open data: the list and the uses with their filters, in CSV, Excel and JSON."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from acteurs.exports import XLSX, en_csv, en_xlsx, inoffensif
from plateformes.models import Plateforme, UsageTerritoire
from plateformes.vitrine.criteres import Criteres, Reponse
from plateformes.vitrine.fiche import ouvrir
from plateformes.vitrine.publication import AUTRES_LISTES, en_donnees, lire_codes
from plateformes.vitrine.usages import filtrer_usages, lire_choix

COLONNES = (
    "code", "nom", "accroche", "description", "nature", "modele", "site", "page", "besoins",
    "fonctionnalites", "thematiques", "fonctions", "publics", "alternatives", "national",
    "territoires", "territoires_cites", "langues", "porteur", "porteur_siren", "forme_juridique",
    "modele_economique", "prix_collectivite", "qui_decide", "colleges", "place_usagers",
    "partage_benefices", "hebergement", "sous_traitant", "contact_rgpd", "export", "portabilite",
    "logiciel_libre", "licence", "depot", "marque_blanche", "api", "standards", "accessibilite",
    "accessibilite_url", "annee_creation", "accompagnement", "chiffres", "source", "source_annee",
    "reseau", "statut", "publiee_le", "revue_le", "modifiee_le",
)  # fmt: skip
COLONNES_USAGES = (
    "reference", "plateforme", "plateforme_nom", "territoire_nature", "territoire_code",
    "territoire", "organisation", "depuis", "role", "cout", "resultats", "temoignage",
)  # fmt: skip
LOT = 200
SEPARATEUR = " | "


@require_safe
def donnees(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The published list with its filters, streamed (a workbook is written on disk first)."""
    reponse = Reponse(Criteres.lire(request.GET))
    pks = [reponse.index.pks[rang] for rang in reponse.positions]
    if extension == "json":
        return servir_json("plateformes", lire(pks))
    return servir_table("plateformes", extension, COLONNES, map(en_rangee, lire(pks)))


@require_safe
def donnees_usages(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Confirmed uses with the filters of their page."""
    lus = filtrer_usages(lire_choix(request.GET))
    if extension == "json":
        return servir_json("usages", map(usage_en_donnees, lus))
    return servir_table("usages", extension, COLONNES_USAGES, map(usage_en_rangee, lus))


def servir_json(nom: str, objets: Iterable[dict[str, Any]]) -> HttpResponseBase:
    """Return a list of objects, streamed."""
    flux = StreamingHttpResponse(en_json(objets), content_type="application/json")
    return _nommer(flux, nom, "json")


def servir_table(
    nom: str, extension: str, colonnes: Sequence[str], rangees: Iterable[list[Any]]
) -> HttpResponseBase:
    """Return rows as CSV, streamed, or as a workbook."""
    if extension == "csv":
        flux = StreamingHttpResponse(
            en_csv(rangees, colonnes), content_type="text/csv; charset=utf-8"
        )
        return _nommer(flux, nom, extension)
    sortie = tempfile.TemporaryFile()  # noqa: SIM115  closed by FileResponse
    en_xlsx(rangees, sortie, colonnes, feuille_nommee=nom.capitalize())
    sortie.seek(0)
    return _nommer(FileResponse(sortie, content_type=XLSX), nom, extension)


def _nommer(reponse: HttpResponseBase, nom: str, extension: str) -> HttpResponseBase:
    fichier = f"{nom}-{timezone.localdate().isoformat()}.{extension}"
    reponse["Content-Disposition"] = f'attachment; filename="{fichier}"'
    return cast("HttpResponseBase", ouvrir(reponse))


def lire(pks: list[int]) -> Iterator[dict[str, Any]]:
    """Yield the data of entries in order, a batch at a time."""
    for debut in range(0, len(pks), LOT):
        lot = pks[debut : debut + LOT]
        lues = (
            Plateforme.objects.select_related("porteur", "reseau")
            .prefetch_related(*AUTRES_LISTES)
            .in_bulk(lot)
        )
        codes = lire_codes(lot)
        yield from (en_donnees(lues[pk], codes) for pk in lot if pk in lues)


def en_json(objets: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Yield the pieces of a JSON list."""
    ecrire = DjangoJSONEncoder(ensure_ascii=False).encode
    yield b"["
    for rang, objet in enumerate(objets):
        yield ((",\n" if rang else "\n") + ecrire(objet)).encode()
    yield b"\n]\n"


def en_rangee(fiche: dict[str, Any]) -> list[Any]:
    """Return the row of a table: lists in one cell, nothing a spreadsheet would run."""
    aplatie = {
        **fiche,
        "porteur": fiche["porteur"]["nom"],
        "porteur_siren": fiche["porteur"]["siren"],
        "territoires": [t["nom"] for t in fiche["territoires"]],
        "chiffres": [
            f"{c['libelle'] or c['grandeur']} : {c['valeur']} {c['unite']} ({c['date']}, {c['source']})"
            for c in fiche["chiffres"]
        ],
    }
    return [inoffensif(_cellule(aplatie[colonne])) for colonne in COLONNES]


def _cellule(valeur: Any) -> Any:
    if isinstance(valeur, list):
        return SEPARATEUR.join(map(str, valeur))
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if hasattr(valeur, "isoformat"):
        return valeur.isoformat()
    return "" if valeur is None else valeur


def usage_en_donnees(usage: UsageTerritoire) -> dict[str, Any]:
    """Return the public data of a use: an organisation declares it, never a person."""
    territoire = usage.territoire
    return {
        "reference": usage.reference,
        "plateforme": usage.plateforme.code,
        "plateforme_nom": usage.plateforme.nom,
        "territoire": {
            "nature": territoire.nature,
            "code": territoire.code,
            "nom": territoire.nom,
        },
        "organisation": usage.organisation.nom if usage.organisation else "",
        "depuis": usage.depuis,
        "role": usage.role,
        "cout": usage.cout,
        "resultats": usage.resultats,
        "temoignage": usage.temoignage,
    }


def usage_en_rangee(usage: UsageTerritoire) -> list[Any]:
    """Return the row of a use."""
    fiche = usage_en_donnees(usage)
    territoire = fiche["territoire"]
    fiche |= {
        "territoire": territoire["nom"],
        "territoire_nature": territoire["nature"],
        "territoire_code": territoire["code"],
        "role": usage.get_role_display(),
    }
    return [inoffensif(_cellule(fiche[colonne])) for colonne in COLONNES_USAGES]
