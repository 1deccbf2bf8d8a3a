"""Four very full entries: readable on a phone, and on one A4 landscape once printed."""

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.navigateur.visite import TELEPHONE
from tests.serveur import Serveur

PLEINES = """
from plateformes.models import Fonction, Plateforme, Public
from plateformes.services import create_plateforme
longs = ("modele_economique", "prix_collectivite", "qui_decide", "colleges", "place_usagers",
    "partage_benefices", "export", "portabilite", "accompagnement")
courts = ("forme_juridique", "hebergement", "sous_traitant", "contact_rgpd", "langues", "standards")
for n in range(4):
    champs = {c: f"Texte {n} : " + "des mots qui disent tout ce que la fiche sait. " * (4 + n)
        for c in longs}
    champs |= {c: f"Réponse courte de la fiche {n}" for c in courts}
    champs |= {"besoins_texte": "\\n".join(f"Besoin {n} numéro {i}" for i in range(5)),
        "fonctionnalites": "\\n".join(f"Geste {n} numéro {i}" for i in range(6)),
        "depot": f"https://code.example/depots/plateforme-{n}", "licence": f"Licence-{n}",
        "accessibilite_url": f"https://plateforme-{n}.example/accessibilite", "libre": bool(n % 2),
        "marque_blanche": bool(n % 2), "annee_creation": 2010 + n, "api": f"API {n}"}
    create_plateforme(code=f"papier-{n}", statut="publiee", confirme=True, par=None,
        champs={"nom": f"Plateforme de papier {n}", **champs},
        listes={"fonctions": Fonction.objects.all()[n:n + 7], "publics": Public.objects.all()[n:n + 5]})
"""


@pytest.fixture(scope="module")
def pleines(site: Serveur) -> str:
    """Address of the comparison of four entries that say all they can."""
    site.manage("shell", "-v0", "-c", PLEINES)
    return "/plateformes/comparer/?" + "&".join(f"p=papier-{n}" for n in range(4))


def test_four_full_entries_hold_on_one_sheet(visiter, pleines):
    page = visiter().aller(pleines)
    page.evaluate("document.fonts.ready")
    feuilles = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(feuilles) == 1
    largeur, hauteur = (round(float(x)) for x in feuilles[0].mediabox[2:])
    assert (largeur, hauteur) == (842, 595)
    texte = feuilles[0].extract_text()
    for n in range(4):
        assert f"Plateforme de papier {n}" in texte
    assert "Accompagnement humain" in texte


def test_four_full_entries_read_on_a_phone(visiter, pleines, sans_anomalie):
    page = visiter(largeur=TELEPHONE).aller(pleines)
    expect(page.get_by_role("heading", name="Comparer des plateformes")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(page.locator("td .v-qui").first).to_be_visible()
    sans_anomalie(page)
