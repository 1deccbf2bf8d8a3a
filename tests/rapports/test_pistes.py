"""The chapter on ideas: named for members, aggregates only in public."""

import pytest

from rapports.services.contenu import assemble_content
from rapports.services.options import Options
from tests import fabriques as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def diagnostic():
    return f.make_diagnostic()


@pytest.fixture
def piste(diagnostic):
    piste = f.make_piste(diagnostic, titre="Garage solidaire")
    for rang, degre in enumerate((4, 3)):
        f.make_point_de_vue(
            piste,
            f.make_concerne(diagnostic, nom=f"Acteur nommé {rang}"),
            adhesion=degre,
            compris="Un lieu à nous",
            attentes=("Une salle",),
        )
    f.make_point_de_vue(piste, adhesion=0, prive=True, origine="acteur", compris="Secret")
    return piste


def lire(diagnostic, audience):
    return assemble_content(diagnostic, audience=audience).pistes


def test_members_read_names_but_no_secret(diagnostic, piste):
    (lue,) = lire(diagnostic, "membres")
    assert "Acteur nommé 0" in {p.acteur for p in lue.positions}
    assert "Secret" not in str(lue)
    assert any("3,5" in p for p in lue.phrases)


def test_public_names_nobody_and_hides_small_means(diagnostic, piste):
    (lue,) = lire(diagnostic, "publique")
    assert "Acteur nommé" not in str(lue)
    assert "Un lieu à nous" not in str(lue)
    assert "Secret" not in str(lue)
    assert not lue.positions
    assert [s.texte for s in lue.attentes] == ["Une salle", "Une salle"]
    assert not any("sur 4 en moyenne" in p for p in lue.phrases)


def test_ideas_set_aside_and_left_out(diagnostic, piste):
    f.make_piste(diagnostic, etat="ecartee", raison="Trop tôt")
    assert len(lire(diagnostic, "publique")) == 1
    sans = Options(sections=("note",))
    assert assemble_content(diagnostic, audience="publique", options=sans).pistes == ()
