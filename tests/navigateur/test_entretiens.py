"""Interviews in a real browser: a network that drops, two people on one answer, passages."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.navigateur.visite import TELEPHONE
from tests.serveur import Serveur

CREATION = """
from comptes.models import Utilisateur
from demo.acces import adresse
from diagnostics.models import *
from diagnostics.services import entretiens, grilles
from diagnostics.services.creation import *
from django.utils import timezone
d = Diagnostic.objects.get(code_demo='coquelicot')
par = Utilisateur.objects.get(email=adresse('agent'))
g = GrilleEntretien.objects.create(diagnostic=d, titre='Essai {titre}')
v = VersionGrille.objects.create(grille=g, numero=1, publiee_le=timezone.now())
for i, t in enumerate(('Que faites-vous ?', 'Que manque-t-il ?')):
    QuestionGrille.objects.create(grille_version=v, texte=t, ordre=i)
e = entretiens.planifier(diagnostic=d, champs={{'titre': '{titre}', 'statut': 'planifie', 'grille': v}}, enqueteurs=[par], par=par)
print(d.reference, e.reference)
"""


@pytest.fixture
def ouvrir(site: Serveur) -> Callable[[str], tuple[str, str]]:
    """Make an interview of the test's own; return the paths of its screen and of its page."""

    def creer(titre: str) -> tuple[str, str]:
        demarche, entretien = site.manage(
            "shell", "-v0", "-c", CREATION.format(titre=titre)
        ).split()[-2:]
        page = f"/demarches/{demarche}/entretiens/{entretien}/"
        return f"{page}mener/", page

    return creer


def _lire(site: Serveur, page: str) -> list[str]:
    """Return every answer and every exact words recorded, as the server has them."""
    reference = page.rstrip("/").split("/")[-1]
    sortie = site.manage(
        "shell", "-v0", "-c",
        "import json; from diagnostics.models import Entretien\n"
        f"e = Entretien.objects.get(reference='{reference}')\n"
        "print('LU' + json.dumps([r.texte for r in e.reponses.all()]"
        " + ['«' + v.texte for v in e.verbatims.all()]))",
    )  # fmt: skip
    import json

    return json.loads(sortie[sortie.index("LU") + 2 :])


def _brouillons(page) -> list[str]:
    return page.evaluate(
        "Object.keys(localStorage).filter((c) => c.startsWith('terreau:brouillon:'))"
    )


def test_network_cut_while_typing_loses_and_doubles_nothing(visiter, site, ouvrir):
    mener, lecture = ouvrir("Réseau coupé")
    visite = visiter(largeur=TELEPHONE)
    visite.se_connecter("agent")
    page = visite.aller(mener)
    champ = page.get_by_label("Réponse : Que faites-vous")
    champ.press_sequentially("On répare des vélos", delay=15)
    expect(page.locator("[data-etat-texte]")).to_contain_text("Tout est enregistré")
    visite.contexte.set_offline(True)
    champ.press_sequentially(", et des voitures.", delay=15)
    expect(page.locator("[data-etat-texte]")).to_contain_text("Hors connexion")
    page.get_by_role("button", name="Suivante").click()
    suite = page.get_by_label("Réponse : Que manque-t-il")
    expect(suite).to_be_focused()
    suite.press_sequentially("Un local chauffé.", delay=15)
    page.get_by_text("Noter des mots exacts").locator("visible=true").click()
    page.get_by_label("Noter des mots exacts").locator("visible=true").press_sequentially(
        "On a froid.", delay=15
    )
    expect(page.locator("[data-etat-texte]")).to_contain_text("3 réponses à envoyer")
    assert _brouillons(page)
    page.wait_for_timeout(2500)  # long enough for attempts that fail
    visite.contexte.set_offline(False)
    expect(page.locator("[data-etat-texte]")).to_contain_text("Tout est enregistré", timeout=40_000)
    assert sorted(_lire(site, lecture)) == sorted(
        ["On répare des vélos, et des voitures.", "Un local chauffé.", "«On a froid."]
    )
    assert not _brouillons(page)


def test_words_typed_before_the_drawer_says_it_opened_stay_in_one_piece(visiter, ouvrir):
    mener, _ = ouvrir("Tiroir lent")
    visite = visiter()
    visite.se_connecter("agent")
    page = visite.aller(mener)
    # One task of the browser: its "toggle" event can only come after these words.
    page.evaluate(
        """() => {
            const tiroir = document.querySelector("[data-etape]:not([hidden]) [data-nouveau-verbatim]");
            const champ = tiroir.querySelector("[data-texte]");
            tiroir.open = true;
            champ.focus();
            champ.value = "On";
            champ.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    page.keyboard.type(" a froid.", delay=15)
    expect(page.locator("[data-etat-texte]")).to_contain_text("Tout est enregistré")
    champs = page.locator("[data-nouveau-verbatim]:visible [data-texte]")
    assert champs.evaluate_all("(tous) => tous.map((c) => c.value)") == ["On a froid."]


def test_a_closed_tab_gives_its_draft_back(visiter, site, ouvrir):
    mener, lecture = ouvrir("Onglet fermé")
    # Only the page, whose requests alone the cut below is sure to stop.
    visite = visiter(service_workers="block")
    visite.se_connecter("agent")
    page = visite.aller(mener)
    visite.contexte.set_offline(True)
    page.get_by_label("Réponse : Que faites-vous").press_sequentially("Gardé ici.", delay=10)
    expect(page.locator("[data-etat-texte]")).to_contain_text("Hors connexion")
    with page.expect_event("close"):  # before the network is back: this tab must not send
        page.close(run_before_unload=True)
    visite.contexte.set_offline(False)
    assert _lire(site, lecture) == []
    nouvelle = visite.contexte.new_page()
    nouvelle.goto(visite.base + mener)
    # At once when the tab had time to say it was closing; else once it is known to be gone.
    expect(nouvelle.locator("[data-reprise]")).to_contain_text(
        "1 réponse écrite sur cet appareil", timeout=40_000
    )
    expect(nouvelle.locator("[data-etat-texte]")).to_contain_text(
        "Tout est enregistré", timeout=40_000
    )
    assert _lire(site, lecture) == ["Gardé ici."]
    assert not _brouillons(nouvelle)


def test_two_people_on_one_answer_see_both_texts(visiter, site, ouvrir):
    mener, lecture = ouvrir("Deux personnes")
    elle, lui = visiter(), visiter()
    elle.se_connecter("agent")
    lui.se_connecter("collegue")
    pages = [elle.aller(mener), lui.aller(mener)]
    champs = [p.get_by_label("Réponse : Que faites-vous") for p in pages]
    champs[0].fill("Le texte d’elle")
    expect(pages[0].locator("[data-etat-texte]")).to_contain_text("Tout est enregistré")
    champs[1].fill("Le texte de lui")
    panneau = pages[1].locator(".n-conflit")
    expect(panneau).to_contain_text("Le texte d’elle")
    expect(panneau).to_contain_text("Le texte de lui")
    assert _lire(site, lecture) == ["Le texte d’elle"]
    panneau.get_by_role("button", name="Réunir les deux").click()
    expect(pages[1].locator("[data-etat-texte]")).to_contain_text("Tout est enregistré")
    assert _lire(site, lecture) == ["Le texte d’elle\n\nLe texte de lui"]
    # her screen knows nothing of it yet: she is told in turn, and takes what is recorded
    champs[0].fill("Encore elle")
    pages[0].locator(".n-conflit").get_by_role("button", name="Prendre l’enregistré").click()
    expect(champs[0]).to_have_value("Le texte d’elle\n\nLe texte de lui")
    assert _lire(site, lecture) == ["Le texte d’elle\n\nLe texte de lui"]


def test_signing_out_leaves_no_draft(visiter, ouvrir):
    mener, _ = ouvrir("Déconnexion")
    visite = visiter()
    visite.se_connecter("agent")
    page = visite.aller(mener)
    page.evaluate(
        "localStorage.setItem('terreau:brouillon:autre:x:y', JSON.stringify({vu: Date.now(), champs: {a: {}}}))"
    )
    page.on("dialog", lambda d: d.accept())
    page.evaluate("document.querySelector('form[action*=logout]').requestSubmit()")
    page.wait_for_url(lambda u: "mener" not in u)
    assert not _brouillons(page)


def test_without_javascript_answers_are_saved_by_their_button(visiter, site, ouvrir):
    mener, lecture = ouvrir("Sans script")
    visite = visiter(java_script_enabled=False)
    visite.se_connecter("agent")
    page = visite.aller(mener)
    page.get_by_label("Réponse : Que faites-vous").fill("À la main")
    page.get_by_role("button", name="Enregistrer", exact=True).first.click()
    assert _lire(site, lecture) == ["À la main"]


def test_selected_words_become_a_need(visiter, site, ouvrir):
    mener, lecture = ouvrir("Passage")
    visite = visiter()
    visite.se_connecter("agent")
    page = visite.aller(mener)
    page.get_by_label("Réponse : Que faites-vous").fill("Nous réparons. Il nous manque un local.")
    expect(page.locator("[data-etat-texte]")).to_contain_text("Tout est enregistré")
    page = visite.aller(lecture)
    page.evaluate(
        """() => {
          const noeud = document.querySelector('[data-source]').firstChild;
          const plage = document.createRange();
          plage.setStart(noeud, 15); plage.setEnd(noeud, 38);
          getSelection().removeAllRanges(); getSelection().addRange(plage);
        }"""
    )
    page.get_by_role("toolbar").get_by_role("link", name="Besoin").click()
    expect(page.locator("blockquote")).to_have_text("Il nous manque un local")
    page.get_by_label("Besoin", exact=True).fill("Un local pour réparer")
    page.get_by_role("button", name="Noter le besoin").click()
    expect(page.locator("mark")).to_have_text("Il nous manque un local")
    page.get_by_role("link", name="Un local pour réparer").click()
    expect(page).to_have_url(re.compile("/besoins/#besoin-"))
    expect(page.get_by_text("Il nous manque un local")).to_be_visible()


def test_questions_move_by_keyboard_and_by_drag(visiter, site, ouvrir):
    _, lecture = ouvrir("Ordre")
    visite = visiter()
    visite.se_connecter("agent")
    visite.aller(lecture)
    page = visite.page
    page.locator("a[href*='/grilles/'][href*='version']").click()
    page.get_by_role("button", name="Préparer une nouvelle version").click()
    lignes = page.locator(".n-question")
    expect(lignes.first).to_contain_text("Que faites-vous")
    lignes.first.get_by_role("button", name="Descendre").focus()
    with page.expect_response("**/placer/"):
        page.keyboard.press("Alt+ArrowDown")
    expect(lignes.first).to_contain_text("Que manque-t-il")
    poignee = lignes.last.locator("[data-poignee]").bounding_box()
    haut = lignes.first.bounding_box()
    page.mouse.move(poignee["x"] + 5, poignee["y"] + 5)
    page.mouse.down()
    page.mouse.move(poignee["x"] + 5, haut["y"] + 2, steps=8)
    with page.expect_response("**/placer/"):
        page.mouse.up()
    page.reload()
    expect(lignes.first).to_contain_text("Que faites-vous")


def test_reloaded_without_network_it_shows_its_drafts_and_takes_more(visiter, site, ouvrir):
    mener, lecture = ouvrir("Rechargé sans réseau")
    visite = visiter(largeur=TELEPHONE)
    visite.se_connecter("agent")
    page = visite.aller(mener)
    expect(page.locator("[data-reseau-texte]")).to_contain_text("se rouvre aussi sans réseau")
    page.get_by_label("Réponse : Que faites-vous").press_sequentially("Déjà envoyé.", delay=10)
    expect(page.locator("[data-etat-texte]")).to_contain_text("Tout est enregistré")
    visite.contexte.set_offline(True)
    page.get_by_label("Réponse : Que faites-vous").press_sequentially(" Puis coupé.", delay=10)
    expect(page.locator("[data-etat-texte]")).to_contain_text("Hors connexion")
    page.reload()
    expect(page.get_by_role("heading", name="hors connexion")).to_be_visible()
    expect(page.get_by_label("Que faites-vous")).to_have_value("Déjà envoyé. Puis coupé.")
    page.get_by_label("Que faites-vous").press_sequentially(" Repris.", delay=10)
    page.get_by_label("Que manque-t-il").press_sequentially("Un toit.", delay=10)
    # Nothing that anybody wrote is in the worker's cache.
    gardes = page.evaluate(
        """async () => {
            const lus = [];
            for (const nom of await caches.keys())
                for (const r of await (await caches.open(nom)).matchAll()) lus.push(await r.text());
            return lus;
        }"""
    )
    assert gardes
    assert not [t for t in gardes if "Déjà envoyé" in t or "demo.terreau" in t]
    visite.contexte.set_offline(False)
    page.get_by_role("link", name="Reprendre l’entretien").click()
    expect(page.locator("[data-reprise]")).to_contain_text("2 réponses écrites sur cet appareil")
    expect(page.locator("[data-etat-texte]")).to_contain_text("Tout est enregistré", timeout=40_000)
    assert sorted(_lire(site, lecture)) == ["Déjà envoyé. Puis coupé. Repris.", "Un toit."]
    assert not _brouillons(page)
