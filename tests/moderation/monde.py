"""A small world to propose and decide in."""

from dataclasses import dataclass
from typing import Any

from acteurs.models import Acteur
from comptes.models import Organisation, Role, Utilisateur
from moderation.models import Contribution
from moderation.services.contributions import Signature, propose_acteur, propose_correction
from territoires.models import Adoption, Commune, Territoire
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_organisation,
    make_territoire,
    make_type,
    make_utilisateur,
)


@dataclass
class Scene:
    """A commune looked after by a network, and an entry there that nobody holds."""

    commune: Commune
    territoire: Territoire
    ailleurs: Commune
    reseau: Organisation
    curatrice: Utilisateur
    collegue: Utilisateur
    acteur: Acteur


def batir() -> Scene:
    commune = make_commune("80016", nom="Albert")
    ailleurs = make_commune("80021", nom="Amiens")
    territoire = make_territoire(commune, nom="Pays du Coquelicot")
    make_type("association")
    curatrice, collegue = make_utilisateur(nom="Claude Vidal"), make_utilisateur(nom="Sam Roy")
    reseau = make_organisation(
        curatrice, collegue, nature="reseau_ess", role=Role.MEMBRE, nom="Réseau de la Somme"
    )
    Adoption.objects.create(organisation=reseau, territoire=territoire)
    acteur = make_acteur(
        nom="La Ressourcerie",
        commune=commune,
        lon=commune.lon,
        lat=commune.lat,
        precision="commune",
        description="Une\nDeux\nTrois",
        adresse="1 rue A",
    )
    return Scene(commune, territoire, ailleurs, reseau, curatrice, collegue, acteur)


def corriger(acteur: Acteur, *, signe: dict[str, Any] | None = None, **champs: Any) -> Contribution:
    """A correction; its author left an address unless told otherwise."""
    signature = {"courriel": "camille@exemple.example", "source": "Leur affiche", **(signe or {})}
    return propose_correction(acteur=acteur, champs=champs, signature=Signature(**signature))


def proposer(commune: Commune | None, **champs: Any) -> Contribution:
    """A new actor."""
    signe = champs.pop("signe", {})
    return propose_acteur(
        champs={"nom": "Le Fournil", "commune": commune, **champs},
        signature=Signature(**{"courriel": "camille@exemple.example", **signe}),
    )
