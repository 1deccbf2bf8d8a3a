"""Logos sent by people: read as an image, made small, written again without its metadata."""

import secrets
from base64 import b64decode
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

OCTETS_MAX = 1_000_000
COTE_MAX = 4000
COTE = 480
FORMATS = ("PNG", "JPEG", "WEBP")


def image_gardee(texte: str) -> ContentFile:
    """Return the image that travelled in a page while somebody chose; read again like any other.

    Raises:
        ValidationError: not what we wrote there.
    """
    try:
        return ContentFile(b64decode(texte[: OCTETS_MAX * 2], validate=True))
    except ValueError as erreur:
        raise ValidationError(
            "L’image gardée est illisible\u00a0: envoyez-la de nouveau."
        ) from erreur


def lire_logo(fichier: Any) -> ContentFile:
    """Return a PNG of at most 480 pixels a side made from the image sent.

    Raises:
        ValidationError: too heavy, too large, or not a PNG, JPEG or WebP image.
    """
    from PIL import Image, UnidentifiedImageError

    if fichier.size > OCTETS_MAX:
        raise ValidationError("Ce logo dépasse 1 Mo\u00a0: envoyez-le plus petit.")
    try:
        image: Image.Image = Image.open(fichier, formats=FORMATS)
        if max(image.size) > COTE_MAX:
            raise ValidationError("Ce logo dépasse 4\u202f000 pixels de côté.")
        image.load()
        image = image.convert("RGBA")
        image.thumbnail((COTE, COTE))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as erreur:
        raise ValidationError("Envoyez une image PNG, JPEG ou WebP.") from erreur
    sortie = BytesIO()
    image.save(sortie, "PNG", optimize=True)
    return ContentFile(sortie.getvalue(), name=f"plateformes/{secrets.token_hex(12)}.png")
