"""Comments, in the journal: who wrote, answered, reworded, closed, and where to read it."""

from django.db.models import Q

from diagnostics.acces import LIRE
from diagnostics.echanges import types_de_cibles
from diagnostics.journal import enregistrer_suivi
from diagnostics.models import Commentaire
from diagnostics.services.resume import adresse_du_fil


def _reserves() -> list[tuple[Q, str]]:
    """A comment is read by whoever reads what it is about; what was erased, by nobody."""
    effaces = Commentaire.objects.exclude(supprime_le=None).values("pk")
    return [
        (Q(id__in=effaces, supprime_le=None), ""),
        *((Q(cible_type=t.code), t.permission) for t in types_de_cibles() if t.permission != LIRE),
    ]


enregistrer_suivi(
    Commentaire,
    outil="echanges",
    libelle="Commentaire",
    # Not the text before and after: what somebody erased would still be read there.
    champs={"resolu_le": "Conversation résolue le"},
    titre=lambda version: version.texte[:80] or "un commentaire effacé",
    permission=LIRE,
    adresse=adresse_du_fil,
    reserve=_reserves,
    discret="un commentaire",
)
