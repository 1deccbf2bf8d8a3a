"""Find an actor or a territory by what people type."""

from typing import Any, Final

from django.db.models import Case, IntegerField, Q, Value, When

from acteurs.models import Acteur
from diagnostics.models import Diagnostic
from socle.texte import normaliser
from territoires.models import Territoire

LIMITE: Final = 12
"""Most suggestions shown at once."""


def chercher_acteurs(
    *, diagnostic: Diagnostic, utilisateur: Any, texte: str
) -> tuple[list[Acteur], list[Acteur]]:
    """Return (suggestions, exact matches) among the actors the user may read.

    Those of the démarche come first, then those of its territory, then the others.
    """
    if not normaliser(texte):
        return [], []
    trouves: list[Acteur] = list(
        Acteur.objects.visibles_par(utilisateur)
        .exclude(statut=Acteur.Statut.ARCHIVE)
        .recherche(texte)
        .annotate(
            proximite=Case(
                When(pk__in=diagnostic.acteurs.values("pk"), then=Value(0)),
                When(commune__in=diagnostic.territoire.communes.values("pk"), then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            )
        )
        .select_related("commune")
        .order_by("proximite", "nom_normalise", "pk")[:LIMITE]
    )
    cle = normaliser(texte)
    exacts = [a for a in trouves if cle in {normaliser(a.nom), normaliser(a.sigle)}]
    return trouves, exacts


def chercher_territoires(*, texte: str) -> list[Territoire]:
    """Return territories in force by official code or name (accents ignored), the closest names first."""
    cle = normaliser(texte)
    if not cle:
        return []
    brut = texte.strip()
    correspond = Q(code__iexact=brut)
    mots = Q()
    for mot in cle.split():
        mots &= Q(nom_normalise__contains=mot)
    return list(
        Territoire.objects.filter(correspond | mots, actif=True)
        .annotate(
            rang=Case(
                When(correspond, then=Value(0)),
                When(nom_normalise=cle, then=Value(1)),
                When(nom_normalise__startswith=cle, then=Value(2)),
                default=Value(3),
                output_field=IntegerField(),
            )
        )
        .order_by("rang", "nom_normalise")[:LIMITE]
    )
