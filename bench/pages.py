"""Speed and weight of the ten main pages, on the real processes.

    python bench/pages.py                 # with the demonstration (bar: p95 ≤ 100 ms)
    python bench/pages.py --taille 250000 # with generated actors (bar: p95 ≤ 150 ms)
    python bench/pages.py --poids         # adds cold and warm transfers, in Chromium

Speed: one visitor, signed in, keep-alive, ``--tours`` requests a page after
three to warm up. Weight: bytes on the wire (headers and bodies) as Chromium
counts them, cache empty then full; bars 150 kB and 20 kB.
"""

import argparse
import re
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import requests

from bench.commun import conclure, p95, tableau
from demo.acces import MOT_DE_PASSE, adresse
from tests.serveur import Serveur, serveur_lance

GENERER = """
import random
from acteurs.models import Acteur, TypeActeur
from territoires.models import Commune
alea = random.Random(42)
communes = list(Commune.objects.filter(type="commune", lon__isnull=False).values_list("code", "lon", "lat"))
types = list(TypeActeur.objects.filter(parent=None).values_list("code", flat=True))
mots = "Atelier Coop Solidarité Jardin Vélo Recyclerie Épicerie Mutuelle Fondation Énergie Toit Culture Emploi Ferme Théâtre Réemploi".split()
lot = []
for n in range({taille}):
    code, lon, lat = alea.choice(communes)
    lon += alea.uniform(-0.02, 0.02); lat += alea.uniform(-0.02, 0.02)
    nom = f"{{alea.choice(mots)}} {{alea.choice(mots)}} {{n}}"
    lot.append(Acteur(nom=nom, type_id=alea.choice(types), commune_id=code, lon=lon, lat=lat,
        precision="adresse", statut="publie", ess=True))
    lot[-1].deriver()
    if len(lot) == 5000:
        Acteur.objects.bulk_create(lot); lot = []
Acteur.objects.bulk_create(lot)
from acteurs.services.colonnes import construire_colonnes
from acteurs.services.revision import signaler_changement
signaler_changement()
construire_colonnes()
from django.db import connection
connection.cursor().execute("ANALYZE")
print(Acteur.objects.count())
"""


def se_connecter(serveur: Serveur) -> requests.Session:
    """Return a session signed in as the demonstration's agent."""
    session = requests.Session()
    page_connexion = f"{serveur.url}/comptes/login/"
    page = session.get(page_connexion, timeout=30).text
    jeton = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    reponse = session.post(
        page_connexion,
        data={
            "csrfmiddlewaretoken": jeton,
            "login": adresse("agent"),
            "password": MOT_DE_PASSE,
        },
        headers={"Referer": page_connexion},
        timeout=30,
    )
    assert "/login" not in reponse.url, "sign-in failed"
    return session


def pages_principales(serveur: Serveur) -> dict[str, str]:
    """Return the ten main pages: name → path."""
    references = serveur.manage(
        "shell",
        "-c",
        "from diagnostics.models import Diagnostic; from acteurs.models import Acteur\n"
        "print(Diagnostic.objects.get(code_demo='coquelicot').reference)\n"
        "print(Acteur.objects.get(nom__startswith='La Manufacture').reference)",
    ).split()
    diagnostic, acteur = references[-2:]
    return {
        "accueil": "/",
        "démarches": "/demarches/",
        "démarche": f"/demarches/{diagnostic}/",
        "matrice": f"/demarches/{diagnostic}/matrice/",
        "rapports": f"/demarches/{diagnostic}/rapports/",
        "territoires": "/territoires/",
        "territoire": "/territoires/epci/248000747/",
        "acteurs": "/acteurs/",
        "acteurs filtrés": "/acteurs/?territoire=epci:248000747&q=coop",
        "acteur": f"/acteurs/{acteur}/",
    }


def mesurer_vitesse(session: requests.Session, url: str, tours: int) -> tuple[list[float], int]:
    """Return the times in ms of ``tours`` requests and the compressed size of the answer."""
    temps, octets = [], 0
    for tour in range(tours + 3):
        debut = time.perf_counter()
        reponse = session.get(url, stream=True, timeout=60)
        octets = len(reponse.raw.read(decode_content=False))
        duree = (time.perf_counter() - debut) * 1000
        assert reponse.status_code == 200, f"{url}: {reponse.status_code}"
        if tour >= 3:
            temps.append(duree)
    return temps, octets


def mesurer_poids(serveur: Serveur, pages: dict[str, str]) -> dict[str, tuple[float, float]]:
    """Return name → (cold, warm) transfers in kB, as counted by Chromium."""
    from playwright.sync_api import sync_playwright

    from tests.navigateur.visite import ARGUMENTS, CHROMIUM, Visite

    poids = {}
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for nom, chemin in pages.items():
            visite = Visite(navigateur.new_context(), serveur.url)
            visite.se_connecter("agent")
            session = visite.contexte.new_cdp_session(visite.page)
            session.send("Network.enable")
            recus: list[float] = []
            session.on(
                "Network.loadingFinished", lambda e, r=recus: r.append(e["encodedDataLength"])
            )
            session.send("Network.clearBrowserCache")
            visite.page.goto(serveur.url + chemin, wait_until="networkidle")
            froid, recus[:] = sum(recus), []
            visite.page.goto(serveur.url + chemin, wait_until="networkidle")
            poids[nom] = (froid / 1000, sum(recus) / 1000)
            visite.contexte.close()
        navigateur.close()
    return poids


def main() -> None:
    """Measure, print, conclude."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--taille", type=int, default=0, help="acteurs générés en plus")
    options.add_argument("--tours", type=int, default=40)
    options.add_argument("--poids", action="store_true")
    choix = options.parse_args()
    barre = 150 if choix.taille else 100
    with (
        tempfile.TemporaryDirectory(prefix="terreau-bench-") as dossier,
        serveur_lance(Path(dossier)) as serveur,
    ):
        if choix.taille:
            print(
                "Acteurs :",
                serveur.manage("shell", "-c", GENERER.format(taille=choix.taille)).split()[-1],
            )
        session = se_connecter(serveur)
        pages = pages_principales(serveur)
        mesures = {
            nom: mesurer_vitesse(session, serveur.url + c, choix.tours) for nom, c in pages.items()
        }
        poids = mesurer_poids(serveur, pages) if choix.poids else {}
    lignes = []
    for nom, (temps, octets) in mesures.items():
        ligne = [
            nom,
            f"{sorted(temps)[len(temps) // 2]:.0f}",
            f"{p95(temps):.0f}",
            f"{octets / 1000:.1f}",
        ]
        if poids:
            ligne += [f"{poids[nom][0]:.0f}", f"{poids[nom][1]:.1f}"]
        lignes.append(ligne)
    entetes = ["page", "médiane ms", "p95 ms", "HTML kB"] + (
        ["froid kB", "chaud kB"] if poids else []
    )
    tableau(entetes, lignes)
    barres = {f"p95 ≤ {barre} ms": all(p95(t) <= barre for t, _ in mesures.values())}
    if poids:
        barres["à froid ≤ 150 kB"] = all(f <= 150 for f, _ in poids.values())
        barres["à chaud ≤ 20 kB"] = all(c <= 20 for _, c in poids.values())
    conclure(barres)


if __name__ == "__main__":
    main()
