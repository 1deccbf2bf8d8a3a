"""The map drawn on the server."""

import xml.etree.ElementTree as ET

import pytest
from django.core.management import call_command

from territoires.dessin import PointCarte, dessiner_carte
from territoires.geometrie.enveloppe import contour_approche
from territoires.geometrie.projection import Cadre
from territoires.geometrie.traits import aretes, boucler, chainer, chemin
from territoires.services.adoption import trouver
from tests.fabriques import make_commune, make_territoire
from tests.territoires.formes import cellule, ecrire

SVG = "{http://www.w3.org/2000/svg}"


def lire(carte):
    return ET.fromstring(carte.svg)


def classes(carte):
    return [e.get("class") or "" for e in lire(carte).iter()]


@pytest.fixture
def territoire(db):
    return make_territoire(
        make_commune("80900", nom="Albert", population=9500, lon=2.55, lat=50.05),
        make_commune("80901", nom="L’Étoile & Cie", population=700, lon=2.65, lat=50.05),
        nom="Pays",
    )


@pytest.fixture
def contours(territoire, tmp_path):
    voisine = make_commune("80902", nom="Voisine")
    codes = ["80900", "80901", voisine.pk]
    fichier = ecrire(tmp_path / "c.geojson", [(c, cellule(n, 0)) for n, c in enumerate(codes)])
    call_command("importer_contours", str(fichier), millesime=2025, verbosity=0)


def test_approximate_outline_says_so(territoire):
    carte = dessiner_carte(territoire)
    assert carte.approximatif
    assert "Contour approché" in carte.alternative
    assert "GeoNames" in carte.attribution
    tour = next(e for e in lire(carte).iter() if "g-tour-approche" in (e.get("class") or ""))
    assert tour.get("stroke-dasharray")


def test_real_contours_with_neighbours_and_source(territoire, contours):
    carte = dessiner_carte(territoire)
    assert not carte.approximatif
    assert carte.attribution == "Contours : IGN ADMIN EXPRESS 2025."
    assert {"g-fond", "g-lim", "g-tour", "g-vois"} <= set(classes(carte))
    assert (
        "stroke-dasharray"
        not in next(e for e in lire(carte).iter() if e.get("class") == "g-tour").attrib
    )
    # Thumbnails keep the ground only.
    petite = dessiner_carte(territoire, largeur=200, legende=False)
    assert "g-vois" not in classes(petite)
    assert not list(lire(petite).iter(f"{SVG}text"))


def test_no_inline_style_and_names_escaped(territoire, contours):
    carte = dessiner_carte(
        territoire, points=[PointCarte(2.55, 50.05, "<b>Cie</b>", lieu="Albert")]
    )
    assert " style=" not in carte.svg
    assert "<b>" not in carte.svg
    assert "L’Étoile & Cie" in [e.text for e in lire(carte).iter(f"{SVG}text")]
    assert lire(carte).get("role") == "img"
    assert lire(carte).get("aria-label") == carte.alternative
    for element in lire(carte).iter():
        if (element.get("class") or "").startswith("g-") and element.tag != f"{SVG}g":
            assert element.get("fill")


def points(n, lieu="Albert"):
    return [
        PointCarte(2.55, 50.05, f"Acteur {i}", famille="association", lieu=lieu) for i in range(n)
    ]


def test_points_of_one_place_fan_out_then_are_counted(territoire, contours):
    trois = dessiner_carte(territoire, points=points(3))
    assert classes(trois).count("f-association") == 3
    assert "g-compte" not in classes(trois)
    douze = dessiner_carte(territoire, points=points(12))
    compte = next(e for e in lire(douze).iter() if e.get("class") == "g-compte")
    assert compte.text == "12"
    assert "12 acteurs placés, dont 12 à Albert" in douze.alternative
    assert len(douze.lignes) == 12
    assert "g-fort" in classes(douze)


def test_far_points_are_told_not_drawn(territoire, contours):
    loin = PointCarte(5.0, 45.0, "Loin")
    carte = dessiner_carte(territoire, points=[*points(1), loin])
    assert carte.hors_cadre == 1
    assert "1 hors du cadre" in carte.alternative
    assert "Loin" in [ligne.nom for ligne in carte.lignes]


def test_approximate_points_are_ringed(territoire):
    carte = dessiner_carte(
        territoire, points=[PointCarte(2.6, 50.05, "Vague", precision="approchee")]
    )
    assert "g-approx" in classes(carte)
    assert carte.lignes[0].precision == "Position approchée"


def test_same_drawing_twice(territoire, contours):
    assert dessiner_carte(territoire, points=points(4)) == dessiner_carte(
        territoire, points=list(reversed(points(4)))
    )


def test_cost_does_not_grow_with_communes(db, tmp_path, django_assert_num_queries):
    un = make_territoire(make_commune("80900"))
    trois = make_territoire(*(make_commune(f"8091{n}") for n in range(3)))
    cellules = [("80900", cellule(0, 0)), *((f"8091{n}", cellule(n, 1)) for n in range(3))]
    call_command("importer_contours", str(ecrire(tmp_path / "c.geojson", cellules)), verbosity=0)
    for territoire in (un, trois):
        with django_assert_num_queries(7):
            dessiner_carte(territoire, points=points(3))


def test_commune_nobody_adopted_is_drawn(db):
    make_commune("80900", nom="Albert")
    carte = dessiner_carte(trouver("commune", "80900"))
    assert (
        "Carte de Albert : 1 commune." in carte.alternative.replace(". Contour", ".@").split("@")[0]
    )


def test_nothing_known_is_said(db):
    carte = dessiner_carte(make_territoire(make_commune("80900", lon=None, lat=None)))
    assert "pas encore connue" in carte.alternative
    assert "à charger" in carte.svg


def test_rings_close_and_lines_join():
    carre = [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]
    anneaux = boucler(aretes(carre))
    assert len(anneaux) == 1
    assert anneaux[0][0] == anneaux[0][-1]
    deux_carres = [*aretes(carre), *aretes([(4, 4), (8, 4), (8, 8), (4, 8), (4, 4)])]
    assert all(a[0] == a[-1] for a in boucler(deux_carres))
    assert sum(len(a) - 1 for a in boucler(deux_carres)) == 8
    assert chainer([((0, 0), (1, 0)), ((1, 0), (2, 0))]) in (
        [[(0, 0), (1, 0), (2, 0)]],
        [[(2, 0), (1, 0), (0, 0)]],
    )
    assert chemin([[(0, 0), (3, 0), (3, 2)]]) == "M0 0l1.5 0 0 1"


def test_frame_goes_there_and_back():
    cadre = Cadre.ajuster((2.0, 49.0, 3.0, 50.0), largeur=600)
    ouest, sud, est, nord = cadre.emprise
    assert ouest < 2.0
    assert est > 3.0
    assert sud < 49.0
    assert nord > 50.0
    x, y = cadre.pixel(2.5, 49.5)
    assert x == pytest.approx(300)
    assert 0 < y < cadre.hauteur


def test_scattered_communes_keep_several_parts():
    proches = [(2.5 + 0.02 * n, 50.0) for n in range(4)]
    loin = [(3.5 + 0.02 * n, 50.0) for n in range(4)]
    assert contour_approche([]) is None
    assert contour_approche(proches).geom_type == "Polygon"
    assert len(contour_approche(proches + loin).geoms) == 2
    assert contour_approche([(2.5, 50.0)]).area > 0
