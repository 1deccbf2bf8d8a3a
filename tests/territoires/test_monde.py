"""Land and sea behind small-scale maps."""

import json
import os

import pytest
import shapely

from territoires.dessin import dessiner_carte
from territoires.geometrie.monde import _pays, terres
from tests.fabriques import make_commune, make_territoire

ARCS = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [0, 40]},
    # A border shared by two countries, once forward and once backward.
    "arcs": [[[10, 0], [0, 20]], [[10, 20], [-10, 0], [0, -20], [10, 0]], [[10, 0], [10, 10], [-10, 10]]],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]]},
                {"type": "MultiPolygon", "arcs": [[[-1, 2]]]},
                {"type": None},
            ],
        }
    },
}  # fmt: skip


@pytest.fixture
def monde(tmp_path, settings):
    settings.REFERENTIEL_MONDE = tmp_path
    fichier = tmp_path / "countries-50m.json"
    fichier.write_text(json.dumps(ARCS))
    return fichier


def test_arcs_become_countries_cut_to_the_frame(monde):
    deux = terres(monde, (-5, 35, 15, 55))
    assert [round(t.area, 6) for t in deux] == [50, 25]
    assert shapely.union_all(deux).area == pytest.approx(75)
    (coupe,) = terres(monde, (1, 41, 2, 42))
    assert coupe.area == pytest.approx(1)
    assert terres(monde, (100, 0, 110, 10)) == []


def test_without_the_package_there_is_no_background(tmp_path):
    assert terres(tmp_path / "absent.json", (0, 40, 5, 45)) == []


def test_only_small_scales_are_drawn_over_land(monde, db):
    vaste = make_territoire(
        make_commune("80900", lon=1.0, lat=42.0), make_commune("80901", lon=4.0, lat=48.0)
    )
    petit = make_territoire(
        make_commune("80902", lon=1.0, lat=42.0), make_commune("80903", lon=1.05, lat=42.0)
    )
    assert "g-terre" in dessiner_carte(vaste).svg
    assert "g-terre" not in dessiner_carte(petit).svg


def test_drawings_follow_what_changes(db):
    commune = make_commune("80900", nom="Albert")
    territoire = make_territoire(commune, nom="Pays")
    avant = dessiner_carte(territoire).svg
    assert dessiner_carte(territoire).svg == avant
    commune.lon += 0.5
    commune.save()
    deplace = dessiner_carte(territoire)
    territoire.nom = "Autre pays"
    assert "Autre pays" in dessiner_carte(territoire).alternative
    territoire.liens.create(commune=make_commune("80901", nom="Méaulte", lon=3.6))
    assert "2 communes" in dessiner_carte(territoire).alternative
    assert deplace.alternative.startswith("Carte de Pays")


def test_countries_kept_in_the_cache_are_the_same(monde):
    vus = [terres(monde, (-5, 35, 15, 55))]
    _pays.cache_clear()  # as in another process
    contenu = monde.read_bytes()
    etat = monde.stat()
    monde.write_bytes(b"x" * len(contenu))  # not read again: nothing says that it changed
    os.utime(monde, ns=(etat.st_atime_ns, etat.st_mtime_ns))
    vus.append(terres(monde, (-5, 35, 15, 55)))
    assert [t.wkt for t in vus[0]] == [t.wkt for t in vus[1]]
    _pays.cache_clear()
