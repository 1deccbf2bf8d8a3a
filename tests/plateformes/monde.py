"""Everybody who meets an entry, by role."""

from typing import Any

from django.contrib.auth.models import AnonymousUser

from comptes.models import Organisation, Role
from plateformes.models import Plateforme, Proposition, Relecture
from tests.fabriques import make_acteur, make_organisation, make_plateforme, make_utilisateur

ROLES = (
    "anonyme",
    "agent",
    "lecteur",
    "membre",
    "administration",
    "autre_reseau",
    "relectrice",
    "proposeuse",
    "porteur",
    "operateur",
)


def batir(statut: str = "brouillon", **champs: Any) -> tuple[Plateforme, dict[str, Any]]:
    """An entry of a network in a state, and one person per role."""
    gens = {role: make_utilisateur() for role in ROLES if role not in {"anonyme", "operateur"}}
    gens["anonyme"] = AnonymousUser()
    gens["operateur"] = make_utilisateur(is_superuser=True, is_staff=True)
    reseau = make_organisation(gens["membre"], nature=Organisation.Nature.RESEAU_ESS)
    for role, code in (("administration", Role.ADMINISTRATEUR), ("lecteur", Role.LECTEUR)):
        reseau.adhesions.create(utilisateur=gens[role], role=code)
    make_organisation(gens["autre_reseau"], nature=Organisation.Nature.RESEAU_ESS)
    make_organisation(gens["agent"])
    structure = make_organisation(
        gens["porteur"], nature=Organisation.Nature.STRUCTURE_ESS, siren="732829320"
    )
    motif = {"motif": "Pour voir"} if statut in {"archivee", "retiree", "a_revoir"} else {}
    plateforme = make_plateforme(
        statut=statut,
        reseau=reseau,
        porteur=make_acteur(siren=structure.siren),
        **motif,
        **champs,
    )
    Relecture.objects.create(plateforme=plateforme, relecteur=gens["relectrice"])
    Proposition.objects.create(
        plateforme=plateforme, nature="nouvelle", origine="public", auteur=gens["proposeuse"]
    )
    return plateforme, gens
