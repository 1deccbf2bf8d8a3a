"""The columns of an entry in words: labels, values, links named. For every list of changes."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import DateField
from django.utils.dateparse import parse_date
from django.utils.text import capfirst

from acteurs.models import Acteur, Thematique, TypeActeur
from socle.valeurs import dire_valeur
from territoires.models import Commune

LIENS: Final = ("type_id", "sous_type_id", "commune_id")
ORDRE: Final = (
    "nom", "sigle", "siret", "adresse", "commune_id", "precision", "type_id", "sous_type_id",
)  # fmt: skip
"""Columns told first; PostgreSQL keeps those of a JSON value in an order of its own."""
VIDE: Final = "vide"

Mots = Mapping[str, Mapping[Any, str]]
"""Column that is a link → key → name."""


def nommer_liens(valeurs: Iterable[tuple[str, Any]]) -> Mots:
    """Return the names of what (column, value) pairs point to; three queries at most."""
    codes: dict[str, set[Any]] = {nom: set() for nom in (*LIENS, "thematiques")}
    for nom, valeur in valeurs:
        if nom == "thematiques":
            codes[nom] |= set(valeur or ())
        elif nom in codes:
            codes[nom].add(valeur)
    types = TypeActeur.objects.in_bulk((codes["type_id"] | codes["sous_type_id"]) - {None, ""})
    communes = Commune.objects.in_bulk(codes["commune_id"] - {None, ""})
    themes = Thematique.objects.in_bulk(codes["thematiques"])
    familles = {pk: t.libelle for pk, t in types.items()}
    return {
        "type_id": familles,
        "sous_type_id": familles,
        "commune_id": {pk: c.nom for pk, c in communes.items()},
        "thematiques": {pk: t.libelle for pk, t in themes.items()},
    }


def ranger(noms: Iterable[str]) -> list[str]:
    """Return columns in the order they are told."""
    return sorted(noms, key=lambda n: (n not in ORDRE, ORDRE.index(n) if n in ORDRE else n))


def libelle_de(nom: str) -> str:
    """Return the label of a column."""
    return str(capfirst(str(getattr(Acteur._meta.get_field(nom), "verbose_name", nom))))


def en_mots(nom: str, valeur: Any, mots: Mots) -> str:
    """Say the value of a column, links named by ``mots``."""
    if valeur in ("", None, []):
        return VIDE
    if nom == "thematiques":
        return ", ".join(mots[nom].get(code, str(code)) for code in valeur)
    if nom in mots:
        return mots[nom].get(valeur, str(valeur))
    champ = Acteur._meta.get_field(nom)
    choix = dict(getattr(champ, "choices", None) or ())
    if valeur in choix:
        return str(choix[valeur])
    if isinstance(champ, DateField) and isinstance(valeur, str):
        valeur = parse_date(valeur) or valeur
    return dire_valeur(valeur)
