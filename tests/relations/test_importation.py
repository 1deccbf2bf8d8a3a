"""Spreadsheets of relations: seen first, told row by row, added all at once, undone."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acteurs.importers.tableurs import Tableau
from acteurs.services.fusion import merge_acteurs
from relations.models import Relation
from relations.services import importation
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_organisation,
    make_relation,
    make_territoire,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db
PAGE = "/relations/importer/"
ENTETES = ["Premier acteur", "Relation", "Second acteur", "Période", "Visibilité"]


@pytest.fixture
def agent():
    return make_utilisateur()


@pytest.fixture
def maison(agent):
    return make_organisation(agent)


def lire(*lignes, entetes=ENTETES):
    return Tableau("relations", entetes, [(n, list(c)) for n, c in enumerate(lignes, 2)])


def preparer(tableau, agent, maison):
    return importation.preparer(
        tableau=tableau,
        colonnes=importation.deviner(tableau),
        utilisateur=agent,
        organisation=maison,
    )


def test_actors_are_found_by_name_number_or_former_reference(agent, maison):
    a = make_acteur(nom="L’Atelier")
    b = make_acteur(nom="Brasserie", siret="35600000000048")
    gardee, ancienne = make_acteur(nom="Gardée"), make_acteur(nom="Ancienne")
    merge_acteurs(survivant=gardee, absorbe=ancienne)
    apercu = preparer(
        lire(
            ["l'atelier", "se fournit auprès de", "356 000 000 00048", "depuis 2019", ""],
            [a.reference, "Adhésion", ancienne.reference, "de 2015 à 2020", "membres"],
            ["", "", "", "", ""],
        ),
        agent,
        maison,
    )
    assert not apercu.rejets
    une, deux = [p.relation for p in apercu.propositions]
    assert (une.depart, une.arrivee, une.nature, une.depuis) == (b, a, "fournit", 2019)
    assert (deux.arrivee, deux.nature, deux.depuis, deux.jusqu_a) == (gardee, "membre", 2015, 2020)
    assert deux.visibilite == "membres"
    assert apercu.propositions[1].dit == "de 2015 à 2020 · réservée à vos membres"


def test_every_rejected_row_says_why_and_what_to_do(agent, maison):
    make_acteur(nom="Club"), make_acteur(nom="Club")
    make_acteur(nom="A"), make_acteur(nom="B"), make_acteur(nom="Caché", statut="propose")
    rejets = preparer(
        lire(
            ["A", "adore", "B", "", ""],
            ["A", "fournit", "Club", "", ""],
            ["A", "fournit", "Caché", "", ""],
            ["A", "fournit", "A", "", ""],
            ["A", "fournit", "B", "l’an dernier", ""],
            ["A", "fournit", "B", "de 2020 à 2010", ""],
            ["A", "fournit", "B", "", "secret"],
            ["A", "travaille avec", "B", "", ""],
            ["B", "travaille avec", "A", "", ""],
        ),
        agent,
        maison,
    ).rejets
    assert [r.ligne for r in rejets] == [2, 3, 4, 5, 6, 7, 8, 10]
    for rejet, mot in zip(
        rejets,
        ("inconnue", "2 fiches", "proposez sa fiche", "deux acteurs différents", "depuis 2019",
         "finir avant", "publique ou membres", "plus haut"),
        strict=True,
    ):  # fmt: skip
        assert mot in rejet.motif


def test_what_is_known_is_not_added_and_what_others_keep_is_not_guessed(agent, maison):
    a, b = make_acteur(nom="A"), make_acteur(nom="B")
    make_relation(a, b)
    ailleurs = make_organisation(make_utilisateur())
    make_relation(a, b, nature="finance", visibilite="membres", organisation=ailleurs)
    apercu = preparer(
        lire(["B", "travaille avec", "A", "", ""], ["A", "finance", "B", "", ""]), agent, maison
    )
    assert (apercu.deja, len(apercu.propositions), apercu.rejets) == (1, 1, [])


def test_one_row_or_thirty_cost_the_same(agent, maison):
    centre = make_acteur(nom="Centre")
    autres = [make_acteur(nom=f"Autre {n}") for n in range(30)]

    def cout(noms):
        lignes = [["Centre", "finance", nom, "", ""] for nom in noms]
        with CaptureQueriesContext(connection) as requetes:
            apercu = preparer(lire(*lignes), agent, maison)
        assert len(apercu.propositions) == len(noms)
        return len(requetes)

    assert cout([autres[0].nom]) == cout([a.nom for a in autres])
    assert centre.relations_sortantes.count() == 0


def test_a_file_goes_from_preview_to_undo(client, agent, maison):
    lieu = make_commune()
    territoire = make_territoire(lieu)
    a, b = make_acteur(nom="=Atelier", commune=lieu), make_acteur(nom="Brasserie", commune=lieu)
    client.force_login(agent)
    assert "Choisir un fichier" in client.get(PAGE).content.decode()
    csv = (
        "Premier acteur;Relation;Second acteur;Note\n'=Atelier;héberge;Brasserie;x\nZ;fournit;A;\n"
    )
    fichier = BytesIO(csv.encode())
    fichier.name = "relations.csv"
    apercu = client.post(PAGE, {"fichier": fichier}).content.decode()
    assert "=Atelier héberge Brasserie" in apercu
    assert "Colonnes laissées de côté\u00a0: Note" in apercu.replace(" :", "\u00a0:")
    assert "proposez sa fiche" in apercu
    assert not Relation.objects.exists()
    scelle = re.search(r'name="scelle" value="([^"]+)"', apercu)[1]
    colonnes = {f"colonne-{i}": c for i, c in enumerate(("premier", "relation", "second", ""))}
    revue = client.post(PAGE, {"scelle": scelle, "action": "revoir"})
    assert "Dites quelle colonne est" in revue.content.decode()
    client.post(PAGE, {"scelle": scelle, "action": "importer", **colonnes})
    relation = Relation.objects.get()
    assert (relation.depart, relation.arrivee, relation.nature) == (a, b, "heberge")
    assert relation.organisation == maison
    assert relation.history.get().history_user == agent
    # its own file, given back, adds nothing
    export = client.get(
        f"/relations/territoire/{territoire.nature}/{territoire.code}/export.csv"
    ).content
    fichier = BytesIO(export)
    fichier.name = "reseau.csv"
    assert "dit déjà tout" in client.post(PAGE, {"fichier": fichier}).content.decode()
    # undone from the page, by who made it only
    jeton = re.search(r'name="import" value="(\w+)"', client.get(PAGE).content.decode())[1]
    autre = make_utilisateur()
    make_organisation(autre)
    client.force_login(autre)
    client.post(f"{PAGE}annuler/", {"import": jeton})
    assert Relation.objects.actives().count() == 1
    assert client.post(PAGE, {"scelle": scelle, "action": "importer"}).status_code == 302
    client.force_login(agent)
    client.post(f"{PAGE}annuler/", {"import": jeton})
    relation.refresh_from_db()
    assert (relation.etat, relation.motif, relation.version) == ("retiree", "Import annulé", 2)
    assert relation.history.count() == 2
    assert "Vos derniers imports" not in client.get(PAGE).content.decode()


def test_undoing_spares_what_was_changed_since(agent, maison):
    a, b, c = make_acteur(nom="A"), make_acteur(nom="B"), make_acteur(nom="C")
    tableau = lire(["A", "finance", "B", "", ""], ["A", "finance", "C", "", ""])
    jeton, combien, _ = importation.importer(
        tableau=tableau, colonnes=importation.deviner(tableau), organisation=maison, par=agent
    )
    assert combien == 2
    touchee = Relation.objects.get(arrivee=c)
    touchee.version += 1
    touchee.save()
    assert [i.nombre for i in importation.imports_de(agent)] == [1]
    assert importation.annuler(jeton=jeton, par=agent) == (1, 1)
    assert list(Relation.objects.actives().values_list("depart", "arrivee")) == [(a.pk, c.pk)]
    assert not Relation.objects.actives().filter(arrivee=b).exists()


def test_nobody_imports_without_writing_for_an_organisation(client):
    client.force_login(make_utilisateur())
    assert client.get(PAGE).status_code == 403
