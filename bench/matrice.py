"""How long one browser waits to see what another wrote in the matrix.

    python bench/matrice.py            # bar: each of the statements seen within 3 s

Two people signed in on the real processes, each in a Chromium window; the
delay runs from the moment the first sees its own statement in its page.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import sync_playwright

from bench.commun import conclure, p95, tableau
from tests.navigateur.visite import ARGUMENTS, BUREAU, CHROMIUM, TELEPHONE, Visite
from tests.serveur import serveur_lance


def main() -> None:
    """Measure, print, conclude."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--tours", type=int, default=20)
    tours = options.parse_args().tours
    delais: list[float] = []
    with (
        tempfile.TemporaryDirectory(prefix="terreau-bench-") as dossier,
        serveur_lance(Path(dossier)) as serveur,
        sync_playwright() as playwright,
    ):
        navigateur = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        reference = serveur.manage(
            "shell", "-v0", "-c",
            "from diagnostics.models import Diagnostic as D\n"
            "print(D.objects.get(code_demo='coquelicot').reference)",
        ).split()[-1]  # fmt: skip
        pages = []
        for compte, ecran in (("agent", BUREAU), ("collegue", TELEPHONE)):
            visite = Visite(navigateur.new_context(viewport=ecran), serveur.url)
            visite.se_connecter(compte)
            pages.append(visite.aller(f"/demarches/{reference}/matrice/"))
        auteur, lecteur = pages
        for tour in range(tours):
            texte = f"Énoncé mesuré numéro {tour} du banc"
            auteur.locator("#texte-force").fill(texte)
            auteur.locator("#ajout-force button").click()
            auteur.locator("#items-force").get_by_text(texte).wait_for()
            debut = time.perf_counter()
            lecteur.locator("#items-force").get_by_text(texte).wait_for()
            delais.append(time.perf_counter() - debut)
            # Not in step with the other page's two-second clock.
            time.sleep(0.37 * (tour % 5))
        navigateur.close()
    delais.sort()
    tableau(
        ["énoncés", "médiane s", "p95 s", "pire s"],
        [[tours, f"{delais[tours // 2]:.2f}", f"{p95(delais):.2f}", f"{delais[-1]:.2f}"]],
    )
    conclure({"vu par l’autre en 3 s au plus": delais[-1] <= 3})


if __name__ == "__main__":
    main()
