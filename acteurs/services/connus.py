"""Rows of the work file, and what the directory already knows of them."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

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


_COLONNES = ", ".join(Connu._fields)


def connus_de(lot: Sequence[Apercu]) -> dict[str, Connu]:
    """Return what the directory knows of rows that follow each other in the work file.

    The directory mostly holds the same SIRET: all between the first and the last are read
    at once, twice as fast as one by one. When it holds many others, only those asked for are.
    """
    trop = 2 * len(lot) + 1
    rangees = masse.lire(
        f"SELECT {_COLONNES} FROM {masse.TABLE} WHERE siret BETWEEN %s AND %s LIMIT {trop}",  # noqa: S608
        lot[0].siret,
        lot[-1].siret,
    )
    if len(rangees) == trop:
        return chercher_connus(fiche.siret for fiche in lot)
    return _par_siret(rangees)


def chercher_connus(sirets: Iterable[str]) -> dict[str, Connu]:
    """Return SIRET → the entry that has it: the live one, else the one archived last."""
    return _par_siret(
        masse.lire(
            f"SELECT {_COLONNES} FROM {masse.TABLE} WHERE {masse.parmi('siret')}",  # noqa: S608
            masse.liste(sirets),
        )
    )


def _par_siret(rangees: Iterable[tuple[Any, ...]]) -> dict[str, Connu]:
    connus: dict[str, Connu] = {}
    for connu in map(Connu._make, rangees):
        autre = connus.get(connu.siret)
        if autre is None or (connu.statut != "archive", connu.id) > (
            autre.statut != "archive",
            autre.id,
        ):
            connus[connu.siret] = connu
    return connus
