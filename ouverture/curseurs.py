"""Cursors: where a page of open data ended, sealed so that no internal number is told.

The same place always gives the same cursor; one that was tampered with, or comes from another
collection, leads nowhere.
"""

import base64
import binascii
import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

MOTIF = r"^[A-Za-z0-9_-]{22,120}$"
"""What a cursor looks like, for the descriptions of the API."""


class CurseurInconnu(Exception):
    """This cursor leads nowhere."""


@lru_cache(maxsize=2)
def _sceau(secret: str) -> AESSIV:
    return AESSIV(hashlib.sha256(b"ouverture.curseurs:" + secret.encode()).digest())


def sceller(place: str, collection: str) -> str:
    """Return the cursor of a place in a collection."""
    chiffre = _sceau(settings.SECRET_KEY).encrypt(place.encode(), [collection.encode()])
    return base64.urlsafe_b64encode(chiffre).decode().rstrip("=")


def ouvrir(curseur: str, collection: str) -> str:
    """Return the place a cursor leads to.

    Raises:
        CurseurInconnu: it was not made here, or not for this collection.
    """
    try:
        chiffre = base64.b64decode(
            curseur.encode() + b"=" * (-len(curseur) % 4), altchars=b"-_", validate=True
        )
        return _sceau(settings.SECRET_KEY).decrypt(chiffre, [collection.encode()]).decode()
    except (InvalidTag, binascii.Error, ValueError) as erreur:
        raise CurseurInconnu from erreur
