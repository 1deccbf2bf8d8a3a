"""All that a file says, whatever its format: the words on its pages, and what it tells of itself.

A PDF is read as a PDF (its text is compressed and its letters are numbers of a font): words as they
are laid out, and joined again where a line broke them; title, author, XMP, bookmarks, links,
attached files. A workbook is opened, its properties included; an image tells its comments.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

_COUPE = re.compile(r"[\s\u00ad\u200b-]+")


def depouiller(octets: bytes) -> bytes:
    """Return what a file says, for a search of bytes; what is no known format as it is."""
    if octets.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            return b"\n".join(depouiller(archive.read(nom)) for nom in archive.namelist())
    if octets.startswith(b"%PDF"):
        try:
            return b"\n".join([octets, *_lire_pdf(PdfReader(io.BytesIO(octets)))])
        except PyPdfError:
            return octets
    if octets.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        return b"\n".join([octets, *_lire_image(Image.open(io.BytesIO(octets)))])
    return octets


def _lire_pdf(lu: PdfReader) -> Iterator[bytes]:
    for page in lu.pages:
        texte = page.extract_text()
        yield texte.encode()
        yield _COUPE.sub("", texte).encode()
        for lien in page.get("/Annots", None) or ():
            yield str(lien.get_object()).encode()
    yield str(lu.metadata).encode()
    if lu.xmp_metadata is not None:
        yield lu.xmp_metadata.stream.get_data()
    yield str(lu.outline).encode()
    # What a screen reader is told instead of a drawing is in the tree of tags.
    yield from (str(o).encode() for o in _arbre(lu.trailer["/Root"].get("/StructTreeRoot")))
    for nom, contenus in lu.attachments.items():
        yield nom.encode()
        yield from map(depouiller, contenus)


def _arbre(noeud: Any) -> Iterator[Any]:
    """Walk the tree of tags: titles and alternative texts."""
    a_voir = [noeud]
    while a_voir:
        objet = a_voir.pop()
        objet = objet.get_object() if hasattr(objet, "get_object") else objet
        if isinstance(objet, list):
            a_voir += objet
        elif isinstance(objet, dict):
            yield from (objet[cle] for cle in ("/Alt", "/ActualText", "/T", "/E") if cle in objet)
            a_voir.append(objet.get("/K"))


def _lire_image(image: Image.Image) -> Iterator[bytes]:
    image.load()
    yield str({cle: dit for cle, dit in image.info.items() if cle != "icc_profile"}).encode()
    yield str(dict(image.getexif())).encode()
