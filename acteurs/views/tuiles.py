"""Tiles of the map, told unchanged (304) without reading the actors."""

import gzip
import hashlib

import brotli
import orjson
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from acteurs.colonnes import lire_annuaire
from acteurs.criteres import Criteres
from acteurs.tuiles import VERSION, ZOOM_MAX, Tuile, composer

IGNORES = ("cadre", "localisation", "page", "vue")
"""Values of the list's address that change nothing to a tile."""
COMPRIME_DES = 400
"""Bytes under which compressing is not worth it."""


@require_safe
def tuile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponseBase:
    """Groups and actors of one tile, under the filters of the list."""
    if z > ZOOM_MAX or max(x, y) >= 1 << z:
        raise Http404
    demandes = {nom: valeur for nom, valeur in request.GET.items() if nom not in IGNORES}
    criteres = Criteres.lire(demandes, request.user)
    annuaire = lire_annuaire()
    cle = repr((VERSION, z, x, y, criteres.cle, criteres.cle_droits, annuaire.numero))
    etiquette = f'"{hashlib.sha256(cle.encode()).hexdigest()[:24]}"'
    reponse = HttpResponse(content_type="application/json")
    reponse["Cache-Control"] = "private, no-cache"
    reponse["ETag"] = etiquette
    patch_vary_headers(reponse, ["Accept-Encoding", "Cookie"])
    inchangee = get_conditional_response(request, etag=etiquette, response=reponse)
    if inchangee is not None and inchangee is not reponse:
        return inchangee
    reponse.content = orjson.dumps(composer(criteres, Tuile(z, x, y), annuaire))
    return comprimer(request, reponse)


def comprimer(request: HttpRequest, reponse: HttpResponse) -> HttpResponse:
    """Compress an answer that no secret of the site is in, with brotli when understood.

    The middleware that compresses pages pads them against guessing of secrets,
    and knows gzip only.
    """
    if len(reponse.content) < COMPRIME_DES:
        return reponse
    admis = request.headers.get("Accept-Encoding", "")
    if "br" in {code.partition(";")[0].strip() for code in admis.split(",")}:
        reponse.content = brotli.compress(reponse.content, quality=5)
        reponse["Content-Encoding"] = "br"
    elif "gzip" in admis:
        reponse.content = gzip.compress(reponse.content, 6, mtime=0)
        reponse["Content-Encoding"] = "gzip"
    if "Content-Encoding" in reponse:
        reponse["Content-Length"] = str(len(reponse.content))
        reponse["ETag"] = f"W/{reponse['ETag']}"
    return reponse
