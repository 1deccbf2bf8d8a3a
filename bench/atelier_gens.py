"""The people of ``bench/atelier.py``: phones, the facilitator, the big screen, byte for byte.

Each one speaks HTTP as a browser does, headers included, and remembers what it believes.
"""

import asyncio
import json
import random
import re
import time
from typing import Any

from bench.atelier_reseau import Mesures, Navigateur, Suiveur

PERIODE_S = 3.0
PERIODE_REGARDE_S = 5.0
"""As ``seance-salle.js``: at these steps eyes are on the big screen."""
REGARDE = {"revelation", "regroupement", "decision", "close"}
RYTHME = {"recueil": 0.16, "revelation": 0.03, "regroupement": 0.03, "vote": 0.4}
"""Chance that somebody writes between two polls: five or six notes each, seven votes given or moved."""
CASES = ("force", "faiblesse", "opportunite", "menace")
GENRES = ("collectivite", "ess", "entreprise", "institution", "reseau", "habitant")
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
            regarde = self.suivi.connu["e"] in REGARDE
            periode = PERIODE_REGARDE_S if regarde else PERIODE_S
            await asyncio.sleep(periode * self.alea.uniform(0.9, 1.1))

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


async def regarder(animation: Animation, fin: float) -> None:
    suivi = Suiveur(animation.navigateur, f"{animation.page}ecran/etat/")
    while time.monotonic() < fin:
        await suivi.sonder("sonder l’écran")
        await asyncio.sleep(2)


def _csrf(page: bytes) -> str:
    trouve = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page) or re.search(
        rb'data-jeton="([^"]+)"', page
    )
    return trouve[1].decode() if trouve else ""
