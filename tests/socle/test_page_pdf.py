"""A page of ours as a PDF: tagged, in our fonts, whatever picture it names."""

import io

import pypdf
import pytest

from socle.page_pdf import pdf_de_page

PAGE = """<!doctype html><html lang="fr"><head><title>Essai</title></head><body>
<h1>Une planche</h1><img src="http://127.0.0.1:1/espion.png" alt="Ce qui n’est pas lu">
<p style="break-before: page; font-family: 'Vollkorn Italique'">Suite</p></body></html>"""


@pytest.mark.parametrize("variante", ["pdf/ua-1", None])
def test_pages_are_counted_and_tagged_in_our_fonts(variante):
    octets, pages = pdf_de_page(PAGE, feuille="css/affiche.css", variante=variante)
    lu = pypdf.PdfReader(io.BytesIO(octets))
    assert pages == len(lu.pages) == 2
    assert ("/MarkInfo" in lu.trailer["/Root"]) is bool(variante)
    polices = {str(police["/BaseFont"]) for page in lu.pages for police in _polices(page)}
    assert any("Vollkorn" in nom for nom in polices), polices
    assert "Suite" in lu.pages[1].extract_text()


def _polices(page):
    return [p.get_object() for p in page["/Resources"]["/Font"].values()]
