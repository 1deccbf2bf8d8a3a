"""Settings of the tests: the project's own, in a data folder of the run's own.

``DATABASE_URL`` and ``REDIS_URL`` still decide what the suite runs on.
"""

import inspect
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

from django.template import Template

from config.settings import *  # noqa: F403
from config.settings import BASE_DIR, CACHES, MIDDLEWARE, STORAGES, TEMPLATES

# Fast hashes, plain static names, mails kept in memory.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {
    **CACHES,
    "dessins": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "dessins"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MIDDLEWARE = [m for m in MIDDLEWARE if not m.startswith("whitenoise.")]

GABARITS = str(BASE_DIR / "templates")
COMPOSANTS = str(BASE_DIR / "templates" / "components")


class VariableIndefinie(str):
    """Make a template that names an undefined variable fail its test instead of printing nothing.

    Left out: libraries' templates, and our components, whose parameters may be omitted.
    """

    __slots__ = ()

    def __contains__(self, motif: object) -> bool:
        return motif == "%s"

    def __mod__(self, variable: object) -> str:
        cadre = inspect.currentframe()
        while cadre:
            if isinstance(gabarit := cadre.f_locals.get("self"), Template):
                origine = str(gabarit.origin.name)
                if origine.startswith(GABARITS) and not origine.startswith(COMPOSANTS):
                    raise AssertionError(f"undefined variable {variable} in {origine}")
                return ""
            cadre = cadre.f_back
        return ""


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = VariableIndefinie("%s")
