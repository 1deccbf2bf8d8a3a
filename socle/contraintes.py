"""Check a row against the constraints of its model without asking the database.

``full_clean`` asks one question per constraint and per link: a spreadsheet of five hundred rows
would ask four thousand. Unknown values follow SQL: what cannot be told does not break a rule.
"""

import operator
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.constants import LOOKUP_SEP

_COMPARER: Final[dict[str, Any]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda gauche, droite: gauche in droite,
}


def verifier_sans_requete(objet: models.Model) -> None:
    """Check the fields and the check constraints of a row whose links are known to exist.

    Unicity is for the caller, who knows the other rows.

    Raises:
        ValidationError: a value is not right; same messages as ``full_clean``.
    """
    liens = {f.name for f in objet._meta.concrete_fields if f.is_relation}
    objet.clean_fields(exclude=liens)
    objet.clean()
    for contrainte in objet._meta.constraints:
        if (
            isinstance(contrainte, models.CheckConstraint)
            and tient(contrainte.condition, objet) is False
        ):
            raise ValidationError(
                contrainte.get_violation_error_message(), code=contrainte.violation_error_code
            )


def tient(condition: Any, objet: models.Model) -> bool | None:
    """Say whether a row meets a condition on its own columns; None: cannot be told.

    Raises:
        NotImplementedError: a lookup this module does not know.
    """
    if isinstance(condition, Q):
        valeurs = [tient(enfant, objet) for enfant in condition.children]
        verdict = _tous(valeurs) if condition.connector == Q.AND else _un(valeurs)
        return (None if verdict is None else not verdict) if condition.negated else verdict
    chemin, droite = condition
    nom, _, comparaison = chemin.partition(LOOKUP_SEP)
    gauche = _valeur(objet, nom)
    if isinstance(droite, F):
        droite = _valeur(objet, droite.name)  # type: ignore[attr-defined]
    elif comparaison == "isnull" or droite is None:
        return (gauche is None) == (droite is not False)
    if gauche is None or droite is None:
        return None
    if (comparaison or "exact") not in _COMPARER:
        raise NotImplementedError(chemin)
    return bool(_COMPARER[comparaison or "exact"](gauche, droite))


def _valeur(objet: models.Model, nom: str) -> Any:
    champ: Any = objet._meta.get_field(nom)
    return getattr(objet, champ.attname)


def _tous(valeurs: list[bool | None]) -> bool | None:
    if False in valeurs:
        return False
    return None if None in valeurs else True


def _un(valeurs: list[bool | None]) -> bool | None:
    if True in valeurs:
        return True
    return None if None in valeurs else False
