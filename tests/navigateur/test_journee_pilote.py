"""A pilot's day, from the sign-in page to the report: every tool once, in one démarche.

What happens inside a tool (drag, network lost, keyboard) is tested beside it; here, what is
done in one is found in the next.
"""

import re

from playwright.sync_api import Page, expect

from tests.navigateur.test_seance import PATIENCE_MS, carte, ecrire, entrer, passer

TITRE = "Réparer ici plutôt que jeter"
MATIN = "Un local chauffé manque aux bénévoles"
APRES_MIDI = "Des bénévoles savent réparer"
PARTIE = "Garage associatif de la vallée"


def onglet(page: Page, nom: str) -> None:
    """Open a tab of the démarche."""
    onglets = page.get_by_role("navigation", name="Dans cette démarche")
    onglets.get_by_role("link", name=nom, exact=True).click()


def ouvrir_la_demarche(page: Page) -> str:
    """Open a démarche on a territory of one's organisation; return its address."""
    page.get_by_role("link", name="Mes démarches").first.click()
    page.get_by_role("link", name=re.compile("Ouvrir une démarche")).first.click()
    page.get_by_role("link", name=re.compile("CC du Pays du Coquelicot")).first.click()
    page.get_by_label("Titre").fill(TITRE)
    page.get_by_label("Question posée").fill("Que pouvons-nous réparer ensemble ?")
    page.get_by_role("button", name="Ouvrir la démarche").click()
    expect(page.locator("#messages")).to_contain_text("La démarche est créée")
    page.get_by_role("button", name=re.compile("Ajouter.Collègue")).click()
    expect(page.get_by_role("main")).to_contain_text("2 personnes")
    return re.match(r".*/demarches/[a-z0-9]{12}/", page.url)[0]


def mener_un_entretien(page: Page) -> None:
    """Plan an interview, hold it, make an item of the matrix from a passage."""
    onglet(page, "Entretiens")
    page.get_by_role("link", name="Planifier un entretien").first.click()
    page.get_by_role("textbox", name="Intitulé").fill("Au garage associatif")
    page.locator("#id_date").fill("2026-03-12")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Mener l’entretien").click()
    page.get_by_label("Notes libres").fill(f"On répare le samedi. {MATIN}.")
    expect(page.locator("[data-etat-texte]")).to_contain_text("Tout est enregistré")
    onglet(page, "Entretiens")
    page.get_by_role("link", name=re.compile("Au garage associatif")).first.click()
    page.get_by_role("link", name="Reprendre un passage").first.click()
    page.get_by_role("link", name="Un nouvel énoncé").click()
    page.locator("#extrait").fill(MATIN)
    page.get_by_label("Dans quel cadran").select_option("faiblesse")
    page.get_by_role("textbox", name="Énoncé").fill(MATIN)
    page.get_by_role("button", name="Ajouter à la matrice").click()
    expect(page.locator("mark")).to_have_text(MATIN)


def tenir_une_seance(page: Page, visiter) -> None:
    """Lead a session with a phone in the room; what is kept joins what was heard."""
    onglet(page, "Matrice MOFF")
    expect(page.locator("#items-faiblesse")).to_contain_text(MATIN)
    page.get_by_role("link", name=re.compile("Séances")).first.click()
    page.get_by_role("link", name="Préparer une séance").first.click()
    page.get_by_label("Nom de la séance").fill("Atelier du soir")
    page.get_by_role("button", name="Préparer la séance").click()
    telephone = entrer(visiter, page.locator(".s-adresse").get_attribute("href"), 1)
    passer(page, "Recueillir")
    ecrire(telephone, "force", APRES_MIDI)
    expect(telephone.locator(".s-miennes > li")).to_have_count(1, timeout=PATIENCE_MS)
    for etape in ("Révéler", "Regrouper", "Voter"):
        passer(page, etape)
    telephone.locator(".t-voix").click(timeout=PATIENCE_MS)
    expect(telephone.locator("#entete")).to_contain_text("4 voix sur 5", timeout=PATIENCE_MS)
    passer(page, "Décider")
    carte(page, APRES_MIDI).get_by_role("button", name=re.compile("^Garder")).click()
    expect(carte(page, APRES_MIDI)).to_contain_text("Gardée", timeout=PATIENCE_MS)
    page.once("dialog", lambda d: d.accept())
    page.get_by_role("button", name="Clore la séance").click()
    expect(page.get_by_text("L’entrée est fermée")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("link", name="Bilan et priorités").click()
    page.get_by_label("Votre commentaire").fill("Belle salle, prévoir plus de chaises.")
    page.get_by_role("button", name="Commenter").click()
    expect(page.get_by_role("article")).to_contain_text("prévoir plus de chaises")
    page.get_by_role("link", name=re.compile("Continuer là où")).click()
    expect(page.locator("#items-force")).to_contain_text(APRES_MIDI)
    expect(page.locator("#items-force .t-voix")).to_contain_text("1")


def placer_et_contacter(page: Page) -> None:
    """Put a stakeholder on the map, say when and how to meet it."""
    onglet(page, "Parties prenantes")
    page.get_by_role("link", name=re.compile("Ajouter une partie|Ajouter")).first.click()
    panneau = page.locator("#panneau")
    panneau.get_by_label("Nom", exact=True).fill(PARTIE)
    panneau.get_by_label("Cercle").select_option("partenaires_externes")
    panneau.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.locator("[data-cercle=partenaires_externes]").first).to_contain_text("Garage")
    page.get_by_role("link", name=re.compile("Plan de contact")).first.click()
    page.get_by_role("link", name=PARTIE).first.click()
    suite = page.get_by_role("region", name="La suite")
    suite.get_by_label("Prochaine action").fill("Appeler pour une visite")
    suite.get_by_label("Pour quand").fill("2027-01-15")
    suite.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Appeler pour une visite").first).to_be_visible()


def ecrire_une_piste(page: Page) -> None:
    """Write an idea born from the session, tell what the stakeholder makes of it, read it."""
    onglet(page, "Pistes")
    page.get_by_role("link", name="Écrire une piste").first.click()
    page.get_by_label("Titre").fill("Un atelier de réparation partagé")
    page.get_by_text("Forces (1)").click()
    page.get_by_role("checkbox", name=APRES_MIDI).check()
    page.get_by_role("button", name="Enregistrer la piste").click()
    page.get_by_text("Ajouter un acteur concerné").click()
    page.get_by_label("Ou un autre nom").fill(PARTIE)
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.get_by_role("link", name=re.compile("Écrire son point de vue")).click()
    page.get_by_label("Plutôt pour").check()
    page.get_by_label("Attente 1", exact=True).fill("Un pont élévateur")
    page.get_by_role("button", name=re.compile("^Enregistrer")).first.click()
    onglet(page, "Pistes")
    page.get_by_role("link", name="Convergence").first.click()
    expect(page.get_by_role("main")).to_contain_text("Un atelier de réparation partagé")
    expect(page.get_by_role("main")).to_contain_text(PARTIE)


def demander_le_rapport(page: Page) -> None:
    """Read the overview, then ask for the report and see it come."""
    onglet(page, "Vue d’ensemble")
    principal = page.get_by_role("main")
    for dit in (r"2\s*énoncés, 1\s*voix", r"1\s*séance", r"1\s*rencontre prévue", r"1\s*piste"):
        expect(principal).to_contain_text(re.compile(dit))
    onglet(page, "Rapports")
    page.get_by_role("link", name="Produire le rapport").first.click()
    page.get_by_label("Décision demandée").fill("Choisir le lieu de l’atelier.")
    page.get_by_role("button", name="Produire le rapport").click()
    expect(page.get_by_role("link", name=re.compile("Télécharger le PDF"))).to_be_visible(
        timeout=60_000
    )


def test_une_journee_de_pilote(visiter, sans_anomalie):
    visite = visiter()
    page = visite.se_connecter("agent")
    demarche = ouvrir_la_demarche(page)
    mener_un_entretien(page)
    tenir_une_seance(page, visiter)
    placer_et_contacter(page)
    ecrire_une_piste(page)
    demander_le_rapport(page)
    page.goto(demarche)
    sans_anomalie(page)
