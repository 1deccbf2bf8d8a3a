"""Reading the registers that enrich: ESS France, ESUS, RNA; whatever the files hold."""

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from stdnum import luhn

from acteurs.importers import ess_france, esus, rna, tables_csv
from acteurs.importers.registres import lire_jour, lire_siren, trouver
from acteurs.importers.tables import FichierRefuse

PEU = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SIRENS = ("923114524", "005520135", "552100554")


def siren_de(racine: str) -> str:
    """A valid SIREN from eight digits."""
    return racine + luhn.calc_check_digit(racine)


NUMEROS = st.from_regex(r"\A[0-9]{8}\Z").filter(lambda r: r != "00000000").map(siren_de)
TEXTES = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\r\n"), max_size=30
)


def ecrire(dossier: Path, contenu: str | bytes, nom: str = "f.csv") -> Path:
    chemin = dossier / nom
    chemin.write_bytes(contenu.encode() if isinstance(contenu, str) else contenu)
    return chemin


def tout(module, chemin, depuis=None):
    """Every fact and every refused line of a file."""
    faits, rejets = [], []
    for lot in module.lire(chemin, depuis):
        faits += lot.faits
        rejets += lot.rejets
    return faits, rejets


@pytest.fixture
def petits_blocs(monkeypatch):
    """Blocks of a few bytes: every boundary is met."""
    monkeypatch.setattr(tables_csv, "BLOC", 64)
    monkeypatch.setattr(esus, "LOT", 2)


# ── Numbers and dates ───────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("923114524", "923114524"),
        ("923 114 524", "923114524"),
        ("923\u202f114\u00a0524", "923114524"),
        ("5520135", "005520135"),
        ("5520135.0", "005520135"),
        ("92311452400018", "923114524"),
        ("923 114 524 00018", "923114524"),
        ("", ""),
        ("  ", ""),
        ("0", ""),
        ("-", ""),
    ],
)
def test_siren_is_read_as_spreadsheets_leave_it(brut, attendu):
    assert lire_siren(brut) == attendu


@pytest.mark.parametrize("brut", ["923114525", "SIREN", "1234567890", "٣٢١", "923114524A"])
def test_what_is_not_a_siren_is_refused(brut):
    with pytest.raises(ValueError, match="SIREN invalide"):
        lire_siren(brut)


@PEU
@given(st.text(max_size=40))
def test_any_cell_gives_a_valid_siren_or_nothing(brut):
    try:
        siren = lire_siren(brut)
    except ValueError:
        return
    assert siren == "" or (len(siren) == 9 and luhn.is_valid(siren))


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("2027-12-31", date(2027, 12, 31)),
        ("2027-12-31 00:00:00", date(2027, 12, 31)),
        ("31/12/2027", date(2027, 12, 31)),
        ("1.3.2027", date(2027, 3, 1)),
        ("46752", date(2027, 12, 31)),
        ("0001-01-01", None),
        ("31/02/2027", None),
        ("5 ans", None),
        ("12", None),
        ("", None),
    ],
)
def test_dates_of_cells(brut, attendu):
    assert lire_jour(brut) == attendu


@PEU
@given(st.text(max_size=30))
def test_any_cell_gives_a_date_or_nothing(brut):
    jour = lire_jour(brut)
    assert jour is None or jour.year > 1800


def test_headers_are_found_whatever_their_writing():
    assert trouver(["Nom", "N° SIREN"], ("no siren", "n siren")) == 1
    assert trouver(["Nom", "SIREN de la structure"], ("siren",), "siren") == 1
    assert trouver(["Nom"], ("siren",), "siren") is None


# ── ESS France ──────────────────────────────────────────────────────────────
ENTETE_ESS = (
    "SIREN,Nom ou raison sociale de l'entreprise,Famille juridique de l'entreprise,Code postal"
)


def test_ess_france_list_as_it_is_published(tmp_path):
    chemin = ecrire(
        tmp_path,
        f"{ENTETE_ESS}\n923114524,MAM P'TITE ETOILE,Associations,35390\n"
        '5520135,"LE PAVÉ, SCOP",Coopératives,62000\n'
        "552100554,ENTREPRISE,Sociétés commerciales de l'ESS,59000\n"
        "123,FAUX,Associations,59000\n,SANS NUMERO,Associations,59000\n",
    )
    faits, rejets = tout(ess_france, chemin)
    assert [(f.ligne, f.siren, f.commerciale) for f in faits] == [
        (2, "923114524", False),
        (3, "005520135", False),
        (4, "552100554", True),
    ]
    assert [(r.ligne, r.motif.partition("\u00a0")[0]) for r in rejets] == [
        (5, "SIREN invalide"),
        (6, "Ligne sans SIREN"),
    ]


@pytest.mark.parametrize(
    ("entete", "separateur"),
    [("siren", ","), ("Numéro de SIREN", ";"), ("N° SIREN", "\t"), ("SIREN de la structure", ";")],
)
def test_ess_france_list_under_any_usual_header(tmp_path, entete, separateur):
    lignes = [["nom", entete], ["Régie de quartier", "923114524"]]
    texte = "\n".join(separateur.join(ligne) for ligne in lignes)
    for encodage in ("utf-8-sig", "latin-1"):
        faits, _ = tout(ess_france, ecrire(tmp_path, texte.encode(encodage)))
        assert [f.siren for f in faits] == ["923114524"]


def test_ess_france_takes_a_siret_for_want_of_a_siren(tmp_path):
    faits, _ = tout(ess_france, ecrire(tmp_path, "SIRET,Nom\n92311452400018,A\n"))
    assert [f.siren for f in faits] == ["923114524"]


def test_ess_france_without_siren_is_refused_naming_its_headers(tmp_path):
    with pytest.raises(FichierRefuse, match="Nom, Ville"):
        tout(ess_france, ecrire(tmp_path, "Nom,Ville\nA,B\n"))


@PEU
@given(lignes=st.lists(st.tuples(NUMEROS, TEXTES, TEXTES), max_size=12))
def test_ess_france_gives_back_every_siren_in_order(tmp_path, lignes):
    sortie = io.StringIO()
    plume = csv.writer(sortie)
    plume.writerow(["Nom", "SIREN", "Famille"])
    plume.writerows((nom, siren.lstrip("0"), famille) for siren, nom, famille in lignes)
    faits, rejets = tout(ess_france, ecrire(tmp_path, sortie.getvalue().encode()))
    assert [f.siren for f in faits] == [siren for siren, _, _ in lignes]
    assert not rejets


@PEU
@given(octets=st.binary(max_size=400))
def test_ess_france_never_breaks_on_rubbish(tmp_path, octets):
    chemin = ecrire(tmp_path, b"SIREN,Nom\n" + octets)
    try:
        faits, _ = tout(ess_france, chemin)
    except FichierRefuse:
        return
    assert all(luhn.is_valid(f.siren) for f in faits)


def test_ess_france_goes_on_after_a_ten_megabyte_field(tmp_path):
    enorme = "x" * (10 << 20)
    chemin = ecrire(tmp_path, f"SIREN,Nom\n923114524,A\n552100554,{enorme}\n005520135,B\n")
    faits, rejets = tout(ess_france, chemin)
    assert [f.siren for f in faits] == ["923114524", "005520135"]
    assert [r.ligne for r in rejets] == [3]


# ── ESUS ────────────────────────────────────────────────────────────────────
def classeur(dossier: Path, *feuilles: list[list[object]], nom: str = "esus.xlsx") -> Path:
    livre = Workbook()
    for rang, rangees in enumerate(feuilles):
        feuille = livre.active if rang == 0 else livre.create_sheet()
        for rangee in rangees:
            feuille.append(rangee)
    livre.save(dossier / nom)
    return dossier / nom


LISTE = [
    ["Liste nationale des agréments ESUS"],
    [],
    ["Mise à jour du 31/01/2026 : chaque structure y figure avec son SIREN et ses dates"],
    ["Région", "Dénomination", "N° SIREN", "Date de l’agrément", "Date de fin d’agrément"],
    ["Hauts-de-France", "La Ressourcerie", 923114524, datetime(2024, 3, 1), datetime(2029, 3, 1)],  # noqa: DTZ001
    ["Hauts-de-France", "Le Pavé", "005 520 135", "01/03/2024", "28/02/2026"],
    [],
    ["Bretagne", "Fonds 90-10", None, None, None],
    ["Bretagne", "Faux", "123456789", None, None],
]


def test_esus_list_under_its_titles(tmp_path):
    faits, rejets = tout(esus, classeur(tmp_path, LISTE))
    assert [f[:4] for f in faits] == [
        (5, "923114524", date(2024, 3, 1), date(2029, 3, 1)),
        (6, "005520135", date(2024, 3, 1), date(2026, 2, 28)),
    ]
    assert [r.ligne for r in rejets] == [8, 9]
    assert "Fonds 90-10" in rejets[0].extrait


@pytest.mark.parametrize(
    ("entetes", "cellules", "debut", "fin"),
    [
        (["SIREN", "Date d'échéance"], ["923114524", "31/12/2027"], None, date(2027, 12, 31)),
        (["SIRET", "Fin de validité"], ["92311452400018", 46752], None, date(2027, 12, 31)),
        (
            ["Structure", "numero_siren", "date_decision", "Durée de l'agrément"],
            ["A", 923114524, "2024-02-29", "5 ans"],
            date(2024, 2, 29),
            date(2029, 3, 1),
        ),
        (
            ["SIREN", "Date d'agrément", "Type d'agrément"],
            [923114524.0, "2024-01-01", "de droit"],
            date(2024, 1, 1),
            None,
        ),
        (["Numéro SIREN de la structure", "Nom"], ["923114524", "A"], None, None),
    ],
)
def test_esus_headers_change_from_year_to_year(tmp_path, entetes, cellules, debut, fin):
    faits, rejets = tout(esus, classeur(tmp_path, [entetes, cellules]))
    assert [(f.siren, f.debut, f.fin) for f in faits] == [("923114524", debut, fin)]
    assert not rejets


def test_esus_list_on_another_sheet_and_in_a_csv(tmp_path):
    seconde = [["SIREN", "Nom"], ["923114524", "A"]]
    faits, _ = tout(esus, classeur(tmp_path, [["Notice"], ["Lire la page 2"]], seconde))
    assert [(f.ligne, f.siren) for f in faits] == [(esus.FEUILLE + 2, "923114524")]
    faits, _ = tout(esus, ecrire(tmp_path, "Nom;SIREN;Date de fin\nÀ;923114524;31/12/2027\n"))
    assert [(f.siren, f.fin) for f in faits] == [("923114524", date(2027, 12, 31))]


def test_esus_resumes_where_it_stopped(tmp_path, petits_blocs):
    sirens = [siren_de(f"{n:08d}") for n in range(1, 12)]
    chemin = classeur(tmp_path, [["SIREN"], *([s] for s in sirens)])
    lots = list(esus.lire(chemin))
    assert [f.siren for lot in lots for f in lot.faits] == sirens
    for coupe in range(len(lots)):
        suite, _ = tout(esus, chemin, lots[coupe].suite)
        avant = [f for lot in lots[: coupe + 1] for f in lot.faits]
        assert [f.siren for f in [*avant, *suite]] == sirens


@pytest.mark.parametrize(
    "contenu",
    [b"", b"PK\x03\x04rien", b"\xd0\xcf\x11\xe0ancien", b"<html></html>"],
)
def test_esus_refuses_what_is_no_such_list(tmp_path, contenu):
    with pytest.raises(FichierRefuse):
        tout(esus, ecrire(tmp_path, contenu, "esus.xlsx"))


def test_esus_without_siren_is_refused(tmp_path):
    with pytest.raises(FichierRefuse, match="SIREN"):
        tout(esus, classeur(tmp_path, [["Nom", "Ville"], ["A", "B"]]))


def test_esus_cut_file_is_refused_whatever_the_cut(tmp_path):
    entier = classeur(tmp_path, LISTE).read_bytes()
    for taille in range(0, len(entier) - 1, max(1, len(entier) // 25)):
        chemin = ecrire(tmp_path, entier[:taille], "coupe.xlsx")
        with pytest.raises(FichierRefuse):
            tout(esus, chemin)


@PEU
@given(
    rangees=st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.integers(-(10**12), 10**15),
                st.floats(allow_nan=False, allow_infinity=False),
                st.booleans(),
                TEXTES.filter(lambda t: t.isprintable() and not t.startswith("=")),
            ),
            max_size=6,
        ),
        max_size=8,
    )
)
def test_esus_never_breaks_on_odd_cells(tmp_path, rangees):
    chemin = classeur(
        tmp_path, [["Nom", "SIREN", "Date de fin", "Durée", "Date d’effet"], *rangees]
    )
    faits, _ = tout(esus, chemin)
    assert all(luhn.is_valid(f.siren) for f in faits)


# ── RNA ─────────────────────────────────────────────────────────────────────
WALDEC = [
    "id",
    "id_ex",
    "siret",
    "rup_mi",
    "gestion",
    "date_creat",
    "date_decla",
    "date_publi",
    "date_disso",
    "nature",
    "groupement",
    "titre",
    "titre_court",
    "objet",
    "objet_social1",
    "objet_social2",
    "adrs_complement",
    "adrs_numvoie",
    "adrs_repetition",
    "adrs_typevoie",
    "adrs_libvoie",
    "adrs_distrib",
    "adrs_codeinsee",
    "adrs_codepostal",
    "adrs_libcommune",
    "adrg_declarant",
    "adrg_complemid",
    "adrg_complemgeo",
    "adrg_libvoie",
    "adrg_distrib",
    "adrg_codepostal",
    "adrg_achemine",
    "adrg_pays",
    "dir_civilite",
    "telephone",
    "siteweb",
    "email",
    "publiweb",
    "observation",
    "position",
    "maj_time",
]
IMPORT = [
    "id",
    "id_ex",
    "siret",
    "gestion",
    "date_creat",
    "date_publi",
    "nature",
    "groupement",
    "titre",
    "objet",
    "objet_social1",
    "objet_social2",
    "adr1",
    "adr2",
    "adr3",
    "adrs_codepostal",
    "libcom",
    "dir_civilite",
    "siteweb",
    "observation",
    "position",
    "rup_mi",
    "maj_time",
]


def table_rna(entetes: list[str], *lignes: dict[str, str], encodage: str = "latin-1") -> bytes:
    sortie = io.StringIO()
    plume = csv.writer(sortie, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    plume.writerow(entetes)
    plume.writerows([ligne.get(e, "") for e in entetes] for ligne in lignes)
    return sortie.getvalue().encode(encodage)


ASSO = {
    "id": "W802001234",
    "siret": "92311452400018",
    "objet": "favoriser le réemploi ;\r\n animer un atelier de réparation",
    "siteweb": "www.exemple.example",
    "telephone": "0102030405",
    "email": "quelqu.un@exemple.example",
    "date_disso": "0001-01-01",
    "position": "A",
}


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


def archive(dossier: Path, **membres: bytes) -> Path:
    chemin = dossier / "rna_waldec_20260901.zip"
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as sortie:
        for nom, contenu in membres.items():
            sortie.writestr(f"{nom}.csv", contenu)
    return chemin


def asso(numero: int) -> dict[str, str]:
    return {**ASSO, "id": f"W8020{numero:05d}"}


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
