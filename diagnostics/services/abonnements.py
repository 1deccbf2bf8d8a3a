"""Who follows what, by choice or because they wrote there; what they want by mail."""

from collections.abc import Iterable
from typing import Any

import rules
from django.db import transaction

from diagnostics.models import Abonnement, Diagnostic, ReglageAvis
from diagnostics.rules import retenir_role


def suivre(
    *, diagnostic: Diagnostic, utilisateur: Any, cible_type: str = "", cible_reference: str = ""
) -> Abonnement:
    """Follow the démarche, or one of its objects."""
    abonnement, _ = Abonnement.objects.update_or_create(
        diagnostic=diagnostic,
        utilisateur=utilisateur,
        cible_type=cible_type,
        cible_reference=cible_reference,
        defaults={"actif": True, "automatique": False},
    )
    return abonnement


def ne_plus_suivre(
    *, diagnostic: Diagnostic, utilisateur: Any, cible_type: str = "", cible_reference: str = ""
) -> None:
    """Stop following; writing there again will not start it again by itself."""
    Abonnement.objects.update_or_create(
        diagnostic=diagnostic,
        utilisateur=utilisateur,
        cible_type=cible_type,
        cible_reference=cible_reference,
        defaults={"actif": False},
    )


def suivre_de_soi_meme(
    *, diagnostic_id: int, utilisateurs: Iterable[int], cible_type: str, cible_reference: str
) -> None:
    """Make people who write or are mentioned follow, unless they once stopped (one query)."""
    Abonnement.objects.bulk_create(
        [
            Abonnement(
                diagnostic_id=diagnostic_id,
                utilisateur_id=pk,
                cible_type="" if cible_type == "demarche" else cible_type,
                cible_reference="" if cible_type == "demarche" else cible_reference,
                automatique=True,
            )
            for pk in utilisateurs
        ],
        ignore_conflicts=True,
    )


def suit(
    *, diagnostic: Diagnostic, utilisateur: Any, cible_type: str = "", cible_reference: str = ""
) -> bool:
    """Whether the user follows this very thing."""
    return Abonnement.objects.filter(
        diagnostic=diagnostic,
        utilisateur=utilisateur,
        cible_type=cible_type,
        cible_reference=cible_reference,
        actif=True,
    ).exists()


def membres_qui_lisent(*, diagnostic: Diagnostic, permission: str) -> list[Any]:
    """Return the members who hold ``permission``, by name (one query)."""
    lecteurs = []
    membres = diagnostic.membres.filter(utilisateur__is_active=True).select_related("utilisateur")
    for membre in membres:
        personne = membre.utilisateur
        retenir_role(personne, diagnostic, membre.role)
        if rules.has_perm(permission, personne, diagnostic):
            lecteurs.append(personne)
    return sorted(lecteurs, key=lambda p: str(p).casefold())


def reglage_de(utilisateur: Any) -> ReglageAvis:
    """Return what the person wants by mail, the defaults when nothing was chosen."""
    return ReglageAvis.objects.filter(utilisateur=utilisateur).first() or ReglageAvis(
        utilisateur=utilisateur
    )


@transaction.atomic
def regler_avis(*, utilisateur: Any, mentions: str | None = None, rythme: str | None = None) -> Any:
    """Choose what to be told by mail; ``None`` leaves a choice as it is."""
    reglage, _ = ReglageAvis.objects.select_for_update().get_or_create(utilisateur=utilisateur)
    if mentions is not None:
        reglage.mentions = mentions
    if rythme is not None:
        reglage.rythme = rythme
    reglage.full_clean(exclude=["utilisateur"])
    reglage.save()
    return reglage
