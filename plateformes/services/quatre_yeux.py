"""The four-eyes rule: nobody publishes alone what they wrote."""

from typing import Any

from django.core.exceptions import ValidationError

from plateformes.models import Plateforme, ReglagesReseau, Relecture

PREFIXE_STATUT = "Statut"


def est_active(plateforme: Plateforme) -> bool:
    """Whether the network responsible for the entry chose the rule."""
    return ReglagesReseau.objects.filter(reseau=plateforme.reseau_id, quatre_yeux=True).exists()


def derniere_ecriture(plateforme: Plateforme) -> Any:
    """Return the last history row that changed the content, not only the state."""
    return (
        plateforme.history.exclude(history_change_reason__startswith=PREFIXE_STATUT)
        .order_by("-history_id")
        .first()
    )


def exiger_quatre_yeux(*, plateforme: Plateforme, par: Any) -> None:
    """Let a publication pass when somebody else than its writer looked at it.

    Either the person who publishes did not write the last version, or somebody who did not
    write it gave their agreement since.

    Raises:
        ValidationError: the same person wrote and publishes, and nobody else agreed.
    """
    if not est_active(plateforme):
        return
    ecriture = derniere_ecriture(plateforme)
    auteur = ecriture.history_user_id if ecriture else None
    if auteur is not None and auteur != par.pk:
        return
    accords = Relecture.objects.filter(plateforme=plateforme, verdict=Relecture.Verdict.ACCORD)
    if ecriture is not None:
        accords = accords.filter(rendue_le__gte=ecriture.history_date)
    if not accords.exclude(relecteur=par).exclude(relecteur=None).exists():
        raise ValidationError(
            "Votre réseau a choisi la règle des quatre yeux\u00a0: demandez une relecture à une "
            "autre personne, ou laissez-la publier."
        )
