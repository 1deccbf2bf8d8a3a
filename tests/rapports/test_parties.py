"""The chapter on stakeholders: positions for members, names and circles in public, never a person."""

import io

import pikepdf
import pytest

from rapports.services.contenu import assemble_content
from rapports.services.illustrer import draw_all
from rapports.services.options import Options
from rapports.services.rendu import render_html, render_pdf
from tests import fabriques as f

pytestmark = pytest.mark.django_db
PERSONNE = "Camille Exemple-Fictif"


@pytest.fixture
def diagnostic():
    diagnostic = f.make_diagnostic()
    f.make_partie(
        diagnostic, nom="La Ruche", referent_nom=PERSONNE, notes="Note interne", role="Un rôle",
        attitude="oppose", influence=4, interet=1,
    )  # fmt: skip
    f.make_partie(diagnostic, acteur=f.make_acteur(nom="En brouillon", statut="propose"), nom="")
    return diagnostic


def ecrire(diagnostic, audience):
    contenu = assemble_content(
        diagnostic, audience=audience, options=Options(sections=("parties",))
    )
    return render_html(contenu, draw_all(contenu, diagnostic.territoire))


def test_membres_lisent_les_positions(diagnostic):
    html = ecrire(diagnostic, "membres")
    assert "La Ruche" in html
    assert "Opposé" in html
    assert "En brouillon" in html
    assert PERSONNE not in html
    assert "Note interne" not in html


def test_public_lit_des_noms_et_des_cercles(diagnostic):
    html = ecrire(diagnostic, "publique")
    assert "La Ruche" in html
    for mot in ("Opposé", "opposé", "Un rôle", "En brouillon", PERSONNE, "Note interne"):
        assert mot not in html


def test_chapitre_absent_quand_la_carte_est_vide_ou_ecartee(diagnostic):
    vide = f.make_diagnostic()
    assert assemble_content(vide, audience="membres").parties is None
    sans = Options(sections=("note",))
    assert assemble_content(diagnostic, audience="membres", options=sans).parties is None


def test_pdf_accessible_porte_l_alternative_du_dessin(diagnostic):
    pdf = render_pdf(ecrire(diagnostic, "membres"))
    assert pdf.pages >= 2
    with pikepdf.open(io.BytesIO(pdf.octets)) as lu:
        dites = [
            str(objet.Alt)
            for objet in lu.objects
            if isinstance(objet, pikepdf.Dictionary) and "/Alt" in objet
        ]
    assert any("Carte des parties prenantes" in dit and "La Ruche" in dit for dit in dites)
