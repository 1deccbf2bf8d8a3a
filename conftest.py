"""Root of the tests (settings: ``tests/reglages.py``)."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _cache_vide() -> Iterator[None]:
    """Rate limits and signs of life do not pass from one test to the next."""
    cache.clear()
    yield
    cache.clear()
