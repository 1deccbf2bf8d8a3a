"""Kept bases of benches: whole copies, the last two of a kind, nothing of another kind removed."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from bench import gardees
from bench.gardees import Gardee


@pytest.fixture(autouse=True)
def ailleurs(tmp_path, monkeypatch):
    monkeypatch.setattr(gardees.tempfile, "gettempdir", lambda: str(tmp_path))


def ranger(genre: str, taille: int, empreinte: str, lignes: int = 1) -> Gardee:
    atelier = gardees.racine() / "chantier"
    (atelier / "donnees").mkdir(parents=True)
    connexion = sqlite3.connect(atelier / "donnees" / "terreau.sqlite3")
    connexion.execute("PRAGMA journal_mode=WAL")
    connexion.execute("CREATE TABLE t AS SELECT 1 AS a")
    connexion.executemany("INSERT INTO t VALUES (?)", [(n,) for n in range(lignes)])
    connexion.commit()
    connexion.close()
    gardee = Gardee(genre, taille, empreinte)
    gardee.ranger(atelier, {"base": "", "cookies": {}, "compte": {"acteurs": taille}})
    return gardee


def test_une_base_gardee_se_copie_entiere(tmp_path: Path):
    gardee = ranger("sqlite", 20, "a1", lignes=5)
    assert gardee.existe
    (tmp_path / "copie").mkdir()
    notes = gardee.copier(tmp_path / "copie")
    assert notes["compte"] == {"acteurs": 20}
    assert notes["migrations"] == gardees.migrations()
    assert not list((tmp_path / "copie").rglob("*-wal"))
    with contextlib.closing(
        sqlite3.connect(tmp_path / "copie" / "donnees" / "terreau.sqlite3")
    ) as connexion:
        assert connexion.execute("SELECT count(*) FROM t").fetchone() == (6,)


def test_les_deux_dernieres_d_un_genre_restent():
    autre = ranger("postgres", 20, "a1")
    grande = ranger("sqlite", 200, "a1")
    premiere, *suivantes = [ranger("sqlite", 20, e) for e in ("a1", "b2", "c3")]
    assert not premiere.existe
    assert all(g.existe for g in (*suivantes, autre, grande))


def test_une_base_en_usage_n_est_pas_retiree():
    premiere = ranger("sqlite", 20, "a1")
    with premiere.verrou():
        ranger("sqlite", 20, "b2")
        ranger("sqlite", 20, "c3")
        assert premiere.existe


def test_la_demande_d_une_base_neuve_se_lit_dans_l_environnement(monkeypatch):
    assert not gardees.veut_neuve()
    monkeypatch.setenv("TERREAU_BANC_NEUVE", "oui")
    assert gardees.veut_neuve()
