"""Tiles of the map at 250,000 actors: every zoom, with and without filters, on the real processes.

    python bench/tuiles.py                    # SQLite
    python bench/tuiles.py --base postgres    # a private PostgreSQL, with PostGIS beside when there
    python bench/tuiles.py --taille 20000 --tours 2

One visitor, keep-alive, gzip; no tile is kept by the server between two requests. Each line
takes the tiles of the busiest places of France (and quieter ones). Bars: whole response p95 ≤
25 ms, ≤ 25 kB, unchanged (304) ≤ 8 ms; the same for the tile asked just after somebody changed an
actor, whatever the filter; first view of France ≤ 250 kB and ≤ 1 s. « première lecture » is
the very first answer to each address: no bar of its own.

In the same run, for comparison: the usual way (one GeoJSON of every actor) and, on PostgreSQL,
PostGIS's ``ST_AsMVT`` of every point of the same tiles, database time only.
"""

import argparse
import gzip
import math
import random
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import requests

from bench.bases import TAILLE, Base, base_remplie
from bench.commun import conclure, p95, rss_mo, tableau
from tests.serveur import serveur_lance

LIEUX = [(2.35, 48.86), (4.85, 45.75), (5.38, 43.30), (3.06, 50.63), (-1.68, 48.11), (2.65, 50.0)]
ZOOMS = (0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18)
FILTRES = {
    "aucun": "",
    "famille": "famille=cooperative",
    "famille principale": "famille=association",
    "thème": "theme=mobilite",
    "ESS": "ess=oui",
    "effectif": "taille=1-9",
    "thème, ESS, effectif": "theme=mobilite&ess=oui&taille=1-9",
    "forme": "forme=scic",
    "ESUS": "esus=oui",
    "NAF": "naf=88",
    "EPCI": "territoire=epci:200054781",
    "département": "territoire=departement:59",
    "région": "territoire=region:11",
    "autour, 20 km": "autour=75056&rayon=20",
    "mot fréquent": "q=association",
    "deux mots": "q=theatre+compagnie",
    "mot rare": "q=fruitiere",
    "rien": "q=zzqx",
}
PREMIERE_VUE = [(5, x, y) for x in (15, 16) for y in (10, 11)] + [(5, 15, 12), (5, 16, 12)]
"""Tiles of a 1,280-pixel screen on France in Europe (web zoom 6)."""
CHANGEMENTS = 120
"""Actors changed one by one, each followed by one tile."""


def tuile_de(z: int, lon: float, lat: float) -> tuple[int, int, int]:
    cote, rad = 1 << z, math.radians(lat)
    y = (1 - math.asinh(math.tan(rad)) / math.pi) / 2
    return z, int((lon + 180) / 360 * cote), int(y * cote)


def tuiles(z: int) -> list[tuple[int, int, int]]:
    return list(dict.fromkeys(tuile_de(z, *lieu) for lieu in LIEUX))


def demander(
    session: requests.Session, url: str, entetes: dict[str, str] | None = None
) -> tuple[float, int, requests.Response]:
    """Return the milliseconds, the bytes on the wire and the answer."""
    debut = time.perf_counter()
    reponse = session.get(url, stream=True, timeout=60, headers=entetes)
    octets = len(reponse.raw.read(decode_content=False))
    return (time.perf_counter() - debut) * 1000, octets, reponse


def mesurer(session: requests.Session, url: str, tours: int) -> dict[str, list]:
    """Return filter → (zoom, times, bytes, times of the 304, first times) of each zoom."""
    resultats: dict[str, list] = {}
    for nom, filtre in FILTRES.items():
        resultats[nom] = []
        for z in ZOOMS:
            temps, octets, inchanges, premiers = [], 0, [], []
            for t in tuiles(z):
                adresse = f"{url}/acteurs/tuiles/{t[0]}/{t[1]}/{t[2]}?{filtre}"
                premiers.append(demander(session, adresse)[0])
                for _ in range(tours):
                    duree, poids, reponse = demander(session, adresse)
                    assert reponse.status_code == 200, f"{adresse}: {reponse.status_code}"
                    temps.append(duree)
                    octets = max(octets, poids)
                duree, _, revue = demander(
                    session, adresse, {"If-None-Match": reponse.headers["ETag"]}
                )
                assert revue.status_code == 304, adresse
                inchanges.append(duree)
            resultats[nom].append((z, temps, octets, inchanges, premiers))
    return resultats


def premiere_vue(session: requests.Session, url: str) -> tuple[float, float]:
    """Return the seconds and the kB of the tiles of the screen, six at a time."""
    debut = time.perf_counter()
    with ThreadPoolExecutor(6) as fils:
        rendus = fils.map(
            lambda t: demander(session, f"{url}/acteurs/tuiles/{t[0]}/{t[1]}/{t[2]}"), PREMIERE_VUE
        )
        octets = sum(o for _, o, _ in rendus)
    return time.perf_counter() - debut, octets / 1000


def apres_changement(session: requests.Session, url: str) -> tuple[list[float], list[float]]:
    """Withdraw actors and bring them back: times of the tiles that follow, and of the changes."""
    from acteurs.models import Acteur
    from acteurs.services import archive_acteur, publish_acteur

    alea = random.Random(1)
    filtres = [f for f in FILTRES.values() if f != FILTRES["rien"]]
    acteurs = list(Acteur.objects.publies().places().order_by("pk")[: 50 * CHANGEMENTS : 50])
    tuiles_, ecritures = [], []
    for rang, acteur in enumerate(acteurs):
        debut = time.perf_counter()
        if rang % 2:
            publish_acteur(acteur=acteurs[rang - 1], par=None)
        else:
            archive_acteur(acteur=acteur, par=None)
        ecritures.append((time.perf_counter() - debut) * 1000)
        z, x, y = alea.choice(tuiles(alea.choice(ZOOMS)))
        adresse = f"{url}/acteurs/tuiles/{z}/{x}/{y}?{filtres[rang % len(filtres)]}"
        tuiles_.append(demander(session, adresse)[0])
    return tuiles_, ecritures


def nouveau_fichier(session: requests.Session, url: str) -> tuple[float, list[float]]:
    """Write the columns again: seconds, and the times of the tiles that follow."""
    from acteurs.services.colonnes import construire_colonnes

    debut = time.perf_counter()
    construire_colonnes()
    secondes = time.perf_counter() - debut
    return secondes, [demander(session, f"{url}/acteurs/tuiles/5/16/11")[0] for _ in range(8)]


def maniere_usuelle() -> tuple[float, float, float]:
    """One GeoJSON of everything: seconds, MB gzipped, MB of memory it takes."""
    import orjson

    from acteurs.models import Acteur

    avant, debut = rss_mo(), time.perf_counter()
    entites = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {"reference": reference, "nom": nom, "famille": type_},
        }
        for reference, nom, type_, lon, lat in Acteur.objects.publies()
        .places()
        .values_list("reference", "nom", "type_id", "lon", "lat")
    ]
    contenu = gzip.compress(orjson.dumps({"type": "FeatureCollection", "features": entites}), 6)
    return time.perf_counter() - debut, len(contenu) / 1e6, rss_mo() - avant


def postgis(tours: int) -> dict[int, tuple[float, float]] | str:
    """Zoom → (median ms, kB gzipped) of ST_AsMVT for all points of the busiest tile, or why not."""
    from django.db import DatabaseError, connection

    if connection.vendor != "postgresql":
        return "PostGIS ne se compare que sur PostgreSQL."
    with connection.cursor() as curseur:
        try:
            curseur.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        except DatabaseError as refus:
            return f"PostGIS n’est pas disponible : {str(refus).splitlines()[0]}"
        curseur.execute(
            "CREATE TEMP TABLE points AS SELECT id, nom, type_id, "
            "ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4326), 3857) AS geom "
            "FROM acteurs_acteur WHERE statut = 'publie' AND lon IS NOT NULL"
        )
        curseur.execute("CREATE INDEX ON points USING gist (geom)")
        curseur.execute("ANALYZE points")
        resultats = {}
        for z in (5, 6, 8, 10, 14):
            temps, octets = [], 0
            for _, x, y in tuiles(z)[:3]:
                for _ in range(tours):
                    debut = time.perf_counter()
                    curseur.execute(
                        "SELECT ST_AsMVT(t, 'acteurs') FROM (SELECT nom, type_id, "
                        "ST_AsMVTGeom(geom, ST_TileEnvelope(%s, %s, %s)) AS geom FROM points "
                        "WHERE geom && ST_TileEnvelope(%s, %s, %s)) t",
                        [z, x, y] * 2,
                    )
                    (contenu,) = curseur.fetchone()
                    temps.append((time.perf_counter() - debut) * 1000)
                octets = max(octets, len(gzip.compress(bytes(contenu), 6)))
            resultats[z] = (statistics.median(temps), octets / 1000)
    return resultats


def dire(base: Base, resultats: dict[str, list]) -> dict[str, bool]:
    """Print a line per filter and a line per zoom without filter; return the bars."""
    lignes, barres = [], {}
    for nom, zooms in resultats.items():
        tous = [t for _, temps, *_ in zooms for t in temps]
        pires = max(zooms, key=lambda ligne: p95(ligne[1]))
        poids = max(octets for _, _, octets, *_ in zooms) / 1000
        revus = [t for *_, inchanges, _ in zooms for t in inchanges]
        premiers = [t for *_, t_ in zooms for t in t_]
        lignes.append(
            [
                nom, f"{statistics.median(tous):.1f}", f"{p95(tous):.1f}",
                f"{p95(pires[1]):.1f} (z {pires[0]})", f"{p95(premiers):.1f}", f"{poids:.1f}",
                f"{statistics.median(revus):.1f}", f"{p95(revus):.1f}",
            ]
        )  # fmt: skip
        barres[f"{nom} : p95 {p95(tous):.0f} ms ≤ 25"] = p95(tous) <= 25
        barres[f"{nom} : {poids:.0f} ko ≤ 25"] = poids <= 25
        barres[f"{nom} : 304 {p95(revus):.0f} ms ≤ 8"] = p95(revus) <= 8
    print(f"\nTuiles, {base.nom}, {base.compte['acteurs']} acteurs, réponse entière")
    tableau(
        [
            "filtre", "médiane ms", "p95 ms", "pire zoom, p95 ms", "première lecture, p95 ms",
            "ko max", "304 médiane", "304 p95 ms",
        ],
        lignes,
    )  # fmt: skip
    print("\nSans filtre, par zoom")
    tableau(
        ["zoom", "médiane ms", "p95 ms", "ko max"],
        [
            [z, f"{statistics.median(temps):.1f}", f"{p95(temps):.1f}", f"{octets / 1000:.1f}"]
            for z, temps, octets, *_ in resultats["aucun"]
        ],
    )
    return barres


def main() -> None:
    """Measure, compare, print, conclude."""
    lecteur = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lecteur.add_argument("--base", default="sqlite", help="sqlite, postgres ou postgres://…")
    lecteur.add_argument("--taille", type=int, default=TAILLE)
    lecteur.add_argument("--tours", type=int, default=4, help="mesures de chaque tuile")
    options = lecteur.parse_args()
    with base_remplie(options.base, options.taille) as base:
        with serveur_lance(base.donnees, demo=False, env=base.env) as serveur:
            session = requests.Session()
            session.cookies.update(base.cookies)
            session.headers["Accept-Encoding"] = "gzip"
            secondes, ko = premiere_vue(session, serveur.url)
            resultats = mesurer(session, serveur.url, options.tours)
            base.ouvrir()
            suivantes, ecritures = apres_changement(session, serveur.url)
            reecriture, premieres = nouveau_fichier(session, serveur.url)
        barres = dire(base, resultats)
        print(
            f"\nAprès un changement : médiane {statistics.median(suivantes):.1f} ms, "
            f"p95 {p95(suivantes):.1f} ms ; le changement : {statistics.median(ecritures):.1f} ms"
        )
        print(
            f"Colonnes réécrites en {reecriture:.1f} s ; "
            f"tuiles ensuite : {', '.join(f'{t:.0f}' for t in premieres)} ms"
        )
        barres[f"après un changement : p95 {p95(suivantes):.0f} ms ≤ 25"] = p95(suivantes) <= 25
        print(f"\nPremière vue de la France, à froid : {ko:.0f} ko en {secondes:.2f} s")
        duree, mo, memoire = maniere_usuelle()
        print(f"Manière usuelle, un GeoJSON : {duree:.1f} s, {mo:.1f} Mo gzip, +{memoire:.0f} Mo")
        reference = postgis(options.tours)
        if isinstance(reference, str):
            print(reference)
        else:
            print("\nST_AsMVT, tous les points, temps de base seul")
            tableau(
                ["zoom", "médiane ms", "ko gzip"],
                [[z, f"{ms:.1f}", f"{ko_:.0f}"] for z, (ms, ko_) in reference.items()],
            )
    barres[f"première vue {ko:.0f} ko ≤ 250"] = ko <= 250
    barres[f"première vue {secondes:.2f} s ≤ 1"] = secondes <= 1
    conclure(barres)


if __name__ == "__main__":
    main()
