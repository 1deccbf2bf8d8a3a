"""Logos sent by people: read as an image, made small, written again without its metadata."""

import secrets
from base64 import b64decode
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

OCTETS_MAX = 2 * 1024 * 1024
PIXELS_MAX = 40_000_000
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


def lire_logo(fichier: Any, *, cote: int = COTE) -> ContentFile:
    """Return a PNG of at most ``cote`` pixels a side redrawn from the image sent.

    Raises:
        ValidationError: too heavy, too large, or not a PNG, JPEG or WebP image.
    """
    from PIL import Image, UnidentifiedImageError

    if (fichier.size or 0) > OCTETS_MAX:
        raise ValidationError("Ce logo dépasse 2 Mo\u00a0: envoyez-le plus petit.")
    try:
        image: Image.Image = Image.open(fichier, formats=FORMATS)
        if image.width * image.height > PIXELS_MAX:
            raise ValidationError("Ce logo a trop de pixels\u00a0: 800 de large suffisent.")
        image.load()
        image = image.convert("RGBA")
        image.thumbnail((cote, cote))
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as erreur:
        raise ValidationError("Envoyez une image PNG, JPEG ou WebP.") from erreur
    sortie = BytesIO()
    image.save(sortie, "PNG", optimize=True)
    return ContentFile(sortie.getvalue(), name=f"plateformes/{secrets.token_hex(12)}.png")
