"""Numbers as French people type and read them."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError

_ESPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009"))


def lire_nombre(texte: str) -> Decimal:
    """Return a number typed the French way (« 1 200,5 »), or as a spreadsheet writes it.

    Raises:
        ValidationError: it is no number.
    """
    brut = texte.translate(_ESPACES).removesuffix("%")
    if "," in brut:
        brut = brut.replace(".", "").replace(",", ".")
    try:
        nombre = Decimal(brut)
    except InvalidOperation:
        nombre = Decimal("NaN")
    if not nombre.is_finite():
        raise ValidationError(
            "«\u00a0%(texte)s\u00a0» n’est pas un nombre\u00a0: écrivez par exemple 1\u00a0200,5.",
            code="nombre",
            params={"texte": texte[:40]},
        )
    return nombre


def ecrire_nombre(nombre: Any) -> str:
    """Write a number as it is typed: no useless zero, a comma."""
    if nombre is None or nombre == "":
        return ""
    return f"{Decimal(str(nombre)).normalize():f}".replace(".", ",")
