"""Origins of web sites, as browsers name them: « https://www.exemple.fr ».

What is kept here ends up in a header (``frame-ancestors``): an address is taken apart and only
letters, digits, dots and hyphens of its host, and the digits of its port, are written again.
"""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

_HOTE = re.compile(
    r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
_ESSAI = {"localhost", "127.0.0.1"}
"""A site being made on its author's own machine: the only ones allowed without encryption."""
LONGUEUR_MAX = 300


def lire_origine(texte: str) -> str:
    """Return the origin of the site a person typed: an address, a page of it, or its bare name.

    Raises:
        ValidationError: no site can be told from it, or it is not encrypted.
    """
    texte = (texte or "").strip()
    if len(texte) > LONGUEUR_MAX:
        raise ValidationError("Cette adresse est trop longue.")
    if "://" not in texte:
        texte = f"https://{texte}"
    try:
        adresse = urlsplit(texte)
        hote = (adresse.hostname or "").encode("idna").decode().lower()
        port = adresse.port
    except (UnicodeError, ValueError):
        hote, port, adresse = "", None, urlsplit("")
    essai = hote in _ESSAI
    if not (_HOTE.fullmatch(hote) or essai):
        raise ValidationError(
            "Indiquez l’adresse du site, par exemple https://www.ma-commune.fr.", code="site"
        )
    if adresse.scheme != "https" and not (essai and adresse.scheme == "http"):
        raise ValidationError(
            "Seuls les sites en https peuvent afficher la carte\u00a0: l’adresse commence par "
            "https://.",
            code="https",
        )
    usuel = {"https": 443, "http": 80}[adresse.scheme]
    return f"{adresse.scheme}://{hote}" + (f":{port}" if port and port != usuel else "")
