"""Finding a territory by name, code or postcode."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When
from django.urls import reverse

from socle.texte import normaliser
from territoires.models import Commune, Territoire, TerritoireCommune

RESULTATS_MAX = 20
_PAR_SORTE = 30
_CODE_POSTAL = re.compile(r"\d{5}")
_ORDRE_NATURES = [
    Territoire.Nature.EPCI,
    Territoire.Nature.EPT,
    Territoire.Nature.PETR,
    Territoire.Nature.PNR,
    Territoire.Nature.BASSIN,
    Territoire.Nature.SUR_MESURE,
    Territoire.Nature.COMMUNE,
    Territoire.Nature.DEPARTEMENT,
    Territoire.Nature.REGION,
]


@dataclass(frozen=True)
class Resultat:
    """A territory that exists or that adopting would create (communes)."""

    nature: str
    code: str
    nom: str
    libelle: str
    """What it is, in words."""
    lieu: str
    """What tells it apart from its homonyms."""
    population: int | None
    url: str
    """Address of its page; communes have one even before anyone adopts them."""
    pertinence: int = 2

    @property
    def cle(self) -> str:
        """« nature:code », as forms send it."""
        return f"{self.nature}:{self.code}"


def chercher(texte: str, *, maximum: int = RESULTATS_MAX) -> list[Resultat]:
    """Return territories and communes that match, likeliest first.

    Accents, case, hyphens and « St » do not matter. A postcode also finds the
    groupings its communes belong to. At most three queries.
    """
    cherche = normaliser(texte)
    if len(cherche) < 2:  # noqa: PLR2004  (one letter matches half of France)
        return []
    communes = list(
        Commune.objects.recherche(cherche)
        .exclude(code__endswith="D")
        .select_related("departement")
        .annotate(pertinence=_pertinence(cherche, "pk"))
        .order_by("pertinence", "-population", "nom", "pk")[:_PAR_SORTE]
    )
    resultats = [_resultat_commune(c) for c in communes]
    resultats += [_resultat(t) for t in _territoires(cherche, communes)]
    rangs = {nature.value: rang for rang, nature in enumerate(_ORDRE_NATURES)}
    resultats.sort(key=lambda r: (r.pertinence, rangs[r.nature], -(r.population or 0), r.nom))
    return resultats[:maximum]


def _territoires(cherche: str, communes: Sequence[Commune]) -> list[Territoire]:
    condition = Q()
    for mot in cherche.split():
        condition &= Q(nom_normalise__contains=mot) | Q(code=mot.upper())
    if _CODE_POSTAL.fullmatch(cherche):
        condition |= Q(
            nature=Territoire.Nature.EPCI,
            pk__in=TerritoireCommune.objects.filter(commune__in=communes).values("territoire"),
        )
    return list(
        Territoire.objects.filter(condition, actif=True)
        .exclude(nature=Territoire.Nature.COMMUNE)
        .select_related("organisation_gestionnaire")
        .annotate(pertinence=_pertinence(cherche, "code"))
        .order_by("pertinence", "-population", "nom", "pk")[:_PAR_SORTE]
    )


def _pertinence(cherche: str, champ_code: str) -> Case:
    """0 for the very name or code, 1 for a beginning, 2 otherwise."""
    return Case(
        When(Q(nom_normalise=cherche) | Q(**{champ_code: cherche.upper()}), then=Value(0)),
        When(nom_normalise__startswith=cherche, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def _resultat_commune(commune: Commune) -> Resultat:
    postal = ", ".join(commune.codes_postaux[:2])
    departement = commune.departement.nom if commune.departement else ""
    return Resultat(
        nature=Territoire.Nature.COMMUNE.value,
        code=commune.pk,
        nom=commune.nom,
        libelle=commune.get_type_display(),
        lieu=", ".join(filter(None, [postal, departement])),
        population=commune.population,
        url=reverse("territoires:fiche", args=[Territoire.Nature.COMMUNE, commune.pk]),
        pertinence=getattr(commune, "pertinence", 2),
    )


def _resultat(territoire: Territoire) -> Resultat:
    gestionnaire = territoire.organisation_gestionnaire
    return Resultat(
        nature=territoire.nature,
        code=territoire.code,
        nom=territoire.nom,
        libelle=territoire.sous_nature or territoire.get_nature_display(),
        lieu=f"composé par {gestionnaire.nom}" if gestionnaire else "",
        population=territoire.population,
        url=territoire.get_absolute_url(),
        pertinence=getattr(territoire, "pertinence", 2),
    )
