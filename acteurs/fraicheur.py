"""When an entry was last seen: by somebody who wrote it or said it still right, or by a register."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.db.models import Max
from django.utils import timezone

from acteurs.models import Acteur, ImportOfficiel

ANCIENNE: Final = timedelta(days=730)
"""Two years: an entry nobody saw since is to be looked at."""
MARGE: Final = timedelta(days=2)


@dataclass(frozen=True)
class Vue:
    """The last time an entry was seen."""

    le: date
    par_un_registre: bool

    @property
    def ancienne(self) -> bool:
        """Whether it is long ago."""
        return self.le < limite()


def limite() -> date:
    """Return the day before which an entry was seen long ago."""
    return timezone.localdate() - ANCIENNE


def dernier_numero_avant(moment: datetime) -> int:
    """Return a key after which every entry came later than ``moment``.

    Keys grow as entries come: the boundary is looked for by halves, once a day. Asked with it, a
    question on old entries reads these alone. A load may write entries dated of its beginning:
    the boundary is taken a little later (``MARGE``).
    """
    cle = f"fraicheur:dernier-numero:{moment.date()}"
    connu = cache.get(cle)
    if connu is not None:
        return int(connu)
    bas, haut = 0, Acteur.objects.aggregate(m=Max("pk"))["m"] or 0
    while bas < haut:
        milieu = (bas + haut) // 2
        suivante = Acteur.objects.filter(pk__gt=milieu).order_by("pk").values_list("pk", "cree_le")
        pk, arrivee = suivante[0]
        if arrivee >= moment + MARGE:
            haut = milieu
        else:
            bas = pk
    cache.set(cle, haut, 86_400)
    return int(haut)


def lecture_du_registre() -> date | None:
    """Return the day SIRENE was last read whole: establishments still there were open then."""
    fin = ImportOfficiel.objects.filter(
        source=ImportOfficiel.Source.SIRENE, etat=ImportOfficiel.Etat.TERMINE
    ).aggregate(m=Max("termine_le"))["m"]
    return timezone.localtime(fin).date() if fin else None


def vue_de(acteur: Acteur) -> Vue:
    """Return when an entry was last seen."""
    if acteur.vu_le:
        return Vue(acteur.vu_le, par_un_registre=False)
    arrivee = timezone.localtime(acteur.cree_le).date()
    lecture = lecture_du_registre() if acteur.origine == Acteur.Origine.SIRENE else None
    return Vue(max(lecture or arrivee, arrivee), par_un_registre=True)
