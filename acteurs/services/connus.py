"""Rows of the work file, and what the directory already knows of them."""

from collections.abc import Iterable
from typing import NamedTuple

from acteurs.services import masse


class Fiche(NamedTuple):
    """A row of ``fiche``, its columns by name."""

    siret: str
    siren: str
    nom: str
    sigle: str
    nom_normalise: str
    nom_seul: str
    mots: str
    type_id: str | None
    sous_type_id: str | None
    ess: int
    forme_juridique: str
    categorie_juridique: str
    naf: str
    naf25: str
    rna: str
    adresse: str
    commune_id: str
    lon: float | None
    lat: float | None
    precision: str
    morton: int | None
    taille: str
    masque_themes: int
    date_source: str | None
    siege: int
    date_creation: str
    empreinte: int


class Apercu(NamedTuple):
    """What must be read of every row of ``fiche`` to decide what becomes of it."""

    siret: str
    siren: str
    nom_seul: str
    commune_id: str
    siege: int
    empreinte: int


class Connu(NamedTuple):
    """What must be known of an entry to decide what becomes of it."""

    id: int
    siret: str
    statut: str
    enrichi: bool
    empreinte: int | None


def chercher_connus(sirets: Iterable[str]) -> dict[str, Connu]:
    """Return SIRET → the entry that has it: the live one, else the one archived last."""
    colonnes = ", ".join(Connu._fields)
    rangees = masse.lire(
        f"SELECT {colonnes} FROM {masse.TABLE} WHERE {masse.parmi('siret')}",  # noqa: S608
        masse.liste(sirets),
    )
    connus: dict[str, Connu] = {}
    for connu in map(Connu._make, rangees):
        autre = connus.get(connu.siret)
        if autre is None or (connu.statut != "archive", connu.id) > (
            autre.statut != "archive",
            autre.id,
        ):
            connus[connu.siret] = connu
    return connus
