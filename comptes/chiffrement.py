"""Secrets at rest: second-factor keys are unreadable in a copy of the database."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

_USAGE = b"terreau.double-facteur"


def _coffre() -> MultiFernet:
    """Return the cipher of ``SECRET_KEY``, which still opens what older keys closed."""
    cles = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(_USAGE + str(cle).encode()).digest()))
        for cle in cles
    )


def chiffrer(texte: str) -> str:
    """Encrypt and authenticate ``texte`` (Fernet: AES-128-CBC and HMAC-SHA256)."""
    return _coffre().encrypt(texte.encode()).decode()


def dechiffrer(chiffre: str) -> str:
    """Return the text ``chiffrer`` was given.

    Raises:
        ValueError: neither ``SECRET_KEY`` nor a fallback closed it.
    """
    try:
        return _coffre().decrypt(chiffre.encode()).decode()
    except InvalidToken as erreur:
        raise ValueError("encrypted with a key that is no longer known") from erreur
