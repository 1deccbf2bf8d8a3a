"""Key figures of a territory, each with its source."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count, Max, QuerySet

from territoires.models import Commune, Indicateur, Territoire

CODE_SUPERFICIE = "superficie"
"""Code of the indicator that gives the area in km²."""


@dataclass(frozen=True)
class Chiffre:
    """A figure as the component ``chiffre_cle`` shows it."""

    valeur: int | Decimal
    libelle: str
    source: str = ""
    avant: str = ""
    unite: str = ""


def chiffres_cles(territoire: Territoire, communes: QuerySet[Commune]) -> list[Chiffre]:
    """Return population, communes, area and density when known, then the other indicators."""
    etat = communes.aggregate(nombre=Count("pk"), millesime=Max("millesime"))
    nombre, annee = etat["nombre"], etat["millesime"]
    millesime = f"COG {annee}" if annee else "COG"
    chiffres = []
    if territoire.population is not None:
        chiffres.append(
            Chiffre(
                territoire.population,
                "habitant" if territoire.population == 1 else "habitants",
                f"Insee, population municipale, {millesime}",
            )
        )
    if territoire.nature != Territoire.Nature.COMMUNE:
        chiffres.append(
            Chiffre(nombre, "communes" if nombre > 1 else "commune", f"Insee, {millesime}")
        )
    indicateurs = (
        list(Indicateur.objects.filter(territoire=territoire).order_by("code", "-annee"))
        if territoire.pk
        else []
    )
    return chiffres + _indicateurs(indicateurs, territoire.population)


def numeroter_sources(chiffres: list[Chiffre]) -> tuple[list[Chiffre], list[str]]:
    """Replace each source by its number between brackets; return figures and sources in order."""
    sources = list(dict.fromkeys(c.source for c in chiffres if c.source))
    numeros = {source: f"[{rang}]" for rang, source in enumerate(sources, start=1)}
    return [replace(c, source=numeros.get(c.source, "")) for c in chiffres], sources


def _indicateurs(indicateurs: list[Indicateur], population: int | None) -> list[Chiffre]:
    """Return the latest value of each indicator; the area brings the density with it."""
    chiffres: list[Chiffre] = []
    vus: set[str] = set()
    for indicateur in sorted(indicateurs, key=lambda i: i.code != CODE_SUPERFICIE):
        if indicateur.code in vus:
            continue
        vus.add(indicateur.code)
        source = ", ".join(
            filter(None, [indicateur.source, str(indicateur.annee) if indicateur.annee else ""])
        )
        chiffres.append(
            Chiffre(
                indicateur.valeur,
                indicateur.libelle,
                source,
                indicateur.prefixe,
                indicateur.unite,
            )
        )
        exacte = not indicateur.prefixe and indicateur.valeur > 0
        if indicateur.code == CODE_SUPERFICIE and exacte and population:
            chiffres.append(
                Chiffre(
                    round(population / indicateur.valeur),
                    "habitants au km²",
                    "calculé : population sur superficie",
                )
            )
    return chiffres
