"""How to use each tool, beside the work."""

import pytest
from django.template import Context, Template, TemplateSyntaxError

from diagnostics.methode import outils

CODES = [
    "grille-entretien",
    "matrice-moff",
    "cartographie-acteurs",
    "plan-de-contact",
    "matrice-convergence",
    "seance",
]


def rendre(code):
    return Template("{% load methode %}{% aide_methode code %}").render(Context({"code": code}))


def test_every_tool_of_the_method_is_there():
    assert list(outils()) == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_tool_says_everything(code):
    outil = outils()[code]
    assert all((outil.nom, outil.but, outil.duree, outil.source))
    assert len(outil.qui) >= 2
    assert len(outil.etapes) >= 3
    assert len(outil.attention) >= 2
    page = rendre(code)
    assert page.count("<details") == 1
    assert "<details open" not in page
    for texte in (outil.qui[0].qui, outil.attention[0].titre, "En combien de temps", "Terreau"):
        assert texte in page


def test_the_ten_minutes_of_the_exercise_are_told():
    assert "10 minutes" in rendre("cartographie-acteurs")


def test_an_unknown_tool_is_a_mistake_of_the_template():
    with pytest.raises(TemplateSyntaxError, match="boussole"):
        rendre("boussole")


def test_the_matrix_page_carries_it(client, db):
    from tests import fabriques as f

    pilote = f.make_utilisateur()
    diagnostic = f.make_diagnostic(pilote)
    client.force_login(pilote)
    page = client.get(f"/demarches/{diagnostic.reference}/matrice/").content.decode()
    assert "Matrice MOFF collective" in page
    # The fragment asked for every two seconds does not carry it.
    etat = client.get(f"/demarches/{diagnostic.reference}/matrice/etat/").content.decode()
    assert "Mode d’emploi" not in etat
