import gzip
import json
import math

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from acteurs import tuiles
from acteurs.morton import LATITUDE_MAX, code_morton
from acteurs.services import archive_acteur, update_acteur
from acteurs.services.revision import signaler_changement
from acteurs.tuiles import ETENDUE, PRECISIONS, Tuile
from tests.fabriques import (
    make_acteur,
    make_organisation,
    make_territoire,
    make_utilisateur,
)

LON, LAT = 2.649, 50.004
FRANCE = (5, 16, 10)
"""Tile of zoom 5 that holds Albert."""


def tuile_de(z: int, lon: float = LON, lat: float = LAT) -> tuple[int, int, int]:
    cote = 1 << z
    rad = math.radians(lat)
    return (
        z,
        int((lon + 180) / 360 * cote),
        int((1 - math.asinh(math.tan(rad)) / math.pi) / 2 * cote),
    )


def demander(client, z=8, lon=LON, lat=LAT, entetes=None, **filtres):
    return client.get(
        reverse("acteurs:tuile", args=tuile_de(z, lon, lat)), filtres, headers=entetes or {}
    )


class TestTuile:
    @settings(deadline=None, max_examples=100)
    @given(
        st.floats(-179.999, 179.999),
        st.floats(-LATITUDE_MAX + 0.001, LATITUDE_MAX - 0.001),
        st.integers(0, 20),
    )
    def test_holds_the_codes_of_its_points_and_places_them(self, lon, lat, z):
        tuile = Tuile(*tuile_de(z, lon, lat))
        debut, fin = tuile.plage
        assert debut <= code_morton(lon, lat) <= fin
        x, y = tuile.coin(lon, lat)
        assert 0 <= x <= ETENDUE
        assert 0 <= y <= ETENDUE

    def test_neighbours_share_no_code(self):
        assert Tuile(3, 4, 2).plage[1] < Tuile(3, 5, 2).plage[0]
        assert Tuile(0, 0, 0).plage == (0, (1 << 48) - 1)


class TestContenu:
    def test_few_actors_come_one_by_one(self, client, usager, albert):
        acteur = make_acteur(
            nom="L’Été", type_id="cooperative", sous_type_id="scic", commune=albert,
            lon=LON, lat=LAT, precision="approchee",
        )  # fmt: skip
        make_acteur(nom="Nu", lon=LON + 0.01, lat=LAT)
        make_acteur(nom="Sans point", type_id="cooperative")
        make_acteur(nom="Loin", lon=55.4, lat=-20.9)
        donnees = demander(client).json()
        assert (donnees["n"], donnees["g"]) == (2, [])
        assert donnees["f"] == ["cooperative", "inconnu"]
        ici, _ = sorted(donnees["p"], key=lambda p: p[3])
        x, y, *reste = ici
        assert reste == [
            acteur.reference, "L’Été", 0, "Coopérative (SCIC)", PRECISIONS.index("approchee"),
            "Albert",
        ]  # fmt: skip
        assert [x, y] == list(Tuile(*tuile_de(8)).coin(LON, LAT))

    def test_actors_of_one_place_are_a_group_whose_frame_finds_them_in_the_list(
        self, client, usager, albert
    ):
        for type_ in ("association", "association", "mutuelle"):
            make_acteur(type_id=type_, commune=albert, lon=LON, lat=LAT)
        make_acteur(nom="À côté", commune=albert, lon=LON + 0.001, lat=LAT)
        donnees = demander(client).json()
        (groupe,) = donnees["g"]
        assert donnees["f"][groupe[3]] == "association"
        assert groupe[2] == 3
        assert groupe[4][groupe[3]] == 2
        assert len(donnees["p"]) == 1
        cadre = ",".join(map(str, groupe[5]))
        page = client.get("/acteurs/", {"cadre": cadre}).context["page"]
        assert len(page.object_list) == 3

    def test_beyond_the_limit_actors_are_grouped_by_cells(
        self, client, usager, albert, monkeypatch
    ):
        monkeypatch.setattr(tuiles, "POINTS_MAX", 3)
        for n in range(4):
            make_acteur(type_id="association", lon=LON + n * 1e-4, lat=LAT)
        seul = make_acteur(nom="Seul", type_id="fondation", lon=LON - 0.5, lat=LAT)
        donnees = demander(client).json()
        (groupe,) = donnees["g"]
        assert groupe[2:] == [4, 0, [4]]
        assert groupe[:2] == list(Tuile(*tuile_de(8)).coin(LON + 1.5e-4, LAT))
        assert [p[2] for p in donnees["p"]] == [seul.reference]
        assert donnees["f"] == ["association", "fondation"]
        assert donnees["n"] == 5

    def test_close_zooms_part_all_that_can_be_parted(self, client, usager, monkeypatch):
        monkeypatch.setattr(tuiles, "POINTS_MAX", 3)
        for n in range(3):
            make_acteur(nom=f"Voisin {n}", lon=LON + n * 1e-4, lat=LAT)
        for _ in range(2):
            make_acteur(lon=LON, lat=LAT + 1e-4)
        donnees = demander(client, z=15).json()
        assert len(donnees["p"]) == 3
        assert [g[2] for g in donnees["g"]] == [2]
        assert len(donnees["g"][0]) == 6
        monkeypatch.setattr(tuiles, "PLACES_MAX", 2)
        donnees = demander(client, z=15).json()
        assert sum(g[2] for g in donnees["g"]) + len(donnees["p"]) == 5
        assert all(len(g) == 5 for g in donnees["g"])

    def test_every_zoom_counts_the_same(self, client, usager):
        for n in range(12):
            make_acteur(lon=LON + n / 1000, lat=LAT + n / 3000)
        signaler_changement()
        for z in (7, 9, 11):
            assert demander(client, z=z).json()["n"] == 12

    def test_empty(self, client, usager):
        assert demander(client).json() == {"r": 0, "n": 0, "f": [], "g": [], "p": []}

    @pytest.mark.parametrize(("z", "x", "y"), [(21, 0, 0), (3, 8, 0), (3, 0, 8), (0, 1, 0)])
    def test_tiles_that_do_not_exist(self, client, usager, z, x, y):
        assert client.get(f"/acteurs/tuiles/{z}/{x}/{y}").status_code == 404


class TestFiltres:
    def test_those_of_the_list(self, client, usager, albert):
        territoire = make_territoire(albert)
        make_acteur(
            nom="Garage", type_id="cooperative", taille="1-9", commune=albert, lon=LON, lat=LAT
        )
        make_acteur(nom="Mairie", type_id="collectivite", lon=LON + 0.01, lat=LAT)
        make_acteur(nom="Brouillon", statut="propose", lon=LON, lat=LAT)
        for filtres, attendus in [
            ({}, {"Garage", "Mairie"}),
            ({"q": "gar"}, {"Garage"}),
            ({"famille": "collectivite"}, {"Mairie"}),
            ({"taille": "1-9"}, {"Garage"}),
            ({"ess": "non"}, {"Mairie"}),
            ({"territoire": f"epci:{territoire.code}"}, {"Garage"}),
            ({"statut": "propose"}, set()),
            ({"famille": "nawak"}, set()),
            # The tile has its own frame; these belong to the list alone.
            ({"cadre": "0,0,1,1", "page": "2", "vue": "3/4/5"}, {"Garage", "Mairie"}),
        ]:
            assert {p[3] for p in demander(client, **filtres).json()["p"]} == attendus, filtres

    def test_proposals_only_to_their_house(self, client, usager):
        siens = usager.adhesions.get().organisation
        make_acteur(nom="La nôtre", statut="propose", organisation=siens, lon=LON, lat=LAT)
        make_acteur(
            nom="La leur", statut="propose", organisation=make_organisation(), lon=LON, lat=LAT
        )
        assert [p[3] for p in demander(client, statut="propose").json()["p"]] == ["La nôtre"]


class TestMemoire:
    def test_unchanged_is_told_without_reading_the_actors(self, client, usager):
        make_acteur(lon=LON, lat=LAT)
        premiere = demander(client)
        assert premiere["Cache-Control"] == "private, no-cache"
        with CaptureQueriesContext(connection) as requetes:
            seconde = demander(client, entetes={"if-none-match": premiere["ETag"]})
        assert seconde.status_code == 304
        assert seconde.content == b""
        assert not [r for r in requetes if "acteurs_acteur" in r["sql"]]

    def test_changes_with_actors_filters_tile_and_rights(self, client, usager):
        acteur = make_acteur(nom="A", lon=LON, lat=LAT)
        etiquettes = [demander(client)["ETag"]]
        etiquettes.append(demander(client, z=9)["ETag"])
        etiquettes.append(demander(client, q="a")["ETag"])
        etiquettes.append(demander(client, statut="propose")["ETag"])
        client.force_login(make_utilisateur())
        etiquettes.append(demander(client, statut="propose")["ETag"])
        assert demander(client)["ETag"] == etiquettes[0]
        update_acteur(acteur=acteur, champs={"nom": "B"})
        etiquettes.append(demander(client)["ETag"])
        archive_acteur(acteur=acteur, par=usager)
        etiquettes.append(demander(client)["ETag"])
        assert len(set(etiquettes)) == len(etiquettes)

    def test_same_question_written_otherwise_has_the_same_tag(self, client, usager):
        assert (
            demander(client, q="Été", famille="")["ETag"]
            == demander(client, q="ete", vue="5/1/2", page="3")["ETag"]
        )

    def test_compressed_as_the_browser_likes(self, client, usager):
        for n in range(20):
            make_acteur(nom=f"Un nom un peu long {n}", lon=LON - n / 100, lat=LAT)
        nue = demander(client)
        en_br = demander(client, entetes={"accept-encoding": "gzip, deflate, br"})
        assert en_br["Content-Encoding"] == "br"
        assert brotli.decompress(en_br.content) == nue.content
        en_gzip = demander(client, entetes={"accept-encoding": "gzip"})
        assert en_gzip["Content-Encoding"] == "gzip"
        assert json.loads(gzip.decompress(en_gzip.content))["n"] == 20
        assert "Accept-Encoding" in en_br["Vary"]
        revenue = demander(client, entetes={"if-none-match": en_br["ETag"]})
        assert revenue.status_code == 304

    def test_three_actors_cost_what_one_does(self, client, usager, albert):
        def cout() -> int:
            with CaptureQueriesContext(connection) as requetes:
                demander(client)
            return len(requetes)

        make_acteur(lon=LON, lat=LAT, commune=albert, type_id="association")
        un = cout()
        make_acteur(lon=LON + 0.1, lat=LAT, type_id="cooperative", sous_type_id="scic")
        make_acteur(lon=LON, lat=LAT, commune=albert)
        assert cout() == un


def test_around_a_commune_each_tile_holds_its_share(client, usager, albert):
    """The commune's own actors and those close by, wherever the tile's edges fall."""
    make_acteur(nom="Chez elle", commune=albert, lon=LON, lat=LAT)
    make_acteur(nom="Sans point", commune=albert)
    make_acteur(nom="À deux kilomètres", lon=LON + 0.028, lat=LAT)
    make_acteur(nom="À vingt kilomètres", lon=LON + 0.28, lat=LAT)
    filtres = {"autour": albert.pk, "rayon": "5"}
    assert demander(client, z=5, **filtres).json()["n"] == 2
    z = 14
    ici, la_bas = tuile_de(z), tuile_de(z, lon=LON + 0.028)
    assert ici != la_bas
    assert demander(client, z=z, **filtres).json()["n"] == 1
    assert demander(client, z=z, lon=LON + 0.028, **filtres).json()["n"] == 1
    assert demander(client, z=z, lon=LON + 0.28, **filtres).json()["n"] == 0
