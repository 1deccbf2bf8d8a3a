"""A workshop of sixty phones on the real processes: nothing lost, nothing doubled, quick, light.

    python bench/atelier.py                       # SQLite, embedded default, 5 minutes
    python bench/atelier.py --base postgres       # PostgreSQL + Redis, private servers
    python bench/atelier.py --duree 60 --telephones 20

Phones join by the link, then live the workshop as ``seance-salle.js`` does: they ask every
three to five seconds what changed (``If-None-Match``), write notes, reword, move and take them back,
support cards. A facilitator leads every step, groups, moves, renames, undoes and decides; a
big screen looks on. One write in thirty is sent on a connection cut before its answer, then
sent again with the same key. At the end what each phone believes it wrote, what it shows, and
what the database holds are compared, row by row.

Bars: no error, no lost or doubled write, p95 ≤ 150 ms, at least one answer 304, and at most
60 kB a minute on every phone: requests and answers, headers included (with those of a real
browser), static files left out (kept by the browser for a year).
"""

import argparse
import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.atelier_gens import CASES, Animation, Telephone, regarder
from bench.atelier_reseau import Mesures
from bench.bases import base_vide
from bench.commun import conclure, p95, tableau
from tests.serveur import Serveur, port_libre, serveur_lance

BARRE_MS = 150
BARRE_OCTETS = 60_000
PREPARER = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests import fabriques as f
from diagnostics.services.seance.conduite import creer_seance
agent = f.make_utilisateur(email="banc@terreau.example")
diagnostic = f.make_diagnostic(agent)
seance = creer_seance(diagnostic=diagnostic, par=agent, champs={"titre": "Banc", "voix_par_personne": 5})
session = SessionStore()
session[SESSION_KEY] = str(agent.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
session.save()
print(json.dumps([diagnostic.reference, seance.reference, seance.jeton, session.session_key]))
"""
VERIFIER = """
import json
from diagnostics.models import Seance
from diagnostics.services.seance.lecture import lire_cartes
from diagnostics.services.seance.voix import cartes_soutenues
seance = Seance.objects.get()
print(json.dumps({
    "participants": {p.pseudonyme: {
        "notes": [[n.cle_client, n.texte, n.case, n.etat, n.groupe_id is not None] for n in p.notes.all()],
        "voix": sorted(cartes_soutenues(p)), "lignes": p.votes.count(),
    } for p in seance.participants.all()},
    "cartes": sorted(c.numero for c in lire_cartes(seance)),
    "groupes": seance.groupes.count(), "elements": seance.diagnostic.elements.count(),
    "gardees": sum(c.decision == "gardee" for c in lire_cartes(seance)), "etape": seance.etape,
}))
"""


async def atelier(
    port: int, nombre: int, duree: float, prepare: list[str]
) -> tuple[Mesures, list[Telephone], float]:
    """Run the workshop."""
    demarche, seance, jeton, session = prepare
    mesures = Mesures()
    animation = Animation(port, mesures, demarche, seance, session)
    projecteur = Animation(port, mesures, demarche, seance, session)
    telephones = [Telephone(i, port, mesures, jeton, seance) for i in range(nombre)]
    await animation.ouvrir()
    # A room comes in within half a minute, not within a second.
    arrivees = min(30.0, duree / 6)

    async def arriver(telephone: Telephone) -> None:
        await asyncio.sleep(telephone.alea.uniform(0, arrivees))
        await telephone.entrer()

    debut = time.monotonic()
    await asyncio.gather(*(arriver(t) for t in telephones))
    fin = time.monotonic() + duree
    await asyncio.gather(
        animation.mener(time.monotonic(), duree),
        regarder(projecteur, fin),
        *(t.vivre(fin) for t in telephones),
    )
    for telephone in telephones:
        await telephone.suivi.sonder()
    ecoule = time.monotonic() - debut
    await animation.etape("close")
    return mesures, telephones, ecoule


def verifier(serveur: Serveur, telephones: list[Telephone]) -> list[str]:
    """Compare what phones believe and show with what the database holds."""
    base = json.loads(serveur.manage("shell", "-v0", "-c", VERIFIER).strip().splitlines()[-1])
    ecarts = []
    if len(base["participants"]) != len(telephones):
        ecarts.append(f"{len(base['participants'])} participants pour {len(telephones)} téléphones")
    for telephone in telephones:
        lu = base["participants"].get(telephone.nom, {"notes": [], "voix": [], "lignes": 0})
        cles = [n[0] for n in lu["notes"]]
        if len(cles) != len(set(cles)) or set(cles) != set(telephone.notes):
            ecarts.append(
                f"{telephone.nom}: {len(telephone.notes)} notes crues, {len(cles)} écrites"
            )
        for cle, texte, case, etat, groupee in lu["notes"]:
            cru = telephone.notes.get(cle)
            # The facilitator may have moved what stands on the board, with its group or alone.
            if cru and (cru[0] != texte or cru[2] != etat or (case not in CASES)):
                ecarts.append(f"{telephone.nom}: note {cle} {cru} ≠ {[texte, case, etat, groupee]}")
        if (
            set(lu["voix"]) != telephone.voix
            or lu["lignes"] != len(telephone.voix)
            or len(lu["voix"]) > 5
        ):
            ecarts.append(
                f"{telephone.nom}: voix crues {sorted(telephone.voix)}, comptées {lu['voix']}"
            )
        if sorted(telephone.suivi.cartes) != base["cartes"]:
            manque = set(base["cartes"]) ^ set(telephone.suivi.cartes)
            ecarts.append(f"{telephone.nom}: {len(manque)} cartes de différence à l’écran")
    if base["etape"] != "close" or base["elements"] != base["gardees"]:
        ecarts.append(
            f"clôture: {base['gardees']} gardées, {base['elements']} énoncés ({base['etape']})"
        )
    print(
        f"Base : {sum(len(p['notes']) for p in base['participants'].values())} notes, "
        f"{base['groupes']} groupes, {sum(len(p['voix']) for p in base['participants'].values())} voix, "
        f"{base['elements']} énoncés versés."
    )
    return ecarts


@contextlib.contextmanager
def redis_prive(dossier: Path) -> Iterator[str]:
    """Start a Redis of our own."""
    port = port_libre()
    processus = subprocess.Popen(
        [
            "redis-server",
            "--bind",
            "127.0.0.1",
            "--port",
            str(port),
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(dossier),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        time.sleep(0.5)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        processus.terminate()
        processus.wait(10)


def rendre_compte(mesures: Mesures, telephones: list[Telephone], ecoule: float) -> dict[str, bool]:
    """Print the tables and return the bars."""
    toutes = [d for durees in mesures.durees.values() for d in durees]
    lignes = [
        [genre, len(d), f"{sorted(d)[len(d) // 2]:.1f}", f"{p95(d):.1f}", f"{max(d):.1f}"]
        for genre, d in sorted(mesures.durees.items())
    ]
    lignes.append(
        [
            "ensemble",
            len(toutes),
            f"{sorted(toutes)[len(toutes) // 2]:.1f}",
            f"{p95(toutes):.1f}",
            f"{max(toutes):.1f}",
        ]
    )
    tableau(["requête", "nombre", "médiane ms", "p95 ms", "pire ms"], lignes)
    par_minute = [sum(t.navigateur.octets.values()) / (ecoule / 60) for t in telephones]
    pires = [max(t.navigateur.octets.values()) for t in telephones]
    non_modifiees = mesures.statuts[304]
    total = sum(mesures.statuts.values())
    print(
        f"Statuts {dict(mesures.statuts)} ; 304 : {non_modifiees} sur {total} "
        f"({100 * non_modifiees / total:.0f} %) ; coupures rejouées : {sum(t.coupures for t in telephones)} ; "
        f"refusées parce que l’étape venait de changer : {mesures.trop_tard}."
    )
    print(
        f"Octets par téléphone et par minute : moyenne {sum(par_minute) / len(par_minute):.0f}, "
        f"téléphone le plus lourd {max(par_minute):.0f}, pire minute {max(pires)}."
    )
    for erreur in mesures.erreurs[:10]:
        print("  erreur :", erreur)
    return {
        f"aucune erreur ({len(mesures.erreurs)})": not mesures.erreurs,
        f"p95 ≤ {BARRE_MS} ms ({p95(toutes):.0f})": p95(toutes) <= BARRE_MS,
        f"304 ({non_modifiees})": non_modifiees > 0,
        f"≤ 60 ko par minute ({max(par_minute) / 1000:.1f})": max(par_minute) <= BARRE_OCTETS,
    }


def main() -> None:
    """Run the workshop on the chosen base, print, conclude."""
    lecteur = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lecteur.add_argument("--base", default="sqlite", help="sqlite, postgres ou postgres://…")
    lecteur.add_argument("--duree", type=float, default=300, help="secondes")
    lecteur.add_argument("--telephones", type=int, default=60)
    options = lecteur.parse_args()
    with contextlib.ExitStack() as pile:
        nom, donnees, env = pile.enter_context(base_vide(options.base))
        if options.base != "sqlite":
            env = {**env, "REDIS_URL": pile.enter_context(redis_prive(donnees))}
        serveur = pile.enter_context(serveur_lance(donnees, demo=False, env=env))
        prepare = json.loads(
            serveur.manage("shell", "-v0", "-c", PREPARER).strip().splitlines()[-1]
        )
        print(
            f"{nom}{' + Redis' if options.base != 'sqlite' else ''}, {options.telephones} téléphones, {options.duree:.0f} s"
        )
        mesures, telephones, ecoule = asyncio.run(
            atelier(serveur.port, options.telephones, options.duree, prepare)
        )
        barres = rendre_compte(mesures, telephones, ecoule)
        ecarts = verifier(serveur, telephones)
    for ecart in ecarts[:10]:
        print("  écart :", ecart)
    conclure({f"rien de perdu ni de doublé ({len(ecarts)} écarts)": not ecarts, **barres})


if __name__ == "__main__":
    main()
