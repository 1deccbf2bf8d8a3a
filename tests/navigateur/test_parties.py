"""The stakeholder map and the contact plan in a browser: mouse, keyboard, phone, no JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.visite import TELEPHONE, Visite
from tests.serveur import Serveur

CREATION = """
from comptes.models import Utilisateur
from demo.acces import adresse
from diagnostics.models import Diagnostic
from diagnostics.services.creation import creer
from diagnostics.services.parties import ajouter_partie
modele = Diagnostic.objects.get(code_demo='coquelicot')
par = Utilisateur.objects.get(email=adresse('agent'))
d = creer(titre='{titre}', territoire=modele.territoire, organisation=modele.organisation, pilote=par)
for nom, cercle in (('Abeille', 'professionnels'), ('Bourdon', 'usagers'), ('Cigale', 'usagers')):
    ajouter_partie(diagnostic=d, cercle=cercle, nom=nom, par=par)
print(d.reference)
"""


@pytest.fixture
def ouvrir(site: Serveur) -> Callable[[Visite, str], str]:
    """Make a démarche of the test's own with three stakeholders, sign in; return its address."""

    def creer(visite: Visite, titre: str) -> str:
        reference = site.manage("shell", "-v0", "-c", CREATION.format(titre=titre)).split()[-1]
        visite.se_connecter("agent")
        return f"/demarches/{reference}/"

    return creer


def _nom(page: Page, nom: str):
    return page.locator(".pp-dessin a.pp-nom", has_text=nom)


def _glisser(page: Page, de, vers) -> None:
    de.scroll_into_view_if_needed()
    depart, cible = de.bounding_box(), vers.bounding_box()
    page.mouse.move(depart["x"] + 30, depart["y"] + 10)
    page.mouse.down()
    page.mouse.move(depart["x"] + 60, depart["y"] + 30, steps=3)
    page.mouse.move(cible["x"] + cible["width"] / 2, cible["y"] + cible["height"] * 0.8, steps=5)
    page.mouse.up()


def test_glisser_clavier_et_menus(visiter, ouvrir, sans_anomalie) -> None:
    visite = visiter(largeur={"width": 1280, "height": 1700})  # the whole drawing in sight
    racine = ouvrir(visite, "Carte à la souris et au clavier")
    page = visite.aller(racine + "parties/")
    sans_anomalie(page)

    # The mouse: from a circle to another.
    _glisser(page, _nom(page, "Abeille"), page.locator("[data-cercle=acteurs_publics] .pp-rond"))
    page.locator("[data-cercle=acteurs_publics] a.pp-nom", has_text="Abeille").wait_for()

    # The keyboard: Alt + arrows, the focus follows.
    _nom(page, "Bourdon").focus()
    page.keyboard.press("Alt+ArrowLeft")
    page.locator("[data-cercle=acteurs_publics] a.pp-nom", has_text="Bourdon").wait_for()
    expect(_nom(page, "Bourdon")).to_be_focused()

    # The grid: from the strip of those to place, then by steps.
    page.locator("#vue-grille").click()
    page.locator(".pp-bande").wait_for()
    _nom(page, "Cigale").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.locator("[data-influence='2'][data-interet='2'] a.pp-nom").wait_for()
    page.keyboard.press("Alt+ArrowUp")
    page.locator("[data-influence='3'][data-interet='2'] a.pp-nom").wait_for()
    _glisser(
        page,
        _nom(page, "Abeille"),
        page.locator("[data-influence='4'][data-interet='4'] .pp-cible"),
    )
    page.locator("[data-influence='4'][data-interet='4'] a.pp-nom", has_text="Abeille").wait_for()

    # The panel: the attitude from its menu, then withdrawn and back.
    _nom(page, "Cigale").press("Enter")
    page.locator("#panneau-titre", has_text="Cigale").wait_for()
    page.locator("#vers-attitude").select_option("oppose")
    page.locator("#bouger-attitude").click()
    page.locator("#panneau .pp-fiche", has_text="Opposé").wait_for()
    page.get_by_role("button", name="Retirer de la carte").click()
    page.get_by_role("button", name="Annuler").click()
    _nom(page, "Cigale").wait_for()
    sans_anomalie(page)


def test_plan_de_contact_souris_et_clavier(visiter, ouvrir, sans_anomalie) -> None:
    visite = visiter()
    racine = ouvrir(visite, "Plan de contact en colonnes")
    page = visite.aller(racine + "contacts/")
    sans_anomalie(page)
    carte = page.locator(".pc-carte", has_text="Abeille")
    _glisser(page, carte, page.locator("[data-etat=contacte]"))
    page.locator("[data-etat=contacte] .pc-carte", has_text="Abeille").wait_for()
    page.locator(".pc-carte", has_text="Bourdon").locator(".pc-nom").focus()
    page.keyboard.press("Alt+ArrowRight")
    page.locator("[data-etat=contacte] .pc-carte", has_text="Bourdon").wait_for()
    expect(page.locator(".pc-carte", has_text="Bourdon").locator(".pc-nom")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Bourdon", level=1).wait_for()
    sans_anomalie(page)


@pytest.mark.parametrize(
    "adresse", ["parties/", "parties/?vue=grille", "contacts/", "contacts/?vue=tableau"]
)
def test_telephone_sans_debordement(visiter: Callable[..., Visite], sans_anomalie, adresse) -> None:
    visite = visiter(largeur=TELEPHONE, color_scheme="dark")
    visite.se_connecter("agent")
    page = visite.aller("/demarches/")
    page.get_by_role("link", name=re.compile("communauté ESS")).first.click()
    page.wait_for_url(re.compile(r"/demarches/[a-z0-9]{12}/$"))
    page.goto(page.url + adresse)
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    if adresse.startswith("parties"):
        page.get_by_role("button", name="Agrandir").click()
        assert page.evaluate("document.querySelector('.pp-cadre').scrollWidth") > TELEPHONE["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    sans_anomalie(page)


def test_sans_javascript(visiter, ouvrir) -> None:
    visite = visiter(java_script_enabled=False)
    racine = ouvrir(visite, "Carte sans JavaScript")
    page = visite.aller(racine + "parties/")
    _nom(page, "Abeille").click()
    page.locator("#vers-cercle").select_option("usagers")
    page.locator("#bouger-cercle").click()
    page.locator("[data-cercle=usagers] a.pp-nom", has_text="Abeille").wait_for()
    page.locator("#vers-influence").select_option("3")
    page.locator("#vers-interet").select_option("1")
    page.locator("#bouger-grille").click()
    page.goto(visite.base + racine + "parties/?vue=grille")
    page.locator("[data-influence='3'][data-interet='1'] a.pp-nom", has_text="Abeille").wait_for()
    page.goto(visite.base + racine + "contacts/")
    carte = page.locator(".pc-carte", has_text="Abeille")
    carte.locator("select").select_option("rencontre")
    carte.get_by_role("button").click()
    page.locator("[data-etat=rencontre] .pc-carte", has_text="Abeille").wait_for()
