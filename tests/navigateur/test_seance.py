"""A whole workshop in browsers: six phones, the facilitator, the big screen, a lost network."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.visite import BUREAU, TELEPHONE

GENRES = ("collectivite", "ess", "entreprise", "institution", "reseau", "habitant")
PATIENCE_MS = 20_000


@pytest.fixture
def demarche(site):
    """A démarche of this test's own, that the demo agent pilots."""
    return site.manage(
        "shell",
        "-v0",
        "-c",
        "from tests import fabriques as f\n"
        "from comptes.models import Utilisateur\n"
        "from demo.acces import adresse\n"
        "from territoires.models import Territoire\n"
        "agent = Utilisateur.objects.get(email=adresse('agent'))\n"
        "print(f.make_diagnostic(agent, territoire=Territoire.objects.first()).reference)",
    ).split()[-1]


def preparer(visiter, demarche: str, titre: str = "Atelier du navigateur", **champs: str) -> Page:
    """Sign the facilitator in and prepare a session."""
    visite = visiter(largeur=BUREAU)
    visite.se_connecter("agent")
    page = visite.aller(f"/demarches/{demarche}/seances/nouvelle/")
    page.get_by_label("Nom de la séance").fill(titre)
    for nom, valeur in champs.items():
        page.locator(f"#id_{nom}").fill(valeur)
    page.get_by_role("button", name="Préparer la séance").click()
    expect(page.locator("#conduite")).to_be_visible()
    page.set_default_timeout(PATIENCE_MS)
    return page


def passer(page: Page, etape: str) -> None:
    page.get_by_role("button", name=re.compile(f"Passer à . {etape}")).click()
    expect(page.locator("#barre .encours")).to_have_text(etape, timeout=PATIENCE_MS)


def entrer(visiter, adresse: str, rang: int, **options) -> Page:
    """Join by the link, as the QR code leads to."""
    visite = visiter(largeur=TELEPHONE, **options)
    page = visite.page
    page.set_default_timeout(PATIENCE_MS)
    page.goto(adresse)
    page.get_by_label("Votre prénom").fill(f"Personne {rang}")
    page.locator(f"input[value={GENRES[rang % 6]}]").check()
    page.get_by_role("button", name="Entrer").click()
    expect(page.locator("#salle")).to_be_visible()
    return page


def ecrire(page: Page, case: str, texte: str) -> None:
    page.locator(f"input[name=case][value={case}]").check(force=True)
    page.get_by_label("Votre note").fill(texte)
    page.get_by_role("button", name="Envoyer la note").click()


def carte(page: Page, texte: str):
    return page.locator(".s-carte", has_text=texte)


def test_un_atelier_entier_a_six_telephones(visiter, demarche, sans_anomalie):
    animation = preparer(visiter, demarche, voix_par_personne="2")
    adresse = animation.locator(".s-adresse").get_attribute("href")
    ecran = animation.context.new_page()
    ecran.goto(f"{animation.url}ecran/")
    sans_anomalie(ecran)
    telephones = [entrer(visiter, adresse, rang) for rang in range(5)]
    sans_anomalie(telephones[0])
    expect(ecran.locator(".e-comptes")).to_contain_text("5 personnes", timeout=PATIENCE_MS)

    passer(animation, "Recueillir")
    for rang, telephone in enumerate(telephones):
        expect(telephone.get_by_label("Votre note")).to_be_visible(timeout=PATIENCE_MS)
        ecrire(telephone, "force", f"Une gare TGV toute proche, dit {rang}")
        ecrire(telephone, "menace", f"Budget incertain numéro {rang} {'xyz'[rang % 3] * 4}")
        expect(telephone.locator(".s-miennes > li")).to_have_count(2, timeout=PATIENCE_MS)
    sans_anomalie(telephones[0])
    # Hidden from the others and from the big screen.
    assert "dit 1" not in telephones[0].content()
    expect(ecran.locator(".e-comptes")).to_contain_text("10 notes", timeout=PATIENCE_MS)
    assert "dit 1" not in ecran.content()
    # Somebody arrives late, at the step the room is at.
    retard = entrer(visiter, adresse, 5)
    expect(retard.get_by_label("Votre note")).to_be_visible()
    # The network goes: what is written waits on the phone, then leaves by itself, once.
    retard.context.set_offline(True)
    ecrire(retard, "opportunite", "Écrit sans réseau")
    expect(retard.locator("#attente")).to_contain_text("En attente d’envoi")
    ecrire(retard, "opportunite", "Une deuxième sans réseau")
    expect(retard.locator("#attente li")).to_have_count(2)
    retard.context.set_offline(False)
    expect(retard.locator("#attente li")).to_have_count(0, timeout=40_000)
    expect(retard.locator(".s-miennes > li")).to_have_count(2, timeout=PATIENCE_MS)
    telephones.append(retard)

    passer(animation, "Révéler")
    for telephone in telephones:
        expect(carte(telephone, "dit 4")).to_have_count(1, timeout=PATIENCE_MS)
    expect(carte(ecran, "Écrit sans réseau")).to_be_visible(timeout=PATIENCE_MS)
    passer(animation, "Regrouper")
    sans_anomalie(animation)
    animation.locator("#cotes").get_by_role("button", name=re.compile("Regrouper")).first.click()
    expect(animation.locator(".s-carte.est-groupe")).to_have_count(1, timeout=PATIENCE_MS)
    expect(telephones[2].locator(".s-carte.est-groupe")).to_have_count(1, timeout=PATIENCE_MS)
    animation.get_by_role("button", name=re.compile("^Annuler")).click()
    expect(animation.locator(".s-carte.est-groupe")).to_have_count(0, timeout=PATIENCE_MS)
    # With the mouse: one card onto another.
    carte(animation, "dit 0").locator(".s-texte").drag_to(carte(animation, "dit 1"))
    groupe = animation.locator(".s-carte.est-groupe")
    expect(groupe).to_have_count(1, timeout=PATIENCE_MS)
    expect(ecran.locator(".s-carte.est-groupe")).to_have_count(1, timeout=PATIENCE_MS)

    passer(animation, "Voter")
    for telephone in telephones:
        soutien = telephone.locator(".s-carte.est-groupe .t-voix")
        soutien.click(timeout=PATIENCE_MS)
        expect(soutien).to_have_attribute("aria-pressed", "true")
        expect(telephone.locator("#entete")).to_contain_text("1 voix sur 2", timeout=PATIENCE_MS)
    sans_anomalie(telephones[0])
    # No more than two.
    voix = telephones[0].locator(".t-voix[aria-pressed=false]")
    voix.first.click()
    expect(telephones[0].locator("#entete")).to_contain_text("0 voix", timeout=PATIENCE_MS)
    voix.first.click()
    expect(telephones[0].locator("#reseau")).to_contain_text("reprenez-en une", timeout=PATIENCE_MS)
    expect(telephones[0].locator(".t-voix[aria-pressed=true]")).to_have_count(
        2, timeout=PATIENCE_MS
    )

    passer(animation, "Décider")
    expect(groupe).to_contain_text("6 voix", timeout=PATIENCE_MS)
    expect(carte(telephones[1], "toutes les sortes d’acteurs").first).to_be_visible(
        timeout=PATIENCE_MS
    )
    sans_anomalie(animation)
    groupe.get_by_role("button", name=re.compile("^Garder")).click()
    expect(groupe).to_contain_text("Gardée", timeout=PATIENCE_MS)
    animation.once("dialog", lambda d: d.accept("Autre débat"))
    carte(animation, "Budget incertain numéro 0").get_by_role(
        "button", name=re.compile("^Écarter")
    ).click()
    expect(carte(ecran, "Budget incertain numéro 0")).to_contain_text(
        "Autre débat", timeout=PATIENCE_MS
    )
    animation.once("dialog", lambda d: d.accept())
    animation.get_by_role("button", name="Clore la séance").click()
    expect(telephones[3].locator("#salle")).to_contain_text("Merci", timeout=PATIENCE_MS)
    animation.goto(animation.url + "bilan/")
    expect(animation.locator("main")).to_contain_text("Motif : Autre débat")
    sans_anomalie(animation)
    animation.goto(animation.url.split("/seances/")[0] + "/matrice/")
    expect(animation.locator("#items-force .t-item")).to_have_count(1)
    expect(animation.locator("#items-force .t-voix")).to_contain_text("6")


def test_contribuer_et_voter_sans_javascript(visiter, demarche):
    animation = preparer(visiter, demarche, "Sans JavaScript")
    adresse = animation.locator(".s-adresse").get_attribute("href")
    passer(animation, "Recueillir")
    telephone = entrer(visiter, adresse, 1, java_script_enabled=False)
    ecrire(telephone, "faiblesse", "Écrit sans JavaScript")
    expect(telephone.locator(".s-miennes")).to_contain_text("Écrit sans JavaScript")
    passer(animation, "Révéler")
    passer(animation, "Regrouper")
    passer(animation, "Voter")
    telephone.get_by_role("link", name="Actualiser la page").click()
    telephone.locator(".t-voix").click()
    expect(telephone.locator(".t-voix")).to_have_attribute("aria-pressed", "true")
    expect(telephone.locator("#entete")).to_contain_text("4 voix sur 5")


def test_conduire_sans_javascript(visiter, demarche):
    preparee = preparer(visiter, demarche, "Conduite sans JavaScript")
    sans = visiter(largeur=BUREAU, java_script_enabled=False)
    sans.se_connecter("agent")
    page = sans.page
    page.goto(preparee.url)
    page.get_by_role("link", name="Saisir des notes papier").click()
    page.get_by_label("Une note par ligne").fill("Première\nDeuxième\nTroisième")
    page.get_by_role("button", name="Ajouter ces notes").click()
    expect(page.locator("#messages")).to_contain_text("3 notes saisies")
    page.get_by_role("link", name="Revenir à la conduite").click()
    for etape in ("Recueillir", "Révéler", "Regrouper"):
        passer(page, etape)
    page.locator(".s-choix input").nth(0).check()
    page.locator(".s-choix input").nth(1).check()
    page.locator("#gestuelle").get_by_role("button", name="Regrouper").click()
    expect(page.locator(".s-carte.est-groupe")).to_have_count(1)


def test_regrouper_au_clavier_seul(visiter, demarche):
    page = preparer(visiter, demarche, "Au clavier")
    adresse = page.locator(".s-adresse").get_attribute("href")
    passer(page, "Recueillir")
    telephone = entrer(visiter, adresse, 2)
    for texte in ("Alpha", "Bravo", "Charlie"):
        ecrire(telephone, "force", texte)
    expect(telephone.locator(".s-miennes > li")).to_have_count(3, timeout=PATIENCE_MS)
    passer(page, "Révéler")
    passer(page, "Regrouper")
    # Check boxes with the space bar, the wording, Enter.
    cases = page.locator(".s-choix input")
    expect(cases).to_have_count(3, timeout=PATIENCE_MS)
    cases.nth(0).focus()
    page.keyboard.press("Space")
    cases.nth(1).focus()
    page.keyboard.press("Space")
    page.locator("#gestuelle #texte").focus()
    page.keyboard.type("Alpha et Bravo")
    page.keyboard.press("Enter")
    groupe = page.locator(".s-carte.est-groupe")
    expect(groupe).to_contain_text("Alpha et Bravo", timeout=PATIENCE_MS)
    # Numbers alone do it too.
    numero = groupe.get_attribute("data-numero")
    reste = carte(page, "Charlie").get_attribute("data-numero")
    page.locator("#numeros").focus()
    page.keyboard.type(f"{numero} {reste}")
    page.keyboard.press("Enter")
    expect(groupe).to_contain_text("3 notes", timeout=PATIENCE_MS)


def test_revenir_d_un_autre_telephone(visiter, demarche):
    animation = preparer(visiter, demarche, "Deux téléphones")
    adresse = animation.locator(".s-adresse").get_attribute("href")
    passer(animation, "Recueillir")
    ancien = entrer(visiter, adresse, 3)
    ecrire(ancien, "force", "Gardée d’un téléphone à l’autre")
    expect(ancien.locator(".s-miennes > li")).to_have_count(1, timeout=PATIENCE_MS)
    ancien.get_by_text("Changer de téléphone").click()
    code = ancien.locator(".s-code").inner_text()
    nouveau = visiter(largeur=TELEPHONE).page
    nouveau.goto(ancien.url)
    nouveau.get_by_label("Code de retour").fill(code)
    nouveau.get_by_role("button", name="Revenir").click()
    expect(nouveau.locator(".s-miennes")).to_contain_text("Gardée d’un téléphone")
