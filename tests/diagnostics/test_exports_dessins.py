"""A drawing taken away as a file: stand-alone SVG, PNG painted on the server."""

import io
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from socle.dessin_png import png_de_svg
from socle.dessin_svg import DessinIllisible, svg_autonome

SVG = (
    '<svg class="x" viewBox="0 0 200 100" role="img"><title>Un titre</title><desc>Dit</desc>'
    '<rect x="0" y="0" width="100" height="100" fill="#b93519"/>'
    '<text x="110" y="50" font-family="Cabin" font-size="16">Été</text></svg>'
)


def test_svg_autonome_se_lit_seul():
    racine = ET.fromstring(svg_autonome(SVG))
    assert racine.tag == "{http://www.w3.org/2000/svg}svg"
    assert (racine.get("width"), racine.get("height")) == ("200", "100")
    assert [e.tag.rpartition("}")[2] for e in racine][:4] == ["title", "desc", "style", "rect"]
    assert "font/woff2" in svg_autonome(SVG)


@pytest.mark.parametrize("faux", ["", "<p>rien</p>", "<svg></svg>"])
def test_ce_qui_n_est_pas_un_dessin_est_refuse(faux):
    with pytest.raises(DessinIllisible):
        svg_autonome(faux)


def test_png_a_la_bonne_taille_et_aux_bonnes_couleurs():
    image = Image.open(io.BytesIO(png_de_svg(SVG, largeur_px=400)))
    assert image.size == (400, 200)
    assert image.getpixel((100, 100)) == (185, 53, 25)
    assert image.getpixel((390, 190)) == (255, 255, 255)
    encre = [image.getpixel((x, y)) for x in range(210, 300) for y in range(60, 110)]
    assert min(sum(p) for p in encre) < 150, "the words are painted"


def test_png_ne_depasse_jamais_le_plafond():
    haut = SVG.replace("0 0 200 100", "0 0 20 4000")
    image = Image.open(io.BytesIO(png_de_svg(haut, largeur_px=2400)))
    assert max(image.size) <= 8000


def test_png_ne_suit_aucune_adresse(tmp_path, caplog):
    secret = tmp_path / "secret.png"
    Image.new("RGB", (10, 10), (0, 0, 255)).save(secret)
    piege = SVG.replace(
        "</svg>", f'<image href="file://{secret}" x="0" y="0" width="200" height="100"/></svg>'
    )
    image = Image.open(io.BytesIO(png_de_svg(piege, largeur_px=200)))
    assert (0, 0, 255) not in {image.getpixel((x, 50)) for x in range(200)}
