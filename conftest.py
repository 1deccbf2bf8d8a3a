"""Root of the tests: environment set before Django's settings are read."""

import os
import tempfile
from typing import Any

import pytest

os.environ["TERREAU_DONNEES"] = tempfile.mkdtemp(prefix="terreau-tests-")
os.environ["SECRET_KEY"] = "cle-de-test-" + "0123456789" * 5
os.environ["DEBUG"] = "non"
os.environ["TERREAU_HTTPS"] = "non"
os.environ["TERREAU_EN_LIGNE"] = "non"
os.environ["TERREAU_PAGE_STYLE"] = "oui"


@pytest.fixture(autouse=True)
def _environnement_de_test(settings: Any) -> None:
    """Fast hashes, plain static names, no mail sent, no cache shared between tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
