"""Every page, wide and light: axe-core finds nothing, nothing overflows.

On a phone, dark: ``test_chaque_page_telephone``, which another worker reads at the same time.
"""

import pytest

from tests.navigateur.visite import BUREAU
from tests.serveur import Serveur

PUBLIQUES = [
    "/",
    "/aide/",
    "/accessibilite/",
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/style/",
    "/comptes/login/",
    "/comptes/signup/",
    "/comptes/password/reset/",
    "/donnees/",
    "/donnees/acteurs/",
    "/donnees/acteurs/exporter/?famille=association",
    "/moderation/proposer/",
    "/moderation/corriger/{fiche_corrigee}/",
    "/moderation/suivi/{suivi}/",
    "/moderation/fermeture/{fiche_corrigee}/",
    "/relations/acteur/{acteur}/",
    "/moderation/droits/",
    "/plateformes/glossaire/",
    "/plateformes/proposer/",
    "/demarches/hors-ligne/",
    "/page-qui-n-existe-pas/",
    "/api/v1/",
    "/ogc/?f=html",
    "/ogc/api?f=html",
    "/ogc/collections/acteurs?f=html",
    "/ogc/collections/acteurs/items?f=html&limit=20",
]
PRIVEES = [
    "/",
    "/comptes/profil/cles/",
    "/demarches/",
    "/demarches/nouvelle/",
    "/demarches/{demarche}/",
    "/demarches/{demarche}/matrice/",
    "/demarches/{demarche}/matrice/?element={element}",
    "/demarches/{demarche}/matrice/?element={element}&volet=modifier",
    "/demarches/{demarche}/matrice/?element={element}&volet=preuve",
    "/demarches/{demarche}/matrice/?element={element}&volet=fusion",
    "/demarches/{demarche}/matrice/?element={element}&volet=historique",
    "/demarches/{demarche}/matrice/?sans_preuve=1",
    "/demarches/{demarche}/matrice/apercu/",
    "/demarches/{demarche}/matrice/?contredits=1",
    "/demarches/{demarche}/seances/",
    "/demarches/{demarche}/seances/nouvelle/",
    "/demarches/{demarche}/instantanes/",
    "/demarches/{demarche}/acteurs/",
    "/demarches/{demarche}/sources/",
    "/demarches/{demarche}/pistes/",
    "/demarches/{demarche}/pistes/nouvelle/?element={element}",
    "/demarches/{demarche}/pistes/enjeux/",
    "/demarches/{demarche}/pistes/{piste}/",
    "/demarches/{demarche}/pistes/{piste}/modifier/",
    "/demarches/{demarche}/pistes/{piste}/avis/{concerne}/",
    "/demarches/{demarche}/convergence/",
    "/demarches/{demarche}/convergence/acteurs/{concerne}/",
    "/demarches/{demarche}/convergence/liens/",
    "/demarches/{demarche}/jeu-d-acteurs/",
    "/demarches/{demarche}/jeu-d-acteurs/grilles/",
    "/demarches/{demarche}/entretiens/",
    "/demarches/{demarche}/entretiens/?q=introuvable",
    "/demarches/{demarche}/entretiens/nouveau/",
    "/demarches/{demarche}/entretiens/import/",
    "/demarches/{demarche}/entretiens/preparation/",
    "/demarches/{demarche}/entretiens/couverture/",
    "/demarches/{demarche}/entretiens/grilles/",
    "/demarches/{demarche}/entretiens/grilles/{grille}/",
    "/demarches/{demarche}/entretiens/grilles/{grille}/imprimer/",
    "/demarches/{demarche}/entretiens/{entretien}/",
    "/demarches/{demarche}/entretiens/{entretien}/modifier/",
    "/demarches/{demarche}/entretiens/{entretien}/mener/",
    "/demarches/{demarche}/besoins/",
    "/demarches/{demarche}/relations/",
    "/demarches/{demarche}/parties/",
    "/demarches/{demarche}/parties/?vue=grille",
    "/demarches/{demarche}/parties/?volet=ajouter",
    "/demarches/{demarche}/parties/?partie={partie}",
    "/demarches/{demarche}/parties/?partie={partie}&volet=modifier",
    "/demarches/{demarche}/parties/?partie={partie}&volet=historique",
    "/demarches/{demarche}/parties/acteurs/",
    "/demarches/{demarche}/parties/cercles/",
    "/demarches/{demarche}/parties/versions/",
    "/demarches/{demarche}/parties/versions/{version}/",
    "/demarches/{demarche}/contacts/",
    "/demarches/{demarche}/contacts/?vue=tableau",
    "/demarches/{demarche}/contacts/?vue=avancement",
    "/demarches/{demarche}/contacts/?q=introuvable",
    "/demarches/{demarche}/contacts/{partie}/",
    "/demarches/{demarche}/contacts/feuille/",
    "/demarches/{demarche}/contacts/importer/",
    "/demarches/{demarche}/contacts/agenda/",
    "/demarches/{demarche}/membres/",
    "/demarches/{demarche}/echanges/",
    "/demarches/{demarche}/echanges/?etat=resolues",
    "/demarches/{demarche}/echanges/?moi=1",
    "/demarches/{demarche}/echanges/element/{element}/",
    "/demarches/{demarche}/historique/",
    "/demarches/{demarche}/historique/?du=2100-01-01",
    "/demarches/courriels/",
    "/demarches/{demarche}/reglages/",
    "/demarches/{demarche}/reglages/supprimer/",
    "/demarches/{demarche}/rapports/",
    "/demarches/{demarche}/rapports/nouveau/",
    "/territoires/",
    "/territoires/?q=saint",
    "/territoires/composer/",
    "/territoires/epci/248000747/",
    "/acteurs/",
    "/acteurs/?territoire=epci:248000747",
    "/acteurs/?q=introuvable",
    "/acteurs/densite/",
    "/acteurs/densite/?territoire=epci:248000747",
    "/acteurs/densite/?territoire=departement:80&famille=association",
    "/acteurs/{acteur}/",
    "/acteurs/nouveau/",
    "/acteurs/{acteur}/contacts/nouveau/",
    "/acteurs/contacts/",
    "/comptes/personnes/?q=exemple",
    "/alertes/",
    "/alertes/nouvelle/?territoire=epci:248000747",
    "/alertes/nouvelle/?acteur={acteur}",
    "/acteurs/import/",
    "/acteurs/sources/",
    "/acteurs/geocodage/",
    "/acteurs/{acteur}/modifier/",
    "/acteurs/{acteur}/histoire/",
    "/moderation/tenir/{acteur}/",
    "/moderation/mes-fiches/",
    "/relations/territoire/epci/248000747/?groupes=on",
    "/relations/territoire/epci/248000747/ecran/",
    "/relations/acteur/{acteur}/ajouter/?q=fictive",
    "/relations/suggestions/",
    "/relations/importer/",
    "/relations/{relation}/",
    "/relations/{relation}/modifier/",
    "/alertes/{alerte}/",
    "/filieres/",
    "/filieres/exemples/",
    "/filieres/exemples/paris-economie-circulaire/",
    "/filieres/{filiere}/",
    "/filieres/{filiere}/ecran/",
    "/filieres/{filiere}/carte/",
    "/filieres/{filiere}/fichiers/",
    "/filieres/{filiere}/maillons/",
    "/filieres/{filiere}/flux/",
    "/filieres/{filiere}/importer/gisements/",
    "/filieres/{filiere}/membres/",
    "/filieres/{filiere}/reglages/",
    "/filieres/{filiere}/journal/",
    "/filieres/creer/",
    "/filieres/{filiere}/analyse/",
    "/filieres/{filiere}/analyse/voisins/",
    "/filieres/{filiere}/analyse/{maillon}/",
    "/filieres/{filiere}/hypotheses/",
    "/filieres/{filiere}/hypotheses/{hypothese}/",
    "/plateformes/",
    "/plateformes/cartes/",
    "/plateformes/le-grand-partage/",
    "/plateformes/changements/",
    "/plateformes/proposer/mobicoop/",
    "/plateformes/le-grand-partage/nature/",
    "/plateformes/comparer/?p=mobicoop&p=dokos&p=le-grand-partage&p=coopcircuits",
    "/plateformes/comparer/",
    "/plateformes/?q=introuvable",
    "/plateformes/?theme=mobilite&nature=service&p=mobicoop",
    "/plateformes/usages/",
    "/plateformes/mobicoop/usages/declarer/",
    "/plateformes/autrement/",
    "/plateformes/autrement/uber/",
    "/integrer/",
    "/integrer/{carte}/",
    "/integrer/{carte}/reglages/",
    "/comptes/organisation/",
    "/comptes/profil/",
    "/comptes/email/",
    "/comptes/password/change/",
    "/comptes/2fa/",
]
RESEAU = [
    "/plateformes/atelier/?quoi=toutes",
    "/plateformes/atelier/fiche/le-grand-partage/",
    "/plateformes/atelier/fiche/le-grand-partage/versions/",
    "/plateformes/atelier/nouvelle/",
    "/plateformes/atelier/import/",
    "/plateformes/atelier/reglages/",
    "/plateformes/atelier/fiche/le-grand-partage/histoire/",
    "/plateformes/atelier/fiche/le-grand-partage/chiffres/",
    "/plateformes/atelier/fiche/trajets-du-plateau/modifier/donnees/",
    "/plateformes/atelier/fiche/trajets-du-plateau/publier/",
    "/plateformes/atelier/vocabulaire/",
    "/plateformes/atelier/vocabulaire/fonctions/livrer/?vers=trouver",
    "/acteurs/naf/",
    "/acteurs/naf/?q=introuvable",
    "/acteurs/naf/ajout/",
    "/moderation/doublons/",
    "/moderation/fusions/",
    "/moderation/reunir/{double}/{autre_double}/",
    "/moderation/tenues/",
    "/moderation/a-revoir/",
    "/moderation/",
    "/moderation/?etat=decidees",
    "/moderation/{contribution}/",
    "/moderation/delais/",
]
"""What only networks of the ESS see."""
PAGES = {None: PUBLIQUES, "agent": PRIVEES, "reseau": RESEAU}


def lire_reperes(site: Serveur) -> dict[str, str]:
    """References of the demo's objects, to build addresses."""
    lignes = site.manage(
        "shell",
        "-v0",
        "-c",
        "from diagnostics.models import Diagnostic; from acteurs.models import Acteur\n"
        "d = Diagnostic.objects.get(code_demo='coquelicot')\n"
        "print(d.reference)\nprint(d.elements.filter(texte__startswith='Cinq').get().reference)\n"
        "print(Acteur.objects.get(nom__startswith='La Manufacture').reference)\n"
        "print(d.pistes.get(titre__startswith='Communauté').reference)\n"
        "print(d.acteurs_concernes.get(nom__startswith='La Manufacture').reference)\n"
        "e = d.entretiens.get(titre__startswith='Entretien avec La Manufacture')\n"
        "print(e.reference)\nprint(e.grille.grille.reference)\n"
        "print(d.parties.get(nom__startswith='Association Saint').reference)\n"
        "print(d.versions_carte.get().reference)\n"
        "from filieres.models import Filiere\n"
        "f = Filiere.objects.get(code='demo-reemploi-coquelicot')\n"
        "print(f.reference)\nprint(f.maillons.get(type='mt-lavage', ordre=3).reference)\n"
        "print(f.hypotheses.get(nom__startswith='Ouvrir').reference)\n"
        "from ouverture.models import CarteIntegree\n"
        "print(CarteIntegree.objects.get(titre__startswith='Les associations').reference)\n"
        "from moderation.models import Contribution\n"
        "from moderation.services.courriels import jeton_de\n"
        "c = Contribution.objects.get(message__startswith='Ils ont changé de local')\n"
        "print(c.reference)\nprint(jeton_de(c))\nprint(c.acteur.reference)\n"
        "from relations.models import Relation; from alertes.models import Alerte\n"
        "print(Relation.objects.get(depart__nom__startswith='La Manufacture', nature='heberge')"
        ".reference)\n"
        "print(Alerte.objects.filter(acteur__nom__startswith='La Manufacture').first().reference)\n"
        "from moderation.models import DoublonPossible\n"
        "p = DoublonPossible.objects.get(premier__nom__endswith='Pré (démonstration)')\n"
        "print(p.premier.reference)\nprint(p.second.reference)",
    ).split()
    noms = (
        "demarche",
        "element",
        "acteur",
        "piste",
        "concerne",
        "entretien",
        "grille",
        "partie",
        "version",
        "filiere",
        "maillon",
        "hypothese",
        "carte",
        "contribution",
        "suivi",
        "fiche_corrigee",
        "relation",
        "alerte",
        "double",
        "autre_double",
    )
    return dict(zip(noms, lignes, strict=True))


def verifier_les_pages(visiter, sans_anomalie, reperes, compte, **ecran) -> None:
    """Read the pages of ``compte`` on a screen; say all that is wrong at once."""
    visite = visiter(**ecran)
    if compte:
        visite.se_connecter(compte)
    problemes = []
    for chemin in PAGES[compte]:
        adresse = chemin.format(**reperes)
        reponse = visite.page.goto(visite.base + adresse)
        visite.page.wait_for_load_state("load")
        attendu = 404 if "n-existe-pas" in chemin else 200
        if reponse.status != attendu:
            problemes.append(f"{adresse}: {reponse.status}")
            continue
        try:
            sans_anomalie(visite.page)
        except AssertionError as anomalie:
            problemes.append(str(anomalie))
        largeur = visite.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if largeur[0] > largeur[1]:
            problemes.append(f"{adresse}: content {largeur[0]} px wide for {largeur[1]}")
        if not visite.page.title().strip():
            problemes.append(f"{adresse}: no title")
    assert not problemes, "\n\n".join(problemes)


@pytest.fixture(scope="module")
def reperes(site):
    return lire_reperes(site)


@pytest.mark.parametrize("compte", PAGES)
def test_no_finding_and_no_overflow(visiter, sans_anomalie, reperes, compte):
    verifier_les_pages(
        visiter, sans_anomalie, reperes, compte, largeur=BUREAU, color_scheme="light"
    )
