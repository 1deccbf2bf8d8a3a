"""Streaming official tables: columns by name, bad lines reported, bounded memory, resumption."""

import csv
import gzip
import io
import tracemalloc
import zipfile
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from acteurs.importers import tables_csv, tables_parquet
from acteurs.importers.tables import FichierRefuse, Position, lire_entetes, ouvrir_table

ENTETE = "siren,nom,ville"


def ecrire(dossier, contenu, nom="t.csv"):
    """Write a table, compressed as its name says."""
    donnees = contenu.encode() if isinstance(contenu, str) else contenu
    chemin = dossier / nom
    if nom.endswith(".gz"):
        donnees = gzip.compress(donnees)
    if nom.endswith(".zip"):
        memoire = io.BytesIO()
        with zipfile.ZipFile(memoire, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("t_utf8.csv", donnees)
        donnees = memoire.getvalue()
    chemin.write_bytes(donnees)
    return chemin


def lire(chemin, colonnes=("siren", "nom"), depuis=None, **options):
    """Return (lines with their numbers, rejects, whether the end is missing)."""
    lignes, rejets = [], []
    with ouvrir_table(chemin, colonnes=colonnes, **options) as table:
        for lot in table.lots(depuis):
            lignes += zip(lot.numeros, lot.lignes, strict=True)
            rejets += lot.rejets
        return lignes, rejets, table.tronquee


@pytest.fixture
def petits_blocs(monkeypatch):
    """Blocks of a few bytes: every boundary is met."""
    monkeypatch.setattr(tables_csv, "BLOC", 7)
    monkeypatch.setattr(tables_parquet, "LOT", 2)


@pytest.mark.parametrize("nom", ["t.csv", "t.csv.gz", "t.zip", "sans-extension"])
def test_les_colonnes_se_trouvent_par_leur_nom(tmp_path, nom):
    contenu = (
        '\ufeffville,Nom,siren\r\nAlbert,Régie,123456789\r\nÉtaples,"Zoé, « & »",987654321\r\n'
    )
    chemin = ecrire(tmp_path, contenu, nom)
    assert lire(chemin) == (
        [(2, ("123456789", "Régie")), (3, ("987654321", "Zoé, « & »"))],
        [],
        False,
    )
    assert lire_entetes(chemin) == ("ville", "Nom", "siren")


def test_une_colonne_facultative_absente_est_vide(tmp_path):
    chemin = ecrire(tmp_path, f"{ENTETE}\n1,a,b\n")
    with ouvrir_table(chemin, colonnes=["nom"], optionnelles=["naf25", "ville"]) as table:
        (lot,) = table.lots()
        assert lot.lignes == [("a", "", "b")]
        assert table.absentes == {"naf25"}


@pytest.mark.parametrize(
    ("contenu", "nom", "motif"),
    [
        ("siren,ville\n1,2\n", "t.csv", "« nom »"),
        ("a,b\n1,2\n", "t.csv", "Colonnes absentes.*« siren », « nom »"),
        ("siren;nom\n1;2\n", "t.csv", "séparateur"),
        ("", "t.csv", "vide"),
        ("\n\n", "t.csv", "vide"),
        ('"siren,nom\n1,2\n', "t.csv", "première ligne"),
        ("x" * (2 << 20), "t.csv", "vide ou n’est pas un tableau"),
        (b"\x1f\x8b\x08\x00abc", "t.bin", "endommagée"),
        (b"PK\x03\x04abc", "t.bin", "incomplète"),
        (b"PAR1abcPAR1", "t.bin", "Parquet"),
    ],
)
def test_un_fichier_inutilisable_dit_pourquoi(tmp_path, contenu, nom, motif):
    with pytest.raises(FichierRefuse, match=motif.replace(" ", r"\s")):
        lire(ecrire(tmp_path, contenu, nom))


def test_un_fichier_absent_le_dit(tmp_path):
    with pytest.raises(FichierRefuse, match="introuvable"):
        lire(tmp_path / "rien.csv")


def test_une_archive_de_plusieurs_tableaux_est_refusee(tmp_path):
    chemin = tmp_path / "t.zip"
    with zipfile.ZipFile(chemin, "w") as archive:
        archive.writestr("a.csv", "siren,nom\n")
        archive.writestr("b.csv", "siren,nom\n")
    with pytest.raises(FichierRefuse, match="elle en contient 2"):
        lire(chemin)


MAUVAISES = [
    ("1,a", "2 cellules au lieu de 3"),
    ("1,a,b,c", "4 cellules au lieu de 3"),
    ('1,"a,b', "Guillemets"),
    ('1,a,"b', "Guillemets"),
    ('1,"a"x,b', "Guillemets"),
    ("1,a\0,bien", "nul"),
    ("1,a\rb,bien", "Guillemets"),
    (b"1,\xe9t\xe9,bien", "encodage"),
    ("1,%s,bien" % ("x" * 200_000), "130"),
    ("1,%s,b" % ("x" * 3_000_000), "million"),
]


@pytest.mark.parametrize(("ligne", "motif"), MAUVAISES)
@pytest.mark.parametrize("selection", [None, {"siren": ["1", "2", "3"]}, {"ville": ["bien"]}])
def test_une_mauvaise_ligne_ne_perd_qu_elle(tmp_path, ligne, motif, selection):
    ligne = ligne if isinstance(ligne, bytes) else ligne.encode()
    contenu = b"siren,nom,ville\n2,un,bien\n" + ligne + b"\n\n3,deux,bien\n"
    lignes, rejets, tronquee = lire(ecrire(tmp_path, contenu), selection=selection)
    assert lignes == [(2, ("2", "un")), (5, ("3", "deux"))]
    assert [(r.ligne, motif in r.motif) for r in rejets] == [(3, True)]
    assert len(rejets[0].extrait) <= 200
    assert not tronquee


def test_un_champ_de_dix_megaoctets_ne_prend_pas_de_memoire(tmp_path):
    with (tmp_path / "t.csv").open("wb") as fichier:
        fichier.write(b"siren,nom,ville\n1,a,b\n2,")
        for _ in range(40):
            fichier.write(b"x" * (1 << 20))
        fichier.write(b",c\n3,d,e\n")
    tracemalloc.start()
    lignes, rejets, _ = lire(tmp_path / "t.csv")
    pic = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [n for n, _ in lignes] == [2, 4]
    assert [(r.ligne, "million" in r.motif) for r in rejets] == [(3, True)]
    assert pic < 12 << 20


def test_la_derniere_ligne_peut_ne_pas_finir(tmp_path):
    assert lire(ecrire(tmp_path, f"{ENTETE}\n1,a,b"))[::2] == ([(2, ("1", "a"))], False)
    _, rejets, tronquee = lire(ecrire(tmp_path, f"{ENTETE}\n1,a,b\n2,"), selection={"siren": "19"})
    assert tronquee
    lignes, rejets, tronquee = lire(ecrire(tmp_path, f"{ENTETE}\n1,a,b\n2,"))
    assert (len(lignes), rejets[0].ligne, tronquee) == (1, 3, True)


def test_une_archive_coupee_rend_ce_qu_elle_a(tmp_path):
    chemin = tmp_path / "t.csv.gz"
    texte = ENTETE + "\n" + "".join(f"{i:09d},nom {i * 7919 % 1000},v\n" for i in range(200_000))
    donnees = gzip.compress(texte.encode())
    chemin.write_bytes(donnees[: len(donnees) // 2])
    lignes, rejets, tronquee = lire(chemin)
    assert tronquee
    assert 50_000 < len(lignes) < 150_000
    assert [n for n, _ in lignes] == list(range(2, len(lignes) + 2))
    assert [r.ligne for r in rejets] == [len(lignes) + 2]
    assert "s’arrête net" in rejets[0].motif


def test_une_archive_zip_abimee_s_arrete_a_l_accroc(tmp_path):
    texte = ENTETE + "\n" + "".join(f"{i:09d},nom {i * 7919 % 1000},v\n" for i in range(200_000))
    chemin = ecrire(tmp_path, texte, "t.zip")
    donnees = bytearray(chemin.read_bytes())
    milieu = len(donnees) // 2
    donnees[milieu : milieu + 40] = b"\xff" * 40
    chemin.write_bytes(donnees)
    lignes, rejets, tronquee = lire(chemin)
    assert tronquee
    assert lignes
    assert rejets


CELLULES = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n\0"), min_size=0, max_size=12
)
RANGEES = st.lists(st.tuples(CELLULES, CELLULES, CELLULES), max_size=12)


def en_csv(rangees, **options):
    memoire = io.StringIO()
    csv.writer(memoire, **options).writerows([ENTETE.split(","), *rangees])
    return memoire.getvalue()


@pytest.mark.usefixtures("petits_blocs")
@settings(deadline=None, max_examples=60)
@given(
    rangees=RANGEES,
    fin=st.sampled_from(["\n", "\r\n"]),
    guillemets=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    separateur=st.sampled_from(",;\t"),
    nom=st.sampled_from(["t.csv", "t.csv.gz", "t.zip"]),
)
def test_ce_qui_est_ecrit_est_relu(tmp_path_factory, rangees, fin, guillemets, separateur, nom):
    contenu = en_csv(rangees, lineterminator=fin, quoting=guillemets, delimiter=separateur)
    chemin = ecrire(tmp_path_factory.mktemp("t"), contenu, nom)
    lignes, rejets, tronquee = lire(chemin, ENTETE.split(","), separateur=separateur)
    assert [cellules for _, cellules in lignes] == rangees
    assert [n for n, _ in lignes] == list(range(2, len(rangees) + 2))
    assert rejets == []
    assert not tronquee


@pytest.mark.usefixtures("petits_blocs")
@settings(deadline=None, max_examples=60)
@given(
    rangees=RANGEES,
    voulus=st.sets(CELLULES, max_size=3),
    rang=st.sampled_from([0, 1, 2]),
    format_=st.sampled_from(["csv", "parquet"]),
)
def test_la_selection_garde_les_memes_lignes_que_la_lecture_entiere(
    tmp_path_factory, rangees, voulus, rang, format_
):
    voulus = voulus | {r[rang] for r in rangees[:2]} or {"x"}
    dossier = tmp_path_factory.mktemp("t")
    noms = ENTETE.split(",")
    if format_ == "csv":
        chemin = ecrire(dossier, en_csv(rangees))
    else:
        chemin = dossier / "t.parquet"
        colonnes = {n: [r[i] for r in rangees] for i, n in enumerate(noms)}
        parquet.write_table(
            pa.table(colonnes, schema=pa.schema([(n, pa.string()) for n in noms])),
            chemin,
            row_group_size=3,
        )
    lignes, rejets, _ = lire(chemin, noms, selection={noms[rang]: voulus})
    attendues = [(n, r) for n, r in enumerate(rangees, 2) if r[rang] in voulus]
    assert lignes == attendues
    assert rejets == []


@settings(deadline=None, max_examples=120)
@given(contenu=st.binary(max_size=300), bloc=st.sampled_from([5, 64, 1 << 20]))
def test_n_importe_quels_octets_sont_lus_ou_rejetes_sans_erreur(tmp_path_factory, contenu, bloc):
    chemin = ecrire(tmp_path_factory.mktemp("t"), ENTETE.encode() + b"\n" + contenu)
    origine, tables_csv.BLOC = tables_csv.BLOC, bloc
    try:
        for options in ({}, {"selection": {"ville": ["a"]}}, {"multiligne": True}):
            lignes, rejets, _ = lire(chemin, **options)
            physiques = contenu.split(b"\n")
            vues = [n for n, _ in lignes] + [r.ligne for r in rejets]
            assert len(vues) == len(set(vues))
            assert all(2 <= n < len(physiques) + 2 for n in vues)
            if not options:
                # Nothing disappears: every line that is not blank is kept or reported.
                assert len(vues) == sum(p.strip() != b"" for p in physiques)
    finally:
        tables_csv.BLOC = origine


@pytest.mark.usefixtures("petits_blocs")
@settings(deadline=None, max_examples=60)
@given(
    rangees=RANGEES,
    nom=st.sampled_from(["t.csv", "t.csv.gz", "t.zip"]),
    lots=st.integers(0, 20),
    multiligne=st.booleans(),
)
def test_une_lecture_reprise_donne_la_suite(tmp_path_factory, rangees, nom, lots, multiligne):
    contenu = en_csv(rangees) + '1,a\n"x,y,z\n'
    chemin = ecrire(tmp_path_factory.mktemp("t"), contenu, nom)
    entier = lire(chemin, multiligne=multiligne)
    depuis, lignes, rejets = None, [], []
    with ouvrir_table(chemin, colonnes=["siren", "nom"], multiligne=multiligne) as table:
        for rang, lot in enumerate(table.lots()):
            if rang >= lots:
                break
            lignes += zip(lot.numeros, lot.lignes, strict=True)
            rejets += lot.rejets
            depuis = lot.suite
    suite = lire(chemin, depuis=depuis and Position(*depuis), multiligne=multiligne)
    assert (lignes + suite[0], rejets + suite[1]) == entier[:2]


TEXTES = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=10)


@pytest.mark.usefixtures("petits_blocs")
@settings(deadline=None, max_examples=60)
@given(rangees=st.lists(st.tuples(TEXTES, TEXTES, TEXTES), max_size=10))
def test_les_cellules_peuvent_tenir_sur_plusieurs_lignes(tmp_path_factory, rangees):
    chemin = ecrire(tmp_path_factory.mktemp("t"), en_csv(rangees, quoting=csv.QUOTE_ALL))
    lignes, rejets, _ = lire(chemin, ENTETE.split(","), multiligne=True)
    assert [cellules for _, cellules in lignes] == rangees
    assert rejets == []


def test_un_guillemet_egare_ne_mange_pas_les_lignes_suivantes(tmp_path):
    lignes = "".join(f"{i},nom,v\n" for i in range(200))
    chemin = ecrire(tmp_path, f'{ENTETE}\n0,"egare,v\n{lignes}9,"a\nb",v\n')
    lues, rejets, _ = lire(chemin, multiligne=True)
    assert len(lues) == 201
    assert lues[-1] == (203, ("9", "a\nb"))
    assert [r.ligne for r in rejets] == [2]


@pytest.mark.parametrize("encodage", ["latin-1", None])
def test_les_registres_anciens_sont_en_latin_1(tmp_path, encodage):
    chemin = ecrire(tmp_path, "id;objet\nW1;Café à Étaples\n".encode("latin-1"))
    lignes, rejets, _ = lire(chemin, ["objet"], separateur=None, encodage=encodage)
    assert lignes == [(2, ("Café à Étaples",))]
    assert rejets == []


def test_parquet_donne_du_texte(tmp_path):
    chemin = tmp_path / "t.bin"
    table = pa.table(
        {
            "siren": pa.array(["123456789", None]),
            "siege": pa.array([True, None]),
            "categorie": pa.array([9220, None]),
            "annee": pa.array([2023.0, None]),
            "x": pa.array([651000.5, None]),
            "le": pa.array([date(2024, 1, 2), None]),
        }
    )
    parquet.write_table(table, chemin)
    noms = table.column_names
    lignes, rejets, _ = lire(chemin, noms)
    assert lignes == [
        (2, ("123456789", "true", "9220", "2023", "651000.5", "2024-01-02")),
        (3, ("",) * 6),
    ]
    assert lire(chemin, ["siren"], selection={"categorie": ["9220"]})[0] == [(2, ("123456789",))]
    assert rejets == []
    with pytest.raises(FichierRefuse, match="nom"):
        lire(chemin, ["nom"])


@pytest.mark.usefixtures("petits_blocs")
def test_parquet_se_reprend_et_se_coupe(tmp_path):
    chemin = tmp_path / "t.parquet"
    table = pa.table({"siren": [str(i) for i in range(11)]})
    parquet.write_table(table, chemin, row_group_size=4, compression=None)
    entier = lire(chemin, ["siren"])[0]
    with ouvrir_table(chemin, colonnes=["siren"]) as ouverte:
        suites = [lot.suite for lot in ouverte.lots()]
    for suite in suites:
        assert lire(chemin, ["siren"], depuis=suite)[0] == entier[suite.octet :]
    donnees = chemin.read_bytes()
    chemin.write_bytes(donnees[:-20])
    with pytest.raises(FichierRefuse, match="Parquet"):
        lire(chemin, ["siren"])
