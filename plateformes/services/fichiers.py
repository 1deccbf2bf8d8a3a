"""Files people send: kept only when their content is what their name says."""

import uuid
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename

PIECE_MAX: Final = 10 * 1024 * 1024
_SIGNATURES: Final = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "odt": (b"PK\x03\x04",),
    "docx": (b"PK\x03\x04",),
}
GENRES: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ACCEPTE: Final = ".pdf,.png,.jpg,.jpeg,.odt,.docx"


class PieceRefusee(ValueError):
    """The file cannot be kept; the message says why and what to do."""


def ranger_preuve(piece: UploadedFile) -> tuple[str, str]:
    """Store a piece of evidence under a name of its own; return that name and the one to show.

    Raises:
        PieceRefusee: too heavy, or not a PDF, picture or text document.
    """
    nom = get_valid_filename(piece.name or "document")[-120:]
    extension = nom.rpartition(".")[2].lower().replace("jpeg", "jpg")
    if (piece.size or 0) > PIECE_MAX:
        raise PieceRefusee("Ce document dépasse 10 Mo : joignez-en un extrait, ou un lien.")
    octets = piece.read()
    if not octets.startswith(_SIGNATURES.get(extension, ()) or (b"\0\0never",)):
        raise PieceRefusee("Joignez un PDF, une image PNG ou JPEG, ou un texte ODT ou DOCX.")
    chemin = f"plateformes/preuves/{uuid.uuid4().hex}.{extension}"
    return storages["prive"].save(chemin, ContentFile(octets)), nom
