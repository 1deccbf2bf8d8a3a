"""Celery application: one task code for both brokers (Redis, or folders when embedded)."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import after_task_publish, beat_init, heartbeat_sent, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("terreau")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def _balayer_au_demarrage(**kwargs: Any) -> None:
    """Sweep as soon as a worker is up.

    What a stopped worker left undone starts again at once, and the health page
    gets a first sign of life.
    """
    app.send_task("socle.tasks.balayer_travaux")


def _donner_signe(**kwargs: Any) -> None:
    Path(os.environ["TERREAU_BATTEMENT"]).touch()


if os.environ.get("TERREAU_BATTEMENT"):
    # Containers probe the age of this file: cheaper than starting a Python for a ping.
    # A worker touches it with its own heartbeat, beat each time it sends a task.
    heartbeat_sent.connect(_donner_signe, weak=False)

    @beat_init.connect
    def _suivre_beat(**kwargs: Any) -> None:
        _donner_signe()
        after_task_publish.connect(_donner_signe, weak=False)
