"""Territories in a real browser: found by keyboard, explored on the map, composed with no JavaScript."""

import re

from playwright.sync_api import expect

from tests.navigateur.visite import TELEPHONE


def test_found_and_adopted_by_keyboard(visiter, sans_anomalie):
    agente = visiter()
    agente.se_connecter("agent")
    page = agente.aller("/territoires/")
    page.get_by_label(re.compile("Nom, code postal")).focus()
    page.keyboard.type("st omer")
    resultat = page.locator("#resultats li", has_text="Saint-Omer").first
    expect(resultat).to_contain_text("62500")
    expect(page).to_have_url(re.compile(r"q=st"))
    sans_anomalie(page)
    resultat.get_by_role("button", name=re.compile("Adopter")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Saint-Omer")
    expect(page.locator("#messages")).to_contain_text("travaille désormais sur")
    sans_anomalie(page)
    page.get_by_role("link", name="Ne plus suivre ce territoire").click()
    page.get_by_role("button", name="Ne plus suivre").click()
    expect(page.locator("#messages")).to_contain_text("n’est plus dans les territoires")


def test_map_is_explored_without_any_other_host(visiter, sans_anomalie):
    agente = visiter()
    agente.se_connecter("agent")
    page = agente.aller("/acteurs/?territoire=epci:248000747")
    bouton = page.get_by_role("button", name="Explorer la carte")
    bouton.focus()
    page.keyboard.press("Enter")
    carte = page.get_by_role("region", name=re.compile("Carte interactive"))
    expect(carte).to_be_visible()
    expect(page.get_by_role("button", name="Revenir au dessin")).to_be_visible()
    expect(carte.get_by_role("button", name="Agrandir")).to_be_visible()
    sans_anomalie(page)
    # A point opens by keyboard and names its actors.
    groupe = carte.get_by_role("button", name=re.compile("acteurs|Aînés")).first
    groupe.focus()
    page.keyboard.press("Enter")
    expect(carte.locator(".leaflet-popup a[href^='/acteurs/']").first).to_be_visible()
    expect(carte.get_by_role("button", name="Fermer")).to_be_visible()
    sans_anomalie(page)
    page.get_by_role("button", name="Revenir au dessin").click()
    expect(carte).to_be_hidden()
    expect(page.locator("[data-carte] svg.t-carte-dessin")).to_be_visible()


def test_composed_without_javascript_on_a_phone(visiter):
    agente = visiter(largeur=TELEPHONE, java_script_enabled=False)
    agente.se_connecter("agent")
    page = agente.aller("/territoires/composer/?depuis=epci:248000747")
    expect(page.locator(".te-cases input:checked")).to_have_count(65)
    page.get_by_label("Commune ou territoire").fill("péronne")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("button", name="Ajouter Péronne (Commune, 80200, Somme)").click()
    expect(page.locator(".te-cases input:checked")).to_have_count(66)
    page.get_by_label(re.compile("^Albert ")).uncheck()
    page.get_by_label("Nom du territoire").fill("Bassin d’essai")
    page.get_by_role("button", name="Enregistrer le territoire").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bassin d’essai")
    expect(page.get_by_role("main")).to_contain_text("65")
    expect(page.get_by_role("link", name="Modifier")).to_be_visible()
    page.get_by_role("link", name="historique").click()
    expect(page.get_by_role("main")).to_contain_text("Version actuelle")
