import csv
import io
import json
import re
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from plateformes.grilles import charger_grilles
from plateformes.models import Chiffre, Plateforme
from plateformes.reference import codes_de_reference
from plateformes.vitrine.ouverture import COLONNES
from plateformes.vitrine.publication import DOAP, RDF
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_evaluation,
    make_plateforme,
    make_territoire,
    make_thematique,
    make_utilisateur,
)
from tests.plateformes.vitrine.usages import make_usage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", sorted(codes_de_reference()))
def test_every_entry_reads(client, catalogue, code):
    texte = client.get(f"/plateformes/{code}/").content.decode()
    plateforme = Plateforme.objects.get(code=code)
    assert plateforme.nom in texte
    assert "guide méthodologique" in texte
    for theme in plateforme.thematiques.all():
        assert theme.libelle in texte


def pleine(**champs):
    valeurs = {
        "nom": "Outils & voisins",
        "accroche": "Prêter ses outils",
        "description": "Un site </script> pour prêter",
        "site": "https://outils.example",
        "licence": "AGPL-3.0-or-later",
        "depot": "https://code.example/outils",
        "langues": "français, néerlandais",
        "porteur_texte": "SCIC Outils",
        "annee_creation": 2019,
        "libre": True,
        "thematiques": [make_thematique()],
        "territoires": [make_territoire(make_commune(), nom="Vallée")],
        **champs,
    }
    plateforme = make_plateforme(**valeurs)
    Chiffre.objects.create(
        plateforme=plateforme, grandeur="usagers", valeur=1200, date="2025-03-02", source="Rapport"
    )
    return plateforme


def test_figures_come_with_date_and_source(client):
    texte = client.get(f"/plateformes/{pleine().code}/").content.decode()
    assert "1\u202f200, 2 mars 2025, source\u00a0: Rapport" in texte


def test_drafts_stay_with_those_who_write_them(client):
    make_plateforme(code="cachee", nom="Cachée", statut="brouillon")
    make_plateforme(code="retiree", nom="Retirée", statut="retiree", motif="Fermée")
    client.force_login(make_utilisateur())
    for code in ("cachee", "retiree", "nawak"):
        assert client.get(f"/plateformes/{code}/").status_code == 404
        for extension in ("json", "jsonld", "rdf"):
            assert client.get(f"/plateformes/{code}.{extension}").status_code == 404
    client.logout()
    assert client.get("/plateformes/cachee/").status_code == 404


def test_json_ld_cannot_leave_its_element(client):
    plateforme = pleine(accroche="")
    texte = client.get(f"/plateformes/{plateforme.code}/").content.decode()
    _, _, suite = texte.partition('<script type="application/ld+json">')
    donnees = json.loads(suite.partition("</script>")[0])
    assert donnees["@type"] == "SoftwareApplication"
    assert donnees["description"] == "Un site </script> pour prêter"
    assert donnees["license"] == "https://spdx.org/licenses/AGPL-3.0-or-later"
    assert donnees["areaServed"] == [{"@type": "AdministrativeArea", "name": "Vallée"}]
    assert client.get(f"/plateformes/{plateforme.code}.jsonld").json() == donnees


def test_doap(client):
    plateforme = pleine(nom="A\x0bB & C")
    reponse = client.get(f"/plateformes/{plateforme.code}.rdf")
    projet = ET.fromstring(reponse.content)[0]
    assert projet.tag == f"{{{DOAP}}}Project"
    assert projet.findtext(f"{{{DOAP}}}name") == "AB & C"
    lieu = projet.find(f".//{{{DOAP}}}GitRepository/{{{DOAP}}}location")
    assert lieu.get(f"{{{RDF}}}resource") == "https://code.example/outils"
    assert reponse["Access-Control-Allow-Origin"] == "*"


def test_open_data_of_an_entry_and_of_the_list(client):
    porteur = make_acteur(nom="SCIC Outils", siren="")
    plateforme = pleine(nom="=2+3", porteur=porteur)
    make_plateforme(nom="Brouillon", statut="proposee")
    seule = client.get(f"/plateformes/{plateforme.code}.json").json()
    assert seule["territoires"][0]["nom"] == "Vallée"
    assert seule["porteur"]["reference"] == porteur.reference
    assert "id" not in seule
    liste = json.loads(b"".join(client.get("/plateformes/plateformes.json").streaming_content))
    assert liste == [seule]
    texte = b"".join(client.get("/plateformes/plateformes.csv").streaming_content).decode(
        "utf-8-sig"
    )
    lignes = list(csv.reader(io.StringIO(texte), delimiter=";"))
    assert tuple(lignes[0]) == COLONNES
    assert len(lignes) == 2
    rangee = dict(zip(*lignes, strict=True))
    assert rangee["nom"] == "'=2+3"
    assert rangee["logiciel_libre"] == "oui"
    vide = client.get("/plateformes/plateformes.json?theme=nawak")
    assert json.loads(b"".join(vide.streaming_content)) == []


def test_nobody_who_wrote_is_named_in_open_data(client):
    auteur = make_utilisateur(email="auteur@exemple.example", nom="Nom-Du-Redacteur")
    plateforme = pleine(par=auteur)
    for extension in ("json", "jsonld", "rdf"):
        texte = client.get(f"/plateformes/{plateforme.code}.{extension}").content.decode()
        assert "auteur@" not in texte
        assert "Redacteur" not in texte


def test_uses_show_once_confirmed(client):
    plateforme = pleine()
    make_usage(plateforme, resultats="Deux cents prêts", role="role-mecene", depuis=2021)
    make_usage(plateforme, resultats="Pas encore confirmé", valide=False)
    for adresse in (f"/plateformes/{plateforme.code}/", "/plateformes/usages/"):
        texte = client.get(adresse).content.decode()
        assert "Deux cents prêts" in texte
        assert "Mécène territorial" in texte
        assert "v-point" in texte
        assert "Pas encore" not in texte
    assert "Aucun usage" in client.get("/plateformes/usages/?role=role-garante").content.decode()
    assert "1\u00a0usage<" in client.get("/plateformes/usages/?role=role-mecene").content.decode()


def test_other_ways(client, catalogue):
    assert "Autrement qu’Uber" in client.get("/plateformes/autrement/").content.decode()
    texte = client.get("/plateformes/autrement/uber/").content.decode()
    assert "CoopCycle" in texte
    assert "p=coopcycle&amp;p=lille-bike" in texte
    assert texte.index("CoopCycle") < texte.index("Lille.Bike")
    assert "Aucune plateforme" in client.get("/plateformes/autrement/airbnb/").content.decode()
    assert client.get("/plateformes/autrement/nawak/").status_code == 404


def test_cost_of_a_page_does_not_follow_its_uses(client, django_assert_max_num_queries):
    plateforme = pleine()
    make_usage(plateforme)
    adresses = (f"/plateformes/{plateforme.code}/", "/plateformes/usages/")
    couts = []
    for _ in range(2):
        for adresse in adresses:
            client.get(adresse)
            with django_assert_max_num_queries(30) as requetes:
                client.get(adresse)
            couts.append(len(requetes))
        make_usage(plateforme)
        make_usage(plateforme)
    assert couts[:2] == couts[2:]


def test_the_entry_shows_its_logo_and_prints_its_card(client):
    plateforme = pleine()
    adresse = f"/plateformes/{plateforme.code}/"
    assert "t-tete-image" not in client.get(adresse).content.decode()
    Plateforme.objects.filter(pk=plateforme.pk).update(logo="logos/essai.png")
    texte = client.get(adresse).content.decode()
    assert f'src="/plateformes/logo/{plateforme.code}.png?v=' in texte
    assert 'alt="Logo de Outils &amp; voisins"' in texte
    assert "Imprimer sa carte" not in texte
    client.force_login(make_utilisateur())
    texte = client.get(adresse).content.decode()
    assert f'href="/plateformes/cartes/?plateforme={plateforme.code}"' in texte


def test_the_entry_says_the_last_verdict_in_words_never_a_score(client):
    charger_grilles()
    plateforme = pleine()
    adresse = f"/plateformes/{plateforme.code}/"
    assert "Les questions à se poser" in client.get(adresse).content.decode()
    ana, basile = make_utilisateur(nom="Ana Cachée"), make_utilisateur(nom="Basile Caché")
    make_evaluation(plateforme, notes={ana: (3, 3, 3, 3), basile: (3, 2, 3, 3)}, conclusion="Lue.")
    page = client.get(adresse)
    lue = page.context["nature"]
    texte = page.content.decode()
    assert lue.verdict in texte
    assert "Lire toute l’évaluation" in texte
    assert f'href="{adresse}nature/"' in texte
    section = texte.split('id="nature"')[1].split("</section>")[0]
    assert not re.search(r"\d\s*/\s*\d|degré|note", section)
    assert "Caché" not in texte
    make_evaluation(plateforme, notes={ana: (0, 0, 0, 0)})  # one under way says nothing yet
    assert lue.verdict in client.get(adresse).content.decode()


def ouvrir_classeur(reponse):
    octets = b"".join(reponse.streaming_content)
    feuille = openpyxl.load_workbook(io.BytesIO(octets)).active
    return feuille.title, [list(rang) for rang in feuille.iter_rows(values_only=True)]


def test_the_list_as_a_workbook_keeps_its_filters(client):
    pleine(nom="=2+3")
    make_plateforme(nom="Autre", nature="outil")
    titre, rangs = ouvrir_classeur(client.get("/plateformes/plateformes.xlsx?nature=service"))
    assert titre == "Plateformes"
    assert tuple(rangs[0]) == COLONNES
    assert [rang[1] for rang in rangs[1:]] == ["'=2+3"]
    page = client.get("/plateformes/?nature=outil").content.decode()
    for extension in ("csv", "xlsx", "json"):
        assert f'href="/plateformes/plateformes.{extension}?nature=outil"' in page


def test_uses_as_open_data_with_the_filters_of_their_page(client):
    plateforme = pleine()
    usage = make_usage(plateforme, role="role-mecene", resultats="=1+1", depuis=2021)
    make_usage(plateforme, role="role-garante")
    make_usage(plateforme, role="role-mecene", valide=False)
    lieu = f"{usage.territoire.nature}:{usage.territoire.code}"
    page = client.get(f"/plateformes/usages/?role=role-mecene&territoire={lieu}").content.decode()
    suite = f"role=role-mecene&amp;territoire={lieu.replace(':', '%3A')}"
    for extension in ("csv", "xlsx", "json"):
        assert f'href="/plateformes/usages.{extension}?{suite}"' in page
    adresse = f"?role=role-mecene&territoire={lieu}"
    reponse = client.get(f"/plateformes/usages.json{adresse}")
    (seul,) = json.loads(b"".join(reponse.streaming_content))
    assert (seul["plateforme"], seul["resultats"]) == (plateforme.code, "=1+1")
    assert seul["territoire"]["code"] == usage.territoire.code
    assert client.get(f"/api/v1/usages/{adresse}").json()["results"] == [seul]
    titre, rangs = ouvrir_classeur(client.get(f"/plateformes/usages.xlsx{adresse}"))
    assert (titre, len(rangs)) == ("Usages", 2)
    rangee = dict(zip(*rangs, strict=True))
    assert (rangee["role"], rangee["resultats"]) == ("Mécène territorial", "'=1+1")
    texte = b"".join(client.get("/plateformes/usages.csv").streaming_content).decode("utf-8-sig")
    assert len(texte.strip().splitlines()) == 3
