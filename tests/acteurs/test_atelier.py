"""The work file of an import: what a killed worker leaves is found again."""

import time

import pytest

from acteurs.importers.atelier import (
    COLONNES_FICHE,
    GARDE_S,
    Atelier,
    dossier_ateliers,
    purge_ateliers,
)
from acteurs.importers.tables import Rejet


def fiche(siret: str, **champs):
    """A row of ``fiche`` with plausible values."""
    valeurs = {
        c: 0 if c in {"ess", "masque_themes", "siege", "empreinte"} else "" for c in COLONNES_FICHE
    }
    return tuple((valeurs | {"siret": siret, "siren": siret[:9]} | champs).values())


def test_un_lot_interrompu_ne_laisse_rien(tmp_path):
    chemin = tmp_path / "a.sqlite3"
    with Atelier(chemin, ["f"]) as atelier:
        with atelier.transaction():
            atelier.compter("lues", 10)
            atelier.avancer("unites", {"octet": 100})
        with pytest.raises(RuntimeError), atelier.transaction():  # noqa: PT012
            atelier.compter("lues", 10)
            atelier.avancer("unites", {"octet": 200}, finie=True)
            raise RuntimeError
    with Atelier(chemin, ["f"]) as repris:
        assert repris.bilan() == {"lues": 10}
        assert repris.position("unites") == {"octet": 100}
        assert not repris.est_finie("unites")
        assert repris.position("fiches") is None


@pytest.mark.parametrize("autre", ["signature", "abime", "vide"])
def test_un_fichier_d_autre_chose_est_recommence(tmp_path, autre):
    chemin = tmp_path / "a.sqlite3"
    with Atelier(chemin, ["f"]) as atelier, atelier.transaction():
        atelier.compter("lues")
    if autre == "abime":
        chemin.write_bytes(b"rien de bon" * 1000)
    if autre == "vide":
        chemin.write_bytes(b"")
    with Atelier(chemin, ["g"] if autre == "signature" else ["f"]) as neuf:
        assert neuf.bilan() == {}
        neuf.supprimer()
    assert list(tmp_path.iterdir()) == []


def test_les_fiches_se_lisent_par_lots_dans_l_ordre_des_siret(tmp_path):
    sirets = [f"{n:09d}{nic:05d}" for n in (3, 1, 2) for nic in (20, 10)]
    with Atelier(tmp_path / "a.sqlite3") as atelier:
        with atelier.transaction():
            atelier.ajouter_fiches(fiche(s) for s in sirets)
        lots = list(atelier.fiches(lot=4))
        assert [len(lot) for lot in lots] == [4, 2]
        assert [f[0] for lot in lots for f in lot] == sorted(sirets)
        assert [f[0] for lot in atelier.fiches(apres=sorted(sirets)[3]) for f in lot] == sorted(
            sirets
        )[4:]
        assert [f[0] for f in atelier.fiches_du_siren("000000002")] == sorted(sirets)[2:4]
        assert atelier.nombre("fiche") == 6
        with pytest.raises(ValueError):
            atelier.nombre("sqlite_master")


def test_les_rejets_gardent_leur_ordre(tmp_path):
    with Atelier(tmp_path / "a.sqlite3") as atelier:
        with atelier.transaction():
            atelier.rejeter("unites", [Rejet(9, "illisible", "x" * 500), Rejet(2, "vide", "")])
        rejets = list(atelier.rejets())
    assert [(r[0], r[1], r[2], len(r[3])) for r in rejets] == [
        ("unites", 9, "illisible", 200),
        ("unites", 2, "vide", 0),
    ]


def test_les_ateliers_abandonnes_s_effacent(settings, tmp_path):
    settings.DONNEES = tmp_path
    ouvert = Atelier(dossier_ateliers() / "a.sqlite")
    assert purge_ateliers() == 0
    ouvert.fermer()
    assert purge_ateliers(time.time() + GARDE_S + 60) == 1
    assert list(dossier_ateliers().iterdir()) == []
