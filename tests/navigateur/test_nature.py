"""The nature of a platform read by a network, its words explained, its card printed."""

import re

from playwright.sync_api import expect

from tests.navigateur.visite import TELEPHONE


def _sans_debord(page):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_a_word_is_explained_by_keyboard_on_a_phone(visiter, sans_anomalie):
    page = visiter(largeur=TELEPHONE).aller("/plateformes/dokos/nature/")
    mot = page.locator(".t-terme").first
    sens = page.locator(".t-terme-sens").first
    expect(sens).to_be_hidden()
    mot.focus()
    page.keyboard.press("Enter")
    expect(sens).to_be_visible()
    expect(sens).to_be_in_viewport(ratio=1)
    _sans_debord(page)
    sans_anomalie(page)
    page.keyboard.press("Escape")
    expect(sens).to_be_hidden()
    expect(mot).to_be_focused()


def test_a_network_evaluates_then_prints_the_card(visiter, sans_anomalie):
    visite = visiter(largeur=TELEPHONE)
    page = visite.se_connecter("reseau")
    visite.aller("/plateformes/tipimi/nature/")
    page.get_by_role("button", name="Ouvrir une évaluation").click()
    for rang in range(4):
        page.locator("fieldset").nth(rang).get_by_role("radio").nth(2).check()
    page.get_by_text("Expliquer et prouver").first.click()
    page.get_by_label("Preuve", exact=True).first.fill("Comptes publiés en 2025")
    sans_anomalie(page)
    page.get_by_role("button", name="Enregistrer mes réponses").click()
    expect(page.get_by_role("main")).to_contain_text("au moins 2 personnes par critère")
    expect(page.get_by_role("main")).to_contain_text("Comptes publiés en 2025")
    _sans_debord(page)
    sans_anomalie(page)
    visite.aller("/plateformes/cartes/?plateforme=tipimi")
    expect(page.get_by_label("Tipimi")).to_be_checked()
    page.get_by_role("button", name="Préparer les cartes").click()
    expect(page.get_by_role("link", name=re.compile("Télécharger le PDF"))).to_be_visible(
        timeout=60_000
    )
    sans_anomalie(page)
    _sans_debord(page)
