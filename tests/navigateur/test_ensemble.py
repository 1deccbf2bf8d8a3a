"""Working together, in a browser: comment by mouse, keyboard, without JavaScript; follow; go back."""

import re

import pytest
from playwright.sync_api import expect

from tests.navigateur.visite import TELEPHONE

CREER = """
from diagnostics.models import Diagnostic, MembreDiagnostic
from diagnostics.services.elements import ajouter
from comptes.models import Utilisateur
modele = Diagnostic.objects.get(code_demo="coquelicot")
pilote, collegue = (
    Utilisateur.objects.get(email=f"{c}@demo.terreau.example") for c in ("agent", "collegue")
)
d = Diagnostic.objects.create(
    titre="Essai ensemble", territoire=modele.territoire, organisation=modele.organisation,
    pilote=pilote,
)
MembreDiagnostic.objects.create(diagnostic=d, utilisateur=pilote, role="pilote")
MembreDiagnostic.objects.create(diagnostic=d, utilisateur=collegue, role="agent")
e = ajouter(diagnostic=d, quadrant="force", texte="Un lavoir remis en eau", auteur=pilote)
print(d.reference, e.reference)
"""


@pytest.fixture
def lieu(site):
    """A process of this test's own: its address and that of a statement's conversation."""
    demarche, element = site.manage("shell", "-v0", "-c", CREER).split()
    return f"/demarches/{demarche}/", f"/demarches/{demarche}/echanges/element/{element}/"


def test_comment_answer_resolve(visiter, sans_anomalie, lieu):
    _, fil = lieu
    visite = visiter()
    page = visite.se_connecter("agent")
    visite.aller(fil)
    page.get_by_label("Votre commentaire").fill("Est-ce ouvert toute l’année ?")
    page.get_by_role("button", name="Commenter").click()
    # Swapped in place: the new remark takes the focus.
    remarque = page.get_by_role("article").filter(has_text="toute l’année")
    expect(remarque).to_be_focused()
    sans_anomalie(page)
    page.get_by_text("Répondre", exact=False).first.click()
    page.get_by_label("Votre réponse").fill("D’avril à octobre.")
    page.get_by_role("button", name="Répondre", exact=True).click()
    expect(page.get_by_role("article")).to_have_count(2)
    page.get_by_role("button", name="Marquer comme résolue").click()
    expect(page.get_by_text("1 conversation résolue")).to_be_visible()
    sans_anomalie(page)


def test_names_are_proposed_after_the_at_sign(visiter, sans_anomalie, lieu):
    _, fil = lieu
    visite = visiter(largeur=TELEPHONE, color_scheme="dark")
    page = visite.se_connecter("agent")
    visite.aller(fil)
    champ = page.get_by_label("Votre commentaire")
    champ.press_sequentially("Merci @coll")
    choix = page.get_by_role("option", name="Collègue du Pays du Coquelicot")
    expect(choix).to_be_visible()
    sans_anomalie(page)
    champ.press("Enter")
    expect(champ).to_have_value("Merci @Collègue du Pays du Coquelicot ")
    expect(choix).to_have_count(0)
    # Escape closes the list and keeps the text.
    champ.press_sequentially("et @")
    expect(choix).to_be_visible()
    champ.press("Escape")
    expect(choix).to_have_count(0)
    page.get_by_role("button", name="Commenter").click()
    expect(page.locator(".e-mention")).to_have_text("@Collègue du Pays du Coquelicot")
    autre = visiter()
    leur_page = autre.se_connecter("collegue")
    autre.aller("/")
    expect(leur_page.get_by_role("heading", name=re.compile("Lire .*mention"))).to_be_visible()


def test_commenting_without_javascript(visiter, lieu):
    _, fil = lieu
    visite = visiter(java_script_enabled=False)
    page = visite.se_connecter("agent")
    visite.aller(fil)
    page.get_by_label("Votre commentaire").fill("Sans un script")
    page.locator("summary", has_text="Prévenir quelqu’un").first.click()
    page.get_by_label("Collègue du Pays du Coquelicot").check()
    page.get_by_role("button", name="Commenter").click()
    article = page.get_by_role("article").filter(has_text="Sans un script")
    expect(article).to_be_visible()
    expect(article).to_contain_text("À l’attention de Collègue")
    article.get_by_role("link", name="Modifier").click()
    page.get_by_label("Reformuler").fill("Toujours sans script")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("article")).to_contain_text("Toujours sans script")
    page.get_by_role("button", name="Effacer").click()
    expect(page.get_by_role("article")).to_contain_text("Commentaire effacé")
    page.get_by_role("button", name="Le remettre").click()
    expect(page.get_by_role("article")).to_contain_text("Toujours sans script")


def test_by_keyboard_alone(visiter, lieu):
    _, fil = lieu
    visite = visiter()
    page = visite.se_connecter("agent")
    visite.aller(fil)
    champ = page.get_by_label("Votre commentaire")
    for _ in range(60):
        page.keyboard.press("Tab")
        if champ.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.type("Au clavier")
    bouton = page.get_by_role("button", name="Commenter")
    for _ in range(4):
        page.keyboard.press("Tab")
        if bouton.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_contain_text("Au clavier")
    expect(page.get_by_role("article")).to_be_focused()


def test_follow_and_go_back(visiter, sans_anomalie, lieu):
    base, _ = lieu
    visite = visiter()
    page = visite.se_connecter("agent")
    visite.aller(base)
    page.get_by_role("button", name="Suivre cette démarche").click()
    expect(page.get_by_role("button", name="Suivi")).to_have_attribute("aria-pressed", "true")
    visite.aller(f"{base}reglages/")
    page.get_by_label("Titre").fill("Essai renommé")
    page.get_by_role("button", name="Enregistrer").first.click()
    page.get_by_text("Réglages enregistrés").wait_for()
    visite.aller(f"{base}historique/?outil=demarche")
    sans_anomalie(page)
    page.get_by_role("button", name=re.compile("Revenir à cette version")).last.click()
    page.get_by_text("est revenu en arrière").wait_for()
    visite.aller(base)
    expect(page.get_by_role("heading", level=1)).to_have_text("Essai ensemble")


def test_two_people_in_the_same_settings(visiter, sans_anomalie, lieu):
    base, _ = lieu
    ici, ailleurs = visiter(), visiter()
    page, autre = ici.se_connecter("agent"), ailleurs.se_connecter("agent")
    for visite in (ici, ailleurs):
        visite.aller(f"{base}reglages/")
    autre.get_by_label("Titre").fill("Titre d’ailleurs")
    autre.locator("#id_resume").fill("Résumé d’ailleurs")
    autre.get_by_role("button", name="Enregistrer").first.click()
    autre.get_by_text("Réglages enregistrés").wait_for()
    page.get_by_label("Titre").fill("Titre d’ici")
    page.get_by_role("button", name="Enregistrer").first.click()
    expect(
        page.get_by_role("heading", name=re.compile("a enregistré une autre version"))
    ).to_be_visible()
    sans_anomalie(page)
    expect(page.get_by_label("Titre")).to_have_value("Titre d’ici")
    expect(page.locator("#id_resume")).to_have_value("Résumé d’ailleurs")
    page.get_by_role("button", name="Enregistrer", exact=True).first.click()
    page.get_by_text("Réglages enregistrés").wait_for()
