"""The catalogue of open data: every set is there, true, well said, and no more than public."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rdflib import Graph, Namespace
from rdflib.compare import to_isomorphic
from rdflib.namespace import DCTERMS, FOAF, RDF

from ouverture.catalogue.jeux import jeux
from ouverture.catalogue.schema import en_table_schema
from relations.models import Relation
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_filiere,
    make_organisation,
    make_plateforme,
    make_territoire,
    make_thematique,
)

pytestmark = pytest.mark.django_db
DCAT = Namespace("http://www.w3.org/ns/dcat#")
VOULUES = {
    DCAT.Catalog: {DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license,
                   DCAT.dataset},
    DCAT.Dataset: {DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCTERMS.publisher,
                   DCTERMS.spatial, DCTERMS.accrualPeriodicity, DCTERMS.conformsTo, DCAT.theme,
                   DCAT.keyword, DCAT.contactPoint, DCAT.distribution},
    DCAT.Distribution: {DCTERMS.license, DCTERMS["format"], DCAT.accessURL, DCAT.mediaType},
    DCAT.DataService: {DCTERMS.title, DCAT.endpointURL, DCAT.endpointDescription,
                       DCAT.servesDataset},
    FOAF.Agent: {FOAF.name},
}  # fmt: skip
"""What DCAT-AP asks of each class, or recommends and we always know."""


@pytest.fixture
def monde() -> None:
    commune = make_commune("80001", nom="=Abbeville")
    make_territoire(commune, nom="CA de la Baie")
    make_thematique("mobilite")
    depart, arrivee = make_acteur(nom="Ferme du quai"), make_acteur(nom="Épicerie du quai")
    cache = make_acteur(nom="Secret", statut="propose")
    organisation = make_organisation()
    for autre, visibilite in ((arrivee, "public"), (cache, "public")):
        Relation.objects.create(
            depart=depart, arrivee=autre, nature="fournit", visibilite=visibilite,
            organisation=organisation,
        )  # fmt: skip
    make_plateforme(nom="Mobicoop")
    make_filiere(nom="Filière publique", visibilite="public")
    make_filiere(nom="Filière secrète")


def test_the_graph_says_what_dcat_ap_asks_for(client: Client, monde: None) -> None:
    graphe = Graph().parse(
        data=client.get(reverse("ouverture:catalogue_dcat", args=["jsonld"])).content,
        format="json-ld",
    )
    for classe, voulues in VOULUES.items():
        noeuds = set(graphe.subjects(RDF.type, classe))
        assert noeuds
        for noeud in noeuds:
            assert voulues <= set(graphe.predicates(noeud)), (noeud, classe)
    assert set(graphe.objects(None, DCAT.servesDataset)) <= set(
        graphe.subjects(RDF.type, DCAT.Dataset)
    )
    assert len(set(graphe.subjects(RDF.type, DCAT.Dataset))) == len(jeux())
    turtle = Graph().parse(
        data=client.get(reverse("ouverture:catalogue_dcat", args=["ttl"])).content, format="turtle"
    )
    assert to_isomorphic(graphe) == to_isomorphic(turtle)


def test_every_address_of_the_catalogue_answers(client: Client, monde: None) -> None:
    for code, jeu in jeux().items():
        page = client.get(reverse("ouverture:jeu", args=[code]))
        assert page.status_code == 200
        for distribution in jeu.distributions():
            reponse = client.get(distribution.adresse)
            assert reponse.status_code == 200, distribution
            contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
            assert contenu
            assert "secrète" not in contenu.decode(errors="replace")
            assert "Secret" not in contenu.decode(errors="replace")
            assert distribution.adresse in page.content.decode()
    assert client.get(reverse("ouverture:jeu", args=["inconnu"])).status_code == 404
    assert client.get(reverse("ouverture:jeu_fichier", args=["usages", "csv"])).status_code == 404


def test_pages_of_other_sites_may_read_all_of_it(client: Client, monde: None) -> None:
    adresses = {d.adresse for jeu in jeux().values() for d in jeu.distributions()}
    adresses |= {
        *(reverse("ouverture:catalogue_dcat", args=[e]) for e in ("jsonld", "ttl")),
        *(reverse("ouverture:jeu_schema", args=[code]) for code in jeux()),
        "/acteurs/export.csv",
        "/ogc/collections/acteurs/items?limit=0",
        "/api/v1/acteurs/?inconnu=1",
    }
    for adresse in sorted(adresses):
        for methode in (client.get, client.head):
            reponse = methode(adresse, headers={"Origin": "https://autre.example"})
            assert reponse["Access-Control-Allow-Origin"] == "*", adresse
            assert "Access-Control-Allow-Credentials" not in reponse
            assert not reponse.cookies, adresse


def test_the_schema_is_that_of_the_files(client: Client, monde: None) -> None:
    for code, jeu in jeux().items():
        schema = client.get(reverse("ouverture:jeu_schema", args=[code])).json()
        assert schema == json.loads(json.dumps(en_table_schema(jeu)))
        tableau = next(d for d in jeu.distributions() if d.nature == "csv")
        contenu = b"".join(client.get(tableau.adresse).streaming_content).decode("utf-8-sig")
        lignes = list(csv.reader(io.StringIO(contenu), delimiter=";"))
        assert lignes[0] == [champ["name"] for champ in schema["fields"]], code
        assert jeu.compter() == len(lignes) - 1, code
        assert not any(cellule.startswith("=") for ligne in lignes for cellule in ligne)


def test_people_read_numbers_dates_and_licence(client: Client, monde: None) -> None:
    texte = client.get(reverse("ouverture:catalogue")).content.decode()
    assert "Licence Ouverte 2.0" in texte
    assert "2\u202flignes" in texte or "2\u00a0lignes" in texte
    debut = texte.index('<script type="application/ld+json">') + 35
    assert json.loads(texte[debut : texte.index("</script>", debut)])["@type"] == "dcat:Catalog"
    assert reverse("ouverture:catalogue") in client.get(reverse("pages:accueil")).content.decode()


def test_one_relation_or_three_cost_the_same(client: Client, monde: None) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    comptes: list[int] = []
    for code in ("relations", "filieres", "communes", "territoires"):
        adresse = reverse("ouverture:jeu_fichier", args=[code, "csv"])
        with CaptureQueriesContext(connection) as avant:
            b"".join(client.get(adresse).streaming_content)
        make_filiere(visibilite="public", territoire=make_territoire(make_commune()))
        Relation.objects.create(
            depart=make_acteur(), arrivee=make_acteur(), nature="finance", visibilite="public"
        )
        with CaptureQueriesContext(connection) as apres:
            b"".join(client.get(adresse).streaming_content)
        comptes.append(len(apres) - len(avant))
    assert comptes == [0, 0, 0, 0]


def test_an_entry_is_found_by_its_rna_number_too(client: Client) -> None:
    acteur: Any = make_acteur(rna="W803000001")
    reponse = client.get(reverse("ouverture:acteur", args=["W803000001", "jsonld"]))
    assert reponse.json()["@id"].endswith(f"{acteur.reference}/")
