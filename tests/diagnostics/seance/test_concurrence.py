"""Two phones, two tabs, a retry: at once, on a real database, nothing passes twice."""

import pytest

from diagnostics.models import NoteSeance, VoteSeance
from diagnostics.services.seance import groupes, notes, voix
from diagnostics.services.seance.lecture import lire_cartes
from tests.concurrence import ensemble
from tests.diagnostics.seance.outils import aller, make_note, make_participant, make_seance

pytestmark = pytest.mark.django_db(transaction=True)


def test_jamais_plus_de_n_voix():
    seance = make_seance(voix_par_personne=2)
    lea = make_participant(seance)
    cartes = [make_note(lea).numero for _ in range(6)]
    aller(seance, "vote")
    reussis = ensemble([lambda n=n: voix.voter(participant=lea, numero=n) for n in cartes])
    assert sum(reussis) == 2
    assert VoteSeance.objects.count() == 2


def test_la_meme_note_six_fois_a_la_fois():
    seance = make_seance()
    lea = make_participant(seance)
    gestes = [
        lambda: notes.ecrire(participant=lea, case="force", texte="Une", cle="meme-cle-1")
    ] * 6
    assert all(ensemble(gestes))
    assert NoteSeance.objects.count() == 1


def test_des_numeros_tous_differents():
    seance = make_seance()
    gens = [make_participant(seance) for _ in range(6)]
    assert all(ensemble([lambda p=p: make_note(p) for p in gens]))
    assert sorted(NoteSeance.objects.values_list("numero", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_regrouper_pendant_que_l_on_retire_sa_note():
    seance = make_seance()
    lea = make_participant(seance)
    a, b, c = (make_note(lea).numero for _ in range(3))
    aller(seance, "regroupement")
    par = seance.animatrice
    ensemble(
        [
            lambda: groupes.regrouper(seance=seance, numeros=[a, b, c], par=par),
            lambda: notes.retirer(participant=lea, numero=a),
        ]
    )
    # Whoever came first: never a withdrawn note inside a group.
    assert not NoteSeance.objects.filter(etat="retiree").exclude(groupe=None).exists()
    assert {n.numero for x in lire_cartes(seance) for n in x.notes} <= {a, b, c}
