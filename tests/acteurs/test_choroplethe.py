import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from acteurs.choroplethe import Maille, compter_zones, dire_taux, mailles_de, trier
from acteurs.criteres import Criteres
from acteurs.services.colonnes import construire_colonnes
from territoires.models import ContourCommune, Territoire
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_organisation,
    make_territoire,
)

pytestmark = pytest.mark.django_db
CARRE = '{{"type":"Polygon","coordinates":[[[{0},50],[{1},50],[{1},50.1],[{0},50.1],[{0},50]]]}}'


@pytest.fixture
def bray():
    return make_commune("80136", nom="Bray-sur-Somme", lon=2.72, lat=49.94, population=1_000)


@pytest.fixture
def territoire(albert, bray):
    return make_territoire(albert, bray, nom="CC d’Albert")


def contour(commune, ouest: float, bande: int) -> None:
    ContourCommune.objects.create(
        commune=commune, bande=bande, geojson=CARRE.format(ouest, ouest + 0.1), ouest=ouest,
        sud=50, est=ouest + 0.1, nord=50.1, source="IGN", millesime=2026,
    )  # fmt: skip


def compter(usager, maille=Maille.COMMUNE, **filtres):
    densites = compter_zones(Criteres.lire(filtres, usager), maille)
    return densites, {z.nom: z for z in densites.zones}


def voir(client, **parametres) -> str:
    reponse = client.get(reverse("acteurs:densite"), parametres)
    assert reponse.status_code == 200
    return reponse.content.decode()


def choix(territoire) -> str:
    return f"{territoire.nature}:{territoire.code}"


class TestComptes:
    def test_actors_of_parts_count_in_their_commune(self, usager, albert, bray, territoire):
        partie = make_commune("80017", nom="Ancienne", type="deleguee", parent=albert)
        for commune in (albert, albert, partie, bray):
            make_acteur(commune=commune)
        make_acteur(commune=make_commune("62041", nom="Ailleurs"))
        make_acteur(commune=albert, statut="propose")
        densites, zones = compter(usager, territoire=choix(territoire))
        assert {z: v.nombre for z, v in zones.items()} == {"Albert": 3, "Bray-sur-Somme": 1}
        assert zones["Albert"].taux == 3
        assert zones["Bray-sur-Somme"].taux == 10
        assert densites.zones[0].nom == "Bray-sur-Somme"
        assert densites.taux == pytest.approx(4 / 11_000 * 10_000)

    def test_unknown_population_has_no_rate(self, usager, albert, bray, territoire):
        bray.population = None
        bray.save()
        make_acteur(commune=bray)
        densites, zones = compter(usager, territoire=choix(territoire))
        assert zones["Bray-sur-Somme"].taux is None
        assert zones["Bray-sur-Somme"].en_clair == "Population inconnue"
        assert densites.sans_population == 1
        assert densites.taux == 0
        assert trier(densites.zones, "taux")[-1].nom == "Bray-sur-Somme"
        assert trier(densites.zones, "-taux")[-1].nom == "Bray-sur-Somme"

    def test_france_by_department_region_and_epci(self, usager, albert, bray, territoire):
        make_acteur(commune=albert)
        make_acteur()
        densites, zones = compter(usager, Maille.DEPARTEMENT)
        assert zones["Somme"].nombre == 1
        assert zones["Somme"].population == 11_000
        assert densites.sans_commune == 1
        assert compter(usager, Maille.REGION)[1]["Hauts-de-France"].nombre == 1
        epci = compter(usager, Maille.EPCI)[1]["CC d’Albert"]
        assert (epci.nombre, epci.partielle) == (1, False)

    def test_an_epci_across_the_border_is_said_partial(self, usager, albert, bray, territoire):
        departement = make_territoire(albert, nature="departement", code="80", nom="Somme")
        make_acteur(commune=bray)
        _, zones = compter(usager, Maille.EPCI, territoire=choix(departement))
        assert zones["CC d’Albert"].partielle
        assert zones["CC d’Albert"].nombre == 0
        assert zones["CC d’Albert"].population == 10_000

    def test_ways_to_cut(self, territoire):
        assert mailles_de(None)[0] == Maille.DEPARTEMENT
        assert mailles_de(territoire) == [Maille.COMMUNE]
        assert Maille.EPCI in mailles_de(Territoire(nature="departement"))
        assert mailles_de(Territoire(nature="region"))[0] == Maille.EPCI

    @pytest.mark.parametrize("combien", [0, 1, 2, 4, 5, 12])
    def test_classes_are_ordered_and_named(self, usager, combien):
        communes = [
            make_commune(f"80{n:03d}", nom=f"Commune {n}", population=1000) for n in range(100, 113)
        ]
        lieu = make_territoire(*communes)
        for rang, commune in enumerate(communes[:combien]):
            for _ in range(rang + 1):
                make_acteur(commune=commune)
        densites, _ = compter(usager, territoire=choix(lieu))
        classes = [z.classe for z in densites.zones if z.classe is not None]
        assert len(classes) == combien
        assert classes == sorted(classes, reverse=True)
        assert sum(n for *_, n in densites.legende) == combien
        assert all(0 <= c <= 4 for c in classes)
        if combien >= 5:
            assert len(densites.legende) == 5


def test_few_zones_are_parted_by_round_bounds_between_them(usager):
    lieux = [make_commune(f"8010{n}", nom=f"Lieu {n}", population=10_000) for n in range(4)]
    lieu = make_territoire(*lieux)
    for commune, combien in zip(lieux, (1, 3, 17, 23), strict=True):
        for _ in range(combien):
            make_acteur(commune=commune)
    densites, _ = compter(usager, territoire=choix(lieu))
    assert densites.seuils == [2, 10, 20]
    assert [z.en_clair for z in densites.zones] == ["Très forte", "Forte", "Faible", "Très faible"]
    assert all(n for *_, n in densites.legende)


@pytest.mark.parametrize(
    ("taux", "dit"),
    [(0, "0"), (0.0025, "moins de 0,01"), (0.034, "0,03"), (12.34, "12,3"), (130.2, "130")],
)
def test_rates_are_written_with_what_they_are_worth(taux, dit):
    assert dire_taux(taux) == dit


def test_same_counts_from_columns_and_from_sql(usager, albert, bray, territoire):
    for commune in (albert, albert, bray, None):
        make_acteur(commune=commune)
    lus, _ = compter(usager, territoire=choix(territoire))
    construire_colonnes()
    comptes, _ = compter(usager, territoire=choix(territoire))
    assert comptes == lus


class TestPage:
    def test_map_legend_table_and_links(self, client, usager, albert, bray, territoire):
        make_acteur(commune=albert, type_id="association")
        texte = voir(client, territoire=choix(territoire), famille="association")
        for attendu in (
            "Densité d’acteurs, CC d’Albert", "d-carte", "Bray-sur-Somme", "Aucun acteur",
            "famille=association&amp;autour=80016&amp;rayon=0", "aria-sort", "Bulles",
        ):  # fmt: skip
            assert attendu in texte, attendu
        liste = client.get("/acteurs/", {"autour": "80016", "rayon": "0", "famille": "association"})
        assert liste.context["compte"].total == 1

    def test_outlines_where_they_are_known(self, client, usager, albert, bray, territoire):
        for bande in (0, 1, 2):
            contour(albert, 2.6, bande)
        make_acteur(commune=albert)
        texte = voir(client, territoire=choix(territoire))
        assert texte.count('<path class="d-zone') == 1
        assert texte.count('<circle class="d-zone') == 1
        assert "IGN 2026" in texte
        assert "le contour de 1\u00a0zone n’est pas chargé" in texte
        for bande in (0, 1, 2):
            contour(bray, 2.7, bande)
        assert "Bulles" not in voir(client, territoire=choix(territoire))

    def test_a_zone_of_several_communes_has_one_outline(
        self, client, usager, albert, bray, territoire
    ):
        make_territoire(albert, bray, nature="petr")
        for bande in (0, 1, 2):
            contour(albert, 2.6, bande)
            contour(bray, 2.7, bande)
        parc = Territoire.objects.get(nature="petr")
        texte = voir(client, territoire=choix(parc), maille="epci")
        (trace,) = re.findall(r'<path class="d-zone[^>]* d="([^"]*)"', texte)
        assert trace.upper().count("M") == 1

    def test_empty_states(self, client, usager):
        assert "Aucune zone à comparer" in voir(client)
        vide = make_territoire(nom="Vide")
        assert "Aucune zone à comparer" in voir(client, territoire=choix(vide))
        loin = make_commune("80999", nom="Sans centre", lon=None, lat=None, population=None)
        texte = voir(client, territoire=choix(make_territoire(loin)))
        assert "la carte attend" in texte
        assert "Population inconnue" in texte

    def test_sorted_by_each_column(self, client, usager, albert, bray, territoire):
        make_acteur(commune=albert)

        def premiere(tri: str) -> str:
            reponse = client.get(
                reverse("acteurs:densite"), {"territoire": choix(territoire), "tri": tri}
            )
            return reponse.context["rangs"][0][0].nom

        assert premiere("nom") == premiere("-nombre") == premiere("-population") == "Albert"
        assert premiere("-nom") == premiere("nombre") == premiere("taux") == "Bray-sur-Somme"

    @pytest.mark.parametrize(
        "parametres",
        [{"maille": "nawak"}, {"tri": "'; --"}, {"page": "zut"}, {"territoire": "x:y"},
         {"famille": "nawak"}, {"theme": "nawak"}, {"q": "%"}, {"autour": "00000"}],
    )  # fmt: skip
    def test_wrong_parameters_do_no_harm(self, client, usager, albert, parametres):
        voir(client, **parametres)

    def test_new_actors_show_at_once(self, client, usager, albert, territoire):
        from acteurs.services import create_acteur

        assert "<strong>0\u00a0acteur</strong>" in voir(client, territoire=choix(territoire))
        create_acteur(champs={"nom": "Neuf", "commune": albert, "statut": "publie"})
        assert "<strong>1\u00a0acteur</strong>" in voir(client, territoire=choix(territoire))

    def test_hidden_entries_are_not_counted_for_others(self, client, usager, albert):
        make_acteur(commune=albert, statut="propose", organisation=make_organisation())
        assert "<strong>0\u00a0acteur</strong>" in voir(client, statut="propose")

    def test_three_zones_cost_what_one_does(self, client, usager, albert, territoire):
        def cout(lieu) -> int:
            voir(client, territoire=choix(lieu))
            make_acteur(commune=albert)
            from acteurs.services.revision import signaler_changement

            signaler_changement()
            with CaptureQueriesContext(connection) as requetes:
                voir(client, territoire=choix(lieu))
            return len(requetes)

        assert cout(make_territoire(albert)) == cout(territoire)

    def test_csv_holds_every_zone(self, client, usager, albert, bray, territoire):
        make_acteur(commune=bray)
        reponse = client.get(reverse("acteurs:densite_csv"), {"territoire": choix(territoire)})
        texte = b"".join(reponse.streaming_content).decode("utf-8-sig")
        lignes = list(csv.reader(io.StringIO(texte), delimiter=";"))
        assert lignes[0][:3] == ["Code", "Nom", "Acteurs"]
        assert lignes[1][:5] == ["80136", "Bray-sur-Somme", "1", "1000", "10,00"]
        assert len(lignes) == 3
        assert "densite-commune-" in reponse["Content-Disposition"]

    def test_led_to_from_the_list_and_the_territory(self, client, usager, albert, territoire):
        make_acteur(commune=albert, lon=2.6, lat=50)
        adresse = f"{reverse('acteurs:densite')}?territoire=epci%3A{territoire.code}"
        assert adresse in client.get(territoire.get_absolute_url()).content.decode()
        liste = client.get("/acteurs/", {"territoire": choix(territoire)}).content.decode()
        assert adresse in liste
