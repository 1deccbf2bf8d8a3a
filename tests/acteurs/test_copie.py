"""The text of COPY that SQLite writes: whatever a value holds, PostgreSQL reads it back whole."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acteurs.importers.atelier import COLONNES_FICHE, Atelier
from acteurs.services.copie import Bloc, blocs, dans_l_ordre

VIDE = dict.fromkeys(COLONNES_FICHE, "") | {
    "type_id": None, "sous_type_id": None, "lon": None, "lat": None, "morton": None,
    "date_source": None, "ess": 1, "masque_themes": 0, "siege": 0, "empreinte": 7,
}  # fmt: skip
THEMES = {1: "mobilite", 2: "energie", 8: "culture"}


def _lire(texte: bytes) -> list[list[str | None]]:
    """Read lines as PostgreSQL documents its text format."""
    signes = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}

    def valeur(ecrite: str) -> str | None:
        if ecrite == "\\N":
            return None
        suite = iter(ecrite)
        lu = [signes[next(suite)] if signe == "\\" else signe for signe in suite]
        return "".join(lu)

    lignes = texte.decode().split("\n")
    assert lignes.pop() == ""
    return [[valeur(v) for v in ligne.split("\t")] for ligne in lignes]


def _atelier(dossier: Path, fiches: list[dict[str, object]]) -> Atelier:
    atelier = Atelier(dossier / "a.sqlite", len(fiches))
    atelier.db.execute("DELETE FROM fiche")
    atelier.ajouter_fiches([[f[c] for c in COLONNES_FICHE] for f in fiches])
    return atelier


def _tout(dossier: Path, fiches: list[dict[str, object]], taille: int = 3) -> list[Bloc]:
    with _atelier(dossier, fiches) as atelier:
        return list(
            blocs(atelier.chemin, COLONNES_FICHE, premier=100, themes=THEMES, taille=taille)
        )


TEXTES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    | st.sampled_from("\t\n\r\\\x1f\x1eN"),
    max_size=12,
)


@settings(deadline=None, max_examples=60)
@given(noms=st.lists(TEXTES, min_size=1, max_size=8), donnees=st.data())
def test_values_come_back_whole(tmp_path_factory, noms: list[str], donnees) -> None:
    fiches = [
        VIDE
        | {
            "siret": f"{i:014}",
            "nom": nom,
            "adresse": donnees.draw(TEXTES),
            "type_id": donnees.draw(st.sampled_from([None, "association"])),
            "lon": donnees.draw(st.sampled_from([None, -1.553621, 55.45])),
            "masque_themes": donnees.draw(st.integers(0, 15)),
        }
        for i, nom in enumerate(noms)
    ]
    faits = _tout(tmp_path_factory.mktemp("copie"), fiches)
    assert sum(b.nombre for b in faits) == len(fiches)
    assert [b.dernier for b in faits] == [f["siret"] for f in [*fiches[2::3], *fiches[-1:]]][
        : len(faits)
    ]
    colonnes = dans_l_ordre(COLONNES_FICHE)
    lues = [dict(zip(colonnes, ligne, strict=True)) for b in faits for ligne in _lire(b.acteurs)]
    for rang, (lue, fiche) in enumerate(zip(lues, fiches, strict=True)):
        assert lue["id"] == str(100 + rang)
        assert len(lue["reference"] or "") == 12
        for colonne in COLONNES_FICHE:
            attendu = fiche[colonne]
            assert lue[colonne] == (None if attendu is None else str(attendu))
    assert len({lue["reference"] for lue in lues}) == len(fiches)
    liens = [tuple(ligne) for b in faits for ligne in _lire(b.themes)]
    assert liens == [
        (str(100 + rang), code)
        for rang, fiche in enumerate(fiches)
        for bit, code in THEMES.items()
        if int(str(fiche["masque_themes"])) & bit
    ]


def test_an_empty_work_file_gives_nothing(tmp_path) -> None:
    assert _tout(tmp_path, []) == []


def test_an_interrupted_copy_ends_its_helper(tmp_path) -> None:
    fiches = [VIDE | {"siret": f"{i:014}", "nom": "x"} for i in range(9)]
    with _atelier(tmp_path, fiches) as atelier:
        suite = blocs(atelier.chemin, COLONNES_FICHE, premier=1, themes=THEMES, taille=2)
        assert next(suite).nombre == 2
        suite.close()
        with pytest.raises(StopIteration):
            next(suite)
