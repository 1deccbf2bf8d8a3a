"""From rows to shapes: everything is there, in a constant number of queries."""

from decimal import Decimal

import pytest

from acteurs.models import Acteur
from filieres.calculs.analyse import analyser
from filieres.lectures import ACTEUR_TU, lire_reseau
from filieres.models import BesoinMaillon
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_filiere,
    make_flux,
    make_gisement,
    make_maillon,
    make_position,
    make_territoire,
    make_type,
)

pytestmark = pytest.mark.django_db


def peupler(filiere, n=1):
    for i in range(n):
        collecte = make_maillon(
            filiere, intitule=f"Collecte {i}", note="à part", capacite=100, unite="t/an"
        )
        vente = make_maillon(filiere, intitule=f"Vente {i}")
        BesoinMaillon.objects.create(maillon=vente, nature="foncier", texte="Un local")
        acteur = make_acteur(
            nom=f"Ressourcerie {i}", type=make_type(), commune=make_commune(lon=3.5, lat=49.5)
        )
        p = make_position(collecte, acteur=acteur, capacite=100, unite="t/an", source="entretien")
        make_position(vente, potentielle=True, nom_libre="Boutique", commune=make_commune())
        g = make_gisement(
            maillon=collecte, quantite=80, unite="t/an", commune=make_commune(nom="Ham")
        )
        make_flux(g, collecte, volume=70, unite="t/an", position_arrivee=p, source="facture")
        make_flux(collecte, vente, volume=Decimal("65.5"), unite="t/an", prix=10)
        make_flux(vente, volume=60, unite="t/an")


@pytest.fixture
def filiere():
    commune = make_commune(lon=3.0, lat=49.0)
    return make_filiere(territoire=make_territoire(commune, lon=3.0, lat=49.0))


def test_everything_is_read(filiere):
    peupler(filiere)
    r = lire_reseau(filiere)
    collecte, vente = r.maillons
    assert (collecte.intitule, collecte.note, collecte.capacite) == ("Collecte 0", "à part", 100)
    assert vente.besoins[0].texte == "Un local"
    position = r.actuelles(collecte.cle)[0]
    assert (position.nom, position.ess, position.source) == ("Ressourcerie 0", True, "entretien")
    assert (position.lon, position.lat) == (3.5, 49.5)
    assert r.potentielles(vente.cle)[0].lon == 2.649
    assert r.gisements[0].lieu.startswith("Ham")
    assert [(f.depart, f.arrivee) for f in r.flux] == [
        (None, collecte.cle), (collecte.cle, vente.cle), (vente.cle, None),
    ]  # fmt: skip
    assert r.flux[0].position_arrivee == position.cle
    assert r.centre == (3.0, 49.0)
    assert not r.exemple
    assert analyser(r).maillons[collecte.cle].entrant.centre == 70


def test_one_row_and_three_cost_the_same(filiere, django_assert_num_queries):
    peupler(filiere)
    with django_assert_num_queries(6):
        lire_reseau(filiere)
    peupler(filiere, 2)
    with django_assert_num_queries(6):
        lire_reseau(filiere)


def test_a_public_reading_leaves_out_what_is_private(filiere):
    peupler(filiere)
    Acteur.objects.update(statut="propose")
    r = lire_reseau(filiere, prive=False)
    assert {m.note for m in r.maillons} == {""}
    assert {p.source for p in r.positions} == {""}
    assert {p.certitude for p in r.positions} == {"sure"}
    assert {f.source for f in r.flux} == {""}
    assert {p.nom for p in r.positions} == {ACTEUR_TU, "Boutique"}
    assert "Ressourcerie" not in repr(r)


def test_the_position_s_own_answer_on_ess_wins_over_the_directory_s(filiere):
    m = make_maillon(filiere)
    make_position(m, acteur=make_acteur(type=make_type(), ess=None), ess=False)
    make_position(m, acteur=make_acteur(type=make_type(), ess=None))
    make_position(m, acteur=make_acteur(type=None, ess=None))
    assert [p.ess for p in lire_reseau(filiere).positions] == [False, True, None]


def test_an_empty_filiere_and_an_example_without_territory_are_read():
    r = lire_reseau(make_filiere(exemple=True, organisation=None, territoire=None))
    assert (r.maillons, r.centre, r.exemple) == ((), None, True)
    analyser(r)
