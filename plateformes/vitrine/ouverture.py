"""The catalogue as open data: the list with its filters, in CSV and JSON."""

from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from acteurs.exports import en_csv, inoffensif
from plateformes.models import Plateforme
from plateformes.vitrine.criteres import Criteres, Reponse
from plateformes.vitrine.fiche import ouvrir
from plateformes.vitrine.publication import en_donnees
from plateformes.vitrine.rubriques import LISTES_LUES

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
LOT = 200
SEPARATEUR = " | "


@require_safe
def donnees(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The published list with its filters, streamed."""
    reponse = Reponse(Criteres.lire(request.GET))
    pks = [reponse.index.pks[rang] for rang in reponse.positions]
    if extension == "csv":
        flux = StreamingHttpResponse(
            en_csv(map(en_rangee, lire(pks)), COLONNES), content_type="text/csv; charset=utf-8"
        )
    else:
        flux = StreamingHttpResponse(en_json(pks), content_type="application/json")
    nom = f"plateformes-{timezone.localdate().isoformat()}.{extension}"
    flux["Content-Disposition"] = f'attachment; filename="{nom}"'
    return ouvrir(flux)


def lire(pks: list[int]) -> Iterator[dict[str, Any]]:
    """Yield the data of entries in order, a batch at a time."""
    for debut in range(0, len(pks), LOT):
        lot = pks[debut : debut + LOT]
        lues = (
            Plateforme.objects.select_related("porteur", "reseau")
            .prefetch_related(*LISTES_LUES)
            .in_bulk(lot)
        )
        yield from (en_donnees(lues[pk]) for pk in lot if pk in lues)


def en_json(pks: list[int]) -> Iterator[bytes]:
    """Yield the pieces of a JSON list."""
    ecrire = DjangoJSONEncoder(ensure_ascii=False).encode
    yield b"["
    for rang, fiche in enumerate(lire(pks)):
        yield ((",\n" if rang else "\n") + ecrire(fiche)).encode()
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
