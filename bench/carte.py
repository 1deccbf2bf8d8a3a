"""The national map in Chromium: no frame over 50 ms while it is dragged and zoomed.

    python bench/carte.py                       # 250,000 actors, SQLite
    python bench/carte.py --base postgres --taille 50000
    python bench/carte.py --trace /tmp/carte.json   # keeps the trace, to be read in DevTools

Real processes, real tiles, one visitor signed in, a window of 1280 × 900. A Chromium trace is
taken during the gestures: eight drags, a zoom from France to a street with the wheel and the
buttons, drags there, and back. Two things are read from it and from the page:

- tasks: how long the main thread was held at once by anything (script, layout, painting), on
  the clock and in processor time, which other processes of a busy machine do not lengthen;
- frames: time between two frames asked for by a loop of ``requestAnimationFrame``, which shows
  what a task does not: rasterising, garbage, other processes.

Also told: what opening the map costs (milliseconds, bytes of code, ground and tiles).
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, Page, sync_playwright

from bench.bases import TAILLE, base_remplie
from bench.commun import conclure, p95, tableau
from tests.navigateur.visite import ARGUMENTS, BUREAU, CHROMIUM
from tests.serveur import serveur_lance

IMAGE_MS = 50.0
OUVERTURE_S = 1.0
TUILES_KO = 250.0
CATEGORIES = [
    "devtools.timeline",
    "disabled-by-default-devtools.timeline",
    "toplevel",
    "blink.user_timing",
]
MESURER = """() => {
  window.__images = [];
  let avant = performance.now();
  const suivre = (t) => { window.__images.push(t - avant); avant = t; window.__boucle = requestAnimationFrame(suivre); };
  window.__boucle = requestAnimationFrame((t) => { avant = t; suivre(t); });
}"""
ARRETER = "() => { cancelAnimationFrame(window.__boucle); return window.__images.slice(1); }"


def glisser(page: Page, dx: int, dy: int, pas: int = 24) -> None:
    """Drag the map as a hand does: a movement a frame, then inertia."""
    boite = page.locator(".te-plan").bounding_box()
    assert boite
    x, y = boite["x"] + boite["width"] / 2, boite["y"] + boite["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(1, pas + 1):
        page.mouse.move(x + dx * i / pas, y + dy * i / pas)
        page.wait_for_timeout(16)
    page.mouse.up()
    page.wait_for_timeout(500)


def gestes(page: Page) -> None:
    """Drag and zoom all over the country, then in a town, and come back."""
    for dx, dy in ((250, 120), (-300, -60), (-200, 200), (260, -220)):
        glisser(page, dx, dy)
    boite = page.locator(".te-plan").bounding_box()
    assert boite
    page.mouse.move(boite["x"] + boite["width"] * 0.52, boite["y"] + boite["height"] * 0.45)
    for _ in range(5):
        page.mouse.wheel(0, -100)
        page.wait_for_timeout(900)
    for _ in range(4):
        page.get_by_role("button", name="Agrandir").click()
        page.wait_for_timeout(900)
    for dx, dy in ((220, 90), (-220, 150), (-150, -200), (240, -60)):
        glisser(page, dx, dy)
    for _ in range(7):
        page.get_by_role("button", name="Réduire").click()
        page.wait_for_timeout(700)


def taches(trace: dict[str, Any]) -> list[tuple[float, float]]:
    """Return how long each task held the page's main thread: clock and processor, in ms."""
    fils = {
        (e["pid"], e["tid"])
        for e in trace["traceEvents"]
        if e.get("name") == "thread_name" and e["args"].get("name") == "CrRendererMain"
    }
    par_fil: dict[tuple[int, int], list[tuple[float, float]]] = {fil: [] for fil in fils}
    for e in trace["traceEvents"]:
        fil = (e.get("pid"), e.get("tid"))
        if fil in par_fil and e.get("ph") == "X" and e.get("name", "").endswith("RunTask"):
            par_fil[fil].append((e.get("dur", 0) / 1000, e.get("tdur", 0) / 1000))
    # The page's own thread is the one that worked most.
    return max(par_fil.values(), key=lambda fil: sum(cpu for _, cpu in fil), default=[])


def ouvrir(page: Page, url: str) -> tuple[float, Counter[str]]:
    """Open the map on the whole of France, caches empty; return seconds and bytes by kind."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    adresses: dict[str, str] = {}
    octets: Counter[str] = Counter()
    session.on(
        "Network.responseReceived",
        lambda e: adresses.update({e["requestId"]: e["response"]["url"]}),
    )

    def compter(e: dict[str, Any]) -> None:
        chemin = urlsplit(adresses.get(e["requestId"], "")).path
        nature = (
            "tuiles" if "/tuiles/" in chemin else "fond" if chemin.endswith("fond.json") else "code"
        )
        octets[nature] += int(e["encodedDataLength"])

    page.goto(f"{url}/acteurs/", wait_until="networkidle")
    session.on("Network.loadingFinished", compter)
    debut = time.perf_counter()
    page.get_by_role("button", name="Explorer la carte").click()
    page.locator(".te-plan[aria-busy=false]").wait_for()
    duree = time.perf_counter() - debut
    page.wait_for_timeout(1500)
    return duree, octets


def mesurer(navigateur: Browser, url: str, cookies: dict[str, str], garder: str) -> dict[str, bool]:
    """Open, move, read the trace; return the bars."""
    contexte = navigateur.new_context(viewport=BUREAU, locale="fr-FR")
    contexte.add_cookies([{"name": n, "value": v, "url": url} for n, v in cookies.items()])
    page = contexte.new_page()
    duree, octets = ouvrir(page, url)
    print(page.locator("[data-carte-compte]").inner_text())
    with tempfile.TemporaryDirectory(prefix="terreau-trace-") as dossier:
        chemin = Path(garder or Path(dossier) / "trace.json")
        page.evaluate(MESURER)
        navigateur.start_tracing(page=page, path=chemin, categories=CATEGORIES)
        gestes(page)
        images: list[float] = page.evaluate(ARRETER)
        navigateur.stop_tracing()
        trace = json.loads(chemin.read_text())
    contexte.close()
    prises = taches(trace)
    horloge, cpu = [h for h, _ in prises], [c for _, c in prises]
    lentes = [i for i in images if i > IMAGE_MS]
    tableau(
        ["mesure", "nombre", "médiane ms", "p95 ms", "pire ms", f"> {IMAGE_MS:.0f} ms"],
        [
            ["images", len(images), *_resumer(images), len(lentes)],
            *(
                [nom, len(durees), *_resumer(durees), sum(t > IMAGE_MS for t in durees)]
                for nom, durees in (("tâches, horloge", horloge), ("tâches, processeur", cpu))
            ),
        ],
    )
    print(f"Charge de la machine : {os.getloadavg()[0]:.1f} pour {os.cpu_count()} cœurs")
    ko = {nature: n / 1000 for nature, n in octets.items()}
    print(
        f"Ouverture : {duree * 1000:.0f} ms ; code {ko.get('code', 0):.0f} kB, "
        f"fond {ko.get('fond', 0):.0f} kB, tuiles {ko.get('tuiles', 0):.0f} kB"
    )
    return {
        f"aucune image au-delà de {IMAGE_MS:.0f} ms": not lentes,
        f"aucune tâche au-delà de {IMAGE_MS:.0f} ms de processeur": max(cpu) <= IMAGE_MS,
        f"première vue en {OUVERTURE_S:g} s": duree <= OUVERTURE_S,
        f"tuiles de la première vue ≤ {TUILES_KO:.0f} kB": ko.get("tuiles", 0) <= TUILES_KO,
    }


def _resumer(valeurs: list[float]) -> list[str]:
    triees = sorted(valeurs)
    return [f"{v:.1f}" for v in (triees[len(triees) // 2], p95(triees), triees[-1])]


def main() -> None:
    """Measure, print, conclude."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--base", default="sqlite")
    options.add_argument("--taille", type=int, default=TAILLE)
    options.add_argument("--trace", default="", help="fichier où garder la trace")
    choix = options.parse_args()
    with (
        base_remplie(choix.base, choix.taille) as base,
        serveur_lance(base.donnees, demo=False, env=base.env) as serveur,
        sync_playwright() as playwright,
    ):
        print(f"{base.nom}, {choix.taille} acteurs")
        navigateur = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            barres = mesurer(navigateur, serveur.url, base.cookies, choix.trace)
        finally:
            navigateur.close()
    conclure(barres)


if __name__ == "__main__":
    main()
