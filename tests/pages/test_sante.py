"""The health page: says what works, hides the detail of what does not."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from pages import sante
from socle.tasks import CLE_SIGNE_DE_VIE, balayer_travaux

URL = reverse("pages:sante")


@pytest.fixture(autouse=True)
def _living_worker(db):
    balayer_travaux()


def test_everything_works(client):
    reponse = client.get(URL)
    assert reponse.status_code == 200
    assert reponse.json()["etat"] == "ok"
    assert set(reponse.json()) == {"etat", *sante.VERIFICATIONS}
    assert "no-store" in reponse["Cache-Control"]


@pytest.mark.parametrize("silence", [None, timedelta(minutes=10)])
def test_missing_or_silent_worker_is_seen(client, silence):
    if silence:
        cache.set(CLE_SIGNE_DE_VIE, (timezone.now() - silence).isoformat(), 600)
    else:
        cache.delete(CLE_SIGNE_DE_VIE)
    reponse = client.get(URL)
    assert reponse.status_code == 503
    assert reponse.json()["travailleur"] == "en panne"
    assert reponse.json()["base"] != "en panne"


def test_a_probe_may_leave_the_worker_out(client):
    cache.delete(CLE_SIGNE_DE_VIE)
    reponse = client.get(URL, {"sans": "travailleur"})
    assert reponse.status_code == 200
    assert "travailleur" not in reponse.json()


@pytest.mark.parametrize("nom", list(sante.VERIFICATIONS))
def test_no_detail_of_a_failure_leaks(client, monkeypatch, nom):
    def failing():
        raise RuntimeError("secret-host-and-password")

    monkeypatch.setitem(sante.VERIFICATIONS, nom, failing)
    reponse = client.get(URL)
    assert reponse.status_code == 503
    assert reponse.json()[nom] == "en panne"
    assert b"secret" not in reponse.content
