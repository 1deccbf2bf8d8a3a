"""The catalogue for people and for machines, the page, schema and files of each set."""

import hashlib
from typing import Any

import orjson
from django.core.cache import caches
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ouverture.catalogue.dcat import en_dcat, en_jeu, en_turtle
from ouverture.catalogue.fichiers import ECRIVAINS
from ouverture.catalogue.jeux import jeux
from ouverture.catalogue.modeles import NATURES, Jeu
from ouverture.catalogue.schema import DITS, en_table_schema
from ouverture.licence import LICENCE
from ouverture.sortie import nommer, ouvrir
from socle.jsonld import script_jsonld

TURTLE_GARDE_S = 3600


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every set, for people."""
    contexte = {
        "jeux": [_presenter(jeu) for jeu in jeux().values()],
        "licence": LICENCE,
        "schema": script_jsonld(en_dcat(jeux().values())),
    }
    return render(request, "ouverture/catalogue.html", contexte)


def _presenter(jeu: Jeu) -> dict[str, Any]:
    distributions = list(jeu.distributions())
    return {
        "jeu": jeu,
        "nombre": jeu.compter(),
        "date": jeu.dater(),
        "fichiers": [d for d in distributions if not d.service],
        "services": [d for d in distributions if d.service],
    }


def _jeu(code: str) -> Jeu:
    try:
        return jeux()[code]
    except KeyError:
        raise Http404 from None


@require_safe
def jeu(request: HttpRequest, code: str) -> HttpResponse:
    """One set: what it holds, its columns, its files."""
    vise = _jeu(code)
    contexte = {
        **_presenter(vise),
        "licence": LICENCE,
        "colonnes": [
            {
                "champ": champ,
                "nature": DITS[champ.nature],
                "choix": [c for c in champ.choix if c[0]],
            }
            for champ in vise.champs
        ],
        "schema": script_jsonld({"@context": en_dcat([])["@context"], **en_jeu(vise)}),
    }
    return render(request, "ouverture/jeu.html", contexte)


@require_safe
def schema(request: HttpRequest, code: str) -> HttpResponse:
    """The columns of a set, as a Table Schema."""
    contenu = orjson.dumps(en_table_schema(_jeu(code)), option=orjson.OPT_INDENT_2)
    reponse: HttpResponse = ouvrir(HttpResponse(contenu, content_type="application/json"))
    return reponse


@require_safe
def fichier(request: HttpRequest, code: str, extension: str) -> HttpResponseBase:
    """A file of a set this application writes itself, streamed."""
    vise = _jeu(code)
    natures = {d.nature for d in vise.distributions() if not d.service}
    if vise.lignes is None or extension not in natures:
        raise Http404
    flux = StreamingHttpResponse(
        ECRIVAINS[extension](vise, vise.lignes()), content_type=NATURES[extension].mime
    )
    return ouvrir(nommer(flux, f"{code}-{timezone.localdate().isoformat()}.{extension}"))


@require_safe
def dcat(request: HttpRequest, extension: str) -> HttpResponse:
    """The catalogue for harvesters: JSON-LD or Turtle."""
    objet = en_dcat(jeux().values())
    contenu = orjson.dumps(objet, option=orjson.OPT_INDENT_2)
    mime = "application/ld+json"
    if extension == "ttl":
        contenu, mime = _turtle(objet, contenu), "text/turtle; charset=utf-8"
    reponse: HttpResponse = ouvrir(HttpResponse(contenu, content_type=mime))
    return reponse


def _turtle(objet: dict[str, Any], contenu: bytes) -> bytes:
    """Making it costs a moment: it is kept as long as the catalogue says the same."""
    memoire = caches["dessins"]
    cle = f"ouverture:turtle:{hashlib.sha256(contenu).hexdigest()}"
    garde: bytes | None = memoire.get(cle)
    if garde is None:
        garde = en_turtle(objet).encode()
        memoire.set(cle, garde, TURTLE_GARDE_S)
    return garde
