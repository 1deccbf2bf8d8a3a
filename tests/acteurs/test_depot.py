"""The drop folder: nothing leads out of it."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as reglages_hypothesis
from hypothesis import strategies as st

from acteurs.services.depot import DepotRefuse, est_au_repos, lister, nom_valable, ouvrir


class Org:
    reference = "abcdefghjkmn"


@pytest.fixture
def dossier(settings, tmp_path):
    settings.DEPOT = tmp_path / "depot"
    (tmp_path / "secret.csv").write_text("secret")
    dossier = settings.DEPOT / Org.reference
    dossier.mkdir(parents=True)
    return dossier


def lire(nom, taille=1000, organisation=Org):
    with ouvrir(organisation, nom, taille) as (flux, _):
        return flux.read()


def test_a_dropped_file_is_listed_and_read(dossier):
    (dossier / "Annuaire d’été (2026).csv").write_text("nom")
    (dossier / "liste.XLSX").write_text("x")
    (dossier / "notes.pdf").write_text("x")
    (dossier / ".cache.csv").write_text("x")
    (dossier / "sous").mkdir()
    os.utime(dossier / "liste.XLSX", (0, 0))
    assert [d.nom for d in lister(Org)] == ["Annuaire d’été (2026).csv", "liste.XLSX"]
    assert lire("Annuaire d’été (2026).csv") == b"nom"


@pytest.mark.parametrize(
    "nom",
    [
        "../secret.csv", "..", ".", "", "/etc/passwd", "sous/a.csv", "..\\secret.csv", ".a.csv",
        "a.csv\0", "a.csv\n", "a", "a.sh", "a.csv/", "~/a.csv", "a" * 300 + ".csv", "_a.csv",
    ],
)  # fmt: skip
def test_names_that_are_no_plain_file_names_are_refused(dossier, nom):
    assert not nom_valable(nom)
    with pytest.raises(DepotRefuse):
        lire(nom)


def test_links_are_not_followed(dossier, tmp_path):
    (dossier / "lien.csv").symlink_to(tmp_path / "secret.csv")
    os.link(tmp_path / "secret.csv", dossier / "dur.csv")
    assert [d.nom for d in lister(Org)] == ["dur.csv"]
    for nom in ("lien.csv", "dur.csv"):
        with pytest.raises(DepotRefuse):
            lire(nom)


def test_an_organisation_s_folder_may_not_be_a_link(dossier, settings, tmp_path):
    ailleurs = tmp_path / "ailleurs"
    ailleurs.mkdir()
    (ailleurs / "a.csv").write_text("secret")

    class Autre:
        reference = "bbbbbbbbbbbb"

    (settings.DEPOT / Autre.reference).symlink_to(ailleurs)
    assert lister(Autre) == []
    with pytest.raises(DepotRefuse):
        lire("a.csv", organisation=Autre)


@pytest.mark.parametrize(
    "reference", ["../abcdefghjkm", "..", ".", "", "abcdefghjkmn/..", "ABCDEFGHJKMN"]
)
def test_only_references_name_folders(dossier, reference):
    class Malin:
        pass

    Malin.reference = reference
    assert lister(Malin) == []
    with pytest.raises(DepotRefuse):
        lire("secret.csv", organisation=Malin)


def test_one_organisation_does_not_see_another_s_files(dossier):
    class Autre:
        reference = "bbbbbbbbbbbb"

    (dossier / "a.csv").write_text("nom")
    assert lister(Autre) == []
    with pytest.raises(DepotRefuse, match="pas de dossier"):
        lire("a.csv", organisation=Autre)


def test_what_is_no_regular_file_is_refused_without_waiting(dossier):
    os.mkfifo(dossier / "tube.csv")
    (dossier / "dossier.csv").mkdir()
    prise = socket.socket(socket.AF_UNIX)
    avant = Path.cwd()
    os.chdir(dossier)
    try:
        prise.bind("prise.csv")
    finally:
        os.chdir(avant)
    assert lister(Org) == []
    for nom in ("tube.csv", "dossier.csv", "prise.csv"):
        with pytest.raises(DepotRefuse):
            lire(nom)
    prise.close()


def test_sizes_are_bounded_and_files_being_dropped_are_known(dossier):
    (dossier / "a.csv").write_bytes(b"x" * 11)
    with pytest.raises(DepotRefuse, match="dépasse"):
        lire("a.csv", taille=10)
    with ouvrir(Org, "a.csv", 20) as (_, infos):
        assert not est_au_repos(infos)
    os.utime(dossier / "a.csv", (1e9, 1e9))
    with ouvrir(Org, "a.csv", 20) as (_, infos):
        assert est_au_repos(infos)


def test_without_a_root_there_is_nothing(settings, tmp_path):
    settings.DEPOT = tmp_path / "absent"
    assert lister(Org) == []
    with pytest.raises(DepotRefuse, match="n’existe pas"):
        lire("a.csv")


@reglages_hypothesis(deadline=None, max_examples=300)
@given(st.text(max_size=40).map(lambda t: t + ".csv"))
def test_no_accepted_name_leaves_its_folder(nom):
    if nom_valable(nom):
        assert Path(os.path.normpath(f"/depot/{nom}")) == Path("/depot", nom)
        assert Path("/depot", nom).parent == Path("/depot")
