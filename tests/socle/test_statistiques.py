"""What the embedded database knows of its tables."""

import pytest
from django.db import connection

from config.calendrier import CELERY_BEAT_SCHEDULE
from socle import statistiques
from socle.tasks import rafraichir_statistiques
from tests.fabriques import make_acteur, make_relation


@pytest.mark.django_db
def test_tables_of_some_rows_are_analysed_every_night(monkeypatch):
    make_relation(make_acteur(), make_acteur())
    analysees = rafraichir_statistiques()
    if connection.vendor == "sqlite":
        assert analysees
        with connection.cursor() as curseur:
            curseur.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'relations_relation'")
            assert curseur.fetchone()[0]
    else:
        assert analysees == 0  # PostgreSQL does it by itself
    monkeypatch.setattr(statistiques, "GRANDE", 0)
    assert rafraichir_statistiques() == 0
    taches = {t["task"] for t in CELERY_BEAT_SCHEDULE.values()}
    assert "socle.tasks.rafraichir_statistiques" in taches
