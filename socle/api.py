"""What every resource of the API shares: its errors, told in French, and its strict pages."""

import math
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, NotFound, ParseError, Throttled
from rest_framework.pagination import CursorPagination
from rest_framework.views import exception_handler


class Erreur(serializers.Serializer):
    """What is wrong."""

    detail = serializers.CharField()


ERREURS = {
    400: OpenApiResponse(Erreur, "Paramètre inconnu ou mal écrit"),
    401: OpenApiResponse(Erreur, "Clé inconnue, expirée ou révoquée"),
    404: OpenApiResponse(Erreur, "Rien à cette adresse"),
    429: OpenApiResponse(Erreur, "Trop de demandes\u00a0: l’en-tête Retry-After dit quand revenir"),
}


def expliquer(erreur: Exception, contexte: dict[str, Any]) -> Any:
    """Tell an error of the API; Django's own 404 names models, in English."""
    if isinstance(erreur, Http404):
        erreur = NotFound("Rien à cette adresse.")
    elif isinstance(erreur, Throttled):
        attente = math.ceil(erreur.wait or 1)
        erreur.detail = ErrorDetail(
            f"Trop de demandes\u00a0: revenez dans {attente} seconde{'s' if attente > 1 else ''}.",
            code="throttled",
        )
    return exception_handler(erreur, contexte)


class PagesStrictes(CursorPagination):
    """Pages by cursor; a size that means nothing is refused rather than left out."""

    page_size = 50
    page_size_query_param: str | None = "par_page"
    max_page_size: int | None = 200
    cursor_query_param = "curseur"

    def get_page_size(self, request: Any) -> int | None:
        """Return the size asked for.

        Raises:
            ParseError: it is no number, or too large a one.
        """
        voulues = request.query_params.getlist(self.page_size_query_param)
        if not voulues:
            return self.page_size
        (voulue, *autres) = voulues
        maximum = self.max_page_size or self.page_size
        entier = voulue.isascii() and voulue.isdigit() and len(voulue) < len("1000000")
        if autres or not entier or not 1 <= int(voulue) <= maximum:
            raise ParseError(
                f"Valeur incorrecte pour « {self.page_size_query_param} » : "
                f"attendu un nombre entier de 1 à {maximum}."
            )
        return int(voulue)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Say the bounds of the size."""
        dits = super().get_schema_operation_parameters(view)
        for dit in dits:
            if dit["name"] == self.page_size_query_param:
                dit["schema"] = {"type": "integer", "minimum": 1, "maximum": self.max_page_size}
        return dits
