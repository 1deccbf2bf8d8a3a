"""Read models of interview grids, in constant queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q

from diagnostics.models import Diagnostic, Entretien, GrilleEntretien, VersionGrille


@dataclass(frozen=True)
class LigneGrille:
    """A grid of the list."""

    grille: GrilleEntretien
    version: int
    brouillon: bool
    questions: int
    entretiens: int


def lister_grilles(*, diagnostic: Diagnostic, archivees: bool = False) -> list[LigneGrille]:
    """Return the grids of a démarche with their figures (two queries)."""
    grilles = diagnostic.grilles.filter(archivee_le__isnull=not archivees).select_related(
        "thematique"
    )
    versions: dict[int, list[Any]] = {}
    for version in (
        VersionGrille.objects.filter(grille__diagnostic=diagnostic)
        .annotate(
            nombre=Count("questions", distinct=True),
            usages=Count("entretiens", distinct=True),
        )
        .order_by("numero")
    ):
        versions.setdefault(version.grille_id, []).append(version)
    lignes = []
    for grille in grilles:
        siennes = versions.get(grille.pk, [])
        publiees = [v for v in siennes if not v.est_brouillon]
        derniere = (publiees or siennes)[-1]
        lignes.append(
            LigneGrille(
                grille=grille,
                version=publiees[-1].numero if publiees else 0,
                brouillon=siennes[-1].est_brouillon,
                questions=derniere.nombre,
                entretiens=sum(v.usages for v in siennes),
            )
        )
    return lignes


def versions_utilisables(diagnostic: Diagnostic, retenue: int | None = None) -> Any:
    """Return the last published version of each grid in use, and ``retenue`` whatever it is."""
    dernieres = (
        VersionGrille.objects.filter(
            grille__diagnostic=diagnostic,
            grille__archivee_le=None,
            publiee_le__isnull=False,
        )
        .order_by()
        .values("grille")
        .annotate(numero=Max("numero"))
    )
    choix = Q(pk=retenue)
    for ligne in dernieres:
        choix |= Q(grille=ligne["grille"], numero=ligne["numero"])
    return VersionGrille.objects.filter(choix).select_related("grille").order_by("grille__titre")


def version_de_theme(diagnostic: Diagnostic, theme: str) -> VersionGrille | None:
    """Return the usable version of a grid on ``theme``, else of a grid on no theme."""
    versions = list(versions_utilisables(diagnostic))
    proches = [v for v in versions if theme and v.grille.thematique_id == theme]
    generales = [v for v in versions if not v.grille.thematique_id]
    return next(iter(proches or generales), None)


def usages_de_version(version: VersionGrille) -> int:
    """Return how many interviews follow this very version."""
    return Entretien.objects.filter(grille=version).count()
