"""Root of the tests (settings: ``tests/reglages.py``)."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _cache_vide() -> Iterator[None]:
    """Rate limits, signs of life and drawings do not pass from one test to the next."""
    for cache in caches.all(initialized_only=True):
        cache.clear()
    yield
    for cache in caches.all(initialized_only=True):
        cache.clear()
