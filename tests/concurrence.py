"""Several gestures at the same instant, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Lock
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection


def ensemble(gestes: list[Callable[[], Any]]) -> list[bool]:
    """Do all of these at once; SQLite's test database, in memory, takes them one by one."""
    verrou = Lock() if connection.vendor == "sqlite" else nullcontext()

    def faire(geste):
        try:
            with verrou:
                geste()
        except ValidationError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=6) as fils:
        return list(fils.map(faire, gestes))
