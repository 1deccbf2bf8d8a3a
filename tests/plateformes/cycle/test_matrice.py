"""Who may do what from which state: every role × state × action."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from plateformes.models import ChangementPublic, Plateforme
from plateformes.services.cycle import ACTIONS, actions_possibles, changer_statut
from tests.plateformes.monde import ROLES, batir

pytestmark = pytest.mark.django_db

ETATS = {
    "brouillon": "soumettre relire retirer",
    "proposee": "relire renvoyer retirer",
    "en_relecture": "publier renvoyer retirer",
    "publiee": "confirmer signaler archiver retirer",
    "a_revoir": "relire publier archiver retirer",
    "archivee": "retirer rouvrir",
    "retiree": "rouvrir",
}
"""State → what whoever answers for the entry may do from it; the others may do nothing."""
ARRIVEES = {
    "soumettre": "proposee",
    "relire": "en_relecture",
    "publier": "publiee",
    "confirmer": "publiee",
    "signaler": "a_revoir",
    "renvoyer": "brouillon",
    "archiver": "archivee",
    "retirer": "retiree",
    "rouvrir": "brouillon",
}
RESPONSABLES = {"membre", "administration", "operateur"}
PUBLICS = {"publiee", "a_revoir"}
LECTEURS = {*RESPONSABLES, "lecteur", "autre_reseau", "relectrice", "proposeuse", "porteur"}


def test_the_table_is_whole():
    assert set(ETATS) == set(Plateforme.Statut.values)
    assert set(ARRIVEES) | {"adopter"} == set(ACTIONS)


@pytest.mark.parametrize("etat", ETATS)
def test_every_role_and_action(etat):
    plateforme, gens = batir(etat)
    for role in ROLES:
        attendues = ETATS[etat].split() if role in RESPONSABLES else []
        offertes = [action.code for action in actions_possibles(plateforme, gens[role])]
        assert sorted(offertes) == sorted(attendues), (etat, role)
        for action in ACTIONS:
            if action in attendues:
                continue
            with pytest.raises((PermissionDenied, ValidationError)):
                changer_statut(plateforme=plateforme, action=action, par=gens[role], motif="x")
            plateforme.refresh_from_db()
            assert plateforme.statut == etat


@pytest.mark.parametrize(
    ("etat", "action"), [(e, a) for e, actions in ETATS.items() for a in actions.split()]
)
def test_every_step_leads_where_it_says(etat, action):
    plateforme, gens = batir(etat)
    apres = changer_statut(
        plateforme=plateforme, action=action, par=gens["membre"], motif="Une raison"
    )
    assert apres.statut == ARRIVEES[action]
    assert apres.motif == ("Une raison" if ACTIONS[action].motif else "")
    assert apres.version == plateforme.version + 1
    ligne = apres.history.order_by("-history_id").first()
    assert (ligne.statut, ligne.history_user) == (apres.statut, gens["membre"])
    publics = list(ChangementPublic.objects.values_list("nature", flat=True))
    attendu = etat in {"publiee", "a_revoir", "archivee"} or apres.statut == "publiee"
    assert publics == ([ACTIONS[action].public] if attendu and ACTIONS[action].public else [])


@pytest.mark.parametrize("action", [a for a, x in ACTIONS.items() if x.motif])
def test_a_reason_is_asked(action):
    plateforme, gens = batir(next(iter(sorted(ACTIONS[action].depuis))))
    with pytest.raises(ValidationError, match="pourquoi"):
        changer_statut(plateforme=plateforme, action=action, par=gens["membre"], motif="  ")


@pytest.mark.parametrize("etat", ETATS)
def test_who_sees_it(etat):
    plateforme, gens = batir(etat)
    for role in ROLES:
        attendu = etat in PUBLICS or role in LECTEURS
        assert gens[role].has_perm("plateformes.voir", plateforme) == attendu, role
        visibles = Plateforme.objects.visibles_par(gens[role])
        assert visibles.filter(pk=plateforme.pk).exists() == attendu, role


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        ("modifier", RESPONSABLES),
        ("publier", RESPONSABLES),
        ("valider_usage", RESPONSABLES),
        ("relire", {*RESPONSABLES, "autre_reseau", "relectrice"}),
        ("ouvrir_evaluation", RESPONSABLES),
        ("proposer_changement", set(ROLES)),
        ("declarer_usage", {*RESPONSABLES, "agent", "autre_reseau", "porteur"}),
        ("adopter", {"operateur"}),
    ],
)
def test_rights_on_a_published_entry(permission, roles):
    plateforme, gens = batir("publiee")
    assert {r for r in ROLES if gens[r].has_perm(f"plateformes.{permission}", plateforme)} == roles


def test_rights_on_a_draft_and_on_settings():
    plateforme, gens = batir("brouillon")
    for permission in ("proposer_changement", "declarer_usage"):
        peuvent = {r for r in ROLES if gens[r].has_perm(f"plateformes.{permission}", plateforme)}
        assert peuvent <= {"porteur", "operateur"}
    regler = {r for r in ROLES if gens[r].has_perm("plateformes.regler", plateforme.reseau)}
    assert regler == {"administration", "operateur"}
    creer = {r for r in ROLES if gens[r].has_perm("plateformes.creer")}
    assert creer == {*RESPONSABLES, "autre_reseau"}


def test_a_network_takes_an_entry_nobody_answers_for():
    plateforme, gens = batir("proposee")
    Plateforme.objects.update(reseau=None)
    plateforme.refresh_from_db()
    autre = gens["autre_reseau"].organisations.get()
    for role in ("membre", "autre_reseau"):
        assert [a.code for a in actions_possibles(plateforme, gens[role])] == ["adopter"]
    assert not actions_possibles(plateforme, gens["agent"])
    with pytest.raises(ValidationError):
        changer_statut(plateforme=plateforme, action="adopter", par=gens["membre"], reseau=autre)
    apres = changer_statut(
        plateforme=plateforme, action="adopter", par=gens["autre_reseau"], reseau=autre
    )
    assert (apres.reseau, apres.statut) == (autre, "proposee")
    assert not gens["membre"].has_perm("plateformes.modifier", apres)
