"""Celery application: one task code for both brokers (Redis, or folders when embedded)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("terreau")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
