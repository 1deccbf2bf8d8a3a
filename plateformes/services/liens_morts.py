"""Do the sites of published entries still answer? One HEAD each, to public addresses only.

The address is the entry's own, published after a review; nobody chooses what is fetched nor sees
what came back: only « answers » or « does not » is kept. http and https on their own ports; the
host is resolved once, must live on the public Internet, and the connection goes to the address
that was checked, at each redirection. No body is ever read.
"""

import http.client
import logging
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from django.utils import timezone

from acteurs.services.adresses import Adresse, AdresseRefusee, lire_adresse, resoudre
from acteurs.services.telechargement import contexte_tls
from plateformes.models import Plateforme

journal = logging.getLogger(__name__)
DELAI_S = 8
REDIRECTIONS_MAX = 4
ECHECS_AVANT_MORT = 3
"""A site is told dead when it failed on three visits, days apart."""
PAUSE = timedelta(days=6)
PAR_PASSAGE = 200
_PORTS = {"http": 80, "https": 443}
_ABSENT = {404, 410}
_REDIRECTIONS = {301, 302, 303, 307, 308}
_ERREUR_SERVEUR = 500


@dataclass(frozen=True)
class Verdict:
    """What a visit said."""

    repond: bool
    detail: str


def visiter(site: str) -> Verdict:
    """Ask a site whether it is there, following a few redirections."""
    texte = site
    try:
        for _ in range(REDIRECTIONS_MAX + 1):
            protocole, adresse = _lire(texte)
            code, suite = _demander(protocole, adresse)
            if code in _REDIRECTIONS and suite:
                texte = urljoin(texte, suite)
                continue
            if code in _ABSENT or code >= _ERREUR_SERVEUR:
                return Verdict(repond=False, detail=f"réponse {code}")
            return Verdict(repond=True, detail=f"réponse {code}")
    except AdresseRefusee as refus:
        return Verdict(repond=False, detail=str(refus))
    except (OSError, ssl.SSLError, http.client.HTTPException, ValueError) as erreur:
        journal.info("site not reached: %r", erreur)
        return Verdict(repond=False, detail="pas de réponse")
    return Verdict(repond=False, detail="trop de redirections")


def _lire(texte: str) -> tuple[str, Adresse]:
    """Return the protocol and the parts of an address, on its own port only."""
    protocole = urlsplit(texte).scheme.lower()
    if protocole not in _PORTS:
        raise AdresseRefusee("Cette adresse n’est ni en http ni en https.")
    sans_ancre = texte.partition("#")[0]
    adresse = lire_adresse(f"https{sans_ancre[len(protocole) :]}")
    if adresse.port not in {443, _PORTS[protocole]}:
        raise AdresseRefusee("Le port de cette adresse n’est pas celui du web.")
    port = _PORTS[protocole]
    return protocole, Adresse(adresse.hote, port, adresse.chemin, adresse.requete)


def _demander(protocole: str, adresse: Adresse) -> tuple[int, str]:
    """Send one HEAD to the checked IP address; return the status and where it redirects."""
    ip = resoudre(adresse)[0]
    prise = socket.create_connection((ip, adresse.port), DELAI_S)
    connexion = http.client.HTTPConnection(adresse.hote, adresse.port, timeout=DELAI_S)
    # A site that answers one letter at a time is cut all the same.
    minuteur = threading.Timer(2 * DELAI_S, _couper, [prise])
    minuteur.daemon = True
    minuteur.start()
    try:
        if protocole == "https":
            prise = contexte_tls().wrap_socket(prise, server_hostname=adresse.hote)
        connexion.sock = prise
        connexion.request(
            "HEAD",
            adresse.ressource,
            headers={"Host": adresse.hote, "User-Agent": "Terreau", "Connection": "close"},
        )
        reponse = connexion.getresponse()
        return reponse.status, reponse.getheader("Location") or ""
    finally:
        minuteur.cancel()
        connexion.close()
        prise.close()


def _couper(prise: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(prise, socket.SHUT_RDWR)


def verifier_liens(*, limite: int = PAR_PASSAGE) -> int:
    """Visit the published sites not seen for a while; return how many were visited."""
    avant = timezone.now() - PAUSE
    publiees = Plateforme.objects.publiees().exclude(site="")
    jamais = list(publiees.filter(lien_verifie_le=None)[:limite])
    anciennes = publiees.filter(lien_verifie_le__lt=avant).order_by("lien_verifie_le")
    a_voir = [*jamais, *anciennes[: limite - len(jamais)]]
    for plateforme in a_voir:
        noter_visite(plateforme, visiter(plateforme.site))
    return len(a_voir)


def noter_visite(plateforme: Plateforme, verdict: Verdict) -> None:
    """Keep what a visit said; no history row: nobody wrote anything."""
    echecs = 0 if verdict.repond else plateforme.lien_echecs + 1
    etat = Plateforme.LienEtat.OK if verdict.repond else plateforme.lien_etat
    if echecs >= ECHECS_AVANT_MORT:
        etat = Plateforme.LienEtat.MORT
    Plateforme.objects.filter(pk=plateforme.pk, site=plateforme.site).update(
        lien_etat=etat,
        lien_detail=verdict.detail[:200],
        lien_verifie_le=timezone.now(),
        lien_echecs=echecs,
    )
