"""The interactive map in a real browser: tiles, keyboard, popups, list, address, network, paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.visite import TELEPHONE

COQUELICOT = "/acteurs/?territoire=epci:248000747"


def plan(page: Page):
    return page.get_by_role("region", name=re.compile("Carte interactive"))


def ouvrir(page: Page):
    page.get_by_role("button", name="Explorer la carte").press("Enter")
    expect(plan(page)).to_have_attribute("aria-busy", "false")
    expect(plan(page).locator(".te-marques button").first).to_be_attached()
    return plan(page)


def compte(page: Page):
    return page.locator("[data-carte-compte]")


def places(page: Page) -> int:
    """How many actors the list says are on the map: other tests add some to the site."""
    texte = page.locator("[data-annonce]").inner_text()
    return int(re.sub(r"\D", "", re.search(r":\s*([\d\s]+) sur la carte", texte)[1]))


def vue(page: Page) -> list[float]:
    """Zoom, latitude, longitude of the address, once the map is at rest."""
    page.wait_for_url(re.compile("vue="))
    page.wait_for_timeout(600)
    return [float(v) for v in re.search(r"vue=([\d./-]+)", page.url)[1].split("/")]


def test_the_map_opens_on_the_whole_of_france(visiter, sans_anomalie):
    visite = visiter()
    page = visite.se_connecter("agent")
    visite.aller("/acteurs/")
    requetes: list[str] = []
    page.on("request", lambda r: requetes.append(r.url))
    carte = ouvrir(page)
    expect(carte).to_be_focused()
    expect(compte(page)).to_have_text(re.compile(rf"^{places(page)}\u00a0acteurs dans la vue"))
    assert any("/acteurs/tuiles/" in r for r in requetes)
    assert any(r.endswith("/territoires/fond.json") for r in requetes)
    assert not any("points.geojson" in r for r in requetes)
    page.get_by_text("Légende des familles").click()
    expect(page.locator("[data-compte-famille=cooperative]")).to_have_text("1")
    sans_anomalie(page)
    page.get_by_role("button", name="Revenir au dessin").click()
    expect(page.get_by_role("button", name="Explorer la carte")).to_be_focused()
    expect(page.locator("svg.t-carte-dessin")).to_be_visible()
    assert "vue=" not in page.url


def test_marks_are_read_and_opened_from_the_keyboard(visiter, sans_anomalie):
    visite = visiter()
    page = visite.se_connecter("agent")
    visite.aller(COQUELICOT + "&hors_perimetre=on")
    carte = ouvrir(page)
    actif = page.locator("*:focus")
    page.keyboard.press("n")
    premier = actif.get_attribute("aria-label")
    page.keyboard.press("n")
    assert actif.get_attribute("aria-label") != premier
    page.keyboard.press("p")
    assert actif.get_attribute("aria-label") == premier
    page.keyboard.press("Home")
    noms = []
    for _ in range(carte.locator(".te-marques button:not([hidden])").count()):
        noms.append(actif.get_attribute("aria-label"))
        page.keyboard.press("n")
    assert any("Association Saint-Jean" in nom and "Péronne" in nom for nom in noms)
    assert any(re.match(r"\d+\u00a0acteurs", nom) for nom in noms)
    # One tab stop for all the marks.
    assert carte.locator(".te-marques button[tabindex='0']:not([hidden])").count() == 1
    carte.get_by_role("button", name=re.compile("Association Saint-Jean")).press("Enter")
    bulle = carte.get_by_role("dialog", name=re.compile("Association Saint-Jean"))
    expect(bulle.get_by_role("link", name="Association Saint-Jean")).to_be_focused()
    expect(page.locator("[data-acteur].est-choisi")).to_contain_text("Association Saint-Jean")
    sans_anomalie(page)
    page.keyboard.press("Escape")
    expect(bulle).to_have_count(0)
    expect(actif).to_have_attribute("aria-label", re.compile("Association Saint-Jean"))


def test_a_group_is_looked_into_or_read_in_the_list(visiter):
    visite = visiter()
    page = visite.se_connecter("agent")
    visite.aller("/acteurs/")
    carte = ouvrir(page)
    expect(compte(page)).to_have_text(re.compile(rf"^{places(page)}\b"))
    zoom = vue(page)[0] if "vue=" in page.url else 0
    groupe = carte.get_by_role("button", name=re.compile(r"acteurs")).first
    groupe.press("Enter")
    carte.get_by_role("button", name="Agrandir ici").press("Enter")
    page.wait_for_timeout(500)
    assert vue(page)[0] > zoom
    page.get_by_role("button", name="Voir toute la France").click()
    page.wait_for_timeout(600)
    carte.get_by_role("button", name=re.compile(r"acteurs")).first.press("Enter")
    carte.get_by_role("button", name=re.compile("Voir .* dans la liste")).press("Enter")
    page.wait_for_url(re.compile("cadre="))
    expect(plan(page)).to_be_visible()
    expect(page.locator("#resultats [data-annonce]").first).not_to_contain_text("28")


def test_filters_change_the_tiles_and_keep_the_view(visiter):
    visite = visiter()
    page = visite.se_connecter("agent")
    visite.aller(COQUELICOT)
    carte = ouvrir(page)
    carte.press("+")
    avant = vue(page)
    page.get_by_label("Famille").select_option("cooperative")
    page.wait_for_url(re.compile("famille=cooperative"))
    expect(compte(page)).to_have_text("1\u00a0acteur dans la vue")
    expect(plan(page)).to_be_visible()
    assert vue(page) == pytest.approx(avant, abs=0.001)
    # Nobody answers: the map stays, to go and look elsewhere.
    page.get_by_label("Famille").select_option("mutuelle")
    expect(page.locator("#resultats")).to_contain_text("Aucun acteur")
    expect(plan(page)).to_be_visible()
    expect(compte(page)).to_have_text("Aucun acteur dans la vue")


def test_the_list_follows_the_map_when_asked(visiter, sans_anomalie):
    visite = visiter()
    page = visite.se_connecter("agent")
    visite.aller("/acteurs/?vue=12/50/2.65")
    expect(plan(page)).to_have_attribute("aria-busy", "false")
    rangs = page.locator(".t-vueliste [data-acteur]")
    expect(page.locator("#resultats")).to_contain_text("Lomme")
    page.get_by_label("La liste suit la carte").check()
    page.wait_for_url(re.compile("cadre="))
    expect(page.locator("#resultats")).not_to_contain_text("Lomme")
    proches = rangs.count()
    assert proches
    plan(page).focus()
    for _ in range(5):
        page.keyboard.press("ArrowUp")
        page.wait_for_timeout(300)
    expect(page.locator("#resultats")).not_to_contain_text("La Manufacture")
    # The focus never left the map.
    expect(plan(page)).to_be_focused()
    page.get_by_label("La liste suit la carte").uncheck()
    expect(page.locator("#resultats")).to_contain_text("Lomme")
    page.wait_for_url(lambda adresse: "cadre=" not in adresse)
    sans_anomalie(page)


def test_search_in_this_area(visiter):
    visite = visiter()
    page = visite.se_connecter("agent")
    visite.aller("/acteurs/")
    carte = ouvrir(page)
    bouton = page.get_by_role("button", name="Chercher dans cette zone")
    expect(bouton).to_be_hidden()
    page.get_by_label("Aller en métropole").select_option("La Réunion")
    bouton.click()
    expect(page.locator("#resultats")).to_contain_text("Aucun acteur")
    expect(carte).to_be_visible()
    page.wait_for_url(re.compile("cadre="))
    page.go_back()
    expect(page.locator("#resultats")).to_contain_text("La Manufacture")


def test_an_address_brings_the_view_back(visiter):
    visite = visiter()
    page = visite.se_connecter("agent")
    visite.aller("/acteurs/?territoire=epci:248000747&vue=13/50.003/2.65")
    expect(plan(page)).to_have_attribute("aria-busy", "false")
    assert vue(page) == [13, 50.003, 2.65]
    plan(page).press("-")
    page.wait_for_timeout(700)
    autre = visiter()
    copie = autre.se_connecter("collegue")
    autre.aller(page.url.removeprefix(visite.base))
    expect(plan(copie)).to_have_attribute("aria-busy", "false")
    assert vue(copie) == vue(page) == [12, 50.003, 2.65]
    # Links of the list keep the view.
    page.get_by_role("link", name=re.compile("Territoire.*retirer")).click()
    expect(plan(page)).to_have_attribute("aria-busy", "false")
    assert vue(page)[0] == 12
    assert "territoire=" not in page.url


@pytest.mark.parametrize("largeur", [None, TELEPHONE])
def test_without_network_the_last_tiles_stay_until_it_comes_back(visiter, largeur):
    visite = visiter(**({"largeur": largeur} if largeur else {}))
    page = visite.se_connecter("agent")
    visite.aller("/acteurs/?vue=9/50/2.65")
    expect(plan(page)).to_have_attribute("aria-busy", "false")
    marques = plan(page).locator(".te-marques button:not([hidden])")
    expect(marques.first).to_be_attached()
    visite.contexte.set_offline(True)
    plan(page).focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    etat = page.locator("[data-carte-etat]")
    expect(etat).to_contain_text("Réseau perdu")
    expect(marques.first).to_be_attached()
    visite.contexte.set_offline(False)
    expect(etat).to_be_hidden()
    expect(plan(page)).to_have_attribute("aria-busy", "false")


def test_without_javascript_the_drawing_and_the_list_say_the_same(visiter):
    visite = visiter(java_script_enabled=False)
    page = visite.se_connecter("agent")
    visite.aller("/acteurs/?vue=9/50/2.65")
    expect(page.locator("svg.t-carte-dessin")).to_be_visible()
    expect(page.get_by_role("button", name="Explorer la carte")).to_be_hidden()
    expect(page.locator(".t-vueliste")).to_contain_text("La Manufacture")


def test_position_full_screen_and_paper(visiter, sans_anomalie):
    visite = visiter(
        largeur=TELEPHONE,
        permissions=["geolocation"],
        geolocation={"latitude": 48.39, "longitude": -4.49},
        color_scheme="dark",
    )
    page = visite.se_connecter("agent")
    visite.aller("/acteurs/")
    carte = ouvrir(page)
    page.get_by_role("button", name="Aller à ma position").click()
    page.wait_for_timeout(800)
    assert vue(page)[1:] == pytest.approx([48.39, -4.49], abs=0.01)
    sans_anomalie(page)
    page.get_by_role("button", name="Plein écran").click()
    expect(page.get_by_role("button", name="Quitter le plein écran")).to_be_visible()
    page.wait_for_timeout(300)
    assert carte.bounding_box()["height"] > 700
    page.get_by_role("button", name="Quitter le plein écran").click()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    image = carte.locator("canvas.te-impression")
    expect(image).to_be_visible()
    # Drawn for white paper, though the screen is dark.
    clair = image.evaluate(
        "(c) => { const d = c.getContext('2d').getImageData(0, 0, c.width, 40).data;"
        " let s = 0; for (let i = 0; i < d.length; i += 4) s += d[i]; return s / (d.length / 4); }"
    )
    assert clair > 200
    page.evaluate("dispatchEvent(new Event('afterprint'))")


def test_the_map_of_an_actor_shows_it_among_its_neighbours(visiter, sans_anomalie):
    visite = visiter()
    page = visite.se_connecter("agent")
    visite.aller("/acteurs/?q=manufacture")
    page.get_by_role("link", name="La Manufacture du Coquelicot").click()
    carte = ouvrir(page)
    # Several actors stand at the centre of Albert: the map says so and leads to them.
    carte.get_by_role("button", name=re.compile(r"^\d+.acteurs")).first.press("Enter")
    suite = carte.get_by_role("link", name=re.compile(r"Voir ces \d+.acteurs"))
    expect(suite).to_be_focused()
    assert "vue=" not in page.url
    sans_anomalie(page)
    expect(page.get_by_label("La liste suit la carte")).to_be_hidden()
    suite.press("Enter")
    expect(page.locator(".t-vueliste")).to_contain_text("La Manufacture")
