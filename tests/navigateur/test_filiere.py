"""Building « réemploi » from nothing to a diagram that shows its gaps, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

OUVRIR = "/filieres/creer/?depart=vide&territoire=epci/248000747"


def _valider(page: Page, bouton: str = "Ajouter") -> None:
    page.locator("main").get_by_role("button", name=bouton, exact=True).click()


def _maillon(page: Page, base: str, intitule: str, sorte: str, capacite: str = "") -> None:
    page.goto(f"{base}maillons/nouveau/")
    page.locator("[name=intitule]").fill(intitule)
    page.locator("[name=type]").select_option(sorte)
    if capacite:
        page.locator("[name=capacite]").fill(capacite)
        page.locator("[name=unite]").fill("t/an")
    _valider(page)
    expect(page.locator("main").get_by_text(intitule).first).to_be_visible()


def _cle(page: Page, intitule: str) -> str:
    boite = page.locator(".fi-boite").filter(has_text=intitule).first
    return boite.get_attribute("data-maillon") or ""


def _flux(page: Page, adresse: str, origine: str, arrivee: str, volume: str) -> None:
    page.goto(adresse)
    page.locator("[name=origine]").select_option(label=origine)
    page.locator("[name=arrivee]").select_option(label=arrivee)
    page.locator("[name=volume]").fill(volume)
    page.locator("[name=unite]").fill("t/an")
    _valider(page)
    expect(page.locator("main").get_by_text(volume).first).to_be_visible()


def _souris(page: Page, depart: tuple[float, float], arrivee: tuple[float, float]) -> None:
    page.mouse.move(*depart)
    page.mouse.down()
    page.mouse.move(*arrivee, steps=6)
    expect(page.locator(".fi-voie.est-nouvelle")).to_be_attached()
    with page.expect_navigation():
        page.mouse.up()


def _doigt(page: Page, depart: tuple[float, float], arrivee: tuple[float, float]) -> None:
    ecran = page.context.new_cdp_session(page)

    def toucher(geste: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        ecran.send("Input.dispatchTouchEvent", {"type": geste, "touchPoints": touches})

    toucher("touchStart", depart)
    expect(page.locator(".fi-boite.est-saisie")).to_be_attached()
    toucher("touchMove", ((depart[0] + arrivee[0]) / 2, depart[1]))
    toucher("touchMove", arrivee)
    expect(page.locator(".fi-voie.est-nouvelle")).to_be_attached()
    with page.expect_navigation():
        toucher("touchEnd")


@pytest.fixture
def pilote(visiter):
    visite = visiter()
    visite.se_connecter("agent")
    return visite


def test_reemploi_from_nothing_to_its_gaps(pilote, sans_anomalie):
    page = pilote.aller(OUVRIR)
    page.locator("[name=nom]").fill("Réemploi d’essai")
    page.locator("[name=theme]").select_option("reemploi")
    _valider(page, "Ouvrir la filière")
    page.wait_for_url(re.compile(r"/maillons/$"))
    base = page.url.removesuffix("maillons/")

    page.goto(base)
    expect(
        page.get_by_role("heading", name="La filière attend son premier maillon")
    ).to_be_visible()
    _maillon(page, base, "Collecte", "mt-collecte", "600")
    _maillon(page, base, "Tri", "mt-tri", "200")
    _maillon(page, base, "Lavage", "mt-lavage")

    # Before any figure: the order of the chain is supposed, nobody stands anywhere.
    page.goto(base)
    expect(page.locator(".fi-boite")).to_have_count(3)
    expect(page.locator(".fi-suppose").first).to_be_attached()
    cles = {nom: _cle(page, nom) for nom in ("Collecte", "Tri", "Lavage")}
    for nom, structure in (("Collecte", "Ressourcerie d’essai"), ("Tri", "Atelier d’essai")):
        page.goto(f"{base}maillons/{cles[nom]}/acteurs/nouveau/")
        page.locator("[name=nom_libre]").fill(structure)
        _valider(page)
        expect(page.locator("main").get_by_text(structure).first).to_be_visible()

    page.goto(f"{base}gisements/nouveau/")
    page.locator("[name=ressource]").fill("Objets jetés")
    page.locator("[name=quantite]").fill("500")
    page.locator("[name=unite]").fill("t/an")
    _valider(page)
    flux = f"{base}flux/nouveau/"
    _flux(page, flux, "Objets jetés", "Collecte", "450")
    _flux(page, flux, "Collecte", "Tri", "400")

    # The diagram says where the chain breaks, in words and not by colour alone.
    page.goto(base)
    tri = page.locator(".fi-boite").filter(has_text="Tri").first
    lavage = page.locator(".fi-boite").filter(has_text="Lavage").first
    expect(tri).to_contain_text("Goulot")
    expect(tri).to_contain_text("400 sur 200")
    expect(lavage).to_contain_text("Manquant")
    sans_anomalie(page)

    # A maillon is moved with the keyboard, and keeps its place.
    colonne = int(lavage.get_attribute("data-colonne"))
    page.locator(".fi-lien").filter(has=page.locator(".est-manquant")).focus()
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowLeft")
    expect(lavage).to_have_attribute("data-colonne", str(colonne - 1))
    expect(page.locator(".fi-lien").filter(has=page.locator(".est-manquant"))).to_be_focused()

    # Dragged beyond the last one, then once more: it leaves an empty column behind it.
    for arrivee in (colonne, colonne + 1):
        lavage.scroll_into_view_if_needed()
        papier = lavage.locator(".fi-papier").bounding_box()
        x, y = papier["x"] + 40, papier["y"] + 30
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 3 * papier["width"], y, steps=6)
        expect(page.locator(".fi-voie")).to_be_attached()
        with page.expect_navigation():
            page.mouse.up()
        expect(lavage).to_have_attribute("data-colonne", str(arrivee))

    # Dropped between two columns it opens one there; a finger that rests on it does the same.
    for tenir in (_souris, _doigt):
        lavage.scroll_into_view_if_needed()
        papier = lavage.locator(".fi-papier").bounding_box()
        suivante = tri.locator(".fi-papier").bounding_box()
        vise = suivante["x"] - 0.2 * suivante["width"]
        depart = (papier["x"] + papier["width"] / 2, papier["y"] + 30)
        avant = int(tri.get_attribute("data-colonne"))
        tenir(page, depart, (vise, depart[1]))
        expect(lavage).to_have_attribute("data-colonne", str(avant))
        expect(tri).to_have_attribute("data-colonne", str(avant + 1))
        page.locator(".fi-lien").filter(has=page.locator(".est-manquant")).focus()
        with page.expect_navigation():  # back beside « Tri » for the next one
            page.keyboard.press("Alt+ArrowRight")

    # Drawing from one maillon to another opens the form of the flow, its ends chosen.
    poignee = tri.locator(".fi-poignee")
    poignee.scroll_into_view_if_needed()
    depart, cible = poignee.bounding_box(), lavage.locator(".fi-papier").bounding_box()
    page.mouse.move(depart["x"] + depart["width"] / 2, depart["y"] + depart["height"] / 2)
    page.mouse.down()
    page.mouse.move(cible["x"] + cible["width"] / 2, cible["y"] + 30, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile(r"/flux/nouveau/\?"))
    expect(page.locator("[name=arrivee] option:checked")).to_have_text("Lavage")
    expect(page.locator("[name=origine] option:checked")).to_have_text("Tri")
