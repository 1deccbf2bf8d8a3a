"""Values said in French words, for histories and conflicts."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, time_format


def dire_valeur(valeur: Any) -> str:
    """Say a value in French words."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, datetime):
        return date_format(timezone.localtime(valeur), "j F Y à H:i")
    if isinstance(valeur, time):
        return time_format(valeur, "H \\h i")
    if isinstance(valeur, date):
        return date_format(valeur, "j F Y")
    return str(valeur)
