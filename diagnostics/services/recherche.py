"""Find an actor by what people type."""

from typing import Any, Final

from django.db.models import Case, IntegerField, Value, When

from acteurs.models import Acteur
from diagnostics.models import Diagnostic
from socle.texte import normaliser

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
