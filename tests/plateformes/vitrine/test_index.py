"""The index of the catalogue: what follows changes is what would be built anew."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plateformes.models import Besoin, Plateforme
from plateformes.services.edition import update_plateforme
from plateformes.vitrine import tenue_index
from plateformes.vitrine.index import Fiche, Index
from plateformes.vitrine.tenue_index import lire_fiches, lire_index, lire_usages
from tests.fabriques import make_commune, make_plateforme, make_territoire, make_thematique
from tests.plateformes.vitrine.usages import make_usage

MOTS = st.frozensets(st.sampled_from(["partag", "outil", "velo", "sall", "repar"]), max_size=4)


@st.composite
def fiches(dessiner, pk=None):
    numero = pk or dessiner(st.integers(1, 12))
    publique = dessiner(st.booleans())
    titres = dessiner(MOTS) if publique else frozenset()
    return Fiche(
        numero,
        f"p{numero}",
        dessiner(st.sampled_from("abcd")),
        1,
        "publiee" if publique else "brouillon",
        publique,
        (),
        tuple(("theme", t) for t in dessiner(st.sets(st.sampled_from("xyz")))) if publique else (),
        titres | (dessiner(MOTS) if publique else frozenset()),
        titres,
        tuple(dessiner(st.sets(st.integers(1, 3)))) if publique else (),
    )


def dire(index):
    """Everything an index answers, in codes: two that say the same are equal."""

    def noms(bits):
        return {cle: [index.code(p) for p in index.positions(b)] for cle, b in bits.items()}

    return {
        "tous": [index.code(place) for place in index.positions(index.tous)],
        "facettes": {f: noms(valeurs) for f, valeurs in index.facettes.items() if valeurs},
        "racines": noms(index.racines),
        "titres": noms(index.titres),
        "couverture": noms(index.couverture),
        "usages": noms(index.usages),
        "lues": index.fiches,
    }


@given(
    st.lists(fiches(), max_size=10),
    st.lists(st.tuples(st.sets(st.integers(1, 12), max_size=4), st.lists(fiches(), max_size=3)),
             max_size=4),
    st.lists(st.tuples(st.integers(1, 12), st.integers(1, 3)), max_size=6),
)  # fmt: skip
@settings(deadline=None, max_examples=80)
def test_following_changes_is_building_anew(departs, etapes, dits):
    etat = {fiche.pk: fiche for fiche in departs}
    index = Index.batir(etat.values(), dits)
    for parties, lues in etapes:
        avant = dire(index)
        nouvelles = {fiche.pk: fiche for fiche in lues}
        suite = index.suivre(parties | nouvelles.keys(), nouvelles.values(), dits)
        assert dire(index) == avant  # others may still be reading it
        etat = {pk: f for pk, f in etat.items() if pk not in parties} | nouvelles
        index = suite
        ordonnees = sorted(etat.values(), key=lambda f: (f.nom, f.pk))
        assert dire(index) == dire(Index.batir(ordonnees, dits))


@given(st.sets(st.integers(0, 300)))
@settings(deadline=None, max_examples=60)
def test_positions_of_a_set(places):
    index = Index.batir(
        [Fiche(n, f"p{n}", f"{n:03d}", 1, "publiee", True, ()) for n in range(1, 302)], []
    )
    assert index.positions(sum(1 << p for p in places)) == sorted(places)


@pytest.fixture
def lectures(monkeypatch):
    """How each reading of entries was asked: all (None), or how many."""
    demandes = []

    def espion(pks=None):
        demandes.append(None if pks is None else len(pks))
        return lire_fiches(pks)

    monkeypatch.setattr(tenue_index, "lire_fiches", espion)
    monkeypatch.setattr(tenue_index, "_tenu", [])
    return demandes


def vrai():
    """What the database says now, read whole."""
    return dire(Index.batir(lire_fiches(), lire_usages()))


@pytest.mark.django_db
def test_only_what_changed_is_read_again(lectures, django_assert_max_num_queries):
    theme = make_thematique()
    outils, velos = make_plateforme(nom="Outils"), make_plateforme(nom="Vélos")
    brouillon = make_plateforme(nom="Brouillon", statut="brouillon")
    ici = make_territoire(make_commune())
    lire_index()
    assert lectures == [None]

    def verifier():
        lectures.clear()
        with django_assert_max_num_queries(24):
            index = lire_index()
        # those saved at the very last instant known are read once more
        assert all(nombre is not None and nombre <= 2 for nombre in lectures), lectures
        assert dire(index) == vrai()

    update_plateforme(plateforme=outils, champs={"nom": "Zut", "besoins_texte": "Prêter"})
    verifier()
    update_plateforme(plateforme=velos, champs={}, listes={"thematiques": [theme]})
    verifier()
    update_plateforme(plateforme=brouillon, champs={}, listes={"thematiques": [theme]})
    verifier()
    make_plateforme(nom="Arrivée", territoires=[ici], national=False)
    verifier()
    make_usage(velos, territoire=ici)  # no entry to read again
    verifier()
    Plateforme.objects.filter(pk=velos.pk).update(statut="retiree", motif="Close")
    verifier()
    Plateforme.objects.filter(pk=outils.pk).delete()
    verifier()
    assert dire(lire_index())["tous"] == ["arrivee"]


@pytest.mark.django_db
def test_a_list_changed_without_a_word_makes_everything_read_again(lectures):
    theme = make_thematique()
    outils = make_plateforme(nom="Outils", thematiques=[theme])
    lire_index()
    outils.thematiques.through.objects.all().delete()
    assert dire(lire_index()) == vrai()
    assert lectures[-1] is None
    assert "theme" not in lire_index().facettes


@pytest.mark.django_db
def test_what_is_undone_is_forgotten(lectures):
    outils = make_plateforme(nom="Outils", besoins_texte="Prêter")
    lire_index()
    avant = Plateforme.objects.values_list("modifie_le", flat=True).get()
    Plateforme.objects.update(modifie_le="2100-01-01T00:00Z", cherche="autre chose")
    assert "autr" in lire_index().racines
    Plateforme.objects.update(modifie_le=avant, cherche="outils preter")
    Besoin.objects.filter(plateforme=outils).update(texte="Prêter")
    assert "autr" not in lire_index().racines
    assert dire(lire_index()) == vrai()
