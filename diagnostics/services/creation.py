"""A démarche is born, described, published, archived."""

from typing import Any

from django.db import transaction

from diagnostics.methode import phases_types
from diagnostics.models import Diagnostic, MembreDiagnostic, Phase, jeton_partage
from diagnostics.services.historique import signer
from territoires.services.adoption import adopter


@transaction.atomic
def creer(
    *,
    titre: str,
    territoire: Any,
    organisation: Any,
    pilote: Any,
    **description: Any,
) -> Diagnostic:
    """Open a démarche led by ``pilote``, with the five phases of the method, the first under way.

    The organisation adopts the territory; a commune nobody had adopted (unsaved) is written.

    ``description`` takes question, resume, debut, fin, periode_texte, visibilite, statut.

    Raises:
        ValidationError: a constraint refuses the fields (period out of order…).
    """
    adopter(organisation=organisation, territoire=territoire, par=pilote)
    diagnostic = Diagnostic(
        titre=titre.strip(),
        territoire=territoire,
        organisation=organisation,
        pilote=pilote,
        **{"statut": Diagnostic.Statut.EN_COURS, **description},
    )
    diagnostic.full_clean()
    signer(diagnostic, par=pilote, raison="Création")
    diagnostic.save()
    MembreDiagnostic.objects.create(
        diagnostic=diagnostic, utilisateur=pilote, role=MembreDiagnostic.Role.PILOTE
    )
    Phase.objects.bulk_create(
        Phase(
            diagnostic=diagnostic,
            code=phase.code,
            titre=phase.titre,
            ordre=rang,
            etat=Phase.Etat.EN_COURS if rang == 1 else Phase.Etat.A_VENIR,
        )
        for rang, phase in enumerate(phases_types(), start=1)
    )
    return diagnostic


@transaction.atomic
def decrire(
    *, diagnostic: Diagnostic, champs: dict[str, Any], par: Any, version_attendue: int | None
) -> Diagnostic:
    """Change the description (``champs``: names and values of ``Diagnostic``).

    Raises:
        ConflitDEdition: somebody saved the settings since ``version_attendue``.
        ValidationError: a constraint refuses the fields.
    """
    actuel = Diagnostic.verrouiller(diagnostic.pk, version_attendue)
    for nom, valeur in champs.items():
        setattr(actuel, nom, valeur)
    actuel.full_clean()
    signer(actuel, par=par, raison="Réglages")
    actuel.save()
    return actuel


@transaction.atomic
def renouveler_lien(*, diagnostic: Diagnostic, par: Any) -> Diagnostic:
    """Give the reading link another address: the old one stops working at once."""
    actuel = Diagnostic.verrouiller(diagnostic.pk, None)
    actuel.jeton_partage = jeton_partage()
    if actuel.visibilite == Diagnostic.Visibilite.MEMBRES:
        actuel.visibilite = Diagnostic.Visibilite.LIEN
    signer(actuel, par=par, raison="Nouveau lien de lecture")
    actuel.save()
    return actuel


@transaction.atomic
def revoquer_lien(*, diagnostic: Diagnostic, par: Any) -> Diagnostic:
    """Close the reading link; the address will never work again, even if a new one is made."""
    actuel = Diagnostic.verrouiller(diagnostic.pk, None)
    actuel.jeton_partage = jeton_partage()
    if actuel.visibilite == Diagnostic.Visibilite.LIEN:
        actuel.visibilite = Diagnostic.Visibilite.MEMBRES
    signer(actuel, par=par, raison="Lien de lecture révoqué")
    actuel.save()
    return actuel


@transaction.atomic
def archiver(*, diagnostic: Diagnostic, par: Any, archive: bool = True) -> Diagnostic:
    """Close the démarche to writing, or open it again; nothing is erased."""
    actuel = Diagnostic.verrouiller(diagnostic.pk, None)
    actuel.statut = Diagnostic.Statut.ARCHIVE if archive else Diagnostic.Statut.EN_COURS
    signer(actuel, par=par, raison="Archivage" if archive else "Réouverture")
    actuel.save()
    return actuel


@transaction.atomic
def associer_acteur(*, diagnostic: Diagnostic, acteur: Any, present: bool = True) -> None:
    """Add an actor to those the démarche works with, or take it away."""
    if present:
        diagnostic.acteurs.add(acteur)
    else:
        diagnostic.acteurs.remove(acteur)
