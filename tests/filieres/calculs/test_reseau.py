"""Reading a filière: order, links said and deduced, loops, last maillons."""

from filieres.calculs.reseau import ChaineLue
from tests.filieres.calculs.reseaux import flux, gisement, maillon, position, reseau


def couples(r, **filtre):
    return {
        (lien.depart, lien.arrivee)
        for lien in r.liens
        if all(getattr(lien, nom) == valeur for nom, valeur in filtre.items())
    }


def test_the_order_of_the_chain_says_the_links_when_no_flow_does():
    r = reseau(maillon("tri", 2), maillon("collecte", 1), maillon("vente", 3))
    assert [m.cle for m in r.en_ordre] == ["collecte", "tri", "vente"]
    assert couples(r, deduit=True) == {("collecte", "tri"), ("tri", "vente")}
    assert r.derniers == ("vente",)


def test_maillons_of_the_same_order_stand_side_by_side():
    r = reseau(maillon("tri", 1), maillon("vente", 2), maillon("recyclage", 2))
    assert couples(r) == {("tri", "vente"), ("tri", "recyclage")}
    assert r.derniers == ("vente", "recyclage")


def test_a_flow_wins_over_the_order_and_a_loop_is_a_return():
    r = reseau(
        maillon("collecte", 1), maillon("lavage", 2), maillon("vente", 3), maillon("broyage", 4),
        flux("collecte", "lavage", 10), flux("lavage", "vente", 9),
        flux("vente", "collecte", 5), flux("lavage", "broyage", 1),
        flux("vente", None, 4), flux("lavage", "vente", 2, cle="bis"),
    )  # fmt: skip
    assert couples(r, retour=True) == {("vente", "collecte")}
    assert couples(r, deduit=True) == set()
    assert len(r.liens) == 4
    assert r.derniers == ("vente", "broyage")


def test_a_maillon_that_sells_outside_does_not_feed_a_neighbour_with_its_own_source():
    r = reseau(
        maillon("a", 1), maillon("b", 2), flux("a", None, 3), gisement("g", "b", 5)
    )  # fmt: skip
    assert couples(r) == set()
    assert r.derniers == ("a", "b")


def test_chains_do_not_feed_each_other_without_a_flow():
    r = reseau(
        maillon("a", 1, chaine="c"), maillon("b", 2, chaine="d"), maillon("e", 1, chaine="d"),
        chaines=(ChaineLue("c"), ChaineLue("d", ordre=2)),
    )  # fmt: skip
    assert couples(r) == {("e", "b")}
    croisee = reseau(*r.maillons, flux("b", "a", 1), chaines=r.chaines)
    assert couples(croisee, retour=False) == {("e", "b"), ("b", "a")}


def test_rows_are_sorted_by_maillon():
    r = reseau(
        maillon("a"), position("x", "a"), position("y", "a", potentielle=True),
        gisement("g", "a", 3), gisement("h", "a", 3), flux(None, "a", 2, gisement="h"),
    )  # fmt: skip
    assert [p.cle for p in r.actuelles("a")] == ["x"]
    assert [p.cle for p in r.potentielles("a")] == ["y"]
    assert [g.cle for g in r.gisements_directs["a"]] == ["g"]
    assert [f.cle for f in r.par_gisement["h"]] == ["h>a"]
    assert [f.cle for f in r.entrants["a"]] == ["h>a"]


def test_an_empty_filiere_has_nothing_and_a_closed_loop_still_has_an_end():
    assert reseau().liens == ()
    assert reseau().derniers == ()
    chaines = (ChaineLue("c"), ChaineLue("d"))
    r = reseau(
        maillon("a", chaine="c"), maillon("b", chaine="d"), flux("a", "b", 1), flux("b", "a", 1),
        chaines=chaines,
    )  # fmt: skip
    assert r.derniers == ("b",)
