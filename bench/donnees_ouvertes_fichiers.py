"""Files of open data at full size: lists as they are read, files made in the background, memory.

    python bench/donnees_ouvertes_fichiers.py                       # 250,000 actors, SQLite
    python bench/donnees_ouvertes_fichiers.py --base postgres
    python bench/donnees_ouvertes_fichiers.py --classeur            # and the workbook of everything

Real processes. Lists are streamed by the web server: time to the first byte of data, and, once, to
the last, with the memory of its processes meanwhile. Then the whole directory is asked for in each
format as a visitor does, and made by the real worker. Each line is printed as it is measured.

Bars: first byte of a streamed CSV ≤ 1 s; CSV of everything ≤ 20 s; memory of the web server and of
the worker flat while they write (≤ 40 MB more than before).
"""

import argparse
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import requests

from bench.bases import TAILLE, base_remplie
from bench.commun import TableauVif, conclure, p95
from tests.serveur import Serveur, serveur_lance

CSV_S = 20.0
PREMIER_S = 1.0
PLATE_MO = 40.0
FORMATS = ("csv", "geojson", "jsonld", "gogocarto")
CSV = "/donnees/acteurs.csv"
LISTES = {
    "toutes les associations": f"{CSV}?famille=association",
    "associations, compressées": f"{CSV}?famille=association",
    "un département": f"{CSV}?territoire=departement:80",
    "un mot": f"{CSV}?q=coop",
    "une petite taille, un thème": f"{CSV}?taille=1-9&theme=mobilite",
    "autour d’une commune": f"{CSV}?autour=59350&rayon=10",
}
TOURS = 5


def famille_de(pid: int) -> list[int]:
    """Return a process and its children."""
    enfants = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(int(e) for e in enfants)]


def rss_mo(pids: list[int]) -> float:
    """Return the memory of processes in MB, what they share counted once for each."""
    total = 0.0
    for pid in pids:
        try:
            statut = Path(f"/proc/{pid}/status").read_text()
        except FileNotFoundError:
            continue
        if trouve := re.search(r"RssAnon:\s+(\d+)", statut):
            total += int(trouve[1]) / 1024
    return total


def processeur_s(pids: list[int]) -> float:
    """Return the processor time of processes, in seconds: other work on the machine is not in it."""
    total = 0.0
    for pid in pids:
        try:
            champs = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += (int(champs[11]) + int(champs[12])) / os.sysconf("SC_CLK_TCK")
    return total


@contextmanager
def surveiller(pid: int) -> Iterator[dict[str, float]]:
    """Tell how much memory a process and its children took beyond what they had."""
    depart, debut = rss_mo(famille_de(pid)), processeur_s(famille_de(pid))
    mesure = {"plus": 0.0, "processeur": 0.0}
    fini = threading.Event()

    def boucle() -> None:
        while not fini.wait(0.05):
            mesure["plus"] = max(mesure["plus"], rss_mo(famille_de(pid)) - depart)

    fil = threading.Thread(target=boucle, daemon=True)
    fil.start()
    try:
        yield mesure
    finally:
        fini.set()
        fil.join()
        mesure["processeur"] = processeur_s(famille_de(pid)) - debut


def exporter(
    serveur: Serveur, code: str, cookies: dict[str, str], **filtres: str
) -> tuple[float, dict[str, float], int]:
    """Ask for a list in a format: seconds until it is there, memory and processor, bytes."""
    session = requests.Session()
    session.cookies.update(cookies)
    page = f"{serveur.url}/donnees/acteurs/exporter/"
    jeton = re.search(
        r'name="csrfmiddlewaretoken" value="([^"]+)"', session.get(page, timeout=60).text
    )
    assert jeton
    with surveiller(serveur.processus["travailleur"].pid) as memoire:
        debut = time.perf_counter()
        suivi = session.post(
            page,
            data={"csrfmiddlewaretoken": jeton[1], "format": code, **filtres},
            headers={"Referer": page},
            timeout=60,
        )
        assert "/donnees/fichiers/" in suivi.url, suivi.url
        while "Télécharger (" not in (texte := session.get(suivi.url, timeout=60).text):
            assert "chec" not in texte, texte
            time.sleep(0.1)
        duree = time.perf_counter() - debut
    lien = re.search(r'href="([^"]+/telecharger/)"', texte)
    assert lien
    with session.get(serveur.url + lien[1], stream=True, timeout=120) as fichier:
        octets = sum(len(m) for m in fichier.iter_content(1 << 20))
    return duree, memoire, octets


def lire_flux(
    url: str, cookies: dict[str, str], *, entier: bool = True, codage: str = "identity"
) -> tuple[float, float, int]:
    """Stream a list: seconds to the first byte of data, to the last, bytes."""
    debut = time.perf_counter()
    with requests.get(
        url, stream=True, timeout=300, cookies=cookies, headers={"Accept-Encoding": codage}
    ) as reponse:
        assert reponse.status_code == 200, f"{url}: {reponse.status_code}"
        # Decompressed, if it was: the header of a compressed answer is no data.
        morceaux = (m for m in reponse.iter_content(1 << 16) if m)
        octets = len(next(morceaux))
        premier = time.perf_counter() - debut
        if entier:
            octets += sum(len(m) for m in morceaux)
    return premier, time.perf_counter() - debut, octets


def mesurer(
    serveur: Serveur, cookies: dict[str, str], *, tours: int = TOURS, classeur: bool = False
) -> dict[str, bool]:
    """Measure, print, return the bars."""
    web = serveur.processus["web"].pid
    premiers, memoires = [], []
    titres = ("CSV au fil de l’eau", "premier octet p95 ms", "fin s", "avant Mo", "plus Mo", "Mo")
    vif = TableauVif(titres)

    def suivre(nom: str, chemin: str, codage: str = "identity") -> None:
        url = serveur.url + chemin
        temps = [lire_flux(url, cookies, entier=False, codage=codage)[0] for _ in range(tours)]
        avant = rss_mo(famille_de(web))
        with surveiller(web) as memoire:
            _, fin, octets = lire_flux(url, cookies, codage=codage)
        premiers.append(p95(temps))
        memoires.append(memoire["plus"])
        vif.ajouter(
            nom, f"{premiers[-1] * 1000:.0f}", f"{fin:.1f}", f"{avant:.0f}",
            f"+{memoire['plus']:.0f}", f"{octets / 1e6:.1f}",
        )  # fmt: skip

    for nom, chemin in LISTES.items():
        suivre(nom, chemin, "gzip" if "compress" in nom else "identity")
    # No file was made yet: everything is read as it is sent.
    suivre("tout l’annuaire", CSV)

    print()
    # What a process of the worker loads once is not what a file costs.
    for famille in ("association", "cooperative", "mutuelle", "fondation"):
        exporter(serveur, "csv", cookies, famille=famille, q="coop")
    vif = TableauVif(["export de fond", "secondes", "processeur s", "plus Mo", "Mo"])
    exports = {}
    for code in (*FORMATS, "xlsx")[: None if classeur else -1]:
        duree, memoire, octets = exports[code] = exporter(serveur, code, cookies)
        vif.ajouter(
            code, f"{duree:.1f}", f"{memoire['processeur']:.1f}", f"+{memoire['plus']:.0f}",
            f"{octets / 1e6:.1f}",
        )  # fmt: skip
    print()
    vif = TableauVif(titres)
    suivre("tout l’annuaire, fichier déjà fait", CSV)
    return {
        f"CSV de tout ≤ {CSV_S:.0f} s": exports["csv"][0] <= CSV_S,
        f"mémoire du travail de fond plate (≤ {PLATE_MO:.0f} Mo)": (
            max(exports[c][1]["plus"] for c in FORMATS) <= PLATE_MO
        ),
        f"mémoire du serveur web plate (≤ {PLATE_MO:.0f} Mo)": max(memoires) <= PLATE_MO,
        f"premier octet ≤ {PREMIER_S:.0f} s": max(premiers) <= PREMIER_S,
    }


def main() -> None:
    """Measure, print, conclude."""
    lecteur = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lecteur.add_argument("--base", default="sqlite", help="sqlite, postgres ou postgres://…")
    lecteur.add_argument("--taille", type=int, default=TAILLE)
    lecteur.add_argument("--tours", type=int, default=TOURS)
    lecteur.add_argument("--classeur", action="store_true", help="écrire aussi le classeur de tout")
    options = lecteur.parse_args()
    with (
        base_remplie(options.base, options.taille) as base,
        serveur_lance(base.donnees, demo=False, env=base.env) as serveur,
    ):
        print(f"{base.nom}, {options.taille} acteurs")
        barres = mesurer(serveur, base.cookies, tours=options.tours, classeur=options.classeur)
    conclure(barres)


if __name__ == "__main__":
    main()
