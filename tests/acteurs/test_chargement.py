"""A large first load, and loads cut short: the same directory, whole, never doubled."""

from contextlib import nullcontext

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from acteurs import index_declares
from acteurs.importers.atelier import Atelier
from acteurs.index_texte import installer
from acteurs.models import Acteur, ImportOfficiel, PropositionOfficielle, ThemeActeur
from acteurs.services import chargement, ecriture
from acteurs.services.ecriture import ecrire_fiches
from socle.travaux import TravailPerdu
from tests.acteurs.fiches import rangee
from tests.fabriques import make_acteur

pytestmark = pytest.mark.django_db


def test_killed_half_way_it_goes_on_without_doubles(albert, ecrire, monkeypatch, tmp_path):
    monkeypatch.setattr(ecriture, "LOT", 2)
    appels = []

    def coupe(etape, pourcentage):
        appels.append(pourcentage)
        if len(appels) == 2:
            raise TravailPerdu

    travail = ImportOfficiel.objects.create(source="sirene")
    with Atelier(tmp_path / "a.sqlite") as atelier:
        with atelier.transaction():
            atelier.ajouter_fiches(rangee(f"356000000{i:05d}") for i in range(5))
        with pytest.raises(TravailPerdu):
            ecrire_fiches(atelier, travail, coupe)
        assert Acteur.objects.count() == 2
        travail = ImportOfficiel.objects.get()
        assert travail.bilan["crees"] == 2
        vus = []
        ecrire_fiches(atelier, travail, lambda etape, n: vus.append(n))
    assert Acteur.objects.count() == 5
    assert travail.bilan["crees"] == 5
    assert travail.bilan.get("inchanges", 0) == 0
    assert vus == sorted(vus)


def test_a_large_first_loading_makes_the_same_directory_and_keeps_the_indexes(
    albert, ecrire, monkeypatch
):
    with connection.cursor() as curseur:
        table = Acteur._meta.db_table
        avant = connection.introspection.get_constraints(curseur, table)
    monkeypatch.setattr(ecriture, "GRAND", 3)
    monkeypatch.setattr(ecriture, "LOT", 2)
    lignes = [rangee(f"356000000{i:05d}", masque_themes=3) for i in range(7)]
    assert ecrire(*lignes) == {"crees": 7}
    assert ThemeActeur.objects.count() == 14
    with connection.cursor() as curseur:
        assert connection.introspection.get_constraints(curseur, table) == avant
    assert ecrire(*lignes) == {"inchanges": 7}


def contraintes():
    with connection.cursor() as curseur:
        return connection.introspection.get_constraints(curseur, Acteur._meta.db_table)


def test_a_large_loading_leaves_alone_what_people_typed(albert, ecrire, monkeypatch):
    monkeypatch.setattr(ecriture, "GRAND", 3)
    monkeypatch.setattr(ecriture, "LOT", 2)
    tenu = make_acteur(nom="Tenu", siret="35600000000002", commune=albert)
    sans_siret = make_acteur(nom="AMIS DE 35600000000004", commune=albert)
    lignes = [rangee(f"356000000{i:05d}", masque_themes=1) for i in range(7)]
    assert ecrire(*lignes) == {"crees": 5, "proposes": 2}
    assert Acteur.objects.count() == 7
    assert {p.acteur for p in PropositionOfficielle.objects.all()} == {tenu, sans_siret}
    assert Acteur.objects.get(pk=tenu.pk).nom == "Tenu"
    assert ThemeActeur.objects.count() == 5
    acteur = Acteur.objects.get(siret="35600000000000")
    assert (acteur.statut, acteur.enrichi, acteur.version, acteur.ess) == (
        "publie", False, 1, True,
    )  # fmt: skip


def test_a_row_that_cannot_be_undoes_the_whole_loading(albert, ecrire, monkeypatch):
    monkeypatch.setattr(ecriture, "GRAND", 3)
    monkeypatch.setattr(ecriture, "LOT", 2)
    avant = contraintes()
    lignes = [rangee(f"356000000{i:05d}") for i in range(6)]

    @transaction.atomic
    def charger():
        ecrire(*lignes, rangee("35600000000009", commune_id="00000"))
        connection.check_constraints()  # SQLite looks at the end of the transaction: the test's

    with pytest.raises(IntegrityError):
        charger()
    assert contraintes() == avant
    assert Acteur.objects.count() == 0


def un_lecteur():
    """Return a reader of its own, to be closed; on SQLite, none: a reader there stops nobody."""
    if connection.vendor == "sqlite":
        return nullcontext()
    return psycopg.connect(**connection.get_connection_params())


class TestVerrous:
    """Readers at work are neither cut nor waited for."""

    @pytest.mark.django_db(transaction=True)
    def test_a_busy_directory_is_loaded_row_by_row(self, albert, ecrire, monkeypatch):
        monkeypatch.setattr(ecriture, "GRAND", 3)
        monkeypatch.setattr(chargement, "ESSAIS", 2)
        monkeypatch.setattr(chargement, "PAUSE_S", 0)
        avant = contraintes()
        with un_lecteur() as lecteur:
            if lecteur:
                lecteur.execute("SELECT 1 FROM territoires_commune LIMIT 1")
            lignes = [rangee(f"356000000{i:05d}", masque_themes=1) for i in range(5)]
            assert ecrire(*lignes) == {"crees": 5}
        assert contraintes() == avant
        assert ThemeActeur.objects.count() == 5


class TestIndexDeclares:
    """The plain indexes, whatever happened to the worker that had laid them aside."""

    def test_the_database_has_those_of_the_model(self):
        assert index_declares.manquants() == {}
        assert {"acteur_carte", "acteur_siret"} <= index_declares.declares().keys()

    def test_those_that_miss_are_made_again_by_the_night(self):
        avant = contraintes()
        with connection.cursor() as curseur:
            curseur.execute("DROP INDEX acteur_carte")
            curseur.execute("DROP INDEX acteur_rna")
        assert index_declares.manquants().keys() == {"acteur_carte", "acteur_rna"}
        call_command("entretenir_recherche")
        assert contraintes() == avant

    def test_one_that_cannot_be_made_is_told(self, monkeypatch):
        monkeypatch.setattr(index_declares, "declares", lambda *_: {"x": "CREATE INDEX x ON y (z)"})
        with pytest.raises(DatabaseError):
            index_declares.refaire()
        assert installer() is True
