"""Error pages: say what happened and what to do, in French."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def incomprise(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer 400: unknown host, malformed or oversized request."""
    return HttpResponse(render_to_string("400.html"), status=400)


def interdit(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer 403."""
    return render(request, "403.html", status=403)


def introuvable(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer 404."""
    return render(request, "404.html", status=404)


def panne(request: HttpRequest) -> HttpResponse:
    """Answer 500; nothing of the request is read, since it may be what broke."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose CSRF token is missing or too old."""
    return render(request, "403_csrf.html", status=403)
