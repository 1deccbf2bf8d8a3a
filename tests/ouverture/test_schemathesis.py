"""Whatever a client may think of asking, the answer is one that the OpenAPI documents announce.

A few examples of each address here; ``bench/donnees_ouvertes.py`` asks for many more.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from ouverture.api.acces import CadenceOuverte
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_plateforme,
    make_territoire,
    make_thematique,
    make_type,
)
from tests.plateformes.vitrine.usages import make_usage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(live_server, monkeypatch):
    for portee in ("api", "api_cle", "ogc", "ogc_cle"):
        monkeypatch.setitem(CadenceOuverte.THROTTLE_RATES, portee, "100000/min")
    commune, theme = make_commune("80001"), make_thematique("mobilite")
    make_territoire(commune, code="200093201")
    make_acteur(
        siret="35600000000048", commune=commune, thematiques=[theme], lon=2.5, lat=50.1,
        type=make_type("cooperative"),
    )  # fmt: skip
    make_acteur()
    make_usage(make_plateforme(nom="Outils"))
    return live_server.url


def test_schemathesis_finds_nothing(site, tmp_path):
    commande = Path(sys.executable).with_name("st")
    for document in ("/api/v1/schema/?format=json", "/ogc/api?f=json"):
        fait = subprocess.run(
            [commande, "run", f"{site}{document}", "--phases", "fuzzing", "--max-examples", "3",
             "--generation-deterministic", "--workers", "1", "--no-color"],
            cwd=tmp_path, check=False, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert fait.returncode == 0, fait.stdout[-6000:] + fait.stderr[-2000:]
