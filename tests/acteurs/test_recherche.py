"""Finding by text: what is read in a search, the index, and its repair."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from acteurs import index_texte
from acteurs.index_texte import chargement_en_masse, est_present, installer
from acteurs.models import Acteur
from acteurs.recherche import condition, lire
from tests.fabriques import make_acteur


def propre_a(base):
    """Keep a test of what only one database has (FTS5, pg_trgm) out of the other's run."""
    return (lambda test: test) if connection.vendor == base else (lambda test: None)


MOTS = st.sampled_from(
    ["École", "d’été", "S.C.I.C.", "A D M R", "Saint-Étienne", "St", "l’", "à", "co", "coop", "Œuvre",
     "100%", "_", "\\", '"', "'", "(", "NEAR", "*", "été", "solidaire", "bois", "zzz"]
)  # fmt: skip
TEXTES = st.lists(MOTS, max_size=5).map(" ".join)


class TestLire:
    @pytest.mark.parametrize(
        ("texte", "champ", "valeur"),
        [
            ("356000000", "siren", "356000000"),
            ("356 000 000", "siren", "356000000"),
            ("356 000 000 00048", "siret", "35600000000048"),
            ("356.000.000-00048", "siret", "35600000000048"),
            ("SIRET : 35600000000048", "siret", "35600000000048"),
            ("356\u00a0000\u202f000 00048", "siret", "35600000000048"),
            ("Siren 356000000", "siren", "356000000"),
            ("n° SIREN 356000000", "siren", "356000000"),
            ("35600000000", "siret", "35600000000"),
            ("W751234567", "rna", "W751234567"),
            ("RNA w751234567", "rna", "W751234567"),
            ("80300", "mots", ("80300",)),
            ("L’École de l’été", "mots", ("ecole", "ete")),
            ("les", "mots", ("les",)),
            ("la co", "mots", ("la", "co")),
            ("S.C.I.C. du Vent", "mots", ("scic", "vent")),
            ("coop cooperative", "mots", ("cooperative",)),
            ("  -- ", "mots", ()),
        ],
    )  # fmt: skip
    def test_numbers_and_words(self, texte, champ, valeur):
        assert getattr(lire(texte), champ) == valeur

    @settings(deadline=None, max_examples=200)
    @given(st.text(max_size=60))
    def test_any_text_is_read(self, texte):
        demande = lire(texte)
        assert len(demande.mots) <= 8
        assert all(mot.isascii() for mot in demande.mots)


@pytest.mark.django_db
class TestTrouver:
    @pytest.mark.parametrize(
        "texte",
        [
            "ecole", "ÉCOLE", "eco", "ole", "ete ecole", "école-été", "l'ecole", "de l’été l’école",
            "S.C.I.C.", "scic", "s c i c", "s.c.i", "st etienne", "saint-etienne", "ste tien",
            "compost", "et", "VSE", "v.s.e.",
        ],
    )  # fmt: skip
    def test_whatever_the_writing(self, texte):
        voulu = make_acteur(
            nom="S C I C L’École d’Été", sigle="VSE", description="Compost à St-Étienne"
        )
        make_acteur(nom="Autre chose")
        trouves = list(Acteur.objects.recherche(texte))
        assert trouves == ([] if texte == "ste tien" else [voulu])

    def test_short_words_begin_a_word(self):
        make_acteur(nom="Eco")
        voulu = make_acteur(nom="Vieux co")
        assert list(Acteur.objects.recherche("co")) == [voulu]
        assert Acteur.objects.recherche("e").count() == 1

    def test_beginning_of_a_siret(self):
        voulu = make_acteur(siret="35600000000048")
        make_acteur(siret="35600000100046")
        assert list(Acteur.objects.recherche("356 000 000 0")) == [voulu]
        assert Acteur.objects.recherche("356 000 000").count() == 1

    def test_nothing_asked_finds_everyone(self):
        make_acteur()
        assert Acteur.objects.recherche(" - ").count() == 1


class TestIndexFidele(TestCase):
    """The index never changes an answer: reading every name gives the same."""

    @settings(deadline=None, max_examples=60)
    @given(st.lists(TEXTES, min_size=1, max_size=6), TEXTES)
    def test_same_answers_as_reading_every_name(self, noms: list[str], cherche: str) -> None:
        """Whatever the names and the search, SQL jokers and FTS5 operators included."""
        for nom in noms:
            make_acteur(nom=nom or "x")
        trouves = Acteur.objects.recherche(cherche)
        lus = Acteur.objects.filter(condition(cherche, connection, index=False))
        assert set(trouves) == set(lus)


@pytest.mark.django_db
class TestEnPhase:
    """Whoever writes, the index follows."""

    def chercher(self, texte: str) -> int:
        return Acteur.objects.recherche(texte).count()

    def test_save_update_delete_and_bulk(self):
        acteur = make_acteur(nom="Ancien nom")
        acteur.nom = "Nouveau titre"
        acteur.save()
        assert (self.chercher("ancien"), self.chercher("nouveau")) == (0, 1)
        Acteur.objects.filter(pk=acteur.pk).update(mots="tout autre")
        assert (self.chercher("nouveau"), self.chercher("autre")) == (0, 1)
        Acteur.objects.bulk_create([Acteur(nom="Lot", mots="lot un", nom_normalise="lot un")])
        assert self.chercher("lot") == 1
        acteur.delete()
        assert self.chercher("autre") == 0

    def test_insert_on_conflict(self):
        make_acteur(nom="Premier", siret="35600000000048")
        with connection.cursor() as curseur:
            curseur.execute(
                "UPDATE acteurs_acteur SET mots = 'second nom' WHERE siret = '35600000000048'"
            )
        assert (self.chercher("premier"), self.chercher("second")) == (0, 1)

    @propre_a("sqlite")
    def test_repaired_after_a_remade_table(self):
        make_acteur(nom="Avant")
        with connection.cursor() as curseur:
            for nom in index_texte._DECLENCHEURS:
                curseur.execute(f"DROP TRIGGER {nom}")
        assert not est_present(connection)
        make_acteur(nom="Pendant")
        assert self.chercher("pendant") == 1
        assert installer()
        assert est_present(connection)
        assert [self.chercher(m) for m in ("avant", "pendant")] == [1, 1]

    @propre_a("sqlite")
    def test_nothing_is_rebuilt_when_all_is_there(self, django_assert_num_queries):
        with django_assert_num_queries(3):
            assert installer()

    @propre_a("sqlite")
    def test_without_fts5_names_are_read(self, monkeypatch):
        make_acteur(nom="Lisible")
        monkeypatch.setattr(index_texte, "_FTS", "CREATE VIRTUAL TABLE x USING absent()")
        monkeypatch.setitem(index_texte._ATTENDUS, index_texte.TABLE, "autre")
        assert not installer()
        with connection.cursor() as curseur:
            index_texte._vider(curseur)
        assert self.chercher("lisible") == 1

    @propre_a("postgresql")
    def test_columns_compare_bytes_and_index_is_there(self):
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT count(*) FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation"
                " WHERE attrelid = 'acteurs_acteur'::regclass AND collname = 'C'"
            )
            assert curseur.fetchone()[0] >= len(index_texte.COLONNES_C)
            curseur.execute("SELECT 1 FROM pg_indexes WHERE indexname = %s", [index_texte.INDEX_PG])
            assert curseur.fetchone()


@pytest.mark.django_db(transaction=True)
class TestChargement:
    def index(self) -> bool:
        if connection.vendor == "sqlite":
            return est_present(connection)
        with connection.cursor() as curseur:
            curseur.execute("SELECT 1 FROM pg_indexes WHERE indexname = %s", [index_texte.INDEX_PG])
            return curseur.fetchone() is not None

    def test_dropped_meanwhile_and_built_again(self):
        with chargement_en_masse():
            assert not self.index()
            make_acteur(nom="Chargé")
            assert Acteur.objects.recherche("charge").count() == 1
        assert self.index()
        assert Acteur.objects.recherche("charge").count() == 1

    def test_built_again_after_a_failure(self):
        make_acteur(nom="Gardé")
        with pytest.raises(RuntimeError), chargement_en_masse():
            raise RuntimeError
        assert self.index()
        assert Acteur.objects.filter(Q(nom="Gardé")).recherche("garde").count() == 1

    def test_kept_row_by_row_for_a_few(self):
        with chargement_en_masse(attendus=10):
            assert self.index()

    def test_the_night_builds_it_again_after_a_load_cut_short(self):
        make_acteur(nom="Coupé")
        index_texte._deposer()
        assert not self.index()
        call_command("entretenir_recherche")
        assert self.index()
        assert Acteur.objects.recherche("coupe").count() == 1
