"""Three days around the catalogue: a curator's, a holder's, an agent's, each from its first page.

Entries are the test's own, entered before the first page; mails are read where the site leaves them.
"""

import email
import re
import time
from email.policy import default
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from demo.acces import adresse
from tests.serveur import Serveur

PATIENCE_MS = 30_000
PREPARER = """
from django.core.files.uploadedfile import SimpleUploadedFile
from comptes.models import Organisation, Utilisateur
from plateformes.models import Plateforme
from plateformes.services import create_plateforme
from plateformes.services.evaluation import answer_question, finish_evaluation, open_evaluation
reseau = Organisation.objects.filter(nature="reseau_ess").order_by("pk").first()
ana = Utilisateur.objects.get(email="reseau@{domaine}")
bea = Utilisateur.objects.get(email="operateur@{domaine}")
for code, nom, statut in (("outil-voisin", "Outil voisin", "a_revoir"),
                          ("semis-commun", "Semis commun", "publiee")):
    create_plateforme(code=code, statut=statut, reseau=reseau, par=bea, confirme=True,
                      motif="Prix d’il y a deux ans" if statut == "a_revoir" else "",
                      champs=dict(nom=nom, nature="service", accroche="Prêter ses outils.",
                                  besoins_texte="prêter un outil", langues="français"))
semis = Plateforme.objects.get(code="semis-commun")
lue = open_evaluation(plateforme=semis, par=ana, reseau=reseau)
for rang, question in enumerate(lue.regle.questions.all()):
    for qui, note in ((ana, 3), (bea, 2)):
        piece = SimpleUploadedFile("statuts.pdf", b"%PDF-1.7") if qui == ana and not rang else None
        answer_question(evaluation=lue, question=question, par=qui,
                        choix=question.degres.get(note=note), piece=piece)
finish_evaluation(evaluation=lue, par=ana, conclusion="Une coopérative bien tenue.")
"""


@pytest.fixture(scope="module")
def fiches(site: Serveur) -> None:
    """One entry to be read again; one published, whose nature was evaluated with a document."""
    site.manage("shell", "-v0", "-c", PREPARER.replace("{domaine}", adresse("x").partition("@")[2]))


def lien_recu(site: Serveur, a: str, motif: str) -> str:
    """Wait for a mail sent to somebody, and return the address of ours it holds."""
    fin = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < fin:
        for fichier in sorted((site.donnees / "courriels").glob("*"), reverse=True):
            for brut in re.split(rb"-{79}\n", Path(fichier).read_bytes()):
                message = email.message_from_bytes(brut, policy=default)
                corps = message.get_content() if brut.strip() and message["To"] == a else ""
                if trouve := re.search(rf"{re.escape(site.url)}\S*{motif}\S*", corps):
                    return trouve[0]
        time.sleep(0.2)
    raise AssertionError(f"no mail to {a} with {motif}")


def cliquer(page: Page, nom: str) -> None:
    """Follow a link of the page's body by its name."""
    page.get_by_role("main").get_by_role("link", name=nom).first.click()


def proposer_un_changement(page: Page) -> None:
    """A visitor without an account corrects two fields and leaves an address."""
    page.get_by_label("En une phrase").fill("Prêter et emprunter des outils entre voisins.")
    page.get_by_label("Langues").fill("klingon")
    page.get_by_label("Votre adresse électronique").fill("visite@exemple.example")
    page.get_by_role("button", name="Envoyer la proposition").click()
    expect(page.get_by_role("main")).to_contain_text("Merci, votre proposition est enregistrée")


def test_la_journee_d_une_curatrice(site, visiter, fiches, sans_anomalie):
    visiteuse = visiter()
    proposer_un_changement(visiteuse.aller("/plateformes/proposer/outil-voisin/"))
    visite = visiter()
    page = visite.se_connecter("reseau")
    page.goto(site.url + "/plateformes/")
    cliquer(page, "Atelier du catalogue")
    rang = page.get_by_role("listitem").filter(has_text="Outil voisin")
    expect(rang).to_contain_text("1 proposition")
    rang.get_by_role("link", name="Outil voisin").click()
    # the proposal beside the entry: one change taken, the other left
    page.get_by_role("region", name="Propositions à examiner").get_by_role("link").click()
    expect(page.get_by_role("main")).to_contain_text("Prêter ses outils.")
    page.get_by_role("checkbox", name="Langues").uncheck()
    sans_anomalie(page)
    page.get_by_role("button", name="Accepter ce qui est coché").click()
    expect(page.locator("#messages")).to_contain_text("La proposition est acceptée")
    assert lien_recu(site, "visite@exemple.example", "/plateformes/outil-voisin/")
    # a section
    cliquer(page, "Données")
    page.get_by_label("Lieu d’hébergement des données").fill("Amiens")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("C’est enregistré")
    # a review, given, mailed, rendered with its list
    page.get_by_text("Confier une relecture").click()
    page.get_by_label("Adresse de la personne").fill(adresse("collegue"))
    page.get_by_role("button", name="Confier").click()
    expect(page.get_by_role("region", name="Relectures")).to_contain_text("Attendue")
    relecteur = visiter().se_connecter("collegue")
    relecteur.goto(lien_recu(site, adresse("collegue"), "/atelier/relectures/"))
    for case in relecteur.locator("input[name=points]").all():
        case.check()
    relecteur.get_by_role("radio", name="Bon à publier").check()
    sans_anomalie(relecteur)
    relecteur.get_by_role("button", name="Rendre ma relecture").click()
    expect(relecteur.locator("#messages")).to_contain_text("Votre relecture est rendue")
    # published, and everybody reads why
    page.reload()
    expect(page.get_by_role("region", name="Relectures")).to_contain_text("Bon à publier")
    page.get_by_role("link", name="Publier", exact=True).click()
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("c’est fait")
    visiteuse.aller("/plateformes/changements/")
    journal = visiteuse.page.get_by_role("listitem").filter(has_text="Outil voisin")
    expect(journal.filter(has_text="Publiée")).to_have_count(1)
    visiteuse.aller("/plateformes/outil-voisin/")
    expect(visiteuse.page.get_by_role("main")).to_contain_text("entre voisins")
    expect(visiteuse.page.get_by_role("main")).not_to_contain_text("klingon")


def test_la_journee_d_une_structure_porteuse(site, visiter, fiches, sans_anomalie):
    reseau = visiter().se_connecter("reseau")
    reseau.goto(site.url + "/plateformes/atelier/fiche/semis-commun/")
    reseau.get_by_label("Son adresse électronique").fill("porteuse@exemple.example")
    reseau.get_by_role("button", name="Envoyer le lien").click()
    expect(reseau.locator("#messages")).to_contain_text("Le lien est envoyé")
    page = visiter().page
    page.goto(lien_recu(site, "porteuse@exemple.example", r"/porteur/[\w-]+/"))
    # she reads her entry, then proposes a change
    expect(page.get_by_label("En une phrase")).to_have_value("Prêter ses outils.")
    page.get_by_label("Qui décide").fill("L’assemblée des sociétaires, une voix chacun.")
    page.get_by_role("button", name="Envoyer la proposition").click()
    expect(page.get_by_role("main")).to_contain_text("Merci, votre proposition")
    # the evaluation: a document that is hers to read, then her answer
    cliquer(page, "Lire l’évaluation de sa nature")
    with page.expect_download() as envoi:
        page.get_by_role("link", name="statuts.pdf").click()
    assert Path(envoi.value.path()).read_bytes() == b"%PDF-1.7"
    page.get_by_label("Votre réponse sur l’ensemble").fill("Nos comptes de 2026 sont en ligne.")
    sans_anomalie(page)
    page.get_by_role("button", name="Publier ma réponse").click()
    expect(page.get_by_role("main")).to_contain_text("Nos comptes de 2026 sont en ligne.")
    reseau.reload()
    attente = reseau.get_by_role("region", name="Propositions à examiner")
    expect(attente).to_contain_text("La structure porteuse")


def chercher(page: Page, besoin: str) -> None:
    """Say a need; the list answers by itself, its address says so."""
    page.get_by_label("De quoi avez-vous besoin ?").fill(besoin)
    dit = r"(\+|%20)".join(quote(mot) for mot in besoin.split())
    expect(page).to_have_url(re.compile(rf"\bq={dit}(&|$)"))


def test_la_journee_d_une_agente(site, visiter, fiches, sans_anomalie):
    page = visiter().se_connecter("agent")
    page.goto(site.url + "/plateformes/")
    chercher(page, "prêter un outil")
    expect(
        page.locator("#resultats").get_by_role("link", name="Semis commun", exact=True)
    ).to_be_visible()
    service = page.locator("#f-nature-service")
    if not service.is_visible():
        page.locator("summary", has_text="Nature").click()
    service.check()
    expect(page).to_have_url(re.compile("nature=service"))
    # three side by side, the third found by a need of its own
    cliquer(page, "Comparer Semis commun")
    for besoin, nom in (("covoiturage", "Mobicoop"), ("prêter entre voisins", "Tipimi")):
        chercher(page, besoin)
        cliquer(page, f"Comparer {nom}")
        expect(page.get_by_role("group", name=re.compile("de côté"))).to_contain_text(nom)
    cliquer(page, "Comparer 3 plateformes")
    for nom in ("Semis commun", "Mobicoop", "Tipimi"):
        expect(page.get_by_role("link", name=nom).first).to_be_visible()
    # « we use it »
    page.get_by_role("link", name="Semis commun").first.click()
    cliquer(page, "Nous l’utilisons")
    page.get_by_label("Rôle de la collectivité").select_option("role-facilitatrice")
    page.get_by_label("Résultats").fill("Une trousse d’outils par quartier.")
    sans_anomalie(page)
    page.get_by_role("button", name="Déclarer cet usage").click()
    expect(page.locator("#messages")).to_contain_text("confirmera cet usage")
    # a card to lay on the table of the next meeting
    cliquer(page, "Imprimer sa carte")
    expect(page.get_by_role("checkbox", name="Semis commun")).to_be_checked()
    page.get_by_role("button", name="Préparer les cartes").click()
    expect(page.get_by_role("link", name=re.compile("Télécharger le PDF"))).to_be_visible(
        timeout=PATIENCE_MS * 2
    )
