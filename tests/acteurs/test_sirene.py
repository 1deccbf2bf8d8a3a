"""Reading SIRENE: who enters the directory, what is said of them, what is kept silent."""

import pytest

from acteurs.importers import sirene_stocks
from acteurs.importers.sirene import OptionsSirene, lire_sirene
from acteurs.models import Acteur
from tests.acteurs.stock import (
    ALBERT,
    SAINT_DENIS,
    acteur_officiel,
    ecrire_stock,
    etablissement,
    resultat,
    unite,
)
from tests.fabriques import make_acteur

SIREN, SIRET = "123456782", "12345678200010"

pytestmark = pytest.mark.usefixtures("base_sirene")


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


def test_une_personne_physique_n_entre_jamais_et_son_nom_n_est_pas_lu(lire):
    personne = unite(
        SIREN,
        categorieJuridique="1000",
        economieSocialeSolidaire="O",
        denomination="",
        denominationUsuelle1="LA FORGE",
        prenom1="CAMILLE",
        nom="LEXEMPLE",
    )
    fiches, _, atelier = lire([personne], [etablissement(SIRET, enseigne1="LA FORGE")])
    assert not fiches
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
    assert fiche["nom"] == 'Régie "St-Vaast", d\'Albert'
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
        ("ASS LES LILAS", "IME DU PARC", "IME du Parc (Ass les Lilas)"),
        ("ASS LES LILAS", "Les Lilas", "Ass les Lilas"),
        ("ASS LES LILAS", "ALL", "Ass les Lilas"),
        ("ASS LES LILAS", "", "Ass les Lilas"),
        ("", "IME DU PARC", "IME du Parc"),
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
