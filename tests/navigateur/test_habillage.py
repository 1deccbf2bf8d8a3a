"""The common frame in a real browser: header, themes, dialogs, weights, every general page."""

import re

import pytest
from playwright.sync_api import expect

from tests.navigateur.visite import BUREAU, TELEPHONE

PETIT = {"width": 320, "height": 640}
PUBLIQUES = [
    "/",
    "/aide/",
    "/accessibilite/",
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/style/",
    "/nulle-part/",
    "/comptes/login/",
    "/comptes/signup/",
    "/comptes/password/reset/",
]
DU_MEMBRE = ["/", "/aide/", "/comptes/email/", "/comptes/password/change/", "/comptes/2fa/"]
VUES = pytest.mark.parametrize(
    ("largeur", "theme"),
    [(BUREAU, "dark"), (PETIT, "light")],
    ids=["1280-sombre", "320-clair"],
)
"""What ``test_chaque_page`` leaves out: the wide screen in the dark, the smallest phone."""
POIDS_A_FROID_MAX = 150_000
POIDS_A_CHAUD_MAX = 20_000


def debordement(page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


@VUES
def test_public_pages_are_accessible_and_fit(visiter, sans_anomalie, largeur, theme):
    visite = visiter(largeur=largeur, color_scheme=theme)
    for chemin in PUBLIQUES:
        page = visite.aller(chemin)
        sans_anomalie(page)
        assert debordement(page) <= 0, chemin


@VUES
def test_member_pages_are_accessible_and_fit(visiter, sans_anomalie, largeur, theme):
    visite = visiter(largeur=largeur, color_scheme=theme)
    visite.se_connecter("agent")
    for chemin in DU_MEMBRE:
        page = visite.aller(chemin)
        sans_anomalie(page)
        assert debordement(page) <= 0, chemin


def test_menus_open_one_at_a_time_and_close_with_escape(visiter, sans_anomalie):
    visite = visiter(largeur=TELEPHONE)
    page = visite.se_connecter("agent")
    organisation = page.locator("details.t-menu").first
    compte = page.locator("details.est-compte")
    organisation.locator("summary").click()
    expect(organisation).to_have_attribute("open", "")
    sans_anomalie(page)
    compte.locator("summary").click()
    expect(organisation).not_to_have_attribute("open", "")
    sans_anomalie(page)
    page.keyboard.press("Escape")
    expect(compte).not_to_have_attribute("open", "")
    expect(compte.locator("summary")).to_be_focused()


def test_dark_choice_is_remembered_and_given_back_to_the_system(visiter):
    visite = visiter(color_scheme="light")
    page = visite.aller("/aide/")
    bascule = page.get_by_role("button", name="Affichage sombre")
    fond = "getComputedStyle(document.body).backgroundColor"
    clair = page.evaluate(fond)
    bascule.click()
    expect(bascule).to_have_attribute("aria-pressed", "true")
    sombre = page.evaluate(fond)
    assert sombre != clair
    page = visite.aller("/accessibilite/")
    assert page.evaluate(fond) == sombre
    page.get_by_role("button", name="Affichage sombre").click()
    assert page.evaluate(fond) == clair
    assert page.evaluate("localStorage.length") == 0


def test_dialog_opens_keeps_the_focus_and_closes(visiter, sans_anomalie):
    page = visiter().aller("/style/")
    ouvreur = page.get_by_role("link", name="Ouvrir le dialogue")
    ouvreur.click()
    dialogue = page.get_by_role("dialog", name=re.compile("Fusionner"))
    expect(dialogue).to_be_visible()
    sans_anomalie(page)
    page.keyboard.press("Escape")
    expect(dialogue).to_be_hidden()
    expect(ouvreur).to_be_focused()
    ouvreur.click()
    dialogue.get_by_role("button", name="Annuler").click()
    expect(dialogue).to_be_hidden()


def test_a_change_of_filter_is_in_the_address(visiter):
    page = visiter().aller("/style/")
    with page.expect_navigation():
        page.get_by_role("search").get_by_label("Famille").select_option(label="Mutuelle")
    assert page.url.endswith("/style/?famille=mutuelle")


def test_filters_work_without_javascript(visiter):
    page = visiter(java_script_enabled=False).aller("/style/")
    page.get_by_role("search").get_by_label("Famille").select_option(label="Mutuelle")
    page.get_by_role("button", name="Filtrer").click()
    assert "famille=mutuelle" in page.url


def test_refused_form_gives_the_focus_to_its_summary(visiter):
    page = visiter().aller("/comptes/signup/")
    page.get_by_role("button", name="Créer le compte").click()
    resume = page.get_by_role("alert")
    expect(resume).to_be_focused()
    resume.get_by_role("link", name="Adresse électronique").click()
    expect(page.get_by_label("Adresse électronique")).to_be_focused()


def test_skip_link_comes_first_and_leads_to_the_content(visiter):
    page = visiter().aller("/")
    page.keyboard.press("Tab")
    lien = page.get_by_role("link", name="Aller au contenu")
    expect(lien).to_be_focused()
    expect(lien).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_header_works_without_javascript(visiter):
    visite = visiter(java_script_enabled=False)
    page = visite.se_connecter("agent")
    page.locator("details.est-compte summary").click()
    page.get_by_role("link", name="Double authentification").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Double authentification")


@pytest.mark.parametrize("chemin", ["/", "/aide/"])
def test_pages_are_light(visiter, chemin):
    """Bytes on the wire, compressed, first visit then second: as the browser counts them."""
    visite = visiter()
    visite.se_connecter("agent")
    visite.aller("/comptes/logout/")  # same cookies, another window: an empty cache
    froid = visiter(storage_state=visite.contexte.storage_state())
    poids = {}
    for passage in ("froid", "chaud"):
        recus: list[int] = []
        session = froid.contexte.new_cdp_session(froid.page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda e, r=recus: r.append(e["encodedDataLength"]))
        page = froid.aller(chemin)
        page.wait_for_load_state("networkidle")
        poids[passage] = sum(recus)
        session.detach()
    assert poids["froid"] <= POIDS_A_FROID_MAX, poids
    assert poids["chaud"] <= POIDS_A_CHAUD_MAX, poids


def test_page_prints_without_its_frame(visiter):
    visite = visiter()
    page = visite.se_connecter("agent")
    page.emulate_media(media="print")
    for hors_papier in ("header.t-entete", "footer.t-pied"):
        expect(page.locator(hors_papier)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
