"""Files of open data at full size: background exports, first byte of a stream, memory.

    python bench/donnees_ouvertes_fichiers.py                       # 250,000 actors, SQLite
    python bench/donnees_ouvertes_fichiers.py --base postgres

Real processes. The whole directory is asked for in each format as a visitor does, and made by the
real worker; the memory of the processes of the worker is read while it writes. Then lists are
streamed by the web server: time to the first byte of data, and to the last.

Bars: CSV of everything ≤ 20 s; memory of the worker and of the web server flat while they write
(≤ 40 MB more than before); first byte of a streamed filtered CSV ≤ 1 s.
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
from bench.commun import conclure, p95, tableau
from tests.serveur import Serveur, serveur_lance

CSV_S = 20.0
PREMIER_S = 1.0
PLATE_MO = 40.0
FORMATS = ("csv", "geojson", "jsonld", "gogocarto", "xlsx")
LISTES = {
    "toutes les associations": "/donnees/acteurs.csv?famille=association",
    "un département": "/donnees/acteurs.csv?territoire=departement:80",
    "un mot": "/donnees/acteurs.csv?q=coop",
    "une petite taille, un thème": "/donnees/acteurs.csv?taille=1-9&theme=mobilite",
    "tout l’annuaire, fichier déjà fait": "/donnees/acteurs.csv",
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


def lire_flux(url: str, cookies: dict[str, str]) -> tuple[float, float, int]:
    """Stream a list: seconds to the first byte of data, to the last, bytes."""
    debut = time.perf_counter()
    with requests.get(
        url, stream=True, timeout=300, cookies=cookies, headers={"Accept-Encoding": "identity"}
    ) as reponse:
        assert reponse.status_code == 200, f"{url}: {reponse.status_code}"
        morceaux = reponse.iter_content(1 << 16)
        octets = len(next(morceaux))
        premier = time.perf_counter() - debut
        octets += sum(len(m) for m in morceaux)
    return premier, time.perf_counter() - debut, octets


def mesurer(serveur: Serveur, cookies: dict[str, str], *, tours: int = TOURS) -> dict[str, bool]:
    """Measure, print, return the bars."""
    # What a process of the worker loads once is not what a file costs.
    for famille in ("association", "cooperative", "mutuelle", "fondation"):
        exporter(serveur, "csv", cookies, famille=famille, q="coop")
    exports = {code: exporter(serveur, code, cookies) for code in FORMATS}
    tableau(
        ["export de fond", "secondes", "processeur s", "mémoire Mo", "Mo"],
        [
            [c, f"{s:.1f}", f"{m['processeur']:.1f}", f"+{m['plus']:.0f}", f"{o / 1e6:.1f}"]
            for c, (s, m, o) in exports.items()
        ],
    )
    rangs, premiers, memoires = [], [], []
    for nom, chemin in LISTES.items():
        url = serveur.url + chemin
        lire_flux(url, cookies)
        with surveiller(serveur.processus["web"].pid) as memoire:
            temps = [lire_flux(url, cookies) for _ in range(tours)]
        premier = p95([t[0] for t in temps])
        premiers.append(premier)
        memoires.append(memoire["plus"])
        rangs.append([
            nom, f"{premier * 1000:.0f}", f"{max(t[1] for t in temps):.1f}",
            f"+{memoire['plus']:.0f}", f"{temps[0][2] / 1e6:.1f}",
        ])  # fmt: skip
    print()
    tableau(["CSV au fil de l’eau", "premier octet p95 ms", "fin s", "mémoire Mo", "Mo"], rangs)
    return {
        f"CSV de tout ≤ {CSV_S:.0f} s": exports["csv"][0] <= CSV_S,
        f"mémoire du travail de fond plate (≤ {PLATE_MO:.0f} Mo)": (
            max(exports[c][1]["plus"] for c in FORMATS if c != "xlsx") <= PLATE_MO
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
    options = lecteur.parse_args()
    with (
        base_remplie(options.base, options.taille) as base,
        serveur_lance(base.donnees, demo=False, env=base.env) as serveur,
    ):
        print(f"{base.nom}, {options.taille} acteurs")
        barres = mesurer(serveur, base.cookies, tours=options.tours)
    conclure(barres)


if __name__ == "__main__":
    main()
