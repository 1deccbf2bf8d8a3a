"""Registers with something in them: the queue of changes, readings, themes by code."""

import json

import pytest
from playwright.sync_api import expect

from tests.navigateur.visite import BUREAU, TELEPHONE

PREPARER = """
import json
from datetime import timedelta
from django.utils import timezone
from acteurs.models import Acteur, ApplicationThemes, ImportOfficiel, PropositionOfficielle
from comptes.models import Adhesion
from demo.acces import adresse
from tests.fabriques import make_acteur
from territoires.models import Commune

organisation = Adhesion.objects.filter(
    utilisateur__email=adresse("agent")).order_by("pk").first().organisation
commune = Commune.objects.filter(pk="80016").first() or Commune.objects.filter(actif=True).first()
apres = timezone.now() + timedelta(hours=2)
vie = {"battement": apres, "etat": "en_cours", "pourcentage": 42}
fini = ImportOfficiel.objects.create(
    source="rna", etat="termine", termine_le=timezone.now(), fichiers={"liste": {
        "nom": "rna_waldec_20261101_dpt_01_a_95_un_nom_de_fichier_bien_trop_long.zip"}},
    bilan={"crees": 0, "modifies": 1432, "inchanges": 240112, "proposes": 3, "rejets": 12,
        "lus": {"Lignes lues": 1204332}, "motifs": {"Numéro d’association illisible": 12},
        "avertissements": {"Adresse sans commune reconnue": 310}})
court = ImportOfficiel.objects.create(source="sirene", etape="Écriture dans l’annuaire",
    fichiers={"unites": {"nom": "StockUniteLegale_utf8.zip"}},
    options={"departements": ["59", "62"], "employeurs": True}, **vie)
application = ApplicationThemes.objects.create(
    nomenclature="naf2", prefixe="94.99", etape="10 000 fiches revues sur 23 812", **vie)
propositions = []
for nature, valeurs in (
    ("modification", {"nom": ["Le Lien Essai", "LE LIEN ESSAI D’ALBERT ET DES ENVIRONS"],
        "adresse": ["", "12 RUE DES LILAS"], "taille": ["", "1-9"]}),
    ("fermeture", {"statut": ["publie", "archive"]}),
    ("demenagement", {"siret": ["12345678900012", "12345678900020"], "adresse": ["1 rue A", "2 rue B"]}),
):
    acteur = make_acteur(nom=f"Essai de {nature}", commune=commune, organisation=organisation)
    propositions.append(PropositionOfficielle.objects.create(acteur=acteur, nature=nature,
        valeurs=valeurs, motif="Le registre dit autre chose.", empreinte=1, travail=fini))
print(json.dumps({
    "fini": fini.reference, "court": court.reference, "application": application.reference,
    **{p.nature: p.reference for p in propositions},
    **{f"fiche_{p.nature}": p.acteur.reference for p in propositions}}))
"""
NETTOYER = """
from acteurs.models import Acteur, ApplicationThemes, ImportOfficiel
ApplicationThemes.objects.filter(reference="{application}").delete()
ImportOfficiel.objects.filter(reference__in=["{fini}", "{court}"]).delete()
Acteur.objects.filter(nom__startswith="Essai de ").delete()
"""
PAGES = {
    "agent": ["/acteurs/propositions/", "/acteurs/propositions/?nature=fermeture"],
    "operateur": [
        "/acteurs/registres/",
        "/acteurs/registres/sirene/",
        "/acteurs/registres/suivi/{court}/",
        "/acteurs/registres/suivi/{fini}/",
    ],
    "reseau": ["/acteurs/naf/", "/acteurs/propositions/"],
}
ECRANS = {
    "1280-clair": {"largeur": BUREAU, "color_scheme": "light"},
    "1280-sombre": {"largeur": BUREAU, "color_scheme": "dark"},
    "390-sombre": {"largeur": TELEPHONE, "color_scheme": "dark"},
}


@pytest.fixture(scope="module")
def reperes(site):
    """A reading under way, one that ended, entries being revised, three changes to examine."""
    reperes = json.loads(site.manage("shell", "-v0", "-c", PREPARER).splitlines()[-1])
    yield reperes
    site.manage("shell", "-v0", "-c", NETTOYER.format(**reperes))


@pytest.mark.parametrize("ecran", ECRANS)
@pytest.mark.parametrize("compte", PAGES)
def test_no_finding_and_no_overflow(visiter, sans_anomalie, reperes, compte, ecran):
    visite = visiter(**ECRANS[ecran])
    visite.se_connecter(compte)
    for chemin in PAGES[compte]:
        page = visite.aller(chemin.format(**reperes))
        page.wait_for_load_state("load")
        sans_anomalie(page)
        largeur, fenetre = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert largeur <= fenetre, chemin


def test_a_reading_under_way_tells_where_it_is(visiter, reperes):
    visite = visiter()
    visite.se_connecter("operateur")
    page = visite.aller(f"/acteurs/registres/suivi/{reperes['court']}/")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "42")
    expect(page.get_by_role("button", name="Annuler")).to_be_visible()


def test_changes_are_accepted_and_refused(visiter, reperes):
    visite = visiter(largeur=TELEPHONE)
    visite.se_connecter("agent")
    page = visite.aller("/acteurs/propositions/")

    def ligne(nature):
        return page.get_by_role("listitem").filter(
            has=page.get_by_role("heading", name=f"Essai de {nature}")
        )

    refusee = ligne("modification")
    expect(refusee).to_contain_text("12 RUE DES LILAS")
    refusee.get_by_role("button", name="Refuser").click()
    expect(page.get_by_text("1 proposition refusée")).to_be_visible()
    expect(ligne("modification")).to_have_count(0)
    # From the keyboard, one ticked with the space bar.
    case = ligne("fermeture").get_by_role("checkbox")
    case.focus()
    page.keyboard.press("Space")
    expect(case).to_be_checked()
    page.get_by_role("button", name="Accepter", exact=True).click()
    expect(page.get_by_text("1 proposition acceptée")).to_be_visible()
    expect(ligne("fermeture")).to_have_count(0)
    expect(ligne("demenagement")).to_have_count(1)
    page = visite.aller(f"/acteurs/{reperes['fiche_fermeture']}/")
    expect(page.get_by_text("archivé").first).to_be_visible()
    page = visite.aller(f"/acteurs/{reperes['fiche_modification']}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Essai de modification")
