"""Screens of the application."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def liste(request: HttpRequest) -> HttpResponse:
    """List the reference content."""
    return render(request, "plateformes/liste.html")
