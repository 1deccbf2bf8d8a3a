"""Files made in the background: one shape for every application that makes some."""

import stat
from pathlib import Path

import pytest
from celery import current_app
from django.core.files.storage import storages

from socle import fichiers
from socle.fichiers import FichierProduit, ecrire_entier
from socle.travaux import sous_classes


def concrets():
    return [m for m in sous_classes() if issubclass(m, FichierProduit)]


def test_every_work_that_keeps_a_file_is_one():
    noms = {m._meta.label for m in concrets()}
    assert noms >= {"rapports.Rapport", "diagnostics.ImageExportee", "plateformes.PlancheCartes"}


def test_each_has_a_folder_of_its_own():
    dossiers = [m.dossier for m in concrets()]
    assert len(set(dossiers)) == len(dossiers)
    for un in dossiers:
        assert not any(autre.startswith(f"{un}/") for autre in dossiers), "swept apart"


@pytest.mark.django_db
def test_each_is_purged_every_day(settings, monkeypatch):
    purges = []
    for modele in concrets():
        monkeypatch.setattr(modele, "purger", lambda modele=modele: purges.append(modele) or 0)
    prevues = [t["task"] for t in settings.CELERY_BEAT_SCHEDULE.values() if ".purger_" in t["task"]]
    current_app.loader.import_default_modules()
    for tache in prevues:
        current_app.tasks[tache]()
    assert set(purges) == set(concrets())


def test_interrupted_write_leaves_nothing(monkeypatch):
    def couper(descripteur):
        raise OSError("disk full")

    monkeypatch.setattr(fichiers.os, "fsync", couper)
    with pytest.raises(OSError, match="disk full"):
        ecrire_entier("essais-fichiers/coupe.pdf", b"x" * 1000)
    assert not storages["prive"].listdir("essais-fichiers")[1]


def test_readable_by_its_owner_only():
    nom = ecrire_entier("essais-fichiers/entier.pdf", b"x")
    assert stat.S_IMODE(Path(storages["prive"].path(nom)).stat().st_mode) & 0o077 == 0
    storages["prive"].delete(nom)
