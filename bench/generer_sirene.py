"""Making stock files of SIRENE of any size: what INSEE publishes, without its data.

    python bench/generer_sirene.py --unites 2000000 --etablissements 3000000 --dossier /tmp/stock
    python bench/generer_sirene.py --ancien      # layout of before March 2024
    python bench/generer_sirene.py --parquet     # the same tables in Parquet as well

Deterministic. About one unit in eight belongs to the ESS, most of them open;
names hold accents, commas and quotes; some units are closed, diffused in part
(« [ND] ») or not at all; some coordinates are wrong; some lines are malformed.
Everything is invented but the communes.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.commun import rss_mo
from bench.sirene_colonnes import ETABLISSEMENT, POSITION, RECENTES, UNITE
from bench.sirene_communes import CommuneStock, Lieu, communes_de_france, lieux_de

CATEGORIES_ESS = ("9220",) * 24 + ("9221", "9222", "9230", "9260", "5458", "5460", "5558", "8210")
CATEGORIES_AUTRES = ("1000",) * 9 + ("5499",) * 4 + ("5710",) * 4 + ("6540", "7210", "4110")
NATURES = (
    "ASSOCIATION", "ASS", "AMICALE", "COMITE", "FOYER RURAL", "CLUB", "LES AMIS", "UNION",
    "RÉGIE DE QUARTIER", "RESSOURCERIE", "MAISON POUR TOUS", "COOPÉRATIVE", "SOCIÉTÉ COOPÉRATIVE",
    "CENTRE SOCIAL", "ÉPICERIE SOLIDAIRE", "ATELIER",
)  # fmt: skip
OBJETS = (
    "SPORTIVE", "CULTURELLE", "DES PARENTS D'ÉLÈVES", "DU VÉLO", "DES JARDINS", "ENTRAIDE",
    "DU PATRIMOINE", "SOLIDAIRE", "D'INSERTION", "DE LA FORÊT", "ÉNERGIE CITOYENNE", "MUSIQUE",
    "DES AÎNÉS", "PETITE ENFANCE", "NUMÉRIQUE LIBRE", "THÉÂTRE",
)  # fmt: skip
PRENOMS = ("CAMILLE", "DOMINIQUE", "CLAUDE", "MAXIME", "ANDREA", "SACHA", "ALEXIS", "MORGAN")
FAMILLES = ("DUMODÈLE", "LEXEMPLE", "ESSAI", "FACTICE", "TARTEMPION", "QUIDAM", "MACHIN", "BIDULE")
NAFS = ("94.99Z/94.99Y", "88.99B/88.99C", "90.01Z/90.20H", "93.12Z/93.12Y", "85.52Z/85.52Y",
        "47.79Z/47.79G", "38.32Z/38.21Y", "62.01Z/62.10Y", "56.10A/56.11Y", "01.13Z/01.13Y",
        "81.30Z/81.30Y", "96.02A/96.21Y", "68.20B/68.20H", "41.20A/41.00Y", "88.10A/88.10Y",
        "55.20Z/55.20Y")  # fmt: skip
TRANCHES = (
    "NN",
    "NN",
    "NN",
    "",
    "00",
    "01",
    "01",
    "02",
    "03",
    "11",
    "12",
    "21",
    "22",
    "31",
    "32",
    "42",
)
VOIES = ("RUE", "RUE", "RUE", "AVENUE", "BOULEVARD", "CHEMIN", "PLACE", "IMPASSE")
LIBELLES = (
    "DE LA GARE", "DES ÉCOLES", "DU MOULIN", "DE L'ÉGLISE", "DES LILAS", "VICTOR HUGO",
    "JEAN JAURES", "DU 8 MAI 1945", "DE LA RÉPUBLIQUE", "DES PRÉS", "NEUVE", "DU STADE",
    "DE LA MAIRIE", "DES ROSIERS", "PASTEUR", "DU PORT",
)  # fmt: skip
MELANGE = 0x9E3779B97F4A7C15
MASQUE = (1 << 64) - 1
CHANGEMENTS = ("ferme", "demenage", "renomme", "masque")
"""What the second edition says of a unit."""
TAMPON = 4000


@dataclass
class Stock:
    """Files made, and what reading them must find."""

    unites: Path
    etablissements: Path
    positions: Path
    sirets: list[str] = field(default_factory=list)
    """SIRETs that must be in the directory (filled when asked for)."""
    retenus: int = 0
    mauvaises: int = 0
    """Malformed lines in each of the first two files (not all of them are of wanted units)."""

    @property
    def fichiers(self) -> dict[str, Path]:
        """Roles of the import → files."""
        return {
            "unites": self.unites,
            "etablissements": self.etablissements,
            "positions": self.positions,
        }


def generer(  # noqa: PLR0913
    dossier: Path,
    *,
    unites: int,
    etablissements: int,
    communes: Sequence[tuple[CommuneStock, int]],
    ancien: bool = False,
    mauvaises: int = 20_000,
    retenir_sirets: bool = False,
    graine: int = 1,
    edition: int = 1,
) -> Stock:
    """Write the three files.

    Args:
        dossier: where; made when missing.
        unites: number of legal units.
        etablissements: number of establishments, at least as many.
        communes: where they are, with weights.
        ancien: without the columns added since March 2024.
        mauvaises: one malformed line is added about every so many; 0 for none.
        retenir_sirets: list the expected SIRETs.
        graine: other numbers, other data.
        edition: 2 for the next publication of the same stock: about one unit in twenty has closed,
            moved, changed its name or asked to be diffused in part.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    stock = Stock(
        dossier / "StockUniteLegale_utf8.csv",
        dossier / "StockEtablissement_utf8.csv",
        dossier / "GeolocalisationEtablissement_Sirene_pour_etudes_statistiques_utf8.csv",
    )
    generateur = _Generateur(stock, lieux_de(communes), ancien=ancien, graine=graine)
    generateur.retenir_sirets, generateur.edition = retenir_sirets, edition
    with (
        stock.unites.open("wb", buffering=1 << 20) as f_unites,
        stock.etablissements.open("wb", buffering=1 << 20) as f_etabs,
        stock.positions.open("wb", buffering=1 << 20) as f_positions,
    ):
        fichiers = (f_unites, f_etabs, f_positions)
        for fichier, colonnes in zip(fichiers, (UNITE, ETABLISSEMENT, POSITION), strict=True):
            fichier.write(_entete(colonnes, sans=RECENTES if ancien else set()))
        pas = min(37, 89_000_000 // unites)
        for i in range(unites):
            nombre = (i + 1) * etablissements // unites - i * etablissements // unites
            generateur.unite(i, _siren(10_000_000 + i * pas), nombre)
            if i % TAMPON == TAMPON - 1 or i == unites - 1:
                generateur.vider(fichiers)
            if mauvaises and i % mauvaises == mauvaises // 2:
                generateur.vider(fichiers)
                for fichier, sain in zip(fichiers, generateur.dernieres, strict=False):
                    fichier.write(_abimer(i // mauvaises, sain))
                stock.mauvaises += 1
    return stock


class _Generateur:
    """Makes the lines of a unit and of its establishments from one number."""

    def __init__(self, stock: Stock, lieux: list[Lieu], *, ancien: bool, graine: int) -> None:
        self.stock, self.lieux, self.ancien, self.graine = stock, lieux, ancien, graine
        self.retenir_sirets, self.edition = False, 1
        self.tampons: tuple[list[str], list[str], list[str]] = ([], [], [])
        self.dernieres = ["", ""]
        """Last line of each of the first two files."""

    def vider(self, fichiers) -> None:
        """Write what is ready."""
        self.dernieres = [
            t[-1] if t else d for t, d in zip(self.tampons, self.dernieres, strict=False)
        ]
        for fichier, tampon in zip(fichiers, self.tampons, strict=True):
            fichier.write("".join(tampon).encode())
            tampon.clear()

    def unite(self, i: int, siren: str, nombre: int) -> None:
        """Add a unit and its establishments."""
        h = ((i + 1) * (MELANGE + 2 * self.graine)) & MASQUE
        h ^= h >> 29
        ess = h % 100 < 12
        drapeau = "O" if ess and h & 1 << 20 else "N" if h & 1 << 21 else ""
        categorie = CATEGORIES_ESS[h >> 8 & 31] if ess else CATEGORIES_AUTRES[(h >> 8) % 20]
        if not ess and h >> 13 & 1023 == 7:
            # A company that SIRENE says of the ESS; a person is not, whatever the flag says.
            drapeau, ess = "O", categorie != "1000"
        ouverte = (h >> 23) % 100 < 86
        diffusion = {0: "P", 1: "P", 2: "N"}.get((h >> 30) % 200, "O")
        change = CHANGEMENTS[h >> 18 & 3] if self.edition > 1 and (h >> 3) % 20 == 7 else ""
        ouverte = ouverte and change != "ferme"
        diffusion = "P" if change == "masque" else diffusion
        lieu = self.lieux[(h >> 36) % len(self.lieux)]
        naf, naf25 = NAFS[h >> 40 & 15].split("/")
        nom, sigle, rna, prenom, famille, usuelle = self._nommer(
            h ^ (5 << 44 if change == "renomme" else 0), categorie, diffusion, lieu, i
        )
        siege = nombre + 1 if change == "demenage" else 1
        annee, mois, jour = 1975 + h % 48, 1 + h % 9, 10 + h % 19
        tranche = TRANCHES[h >> 57 & 15]
        employeur = "O" if tranche not in {"NN", "", "00"} else "N"
        debut = f"20{10 + h % 15}-0{mois}-15"
        n25 = "" if self.ancien else f",{naf25}"
        self.tampons[0].append(
            f"{siren},{diffusion},,{annee}-0{mois}-01,{sigle},,{prenom},,,,{prenom},,{rna},"
            f"{tranche},2023,2025-0{mois}-{jour}T08:00:00,3,PME,2023,{debut},"
            f"{'A' if ouverte else 'C'},{famille},,{nom},{usuelle},,,{categorie},{naf},NAFRev2,"
            f"{_nic(siren, siege)[9:]},{drapeau}{'' if self.ancien else ',N'},{employeur}{n25}\n"
        )
        nomme = (usuelle or prenom or nom) not in {"", "[ND]"}
        for rang in range(1, nombre + 1 + (siege > 1)):
            ouvert = ouverte and (rang == siege or (rang > 1 and (h >> rang & 7) < 3))
            siret = _nic(siren, rang)
            enseigne = ""
            if rang not in {1, siege} and ess and ouvert:
                enseigne = f"{NATURES[h >> 22 & 15]} {OBJETS[h >> 26 & 15]}"
            ici = lieu if rang == 1 else self.lieux[(h >> 20 + rang) % len(self.lieux)]
            adresse, coordonnees = self._placer(h, rang, siret, diffusion, ici)
            self.tampons[1].append(
                f"{siren},{siret[9:]},{siret},{diffusion},{annee}-0{mois}-01,{tranche},2023,,"
                f"2025-0{mois}-{jour}T08:00:00,{'true' if rang == siege else 'false'},2,{adresse},"
                f"{ici.postal},{ici.nom},,,{ici.code},,,,{coordonnees},,,,,,,,,,,,,,,{debut},"
                f"{'A' if ouvert else 'F'},{enseigne},,,,{naf},NAFRev2,{employeur}{n25}\n"
            )
            if ess and ouvert and diffusion != "N" and (nomme or enseigne):
                self.stock.retenus += 1
                if self.retenir_sirets:
                    self.stock.sirets.append(siret)

    def _nommer(self, h, categorie, diffusion, lieu, i) -> tuple[str, ...]:
        """Name, acronym, RNA number, then first name, last name and trade name of a person."""
        if categorie == "1000":
            usuelle = f"CHEZ {lieu.nom}" if h & 1 << 53 else ""
            if diffusion != "O":
                return "", "", "", "[ND]", "[ND]", "[ND]" if usuelle else ""
            return "", "", "", PRENOMS[h >> 44 & 7], FAMILLES[h >> 48 & 7], usuelle
        if diffusion == "P" and h & 1 << 52:
            return "[ND]", "", "", "", "", ""
        nom = f"{NATURES[h >> 44 & 15]} {OBJETS[h >> 48 & 15]} {lieu.nom}"
        sigle = "".join(m[0] for m in nom.split()[:4]) if h & 1 << 55 else ""
        association = categorie[:2] == "92" and h & 1 << 56
        rna = f"W{lieu.code[:2]}{i % 10_000_000:07d}" if association else ""
        if h >> 54 & 31 == 3:
            nom = f'"{nom}, DITE ""{NATURES[h >> 50 & 15]}"""'
        return nom, sigle, rna, "", "", ""

    def _placer(self, h, rang, siret, diffusion, lieu) -> tuple[str, str]:
        """Cells of the address and of the coordinates; the geolocated line is added."""
        x = lieu.x + (h >> 5 + rang & 2047) - 1024
        y = lieu.y + (h >> 9 + rang & 2047) - 1024
        if h >> 11 & 1023 == 5:
            x, y = y, x  # turned the wrong way round
        numero = "" if h >> 33 & 7 == 0 else str(1 + (h >> 17 + rang) % 180)
        voie = f"{VOIES[h >> 12 & 7]},{LIBELLES[h >> 15 & 15]}"
        point, complement = f"{x:.2f},{y:.2f}" if lieu.epsg else ",", ""
        if lieu.epsg and diffusion == "O":
            qualite = "11" if numero else ("33" if h & 1 << 34 else "12")
            self.tampons[2].append(
                f"{siret};{x:.2f};{y:.2f};{qualite};{lieu.epsg};HZ;0101;;;;{lieu.code};10;1;1;;;;"
                f"{lieu.lat};{lieu.lon}\n"
            )
        if diffusion == "P":
            numero, voie, point, complement = "[ND]", "[ND],[ND]", "[ND],[ND]", "[ND]"
        if self.ancien:
            return f"{complement},{numero},,{voie}", ""
        return f"{complement},{numero},,,,{voie}", f",{siret[:5]}_{rang},{point}"


def _abimer(n: int, sain: str) -> bytes:
    """Return a malformed line, of each kind in turn, of a unit or establishment that is wanted."""
    debut = sain[:9].encode()
    return (
        debut + b",O,trop court\n",
        debut + b',O,"jamais referme' + sain[11:].encode(),
        debut + b"\0" + sain[9:].encode(),
        debut + b",\xe9" + sain[10:].encode(),
    )[n % 4]


def _entete(colonnes: str, *, sans: set[str]) -> bytes:
    return ",".join(c for c in colonnes.split(",") if c not in sans).encode() + b"\n"


def _sommes(pair: int) -> list[int]:
    """Luhn sums of the numbers of four digits; ``pair`` doubles the ranks 0 and 2, else 1 and 3."""
    double = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    return [
        sum(double[int(c)] if rang % 2 == pair else int(c) for rang, c in enumerate(f"{n:04d}"))
        for n in range(10_000)
    ]


_IMPAIRS, _PAIRS = _sommes(1), _sommes(0)


def _siren(racine: int) -> str:
    """The SIREN of eight digits and their key."""
    haut, bas = divmod(racine, 10_000)
    return f"{racine}{-(_IMPAIRS[haut] + _IMPAIRS[bas]) % 10}"


def _nic(siren: str, rang: int) -> str:
    """The SIRET of the n-th establishment of a unit, with its key."""
    debut = int(siren[:4]), int(siren[4:8])
    somme = _PAIRS[debut[0]] + _PAIRS[debut[1]]
    fin = int(siren[8]) * 1000 + rang // 10  # last digit of the SIREN, first three of the NIC
    somme += _PAIRS[fin]
    quatrieme = rang % 10
    return f"{siren}{rang:04d}{-(somme + (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)[quatrieme]) % 10}"


def en_parquet(chemin: Path) -> Path:
    """Write a table in Parquet, with the types the official files have."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    types = {
        "etablissementSiege": pa.bool_(),
        "categorieJuridiqueUniteLegale": pa.int32(),
        "siren": pa.string(),
    }
    separateur = ";" if "Geolocalisation" in chemin.name else ","
    with chemin.open("rb") as fichier:
        noms = fichier.readline().decode().strip().split(separateur)
    lecteur = csv.open_csv(
        chemin,
        read_options=csv.ReadOptions(block_size=16 << 20, encoding="utf-8"),
        parse_options=csv.ParseOptions(
            delimiter=separateur, invalid_row_handler=lambda _ligne: "skip"
        ),
        convert_options=csv.ConvertOptions(
            column_types={n: types.get(n, pa.string()) for n in noms}, strings_can_be_null=True
        ),
    )
    sortie = chemin.with_suffix(".parquet")
    with parquet.ParquetWriter(sortie, lecteur.schema, compression="snappy") as ecrivain:
        for lot in lecteur:
            ecrivain.write_batch(lot)
    return sortie


def main() -> None:
    """Write a stock and say what it holds."""
    lecteur = argparse.ArgumentParser(description=__doc__)
    lecteur.add_argument("--unites", type=int, default=2_000_000)
    lecteur.add_argument("--etablissements", type=int, default=3_000_000)
    lecteur.add_argument("--dossier", type=Path, required=True)
    lecteur.add_argument("--edition", type=int, default=1, help="2 : la publication suivante")
    lecteur.add_argument("--ancien", action="store_true", help="format d’avant mars 2024")
    lecteur.add_argument("--parquet", action="store_true", help="aussi en Parquet")
    options = lecteur.parse_args()
    debut = time.perf_counter()
    stock = generer(
        options.dossier,
        unites=options.unites,
        etablissements=options.etablissements,
        communes=communes_de_france(),
        ancien=options.ancien,
        edition=options.edition,
        mauvaises=0 if options.parquet else 20_000,
    )
    chemins = list(stock.fichiers.values())
    if options.parquet:
        chemins += [en_parquet(c) for c in chemins]
    for chemin in chemins:
        print(f"{chemin.stat().st_size / 1e6:8.0f} Mo  {chemin}")
    print(f"{stock.retenus} établissements à retenir, {stock.mauvaises} lignes abîmées par fichier")
    print(f"{time.perf_counter() - debut:.0f} s, {rss_mo():.0f} Mo de mémoire")


if __name__ == "__main__":
    main()
