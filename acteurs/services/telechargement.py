"""Fetching a file from an allowed address, without surprise.

The host is resolved once, checked, and the connection made to the address that was
checked (a name that changes its mind in between leads nowhere). Certificates are
verified, proxies and credentials of the environment ignored, redirections checked
like any address, compressed answers refused, size and total time bounded.
"""

import http.client
import logging
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO
from urllib.parse import urljoin

from django.conf import settings

from acteurs.services.adresses import Adresse, AdresseRefusee, exiger_autorisee, resoudre

journal = logging.getLogger(__name__)

REDIRECTIONS_MAX = 3
_BLOC = 1 << 16
_OK = 200
_REDIRECTIONS = {301, 302, 303, 307, 308}
_TROP_LENT = "{hote} ne répond pas comme il faut, ou trop lentement."


class TelechargementImpossible(Exception):
    """The file was not received; the French message says why."""


def telecharger(
    texte: str,
    sortie: IO[bytes],
    taille_max: int,
    *,
    permis: Sequence[str] | None = None,
    duree_max: int | None = None,
) -> Adresse:
    """Write the file at an allowed address into ``sortie``; return the address that gave it.

    Args:
        texte: the address.
        sortie: where to write.
        taille_max: bytes.
        permis: allowed prefixes; those operators chose for sources unless told otherwise.
        duree_max: seconds; ``SOURCES_DUREE_MAX_S`` unless told otherwise.

    Raises:
        AdresseRefusee: this address, or one it redirects to, may not be fetched.
        TelechargementImpossible: no answer, error, too large, too long.
    """
    for _ in range(REDIRECTIONS_MAX + 1):
        adresse = exiger_autorisee(texte, permis)
        suite = _demander(adresse, sortie, taille_max, duree_max or settings.SOURCES_DUREE_MAX_S)
        if not suite:
            return adresse
        try:
            texte = urljoin(str(adresse), suite)
        except ValueError as erreur:
            raise TelechargementImpossible(f"{adresse.hote} redirige mal.") from erreur
    raise TelechargementImpossible(f"{adresse.hote} redirige trop de fois.")


def _demander(adresse: Adresse, sortie: IO[bytes], taille_max: int, duree_max: int) -> str:
    """Ask once; return where the host redirects to, or "" once the file is written."""
    with _connexion(adresse, duree_max) as connexion:
        try:
            connexion.request(
                "GET",
                adresse.ressource,
                headers={
                    "Host": adresse.hote_et_port,
                    "User-Agent": "Terreau",
                    "Accept": "text/csv, application/vnd.openxmlformats-officedocument."
                    "spreadsheetml.sheet, */*;q=0.1",
                    "Accept-Encoding": "identity",
                    "Connection": "close",
                },
            )
            reponse = connexion.getresponse()
            if reponse.status in _REDIRECTIONS:
                return reponse.getheader("Location") or _refuser(f"{adresse.hote} redirige mal.")
            _verifier(adresse, reponse, taille_max)
            _recevoir(adresse, reponse, sortie, taille_max)
        except (OSError, ssl.SSLError, http.client.HTTPException, ValueError) as erreur:
            journal.info("source not fetched from %s: %r", adresse.hote, erreur)
            raise TelechargementImpossible(_TROP_LENT.format(hote=adresse.hote)) from erreur
    return ""


def _verifier(adresse: Adresse, reponse: http.client.HTTPResponse, taille_max: int) -> None:
    if reponse.status != _OK:
        _refuser(f"{adresse.hote} a répondu {reponse.status}.")
    if (reponse.getheader("Content-Encoding") or "identity").lower() != "identity":
        _refuser(f"{adresse.hote} envoie un fichier compressé, qui n’a pas été demandé.")
    if (reponse.length or 0) > taille_max:
        _trop_gros(taille_max)


def _recevoir(
    adresse: Adresse, reponse: http.client.HTTPResponse, sortie: IO[bytes], taille_max: int
) -> None:
    attendu, recus = reponse.length, 0
    while bloc := reponse.read1(_BLOC):
        recus += len(bloc)
        if recus > taille_max:
            _trop_gros(taille_max)
        sortie.write(bloc)
    if attendu is not None and recus < attendu:
        _refuser(f"{adresse.hote} a coupé l’envoi avant la fin du fichier.")


def _refuser(message: str) -> str:
    raise TelechargementImpossible(message)


def _trop_gros(taille_max: int) -> None:
    _refuser(f"Ce fichier dépasse {taille_max // 1024**2} Mo.")


class _ConnexionVerifiee(http.client.HTTPSConnection):
    """An HTTPS connection to an IP address already checked, that proves to be the named host."""

    def __init__(self, adresse: Adresse, ip: str, contexte: ssl.SSLContext) -> None:
        super().__init__(
            adresse.hote, adresse.port, timeout=settings.SOURCES_DELAI_S, context=contexte
        )
        self._ip = ip
        self._contexte = contexte

    def connect(self) -> None:
        """Connect to the checked address, and check the certificate against the name."""
        brut = socket.create_connection((self._ip, self.port), self.timeout)
        try:
            # An end that is not a proper end is an error, not the end of the file.
            self.sock = self._contexte.wrap_socket(
                brut, server_hostname=self.host, suppress_ragged_eofs=False
            )
        except BaseException:
            brut.close()
            raise


def contexte_tls() -> ssl.SSLContext:
    """Return the system's trust, modern protocols only, and no end without its word."""
    contexte = ssl.create_default_context()
    contexte.minimum_version = ssl.TLSVersion.TLSv1_2
    # Python sets it with OpenSSL 3: a host that hangs up would have sent a whole file.
    contexte.options &= ~getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", ssl.Options(0))
    return contexte


@contextmanager
def _connexion(adresse: Adresse, duree_max: int) -> Iterator[http.client.HTTPSConnection]:
    """Open a connection that is cut after ``duree_max`` seconds, whatever the host does."""
    derniere: Exception | None = None
    for ip in resoudre(adresse):
        connexion = _ConnexionVerifiee(adresse, ip, contexte_tls())
        try:
            connexion.connect()
            break
        except (OSError, ssl.SSLError) as erreur:
            derniere = erreur
    else:
        journal.info("source not reached at %s: %r", adresse.hote, derniere)
        raise TelechargementImpossible(f"{adresse.hote} ne répond pas.") from derniere
    trop_long = threading.Event()
    minuteur = threading.Timer(duree_max, _couper, [connexion.sock, trop_long])
    minuteur.daemon = True
    minuteur.start()
    try:
        yield connexion
        # Some versions of OpenSSL tell the cut as the end of the file.
        if trop_long.is_set():
            journal.info("source cut at %s after %s s", adresse.hote, duree_max)
            raise TelechargementImpossible(_TROP_LENT.format(hote=adresse.hote))
    finally:
        minuteur.cancel()
        connexion.close()


def _couper(prise: socket.socket, trop_long: threading.Event) -> None:
    """Cut a socket under whatever still reads it, and say so."""
    trop_long.set()
    with suppress(OSError):
        socket.socket.shutdown(prise, socket.SHUT_RDWR)


__all__ = ["AdresseRefusee", "TelechargementImpossible", "telecharger"]
