"""Whole stocks of SIRENE: every format, layout, kill and damage."""

import gzip
import re
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acteurs.importers import sirene_fiches, sirene_stocks, tables_csv
from acteurs.importers.atelier import LectureConcurrente
from acteurs.importers.sirene import lire_sirene
from acteurs.importers.tables import FichierRefuse
from acteurs.models import Acteur
from acteurs.morton import code_morton
from bench.generer_sirene import en_parquet
from bench.sirene_colonnes import ETABLISSEMENT, RECENTES, UNITE
from tests.acteurs.stock import (
    ALBERT,
    SAINT_DENIS,
    acteur_officiel,
    contenu,
    faire_stock,
    resultat,
)

SIREN, SIRET = "123456782", "12345678200010"

pytestmark = pytest.mark.usefixtures("base_sirene")


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
