"""Lists of démarches, in a constant number of queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from diagnostics.models import Diagnostic, ElementMoff, MembreDiagnostic, Phase, Preuve
from diagnostics.services.bilan import prochaine_etape


@dataclass(frozen=True)
class LigneDemarche:
    """One démarche of a list, ready to print."""

    diagnostic: Diagnostic
    phases: list[Phase]
    role: str
    elements: int
    sans_preuve: int
    prochaine_etape: str

    @property
    def est_archivee(self) -> bool:
        """Whether it is closed to writing."""
        return self.diagnostic.statut == Diagnostic.Statut.ARCHIVE


def mes_demarches(*, utilisateur: Any) -> list[LigneDemarche]:
    """Return the démarches ``utilisateur`` takes part in, last changed first (four queries)."""
    return _lignes(Diagnostic.objects.de(utilisateur), utilisateur)


def demarches_du_territoire(*, territoire: Any, utilisateur: Any) -> list[LigneDemarche]:
    """Return the démarches of ``territoire`` that ``utilisateur`` may see (four queries)."""
    visibles = Diagnostic.objects.visibles_par(utilisateur).filter(territoire=territoire)
    return _lignes(visibles, utilisateur)


def _lignes(demarches: Any, utilisateur: Any) -> list[LigneDemarche]:
    lignes = list(demarches.select_related("territoire", "organisation").prefetch_related("phases"))
    actifs = (
        ElementMoff.objects.actifs()
        .filter(diagnostic__in=[d.pk for d in lignes])
        .annotate(etaye=Exists(Preuve.objects.filter(element=OuterRef("pk"), sens="appuie")))
    )
    comptes: dict[int, Any] = {
        c["diagnostic"]: c
        for c in actifs.order_by()
        .values("diagnostic")
        .annotate(n=Count("pk"), nus=Count("pk", filter=Q(etaye=False)))
    }
    roles = (
        {
            m.diagnostic_id: m.get_role_display()
            for m in MembreDiagnostic.objects.filter(
                utilisateur=utilisateur, diagnostic__in=[d.pk for d in lignes]
            )
        }
        if utilisateur.is_authenticated
        else {}
    )
    return [
        LigneDemarche(
            diagnostic=d,
            phases=list(d.phases.all()),
            role=roles.get(d.pk, ""),
            elements=comptes.get(d.pk, {}).get("n", 0),
            sans_preuve=comptes.get(d.pk, {}).get("nus", 0),
            prochaine_etape=prochaine_etape(list(d.phases.all())),
        )
        for d in lignes
    ]
