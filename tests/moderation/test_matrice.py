"""Every role × every action of moderation: the rules, and the services that apply them."""

from typing import Any

import pytest
import rules.permissions
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction

from acteurs.models import PropositionOfficielle
from comptes.models import Organisation, Role
from moderation.models import LotDecisions
from moderation.services.annulation import undo_lot
from moderation.services.attribution import entrust_contribution, entrust_lot
from moderation.services.contributions import attach_contribution
from moderation.services.decisions import decide_contribution, decide_lot
from moderation.services.questions import ask_question
from moderation.services.tenues import grant_tenue, request_tenue
from tests.fabriques import make_acteur, make_commune, make_organisation, make_utilisateur
from tests.moderation.monde import corriger, proposer
from tests.moderation.test_droits_fiches import TABLE as FICHES

pytestmark = pytest.mark.django_db
ROLES = (
    "anonyme", "sans", "lectrice", "agent", "saisie", "tenante", "autrice", "reseau", "decideuse",
    "administration", "operatrice",
)  # fmt: skip
"""Not signed in; of no organisation; reads for a network; writes for an organisation; for the one
that entered the entry; for the structure that keeps it; who wrote the proposals, of a network too;
writes for a network; took the decisions, for that network; administers it; operates the platform."""
PERMISSIONS = {
    # permission, about what: one answer per role
    ("moderation.voir_file", ""): "non non non oui oui oui oui oui oui oui oui",
    ("moderation.voir_statistiques", ""): "non non non non non non oui oui oui oui oui",
    ("moderation.examiner", "nouvelle"): "non non non non non non oui oui oui oui oui",
    ("moderation.decider", "nouvelle"): "non non non non non non non oui oui oui oui",
    ("moderation.examiner", "correction"): "non non non non oui non oui oui oui oui oui",
    ("moderation.decider", "correction"): "non non non non oui non non oui oui oui oui",
    # An entry that only its organisation sees is decided by it alone.
    ("moderation.decider", "privee"): "non non non non oui non non non non non oui",
    ("moderation.annuler", "lot"): "non non non non non non non non oui non oui",
    ("moderation.repondre_tenue", "tenue"): "non non non non non non oui oui oui oui oui",
    ("moderation.quitter_tenue", "tenue"): "non non non non non oui non non non non oui",
    # Joining two entries: the right to change both.
    ("acteurs.modifier_acteur", "acteur"): "non non non non oui non oui oui oui oui oui",
}
SERVICES = {
    "accepter un nouvel acteur": "non non non non non non oui oui oui oui",
    "refuser un nouvel acteur": "non non non non non non oui oui oui oui",
    "accepter une correction": "non non non oui non non oui oui oui oui",
    "poser une question": "non non non oui non non oui oui oui oui",
    "confier": "non non non oui non non oui oui oui oui",
    "rattacher": "non non non non non non oui oui oui oui",
    "accepter ensemble": "non non non oui non non oui oui oui oui",
    "accepter un registre": "non non non oui non oui oui oui oui oui",
    "refuser un registre": "non non non oui non oui oui oui oui oui",
    "prendre un registre": "non non non oui non oui oui oui oui oui",
    "annuler": "non non non non non non non oui non oui",
}
"""For those who are signed in: addresses ask the others to be."""


@pytest.fixture
def scene() -> dict[str, Any]:
    gens: dict[str, Any] = {r: make_utilisateur(nom=r) for r in ROLES if r != "anonyme"}
    gens["anonyme"] = AnonymousUser()
    gens["operatrice"].is_superuser = True
    gens["operatrice"].save()
    reseau = make_organisation(
        gens["reseau"], gens["decideuse"], gens["autrice"],
        nature=Organisation.Nature.RESEAU_ESS, role=Role.MEMBRE,
    )  # fmt: skip
    reseau.adhesions.create(utilisateur=gens["lectrice"], role=Role.LECTEUR)
    reseau.adhesions.create(utilisateur=gens["administration"], role=Role.ADMINISTRATEUR)
    make_organisation(gens["agent"])
    maison = make_organisation(gens["saisie"])
    structure = make_organisation(gens["tenante"], nature=Organisation.Nature.STRUCTURE_ESS)
    acteur = make_acteur(organisation=maison, commune=make_commune("80016"))
    demande = request_tenue(
        acteur=acteur, organisation=structure, voie="reseau", par=gens["tenante"]
    )
    signe = {"auteur": gens["autrice"]}
    decidee = corriger(make_acteur(nom="Décidée"), nom="Neuf", signe=signe)
    return {
        "gens": gens,
        "acteur": acteur,
        "tenue": grant_tenue(tenue=demande),
        "nouvelle": proposer(acteur.commune, signe=signe),
        "correction": corriger(acteur, sigle="C", signe=signe),
        "autre": make_acteur(nom="Une autre"),
        "privee": corriger(make_acteur(organisation=maison, statut="propose"), sigle="P"),
        "registre": PropositionOfficielle.objects.create(
            acteur=acteur, nature="fermeture", valeurs={"statut": ["publie", "archive"]},
            empreinte=1,
        ),
        "lot": decide_contribution(
            contribution=decidee, geste="refuser", par=gens["decideuse"], motif="Non"
        ),
    }  # fmt: skip


def comparer(table: dict[Any, str], roles: tuple[str, ...], essayer: Any) -> list[str]:
    return [
        f"{action} as {role}: {obtenu} instead of {attendu}"
        for action, ligne in table.items()
        for role, attendu in zip(roles, ligne.split(), strict=True)
        for obtenu in ["oui" if essayer(action, role) else "non"]
        if obtenu != attendu
    ]


def test_every_role_and_every_permission(scene):
    def peut(action: tuple[str, str], role: str) -> bool:
        permission, objet = action
        return bool(scene["gens"][role].has_perm(permission, scene.get(objet)))

    assert not comparer(PERMISSIONS, ROLES, peut)


def test_every_role_and_every_gesture(scene):
    gens = scene["gens"]

    def gestes(par: Any) -> dict[str, Any]:
        nouvelle, correction, registre = (scene[n] for n in ("nouvelle", "correction", "registre"))
        return {
            "accepter un nouvel acteur": lambda: decide_contribution(
                contribution=nouvelle, geste="accepter", par=par
            ),
            "refuser un nouvel acteur": lambda: decide_contribution(
                contribution=nouvelle, geste="refuser", par=par, motif="Non"
            ),
            "accepter une correction": lambda: decide_contribution(
                contribution=correction, geste="accepter", par=par
            ),
            "poser une question": lambda: ask_question(
                contribution=correction, texte="Où ?", par=par
            ),
            "confier": lambda: entrust_contribution(contribution=correction, a=None, par=par),
            "rattacher": lambda: attach_contribution(
                contribution=nouvelle, reference=scene["autre"].reference, par=par
            ),
            "accepter ensemble": lambda: decide_lot(
                geste="accepter", par=par, contributions=[correction]
            ),
            "accepter un registre": lambda: decide_lot(
                geste="accepter", par=par, officielles=[registre]
            ),
            "refuser un registre": lambda: decide_lot(
                geste="refuser", par=par, officielles=[registre]
            ),
            "prendre un registre": lambda: entrust_lot(a=par, par=par, officielles=[registre]),
            "annuler": lambda: undo_lot(lot=LotDecisions.objects.get(pk=scene["lot"].pk), par=par),
        }

    def fait(action: str, role: str) -> bool:
        geste = gestes(gens[role])[action]
        try:
            with transaction.atomic():
                bilan = geste()
                transaction.set_rollback(True)
        except PermissionDenied:
            return False
        return not getattr(bilan, "echecs", [])

    assert SERVICES.keys() == gestes(None).keys()
    assert not comparer(SERVICES, ROLES[1:], fait)


def test_no_permission_is_forgotten():
    siennes = {n for n in rules.permissions.permissions if n.startswith("moderation.")}
    assert siennes == {n for n, _ in PERMISSIONS if n.startswith("moderation.")} | {
        n for n in FICHES if n.startswith("moderation.")
    }
