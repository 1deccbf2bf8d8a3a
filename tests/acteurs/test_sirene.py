"""Reading SIRENE: who enters the directory, what is said of them, what is kept silent."""

import gzip
import re
import zipfile
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from acteurs.familles import Regles
from acteurs.importers import sirene_fiches, sirene_stocks, tables_csv
from acteurs.importers.atelier import COLONNES_FICHE, LectureConcurrente
from acteurs.importers.sirene import OptionsSirene, lire_sirene
from acteurs.importers.tables import FichierRefuse
from acteurs.models import Acteur
from acteurs.morton import code_morton
from acteurs.referentiels import charger_tout
from bench.generer_sirene import en_parquet
from bench.sirene_colonnes import ETABLISSEMENT, RECENTES, UNITE
from tests.acteurs.stock import (
    ALBERT,
    SAINT_DENIS,
    ecrire_stock,
    etablissement,
    faire_stock,
    preparer_base,
    unite,
)
from tests.fabriques import make_acteur

SIREN, SIRET = "123456782", "12345678200010"
COMPARABLES = ("fiche", "disparu", "rejet", "unite", "etablissement", "point", "vu", "connu")


@pytest.fixture(scope="module")
def regles(django_db_setup, django_db_blocker):
    """The reference rules, loaded once: the work file needs no row of theirs."""
    with django_db_blocker.unblock(), transaction.atomic():
        charger_tout()
        regles = Regles.charger()
        transaction.set_rollback(True)
    return regles


@pytest.fixture(autouse=True)
def base(db, regles, monkeypatch):
    monkeypatch.setattr(Regles, "charger", lambda: regles)
    preparer_base()


@pytest.fixture
def lire(tmp_path):
    """Read two small files; returns (entries by SIRET, disparus by SIRET, work file)."""
    ouverts = []

    def _lire(unites, etablissements, *, options=None, ancien=False, **autres):
        fichiers = ecrire_stock(tmp_path, unites, etablissements, ancien=ancien)
        atelier = lire_sirene(tmp_path / "a.sqlite3", fichiers, options=options, **autres)
        ouverts.append(atelier)
        return resultat(atelier)

    yield _lire
    for atelier in ouverts:
        atelier.fermer()


def resultat(atelier):
    fiches = {
        f[0]: dict(zip(COLONNES_FICHE, f, strict=True)) for lot in atelier.fiches() for f in lot
    }
    disparus = {d[0]: d[1:] for lot in atelier.disparus() for d in lot}
    return fiches, disparus, atelier


def contenu(atelier):
    """Everything a work file says, to compare two of them."""
    tables = {t: atelier.db.execute(f"SELECT * FROM {t}").fetchall() for t in COMPARABLES}
    return tables | {"bilan": atelier.bilan()}


# ── Who enters ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("cellules", "attendu"),
    [
        ({}, ("association", None)),
        ({"categorieJuridique": "5458"}, ("cooperative", "scop")),
        ({"categorieJuridique": "8210"}, ("mutuelle", None)),
        ({"categorieJuridique": "9300"}, ("fondation", None)),
        ({"categorieJuridique": "5710"}, None),
        (
            {"categorieJuridique": "5710", "economieSocialeSolidaire": "O"},
            ("societe-commerciale-ess", None),
        ),
        ({"categorieJuridique": "7210"}, None),
        ({"categorieJuridique": "1000", "denominationUsuelle1": "ATELIER"}, None),
        ({"etatAdministratif": "C"}, None),
        ({"statutDiffusion": "N"}, None),
        ({"denomination": "[ND]"}, None),
        ({"denomination": ""}, None),
    ],
)
def test_qui_entre_dans_l_annuaire(lire, cellules, attendu):
    fiches, _, _ = lire([unite(SIREN, **cellules)], [etablissement(SIRET)])
    assert [(f["type_id"], f["sous_type_id"]) for f in fiches.values()] == (
        [attendu] if attendu else []
    )


@pytest.mark.parametrize(
    ("cellules", "attendu"),
    [
        ({}, 1),
        ({"etatAdministratif": "F"}, 0),
        ({"statutDiffusion": "N"}, 0),
        ({"statutDiffusion": "P"}, 1),
    ],
)
def test_quels_etablissements_entrent(lire, cellules, attendu):
    fiches, _, _ = lire([unite(SIREN)], [etablissement(SIRET, **cellules)])
    assert len(fiches) == attendu


def test_une_entreprise_que_la_liste_esus_connait_entre(lire):
    societe = unite(SIREN, categorieJuridique="5710")
    assert not lire([societe], [etablissement(SIRET)])[0]
    assert lire([societe], [etablissement(SIRET)], sirens_ess=[SIREN])[0]
    make_acteur(nom="Autre", siren=SIREN, siret="", esus=True)
    assert lire([societe], [etablissement(SIRET)])[0]


def test_les_options_choisissent_le_territoire_et_les_employeurs(lire):
    etablissements = [
        etablissement(SIRET, caractereEmployeur="O"),
        etablissement(SIREN + "00028", codeCommune=SAINT_DENIS.code, caractereEmployeur="N"),
        etablissement(SIREN + "00036", trancheEffectifs="11"),
    ]
    unites = [unite(SIREN)]
    assert len(lire(unites, etablissements)[0]) == 3
    fiches, _, atelier = lire(unites, etablissements, options=OptionsSirene(("974",)))
    assert list(fiches) == [SIREN + "00028"]
    assert atelier.bilan()["hors_options"] == 2
    fiches, _, _ = lire(unites, etablissements, options=OptionsSirene(employeurs=True))
    assert list(fiches) == [SIRET, SIREN + "00036"]


@pytest.mark.parametrize(
    ("unite_", "etablissement_", "motif"),
    [
        (unite("12345678X"), etablissement(SIRET), "SIREN"),
        (unite(SIREN), etablissement(SIRET) | {"siret": "1234567820001٠"}, "SIRET"),
        (unite(SIREN), etablissement(SIRET) | {"siret": SIRET + "1"}, "SIRET"),
        (unite(SIREN), etablissement(SIRET) | {"siret": "12345678300010"}, "SIRET"),
    ],
)
def test_un_identifiant_impossible_est_rejete(lire, unite_, etablissement_, motif):
    fiches, _, atelier = lire([unite_], [etablissement_])
    assert fiches == {}
    assert [(r[1], r[2][:5]) for r in atelier.rejets()] == [(2, motif)]


# ── What INSEE masks stays masked ───────────────────────────────────────────
MASQUES = {
    "statutDiffusion": "P",
    "numeroVoie": "12",
    "libelleVoie": "RUE SECRETE",
    "coordonneeLambertAbscisse": "674813",
    "coordonneeLambertOrdonnee": "6989556",
}


@pytest.mark.parametrize("de_l_unite", [True, False])
def test_une_diffusion_partielle_ne_montre_ni_adresse_ni_point(lire, de_l_unite):
    cellules = MASQUES | ({"statutDiffusion": "O"} if de_l_unite else {})
    unites = [unite(SIREN, statutDiffusion="P" if de_l_unite else "O")]
    fiches, _, atelier = lire(unites, [etablissement(SIRET, **cellules)])
    fiche = fiches[SIRET]
    assert fiche["adresse"] == ""
    assert (fiche["lon"], fiche["lat"], fiche["precision"]) == (ALBERT.lon, ALBERT.lat, "commune")
    assert "coordonnees_ecartees" not in atelier.bilan()


def personne(**cellules):
    return unite(
        SIREN,
        categorieJuridique="1000",
        economieSocialeSolidaire="O",
        denomination="",
        prenom1="CAMILLE",
        nom="LEXEMPLE",
        **cellules,
    )


@pytest.mark.parametrize(
    ("cellules", "enseigne", "nom"),
    [
        ({}, "", "CAMILLE LEXEMPLE"),
        ({"denominationUsuelle1": "LA FORGE"}, "", "LA FORGE"),
        ({}, "LA FORGE", "LA FORGE"),
        ({"statutDiffusion": "P"}, "", None),
        ({"statutDiffusion": "P"}, "LA FORGE", "LA FORGE"),
    ],
)
def test_le_nom_d_une_personne_ne_sort_que_s_il_est_diffuse(lire, cellules, enseigne, nom):
    fiches, _, atelier = lire([personne(**cellules)], [etablissement(SIRET, enseigne1=enseigne)])
    assert [f["nom"] for f in fiches.values()] == ([nom] if nom else [])
    if cellules.get("statutDiffusion") == "P":
        for table in ("unite", "etablissement", "fiche", "rejet"):
            assert "LEXEMPLE" not in str(atelier.db.execute(f"SELECT * FROM {table}").fetchall())


# ── What is said of an entry ────────────────────────────────────────────────
def test_une_fiche_complete(lire):
    fiches, _, _ = lire(
        [
            unite(
                SIREN,
                denomination='"RÉGIE ""ST-VAAST"", D\'ALBERT"',
                sigle="R.S.A",
                identifiantAssociation="W802001234",
                dateDernierTraitement="2025-05-02T08:00:00",
            )
        ],
        [
            etablissement(
                SIRET,
                dateCreation="2001-02-03",
                trancheEffectifs="12",
                dateDernierTraitement="2025-11-30",
                numeroVoie="12",
                indiceRepetition="B",
                typeVoie="AV",
                libelleVoie="DE LA GARE",
                coordonneeLambertAbscisse="674813.37",
                coordonneeLambertOrdonnee="6989556.32",
                activitePrincipale="38.32Z",
                nomenclatureActivitePrincipale="NAFRev2",
                activitePrincipaleNAF25="38.21Y",
            )
        ],
    )
    fiche = fiches[SIRET]
    assert fiche["nom"] == 'RÉGIE "ST-VAAST", D\'ALBERT'
    assert {c: fiche[c] for c in ("siren", "sigle", "rna", "adresse", "commune_id", "taille")} == {
        "siren": SIREN,
        "sigle": "R.S.A",
        "rna": "W802001234",
        "adresse": "12 BIS AVENUE DE LA GARE",
        "commune_id": "80016",
        "taille": "10-49",
    }
    assert (fiche["naf"], fiche["naf25"]) == ("38.32Z", "38.21Y")
    assert fiche["masque_themes"] & 1 << 2  # réemploi
    assert (fiche["forme_juridique"], fiche["categorie_juridique"]) == (
        "Association déclarée",
        "9220",
    )
    assert (fiche["lon"], fiche["lat"]) == pytest.approx((2.649, 50.004), abs=1e-5)
    assert fiche["precision"] == "adresse"
    assert (fiche["ess"], fiche["siege"], fiche["date_creation"]) == (1, 1, "2001-02-03")
    assert fiche["date_source"] == "2025-11-30"


def test_les_colonnes_derivees_sont_celles_de_l_acteur(lire):
    """The same rules as ``Acteur.deriver``: an entry saved later does not change."""
    noms = ["L’ŒUVRE - St. Étienne", "A" * 240 + " ÎLE", "S.C.I.C. Ste-Barbe"]
    unites = [unite(f"12345678{i}", denomination=n, sigle="Î.L") for i, n in enumerate(noms)]
    etablissements = [etablissement(f"12345678{i}00010") for i in range(3)]
    fiches, _, _ = lire(unites, etablissements)
    for fiche in fiches.values():
        acteur = Acteur(nom=fiche["nom"], sigle=fiche["sigle"], siret=fiche["siret"])
        acteur.lon, acteur.lat = fiche["lon"], fiche["lat"]
        acteur.deriver()
        for champ in ("nom_seul", "nom_normalise", "mots", "siren", "morton"):
            assert fiche[champ] == getattr(acteur, champ), champ


@pytest.mark.parametrize(
    ("unite_", "enseigne", "nom"),
    [
        ("ASS LES LILAS", "IME DU PARC", "IME DU PARC (ASS LES LILAS)"),
        ("ASS LES LILAS", "Les Lilas", "ASS LES LILAS"),
        ("ASS LES LILAS", "ALL", "ASS LES LILAS"),
        ("ASS LES LILAS", "", "ASS LES LILAS"),
        ("", "IME DU PARC", "IME DU PARC"),
    ],
)
def test_l_enseigne_precise_le_nom_sans_le_repeter(lire, unite_, enseigne, nom):
    fiches, _, _ = lire(
        [unite(SIREN, denomination=unite_, sigle="A.L.L")],
        [etablissement(SIRET, enseigne1=enseigne.replace("ALL", "A.L.L."))],
    )
    assert fiches[SIRET]["nom"] == nom


@pytest.mark.parametrize(
    ("tranche", "employeur", "taille"),
    [("NN", "N", "0"), ("00", "O", "0"), ("03", "O", "1-9"), ("31", "O", "50-249"),
     ("53", "O", "250+"), ("", "N", "0"), ("", "O", ""), ("", "", "")],
)  # fmt: skip
def test_la_taille_vient_de_la_tranche(lire, tranche, employeur, taille):
    etab = etablissement(SIRET, trancheEffectifs=tranche, caractereEmployeur=employeur)
    assert lire([unite(SIREN)], [etab])[0][SIRET]["taille"] == taille


@pytest.mark.parametrize(
    ("code", "nomenclature", "naf25", "attendu"),
    [
        ("88.10C", "NAFRev2", "88.10Y", ("88.10C", "88.10Y")),
        ("8810C", "NAFRev2", "", ("88.10C", "")),
        ("88.10Y", "NAF2025", "", ("", "88.10Y")),
        ("913E", "NAF1993", "", ("", "")),
        ("n'importe", "NAFRev2", "", ("", "")),
    ],
)
def test_les_editions_de_la_naf(code, nomenclature, naf25, attendu):
    assert sirene_stocks.lire_naf(code, nomenclature, naf25) == attendu


def test_une_commune_fusionnee_mene_a_celle_d_aujourd_hui(lire):
    fiches, _, atelier = lire(
        [unite(SIREN)],
        [
            etablissement(SIRET, codeCommune="80999"),
            etablissement(SIREN + "00028", codeCommune="99132"),
            etablissement(SIREN + "00036", codeCommune=""),
        ],
    )
    assert [f["commune_id"] for f in fiches.values()] == ["80016"]
    assert (fiches[SIRET]["lon"], fiches[SIRET]["precision"]) == (ALBERT.lon, "commune")
    rejets = list(atelier.rejets())
    assert [(r[0], r[1], r[3][:14]) for r in rejets] == [
        ("etablissements", 3, SIREN + "00028"),
        ("etablissements", 4, SIREN + "00036"),
    ]
    assert "99132 est inconnu" in rejets[0][2]
    assert "pas de commune" in rejets[1][2]


# ── The empreinte ───────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("cellules", "change"),
    [
        ({}, False),
        ({"dateDernierTraitement": "2026-01-01"}, False),
        ({"etablissementSiege": "false"}, False),
        ({"libelleVoie": "RUE NEUVE"}, True),
        ({"trancheEffectifs": "42"}, True),
        ({"codeCommune": SAINT_DENIS.code}, True),
    ],
)
def test_l_empreinte_ne_change_qu_avec_les_faits(lire, cellules, change):
    avant = lire([unite(SIREN)], [etablissement(SIRET)])[0][SIRET]["empreinte"]
    apres = lire([unite(SIREN)], [etablissement(SIRET) | etablissement(SIRET, **cellules)])[0]
    assert (apres[SIRET]["empreinte"] != avant) is change
    assert -(1 << 63) <= avant < 1 << 63


# ── What is over ────────────────────────────────────────────────────────────
def acteur_officiel(siret, **champs):
    return make_acteur(nom=siret, siret=siret, origine="sirene", enrichi=False, **champs)


def test_les_siret_de_l_annuaire_qui_ont_disparu(lire):
    sirets = [f"12345678{i}00010" for i in range(8)]
    for siret in sirets:
        acteur_officiel(siret)
    acteur_officiel("99999999900010", statut="archive")
    unites = [
        unite("123456780"),
        unite("123456781"),
        unite("123456782", etatAdministratif="C") | {"dateDebut": "2025-06-30"},
        unite("123456783", categorieJuridique="5710"),
        unite("123456784"),
        unite("123456785", statutDiffusion="N"),
        unite("123456786"),
    ]
    etablissements = [
        etablissement(sirets[0]),
        etablissement(sirets[1], etatAdministratif="F", dateDebut="2025-01-15"),
        etablissement("12345678100028"),
        etablissement(sirets[2]),
        etablissement(sirets[3]),
        etablissement(sirets[4], statutDiffusion="N"),
        etablissement(sirets[5]),
        etablissement(sirets[6], codeCommune="75056"),
    ]
    options = OptionsSirene(("80",))
    fiches, disparus, atelier = lire(unites, etablissements, options=options)
    assert list(fiches) == [sirets[0], "12345678100028"]
    assert {s: d[:2] for s, d in disparus.items()} == {
        sirets[1]: ("ferme", "2025-01-15"),
        sirets[2]: ("ferme", "2025-06-30"),
        sirets[3]: ("hors_ess", ""),
        sirets[4]: ("non_diffusible", ""),
        sirets[5]: ("non_diffusible", ""),
        sirets[7]: ("absent", ""),
    }  # the seventh is only outside the options
    assert atelier.bilan()["disparus"] == 6


def test_d_une_fiche_saisie_on_ne_dit_que_la_fermeture(lire):
    for i in range(4):
        make_acteur(siret=f"12345678{i}00010")
    unites = [unite(f"12345678{i}", categorieJuridique="7210") for i in range(3)]
    etablissements = [
        etablissement("12345678000010"),
        etablissement("12345678100010", etatAdministratif="F", dateDebut="2025-01-15"),
        etablissement("12345678200010", statutDiffusion="N"),
    ]
    assert {s: d[0] for s, d in lire(unites, etablissements)[1].items()} == {
        "12345678100010": "ferme"
    }


def test_l_absence_ne_prouve_rien_dans_un_fichier_coupe(lire, tmp_path):
    acteur_officiel("99999999900010")
    assert lire([unite(SIREN)], [etablissement(SIRET)])[1] == {
        "99999999900010": ("absent", "", "Absent du répertoire")
    }
    chemin = tmp_path / "etablissements.csv"
    chemin.write_text(chemin.read_text()[:-40])
    fichiers = {"unites": tmp_path / "unites.csv", "etablissements": chemin}
    with lire_sirene(tmp_path / "b.sqlite3", fichiers) as atelier:
        assert resultat(atelier)[1] == {}
        assert atelier.bilan()["etablissements_tronquees"] == 1


# ── Whole stocks ────────────────────────────────────────────────────────────
@pytest.mark.parametrize("ancien", [False, True])
@pytest.mark.parametrize("geo", [False, True])
def test_un_stock_entier(tmp_path, ancien, geo):
    stock = faire_stock(tmp_path, ancien=ancien)
    fichiers = stock.fichiers if geo else {**stock.fichiers}
    if not geo:
        fichiers.pop("positions")
    with lire_sirene(tmp_path / "a.sqlite3", fichiers) as atelier:
        fiches, _, _ = resultat(atelier)
        bilan = atelier.bilan()
    assert list(fiches) == sorted(stock.sirets)
    assert len(fiches) == stock.retenus > 100
    assert bilan["unites_lues"] == 1000 + stock.mauvaises
    assert bilan["etablissements_lues"] == 1500 + stock.mauvaises
    assert bilan["fiches"] == len(fiches)
    precisions = {f["precision"] for f in fiches.values()}
    assert precisions == ({"commune"} if ancien and not geo else {"adresse", "voie", "commune"})
    for fiche in fiches.values():
        assert fiche["commune_id"] in {ALBERT.code, SAINT_DENIS.code}
        assert fiche["morton"] == code_morton(fiche["lon"], fiche["lat"])
        centre = ALBERT if fiche["commune_id"] == ALBERT.code else SAINT_DENIS
        assert abs(fiche["lon"] - centre.lon) < 0.1
        assert abs(fiche["lat"] - centre.lat) < 0.1


def test_tous_les_formats_disent_la_meme_chose(tmp_path):
    stock = faire_stock(tmp_path, mauvaises=0)
    fichiers = {"csv": stock.fichiers, "parquet": {}, "gz": {}, "zip": {}}
    for role, chemin in stock.fichiers.items():
        fichiers["parquet"][role] = en_parquet(chemin)
        fichiers["gz"][role] = chemin.with_suffix(".csv.gz")
        fichiers["gz"][role].write_bytes(gzip.compress(chemin.read_bytes()))
        fichiers["zip"][role] = chemin.with_suffix(".zip")
        with zipfile.ZipFile(fichiers["zip"][role], "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(chemin, chemin.name)
    lus = {}
    for nom, roles in fichiers.items():
        with lire_sirene(tmp_path / f"{nom}.sqlite3", roles) as atelier:
            lus[nom] = contenu(atelier)
    assert lus["csv"]["fiche"]
    assert lus["gz"] == lus["zip"] == lus["parquet"] == lus["csv"]


class Tue(BaseException):
    """The worker is killed."""


@settings(deadline=None, max_examples=12)
@given(coups=st.lists(st.integers(1, 12), min_size=1, max_size=4))
def test_une_lecture_tuee_puis_reprise_donne_le_meme_atelier(tmp_path_factory, coups):
    """Killed at any moment, any number of times: the very same work file in the end."""
    dossier = tmp_path_factory.mktemp("stock")
    stock = faire_stock(dossier, unites=300, etablissements=450)
    if not Acteur.objects.exists():
        acteur_officiel(stock.sirets[0])
        acteur_officiel("99999999900010")
    reglages = (tables_csv.BLOC, sirene_stocks.LOTS_PAR_TRANSACTION, sirene_fiches.LOT)
    tables_csv.BLOC, sirene_stocks.LOTS_PAR_TRANSACTION, sirene_fiches.LOT = 4096, 2, 7
    try:
        with lire_sirene(dossier / "entier.sqlite3", stock.fichiers) as atelier:
            attendu = contenu(atelier)
        for coup in coups:
            appels = 0

            def suivi(_etape, _part, coup=coup):
                nonlocal appels
                appels += 1
                if appels == coup:
                    raise Tue

            with suppress(Tue):  # or ends before the blow
                lire_sirene(dossier / "repris.sqlite3", stock.fichiers, suivi=suivi).fermer()
        with lire_sirene(dossier / "repris.sqlite3", stock.fichiers) as atelier:
            assert contenu(atelier) == attendu
    finally:
        tables_csv.BLOC, sirene_stocks.LOTS_PAR_TRANSACTION, sirene_fiches.LOT = reglages


@pytest.mark.parametrize("etape", ["Lecture des unités légales", "Préparation des fiches"])
def test_un_travailleur_qu_on_croyait_mort_n_ecrit_plus(tmp_path, monkeypatch, etape):
    """Another one took over while it slept: its next batch is refused, nothing is doubled."""
    stock = faire_stock(tmp_path)
    monkeypatch.setattr(tables_csv, "BLOC", 8192)
    monkeypatch.setattr(sirene_stocks, "LOTS_PAR_TRANSACTION", 2)
    monkeypatch.setattr(sirene_fiches, "LOT", 20)
    repris = []

    def endormi(etape_, _part):
        if etape_ == etape and not repris:
            repris.append(lire_sirene(tmp_path / "a.sqlite3", stock.fichiers))

    with pytest.raises(LectureConcurrente):
        lire_sirene(tmp_path / "a.sqlite3", stock.fichiers, suivi=endormi)
    with repris[0] as atelier, lire_sirene(tmp_path / "b.sqlite3", stock.fichiers) as seul:
        assert contenu(atelier) == contenu(seul)


def test_l_edition_suivante_ferme_demenage_et_renomme(tmp_path):
    """What a later publication of the same stock says of the entries of the first one."""
    avant = faire_stock(tmp_path / "1", unites=3000, etablissements=4500)
    with lire_sirene(tmp_path / "1.sqlite3", avant.fichiers) as atelier:
        anciennes, _, _ = resultat(atelier)
    Acteur.objects.bulk_create(
        Acteur(nom=s, siret=s, origine="sirene", enrichi=False, statut="publie") for s in anciennes
    )
    apres = faire_stock(tmp_path / "2", unites=3000, etablissements=4500, edition=2)
    with lire_sirene(tmp_path / "2.sqlite3", apres.fichiers) as atelier:
        fiches, disparus, _ = resultat(atelier)
        demenages = [s for s in disparus if atelier.fiches_du_siren(s[:9])]
    assert list(fiches) == sorted(apres.sirets)
    assert set(disparus) == anciennes.keys() - fiches.keys()
    assert {d[0] for d in disparus.values()} == {"ferme"}
    assert 0 < len(demenages) < len(disparus)
    communes = fiches.keys() & anciennes.keys()
    assert any(fiches[s]["empreinte"] != anciennes[s]["empreinte"] for s in communes)
    assert sum(fiches[s]["empreinte"] == anciennes[s]["empreinte"] for s in communes) > 100


def test_d_autres_fichiers_recommencent_la_lecture(tmp_path):
    stock = faire_stock(tmp_path / "a", unites=100, etablissements=150)
    autre = faire_stock(tmp_path / "b", unites=100, etablissements=150, graine=2)
    for s in (stock, autre, stock):
        with lire_sirene(tmp_path / "a.sqlite3", s.fichiers) as atelier:
            assert list(resultat(atelier)[0]) == sorted(s.sirets)


@settings(deadline=None, max_examples=25)
@given(
    octets=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=12)), max_size=12),
    fin=st.floats(0.05, 1),
    role=st.sampled_from(["unites", "etablissements", "positions"]),
)
def test_un_stock_abime_ne_fait_jamais_echouer_la_lecture(tmp_path_factory, octets, fin, role):
    """Random bytes anywhere, the end cut: what is sound is read, nothing wrong enters."""
    dossier = tmp_path_factory.mktemp("stock")
    stock = faire_stock(dossier, unites=120, etablissements=180)
    chemin = stock.fichiers[role]
    donnees = bytearray(chemin.read_bytes())
    entete = donnees.index(b"\n") + 1
    for place, morceau in octets:
        debut = entete + int(place * (len(donnees) - entete))
        donnees[debut : debut + len(morceau)] = morceau
    chemin.write_bytes(donnees[: max(entete, int(fin * len(donnees)))])
    with lire_sirene(dossier / "a.sqlite3", stock.fichiers) as atelier:
        fiches, _, _ = resultat(atelier)
        connues = {s: f for s, f in fiches.items() if s in stock.sirets}
        for fiche in fiches.values():
            # What the database would refuse must not come out of the work file.
            acteur = Acteur(
                **{c: v for c, v in fiche.items() if c not in {"siege", "date_creation"}}
            )
            acteur.clean_fields(exclude=["siret", "siren", "type", "sous_type", "commune"])
            assert re.fullmatch(r"[0-9]{14}", fiche["siret"])
        assert all("\0" not in str(f) for f in fiches.values())
        assert all(f["commune_id"] in {ALBERT.code, SAINT_DENIS.code} for f in connues.values())


@pytest.mark.parametrize("role", ["unites", "etablissements"])
def test_un_fichier_qui_n_est_pas_le_bon_est_nomme(tmp_path, role):
    stock = faire_stock(tmp_path, unites=10, etablissements=10)
    fichiers = stock.fichiers | {role: stock.positions}
    with pytest.raises(FichierRefuse, match="absentes de Geolocalisation"):
        lire_sirene(tmp_path / "a.sqlite3", fichiers)
    fichiers.pop(role)
    with pytest.raises(FichierRefuse, match="Fichier manquant"):
        lire_sirene(tmp_path / "a.sqlite3", fichiers)


def test_la_lecture_ne_demande_rien_a_la_base_par_ligne(tmp_path, django_assert_max_num_queries):
    stock = faire_stock(tmp_path)
    with django_assert_max_num_queries(4):
        lire_sirene(tmp_path / "a.sqlite3", stock.fichiers).fermer()


def test_les_en_tetes_du_stock_sont_ceux_de_l_insee():
    """35 and 54 columns since December 2025; 33 and 48 before March 2024."""
    for entetes, aujourd_hui, avant in ((UNITE, 35, 33), (ETABLISSEMENT, 54, 48)):
        noms = entetes.split(",")
        assert len(noms) == len(set(noms)) == aujourd_hui
        assert len(set(noms) - RECENTES) == avant
