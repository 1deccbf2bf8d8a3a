"""Settings of the tests: the project's own, in a data folder of the run's own.

``DATABASE_URL`` and ``REDIS_URL`` still decide what the suite runs on.
"""

import os
import tempfile

os.environ.update(
    {
        "TERREAU_DONNEES": tempfile.mkdtemp(prefix="terreau-tests-"),
        "SECRET_KEY": "cle-de-test-" + "0123456789" * 5,
        "DEBUG": "non",
        "TERREAU_HTTPS": "non",
        "TERREAU_EN_LIGNE": "non",
        "TERREAU_PAGE_STYLE": "oui",
        "TERREAU_URL": "http://testserver",
    }
)
if redis := os.environ.get("REDIS_URL"):
    # One Redis database per test process: clearing a cache empties its whole database.
    numero = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    os.environ["REDIS_URL"] = (
        f"{redis.rsplit('/', 1)[0] if redis.count('/') > 2 else redis}/{numero}"
    )

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE, STORAGES

# Fast hashes, plain static names, mails kept in memory.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MIDDLEWARE = [m for m in MIDDLEWARE if not m.startswith("whitenoise.")]
