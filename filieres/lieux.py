"""The commune a text names."""

from django.core.exceptions import ValidationError

from acteurs.communes import chercher_communes, nommer
from socle.texte import normaliser
from territoires.models import Commune


def trouver_commune(texte: str) -> Commune:
    """Return the one commune a text names.

    Raises:
        ValidationError: none, or several; the message names them.
    """
    trouvees = chercher_communes(texte) or chercher_communes(texte.partition(" (")[0])
    cle = normaliser(texte)
    for exactes in (
        [c for c in trouvees if nommer(c) == texte or c.pk == texte.upper()],
        trouvees,
        [c for c in trouvees if c.nom_normalise == cle],
    ):
        if len(exactes) == 1:
            return exactes[0]
    if not trouvees:
        raise ValidationError(
            "Aucune commune de ce nom ou de ce code\u00a0: vérifiez l’orthographe.", code="commune"
        )
    raise ValidationError(
        "Plusieurs communes répondent\u00a0: écrivez l’une d’elles en entier. %(noms)s.",
        code="communes",
        params={"noms": "\u202f; ".join(nommer(c) for c in trouvees[:5])},
    )
