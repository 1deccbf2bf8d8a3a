import pytest
from django.contrib.auth.models import AnonymousUser

from tests.fabriques import make_acteur, make_organisation, make_utilisateur

pytestmark = pytest.mark.django_db

VOIR, MODIFIER, CREER, IMPORTER = (
    f"acteurs.{nom}" for nom in ("voir_acteur", "modifier_acteur", "creer_acteur", "importer")
)


def droits(utilisateur, acteur):
    return {p for p in (VOIR, MODIFIER) if utilisateur.has_perm(p, acteur)}


@pytest.fixture
def maison():
    return make_organisation()


@pytest.mark.parametrize(
    ("role", "publie", "propose"),
    [
        ("administrateur", {VOIR, MODIFIER}, {VOIR, MODIFIER}),
        ("membre", {VOIR, MODIFIER}, {VOIR, MODIFIER}),
        ("lecteur", {VOIR}, {VOIR}),
    ],
)
def test_roles_of_the_organisation_that_entered_it(maison, role, publie, propose):
    utilisateur = make_utilisateur()
    maison.adhesions.create(utilisateur=utilisateur, role=role)
    assert droits(utilisateur, make_acteur(organisation=maison)) == publie
    assert droits(utilisateur, make_acteur(organisation=maison, statut="propose")) == propose
    assert utilisateur.has_perm(CREER, maison) is (role != "lecteur")
    assert utilisateur.has_perm(IMPORTER, maison) is (role != "lecteur")


@pytest.mark.parametrize(
    ("nature", "role", "attendu"),
    [
        ("collectivite", "administrateur", {VOIR}),
        ("reseau_ess", "membre", {VOIR, MODIFIER}),
        ("reseau_ess", "lecteur", {VOIR}),
    ],
)
def test_other_organisations(maison, nature, role, attendu):
    utilisateur = make_utilisateur()
    make_organisation(utilisateur, nature=nature, role=role)
    assert droits(utilisateur, make_acteur(organisation=maison)) == attendu
    assert droits(utilisateur, make_acteur(organisation=maison, statut="propose")) == set()
    assert droits(utilisateur, make_acteur(organisation=maison, statut="archive")) == set()
    assert not utilisateur.has_perm(CREER, maison)


def test_user_without_organisation_anonymous_and_operator(maison):
    acteur = make_acteur(organisation=maison, statut="propose")
    seul = make_utilisateur()
    assert droits(seul, make_acteur()) == {VOIR}
    assert not seul.has_perm(CREER)
    assert droits(AnonymousUser(), make_acteur()) == {VOIR}
    assert droits(AnonymousUser(), acteur) == set()
    assert droits(make_utilisateur(is_superuser=True), acteur) == {VOIR, MODIFIER}
