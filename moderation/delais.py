"""How long proposals wait: medians over a year, place by place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final

from django.utils import timezone

from acteurs.models import Acteur, PropositionOfficielle
from moderation.models import Contribution
from moderation.portee import contributions_de, reseaux_de
from territoires.models import Commune, Departement, Territoire, TerritoireCommune

PERIODE: Final = timedelta(days=365)
LUES_MAX: Final = 20_000
LIEUX_MAX: Final = 30


@dataclass
class Delais:
    """What a place waits and waited for."""

    nom: str
    adresse: str = ""
    """Value of the filter « territoire »."""
    attendent: int = 0
    plus_ancienne: datetime | None = None
    acceptees: int = 0
    refusees: int = 0
    durees: list[float] = field(default_factory=list)
    """Days between proposal and decision."""

    @property
    def mediane(self) -> float | None:
        """Median number of days; None when nothing was decided."""
        return median(self.durees) if self.durees else None

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

    def compter(self, ligne: "Ligne") -> None:
        """Count one proposal."""
        if ligne.decidee_le is None:
            self.attendent += 1
            if self.plus_ancienne is None or ligne.cree_le < self.plus_ancienne:
                self.plus_ancienne = ligne.cree_le
            return
        self.durees.append((ligne.decidee_le - ligne.cree_le) / timedelta(days=1))
        if ligne.etat == Contribution.Etat.REFUSEE:
            self.refusees += 1
        else:
            self.acceptees += 1


@dataclass(frozen=True)
class Ligne:
    """One proposal: where, when, what became of it."""

    commune: str | None
    etat: str
    cree_le: datetime
    decidee_le: datetime | None


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
    ici = _communes(territoires)
    contributions = [
        Ligne(*v)
        for v in contributions_de(utilisateur)
        .filter(cree_le__gt=timezone.now() - PERIODE)
        .order_by("-cree_le")
        .values_list("commune_id", "etat", "cree_le", "decidee_le")[:LUES_MAX]
    ]
    officielles = [Ligne(*v) for v in _officielles(utilisateur)]
    if territoires:
        contributions = [x for x in contributions if x.commune is None or x.commune in ici]
        officielles = [x for x in officielles if x.commune is None or x.commune in ici]
    ensemble, registres = Delais("Contributions"), Delais("Registres officiels")
    for ligne in contributions:
        ensemble.compter(ligne)
    for ligne in officielles:
        registres.compter(ligne)
    lieux = (
        _par_territoire(contributions, territoires, ici)
        if territoires
        else (_par_departement(contributions))
    )
    lieux.sort(key=lambda d: (-d.attendent, d.nom))
    return ensemble, registres, [d for d in lieux if d.attendent or d.durees][:LIEUX_MAX]


def _officielles(utilisateur: Any) -> Any:
    toutes = PropositionOfficielle.objects.filter(cree_le__gt=timezone.now() - PERIODE)
    if not utilisateur.is_superuser and reseaux_de(utilisateur):
        toutes = toutes.exclude(acteur__statut=Acteur.Statut.PROPOSE)
    # What registers changed without asking was nobody's decision.
    decidees = toutes.filter(decidee_par__isnull=False)
    attendent = toutes.filter(etat=PropositionOfficielle.Etat.A_EXAMINER)
    champs = ("acteur__commune_id", "etat", "cree_le", "decidee_le")
    lues = attendent.order_by("-cree_le").values_list(*champs)[:LUES_MAX]
    return [*lues, *decidees.order_by("-cree_le").values_list(*champs)[:LUES_MAX]]


def _communes(territoires: Sequence[Territoire]) -> dict[str, list[int]]:
    """Return the communes of the territories, and their parts → keys of the territories."""
    par_commune: dict[str, list[int]] = {}
    if not territoires:
        return par_commune
    liens = TerritoireCommune.objects.filter(territoire__in=territoires)
    for commune, territoire in liens.values_list("commune_id", "territoire_id"):
        par_commune.setdefault(commune, []).append(territoire)
    parties = Commune.objects.filter(parent_id__in=list(par_commune))
    for partie, parent in parties.values_list("pk", "parent_id"):
        par_commune.setdefault(partie, par_commune[str(parent)])
    return par_commune


def _par_territoire(
    lignes: Iterable[Ligne], territoires: Sequence[Territoire], ici: dict[str, list[int]]
) -> list[Delais]:
    delais = {t.pk: Delais(t.nom, f"{t.nature}:{t.code}") for t in territoires}
    for ligne in lignes:
        for cle in ici.get(ligne.commune or "", ()):
            delais[cle].compter(ligne)
    return list(delais.values())


def _par_departement(lignes: Sequence[Ligne]) -> list[Delais]:
    codes = {x.commune for x in lignes if x.commune}
    departement_de = dict(Commune.objects.filter(pk__in=codes).values_list("pk", "departement_id"))
    noms = dict(Departement.objects.values_list("pk", "nom"))
    delais: dict[str, Delais] = {}
    for ligne in lignes:
        code = departement_de.get(ligne.commune or "") or ""
        nom = str(noms.get(code, "Sans commune"))
        adresse = f"departement:{code}" if code else ""
        delais.setdefault(code, Delais(nom, adresse)).compter(ligne)
    return list(delais.values())
