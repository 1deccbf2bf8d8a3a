"""Two curators, two tabs, at once, on a real database: one decision, one entry."""

import pytest

from acteurs.models import Acteur
from moderation.models import Decision
from moderation.services.annulation import undo_lot
from moderation.services.decisions import decide_contribution
from moderation.services.questions import answer_question, ask_question
from tests.concurrence import ensemble
from tests.moderation.monde import batir, corriger, proposer

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_decision_and_one_entry_however_many_decide():
    scene = batir()
    contribution = proposer(scene.commune)
    gestes = [
        lambda geste=geste, par=par: decide_contribution(
            contribution=contribution, geste=geste, par=par, motif="Vu"
        )
        for geste in ("accepter", "refuser")
        for par in (scene.curatrice, scene.collegue)
    ]
    assert sum(ensemble(gestes)) == 1
    assert Decision.objects.count() == 1
    contribution.refresh_from_db()
    assert Acteur.objects.filter(nom="Le Fournil").count() == (contribution.etat == "acceptee")


def test_undone_once_answered_once():
    scene = batir()
    contribution = corriger(scene.acteur, nom="Neuf")
    question = ask_question(contribution=contribution, texte="Où ?", par=scene.curatrice)
    reponses = [lambda: answer_question(question=question, texte="Ici")] * 4
    assert sum(ensemble(reponses)) == 1
    lot = decide_contribution(contribution=contribution, geste="accepter", par=scene.curatrice)
    assert sum(ensemble([lambda: undo_lot(lot=lot, par=scene.curatrice)] * 4)) == 1
    scene.acteur.refresh_from_db()
    assert scene.acteur.nom == "La Ressourcerie"
