"""A small stock of SIRENE for tests: the bench's, on three communes; and files of a few rows."""

from pathlib import Path

from acteurs.importers.atelier import COLONNES_FICHE
from bench.generer_sirene import CommuneStock, Stock, generer
from bench.sirene_colonnes import ETABLISSEMENT, RECENTES, UNITE
from tests.fabriques import make_acteur, make_commune

ALBERT = CommuneStock("80016", "80300", "Albert", 2.6506, 50.0015)
SAINT_DENIS = CommuneStock("97411", "97400", "Saint-Denis", 55.4481, -20.8789)
ANCIENNE = CommuneStock("80999", "80300", "Ancienne", 2.66, 50.01)


COMPARABLES = ("fiche", "disparu", "rejet", "unite", "etablissement", "point", "vu", "connu")


def preparer_base() -> None:
    """Two communes in force, an old one merged into the first."""
    albert = make_commune(ALBERT.code, nom="Albert", lon=ALBERT.lon, lat=ALBERT.lat)
    make_commune(SAINT_DENIS.code, nom="Saint-Denis", lon=SAINT_DENIS.lon, lat=SAINT_DENIS.lat)
    make_commune(ANCIENNE.code, nom="Ancienne", actif=False, successeur=albert, lon=None, lat=None)


def faire_stock(dossier: Path, **options) -> Stock:
    """1,000 units and 1,500 establishments unless told otherwise."""
    communes = [(ALBERT, 6), (SAINT_DENIS, 2), (ANCIENNE, 1)]
    options = {"unites": 1000, "etablissements": 1500, "mauvaises": 50, **options}
    return generer(dossier, communes=communes, retenir_sirets=True, **options)


def unite(siren: str, **cellules: str) -> dict[str, str]:
    """Cells of an open association that SIRENE diffuses."""
    return {
        "siren": siren,
        "statutDiffusionUniteLegale": "O",
        "etatAdministratifUniteLegale": "A",
        "categorieJuridiqueUniteLegale": "9220",
        "denominationUniteLegale": "LES JARDINS",
        "activitePrincipaleUniteLegale": "94.99Z",
        "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2",
        **{f"{c}UniteLegale": v for c, v in cellules.items()},
    }


def etablissement(siret: str, **cellules: str) -> dict[str, str]:
    """Cells of an open establishment in Albert."""
    complet = {f"{c}Etablissement": v for c, v in cellules.items() if c != "dateDebut"}
    return {
        "siren": siret[:9],
        "nic": siret[9:],
        "siret": siret,
        "statutDiffusionEtablissement": "O",
        "etatAdministratifEtablissement": "A",
        "codeCommuneEtablissement": ALBERT.code,
        "etablissementSiege": "true",
        "dateDebut": cellules.get("dateDebut", "2024-03-01"),
        **complet,
    }


def ecrire_stock(
    dossier: Path,
    unites: list[dict[str, str]],
    etablissements: list[dict[str, str]],
    *,
    ancien: bool = False,
) -> dict[str, Path]:
    """Write both files and return their roles."""
    chemins = {}
    for role, entetes, lignes in (
        ("unites", UNITE, unites),
        ("etablissements", ETABLISSEMENT, etablissements),
    ):
        noms = [c for c in entetes.split(",") if not (ancien and c in RECENTES)]
        chemin = dossier / f"{role}.csv"
        texte = [",".join(noms)]
        texte += [",".join(ligne.get(n, "") for n in noms) for ligne in lignes]
        chemin.write_text("\n".join(texte) + "\n", encoding="utf-8")
        chemins[role] = chemin
    return chemins


def resultat(atelier):
    """Entries by SIRET, what is over by SIRET, the work file."""
    fiches = {
        f[0]: dict(zip(COLONNES_FICHE, f, strict=True)) for lot in atelier.fiches() for f in lot
    }
    disparus = {d[0]: d[1:] for lot in atelier.disparus() for d in lot}
    return fiches, disparus, atelier


def contenu(atelier):
    """Everything a work file says, to compare two of them."""
    tables = {t: atelier.db.execute(f"SELECT * FROM {t}").fetchall() for t in COMPARABLES}
    return tables | {"bilan": atelier.bilan()}


def acteur_officiel(siret, **champs):
    """An entry that only the register wrote."""
    return make_acteur(nom=siret, siret=siret, origine="sirene", enrichi=False, **champs)
