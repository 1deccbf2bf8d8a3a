"""How long proposals wait: medians over a year, place by place, counted by the database."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import Count, F, Func, IntegerField, Min, Q, QuerySet
from django.utils import timezone

from acteurs.models import Acteur, PropositionOfficielle
from moderation.models import Contribution
from moderation.portee import adresse_de, contributions_de, dans, reseaux_de
from territoires.models import Commune, Departement, Territoire, TerritoireCommune

PERIODE: Final = timedelta(days=365)
LIEUX_MAX: Final = 30
REFUSEE: Final = Contribution.Etat.REFUSEE.value
assert PropositionOfficielle.Etat.REFUSEE.value == REFUSEE  # noqa: S101 (counted together)


class Jours(Func):
    """Whole days from one instant to another, in the SQL of both databases."""

    arity = 2
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **contexte: Any) -> Any:
        """Without the functions in Python that a subtraction of dates costs on SQLite."""
        return super().as_sql(
            compiler,
            connection,
            template="CAST(julianday(%(expressions)s) AS INTEGER)",
            arg_joiner=") - julianday(",
            **contexte,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **contexte: Any) -> Any:
        """Seconds of the interval, in days."""
        return super().as_sql(
            compiler,
            connection,
            template="FLOOR(EXTRACT(EPOCH FROM (%(expressions)s)) / 86400)::int",
            arg_joiner=" - ",
            **contexte,
        )


class Compte(NamedTuple):
    """Proposals of one place that share what became of them, and when."""

    lieu: Any
    nombre: int
    plus_ancienne: datetime | None = None
    """Of those that wait."""
    etat: str = ""
    jours: int | None = None
    """Days between proposal and decision; None: they wait."""


@dataclass
class Delais:
    """What a place waits and waited for."""

    nom: str
    adresse: str = ""
    """Value of the filter « territoire »."""
    attendent: int = 0
    plus_ancienne: datetime | None = None
    """When the oldest that waits was proposed."""
    acceptees: int = 0
    refusees: int = 0
    registres: int = 0
    """What registers propose there, and waits."""
    durees: Counter[int] = field(default_factory=Counter)
    """Days between proposal and decision → how many."""

    @property
    def mediane(self) -> float | None:
        """Median number of days; None when nothing was decided."""
        return mediane(self.durees)

    @property
    def mediane_dite(self) -> str:
        """The median in words."""
        return dire_jours(self.mediane)

    @property
    def attente_dite(self) -> str:
        """How long the oldest has been waiting, in words."""
        if self.plus_ancienne is None:
            return ""
        return dire_jours((timezone.now() - self.plus_ancienne) / timedelta(days=1))

    def compter(self, compte: Compte) -> None:
        """Count proposals."""
        if compte.jours is None:
            self.attendent += compte.nombre
            vues = (self.plus_ancienne, compte.plus_ancienne)
            self.plus_ancienne = min(v for v in vues if v is not None)
            return
        self.durees[compte.jours] += compte.nombre
        if compte.etat == REFUSEE:
            self.refusees += compte.nombre
        else:
            self.acceptees += compte.nombre


def mediane(durees: Counter[int]) -> float | None:
    """Return the median of numbers told with how often they come."""
    total = durees.total()
    if not total:
        return None
    rangs = ((total - 1) // 2, total // 2)
    trouvees, vus = [], 0
    for duree, nombre in sorted(durees.items()):
        trouvees += [duree for rang in rangs if vus <= rang < vus + nombre]
        vus += nombre
    return sum(trouvees) / 2


def dire_jours(jours: float | None) -> str:
    """Say a number of days: « moins d’un jour », « 3 jours », « 2 mois »."""
    if jours is None:
        return ""
    un_mois, deux_mois = 30, 60
    if jours < 1:
        return "moins d’un jour"
    entier = round(jours)
    if entier < deux_mois:
        return f"{entier}\u00a0jour{'s' if entier > 1 else ''}"
    return f"{entier // un_mois}\u00a0mois"


def mesurer(
    utilisateur: Any, territoires: Sequence[Territoire]
) -> tuple[Delais, Delais, list[Delais]]:
    """Return the delays of contributions, of what registers propose, and those of each place.

    Places are the territories given, else the départements where something happened.
    """
    contributions = _compter(contributions_de(utilisateur), "commune", territoires)
    officielles = _compter(_officielles(utilisateur), "acteur__commune", territoires)
    ensemble, registres = Delais("Contributions"), Delais("Registres officiels")
    lieux = _Lieux(territoires)
    for compte in contributions:
        ensemble.compter(compte)
        for lieu in lieux.de(compte.lieu):
            lieu.compter(compte)
    for compte in officielles:
        registres.compter(compte)
        if compte.jours is None:
            for lieu in lieux.de(compte.lieu):
                lieu.registres += compte.nombre
    rangs = sorted(lieux.delais.values(), key=lambda d: (-d.attendent - d.registres, d.nom))
    return (
        ensemble,
        registres,
        [d for d in rangs if d.attendent or d.registres or d.durees][:LIEUX_MAX],
    )


def _compter(
    propositions: QuerySet[Any], commune: str, territoires: Sequence[Territoire]
) -> Iterator[Compte]:
    """Count a year of proposals by place: the commune, or the département of the whole country."""
    recentes = propositions.filter(cree_le__gt=timezone.now() - PERIODE).order_by()
    lieu = f"{commune}__departement"
    if territoires:
        recentes, lieu = recentes.filter(dans(commune, territoires)), commune
    attendent = (
        recentes.filter(decidee_le=None)
        .values(lieu)
        .annotate(nombre=Count("pk"), plus_ancienne=Min("cree_le"))
        .values_list(lieu, "nombre", "plus_ancienne")
    )
    decidees = (
        recentes.filter(decidee_le__isnull=False)
        .annotate(jours=Jours(F("decidee_le"), F("cree_le")))
        .values(lieu, "etat", "jours")
        .annotate(nombre=Count("pk"))
        .values_list(lieu, "nombre", "etat", "jours")
    )
    for ou, nombre, plus_ancienne in attendent:
        yield Compte(ou, nombre, plus_ancienne)
    for ou, nombre, etat, jours in decidees:
        yield Compte(ou, nombre, etat=etat, jours=jours)


def _officielles(utilisateur: Any) -> QuerySet[PropositionOfficielle]:
    # What registers changed without asking was nobody's decision.
    toutes = PropositionOfficielle.objects.filter(
        Q(etat=PropositionOfficielle.Etat.A_EXAMINER) | Q(decidee_par__isnull=False)
    )
    if not utilisateur.is_superuser and reseaux_de(utilisateur):
        toutes = toutes.exclude(acteur__statut=Acteur.Statut.PROPOSE)
    return toutes


class _Lieux:
    """The places told, and which of them a commune, or a département, is in."""

    def __init__(self, territoires: Sequence[Territoire]) -> None:
        self.delais: dict[Any, Delais] = {}
        self.ici: dict[str, list[int]] | None = None
        if territoires:
            self.ici = _communes(territoires)
            self.delais = {t.pk: Delais(t.nom, adresse_de(t)) for t in territoires}
            return
        self.noms = dict(Departement.objects.values_list("pk", "nom"))

    def de(self, lieu: str | None) -> list[Delais]:
        """Return the places that a place counted is in."""
        if self.ici is not None:
            return [self.delais[cle] for cle in self.ici.get(lieu or "", ())]
        if lieu not in self.delais:
            nom = str(self.noms.get(lieu or "", "Sans commune"))
            self.delais[lieu] = Delais(nom, f"departement:{lieu}" if lieu else "")
        return [self.delais[lieu]]


def _communes(territoires: Sequence[Territoire]) -> dict[str, list[int]]:
    """Return the communes of the territories, and their parts → keys of the territories."""
    par_commune: dict[str, list[int]] = {}
    liens = TerritoireCommune.objects.filter(territoire__in=territoires)
    for commune, territoire in liens.values_list("commune_id", "territoire_id"):
        par_commune.setdefault(commune, []).append(territoire)
    parties = Commune.objects.filter(parent__liens__territoire__in=territoires).distinct()
    for partie, parent in parties.values_list("pk", "parent_id"):
        par_commune.setdefault(partie, par_commune[str(parent)])
    return par_commune
