"""The screens of reports in a real browser: preview, following, links, who reads what."""

import re

from playwright.sync_api import expect

from tests.navigateur.visite import BUREAU, TELEPHONE


def _ouvrir_les_rapports(visite, code):
    page = visite.se_connecter(code)
    visite.aller("/demarches/")
    page.get_by_role("link", name=re.compile("Manufacture")).first.click()
    page.get_by_role("link", name="Rapports", exact=True).click()
    return page


def _sans_debord(page):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_preview_reads_at_every_width(visiter, sans_anomalie):
    page = _ouvrir_les_rapports(visiter(), "agent")
    page.get_by_role("link", name="Produire le rapport").first.click()
    page.get_by_label("Décision demandée").fill("Dire qui animera la communauté.")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Manufacture")
    expect(page.get_by_text("Dire qui animera la communauté.")).to_be_visible()
    for largeur in (BUREAU, TELEPHONE):
        page.set_viewport_size(largeur)
        _sans_debord(page)
        sans_anomalie(page)


def test_progress_keeps_the_focus_and_ends_by_itself(visiter, sans_anomalie):
    page = _ouvrir_les_rapports(visiter(largeur=TELEPHONE), "agent")
    page.get_by_role("link", name="Produire le rapport").first.click()
    page.get_by_label("Décision demandée").fill("Choisir l’outil de réservation.")
    page.get_by_role("button", name="Produire le rapport").click()
    expect(page.get_by_role("link", name=re.compile("Télécharger le PDF"))).to_be_visible(
        timeout=60_000
    )
    assert page.locator("[hx-trigger]").count() == 0
    _sans_debord(page)
    sans_anomalie(page)
    page.get_by_role("button", name="Ouvrir un lien").click()
    page.get_by_role("button", name="Copier").first.click()
    expect(page.locator("#annonces")).to_have_text("Adresse du lien copiée.")


def test_elected_official_reads_the_public_report_only(visiter, sans_anomalie):
    agente = _ouvrir_les_rapports(visiter(), "agent")
    agente.get_by_role("link", name="Produire le rapport").first.click()
    agente.get_by_label(re.compile("Personnes qui mènent")).check()
    agente.get_by_role("button", name="Produire le rapport").click()
    expect(agente.get_by_role("link", name=re.compile("Télécharger le PDF"))).to_be_visible(
        timeout=60_000
    )
    expect(agente.get_by_role("main")).to_contain_text("nomme les entretiens")
    visite = visiter()
    elue = visite.se_connecter("elue")
    visite.aller(agente.url.removeprefix(visite.base))
    expect(elue.get_by_role("main")).to_contain_text("Demandez-leur la version")
    expect(elue.get_by_role("link", name=re.compile("Télécharger"))).to_have_count(0)
    sans_anomalie(elue)
