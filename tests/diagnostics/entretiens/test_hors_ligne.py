"""The shell of the recording screen and its service worker: the same for everybody, and nothing personal."""

import json
import re

import pytest
from django.urls import reverse

from diagnostics.views.hors_ligne import FICHIERS
from tests.fabriques import make_utilisateur

pytestmark = pytest.mark.django_db
COQUILLE, TRAVAILLEUR = "diagnostics:hors_ligne", "diagnostics:hors_ligne_travailleur"


@pytest.mark.parametrize("nom", [COQUILLE, TRAVAILLEUR])
def test_the_same_bytes_for_everybody(client, nom):
    anonyme = client.get(reverse(nom))
    client.force_login(make_utilisateur(nom="Prénom Nomdefamille"))
    connecte = client.get(reverse(nom))
    assert anonyme.status_code == connecte.status_code == 200
    assert anonyme.content == connecte.content


def test_the_worker_keeps_the_shell_and_every_file_it_asks_for(client):
    travailleur = client.get(reverse(TRAVAILLEUR))
    assert travailleur["Content-Type"].startswith("text/javascript")
    assert "no-store" in travailleur["Cache-Control"]
    gardes = json.loads(re.search(r"FICHIERS = (\[.*\]);", travailleur.text)[1])
    assert len(gardes) == len(FICHIERS)
    demandes = re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get(reverse(COQUILLE)).text)
    assert demandes
    assert set(demandes) <= set(gardes)
    assert f'COQUILLE = "{reverse(COQUILLE)}"' in travailleur.text
    assert re.search(r"terreau-saisie-[0-9a-f]{16}", travailleur.text)


def test_a_page_without_form_nor_inline_code(client):
    page = client.get(reverse(COQUILLE)).text
    assert "<form" not in page
    assert "csrf" not in page
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)
