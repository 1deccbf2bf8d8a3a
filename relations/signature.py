"""Which organisation signs what a user enters."""

from comptes.models import Organisation
from comptes.requete import Requete


def signataire(request: Requete) -> Organisation | None:
    """Return the organisation that signs what this user enters: the current one, else any."""
    courante = request.organisation
    if courante and request.user.has_perm("acteurs.creer_acteur", courante):
        return courante
    adhesion = (
        request.user.adhesions.exclude(role="lecteur")
        .select_related("organisation")
        .order_by("pk")
        .first()
    )
    return adhesion.organisation if adhesion else None
