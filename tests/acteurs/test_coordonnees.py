"""From the projections of the registers to the map: right, or refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from acteurs.importers.coordonnees import (
    EPSG_PAR_DEPARTEMENT,
    LAMBERT_93,
    ZONES,
    departement_de,
    epsg_de,
    est_proche,
    projeter,
)

LIEUX = [
    ("75056", 2154, 652_000, 6_862_000, (2.3458, 48.8563)),  # Paris
    ("80016", 2154, 674_813, 6_989_556, (2.6490, 50.0040)),  # Albert
]


@pytest.mark.parametrize(("code", "epsg", "x", "y", "attendu"), LIEUX)
def test_des_lieux_connus(code, epsg, x, y, attendu):
    assert epsg_de(code) == epsg
    assert projeter([(x, y, epsg)])[0] == pytest.approx(attendu, abs=2e-4)


@pytest.mark.parametrize("epsg", ZONES)
@settings(deadline=None, max_examples=30)
@given(part=st.tuples(st.floats(0.02, 0.98), st.floats(0.02, 0.98)))
def test_aller_et_retour_dans_chaque_projection(epsg, part):
    ouest, sud, est, nord = ZONES[epsg]
    lon, lat = ouest + part[0] * (est - ouest), sud + part[1] * (nord - sud)
    x, y = Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)
    (point,) = projeter([(x, y, epsg)])
    assert point == pytest.approx((lon, lat), abs=2e-6)


@settings(deadline=None, max_examples=200)
@given(
    points=st.lists(
        st.tuples(
            st.none() | st.floats(),
            st.none() | st.floats(),
            st.none() | st.sampled_from([0, 9, *ZONES]),
        ),
        max_size=6,
    )
)
def test_jamais_de_point_hors_de_sa_zone(points):
    resultat = projeter(points)
    assert len(resultat) == len(points)
    for point, (x, y, epsg) in zip(resultat, points, strict=True):
        if point is None:
            continue
        ouest, sud, est, nord = ZONES[epsg]
        assert ouest <= point[0] <= est
        assert sud <= point[1] <= nord
        assert x is not None
        assert y is not None


def test_des_coordonnees_inversees_ou_d_un_autre_departement_sont_refusees():
    assert projeter([(6_989_556, 674_813, LAMBERT_93), (674_813, 6_989_556, 2975)]) == [None, None]
    assert projeter([]) == []


@pytest.mark.parametrize(
    ("code", "departement", "epsg"),
    [("80016", "80", 2154), ("2A004", "2A", 2154), ("97105", "971", 5490), ("97209", "972", 5490),
     ("97302", "973", 2972), ("97411", "974", 2975), ("97608", "976", 4471), ("97502", "975", 4467),
     ("98735", "987", None)],
)  # fmt: skip
def test_la_projection_de_chaque_departement(code, departement, epsg):
    assert (departement_de(code), epsg_de(code)) == (departement, epsg)
    assert epsg is None or epsg in ZONES
    assert set(EPSG_PAR_DEPARTEMENT.values()) < set(ZONES)


def test_un_point_loin_de_sa_commune_est_d_une_autre():
    albert = (2.6506, 50.0015)
    assert est_proche((2.70, 50.02), albert, "80")
    assert not est_proche((2.3458, 48.8563), albert, "80")
    assert est_proche((2.3458, 48.8563), (None, None), "80")
    assert est_proche((-53.0, 3.0), (-54.0, 4.0), "973")
