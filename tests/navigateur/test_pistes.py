"""Ideas and convergence in a real browser: the actor on a phone, without JavaScript, the keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.navigateur.visite import TELEPHONE

CREER = """
from diagnostics.models import Diagnostic, Piste
from diagnostics.services import liens_personnels as l, pistes as s
d = Diagnostic.objects.get(code_demo='coquelicot')
p, _ = Piste.objects.get_or_create(diagnostic=d, titre='Essai {nom}', defaults=dict(ordre=90))
q, _ = Piste.objects.get_or_create(diagnostic=d, titre='Essai {nom} bis', defaults=dict(ordre=91))
a = s.concerner(piste=p, nom='Acteur {nom}')
print(d.reference, p.reference, a.reference, l.ouvrir(acteur=a, pistes=[p, q], jours=7, par=None)[1])
"""


@pytest.fixture
def preparer(site):
    def creer(nom: str) -> list[str]:
        return site.manage("shell", "-v0", "-c", CREER.replace("{nom}", nom)).split()

    return creer


def _repondre(page):
    page.get_by_label("Qu’avez-vous compris du projet").first.fill("Réparer sa voiture ensemble")
    page.get_by_label("Plutôt pour").first.check()
    page.get_by_label("Attente 1", exact=True).first.fill("Un pont élévateur")
    page.get_by_label("Apport 1", exact=True).first.fill("Nos outils")
    page.get_by_label("Nature de l’apport 1").first.select_option("equipement")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_actor_answers_on_a_phone(visiter, sans_anomalie, preparer, javascript):
    _, _, _, jeton = preparer(f"telephone {javascript}")
    visite = visiter(largeur=TELEPHONE, java_script_enabled=javascript)
    page = visite.aller(f"/demarches/avis/{jeton}/")
    if javascript:
        sans_anomalie(page)
        largeur = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert largeur[0] <= largeur[1]
    _repondre(page)
    page.get_by_role("button", name="Envoyer ma réponse").click()
    expect(page.get_by_text("Il manque votre accord")).to_be_visible()
    page.get_by_label("J’accepte que mes réponses").check()
    page.get_by_role("button", name="Envoyer ma réponse").click()
    expect(page.get_by_text("Merci, votre réponse est enregistrée")).to_be_visible()
    page = visite.aller(f"/demarches/avis/{jeton}/")
    expect(page.get_by_label("Qu’avez-vous compris du projet").first).to_have_value(
        "Réparer sa voiture ensemble"
    )
    # Taken up again: more rows, the second idea.
    page.get_by_role("button", name="Enregistrer et ajouter des lignes").click()
    expect(page.get_by_label("Attente 2", exact=True).first).to_be_visible()


def test_the_team_reads_and_the_keyboard_is_enough(visiter, sans_anomalie, preparer):
    demarche, piste, acteur, jeton = preparer("clavier")
    invite = visiter(largeur=TELEPHONE)
    page = invite.aller(f"/demarches/avis/{jeton}/")
    _repondre(page)
    page.get_by_label("Garder cette position privée").first.check()
    page.get_by_label("J’accepte que mes réponses").check()
    page.get_by_role("button", name="Envoyer ma réponse").click()
    equipe = visiter()
    equipe.se_connecter("agent")
    page = equipe.aller(f"/demarches/{demarche}/pistes/{piste}/")
    expect(page.get_by_text("garde sa position pour lui")).to_be_visible()
    expect(page.get_by_text("Réparer sa voiture ensemble")).to_have_count(0)
    sans_anomalie(page)
    page = equipe.aller(f"/demarches/{demarche}/pistes/nouvelle/")
    page.get_by_label("Titre").focus()
    page.keyboard.type("Essai au clavier seul")
    page.get_by_role("button", name="Enregistrer la piste").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Essai au clavier seul")).to_be_visible()
    page = equipe.aller(f"/demarches/{demarche}/convergence/acteurs/{acteur}/")
    sans_anomalie(page)


def test_grids_take_arrows_and_a_pasted_block(visiter, sans_anomalie, preparer):
    demarche = preparer("grille")[0]
    equipe = visiter(permissions=["clipboard-read", "clipboard-write"])
    equipe.se_connecter("agent")
    page = equipe.aller(f"/demarches/{demarche}/jeu-d-acteurs/grilles/")
    sans_anomalie(page)
    cases = page.locator("[data-grille]").last.locator("input")
    depart = cases.first
    depart.focus()
    page.keyboard.press("ArrowRight")
    expect(cases.nth(1)).to_be_focused()
    depart.focus()
    depart.evaluate(
        """champ => {
          const donnees = new DataTransfer();
          donnees.setData("text/plain", "2\\t-3");
          champ.dispatchEvent(new ClipboardEvent("paste", {clipboardData: donnees, bubbles: true, cancelable: true}));
        }"""
    )
    expect(depart).to_have_value("2")
    expect(cases.nth(1)).to_have_value("-3")
    page.get_by_role("button", name="Enregistrer les grilles").click()
    page.wait_for_url(re.compile(r"/jeu-d-acteurs/$"))
    sans_anomalie(page)
