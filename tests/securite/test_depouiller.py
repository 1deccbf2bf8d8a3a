"""The search of markers sees where files hide words."""

import io
import zipfile

from openpyxl import Workbook
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter

from tests.securite.depouiller import depouiller


def ecrire_pdf() -> bytes:
    """Return a PDF with a marker on its page, cut by the end of a line, and in all it may hold."""
    from weasyprint import HTML

    html = """<html lang="fr"><title>zqx1z</title><meta name="author" content="zqx2z">
    <style>p { width: 3em; overflow-wrap: break-word }</style>
    <h1>zqx3z</h1><p>zqx4444444444444444z</p><a href="https://t.example/zqx5z">ici</a>
    <svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">zqx6z</text></svg>
    <img alt="zqx7z" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">
    """
    octets = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    plume = PdfWriter(clone_from=io.BytesIO(octets))
    plume.add_attachment("zqx8z.txt", b"zqx9z")
    sortie = io.BytesIO()
    plume.write(sortie)
    return sortie.getvalue()


def test_a_pdf_is_read_as_a_pdf() -> None:
    octets = ecrire_pdf()
    assert b"zqx6z" not in octets, "the words of a page are not its bytes"
    lu = depouiller(octets)
    for marque in ("1", "2", "3", "4444444444444444", "5", "6", "7", "8", "9"):
        assert f"zqx{marque}z".encode() in lu, marque
    assert depouiller(b"%PDF-1.7") == b"%PDF-1.7"


def test_so_are_workbooks_and_images() -> None:
    classeur = Workbook()
    classeur.properties.creator = "zqx1z"
    classeur.active["A1"] = "zqx2z"
    comments = PngInfo()
    comments.add_text("Author", "zqx3z", zip=True)
    image, feuille, paquet = io.BytesIO(), io.BytesIO(), io.BytesIO()
    Image.new("L", (2, 2)).save(image, "png", pnginfo=comments)
    classeur.save(feuille)
    with zipfile.ZipFile(paquet, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xlsx", feuille.getvalue())
        archive.writestr("b.png", image.getvalue())
    lu = depouiller(paquet.getvalue())
    assert all(marque in lu for marque in (b"zqx1z", b"zqx2z", b"zqx3z"))
