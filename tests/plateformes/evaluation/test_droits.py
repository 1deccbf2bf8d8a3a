"""Who may do what with an evaluation: every role × state × permission."""

import pytest

from plateformes.models import Evaluation
from tests.fabriques import make_evaluation, make_utilisateur
from tests.plateformes.monde import ROLES, batir

pytestmark = pytest.mark.django_db
TIENNENT = {"membre", "administration", "operateur"}
EVALUENT = {*TIENNENT, "autre_reseau", "invitee"}
TOUS = {*ROLES, "invitee"}
DROITS = {
    "ouverte": {
        "voir_evaluation": EVALUENT,
        "repondre_grille": EVALUENT,
        "rendre_evaluation": TIENNENT,
        "exercer_droit_de_reponse": {"operateur"},
        "lire_pieces": {*EVALUENT, "porteur"},
    },
    "rendue": {
        "voir_evaluation": TOUS,
        "repondre_grille": {"operateur"},
        "rendre_evaluation": {"operateur"},
        "exercer_droit_de_reponse": {"porteur", "operateur"},
        "lire_pieces": {*TIENNENT, "porteur"},
    },
    "abandonnee": {
        "voir_evaluation": EVALUENT,
        "repondre_grille": {"operateur"},
        "rendre_evaluation": {"operateur"},
        "exercer_droit_de_reponse": {"operateur"},
        "lire_pieces": {*TIENNENT, "porteur"},
    },
}
"""State of the evaluation → permission → who holds it, the entry being published."""


def test_the_table_is_whole():
    assert set(DROITS) == set(Evaluation.Statut.values)
    assert len({frozenset(droits) for droits in DROITS.values()}) == 1


@pytest.mark.parametrize("etat", DROITS)
@pytest.mark.parametrize("publiee", [True, False])
def test_every_role_state_and_permission(etat, publiee):
    plateforme, gens = batir("publiee" if publiee else "brouillon")
    gens["invitee"] = make_utilisateur()
    evaluation = make_evaluation(plateforme)
    evaluation.evaluateurs.add(gens["invitee"])
    Evaluation.objects.update(statut=etat)
    evaluation.refresh_from_db()
    for permission, attendus in DROITS[etat].items():
        if not publiee and permission == "voir_evaluation" and etat == "rendue":
            attendus = {*EVALUENT, "porteur"}  # noqa: PLW2901  not public: its own people only
        peuvent = {
            role for role in TOUS if gens[role].has_perm(f"plateformes.{permission}", evaluation)
        }
        assert peuvent == attendus, (etat, permission)
