"""Which territories contain, are contained in, or cross another one."""

from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from territoires.models import Commune, Territoire, TerritoireCommune


@dataclass
class Parentes:
    """Territories related to one, by name."""

    contenants: list[Territoire] = field(default_factory=list)
    contenus: list[Territoire] = field(default_factory=list)
    croises: list[Territoire] = field(default_factory=list)
    """Those that share communes without one containing the other."""

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.contenants or self.contenus or self.croises)


def territoires_lies(territoire: Territoire) -> Parentes:
    """Sort the territories in force that share a commune with ``territoire``, in four queries.

    Of two territories with the same communes, each is told to contain the other
    once, as a container.
    """
    if territoire.pk is None:
        return _autour_de_la_commune(territoire)
    siennes = TerritoireCommune.objects.filter(territoire=territoire).values("commune")
    nombre = siennes.count()
    communs = _compter(
        TerritoireCommune.objects.filter(commune__in=siennes).exclude(territoire=territoire)
    )
    autres = list(
        Territoire.objects.filter(pk__in=list(communs), actif=True)
        .exclude(nature=Territoire.Nature.COMMUNE)
        .only("pk", "nature", "code", "nom", "population")
        .order_by("nom")
    )
    tailles = _compter(TerritoireCommune.objects.filter(territoire__in=[a.pk for a in autres]))
    parentes = Parentes()
    for autre in autres:
        if communs[autre.pk] == nombre:
            parentes.contenants.append(autre)
        elif communs[autre.pk] == tailles[autre.pk]:
            parentes.contenus.append(autre)
        else:
            parentes.croises.append(autre)
    return parentes


def _compter(liens: QuerySet[TerritoireCommune]) -> dict[int, int]:
    """Return the number of ``liens`` by territory."""
    return dict(liens.values_list("territoire").annotate(n=Count("pk")).order_by())


def _autour_de_la_commune(territoire: Territoire) -> Parentes:
    """Return what contains a commune nobody adopted yet (or the commune it is part of)."""
    commune = Commune.objects.filter(pk=territoire.code).first()
    codes = [c for c in (territoire.code, commune.parent_id if commune else None) if c]
    return Parentes(
        contenants=list(
            Territoire.objects.filter(actif=True, liens__commune__in=codes)
            .only("pk", "nature", "code", "nom", "population")
            .order_by("nom")
            .distinct()
        )
    )
