"""What every OGC address does alike: who asks, how often, in which form, and how errors are told."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from comptes.services.cles import trouver_cle
from ouverture.api.acces import REFUS, CadenceOgc, lire_cle
from ouverture.curseurs import CurseurInconnu
from ouverture.filtres import Filtre, Introuvable, ParametreInvalide

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
FORMAT = Filtre(
    "f", "Forme de la réponse\u00a0: json (données) ou html (page)",
    {"type": "string", "enum": ["json", "html"]},
)  # fmt: skip
_CODES = {
    400: "InvalidParameterValue",
    401: "Unauthorized",
    404: "NotFound",
    405: "MethodNotAllowed",
    429: "TooManyRequests",
}
Vue = Callable[..., HttpResponseBase]


class Refus(Exception):
    """The answer is an error."""

    def __init__(self, statut: int, description: str, **entetes: str) -> None:
        super().__init__(description)
        self.statut, self.description, self.entetes = statut, description, entetes


def ouverte(vue: Vue) -> Vue:
    """Make a view of ``/ogc/``: read-only, throttled, errors as JSON or as a page."""

    @wraps(vue)
    def repondre(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            _admettre(request)
            reponse = vue(request, *args, **kwargs)
        except Refus as refus:
            reponse = refuser(request, refus.statut, refus.description)
            for nom, valeur in refus.entetes.items():
                reponse[nom.replace("_", "-")] = valeur
        except ParametreInvalide as erreur:
            reponse = refuser(request, 400, str(erreur))
        except Introuvable as erreur:
            reponse = refuser(request, 404, str(erreur))
        except CurseurInconnu:
            reponse = refuser(request, 404, "Ce curseur ne mène nulle part.")
        patch_vary_headers(reponse, ["Accept"])
        return reponse

    # Nothing is written: an unknown method gets its 405, not a complaint about a missing token.
    repondre.csrf_exempt = True  # type: ignore[attr-defined]
    return repondre


def _admettre(request: HttpRequest) -> None:
    if request.method not in {"GET", "HEAD"}:
        raise Refus(405, "Ces services se lisent seulement.", Allow="GET, HEAD")
    demandeur: Any = request
    secret = lire_cle(request.META.get("HTTP_AUTHORIZATION", "").encode("latin-1", "replace"))
    if secret is not None:
        cle = trouver_cle(secret)
        if cle is None:
            raise Refus(401, REFUS, WWW_Authenticate="Bearer")
        demandeur.auth, demandeur.user = cle, cle.utilisateur
    elif not hasattr(request, "user"):
        demandeur.user = AnonymousUser()
    cadence = CadenceOgc()
    if not cadence.allow_request(demandeur, None):
        attente = max(1, round(cadence.wait() or 1))
        raise Refus(
            429, f"Trop de demandes : revenez dans {attente} secondes.", Retry_After=str(attente)
        )


def en_html(request: HttpRequest) -> bool:
    """Whether a page for people is asked for."""
    forme = request.GET.get("f")
    if forme in {"json", "html"}:
        return forme == "html"
    return request.get_preferred_type([GEOJSON, JSON, HTML]) == HTML


def refuser(request: HttpRequest, statut: int, description: str) -> HttpResponse:
    """Tell an error."""
    if en_html(request):
        contexte = {"statut": statut, "description": description}
        return render(request, "ouverture/ogc/erreur.html", contexte, status=statut)
    return en_json({"code": _CODES[statut], "description": description}, statut=statut)


def en_json(donnees: Any, *, sorte: str = JSON, statut: int = 200) -> HttpResponse:
    """Return data."""
    return HttpResponse(orjson.dumps(donnees), content_type=sorte, status=statut)


def adresse(request: HttpRequest, chemin: str) -> str:
    """Return a whole address of this site."""
    return request.build_absolute_uri(chemin)


def lien(href: str, rel: str, sorte: str, titre: str) -> dict[str, str]:
    """Return a link as OGC documents write them."""
    return {"href": href, "rel": rel, "type": sorte, "title": titre}


def deux_liens(request: HttpRequest, chemin: str, titre: str, sorte: str = JSON) -> list[Any]:
    """Return the links of a document to itself and to its other form."""
    page = en_html(request)
    base = adresse(request, chemin)
    return [
        lien(f"{base}?f=json", "alternate" if page else "self", sorte, f"{titre} (JSON)"),
        lien(f"{base}?f=html", "self" if page else "alternate", HTML, f"{titre} (page)"),
    ]
