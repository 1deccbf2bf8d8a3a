"""Static files as served in production."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings


@pytest.fixture(scope="module")
def dossier(tmp_path_factory) -> Path:
    """Our own static files, collected as for production."""
    racine = tmp_path_factory.mktemp("statiques")
    stockage = {"staticfiles": {"BACKEND": "socle.statiques.StockageStatique"}}
    with override_settings(
        STATIC_ROOT=racine,
        STORAGES={**settings.STORAGES, **stockage},
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
    return racine


def test_modules_import_renamed_modules(dossier):
    vus = 0
    for module in (dossier / "js").glob("*.????????????.js"):
        for adresse in re.findall(r"(?:from|import)\s*[\"'](\./[^\"']+)[\"']", module.read_text()):
            assert re.search(r"\.[0-9a-f]{12}\.js$", adresse), (module.name, adresse)
            assert (module.parent / adresse).exists(), (module.name, adresse)
            vus += 1
    assert vus >= 5


def test_sheets_name_renamed_files_of_ours_only(dossier):
    for feuille in (dossier / "css").glob("*.????????????.css"):
        for adresse in re.findall(r"url\(\s*[\"']?([^\"')]+)", feuille.read_text()):
            if adresse.startswith("data:"):
                continue
            assert "//" not in adresse, (feuille.name, adresse)
            assert (feuille.parent / adresse).exists(), (feuille.name, adresse)


def test_texts_are_compressed_beforehand(dossier):
    (feuille,) = dossier.glob("css/terreau.????????????.css")
    assert feuille.with_name(feuille.name + ".br").stat().st_size < 12_000
    assert feuille.with_name(feuille.name + ".gz").exists()
    assert not (feuille.parent / "terreau.css.br").exists()


def test_bootstrap_refers_to_no_source_map(dossier):
    (feuille,) = dossier.glob("vendor/bootstrap/bootstrap.min.????????????.css")
    assert "sourceMappingURL" not in feuille.read_text()
