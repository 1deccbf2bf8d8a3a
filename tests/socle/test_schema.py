"""Models created together, and the migrations a new installation runs."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import OperationWriter

from socle.schema import CreerModeles


def _modele(nom: str, vers: str) -> migrations.CreateModel:
    return migrations.CreateModel(
        nom,
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("suivant", models.ForeignKey(f"essai.{vers}", models.CASCADE, null=True)),
        ],
        options={"indexes": [models.Index(fields=["suivant", "id"], name=f"essai_{nom.lower()}")]},
    )


@pytest.fixture
def cercle() -> CreerModeles:
    return CreerModeles(
        modeles=[_modele("Un", "Deux"), _modele("Deux", "Trois"), _modele("Trois", "Un")]
    )


def test_models_in_a_circle_are_drawn_once_all_are_known(cercle):
    etat = ProjectState()
    assert not etat.apps.get_models()
    cercle.state_forwards("essai", etat)
    assert "apps" not in etat.__dict__
    assert etat.apps.get_model("essai", "Trois")._meta.get_field("suivant").related_model is (
        etat.apps.get_model("essai", "Un")
    )
    assert "Un, Deux, Trois" in cercle.describe()


@pytest.mark.django_db
def test_tables_are_made_then_dropped_in_reverse(cercle):
    avant, apres = ProjectState(), ProjectState()
    cercle.state_forwards("essai", apres)

    def sql(defaire: bool) -> list[str]:
        editeur = connection.schema_editor(collect_sql=True, atomic=False)
        editeur.deferred_sql = []
        if defaire:
            cercle.database_backwards("essai", editeur, apres, avant)
        else:
            cercle.database_forwards("essai", editeur, avant, apres)
        return [
            nom
            for ligne in editeur.collected_sql
            for nom in ("un", "deux", "trois")
            if ligne.startswith(("CREATE TABLE", "DROP TABLE")) and f'"essai_{nom}"' in ligne[:40]
        ]

    assert sql(defaire=False) == ["un", "deux", "trois"]
    assert sql(defaire=True) == ["trois", "deux", "un"]


def test_it_can_be_written_in_a_migration(cercle):
    texte, imports = OperationWriter(cercle).serialize()
    assert imports >= {"import socle.schema"}
    assert texte.count("migrations.CreateModel(") == 3


def test_a_new_installation_runs_the_short_migrations(settings):
    settings.MIGRATION_MODULES = {}
    chargeur = MigrationLoader(None)
    courtes = {cle: m for cle, m in chargeur.disk_migrations.items() if m.replaces}
    assert {app for app, _ in courtes} >= {"acteurs", "diagnostics", "plateformes", "moderation"}
    for cle, migration in courtes.items():
        assert cle in chargeur.graph.nodes
        assert not set(migration.replaces) & set(chargeur.graph.nodes)
        assert set(migration.replaces) <= set(chargeur.disk_migrations)
