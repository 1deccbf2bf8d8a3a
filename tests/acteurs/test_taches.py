"""What wakes up by itself exists, and does its work."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from acteurs.models import FichierActeurs
from config.celery import app
from tests.fabriques import make_organisation


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    demandees = {entree["task"] for entree in settings.CELERY_BEAT_SCHEDULE.values()}
    assert demandees <= set(app.tasks)


@pytest.mark.django_db
def test_old_files_are_forgotten_at_night():
    from acteurs.tasks import purger_fichiers

    champs = {"organisation": make_organisation(), "format": "csv"}
    ancien = FichierActeurs.objects.create(nom="ancien", chemin="imports-acteurs/a", **champs)
    recent = FichierActeurs.objects.create(nom="recent", chemin="imports-acteurs/b", **champs)
    FichierActeurs.objects.filter(pk=ancien.pk).update(cree_le=timezone.now() - timedelta(days=31))
    assert purger_fichiers() == 1
    assert list(FichierActeurs.objects.all()) == [recent]
