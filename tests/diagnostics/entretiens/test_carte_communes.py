"""The communes heard, planned and never heard, drawn: same communes as the table, whatever is known of them."""

from xml.etree import ElementTree as ET

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diagnostics.dessins.communes import dessiner_communes
from diagnostics.models import Entretien
from diagnostics.services.couverture import lire_couverture
from territoires.models import ContourCommune
from tests.fabriques import (
    make_commune,
    make_diagnostic,
    make_entretien,
    make_territoire,
    make_utilisateur,
)
from tests.territoires.formes import cellule

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    return make_utilisateur()


@pytest.fixture
def diagnostic(agent):
    communes = [
        make_commune(f"8090{i}", nom=nom, lon=2.6 + i / 20, lat=50.0 + i / 30, population=100 + i)
        for i, nom in enumerate(["Entendue", "Prévue", "Muette <b>", "Lointaine"])
    ]
    diagnostic = make_diagnostic(agent, territoire=make_territoire(*communes))
    make_entretien(diagnostic, commune=communes[0], statut=Entretien.Statut.REALISE)
    make_entretien(diagnostic, commune=communes[1], statut=Entretien.Statut.PLANIFIE)
    return diagnostic


def _dessiner(diagnostic):
    volet = next(v for v in lire_couverture(diagnostic) if v.cle == "communes")
    return dessiner_communes(diagnostic.territoire, [*volet.lignes, *volet.restantes])


def _contourer(diagnostic):
    for rang, commune in enumerate(diagnostic.territoire.communes.order_by("code")):
        forme = shapely.geometry.shape(cellule(rang, 0))
        ouest, sud, est, nord = forme.bounds
        for bande in range(4):
            ContourCommune.objects.create(
                commune=commune, bande=bande, geojson=shapely.to_geojson(forme),
                ouest=ouest, sud=sud, est=est, nord=nord, source="Source d’essai",
            )  # fmt: skip


@pytest.mark.parametrize("contours", [False, True])
def test_chaque_commune_est_dessinee_dans_son_etat(diagnostic, contours):
    if contours:
        _contourer(diagnostic)
    carte = _dessiner(diagnostic)
    assert carte.approximatif is not contours
    assert carte.sources == (("Source d’essai",) if contours else ())
    assert " style=" not in carte.svg
    assert "<b>" not in carte.svg
    racine = ET.fromstring(str(carte.svg))
    etats = [
        classe
        for noeud in racine.iter()
        for classe in noeud.get("class", "").split()
        if classe in {"n-carte-entendu", "n-carte-prevu", "n-carte-jamais"}
    ]
    assert sorted(etats) == ["n-carte-entendu", *["n-carte-jamais"] * 2, "n-carte-prevu"]
    dit = racine.get("aria-label")
    assert "1 entendue (Entendue), 1 prévue (Prévue), 2 jamais entendues" in dit


def test_sans_rien_a_placer_pas_de_carte(agent):
    diagnostic = make_diagnostic(
        agent, territoire=make_territoire(make_commune(lon=None, lat=None))
    )
    assert _dessiner(diagnostic) is None


def test_la_page_montre_la_carte_et_par_ou_commencer(client, agent, diagnostic):
    client.force_login(agent)
    page = client.get(reverse("diagnostics:couverture", args=[diagnostic.reference])).text
    assert "n-carte-entendu" in page
    suite = page[page.index("les plus peuplées") :]
    assert suite.index("Lointaine") < suite.index("Muette")
    assert "?commune=80903" in suite


def test_le_nombre_de_requetes_ne_suit_pas_celui_des_communes(diagnostic, agent):
    seule = make_diagnostic(agent, territoire=make_territoire(make_commune(), make_commune()))
    comptes = []
    for lu in (diagnostic, seule):
        volet = next(v for v in lire_couverture(lu) if v.cle == "communes")
        with CaptureQueriesContext(connection) as requetes:
            dessiner_communes(lu.territoire, volet.lignes)
        comptes.append(len(requetes))
    assert comptes == [2, 2]
