"""A board with notes, for what groups, votes and decides."""

import pytest

from tests.diagnostics.seance.outils import aller, make_note, make_participant, make_seance


@pytest.fixture
def tableau():
    seance = make_seance()
    lea = make_participant(seance)
    ecrites = [make_note(lea, f"Note {i}") for i in range(5)]
    aller(seance, "regroupement")
    return seance, [n.numero for n in ecrites]
