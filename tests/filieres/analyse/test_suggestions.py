"""Who could hold a maillon: by trade, theme and distance; which neighbours have what we lack."""

import pytest
from django.test import override_settings

from filieres.calculs.analyse import analyser
from filieres.couverture import dresser_couverture
from filieres.lectures import lire_reseau
from filieres.metiers import codes_utiles, metiers_de, themes_annuaire
from filieres.reference import types_maillons
from filieres.suggestions import a_pourvoir, chercher_viviers, completer_constats
from filieres.vivier import cadre_autour
from filieres.voisinage import distance_km
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_filiere,
    make_maillon,
    make_position,
    make_territoire,
    make_thematique,
    make_type,
)

LOIN = {"lon": 4.9, "lat": 50.0}


def test_every_kind_of_maillon_has_trades_and_known_themes():
    for code, _ in types_maillons():
        assert metiers_de(code, "multi"), code
    assert {m.code for m in metiers_de("mt-lavage", "textile")} > {"13.30", "96.01"}
    assert "13.30" not in {m.code for m in metiers_de("mt-lavage", "reemploi")}
    assert themes_annuaire("textile") == ("reemploi-economie-circulaire",)
    assert codes_utiles(metiers_de("mt-gisement", "alimentation")) == ("01", "03", "70")[:2]


def test_distances():
    assert round(distance_km((2.649, 50.004), (2.649, 50.904))) == 100
    ouest, sud, est, nord = cadre_autour((2.649, 50.004), 40)
    assert sud < 50.004 - 0.35 < nord
    assert distance_km((ouest, 50.004), (2.649, 50.004)) == pytest.approx(40, rel=0.01)
    assert est > 3.2


@pytest.fixture
def filiere(db):
    make_thematique("reemploi-economie-circulaire", bit=3)
    make_type()
    make_type("entreprise-classique", ess="non")
    commune = make_commune(nom="Albert", lon=2.65, lat=50.0)
    territoire = make_territoire(commune, lon=2.65, lat=50.0)
    return make_filiere(territoire=territoire)


def acteur(nom, **champs):
    champs.setdefault("lon", 2.66)
    champs.setdefault("lat", 50.0)
    return make_acteur(nom=nom, **champs)


def chercher(filiere, **options):
    r = lire_reseau(filiere)
    return chercher_viviers(r, a_pourvoir(r, analyser(r)), **options)


def test_suggestions_by_trade_then_theme_ess_first_nearest_first(filiere):
    m = make_maillon(filiere, type="mt-lavage", intitule="Lavage")
    asso = make_type()
    hors = make_type("entreprise-classique", ess="non")
    acteur("Blanchisserie", naf="96.01A", type=hors)
    acteur("Pressing lointain", naf="96.01B", type=hors, lon=2.9)
    acteur("Linge solidaire", naf="96.01B", type=asso, lon=2.85)
    acteur("Ressourcerie", naf="94.99Z", type=asso, thematiques=["reemploi-economie-circulaire"])
    acteur(
        "Entreprise du thème", naf="62.01Z", type=hors, thematiques=["reemploi-economie-circulaire"]
    )
    acteur("Boulangerie", naf="10.71C", type=hors)
    acteur("Trop loin", naf="96.01A", type=hors, **LOIN)
    acteur("Pas encore publiée", naf="96.01A", type=hors, statut="propose")
    deja = acteur("Déjà là", naf="96.01A", type=hors)
    make_position(m, acteur=deja, potentielle=True)
    vivier = chercher(filiere)[m.reference]
    assert [s.nom for s in vivier.suggestions] == [
        "Linge solidaire", "Blanchisserie", "Pressing lointain", "Ressourcerie",
    ]  # fmt: skip
    assert (vivier.nombre, vivier.ess, vivier.du_theme) == (3, 1, 1)
    assert vivier.suggestions[0].motif == "Blanchisserie-teinturerie (NAF 96.01)"
    assert vivier.suggestions[0].km == 14
    assert vivier.phrase == "3 acteurs à moins de 40\xa0km pourraient le tenir, dont 1 de l’ESS"


def test_the_gap_is_said_with_who_could_fill_it(filiere):
    make_maillon(filiere, type="mt-lavage", intitule="Lavage")
    r = lire_reseau(filiere)
    a = analyser(r)
    viviers = chercher_viviers(r, a_pourvoir(r, a))
    phrases = [c.phrase for c in completer_constats(a.constats, viviers)]
    assert phrases[0] == (
        "Aucun acteur au maillon «\xa0Lavage\xa0»\u202f; aucun acteur de l’annuaire à moins de "
        "40\xa0km n’a un métier proche."
    )
    for i in range(3):
        acteur(f"Pressing {i}", naf="96.01B", ess=bool(i))
    viviers = chercher_viviers(r, a_pourvoir(r, a))
    assert completer_constats(a.constats, viviers)[0].phrase == (
        "Aucun acteur au maillon «\xa0Lavage\xa0»\u202f; 3 acteurs à moins de 40\xa0km pourraient "
        "le tenir, dont 2 de l’ESS."
    )


def test_the_distance_is_a_choice_and_without_a_centre_nobody_is_suggested(filiere):
    m = make_maillon(filiere, type="mt-lavage")
    acteur("Linge", naf="96.01B", lon=3.3)
    assert chercher(filiere, rayon=40)[m.reference].nombre == 0
    assert chercher(filiere, rayon=80)[m.reference].nombre == 1
    # A territory without a centre has that of its communes; without either, nobody is looked for.
    filiere.territoire.lon = filiere.territoire.lat = None
    filiere.territoire.save()
    assert chercher(filiere, rayon=80)[m.reference].nombre == 1
    filiere.territoire.communes.update(lon=None, lat=None)
    assert chercher(filiere) == {}


@override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}})
def test_one_maillon_and_many_actors_cost_the_same(filiere, django_assert_max_num_queries):
    for i in range(3):
        make_maillon(filiere, type="mt-lavage", intitule=f"Lavage {i}")
        acteur(f"Linge {i}", naf="96.01B", commune=make_commune())
    r = lire_reseau(filiere)
    manquants = a_pourvoir(r, analyser(r))
    with django_assert_max_num_queries(5):
        chercher_viviers(r, manquants)


def test_coverage_says_which_neighbours_have_what_we_lack(filiere):
    chez_nous = filiere.territoire.lire_communes().get()
    voisine = make_commune(nom="Péronne", lon=2.93, lat=49.93)
    loin = make_commune(nom="Loin", lon=3.4, lat=50.0)
    proche = make_territoire(voisine, nom="Haute Somme", lon=2.93, lat=49.93)
    make_territoire(loin, nom="Plus loin", lon=3.4, lat=50.0)
    make_territoire(chez_nous, voisine, nom="Recouvre", lon=2.7, lat=50.0)
    tri = make_maillon(filiere, type="mt-tri", intitule="Tri")
    make_maillon(filiere, type="mt-lavage", intitule="Lavage")
    make_maillon(filiere, type="mt-restauration", intitule="Café")
    make_position(tri, commune=chez_nous)
    make_position(tri, commune=voisine)
    make_position(tri, commune=voisine, potentielle=True)
    acteur("Blanchisserie", naf="96.01A", commune=voisine, lon=2.93, lat=49.93, ess=True)
    acteur("Nettoyage", naf="81.29B", commune=voisine, lon=2.93, lat=49.93, ess=False)
    acteur("Bar", naf="56.30Z", commune=chez_nous, lon=2.65)
    couverture = dresser_couverture(filiere.territoire, lire_reseau(filiere))
    assert [t.nom for t in couverture.territoires] == [
        filiere.territoire.nom, "Haute Somme", "Plus loin",
    ]  # fmt: skip
    un, deux, trois = couverture.lignes
    assert not un.manque
    assert len(un.cases[1].places) == 1
    assert deux.manque
    assert (deux.cases[1].possibles, deux.cases[1].ess) == (2, 1)
    assert deux.recours == (proche.nom,)
    assert deux.phrase == "Personne ici\u202f; voir chez Haute Somme."
    assert trois.phrase == (
        "Personne de placé ici, mais 1 acteur du métier\u202f; rien non plus chez les voisins."
    )
