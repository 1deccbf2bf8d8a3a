"""The whole job: two people on one matrix, then the report an elected official downloads."""

import io
import re

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.visite import TELEPHONE

ENONCES = {
    "force": "Atelier de menuiserie ouvert aux artisans du pays",
    "faiblesse": "Aucun atelier vélo entre Albert et Bray-sur-Somme",
    "opportunite": "La gare d’Albert prête à accueillir un service de vélos",
    "menace": "Départ en retraite de bénévoles sans relève annoncée",
}


def ouvrir_coquelicot(page: Page) -> None:
    """From any page: the nav, then the démarche."""
    # Its visible name is shorter on a phone.
    page.locator("nav a[href='/demarches/']").click()
    page.get_by_role("link", name=re.compile("La Manufacture du Coquelicot")).first.click()


def ouvrir_la_matrice(page: Page) -> None:
    """By the tabs of the démarche: its overview links there too."""
    onglets = page.get_by_role("navigation", name="Dans cette démarche")
    onglets.get_by_role("link", name="Matrice MOFF", exact=True).click()


def ajouter(page: Page, quadrant: str, texte: str) -> None:
    page.locator(f"#texte-{quadrant}").fill(texte)
    page.locator(f"#ajout-{quadrant}").get_by_role("button", name="Ajouter").click()
    expect(page.locator(f"#items-{quadrant}")).to_contain_text(texte)


def lire_pdf(octets: bytes) -> tuple[pikepdf.Pdf, str]:
    from pypdf import PdfReader

    texte = "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(octets)).pages)
    return pikepdf.open(io.BytesIO(octets)), re.sub(r"\s+", " ", texte)


def telecharger(page: Page, lien: str | re.Pattern[str]) -> bytes:
    with page.expect_download() as attente:
        page.get_by_role("link", name=lien).click()
    return attente.value.path().read_bytes()


def test_from_sign_in_to_the_downloaded_report(visiter, sans_anomalie):
    agente, collegue = visiter(), visiter(largeur=TELEPHONE)
    page = agente.se_connecter("agent")

    # The territory: its 65 communes, a map, the actors in a list and on the map.
    page.get_by_role("link", name="Territoires", exact=True).click()
    page.get_by_role("link", name="CC du Pays du Coquelicot").first.click()
    expect(page.get_by_role("main")).to_contain_text("65")
    sans_anomalie(page)
    agente.aller("/acteurs/?territoire=epci:248000747")
    expect(page.get_by_role("link", name="La Manufacture du Coquelicot")).to_be_visible()
    sans_anomalie(page)

    # The diagnostic and its matrix, a colleague on a phone at the same time.
    ouvrir_coquelicot(page)
    sans_anomalie(page)
    ouvrir_la_matrice(page)
    autre = collegue.se_connecter("collegue")
    ouvrir_coquelicot(autre)
    ouvrir_la_matrice(autre)
    for quadrant in ("force", "faiblesse"):
        ajouter(page, quadrant, ENONCES[quadrant])
        expect(autre.locator(f"#items-{quadrant}")).to_contain_text(ENONCES[quadrant])
    for quadrant in ("opportunite", "menace"):
        ajouter(autre, quadrant, ENONCES[quadrant])
        expect(page.locator(f"#items-{quadrant}")).to_contain_text(ENONCES[quadrant])
    rang = autre.locator("#items-force li", has_text=ENONCES["force"])
    rang.get_by_role("button", name=re.compile("[Vv]oix|[Ss]out")).click()
    expect(rang.get_by_role("button", name=re.compile("[Vv]oix|[Ss]out"))).to_have_attribute(
        "aria-pressed", "true"
    )
    sans_anomalie(page)
    sans_anomalie(autre)

    # The report: asked for, followed, downloaded, then shared with an elected official.
    agente.aller(re.sub("/matrice/.*", "/rapports/nouveau/", page.url.removeprefix(agente.base)))
    sans_anomalie(page)
    page.get_by_label(re.compile("Élues")).check()
    page.get_by_role("button", name="Produire le rapport").click()
    expect(page.get_by_role("link", name=re.compile("Télécharger le PDF"))).to_be_visible(
        timeout=60_000
    )
    sans_anomalie(page)
    pdf, texte = lire_pdf(telecharger(page, re.compile("Télécharger le PDF")))
    assert str(pdf.Root.Lang) == "fr"
    for enonce in ENONCES.values():
        assert enonce in texte
    page.get_by_role("button", name="Ouvrir un lien").click()
    adresse = page.get_by_label(re.compile("Adresse du lien")).first.input_value()

    elue = visiter(largeur=TELEPHONE)
    page_elue = elue.aller(adresse.removeprefix(elue.base))
    expect(page_elue.get_by_role("heading", level=1)).to_be_visible()
    sans_anomalie(page_elue)
    pdf, texte = lire_pdf(telecharger(page_elue, re.compile("PDF")))
    assert len(pdf.pages) > 3

    # Closed by its author, the link no longer opens anything.
    page.get_by_role("button", name="Fermer ce lien").first.click()
    expect(page.get_by_role("main")).to_contain_text("fermé")
    page_elue.reload()
    expect(page_elue.get_by_role("link", name=re.compile("Télécharger"))).to_have_count(0)
    sans_anomalie(page_elue)


def test_contributing_and_downloading_without_javascript(visiter):
    visite = visiter(java_script_enabled=False)
    page = visite.se_connecter("ville")
    page.get_by_role("link", name="Mes démarches").first.click()
    page.get_by_role("link", name=re.compile("Mutualiser")).first.click()
    ouvrir_la_matrice(page)
    matrice = page.url
    enonce = "Cuisine du tiers-lieu disponible en semaine"
    ajouter(page, "force", enonce)
    rang = page.locator("#items-force li", has_text=enonce)
    rang.get_by_role("button", name=re.compile("[Vv]oix|[Ss]out")).click()
    expect(page.locator("#items-force li", has_text=enonce)).to_contain_text("1")
    page.get_by_role("link", name=enonce).click()
    page.get_by_label("Déplacer vers").select_option("opportunite")
    page.get_by_role("button", name="Déplacer", exact=True).click()
    expect(page.locator("#items-opportunite")).to_contain_text(enonce)
    visite.aller(re.sub("/matrice/.*", "/rapports/nouveau/", matrice.removeprefix(visite.base)))
    page.get_by_role("button", name="Produire le rapport").click()
    expect(page.get_by_role("link", name=re.compile("Télécharger le PDF"))).to_be_visible(
        timeout=60_000
    )
    adresse = page.get_by_role("link", name=re.compile("Télécharger le PDF")).get_attribute("href")
    _, texte = lire_pdf(visite.contexte.request.get(visite.base + adresse).body())
    assert enonce in texte


def appuyer(page: Page, *touches: str) -> None:
    for touche in touches:
        page.keyboard.press(touche)


def tabuler_jusqu_a(page: Page, selecteur: str, *, limite: int = 400) -> None:
    """Press Tab until the element matching ``selecteur`` has the focus, and check it shows."""
    for _ in range(limite):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selecteur):
            contour = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert contour != "none", f"no visible focus on {selecteur}"
            return
    pytest.fail(f"{selecteur} is not reached with the keyboard on {page.url}")


def test_keyboard_only(visiter):
    visite = visiter()
    page = visite.aller("/comptes/login/")
    tabuler_jusqu_a(page, "[name=login]")
    page.keyboard.type("collegue@demo.terreau.example")
    tabuler_jusqu_a(page, "[name=password]")
    page.keyboard.type("terreau-demo-2026")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    tabuler_jusqu_a(page, "nav a[href='/demarches/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/demarches/")
    tabuler_jusqu_a(page, "main h3 a, main h2 a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/demarches/\w{12}/$"))
    tabuler_jusqu_a(page, "a[href$='/matrice/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/matrice/")
    enonce = "Écrit sans toucher la souris"
    tabuler_jusqu_a(page, "#texte-menace")
    page.keyboard.type(enonce)
    page.keyboard.press("Enter")
    expect(page.locator("#items-menace")).to_contain_text(enonce)
    page.get_by_role("link", name=enonce).focus()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator("#items-opportunite")).to_contain_text(enonce)
    page.get_by_role("link", name=enonce).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=enonce)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name=enonce)).to_have_count(0)


def test_dragging_a_statement_to_another_quadrant(visiter):
    visite = visiter()
    page = visite.se_connecter("reseau")
    ouvrir_coquelicot(page)
    ouvrir_la_matrice(page)
    enonce = "Énoncé que l’on déplace à la souris"
    ajouter(page, "force", enonce)
    poignee = page.locator("#items-force li", has_text=enonce).locator("[data-poignee]")
    poignee.scroll_into_view_if_needed()
    depart = poignee.bounding_box()
    arrivee = page.locator("#items-faiblesse li").last.bounding_box()
    page.mouse.move(depart["x"] + 5, depart["y"] + 5)
    page.mouse.down()
    page.mouse.move(arrivee["x"] + 60, arrivee["y"] + 10, steps=12)
    page.mouse.up()
    expect(page.locator("#items-faiblesse")).to_contain_text(enonce)
    page.reload()
    expect(page.locator("#items-faiblesse")).to_contain_text(enonce)


def test_two_people_edit_the_same_statement(visiter):
    premiere, seconde = visiter(), visiter()
    page, autre = premiere.se_connecter("agent"), seconde.se_connecter("collegue")
    ouvrir_coquelicot(page)
    ouvrir_la_matrice(page)
    matrice = page.url.removeprefix(premiere.base)
    ajouter(page, "opportunite", "Texte de départ à deux")
    page.get_by_role("link", name="Texte de départ à deux").click()
    page.get_by_role("link", name=re.compile("Reformuler|Modifier")).first.click()
    seconde.aller(matrice)
    autre.get_by_role("link", name="Texte de départ à deux").click()
    autre.get_by_role("link", name=re.compile("Reformuler|Modifier")).first.click()
    page.locator("#panneau textarea").fill("La version de l’agente")
    page.locator("#panneau").get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#items-opportunite")).to_contain_text("La version de l’agente")
    # The colleague is still typing: neither the polling nor the save loses the text.
    autre.locator("#panneau textarea").fill("La version du collègue")
    autre.wait_for_timeout(3000)
    expect(autre.locator("#panneau textarea")).to_have_value("La version du collègue")
    autre.locator("#panneau").get_by_role("button", name="Enregistrer").click()
    conflit = autre.locator("#panneau")
    expect(conflit).to_contain_text("La version de l’agente")
    expect(conflit).to_contain_text("La version du collègue")
    autre.get_by_role("button", name="Garder tout le mien").click()
    expect(autre.locator("#items-opportunite")).to_contain_text("La version du collègue")
