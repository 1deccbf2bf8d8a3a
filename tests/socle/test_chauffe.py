"""A process warms up before it answers: pages read once, nothing may stop it."""

import logging
import sys

import pytest
from django.core.wsgi import get_wsgi_application
from django.urls import Resolver404, resolve

from config.vues_publiques import VUES_PUBLIQUES
from filieres.chauffe import charger_calculs
from socle import chauffe


@pytest.fixture
def pages(monkeypatch):
    """Pages of the test's own; the collector is left alone."""
    siennes: list[str] = []
    monkeypatch.setattr(chauffe, "_PAGES", siennes)
    monkeypatch.setattr(chauffe, "_APPELS", [])
    appels: list[str] = []
    for nom in ("collect", "freeze", "set_threshold"):
        monkeypatch.setattr(chauffe.gc, nom, lambda *_, nom=nom: appels.append(nom))
    return siennes, appels


def test_pages_are_public_and_exist():
    for chemin in chauffe._PAGES:
        try:
            vue = resolve(chemin)
        except Resolver404:
            pytest.fail(chemin)
        assert vue.view_name in VUES_PUBLIQUES or chemin.startswith("/api/"), chemin
    avant = list(chauffe._PAGES)
    chauffe.chauffer_page("/")
    assert avant == chauffe._PAGES


def test_each_page_is_read_whole_then_memory_is_set_aside(pages):
    siennes, appels = pages
    chauffe.chauffer_page("/un/")
    chauffe.chauffer_page("/deux/")
    vues, fermees = [], []

    class Reponse(list):
        def close(self):
            fermees.append(1)

    def application(environ, repondre):
        vues.append((environ["PATH_INFO"], environ["REQUEST_METHOD"]))
        repondre("200 OK", [])
        return Reponse([b"x"])

    chauffe.preparer(application)
    assert vues == [("/un/", "GET"), ("/deux/", "GET")]
    assert fermees == [1, 1]
    assert appels == ["collect", "freeze", "set_threshold"]
    assert siennes == ["/un/", "/deux/"]


def test_functions_are_called_before_pages(pages):
    ordre = []
    chauffe.chauffer(lambda: ordre.append("appel"))
    chauffe.chauffer_page("/un/")
    chauffe.preparer(
        lambda environ, repondre: (ordre.append("page"), repondre("200 OK", []), [])[2]
    )
    assert ordre == ["appel", "page"]


def test_analyses_of_filieres_find_their_tools_loaded():
    charger_calculs()
    assert charger_calculs in chauffe._APPELS
    assert {"pint", "networkx"} <= set(sys.modules)


def test_a_page_that_fails_is_logged_and_stops_nothing(pages, caplog):
    siennes, appels = pages
    siennes += ["/refusee/", "/cassee/"]

    def application(environ, repondre):
        if environ["PATH_INFO"] == "/cassee/":
            raise RuntimeError("no database yet")
        repondre("503 Service Unavailable", [])
        return [b""]

    with caplog.at_level(logging.WARNING):
        chauffe.preparer(application)
    assert "503" in caplog.text
    assert "no database yet" in caplog.text
    assert appels[-1] == "set_threshold"


@pytest.mark.django_db
def test_the_real_application_answers(settings):
    settings.ALLOWED_HOSTS = ["terreau.example"]
    settings.TERREAU_URL = "https://terreau.example"
    assert chauffe._lire(get_wsgi_application(), "/accessibilite/").startswith("200")
