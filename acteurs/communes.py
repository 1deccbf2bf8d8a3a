"""Choosing a commune by typing its name, its postcode or its INSEE code."""

from django.db.models import Case, IntegerField, Value, When

from socle.texte import normaliser
from territoires.models import Commune

PROPOSEES_MAX = 8


def chercher_communes(texte: str) -> list[Commune]:
    """Return the likeliest communes: exact name first, then beginnings, then most populated."""
    cherche = normaliser(texte)
    if not cherche:
        return []
    pertinence = Case(
        When(nom_normalise=cherche, then=Value(0)),
        When(nom_normalise__startswith=cherche, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    trouvees = (
        Commune.objects.recherche(cherche)
        .select_related("departement")
        .order_by(pertinence, "-population", "nom", "pk")
    )
    return list(trouvees[:PROPOSEES_MAX])


def nommer(commune: Commune) -> str:
    """« Albert (80300, Somme) »: enough to tell homonyms apart."""
    postal = commune.codes_postaux[0] if commune.codes_postaux else commune.code_insee
    departement = commune.departement.nom if commune.departement else ""
    precision = ", ".join(filter(None, [postal, departement]))
    nature = (
        "" if commune.type == Commune.Type.COMMUNE else f", {commune.get_type_display().lower()}"
    )
    return f"{commune.nom} ({precision}{nature})"
