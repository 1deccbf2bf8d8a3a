"""Pages of other sites may read the API and the OGC services from the browser of their visitor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

CHEMINS = ("/api/v1/", "/ogc/")


class Partage:
    """Say so (CORS) for what is public and only read: no cookie goes with such a request."""

    def __init__(self, suite: Callable[[HttpRequest], HttpResponse]) -> None:
        self.suite = suite

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the browser that asks whether it may, and mark every answer."""
        if not request.path.startswith(CHEMINS):
            return self.suite(request)
        demande = "Access-Control-Request-Method" in request.headers
        if request.method == "OPTIONS" and demande:
            reponse = HttpResponse(status=204)
            reponse["Access-Control-Allow-Methods"] = "GET, HEAD"
            reponse["Access-Control-Allow-Headers"] = "Authorization, Accept"
            reponse["Access-Control-Max-Age"] = "86400"
        else:
            reponse = self.suite(request)
            reponse["Access-Control-Expose-Headers"] = "Retry-After"
        reponse["Access-Control-Allow-Origin"] = "*"
        return reponse
