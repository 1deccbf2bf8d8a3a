"""Names and addresses met around the catalogue are forgotten on their date, not before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plateformes.models import LienPorteur, MessageUsage, Proposition, UsageTerritoire
from plateformes.services.oubli import (
    LIENS_JOURS,
    MESSAGES_JOURS,
    PROPOSITIONS_JOURS,
    effacer_les_personnes,
)
from plateformes.tasks import oublier_les_personnes
from tests.fabriques import make_plateforme, make_territoire

pytestmark = pytest.mark.django_db


def _il_y_a(jours: int):
    return timezone.now() - timedelta(days=jours)


def _proposition(plateforme, etat, jours):
    return Proposition.objects.create(
        plateforme=plateforme, nature="modification", origine="public", etat=etat,
        nom="Une personne", courriel="x@exemple.example", message="Bonjour",
        valeurs={"nom": "Autre"}, decidee_le=_il_y_a(jours) if etat != "attente" else None,
    )  # fmt: skip


def test_decided_proposals_forget_who_made_them_and_keep_what_they_said():
    plateforme = make_plateforme()
    vieille = _proposition(plateforme, "acceptee", PROPOSITIONS_JOURS + 1)
    refusee = _proposition(plateforme, "refusee", PROPOSITIONS_JOURS + 1)
    fraiche = _proposition(plateforme, "acceptee", PROPOSITIONS_JOURS - 1)
    attente = _proposition(plateforme, "attente", 0)
    assert effacer_les_personnes()["propositions"] == 2
    for proposition in (vieille, refusee):
        proposition.refresh_from_db()
        assert (proposition.nom, proposition.courriel, proposition.message) == ("", "", "")
        assert proposition.valeurs == {"nom": "Autre"}
    for proposition in (fraiche, attente):
        proposition.refresh_from_db()
        assert proposition.courriel == "x@exemple.example"
    assert effacer_les_personnes() == {"propositions": 0, "liens": 0, "messages": 0}


def test_links_and_questions_go_on_their_date():
    plateforme = make_plateforme()
    for rang, (expire, revoque) in enumerate(
        [
            (_il_y_a(LIENS_JOURS + 1), None),
            (_il_y_a(-10), _il_y_a(LIENS_JOURS + 1)),
            (_il_y_a(LIENS_JOURS - 1), None),
            (_il_y_a(-10), None),
        ]
    ):
        LienPorteur.objects.create(
            plateforme=plateforme, courriel="y@exemple.example", empreinte=f"{rang:064}",
            expire_le=expire, revoque_le=revoque,
        )  # fmt: skip
    usage = UsageTerritoire.objects.create(plateforme=plateforme, territoire=make_territoire())
    for jours in (MESSAGES_JOURS + 1, MESSAGES_JOURS - 1):
        message = MessageUsage.objects.create(
            usage=usage, nom="Une personne", courriel="z@exemple.example", message="?"
        )
        MessageUsage.objects.filter(pk=message.pk).update(cree_le=_il_y_a(jours))
    assert oublier_les_personnes() == {"propositions": 0, "liens": 2, "messages": 1}
    assert LienPorteur.objects.count() == 2
    assert MessageUsage.objects.count() == 1
