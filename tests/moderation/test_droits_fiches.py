"""Who may look after entries: every role, every action, as the table of ``rules_fiches`` says."""

import pytest
from django.contrib.auth.models import AnonymousUser

from comptes.models import Organisation, Role
from moderation.services.tenues import grant_tenue, request_tenue
from tests.fabriques import make_acteur, make_organisation, make_utilisateur

pytestmark = pytest.mark.django_db
Nature = Organisation.Nature
ROLES = ("anonyme", "sans", "lectrice", "saisie", "tenante", "reseau", "administration")
"""Not signed in; of no organisation; reads for a network; of the organisation that entered the
entry; of the structure that keeps it; writes for a network; administers a network."""
TABLE = {
    "acteurs.voir_acteur": "oui oui oui oui oui oui oui",
    "moderation.revendiquer": "oui oui oui oui oui oui oui",
    "acteurs.modifier_acteur": "non non non oui non oui oui",
    "acteurs.tenir": "non non non non oui non non",
    "moderation.confirmer": "non non non oui oui oui oui",
    "moderation.voir_doublons": "non non non non non oui oui",
    "moderation.voir_fraicheur": "non non non non non oui oui",
    "moderation.voir_tenues": "non non non non non oui oui",
    "moderation.repondre_tenue": "non non non non non oui oui",
    "moderation.quitter_tenue": "non non non non oui non non",
    "moderation.regler_annuaire": "non non non non non non oui",
}
"""Addresses ask to sign in before a claim is made: see the table of addresses."""


@pytest.fixture
def gens():
    gens = {role: make_utilisateur() for role in ROLES if role != "anonyme"}
    gens["anonyme"] = AnonymousUser()
    return gens


def test_every_role_and_every_action(gens):
    reseau = make_organisation(gens["reseau"], nature=Nature.RESEAU_ESS)
    for role, place in (("lectrice", Role.LECTEUR), ("administration", Role.ADMINISTRATEUR)):
        reseau.adhesions.create(utilisateur=gens[role], role=place)
    structure = make_organisation(gens["tenante"], nature=Nature.STRUCTURE_ESS)
    acteur = make_acteur(organisation=make_organisation(gens["saisie"]))
    tenue = grant_tenue(
        tenue=request_tenue(
            acteur=acteur, organisation=structure, voie="reseau", par=gens["tenante"]
        )
    )
    objets = {
        "moderation.repondre_tenue": tenue,
        "moderation.quitter_tenue": tenue,
        "moderation.regler_annuaire": reseau,
        "moderation.voir_doublons": None,
        "moderation.voir_fraicheur": None,
        "moderation.voir_tenues": None,
    }
    ecarts = [
        f"{permission} as {role}: {obtenu} instead of {attendu}"
        for permission, ligne in TABLE.items()
        for role, attendu in zip(ROLES, ligne.split(), strict=True)
        for obtenu in [
            "oui" if gens[role].has_perm(permission, objets.get(permission, acteur)) else "non"
        ]
        if obtenu != attendu
    ]
    assert not ecarts, "\n".join(ecarts)
