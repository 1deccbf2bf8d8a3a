"""What a decision changed of an entry: its columns before, after, and going back."""

from typing import Any, Final

from django.core.exceptions import ValidationError

from acteurs.models import Acteur, Thematique
from acteurs.services.fiches import update_acteur
from moderation.valeurs import COLONNES, THEMES, decoder, lire

OFFICIELLES: Final = ("naf", "naf25", "categorie_juridique", "esus", "esus_fin", "score_geocodage")
"""Columns that only registers write."""
SUIVIES: Final = (*COLONNES, THEMES, "statut", *OFFICIELLES)


def photographier(acteur: Acteur) -> dict[str, Any]:
    """Return everything a decision may change, as JSON values."""
    return lire(acteur, SUIVIES)


def ecarts(avant: dict[str, Any], acteur: Acteur) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what differs between a picture and the entry as it stands: (before, after)."""
    apres = photographier(acteur)
    noms = [nom for nom in SUIVIES if avant[nom] != apres[nom]]
    return {n: avant[n] for n in noms}, {n: apres[n] for n in noms}


def revenir(
    acteur: Acteur, *, avant: dict[str, Any], apres: dict[str, Any], par: Any, raison: str
) -> None:
    """Give back the columns of ``avant`` to an entry that still says ``apres``.

    Raises:
        ValidationError: one of them has changed since.
    """
    if lire(acteur, apres) != apres:
        raise ValidationError(
            f"{acteur.nom}\u00a0: la fiche a changé depuis, la décision reste.", code="change"
        )
    saisies = {n: v for n, v in avant.items() if n not in OFFICIELLES and n != THEMES}
    update_acteur(
        acteur=acteur,
        champs=decoder(saisies),
        thematiques=list(Thematique.objects.filter(pk__in=avant[THEMES]))
        if THEMES in avant
        else None,
        par=par,
        confirme=True,
        raison=raison,
    )
    autres = decoder({n: v for n, v in avant.items() if n in OFFICIELLES})
    if autres:
        Acteur.objects.filter(pk=acteur.pk).update(**autres)
