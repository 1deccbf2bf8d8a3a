"""Who follows what, by choice or because they wrote there; what they want by mail."""

from collections.abc import Collection
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
    *, diagnostic_id: int, utilisateurs: Collection[int], cible_type: str, cible_reference: str
) -> None:
    """Make people who write or are mentioned follow, unless they once stopped (two queries).

    Those who chose not to follow by themselves are left alone.
    """
    refusent = set(
        ReglageAvis.objects.filter(
            utilisateur__in=list(utilisateurs), suivre_en_ecrivant=False
        ).values_list("utilisateur_id", flat=True)
    )
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
            if pk not in refusent
        ],
        ignore_conflicts=True,
    )


def suivre_en_ecrivant(
    *, diagnostic_id: int, utilisateur_id: int, cible_type: str, cible_reference: str
) -> None:
    """Make who just created or changed an object follow it (one query when they already do)."""
    connu = Abonnement.objects.filter(
        diagnostic=diagnostic_id,
        utilisateur=utilisateur_id,
        cible_type=cible_type,
        cible_reference=cible_reference,
    )
    if not connu.exists():
        suivre_de_soi_meme(
            diagnostic_id=diagnostic_id,
            utilisateurs=[utilisateur_id],
            cible_type=cible_type,
            cible_reference=cible_reference,
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
def regler_avis(
    *,
    utilisateur: Any,
    mentions: str | None = None,
    rythme: str | None = None,
    suivre_en_ecrivant: bool | None = None,
) -> Any:
    """Choose what to be told by mail; ``None`` leaves a choice as it is."""
    reglage, _ = ReglageAvis.objects.select_for_update().get_or_create(utilisateur=utilisateur)
    if mentions is not None:
        reglage.mentions = mentions
    if rythme is not None:
        reglage.rythme = rythme
    if suivre_en_ecrivant is not None:
        reglage.suivre_en_ecrivant = suivre_en_ecrivant
    reglage.full_clean(exclude=["utilisateur"])
    reglage.save()
    return reglage
