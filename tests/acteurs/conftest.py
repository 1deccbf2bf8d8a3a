"""What the tests of actors share."""

from django.db import connection


def pytest_runtest_setup(item):
    """Let go of the work files an earlier test attached.

    SQLite detaches nothing while a transaction runs, and a test is one; imports
    detach theirs by themselves.
    """
    brute = connection.connection
    if connection.vendor == "sqlite" and brute is not None:
        for _, nom, _ in brute.execute("PRAGMA database_list").fetchall():
            if nom.startswith("atelier"):
                brute.execute(f"DETACH {nom}")
