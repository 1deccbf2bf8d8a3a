"""The real file: text, tags, headings, alternatives, bookmarks, language."""

import io
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pypdf
import pytest

from rapports.services.mots import finir
from rapports.services.options import TEXTE_MAX, TITRE_MAX
from rapports.services.rendu import render_html, render_pdf
from rapports.services.structures import Chiffre, Message
from socle.typographie import typographier
from tests.rapports.donnees import PRIVES


@pytest.fixture(scope="module")
def document(rendu):
    with pikepdf.open(io.BytesIO(rendu.pdf.octets)) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def texte(rendu):
    pages = pypdf.PdfReader(io.BytesIO(rendu.pdf.octets)).pages
    return _aplatir(" ".join(page.extract_text() for page in pages))


def _aplatir(texte):
    """Keep letters and digits only: line breaks and thin spaces are the renderer's business."""
    return "".join(c for c in texte if c.isalnum())


def _parcourir(noeud):
    if isinstance(noeud, pikepdf.Array):
        for enfant in noeud:
            yield from _parcourir(enfant)
    elif isinstance(noeud, pikepdf.Dictionary):
        if "/S" in noeud:
            yield noeud
        if "/K" in noeud:
            yield from _parcourir(noeud.K)


def _balises(document):
    return list(_parcourir(document.Root.StructTreeRoot.K))


def test_declared_accessible_french_and_titled(document, rendu):
    assert str(document.Root.Lang) == "fr"
    assert bool(document.Root.MarkInfo.Marked)
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    with document.open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"
        assert meta["dc:title"] == f"{rendu.contenu.titre} – rapport"
    assert str(document.docinfo["/Author"]) == "Communauté d’essai"
    assert len(document.pages) == rendu.pdf.pages


def test_every_item_is_in_the_text(texte, rendu):
    for enonce in rendu.textes:
        assert _aplatir(typographier(enonce)) in texte, enonce


def test_note_decision_and_evidence_are_in_the_text(texte, rendu):
    for message in rendu.contenu.messages:
        assert _aplatir(finir(message.titre)) in texte
    assert _aplatir("Décision demandée") in texte
    assert _aplatir("Nommer qui animera") in texte
    for appui in rendu.contenu.appuis:
        assert _aplatir(appui.libelle) in texte


def test_nothing_private_in_the_file(texte):
    for prive in PRIVES:
        assert _aplatir(prive) not in texte, prive


def test_headings_start_at_one_and_never_skip_a_level(document):
    niveaux = [
        int(str(b.S)[2:]) for b in _balises(document) if str(b.S) in {"/H1", "/H2", "/H3", "/H4"}
    ]
    assert niveaux[0] == 1
    assert niveaux.count(1) == 1
    assert {2, 3} <= set(niveaux)
    assert all(apres <= avant + 1 for avant, apres in pairwise(niveaux))


def test_every_figure_has_an_alternative(document):
    figures = [b for b in _balises(document) if str(b.S) == "/Figure"]
    assert len(figures) >= 6
    for figure in figures:
        assert str(figure.get("/Alt", "")).strip()
    dites = " ".join(str(figure.Alt) for figure in figures)
    assert "Carte de Pays d’essai" in dites
    assert "par famille. Coopérative 1" in dites
    assert "Nombre d’acteurs par thème. Mobilité 1" in dites


def test_tables_have_headers(document):
    tables = [b for b in _balises(document) if str(b.S) == "/Table"]
    assert len(tables) >= 6
    for table in tables:
        assert any(str(b.S) == "/TH" for b in _parcourir(table.K))


def test_bookmarks_follow_the_chapters(document, rendu):
    with document.open_outline() as signets:
        racine = signets.root[0]
        assert racine.title == rendu.contenu.titre
        assert [c.title for c in racine.children] == [
            "Note aux élues et aux élus",
            "Sommaire",
            "Le territoire en chiffres",
            "Les acteurs",
            "La matrice MOFF",
            "La démarche",
            "Sources et licences",
        ]


def test_contents_give_page_numbers(rendu):
    pages = pypdf.PdfReader(io.BytesIO(rendu.pdf.octets)).pages
    sommaire = next(p.extract_text() for p in pages if "Sommaire" in p.extract_text())
    numeros = {
        titre: int(ligne.split()[0])
        for ligne in sommaire.splitlines()
        for titre in ("Note aux", "Les acteurs", "La matrice")
        if titre in ligne and ligne.split()[0].isdigit()
    }
    assert numeros["Note aux"] == 2
    for titre, numero in numeros.items():
        assert titre in pages[numero - 1].extract_text()
    assert len(numeros) == 3


def test_pages_are_numbered(rendu):
    pages = pypdf.PdfReader(io.BytesIO(rendu.pdf.octets)).pages
    assert f"2 / {len(pages)}" in pages[1].extract_text()


def test_note_holds_on_one_page(rendu):
    pages = pypdf.PdfReader(io.BytesIO(rendu.pdf.octets)).pages
    assert "Décision demandée" in pages[1].extract_text()
    assert "Sommaire" in pages[2].extract_text()


def test_fullest_note_still_holds_on_one_page(rendu):
    message = Message("x" * 5 + " titre" * 19, "mot " * 52, rendu.contenu.messages[0].appuis)
    contenu = replace(
        rendu.contenu,
        sections=("note",),
        question="Pourquoi " * 33,
        messages=(message,) * 5,
        decision="Décider " * 19,
        precisions=("Préciser " * 28,) * 2,
        chiffres=(Chiffre("c", "plus de", "1 000", "km²", "mots " * 12),) * 3,
    )
    assert len(message.titre) <= TITRE_MAX
    assert len(message.texte) <= TEXTE_MAX
    pdf = render_pdf(render_html(contenu, rendu.illustrations))
    pages = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf.octets)).pages]
    assert "Ce sur quoi cette note repose" in pages[1]
    assert "Sommaire" in pages[2]


def test_file_is_light(rendu):
    assert len(rendu.pdf.octets) < 1_000_000
