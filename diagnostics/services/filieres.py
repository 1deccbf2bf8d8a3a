"""Filières a démarche cites, and what a filière tells of the démarches it answers."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse

from diagnostics.models import Diagnostic, Enjeu, FiliereCitee, MembreDiagnostic
from diagnostics.rules import EQUIPE
from filieres.models import Filiere
from filieres.rattachements import Depart, Lien, Rattachement


@dataclass(frozen=True)
class LigneFiliere:
    """A filière cited, with the stakes it answers."""

    citee: FiliereCitee
    enjeux: list[Enjeu]


def lire_filieres(*, diagnostic: Diagnostic, utilisateur: Any) -> tuple[list[LigneFiliere], int]:
    """Return the filières cited that the user may read, and how many they may not."""
    citees = list(
        diagnostic.filieres_citees.select_related("filiere__territoire").prefetch_related("enjeux")
    )
    lisibles = set(
        Filiere.objects.visibles_par(utilisateur)
        .filter(pk__in=[c.filiere_id for c in citees])
        .values_list("pk", flat=True)
    )
    lues = [LigneFiliere(c, list(c.enjeux.all())) for c in citees if c.filiere_id in lisibles]
    return lues, len(citees) - len(lues)


@transaction.atomic
def citer(*, diagnostic: Diagnostic, filiere: Filiere, enjeux: list[str], par: Any) -> FiliereCitee:
    """Link a filière, or change the stakes it answers (references of stakes of this démarche)."""
    citee, _ = FiliereCitee.objects.get_or_create(
        diagnostic=diagnostic, filiere=filiere, defaults={"auteur": par}
    )
    citee.enjeux.set(diagnostic.enjeux.filter(reference__in=enjeux))
    return citee


def ne_plus_citer(*, citee: FiliereCitee) -> None:
    """Take the link away; the filière stays."""
    citee.delete()


# ── What filières ask of the floor above ────────────────────────────────────
def _depart_de(diagnostic: Diagnostic) -> Depart:
    return Depart(
        reference=diagnostic.reference,
        titre=diagnostic.titre,
        territoire=diagnostic.territoire,
        organisation=diagnostic.organisation_id,
        choix=tuple((e.reference, e.titre) for e in diagnostic.enjeux.all()),
    )


def _miennes(utilisateur: Any) -> Any:
    """Open démarches the user works for."""
    equipe = MembreDiagnostic.objects.filter(utilisateur=utilisateur, role__in=EQUIPE)
    return (
        Diagnostic.objects.filter(pk__in=equipe.values("diagnostic"))
        .exclude(statut=Diagnostic.Statut.ARCHIVE)
        .select_related("territoire")
        .prefetch_related("enjeux")
    )


def _departs(utilisateur: Any) -> list[Depart]:
    return [_depart_de(d) for d in _miennes(utilisateur).order_by("titre")]


def _depart(utilisateur: Any, reference: str) -> Depart | None:
    diagnostic = _miennes(utilisateur).filter(reference=reference).first()
    return _depart_de(diagnostic) if diagnostic else None


def _rattacher(filiere: Any, reference: str, choix: list[str], par: Any) -> None:
    diagnostic = _miennes(par).filter(reference=reference).first()
    if diagnostic is not None:
        citer(diagnostic=diagnostic, filiere=filiere, enjeux=choix, par=par)


def _liens(utilisateur: Any, filiere: Any) -> list[Lien]:
    """Démarches the user may read; the stakes are told to their members only."""
    citees = (
        FiliereCitee.objects.filter(
            filiere=filiere, diagnostic__in=Diagnostic.objects.visibles_par(utilisateur)
        )
        .select_related("diagnostic")
        .prefetch_related("enjeux")
    )
    membres: set[int] = set()
    if utilisateur.is_authenticated:
        membres = set(utilisateur.participations.values_list("diagnostic_id", flat=True))
    return [
        Lien(
            titre=c.diagnostic.titre,
            url=reverse("diagnostics:fiche", args=[c.diagnostic.reference]),
            details=tuple(e.titre for e in c.enjeux.all()) if c.diagnostic_id in membres else (),
        )
        for c in citees
    ]


RATTACHEMENT = Rattachement(
    cle="demarche",
    libelle="une démarche",
    question="Enjeux auxquels elle répond",
    departs=_departs,
    depart=_depart,
    rattacher=_rattacher,
    liens=_liens,
)
