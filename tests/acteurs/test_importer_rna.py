"""Reading the register of associations, whatever the file holds."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acteurs.importers import rna
from acteurs.importers.tables import FichierRefuse
from tests.acteurs.fichiers_registres import (
    ASSO,
    IMPORT,
    PEU,
    TEXTES,
    WALDEC,
    archive,
    asso,
    ecrire,
    table_rna,
    tout,
)


@pytest.mark.parametrize("encodage", ["latin-1", "utf-8", "utf-8-sig"])
def test_rna_waldec_with_and_without_its_optional_columns(tmp_path, encodage):
    assert len(WALDEC) == 41
    for entetes in (WALDEC, [e for e in WALDEC if e not in {"telephone", "email"}]):
        chemin = ecrire(tmp_path, table_rna(entetes, ASSO, encodage=encodage))
        (fait,), rejets = tout(rna, chemin)
        assert (fait.ligne, fait.rna, fait.siren) == (2, "W802001234", "923114524")
        assert fait.description == "Favoriser le réemploi ; animer un atelier de réparation"
        assert fait.site_web == "https://www.exemple.example"
        assert (fait.position, fait.dissolution) == ("A", None)
        assert not rejets
        assert "0102030405" not in str(fait)
        assert "quelqu" not in str(fait)


def test_rna_import_is_known_by_its_siret(tmp_path):
    chemin = ecrire(
        tmp_path,
        table_rna(
            IMPORT,
            {"id": "802P0051000002", "siret": "923114524 00018", "objet": "X", "position": "A"},
            {"id": "802P0051000003", "objet": "aider", "position": "A"},
            {"objet": "sans identifiant", "position": "A"},
        ),
    )
    (fait,), rejets = tout(rna, chemin)
    assert (fait.rna, fait.siren, fait.est_finie) == ("", "923114524", False)
    assert [r.motif for r in rejets] == [rna.ILLISIBLE]


def test_rna_end_of_an_association(tmp_path):
    chemin = ecrire(
        tmp_path,
        table_rna(
            WALDEC,
            {**ASSO, "position": "D", "date_disso": "2024-05-17"},
            {**ASSO, "position": "S"},
        ),
    )
    faits, _ = tout(rna, chemin)
    assert [(f.est_finie, f.dissolution) for f in faits] == [
        (True, date(2024, 5, 17)),
        (True, None),
    ]


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("AIDER LES HABITANTS DU QUARTIER", "Aider les habitants du quartier"),
        ("SCIC", "SCIC"),
        ("  «  promouvoir  \n le vélo », ", "«  promouvoir le vélo »".replace("  ", " ")),
        (" ... ", ""),
        ("", ""),
        ("élan", "Élan"),
    ],
)
def test_rna_purpose_becomes_a_description(brut, attendu):
    assert rna.lire_objet(brut) == attendu


def test_rna_purpose_stays_short():
    assert len(rna.lire_objet("aider les gens " * 1000)) <= rna.OBJET_MAX + 1


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("www.exemple.example", "https://www.exemple.example"),
        ("HTTP://Exemple.example/page?x=1", "http://Exemple.example/page?x=1"),
        ("contact@exemple.example", ""),
        ("néant", ""),
        ("javascript:alert(1)", ""),
        ("http://exemple.example/<script>", ""),
        ("http:// exemple.example", ""),
        ("x" * 300 + ".example", ""),
    ],
)
def test_rna_site_is_an_address_of_the_web_or_nothing(brut, attendu):
    assert rna.lire_site(brut) == attendu


@PEU
@given(TEXTES)
def test_rna_cells_never_give_something_unfit(texte):
    from django.core.validators import URLValidator

    site = rna.lire_site(texte)
    if site:
        URLValidator(schemes=["http", "https"])(site)
    objet = rna.lire_objet(texte)
    assert objet == objet.strip()


def test_rna_archive_holds_one_file_per_departement(tmp_path, petits_blocs):
    chemin = archive(
        tmp_path,
        dpt_62=table_rna(WALDEC, *(asso(n) for n in range(20, 30))),
        dpt_59=table_rna(WALDEC, *(asso(n) for n in range(10))),
    )
    lots = list(rna.lire(chemin))
    attendus = [asso(n)["id"] for n in (*range(10), *range(20, 30))]
    assert [f.rna for lot in lots for f in lot.faits] == attendus
    assert sorted(lot.avancement for lot in lots) == [lot.avancement for lot in lots]
    for coupe in range(0, len(lots), 3):
        suite, _ = tout(rna, chemin, lots[coupe].suite)
        avant = [f.rna for lot in lots[: coupe + 1] for f in lot.faits]
        assert [*avant, *(f.rna for f in suite)] == attendus


def test_rna_archive_damaged_half_way_is_read_up_to_there(tmp_path):
    gros = table_rna(WALDEC, *(asso(n) for n in range(3000)))
    chemin = archive(tmp_path, a=table_rna(WALDEC, asso(1)), b=gros, c=table_rna(WALDEC, asso(2)))
    octets = bytearray(chemin.read_bytes())
    milieu = len(octets) // 2
    octets[milieu : milieu + 40] = b"\x00" * 40
    chemin.write_bytes(octets)
    faits, rejets = tout(rna, chemin)
    assert faits[0].rna == asso(1)["id"]
    assert faits[-1].rna == asso(2)["id"]
    assert rna.DOMMAGE in {r.motif for r in rejets}


@pytest.mark.parametrize("contenu", [b"PK\x03\x04rien", b"", b"nom;ville\nA;B\n"])
def test_rna_refuses_what_is_no_such_register(tmp_path, contenu):
    with pytest.raises(FichierRefuse):
        tout(rna, ecrire(tmp_path, contenu, "rna.zip"))


@PEU
@given(octets=st.binary(max_size=500), coupe=st.integers(0, 400))
def test_rna_never_breaks_on_rubbish_nor_on_a_cut(tmp_path, octets, coupe):
    bon = table_rna(WALDEC, ASSO, asso(2))
    chemin = ecrire(tmp_path, bon[: len(bon) - coupe] + octets)
    try:
        faits, _ = tout(rna, chemin)
    except FichierRefuse:
        return
    assert all(f.rna or f.siren for f in faits)
