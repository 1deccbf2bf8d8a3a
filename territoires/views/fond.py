"""The ground of the national map."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from territoires.services.fond import lire_fond_national


@require_safe
def fond(request: HttpRequest) -> HttpResponse:
    """Give land and main towns; the same for everyone."""
    contenu, etiquette = lire_fond_national()
    reponse = HttpResponse(contenu, content_type="application/json")
    reponse["ETag"] = etiquette
    reponse["Cache-Control"] = "private, max-age=86400"
    return get_conditional_response(request, etag=etiquette, response=reponse) or reponse
