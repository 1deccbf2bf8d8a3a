"""Contours: shared borders stay shared, wrong files change nothing."""

import gzip
import json

import numpy as np
import pytest
import shapely
from django.core.management import CommandError, call_command

from territoires.models import Commune, Contour, ContourCommune, ContourTerritoire
from tests.fabriques import make_commune, make_territoire
from tests.territoires.formes import cellule, collection, ecrire

pytestmark = pytest.mark.django_db
GRILLE = {f"8090{n}": (n % 3, n // 3) for n in range(6)}


@pytest.fixture
def communes():
    return [make_commune(code, lon=None, lat=None) for code in GRILLE]


def cellules(codes=tuple(GRILLE)):
    return [(code, cellule(*GRILLE[code])) for code in codes]


def importer(*fichiers, **options):
    call_command("importer_contours", *map(str, fichiers), verbosity=0, **options)


def aires(bande):
    return np.array(
        [
            shapely.from_geojson(g)
            for g in ContourCommune.objects.filter(bande=bande)
            .order_by("commune")
            .values_list("geojson", flat=True)
        ]
    )


def verifier_bords_partages():
    for bande in (Contour.Bande.LARGE, Contour.Bande.MOYENNE, Contour.Bande.FINE):
        tableau = aires(bande)
        assert len(tableau) == len(GRILLE)
        assert shapely.is_valid(tableau).all()
        assert shapely.coverage_is_valid(tableau)
        union = shapely.union_all(tableau)
        assert union.area == pytest.approx(shapely.area(tableau).sum(), rel=1e-12)
        assert len(getattr(union, "geoms", [union])) == 1
        assert not union.interiors


def test_three_bands_lighter_and_without_slivers(communes, tmp_path):
    importer(ecrire(tmp_path / "a.geojson", cellules()), millesime=2025)
    verifier_bords_partages()
    poids = [shapely.get_num_coordinates(aires(b)).sum() for b in (0, 1, 2, 3)]
    assert poids == sorted(poids)
    assert poids[0] < poids[3] / 3
    contour = ContourCommune.objects.filter(bande=0).first()
    assert (contour.source, contour.millesime) == ("IGN ADMIN EXPRESS", 2025)
    assert contour.ouest < contour.est
    assert contour.sud < contour.nord


def test_borders_stay_shared_when_files_come_one_by_one(communes, tmp_path):
    codes = list(GRILLE)
    premier = ecrire(tmp_path / "a.geojson", cellules(codes[:2]))
    second = ecrire(tmp_path / "b.geojson", cellules(codes[2:]))
    importer(premier)
    importer(second)
    verifier_bords_partages()
    avant = list(ContourCommune.objects.order_by("pk").values())
    for fichiers in ([premier], [second], [second, premier]):
        importer(*fichiers)
        assert list(ContourCommune.objects.order_by("pk").values()) == avant


def test_same_file_again_writes_nothing(communes, tmp_path):
    make_territoire(*communes)
    fichier = ecrire(tmp_path / "a.geojson", cellules())
    importer(fichier)
    avant = list(ContourCommune.objects.values()), list(ContourTerritoire.objects.values())
    importer(fichier)
    assert avant == (
        list(ContourCommune.objects.values()),
        list(ContourTerritoire.objects.values()),
    )


def test_centres_where_absent_or_wrong(communes, tmp_path):
    juste, faux = communes[0], communes[1]
    Commune.objects.filter(pk=juste.pk).update(lon=2.56, lat=50.06, source_centre="geonames")
    Commune.objects.filter(pk=faux.pk).update(lon=-1.0, lat=43.0, source_centre="geonames")
    importer(ecrire(tmp_path / "a.geojson", cellules()))
    for commune in communes:
        commune.refresh_from_db()
    assert (juste.lon, juste.source_centre) == (2.56, "geonames")
    assert faux.source_centre == "contour"
    assert 2.6 < faux.lon < 2.7
    assert all(c.lon is not None for c in communes)


def test_territories_are_outlined_only_when_complete(communes, tmp_path):
    complet = make_territoire(*communes[:3])
    partiel = make_territoire(communes[0], make_commune("80999"))
    importer(ecrire(tmp_path / "a.geojson", cellules()))
    assert complet.contours.count() == 3
    assert not partiel.contours.exists()
    tour = shapely.from_geojson(complet.contours.get(bande=2).geojson)
    siennes = [
        shapely.from_geojson(c.geojson)
        for c in ContourCommune.objects.filter(bande=2, commune__in=communes[:3])
    ]
    assert tour.symmetric_difference(shapely.union_all(siennes)).area < 1e-12


def test_ign_property_gzip_and_unknown_codes(communes, tmp_path, capsys):
    donnees = collection([*cellules(), ("99999", cellule(9, 9))], propriete="INSEE_COM")
    fichier = tmp_path / "a.geojson.gz"
    fichier.write_bytes(gzip.compress(json.dumps(donnees).encode()))
    importer(fichier)
    assert ContourCommune.objects.filter(bande=2).count() == len(GRILLE)
    sortie = capsys.readouterr().out
    assert "1 codes inconnus" in sortie
    assert "99999" in sortie


def test_merged_communes_are_joined_in_their_successor(communes, tmp_path, capsys):
    premiere, ancienne = communes[0], communes[1]
    Commune.objects.filter(pk=ancienne.pk).update(actif=False, successeur=premiere)
    importer(ecrire(tmp_path / "a.geojson", cellules()))
    assert not ContourCommune.objects.filter(commune=ancienne).exists()
    reunie = shapely.from_geojson(ContourCommune.objects.get(commune=premiere, bande=3).geojson)
    assert reunie.area == pytest.approx(0.02, rel=0.05)
    assert f"{ancienne.pk} → {premiere.pk}" in capsys.readouterr().out


def test_associated_commune_drawn_beside_its_parent_completes_it(communes, tmp_path):
    chef, associee = communes[0], communes[1]
    Commune.objects.filter(pk=associee.pk).update(type="associee", parent=chef)
    importer(ecrire(tmp_path / "a.geojson", cellules()))
    reunie = shapely.from_geojson(ContourCommune.objects.get(commune=chef, bande=3).geojson)
    assert reunie.area == pytest.approx(0.02, rel=0.05)
    assert ContourCommune.objects.filter(commune=associee, bande=2).exists()


LAMBERT_93 = {
    "type": "Polygon",
    "coordinates": [[[650000, 6980000], [660000, 6980000], [660000, 6990000], [650000, 6980000]]],
}
POINT = {"type": "Point", "coordinates": [2.5, 50.0]}


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        ("code;nom\n80016;Albert\n", "pas du GeoJSON"),
        ('{"type": "FeatureCollection"}', "pas du GeoJSON"),
        (json.dumps(collection(cellules()))[:-400], "pas du GeoJSON"),
        (json.dumps(collection([("80900", LAMBERT_93)])), "Lambert-93"),
        ('{"crs": {"properties": {"name": "EPSG:2154"}}, "features": []}', "Lambert-93"),
        (json.dumps(collection(cellules(), propriete="id")), "code INSEE"),
        (json.dumps(collection([("00000", cellule(0, 0))])), "importer_cog"),
        (json.dumps(collection([("80900", POINT)])), "pas une surface"),
        (json.dumps(collection([("80900", {"type": "Polygon", "coordinates": 3})])), "illisible"),
        ('{"type": "FeatureCollection", "features": []}', "importer_cog"),
    ],
)
def test_wrong_files_say_why_and_change_nothing(communes, tmp_path, contenu, message):
    bon = ecrire(tmp_path / "bon.geojson", cellules())
    mauvais = tmp_path / "mauvais.geojson"
    mauvais.write_text(contenu, encoding="utf-8")
    with pytest.raises(CommandError, match=message):
        importer(bon, mauvais)
    assert not ContourCommune.objects.exists()
    assert not Commune.objects.exclude(lon=None).exists()


def test_missing_file_and_broken_gzip(communes, tmp_path):
    with pytest.raises(CommandError, match="ne se lit pas"):
        importer(tmp_path / "absent.geojson")
    casse = tmp_path / "a.geojson.gz"
    casse.write_bytes(gzip.compress(json.dumps(collection(cellules())).encode())[:-50])
    with pytest.raises(CommandError, match="ne se lit pas"):
        importer(casse)


@pytest.mark.parametrize(
    "adresse",
    [
        "http://geo.api.gouv.fr/communes",
        "https://exemple.example/communes.geojson",
        "file:///etc/passwd",
        "https://geo.api.gouv.fr@exemple.example/",
        "https://geo.api.gouv.fr.exemple.example/",
    ],
)
def test_only_listed_hosts_over_https(communes, adresse):
    with pytest.raises(CommandError, match="pas acceptée"):
        importer(adresse)
