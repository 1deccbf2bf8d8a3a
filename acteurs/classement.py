"""The order of a list: by name, or by how well each answers a search, near before far."""

import math
from typing import Any

from django.db.models import Case, F, FloatField, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, Lower

from acteurs.criteres import Criteres
from acteurs.models import ActeurQuerySet
from acteurs.recherche import LETTRES_MIN, debute_par, lire
from socle.texte import normaliser

PAR_NOM = ("nom_normalise", "pk")
"""In the order of an index: the first of a long list are found without reading the others."""
PAR_NOM_APRES = (Lower("nom_normalise"), F("pk"))
"""Same order, through no index: for few actors, already found by another one."""
SANS_PLACE = 1e6
"""Where actors without a point come, when near comes before far."""


def ranger(acteurs: ActeurQuerySet, criteres: Criteres) -> ActeurQuerySet:
    """Return actors, few enough to be sorted, in the order of the page.

    Without words searched, by name. With words: the very name or acronym, then
    names that begin so, names whose words begin so, names that hold the words,
    descriptions; within each, near before far when a place is known, then by
    name.

    Args:
        acteurs: what the criteria found.
        criteres: the criteria, for their words and their place.
    """
    mots = lire(criteres.q).mots
    if not mots:
        return acteurs.order_by(*PAR_NOM_APRES)
    ordre: list[Any] = [pertinence(criteres.q, mots)]
    if criteres.centre:
        ordre.append(eloignement(*criteres.centre))
    return acteurs.order_by(*ordre, *PAR_NOM_APRES)


def pertinence(texte: str, mots: tuple[str, ...]) -> Case:
    """0 for the very name or acronym, then 1 to 4: less and less sure."""
    phrase = normaliser(texte)
    debuts, dedans = Q(), Q()
    for mot in mots:
        debuts &= Q(nom_normalise__startswith=mot) | Q(nom_normalise__contains=f" {mot}")
        dedans &= Q(nom_normalise__contains=mot)
    sigle = ~Q(sigle="") & Q(nom_normalise__endswith=f" {phrase}")
    if len(phrase) < LETTRES_MIN:
        sigle &= Q(sigle__iexact=texte.strip())
    return Case(
        When(Q(nom_seul=phrase) | sigle, then=Value(0)),
        When(Q(nom_normalise__startswith=phrase), then=Value(1)),
        When(debuts, then=Value(2)),
        When(dedans, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )


def eloignement(lon: float, lat: float) -> Coalesce:
    """Square of the distance to a place, in degrees of latitude; far when there is no point."""
    etroit = math.cos(math.radians(lat)) ** 2
    dx, dy = F("lon") - Value(lon), F("lat") - Value(lat)
    return Coalesce(dx * dx * Value(etroit) + dy * dy, Value(SANS_PLACE), output_field=FloatField())


def premiers(acteurs: ActeurQuerySet, lus: ActeurQuerySet, texte: str) -> list[ActeurQuerySet]:
    """Split a list too long to be compared: names that begin so, that hold the words, the others.

    The first by name, as an index gives them; the others in the order of their entry, as the
    index of words does: sorting thousands of names would cost more than it tells.

    Args:
        acteurs: the actors that answer, found by the index of words.
        lus: the same, found by reading names.
        texte: what was typed.
    """
    debut = debute_par("nom_normalise", normaliser(texte))
    dedans = Q()
    for mot in lire(texte).mots:
        dedans &= Q(nom_normalise__contains=mot)
    reste = acteurs.places().exclude(debut).order_by("pk")
    tete = lus.places().filter(debut).order_by(*PAR_NOM)
    return [tete, reste.filter(dedans), reste.exclude(dedans)]
