"""The cache of what is long to draw or to read, apart from counters and locks."""

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache


def memoire() -> BaseCache:
    """Return the cache of drawings (the default one where no other is set)."""
    return caches["dessins" if "dessins" in settings.CACHES else "default"]
