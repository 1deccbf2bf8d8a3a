"""The matrix in real browsers: two people at once, drag, keyboard only, phone, no JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.visite import TELEPHONE


@pytest.fixture
def chemin(site):
    """Path of the matrix of the Coquelicot."""
    reference = site.manage(
        "shell",
        "-v0",
        "-c",
        "from diagnostics.models import Diagnostic;"
        "print(Diagnostic.objects.get(code_demo='coquelicot').reference)",
    )
    return f"/demarches/{reference.strip()}/matrice/"


def ouvrir(visiter, code: str, chemin: str, **options) -> Page:
    visite = visiter(**options)
    visite.se_connecter(code)
    return visite.aller(chemin)


def elements(page: Page, quadrant: str):
    return page.locator(f"#items-{quadrant} .t-item")


def element(page: Page, texte: str):
    return page.locator(".t-item", has_text=texte)


def ajouter(page: Page, quadrant: str, texte: str) -> None:
    page.fill(f"#texte-{quadrant}", texte)
    page.press(f"#texte-{quadrant}", "Enter")
    expect(element(page, texte)).to_have_count(1)


def test_two_people_see_each_other_within_three_seconds(visiter, chemin):
    agente = ouvrir(visiter, "agent", chemin)
    collegue = ouvrir(visiter, "collegue", chemin)
    collegue.fill("#texte-menace", "Une phrase en train de")
    ajouter(agente, "force", "Deux navigateurs, une matrice")
    expect(agente.locator("#texte-force")).to_be_focused()
    expect(agente.locator("#texte-force")).to_have_value("")
    expect(element(collegue, "Deux navigateurs")).to_be_visible()
    expect(collegue.locator("#texte-menace")).to_be_focused()
    expect(collegue.locator("#texte-menace")).to_have_value("Une phrase en train de")
    expect(collegue.locator("#annonces")).to_contain_text("Deux navigateurs")

    voix = element(collegue, "Deux navigateurs").get_by_role("button")
    voix.click()
    expect(voix).to_have_attribute("aria-pressed", "true")
    expect(voix).to_be_focused()
    expect(element(agente, "Deux navigateurs").locator(".t-voix")).to_have_text("1")


def test_conflicting_edits_show_both_texts(visiter, chemin, sans_anomalie):
    agente = ouvrir(visiter, "agent", chemin)
    collegue = ouvrir(visiter, "collegue", chemin)
    ajouter(agente, "faiblesse", "Un texte à deux mains")
    for page in (agente, collegue):
        element(page, "Un texte à deux mains").get_by_role("link").click()
        page.get_by_role("link", name="Reformuler").click()
    collegue.get_by_label("Énoncé").fill("Le texte du collègue")
    collegue.get_by_role("button", name="Enregistrer").click()
    expect(collegue.locator("#panneau-titre")).to_have_text("Le texte du collègue")
    agente.get_by_label("Énoncé").fill("Le texte de l’agente")
    expect(element(agente, "Le texte du collègue")).to_be_visible()
    expect(agente.get_by_label("Énoncé")).to_have_value("Le texte de l’agente")
    agente.get_by_role("button", name="Enregistrer").click()
    expect(agente.locator(".e-conflit")).to_be_visible()
    expect(agente.locator("#panneau")).to_contain_text("Le texte du collègue")
    sans_anomalie(agente)
    agente.get_by_label("Énoncé").fill("Le texte des deux")
    agente.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(agente.locator("#panneau-titre")).to_have_text("Le texte des deux")
    agente.get_by_role("link", name="Historique").click()
    expect(agente.locator(".d-historique")).to_contain_text("Le texte du collègue")
    sans_anomalie(agente)


def test_drag_to_another_quadrant(visiter, chemin):
    page = ouvrir(visiter, "agent", chemin)
    ajouter(page, "force", "À faire glisser")
    poignee = element(page, "À faire glisser").locator("[data-poignee]")
    poignee.scroll_into_view_if_needed()
    depart = poignee.bounding_box()
    page.mouse.move(depart["x"] + 5, depart["y"] + depart["height"] / 2)
    page.mouse.down()
    cible = elements(page, "faiblesse").nth(9).bounding_box()
    page.mouse.move(cible["x"] + 120, cible["y"] + 4, steps=12)
    expect(page.locator(".d-repere")).to_have_count(1)
    page.mouse.up()
    expect(elements(page, "faiblesse").nth(9)).to_contain_text("À faire glisser")
    expect(page.locator("#annonces")).to_contain_text("Faiblesses, position 10")
    page.reload()
    expect(elements(page, "faiblesse").nth(9)).to_contain_text("À faire glisser")


def test_keyboard_only(visiter, chemin):
    page = ouvrir(visiter, "collegue", chemin)
    ajouter(page, "opportunite", "Au clavier seulement")
    lien = element(page, "Au clavier seulement").get_by_role("link")
    lien.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#annonces")).to_contain_text("Opportunités, position")
    expect(lien).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("#annonces")).to_contain_text("Menaces, position")
    expect(elements(page, "menace").last).to_contain_text("Au clavier seulement")
    page.keyboard.press("Enter")
    expect(page.locator("#panneau")).to_be_focused()
    page.get_by_label("Déplacer vers").select_option("force")
    page.get_by_role("button", name="Déplacer", exact=True).press("Enter")
    expect(elements(page, "force").last).to_contain_text("Au clavier seulement")
    page.locator("#panneau").focus()
    page.keyboard.press("Escape")
    expect(lien).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(element(page, "Au clavier").locator(".t-voix")).to_have_attribute("aria-pressed", "true")


def test_on_a_phone_the_panel_is_a_sheet(visiter, chemin, sans_anomalie):
    page = ouvrir(visiter, "agent", chemin, largeur=TELEPHONE)
    sans_anomalie(page)
    page.get_by_role("link", name=re.compile("Savoir-faire aéronautique")).click()
    panneau = page.locator("#panneau.est-ouvert")
    expect(panneau).to_be_in_viewport()
    assert panneau.bounding_box()["y"] + panneau.bounding_box()["height"] <= 845
    sans_anomalie(page)
    page.get_by_role("link", name="Rattacher une preuve").click()
    page.get_by_label("Une autre source").check()
    page.get_by_label("Citation ou précision").fill("Projet de territoire")
    page.get_by_role("button", name="Rattacher").click()
    expect(panneau).to_contain_text("Projet de territoire")
    page.get_by_role("link", name="Fermer le panneau").click()
    expect(page.locator("#panneau.est-ouvert")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_everything_without_javascript(visiter, chemin):
    page = ouvrir(visiter, "agent", chemin, java_script_enabled=False)
    page.fill("#texte-menace", "Sans JavaScript")
    page.press("#texte-menace", "Enter")
    expect(page.get_by_text("Ajouté dans les Menaces")).to_be_visible()
    element(page, "Sans JavaScript").get_by_role("button").click()
    expect(element(page, "Sans JavaScript").locator(".t-voix")).to_have_attribute(
        "aria-pressed", "true"
    )
    element(page, "Sans JavaScript").get_by_role("link").click()
    page.get_by_label("Déplacer vers").select_option("faiblesse")
    page.get_by_role("button", name="Déplacer", exact=True).click()
    expect(elements(page, "faiblesse").last).to_contain_text("Sans JavaScript")
    page.get_by_role("button", name="Retirer de la matrice").click()
    expect(element(page, "Sans JavaScript")).to_have_count(0)
    page.get_by_role("button", name="Annuler le retrait").click()
    expect(element(page, "Sans JavaScript")).to_have_count(1)


def test_a_lost_network_keeps_what_is_typed(visiter, chemin):
    visite = visiter()
    visite.se_connecter("agent")
    page = visite.aller(chemin)
    page.context.set_offline(True)
    page.fill("#texte-force", "Écrit dans un tunnel")
    page.press("#texte-force", "Enter")
    expect(page.get_by_role("alert")).to_contain_text("La connexion est perdue")
    expect(page.locator("#texte-force")).to_have_value("Écrit dans un tunnel")
    page.context.set_offline(False)
    page.press("#texte-force", "Enter")
    expect(element(page, "Écrit dans un tunnel")).to_have_count(1)
    expect(page.get_by_text("La connexion est perdue")).to_have_count(0)
