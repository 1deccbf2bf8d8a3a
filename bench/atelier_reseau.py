"""HTTP as a browser speaks it, counted byte for byte, and a screen that follows a session."""

import asyncio
import gzip
import json
import re
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

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
