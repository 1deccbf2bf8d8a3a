"""Fetching contours from the geo API, here a stub on this machine."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from socle import travaux
from socle.travaux import Travail
from territoires.models import ContourCommune, ImportContours
from territoires.services.adoption import adopter
from tests.fabriques import make_commune, make_organisation, make_territoire, make_utilisateur
from tests.territoires.formes import cellule, collection


class Bouchon(BaseHTTPRequestHandler):
    statut, corps, entetes = 200, b"", ()
    demandes: list[str] = []

    def do_GET(self):
        type(self).demandes.append(self.path)
        self.send_response(self.statut)
        for nom, valeur in self.entetes:
            self.send_header(nom, valeur)
        self.end_headers()
        self.wfile.write(self.corps)

    def log_message(self, *arguments):
        """Keep the tests' output clean."""


@pytest.fixture
def api(settings):
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Bouchon)
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
    settings.GEO_API = f"http://127.0.0.1:{serveur.server_port}"
    settings.GEO_API_DELAI_S = 2
    settings.EN_LIGNE = True
    Bouchon.statut, Bouchon.corps, Bouchon.entetes, Bouchon.demandes = 200, b"", (), []
    yield Bouchon
    serveur.shutdown()
    serveur.server_close()


@pytest.fixture
def territoire(db):
    return make_territoire(make_commune("80900"), make_commune("80901"), code="248000747")


@pytest.fixture
def envois(monkeypatch):
    faits = []
    monkeypatch.setattr(travaux, "_envoyer", lambda travail: faits.append(travail.pk))
    return faits


def demander(territoire, capture):
    utilisateur = make_utilisateur()
    with capture(execute=True):
        adopter(organisation=make_organisation(utilisateur), territoire=territoire, par=utilisateur)
    return ImportContours.objects.filter(territoire=territoire).first()


def executer(travail):
    reussi = travaux.executer(travail, battre_en_fond=False)
    travail.refresh_from_db()
    return reussi


def test_offline_platform_asks_nothing(
    territoire, envois, settings, django_capture_on_commit_callbacks
):
    settings.EN_LIGNE = False
    assert demander(territoire, django_capture_on_commit_callbacks) is None
    assert envois == []


def test_adoption_fetches_contours_once(
    api, territoire, envois, django_capture_on_commit_callbacks
):
    api.corps = json.dumps(
        collection([("80900", cellule(0, 0)), ("80901", cellule(1, 0))])
    ).encode()
    travail = demander(territoire, django_capture_on_commit_callbacks)
    assert envois == [travail.pk]
    assert executer(travail)
    assert travail.bilan == {"recuperes": True, "communes": 2, "inconnus": []}
    assert territoire.contours.count() == 3
    assert ContourCommune.objects.first().source.startswith("geo.api.gouv.fr")
    assert [d.split("?")[0] for d in api.demandes] == ["/epcis/248000747/communes"]
    # Complete now: another organisation's adoption asks nothing more.
    demander(territoire, django_capture_on_commit_callbacks)
    assert ImportContours.objects.count() == 1


def test_custom_territory_is_fetched_commune_by_commune(
    api, envois, db, django_capture_on_commit_callbacks
):
    territoire = make_territoire(make_commune("80900"), nature="petr", officiel=False)
    api.corps = json.dumps(
        {"type": "Feature", "properties": {"code": "80900"}, "geometry": cellule(0, 0)}
    ).encode()
    assert executer(demander(territoire, django_capture_on_commit_callbacks))
    assert [d.split("?")[0] for d in api.demandes] == ["/communes/80900"]
    assert territoire.contours.exists()


@pytest.mark.parametrize(
    ("statut", "entetes", "corps"),
    [
        (503, (), b""),
        (302, (("Location", "http://127.0.0.1:1/ailleurs"),), b""),
        (200, (), b"x" * 5000),
    ],
)
def test_unreachable_or_too_large_is_done_without(
    api, territoire, envois, settings, django_capture_on_commit_callbacks, statut, entetes, corps
):
    settings.GEO_API_TAILLE_MAX = 4000
    api.statut, api.entetes, api.corps = statut, entetes, corps
    travail = demander(territoire, django_capture_on_commit_callbacks)
    assert executer(travail)
    assert travail.bilan["recuperes"] is False
    assert len(api.demandes) == 1
    assert not ContourCommune.objects.exists()


def test_network_down_is_done_without(
    territoire, envois, settings, django_capture_on_commit_callbacks
):
    settings.EN_LIGNE, settings.GEO_API = True, "http://127.0.0.1:1"
    travail = demander(territoire, django_capture_on_commit_callbacks)
    assert executer(travail)
    assert travail.bilan["recuperes"] is False


def test_unusable_answer_is_a_visible_failure(
    api, territoire, envois, django_capture_on_commit_callbacks
):
    api.corps = b"<html>maintenance</html>"
    travail = demander(territoire, django_capture_on_commit_callbacks)
    assert not executer(travail)
    assert travail.etat == Travail.Etat.ECHEC
    assert "GeoJSON" in travail.erreur


def page(client, territoire, utilisateur, **options):
    client.force_login(utilisateur)
    return client.get(f"/territoires/epci/{territoire.code}/contours/", **options)


def test_progress_failure_and_retry_are_shown(
    api, client, territoire, envois, django_capture_on_commit_callbacks
):
    api.statut, api.corps = 200, b"<html>maintenance</html>"
    travail = demander(territoire, django_capture_on_commit_callbacks)
    utilisateur = travail.demandeur
    htmx = {"headers": {"HX-Request": "true"}}
    en_cours = page(client, territoire, utilisateur, **htmx).content.decode()
    assert "En attente" in en_cours
    assert "every 3s" in en_cours
    executer(travail)
    fiche = client.get(territoire.get_absolute_url()).content.decode()
    assert "GeoJSON" in fiche
    assert "Réessayer" in fiche
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/territoires/epci/{territoire.code}/contours/relancer/")
    assert envois == [travail.pk, travail.pk]
    api.corps = json.dumps(
        collection([("80900", cellule(0, 0)), ("80901", cellule(1, 0))])
    ).encode()
    travail.refresh_from_db()
    assert executer(travail)
    fini = page(client, territoire, utilisateur, **htmx)
    assert fini["HX-Refresh"] == "true"
    assert "Contours des communes" not in client.get(territoire.get_absolute_url()).content.decode()
