"""Refused lines: kept whole, harmless, told once even when the import is taken up again."""

import pytest
from django.core.files.storage import storages

from acteurs.models import ImportOfficiel
from acteurs.services.rejets import Rejets, chemin_rejets

pytestmark = pytest.mark.django_db


def lignes(travail):
    with storages["prive"].open(chemin_rejets(travail), "rb") as flux:
        return flux.read().decode("utf-8-sig").split("\r\n")[:-1]


def test_lines_are_kept_counted_and_harmless():
    travail = ImportOfficiel.objects.create(source="rna")
    with Rejets(travail) as rejets:
        rejets.noter("rna.csv", 3, "Ligne coupée", "=1+1;é\n")
        rejets.noter("rna.csv", 9, "Ligne coupée")
        rejets.marquer()
    assert lignes(travail) == [
        "fichier;ligne;motif;extrait",
        'rna.csv;3;Ligne coupée;"\'=1+1;é "',
        "rna.csv;9;Ligne coupée;",
    ]
    assert travail.bilan == {"rejets": 2, "motifs": {"Ligne coupée": 2}}


def test_a_second_attempt_forgets_what_was_not_marked_and_goes_on():
    travail = ImportOfficiel.objects.create(source="rna")
    with Rejets(travail) as rejets:
        rejets.noter("a", 1, "un")
        rejets.marquer()
        travail.save()
        rejets.noter("a", 2, "deux")
        rejets.marquer()  # written to disk, but its transaction is rolled back
    travail.refresh_from_db()
    with Rejets(travail) as rejets:
        rejets.noter("a", 2, "deux")
        rejets.noter("a", 3, "trois")
        rejets.marquer()
    assert [ligne[:3] for ligne in lignes(travail)[1:]] == ["a;1", "a;2", "a;3"]
    assert travail.bilan["rejets"] == 3


def test_nothing_refused_makes_no_file():
    travail = ImportOfficiel.objects.create(source="rna")
    with Rejets(travail) as rejets:
        rejets.marquer()
    assert not storages["prive"].exists(chemin_rejets(travail))
    assert travail.bilan["rejets"] == 0


def test_reasons_in_the_summary_are_bounded():
    travail = ImportOfficiel.objects.create(source="rna")
    with Rejets(travail) as rejets:
        for i in range(100):
            rejets.noter("a", i, f"motif {i}")
        rejets.marquer()
    assert travail.bilan["motifs"]["Autres motifs"] == 70
    assert len(lignes(travail)) == 101
