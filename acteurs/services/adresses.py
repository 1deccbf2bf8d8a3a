"""Which addresses the server may fetch a file from: an exact list, chosen by operators.

A user of the site types an address; nothing of it is ever fetched unless it falls
under one of the prefixes of ``TERREAU_SOURCES_AUTORISEES``, over https, on a host
that lives on the public Internet only.
"""

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings

LONGUEUR_MAX = 500
PORT = 443
_ADMIS = re.compile(r"[!-~]+")
"""Printable ASCII without spaces: accents in an address must come percent-encoded."""
_DOUTEUX = re.compile(r"[\\^`{}|<>\"]|%(?![0-9A-Fa-f]{2})")
_HOTE = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")


class AdresseRefusee(Exception):
    """The server will not fetch this address; the French message says why."""


@dataclass(frozen=True)
class Adresse:
    """An https address taken apart. Same text, same parts: nothing is normalised away."""

    hote: str
    port: int
    chemin: str
    requete: str

    @property
    def ressource(self) -> str:
        """Path and query, as asked to the host."""
        return f"{self.chemin}?{self.requete}" if self.requete else self.chemin

    @property
    def hote_et_port(self) -> str:
        """What the ``Host`` header holds."""
        return self.hote if self.port == PORT else f"{self.hote}:{self.port}"

    def __str__(self) -> str:
        return f"https://{self.hote_et_port}{self.ressource}"


def lire_adresse(texte: str) -> Adresse:
    """Take an address apart, refusing whatever two programs could read in two ways.

    Raises:
        AdresseRefusee: not https, credentials, bare IP address, fragment, « .. », odd characters.
    """
    if len(texte) > LONGUEUR_MAX:
        raise AdresseRefusee("Cette adresse est trop longue.")
    if not texte.startswith("https://"):
        raise AdresseRefusee("L’adresse doit commencer par https://")
    if not _ADMIS.fullmatch(texte) or _DOUTEUX.search(texte) or "#" in texte:
        raise AdresseRefusee("Cette adresse contient des caractères qui ne sont pas admis.")
    try:
        parties = urlsplit(texte)
        port = parties.port or PORT
    except ValueError as erreur:
        raise AdresseRefusee("Cette adresse est illisible.") from erreur
    if "@" in parties.netloc:
        raise AdresseRefusee("L’adresse ne doit pas contenir d’identifiants.")
    hote = parties.netloc.partition(":")[0].lower()
    # A letter in the last label: neither 127.0.0.1 nor 0x7f.1, in any of their writings.
    if not _HOTE.fullmatch(hote) or not hote.rpartition(".")[2][0].isalpha():
        raise AdresseRefusee("L’adresse doit nommer un hôte, comme www.exemple.fr.")
    chemin = parties.path or "/"
    for segment in chemin.split("/"):
        decode = unquote(unquote(segment))
        if decode in {".", ".."} or any(c in decode for c in "/\\\0\r\n"):
            raise AdresseRefusee("Le chemin de cette adresse n’est pas admis.")
    return Adresse(hote, port, chemin, parties.query)


def prefixes(permis: Iterable[str] | None = None) -> list[Adresse]:
    """Return the allowed prefixes; those that are not plain https addresses allow nothing."""
    lus = []
    for texte in settings.SOURCES_AUTORISEES if permis is None else permis:
        try:
            lus.append(lire_adresse(texte.strip()))
        except AdresseRefusee:
            continue
    return lus


def exiger_autorisee(texte: str, permis: Iterable[str] | None = None) -> Adresse:
    """Return the address when operators allowed it (or when it is under one of ``permis``).

    Raises:
        AdresseRefusee: malformed, or under no allowed prefix.
    """
    adresse = lire_adresse(texte)
    if not any(_couvre(prefixe, adresse) for prefixe in prefixes(permis)):
        raise AdresseRefusee(
            "Cette adresse n’est pas autorisée\u00a0: demandez à l’exploitation de l’ajouter à sa liste."
        )
    return adresse


def _couvre(prefixe: Adresse, adresse: Adresse) -> bool:
    """Same host and port, and a path at or below the prefix's, whole segments only."""
    if (prefixe.hote, prefixe.port) != (adresse.hote, adresse.port):
        return False
    if prefixe.requete:
        return adresse == prefixe
    debut = prefixe.chemin
    if adresse.chemin == debut:
        return True
    return adresse.chemin.startswith(debut if debut.endswith("/") else f"{debut}/")


def resoudre(adresse: Adresse) -> list[str]:
    """Return the IP addresses of a host, all of them public.

    Raises:
        AdresseRefusee: unknown host, or one of its addresses is not on the public Internet.
    """
    try:
        reponses = socket.getaddrinfo(adresse.hote, adresse.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as erreur:
        raise AdresseRefusee(f"L’hôte {adresse.hote} est introuvable.") from erreur
    trouvees = list(dict.fromkeys(str(reponse[4][0]) for reponse in reponses))
    if not trouvees or not toutes_publiques(trouvees):
        raise AdresseRefusee(
            f"L’hôte {adresse.hote} mène à un réseau privé\u00a0: il n’est pas contacté."
        )
    return trouvees


def toutes_publiques(adresses: Iterable[str]) -> bool:
    """Whether every IP address, and the IPv4 address it may carry inside, is a public one."""
    for texte in adresses:
        try:
            ip = ipaddress.ip_address(texte.partition("%")[0])
        except ValueError:
            return False
        if not all(_publique(x) for x in [ip, *_enveloppees(ip)]):
            return False
    return True


_UNICAST_V6 = ipaddress.ip_network("2000::/3")


def _publique(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(ip, ipaddress.IPv6Address) and ip not in _UNICAST_V6:
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _enveloppees(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> list[ipaddress.IPv4Address]:
    """IPv4 addresses carried by an IPv6 one (6to4, Teredo); the other kinds are refused whole."""
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    return [x for x in (ip.sixtofour, *(ip.teredo or ())) if x]
