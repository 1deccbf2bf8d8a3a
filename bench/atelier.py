"""A workshop of sixty phones on the real processes: nothing lost, nothing doubled, quick, light.

    python bench/atelier.py                       # SQLite, embedded default, 5 minutes
    python bench/atelier.py --base postgres       # PostgreSQL + Redis, private servers
    python bench/atelier.py --duree 60 --telephones 20

Phones join by the link, then live the workshop as ``seance-salle.js`` does: they ask every
three seconds what changed (``If-None-Match``), write notes, reword, move and take them back,
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
import gzip
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.bases import base_vide
from bench.commun import conclure, p95, tableau
from tests.serveur import Serveur, port_libre, serveur_lance

BARRE_MS = 150
BARRE_OCTETS = 60_000
PERIODE_S = 3.0
RYTHME = {"recueil": 0.16, "revelation": 0.03, "regroupement": 0.03, "vote": 0.4}
"""Chance that somebody writes between two polls: five or six notes each, seven votes given or moved."""
CASES = ("force", "faiblesse", "opportunite", "menace")
GENRES = ("collectivite", "ess", "entreprise", "institution", "reseau", "habitant")
NAVIGATEUR = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 14; Mobile) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Mobile Safari/537.36",
    "Accept": "application/json",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "fr-FR,fr;q=0.9",
    "Sec-Fetch-Dest": "empty",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Site": "same-origin",
    "sec-ch-ua": '"Chromium";v="130", "Not?A_Brand";v="99"',
    "sec-ch-ua-mobile": "?1",
    "sec-ch-ua-platform": '"Android"',
}
MOTS = [
    "gare",
    "foncier",
    "tiers-lieu",
    "emploi",
    "insertion",
    "mobilité",
    "vélo",
    "compost",
    "cantine",
    "ferme",
    "ressourcerie",
    "logement",
    "bénévoles",
    "élus",
    "budget",
    "formation",
    "numérique",
    "réemploi",
    "santé",
    "culture",
    "énergie",
    "toitures",
    "friche",
    "marché",
    "livraison",
    "maraîchage",
    "école",
    "crèche",
    "aînés",
    "jeunesse",
    "associations",
    "entreprises",
]
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


@dataclass
class Mesures:
    """What the whole room measured."""

    durees: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuts: Counter = field(default_factory=Counter)
    erreurs: list[str] = field(default_factory=list)
    trop_tard: int = 0


class Navigateur:
    """A keep-alive HTTP connection that counts every byte, both ways."""

    def __init__(self, port: int, mesures: Mesures) -> None:
        self.port, self.mesures = port, mesures
        self.cookies: dict[str, str] = {}
        self.octets: Counter[int] = Counter()
        self.debut = time.monotonic()
        self._flux: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def demander(
        self,
        genre: str,
        chemin: str,
        champs: Any = None,
        *,
        etag: str = "",
        couper: bool = False,
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask, count, time; ``couper`` drops the connection before the answer and returns (0, {}, b"")."""
        corps = urlencode(champs, doseq=True).encode() if champs is not None else b""
        methode = "POST" if champs is not None else "GET"
        entetes = {"Host": f"127.0.0.1:{self.port}", "Connection": "keep-alive", **NAVIGATEUR}
        if self.cookies:
            entetes["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if etag:
            entetes["If-None-Match"] = etag
        if corps:
            entetes["Content-Type"] = "application/x-www-form-urlencoded;charset=UTF-8"
            entetes["Content-Length"] = str(len(corps))
            entetes["Origin"] = f"http://127.0.0.1:{self.port}"
        lignes = f"{methode} {chemin} HTTP/1.1\r\n" + "".join(
            f"{k}: {v}\r\n" for k, v in entetes.items()
        )
        message = lignes.encode() + b"\r\n" + corps
        for essai in range(3):
            neuf = self._flux is None
            debut = time.perf_counter()
            try:
                lecteur, plume = self._flux or await asyncio.open_connection("127.0.0.1", self.port)
                self._flux = (lecteur, plume)
                plume.write(message)
                await plume.drain()
                self._compter(len(message))
                if couper:
                    await asyncio.sleep(0.002)
                    self.fermer()
                    return 0, {}, b""
                statut, recus, octets = await self._lire(lecteur)
            except (ConnectionError, asyncio.IncompleteReadError, OSError) as erreur:
                self.fermer()
                # An idle connection the server closed meanwhile: a browser opens another one.
                if neuf or essai == 2:
                    self.mesures.erreurs.append(f"{genre} {chemin}: {erreur!r}")
                    return -1, {}, b""
                continue
            self.mesures.durees[genre].append((time.perf_counter() - debut) * 1000)
            self.mesures.statuts[statut] += 1
            if statut == 422 and b'"etape"' in octets:
                self.mesures.trop_tard += 1  # the step had just changed: said so, nothing written
            elif statut >= 400:
                self.mesures.erreurs.append(f"{genre} {statut}: {octets[:160]!r}")
            if recus.get("connection") == "close":
                self.fermer()
            return statut, recus, octets
        return -1, {}, b""

    def _compter(self, octets: int) -> None:
        self.octets[int((time.monotonic() - self.debut) // 60)] += octets

    async def _lire(self, lecteur: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
        tete = await lecteur.readuntil(b"\r\n\r\n")
        premiere, *reste = tete.decode("latin-1").split("\r\n")
        entetes: dict[str, str] = {}
        for ligne in reste:
            nom, _, valeur = ligne.partition(":")
            if nom.lower() == "set-cookie":
                cle, _, suite = valeur.strip().partition("=")
                self.cookies[cle] = suite.partition(";")[0]
            elif nom:
                entetes[nom.lower()] = valeur.strip()
        statut = int(premiere.split()[1])
        corps = b""
        if "content-length" in entetes:
            corps = await lecteur.readexactly(int(entetes["content-length"]))
        elif entetes.get("transfer-encoding") == "chunked":
            while taille := int(await lecteur.readline(), 16):
                corps += await lecteur.readexactly(taille)
                await lecteur.readexactly(2)
            await lecteur.readexactly(2)
        self._compter(len(tete) + len(corps))
        return (
            statut,
            entetes,
            gzip.decompress(corps) if entetes.get("content-encoding") == "gzip" else corps,
        )

    def fermer(self) -> None:
        """Drop the connection."""
        if self._flux:
            self._flux[1].close()
        self._flux = None


class Suiveur:
    """What a screen knows of the session: step, revision, cards."""

    def __init__(self, navigateur: Navigateur, etat: str) -> None:
        self.navigateur, self.adresse = navigateur, etat
        self.connu: dict[str, Any] = {"e": "", "r": 0, "p": 0}
        self.etag = ""
        self.cartes: dict[int, str] = {}

    async def sonder(self, genre: str = "sonder") -> dict[str, Any] | None:
        """Ask what changed and take it in; None when nothing did."""
        statut, entetes, corps = await self.navigateur.demander(
            genre, f"{self.adresse}?{urlencode(self.connu)}", etag=self.etag
        )
        if statut != 200:
            return None
        self.etag = entetes.get("etag", "")
        etat = json.loads(corps)
        self.recevoir(etat)
        return etat

    def recevoir(self, etat: dict[str, Any]) -> None:
        """Apply an answer as the page does."""
        if "salle" in etat:
            self.cartes = {int(n): "" for n in re.findall(r'id="c(\d+)"', etat["salle"])}
        for numero in etat.get("parties", ()):
            self.cartes.pop(numero, None)
        for numero, _, html in etat.get("cartes", ()):
            self.cartes[numero] = html
        self.connu.update({k: etat[k] for k in ("e", "r", "p") if k in etat})


class Telephone:
    """A participant and what they believe they wrote."""

    def __init__(self, rang: int, port: int, mesures: Mesures, jeton: str, seance: str) -> None:
        self.nom = f"Personne {rang}"
        self.alea = random.Random(rang)
        self.genre = GENRES[rang % len(GENRES)]
        self.navigateur = Navigateur(port, mesures)
        self.mesures = mesures
        self.porte = f"/demarches/seance/entrer/{jeton}/"
        self.salle = f"/demarches/seance/{seance}/"
        self.suivi = Suiveur(self.navigateur, f"{self.salle}etat/")
        self.notes: dict[str, list[Any]] = {}
        self.numeros: dict[str, int] = {}
        self.voix: set[int] = set()
        self.csrf = ""
        self.coupures = 0

    async def entrer(self) -> None:
        """Join, then open the room."""
        _, _, page = await self.navigateur.demander("entrer", self.porte)
        champs = {"pseudonyme": self.nom, "genre": self.genre, "csrfmiddlewaretoken": _csrf(page)}
        await self.navigateur.demander("entrer", self.porte, champs)
        _, _, page = await self.navigateur.demander("salle", self.salle)
        self.csrf = _csrf(page)
        await self.suivi.sonder()

    async def vivre(self, fin: float) -> None:
        """Follow the session and take part in it until ``fin``."""
        await asyncio.sleep(self.alea.uniform(0, PERIODE_S))
        while time.monotonic() < fin:
            await self.suivi.sonder()
            if self.alea.random() < RYTHME.get(self.suivi.connu["e"], 0):
                await self._agir()
            await asyncio.sleep(PERIODE_S * self.alea.uniform(0.9, 1.1))

    async def _agir(self) -> None:
        etape = self.suivi.connu["e"]
        if etape in {"recueil", "revelation", "regroupement"}:
            libres = [c for c, n in self.notes.items() if n[2] == "visible" and c in self.numeros]
            hasard = self.alea.random()
            if etape != "recueil" or hasard < 0.75 or not libres:
                await self._noter()
            elif hasard < 0.92:
                await self._reprendre(self.alea.choice(libres))
            else:
                await self._retirer(self.alea.choice(libres))
        elif etape == "vote" and self.suivi.cartes:
            await self._voter()

    async def _ecrire(
        self, genre: str, chemin: str, champs: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Send a write; one in thirty loses its answer and is sent again, as the queue does."""
        envoi = {**champs, **self.suivi.connu, "csrfmiddlewaretoken": self.csrf}
        if self.alea.random() < 1 / 30:
            self.coupures += 1
            await self.navigateur.demander(genre, self.salle + chemin, envoi, couper=True)
            await asyncio.sleep(0.5)
        statut, entetes, corps = await self.navigateur.demander(genre, self.salle + chemin, envoi)
        if statut != 200:
            return None
        etat = json.loads(corps)
        self.suivi.recevoir(etat)
        self.suivi.etag = entetes.get("etag", "")
        return etat

    async def _noter(self) -> None:
        cle = f"{self.alea.getrandbits(64):016x}"
        texte = (
            " ".join(self.alea.choice(MOTS) for _ in range(self.alea.randint(3, 9))) + f" {cle[:4]}"
        )
        case = self.alea.choice(CASES)
        etat = await self._ecrire("noter", "notes/", {"case": case, "texte": texte, "cle": cle})
        if etat is None:
            return
        self.notes[cle] = [texte, case, "visible"]
        for numero, bloc in re.findall(
            r'<li id="m(\d+)">(.*?)</li>', etat.get("moi", ""), re.DOTALL
        ):
            if texte in bloc:
                self.numeros[cle] = int(numero)

    async def _reprendre(self, cle: str) -> None:
        case = self.alea.choice(CASES)
        champs = {"numero": self.numeros[cle], "texte": self.notes[cle][0] + " bis", "case": case}
        if await self._ecrire("reprendre", "reprendre/", champs):
            self.notes[cle] = [champs["texte"], case, "visible"]

    async def _retirer(self, cle: str) -> None:
        champs = {"numero": self.numeros[cle], "acte": "retirer"}
        if await self._ecrire("reprendre", "reprendre/", champs):
            self.notes[cle][2] = "retiree"

    async def _voter(self) -> None:
        if len(self.voix) >= 5 or (self.voix and self.alea.random() < 0.25):
            numero, acte = self.alea.choice(sorted(self.voix)), "reprendre"
        else:
            libres = sorted(set(self.suivi.cartes) - self.voix)
            numero, acte = self.alea.choice(libres), "soutenir"
        if await self._ecrire("voter", "voix/", {acte: numero}):
            (self.voix.add if acte == "soutenir" else self.voix.discard)(numero)


class Animation:
    """The facilitator: steps, groups, moves, undoes, decides."""

    def __init__(
        self, port: int, mesures: Mesures, demarche: str, seance: str, session: str
    ) -> None:
        self.navigateur = Navigateur(port, mesures)
        self.navigateur.cookies["sessionid"] = session
        self.page = f"/demarches/{demarche}/seances/{seance}/"
        self.suivi = Suiveur(self.navigateur, f"{self.page}etat/")
        self.alea = random.Random(0)
        self.csrf = ""
        self.deplacees = False

    async def ouvrir(self) -> None:
        """Open the board."""
        _, _, page = await self.navigateur.demander("conduite", self.page)
        self.csrf = _csrf(page)
        await self.suivi.sonder("sonder la conduite")

    async def agir(self, acte: str, **champs: Any) -> None:
        """Do one act."""
        envoi = {"acte": acte, **champs, **self.suivi.connu, "csrfmiddlewaretoken": self.csrf}
        statut, _, corps = await self.navigateur.demander("animer", f"{self.page}agir/", envoi)
        if statut == 200:
            self.suivi.recevoir(json.loads(corps))

    async def etape(self, etape: str) -> None:
        """Take the room to a step and read the board again."""
        await self.agir(f"etape:{etape}")
        _, _, page = await self.navigateur.demander("conduite", self.page)
        self.suivi.cartes = {int(n): "" for n in re.findall(r'id="c(\d+)"', page.decode())}

    async def mener(self, debut: float, duree: float) -> None:
        """Lead the workshop: half the time to write, then reveal, group, vote, decide."""
        plan = [
            ("recueil", 0.0),
            ("revelation", 0.45),
            ("regroupement", 0.52),
            ("vote", 0.72),
            ("decision", 0.9),
        ]
        for rang, (etape, part) in enumerate(plan):
            await asyncio.sleep(max(0, debut + duree * part - time.monotonic()))
            await self.etape(etape)
            await self.agir("minuteur:lancer", minutes="5")
            suite = plan[rang + 1][1] if rang + 1 < len(plan) else 0.97
            while time.monotonic() < debut + duree * suite - 2:
                await asyncio.sleep(2)
                await self.suivi.sonder("sonder la conduite")
                if etape == "regroupement":
                    await self._grouper()
                elif etape == "decision":
                    await self._decider()

    async def _grouper(self) -> None:
        la = sorted(self.suivi.cartes)
        if len(la) < 4:
            return
        hasard = self.alea.random()
        if hasard < 0.7:
            await self.agir("regrouper", carte=self.alea.sample(la, 3))
        elif hasard < 0.85:
            self.deplacees = True
            await self.agir("deplacer", carte=[self.alea.choice(la)], case=self.alea.choice(CASES))
        else:
            await self.agir("annuler")

    async def _decider(self) -> None:
        la = sorted(self.suivi.cartes)
        await self.agir("garder", carte=self.alea.sample(la, min(3, len(la))))
        await self.agir("ecarter", carte=[self.alea.choice(la)], motif="Autre débat")


async def _ecran(animation: Animation, fin: float) -> None:
    suivi = Suiveur(animation.navigateur, f"{animation.page}ecran/etat/")
    while time.monotonic() < fin:
        await suivi.sonder("sonder l’écran")
        await asyncio.sleep(2)


def _csrf(page: bytes) -> str:
    trouve = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page) or re.search(
        rb'data-jeton="([^"]+)"', page
    )
    return trouve[1].decode() if trouve else ""


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
        _ecran(projecteur, fin),
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
