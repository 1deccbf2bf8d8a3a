"""Two stories of the directory: a structure claims its entry, two entries become one.

Entries are the test's own; mails are read where the site leaves them.
"""

import pytest
from playwright.sync_api import expect

from demo.acces import MOT_DE_PASSE, adresse
from tests.navigateur.test_journees_catalogue import cliquer, lien_recu
from tests.navigateur.visite import TELEPHONE
from tests.serveur import Serveur

PREPARER = """
from allauth.account.models import EmailAddress
from acteurs.services import create_acteur
from comptes.models import Organisation, Utilisateur
from diagnostics.models import Diagnostic
from territoires.models import Commune
reseau = Utilisateur.objects.get(email="{reseau}")
apes = Organisation.objects.filter(nature="reseau_ess").order_by("pk").first()
awa = Utilisateur.objects.create_user("{tenante}", "{mot}", nom="Awa")
EmailAddress.objects.create(user=awa, email=awa.email, verified=True, primary=True)
commun = dict(statut="publie", commune=Commune.objects.get(pk="80016"))
un = create_acteur(par=reseau, organisation=apes, confirme=True, champs=dict(
    nom="Brasserie du Moulin vert", contact_public="moulin@exemple.example", **commun))
for nom, site in (("Conserverie des Remparts", ""), ("Association Conserverie des Remparts", "https://conserverie.example")):
    a = create_acteur(par=reseau, organisation=apes, confirme=True, champs=dict(nom=nom, site_web=site, **commun))
    print(a.reference)
Diagnostic.objects.get(code_demo="coquelicot").acteurs.add(a)
print(un.reference)
"""


@pytest.fixture(scope="module")
def fiches(site: Serveur) -> list[str]:
    """References of two entries of one actor, then of one to be claimed."""
    return site.manage(
        "shell",
        "-v0",
        "-c",
        PREPARER.format(reseau=adresse("reseau"), tenante=adresse("moulin"), mot=MOT_DE_PASSE),
    ).split()[-3:]


def test_une_structure_tient_sa_fiche(site, visiter, fiches, sans_anomalie):
    fiche = f"/acteurs/{fiches[2]}/"
    page = visiter(largeur=TELEPHONE).se_connecter("moulin")
    page.goto(site.url + fiche)
    cliquer(page, "C’est votre structure")
    page.get_by_label("Nom de la structure").fill("Moulin vert")
    page.get_by_label("SIREN").fill("")
    sans_anomalie(page)
    page.get_by_role("button", name="Demander à tenir cette fiche").click()
    expect(page.get_by_role("main")).to_contain_text(
        "un lien a été envoyé à moulin@exemple.example"
    )
    boite = visiter().page
    boite.goto(lien_recu(site, "moulin@exemple.example", "/tenir/confirmer/"))
    sans_anomalie(boite)
    boite.get_by_role("button", name="Oui, confirmer").click()
    expect(boite.get_by_role("main")).to_contain_text("C’est confirmé")
    page.reload()
    cliquer(page, "Mettre à jour")
    page.get_by_label("Description").fill("Brasse avec l’orge des voisins.")
    sans_anomalie(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#messages")).to_contain_text("Votre fiche est à jour")
    expect(page.get_by_role("main")).to_contain_text("Brasse avec l’orge des voisins.")
    expect(page.get_by_role("region", name="Qui tient cette fiche")).to_contain_text("Moulin vert")


def test_deux_fiches_n_en_font_qu_une(site, visiter, fiches, sans_anomalie):
    page = visiter().se_connecter("reseau")
    page.goto(site.url + f"/acteurs/{fiches[0]}/")
    cliquer(page, "Réunir à une autre fiche")
    sans_anomalie(page)
    page.get_by_role("region", name="Elles se ressemblent").get_by_role(
        "link", name="Comparer"
    ).first.click()
    # kept by default: the one a démarche relies on; its shorter name is preferred
    tableau = page.get_by_role("table")
    expect(tableau.get_by_role("columnheader").nth(1)).to_contain_text("Association Conserverie")
    page.get_by_role("radio", name="Conserverie des Remparts", exact=True).check()
    sans_anomalie(page)
    page.get_by_role("button", name="Réunir les deux fiches").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Conserverie des Remparts")
    gardee = page.url
    page.goto(site.url + f"/acteurs/{fiches[0]}/")
    assert page.url == gardee
    page.get_by_role("button", name="Séparer").click()
    expect(page.locator("#messages")).to_contain_text("a de nouveau sa fiche")
    expect(page.get_by_role("heading", level=1)).to_have_text("Conserverie des Remparts")
    assert page.url.endswith(f"/acteurs/{fiches[0]}/")
