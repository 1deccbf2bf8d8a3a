"""What if: changes are tried on the shapes, never written; results stand beside today's."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from filieres.calculs.analyse import analyser
from filieres.calculs.essai import comparer, dire_changement, essayer
from tests.filieres.calculs.reseaux import flux, gisement, maillon, position, reseau


def chaine():
    return reseau(
        maillon("collecte", 1), maillon("tri", 2, capacite=50), maillon("lavage", 3),
        position("r", "collecte", 100, nom="Ressourcerie"), position("t", "tri"),
        position("esat", "lavage", 60, potentielle=True, nom="ESAT"),
        gisement("g", "collecte", 100, bas=50, haut=200, ressource="verre"),
        flux("collecte", "tri", 90, matiere="bouteilles"),
    )  # fmt: skip


def passe(r, *changements):
    return analyser(essayer(r, changements).reseau).passage.au_mieux.centre


def test_each_kind_of_change_does_what_it_says():
    r = chaine()
    assert passe(r) == 0
    lavage = {"type": "activer", "position": "esat"}
    assert passe(r, lavage) == 50
    assert (
        passe(r, lavage, {"type": "capacite", "maillon": "tri", "valeur": "5", "unite": "t/mois"})
        == 60
    )
    # 50 said for the maillon, and 6 more with the new actor.
    plus = {"type": "acteur", "maillon": "tri", "nom": "Neuf", "valeur": "0.5", "unite": "t/mois"}
    assert passe(r, lavage, plus) == 56
    moins = {"type": "gisement", "gisement": "g", "valeur": "12,5", "unite": "t/an"}
    assert passe(r, lavage, moins) == Fraction("12.5")
    assert passe(r, lavage, {"type": "retirer", "position": "r"}) == 0
    change = essayer(r, [{"type": "flux", "flux": "collecte>tri", "valeur": "10", "unite": "t/an"}])
    assert analyser(change.reseau).maillons["tri"].entrant.centre == 10
    assert passe(r) == 0, "nothing was written"


def test_what_is_no_longer_there_is_told():
    essai = essayer(chaine(), [
        {"type": "capacite", "maillon": "parti", "valeur": "5", "unite": "t/an"},
        {"type": "activer", "position": "esat"},
        {"type": "flux", "flux": "parti"}, {"type": "retirer", "position": "parti"},
        {"type": "acteur", "maillon": "parti"}, {"type": "inconnu"},
    ])  # fmt: skip
    assert essai.perdus == (0, 2, 3, 4, 5)
    assert len(essai.reseau.actuelles("lavage")) == 1


def test_changes_are_said():
    r = chaine()
    assert (
        dire_changement(r, {"type": "activer", "position": "esat"})
        == "ESAT tient le maillon Lavage"
    )
    assert (
        dire_changement(
            r, {"type": "capacite", "maillon": "tri", "valeur": "12.5", "unite": "t/an"}
        )
        == "La capacité de Tri passe à 12,5\xa0t/an"
    )
    assert "bouteilles" in dire_changement(
        r, {"type": "flux", "flux": "collecte>tri", "valeur": "1"}
    )
    assert "supprimé" in dire_changement(r, {"type": "gisement", "gisement": "x", "valeur": "1"})


def test_results_stand_beside_today_s():
    r = chaine()
    mieux = essayer(r, [{"type": "activer", "position": "esat"}]).reseau
    mesures = {m.libelle: m for m in comparer((analyser(r), analyser(mieux)))}
    assert mesures["Maillons sans acteur"].valeurs == ("1", "0")
    assert mesures["Maillons sans acteur"].sens == (0, 1)
    assert mesures["Ce qui peut traverser, au mieux"].valeurs[1].startswith("50\xa0t/an")


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(["collecte", "tri", "lavage"]), st.decimals(0, 300, places=1))
def test_an_actor_more_never_lowers_what_can_cross(cle, capacite):
    r = chaine()
    for base in (r, essayer(r, [{"type": "activer", "position": "esat"}]).reseau):
        ajout = {"type": "acteur", "maillon": cle, "valeur": str(capacite), "unite": "t/an"}
        assert passe(base, ajout) >= passe(base)
