"""Who may do what with a use: every role × state × action."""

import pytest
from django.test import Client
from django.utils import timezone

from plateformes.models import UsageTerritoire
from tests.plateformes.monde import ROLES, batir
from tests.plateformes.vitrine.usages import make_usage

pytestmark = pytest.mark.django_db
RESPONSABLES = {"membre", "administration", "operateur"}
ETATS = {
    "a_confirmer": {"valide": False},
    "confirme": {"valide": True},
    "refuse": {"valide": False, "motif_refus": "Trop vague"},
}
ACTIONS = {
    "modifier": ("get", {*RESPONSABLES, "agent"}),
    "ecarter": ("get", {*RESPONSABLES, "agent"}),
    "valider": ("post", RESPONSABLES),
}
"""Action → how it is asked, and who may: the network, operators, whoever declared it."""


@pytest.mark.parametrize("etat", ETATS)
def test_every_role_state_and_action(etat):
    plateforme, gens = batir("publiee")
    champs = ETATS[etat] | ({"refuse_le": timezone.now()} if etat == "refuse" else {})
    usage = make_usage(plateforme, organisation=gens["agent"].organisations.get(), **champs)
    for action, (methode, attendus) in ACTIONS.items():
        peuvent = set()
        for role in ROLES:
            client = Client()
            if role != "anonyme":
                client.force_login(gens[role])
            adresse = f"/plateformes/usages/{usage.reference}/{action}/"
            reponse = getattr(client, methode)(adresse)
            if role == "anonyme":
                assert reponse["Location"].startswith("/comptes/login/")
            elif reponse.status_code in {200, 302}:
                peuvent.add(role)
            else:
                assert reponse.status_code == 403
        assert peuvent == attendus, (etat, action)


@pytest.mark.parametrize("role", ["agent", "membre"])
def test_nobody_refuses_their_way_out_of_a_reason(role):
    plateforme, gens = batir("publiee")
    usage = make_usage(plateforme, organisation=gens["agent"].organisations.get())
    client = Client()
    client.force_login(gens[role])
    adresse = f"/plateformes/usages/{usage.reference}/ecarter/"
    client.post(adresse, {"motif": ""})
    # Whoever declared it takes it away; the network must say why.
    assert UsageTerritoire.objects.exists() == (role == "membre")
