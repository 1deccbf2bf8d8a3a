"""An agent says who works with whom, sees it drawn, and takes it back."""

import re

from playwright.sync_api import expect

RESEAU = "/relations/territoire/epci/248000747/"


def test_a_relation_from_the_page_of_an_actor_to_the_network(visiter, sans_anomalie):
    visite = visiter()
    visite.se_connecter("agent")
    page = visite.aller("/acteurs/?q=Ferme des Larris")
    page.locator("#resultats").get_by_role("link", name="Ferme des Larris (fictive)").click()
    page.get_by_role("link", name="Ajouter une relation").click()
    page.get_by_label("Nom, sigle, SIREN ou SIRET").fill("cafe puits")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Choisir Café associatif Le Puits").click()
    page.get_by_label("Partage un lieu avec").check()
    page.get_by_label("Depuis (année)").fill("2024")
    page.get_by_label("Ce qu’ils font ensemble").fill("Une salle de réunion d’essai")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.get_by_text("Une salle de réunion d’essai")).to_be_visible()

    page = visite.aller(RESEAU)
    expect(page.get_by_role("heading", name="Qui travaille avec qui")).to_be_visible()
    page.get_by_label("Relation", exact=True).select_option(label="Lieu partagé")
    expect(page).to_have_url(re.compile("nature=lieu"))
    ligne = page.get_by_role("row").filter(has_text="Café associatif Le Puits").first
    expect(ligne).to_contain_text("partage un lieu avec")
    ligne.get_by_role("link", name=re.compile("^montrer")).click()
    expect(page.get_by_text("Mis en avant")).to_be_visible()
    expect(page.locator(".r-centre")).to_have_count(1)
    sans_anomalie(page)

    ligne = page.get_by_role("row").filter(has_text="Café associatif Le Puits").first
    ligne.get_by_role("link", name="Ferme des Larris (fictive)").click()
    page.get_by_text("Retirer cette relation").click()
    page.get_by_label("Pourquoi la retirer").fill("Essai")
    page.get_by_role("button", name="Retirer", exact=True).click()
    expect(page.get_by_text("Cette relation est retirée.")).to_be_visible()
