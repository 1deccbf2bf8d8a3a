"""Networks read, drawn, filtered and written to files; what is kept to members stays so."""

import csv
import io
import json

import networkx as nx
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acteurs.services.colonnes import construire_colonnes
from relations import isoles
from relations.models import Disposition
from relations.reseaux import DESSINES_MAX, Filtres, lire_autour, lire_territoire
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_organisation,
    make_relation,
    make_territoire,
    make_thematique,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db
PERSONNE = AnonymousUser()


@pytest.fixture
def lieu():
    return make_commune(nom="Ici")


@pytest.fixture
def territoire(lieu):
    return make_territoire(lieu, nom="Pays d’essai")


@pytest.fixture
def adresse(territoire):
    return f"/relations/territoire/{territoire.nature}/{territoire.code}/"


def ici(lieu, nom, **champs):
    return make_acteur(nom=nom, commune=lieu, **champs)


class TestLecture:
    def test_a_territory_shows_relations_with_one_end_in_it(self, lieu, territoire):
        a, b, dehors, loin = ici(lieu, "A"), ici(lieu, "B"), make_acteur(), make_acteur()
        make_relation(a, b)
        make_relation(dehors, a, nature="finance")
        make_relation(dehors, loin)
        make_relation(a, loin, etat="retiree")
        make_relation(b, loin, jusqu_a=2001)
        lu = lire_territoire(territoire, PERSONNE, Filtres())
        assert {t.paire for t in lu.traits} == {
            tuple(sorted((a.reference, b.reference))),
            tuple(sorted((dehors.reference, a.reference))),
        }
        assert not lu.noeuds[dehors.reference].dedans
        assert loin.reference in lire_territoire(territoire, PERSONNE, Filtres(finies=True)).noeuds
        # an actor archived leaves the network
        b.statut = "archive"
        b.save()
        assert b.reference not in lire_territoire(territoire, PERSONNE, Filtres()).noeuds

    def test_filters_of_nature_theme_and_ess(self, lieu, territoire):
        make_thematique("mobilite")
        a, b = ici(lieu, "A", ess=True, thematiques=["mobilite"]), ici(lieu, "B", ess=True)
        c = ici(lieu, "C", ess=False)
        make_relation(a, b)
        make_relation(b, c, nature="fournit")

        def noms(**filtres):
            return {
                n.nom
                for n in lire_territoire(territoire, PERSONNE, Filtres(**filtres)).noeuds.values()
            }

        assert noms(nature="fournit") == {"B", "C"}
        assert noms(theme="mobilite") == {"A", "B"}
        assert noms(ess="entre") == {"A", "B"}
        assert noms(ess="avec") == {"B", "C"}

    def test_around_an_actor_one_or_two_steps_away(self):
        a, b, c, d = (make_acteur(nom=nom) for nom in "ABCD")
        for de, vers in ((a, b), (b, c), (c, d)):
            make_relation(de, vers)

        def noms(profondeur):
            lu = lire_autour(a, PERSONNE, Filtres(), profondeur=profondeur)
            return {n.nom for n in lu.noeuds.values()}

        assert noms(1) == {"A", "B"}
        assert noms(2) == {"A", "B", "C"}
        assert set(lire_autour(make_acteur(nom="Z"), PERSONNE, Filtres()).noeuds) != set()

    def test_beyond_three_hundred_the_most_linked_are_kept(self, lieu, territoire, monkeypatch):
        monkeypatch.setattr("relations.reseaux.DESSINES_MAX", 3)
        centre = ici(lieu, "Centre")
        autres = [ici(lieu, f"A{i}") for i in range(5)]
        for autre in autres:
            make_relation(centre, autre)
        lu = lire_territoire(territoire, PERSONNE, Filtres())
        assert (len(lu.noeuds), lu.coupe) == (3, 3)
        assert centre.reference in lu.noeuds
        assert DESSINES_MAX == 300


class TestPages:
    def test_the_page_draws_says_and_lists(self, client, lieu, territoire, adresse):
        a, b, c = ici(lieu, "Atelier"), ici(lieu, "Brasserie"), ici(lieu, "Café")
        ici(lieu, "Tout seul")
        make_relation(a, b, nature="fournit", precision="Du pain")
        make_relation(b, c)
        texte = client.get(adresse).content.decode()
        for attendu in (
            "<svg",
            "Brasserie",
            "fait passerelle",
            "Tout seul",
            "se fournit auprès de",
        ):
            assert attendu in texte, attendu
        assert 'style="' not in texte
        assert "r-groupe" not in texte
        entier, morceau = (
            texte,
            client.get(adresse, headers={"HX-Request": "true"}).content.decode(),
        )
        assert morceau.strip() in entier
        avant = client.get(adresse, {"voir": a.reference}).content.decode()
        assert "Mis en avant" in avant
        assert "est-loin" in avant
        autour = f"/relations/acteur/{a.reference}/"
        assert "Brasserie" in client.get(autour, {"profondeur": "2"}).content.decode()
        assert client.get(f"{adresse}ecran/").status_code == 200
        assert client.get(f"{autour}ecran/").status_code == 200

    def test_empty_states_say_what_to_do(self, client, lieu, territoire, adresse):
        a = ici(lieu, "Seule")
        assert "Aucune relation connue sur ce territoire" in client.get(adresse).content.decode()
        filtre = client.get(adresse, {"nature": "lieu"}).content.decode()
        assert "ne répond à ces filtres" in filtre
        page = client.get(f"/relations/acteur/{a.reference}/").content.decode()
        assert "Aucune relation connue" in page
        assert client.get("/relations/territoire/epci/999999999/").status_code == 404

    def test_one_relation_or_three_cost_the_same(self, client, lieu, territoire, adresse):
        a = ici(lieu, "A")
        make_relation(a, ici(lieu, "B"))

        def cout(url):
            client.get(url)  # places are kept
            with CaptureQueriesContext(connection) as requetes:
                assert client.get(url).status_code == 200
            return len(requetes)

        autour = f"/relations/acteur/{a.reference}/"
        page = f"/territoires/{territoire.nature}/{territoire.code}/"
        avant = [cout(u) for u in (adresse, autour, page)]
        make_relation(ici(lieu, "C"), a, nature="membre")
        make_relation(a, ici(lieu, "D"), nature="finance")
        assert [cout(u) for u in (adresse, autour, page)] == avant

    def test_composed_territories_ask_to_sign_in(self, client, lieu):
        compose = make_territoire(lieu, nature="personnalise", officiel=False)
        reponse = client.get(f"/relations/territoire/{compose.nature}/{compose.code}/")
        assert reponse.status_code == 302


class TestLongues:
    def test_the_table_is_read_page_by_page_or_whole(
        self, client, lieu, territoire, adresse, monkeypatch
    ):
        monkeypatch.setattr("relations.tableau.PAR_PAGE", 2)
        monkeypatch.setattr("relations.tableau.CITES", 1)
        centre = ici(lieu, "Centre")
        for nom in "ABC":
            make_relation(centre, ici(lieu, f"Acteur <{nom}>"), nature="finance", depuis=2020)
        premiere = client.get(adresse).content.decode()
        assert "1 à 2 sur 4" in premiere
        assert "et d’autres" in premiere
        assert 'title="Depuis 2020"' in premiere
        tableau = premiere.split("<tbody>")[1].split("</tbody>")[0]
        assert "Acteur &lt;A&gt;" in tableau
        assert "Acteur &lt;C&gt;" not in tableau
        seconde = client.get(adresse, {"rangs": "2"}).content.decode()
        assert "Acteur &lt;C&gt;" in seconde.split("<tbody>")[1].split("</tbody>")[0]
        entier = client.get(adresse, {"rangs": "tous"}).content.decode()
        assert "tout afficher" not in entier
        assert entier.split("<tbody>")[1].count('role="rowheader"') == 4

    def test_strokes_alike_are_one_path(self, client, lieu, territoire, adresse):
        a, b, c = ici(lieu, "A"), ici(lieu, "B"), ici(lieu, "C")
        make_relation(a, b, nature="fournit")
        make_relation(b, c, nature="fournit")
        make_relation(a, c)
        svg = client.get(f"{adresse}export.svg").content.decode()
        assert svg.count('class="r-fourniture"') == svg.count('class="r-pointe r-fourniture"') == 1
        assert svg.count('class="r-travail"') == 1
        vu = client.get(f"{adresse}export.svg", {"voir": a.reference}).content.decode()
        assert vu.count("r-fourniture est-loin") == 2

    def test_actors_without_relations_are_the_same_by_columns_and_by_sql(self, lieu, territoire):
        a, b = ici(lieu, "Zoé"), ici(lieu, "Arc")
        make_relation(a, make_acteur(nom="D’ailleurs"))
        for nom in ("Bêta", "alpha", "Gamma"):
            ici(lieu, nom)
        ici(lieu, "Proposé", statut="propose")

        def noms():
            page = isoles.paginer(territoire, PERSONNE, None)
            assert page.paginator.count == 4
            return [rang.nom for rang in page]

        par_sql = noms()
        construire_colonnes()
        assert isoles._Isoles(territoire, PERSONNE).choix is not None
        assert noms() == par_sql == ["alpha", b.nom, "Bêta", "Gamma"]
        assert isoles.paginer(territoire, PERSONNE, "7").number == 1


class TestPlaces:
    def test_nobody_moves_when_somebody_comes_until_all_are_placed_anew(
        self, client, lieu, territoire, adresse
    ):
        a, b = ici(lieu, "A"), ici(lieu, "B")
        make_relation(a, b)
        client.get(adresse)
        avant = Disposition.objects.get().places
        make_relation(b, ici(lieu, "C"))
        client.get(adresse)
        apres = Disposition.objects.get().places
        assert {r: apres[r] for r in avant} == avant
        assert len(apres) == 3
        agent = make_utilisateur()
        make_organisation(agent)
        client.force_login(agent)
        cle = f"{territoire.nature}:{territoire.code}"
        assert client.post("/relations/replacer/", {"territoire": cle}).status_code == 302
        assert not Disposition.objects.exists()
        client.post("/relations/replacer/", {"acteur": a.reference})

    def test_what_members_see_leaves_no_trace_in_kept_places(
        self, client, lieu, territoire, adresse
    ):
        agent = make_utilisateur()
        maison = make_organisation(agent)
        a, secret = ici(lieu, "A"), ici(lieu, "Secret")
        make_relation(a, ici(lieu, "B"))
        make_relation(a, secret, visibilite="membres", organisation=maison, precision="Chut")
        client.force_login(agent)
        texte = client.get(adresse).content.decode()
        assert "Secret" in texte
        assert "réservée à vos membres" in texte
        assert secret.reference not in Disposition.objects.get().places
        client.logout()
        assert "Réservée" not in client.get(adresse).content.decode()


class TestFichiers:
    @pytest.fixture
    def relations(self, lieu, territoire):
        agent = make_utilisateur()
        maison = make_organisation(agent)
        a, b = ici(lieu, "=A & <B>", ess=True), ici(lieu, "Bé\x0bton")
        make_relation(a, b, nature="fournit", depuis=2020, precision="-1 caisse")
        make_relation(a, b, nature="lieu")
        make_relation(b, ici(lieu, "Gardé"), visibilite="membres", organisation=maison)
        return agent, a, b

    def test_csv(self, client, adresse, relations):
        _, a, _ = relations
        brut = client.get(f"{adresse}export.csv").content.decode("utf-8-sig")
        lignes = list(csv.DictReader(io.StringIO(brut), delimiter=";"))
        assert [x["Relation"] for x in lignes] == ["fournit", "partage un lieu avec"]
        assert (lignes[0]["Fiche du premier"], lignes[0]["Période"]) == (a.reference, "depuis 2020")
        assert lignes[0]["Premier acteur"].startswith("'=")
        assert lignes[0]["Précision"].startswith("'-")

    def test_graphml_is_read_back_by_networkx(self, client, adresse, relations):
        _, a, b = relations
        brut = client.get(f"{adresse}export.graphml").content
        graphe = nx.parse_graphml(brut.decode(), force_multigraph=True)
        assert set(graphe.nodes) == {a.reference, b.reference}
        assert graphe.number_of_edges() == 2
        assert graphe.nodes[a.reference]["label"] == "=A & <B>"

    def test_kumu_names_ends_by_id_and_directions(self, client, adresse, relations):
        _, a, b = relations
        lu = json.loads(client.get(f"{adresse}export.kumu").content)
        assert {e["id"] for e in lu["elements"]} == {a.reference, b.reference}
        assert [c["direction"] for c in lu["connections"]] == ["directed", "mutual"]
        assert {(c["from"], c["to"]) for c in lu["connections"]} == {(a.reference, b.reference)}

    def test_files_are_public_unless_a_member_asks(self, client, adresse, relations):
        agent, a, _ = relations
        for qui, suite, attendu in (
            (None, "", False), (None, "?reservees=on", False),
            (make_utilisateur(), "?reservees=on", False), (agent, "", False),
            (agent, "?reservees=on", True),
        ):  # fmt: skip
            client.logout()
            if qui:
                client.force_login(qui)
            for fmt in ("csv", "graphml", "kumu", "svg"):
                texte = client.get(f"{adresse}export.{fmt}{suite}").content.decode()
                assert ("Gardé" in texte) is attendu, (qui, suite, fmt)
        client.force_login(agent)
        assert "Gardé" not in client.get(f"{adresse}ecran/").content.decode()
        assert client.get(f"/relations/acteur/{a.reference}/export.csv").status_code == 200
        assert client.get(f"{adresse}export.pdf").status_code == 404
