"""Finding one row by its public identifier, or where it went."""

import re
from typing import Any

from acteurs.models import Acteur
from acteurs.services.references import suivre
from ouverture.filtres import Introuvable
from ouverture.suites import commune_actuelle, territoires_publics
from territoires.models import Territoire

_AUCUN = "Aucun acteur publié n’a cet identifiant."

_NUMEROS = (
    (r"[0-9]{14}", "siret"),
    (r"[0-9]{9}", "siren"),
    (r"W[0-9]{9}", "rna"),
    (r"[0-9a-z]{12}", "reference"),
)


class Ailleurs(Exception):
    """It is found under another identifier."""

    def __init__(self, identifiant: str) -> None:
        super().__init__(identifiant)
        self.identifiant = identifiant


def retrouver_acteur(identifiant: str) -> int:
    """Return the key of a published actor, by its SIRET, SIREN, RNA number or reference.

    Raises:
        Introuvable: no published actor has it, or several do.
        Ailleurs: it was merged with another.
    """
    publies = Acteur.objects.publies().order_by()
    champ = next((c for motif, c in _NUMEROS if re.fullmatch(motif, identifiant)), "")
    if not champ:
        raise Introuvable(_AUCUN)
    trouves = list(publies.filter(**{champ: identifiant}).values_list("pk", flat=True)[:2])
    if len(trouves) > 1:
        raise Introuvable(
            f"Plusieurs établissements portent ce numéro : voyez /api/v1/acteurs/?{champ}={identifiant}"
        )
    if trouves:
        return trouves[0]
    gardee = suivre(identifiant)
    if gardee and gardee.statut == Acteur.Statut.PUBLIE:
        raise Ailleurs(gardee.siret or gardee.reference)
    raise Introuvable(_AUCUN)


def retrouver_commune(code: str) -> str:
    """Return the code of a commune in force.

    Raises:
        Introuvable: no commune ever had this code.
        Ailleurs: it became another commune.
    """
    if not re.fullmatch(r"[0-9][0-9AB][0-9]{3}D?", code):
        raise Introuvable("Aucune commune n’a ce code.")
    commune = commune_actuelle(code)
    if commune.pk != code:
        raise Ailleurs(commune.pk)
    return commune.pk


def retrouver_territoire(identifiant: str) -> Any:
    """Return an official perimeter, old or in force, as a query of one row.

    Raises:
        Introuvable: there is none.
        Ailleurs: it is a commune, which has its own address.
    """
    nature, _, code = identifiant.partition(":")
    if nature == Territoire.Nature.COMMUNE:
        raise Ailleurs(retrouver_commune(code))
    if "\x00" in identifiant:
        raise Introuvable("Aucun territoire n’a cet identifiant.")
    territoires = territoires_publics().filter(nature=nature, code=code)
    if not territoires.exists():
        raise Introuvable("Aucun territoire n’a cet identifiant.")
    return territoires
