"""A citizen proposes an actor from a phone; a curator's morning: read, decide, undo, ask.

Entries are the test's own, in a commune of its own département.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.visite import TELEPHONE
from tests.serveur import Serveur

PREPARER = """
from acteurs.models import Acteur
from acteurs.services import create_acteur
from moderation.services.contributions import Signature, propose_correction
for rang in ("un", "deux"):
    fiche = create_acteur(champs=dict(nom=f"Essai vivant {rang}", commune_id="80016",
                                      adresse="1 rue A", statut="publie"), confirme=True)
    propose_correction(acteur=fiche, champs=dict(adresse=f"2 rue {rang}", sigle="EV"),
                       signature=Signature(source="Vu sur place", courriel="c@demo.example"))
"""
NETTOYER = """
from acteurs.models import Acteur
from moderation.models import Contribution
Contribution.objects.filter(valeurs__nom="Essai citoyen").delete()
Acteur.objects.filter(nom__startswith="Essai ").delete()
"""


@pytest.fixture(scope="module")
def fiches(site: Serveur):
    site.manage("shell", "-v0", "-c", PREPARER)
    yield
    site.manage("shell", "-v0", "-c", NETTOYER)


def ligne(page: Page, nom: str):
    return page.get_by_role("listitem").filter(
        has=page.get_by_role("heading", name=nom, exact=True)
    )


def test_a_citizen_proposes_an_actor_from_a_phone(visiter, sans_anomalie):
    visite = visiter(largeur=TELEPHONE, color_scheme="dark")
    page = visite.aller("/acteurs/")
    page.get_by_role("link", name="Proposer un acteur").click()
    page.get_by_label("Nom de la structure", exact=True).fill("Essai citoyen")
    page.get_by_label("Commune", exact=False).first.fill("Albert")
    expect(page.locator("#choix-commune").get_by_role("radio").first).to_be_visible()
    page.get_by_label("Albert (80300, Somme)").check()
    sans_anomalie(page)
    page.get_by_role("button", name="Envoyer la proposition").click()
    expect(page.get_by_role("alert")).to_contain_text("Comment le savez-vous")
    page.get_by_label("Comment le savez-vous").fill("Leur affiche")
    page.get_by_role("button", name="Envoyer la proposition").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")
    expect(page.get_by_text("Gardez l’adresse de cette page")).to_be_visible()
    sans_anomalie(page)


def test_a_curators_morning(visiter, sans_anomalie, fiches):
    visite = visiter()
    visite.se_connecter("reseau")
    page = visite.aller("/moderation/?quoi=correction&de=public")
    sans_anomalie(page)
    # Ticked and accepted, then undone.
    ligne(page, "Essai vivant un").get_by_role("checkbox").check()
    page.get_by_role("button", name="Accepter", exact=True).click()
    expect(page.get_by_text("1 proposition acceptée.")).to_be_visible()
    expect(ligne(page, "Essai vivant un")).to_have_count(0)
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("1 décision annulée")).to_be_visible()
    # Read beside the entry: a question, then one of the two changes.
    page.get_by_role("link", name="Essai vivant un", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Essai vivant un")
    sans_anomalie(page)
    page.get_by_label("Votre question").fill("Depuis quand ?")
    page.get_by_role("button", name="Poser la question").click()
    expect(page.get_by_text("La question est envoyée")).to_be_visible()
    page.get_by_role("checkbox", name="Sigle").uncheck()
    page.get_by_role("button", name="Accepter ce qui est coché").click()
    expect(page.get_by_text("1 proposition acceptée.")).to_be_visible()
    # A refusal says why, or keeps what was ticked.
    page = visite.aller("/moderation/?quoi=correction&de=public")
    ligne(page, "Essai vivant deux").get_by_role("checkbox").check()
    page.get_by_role("button", name="Refuser", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Dites pourquoi")
    expect(ligne(page, "Essai vivant deux").get_by_role("checkbox")).to_be_checked()
    page.get_by_label("Motif").fill("La fiche dit déjà juste.")
    page.get_by_role("button", name="Refuser", exact=True).click()
    expect(page.get_by_text("1 proposition refusée.")).to_be_visible()
