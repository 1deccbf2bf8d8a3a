"""Writing a row of a filière: checked whole, kept in its history, never in an example."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from filieres.models import Chaine, Filiere, Flux, Gisement, Maillon, Position
from socle.modeles import Versionne

Modifiable = TypeVar("Modifiable", bound=Versionne)
DE_LA_FILIERE = (Chaine, Maillon, Gisement, Position)


def signer(objet: models.Model, *, par: Any, raison: str) -> None:
    """Name the author and the reason of the next history row of ``objet``."""
    objet.__dict__.update(_history_user=par, _change_reason=raison[:100])


def filiere_de(objet: Any) -> Filiere:
    """Return the filière a row belongs to."""
    if isinstance(objet, Filiere):
        return objet
    return objet.filiere if hasattr(objet, "filiere_id") else objet.maillon.filiere


def verrouiller_ouverte(filiere: Filiere) -> None:
    """Hold the filière for this transaction, and date its last change.

    Raises:
        ValidationError: an example or an archived filière is not written in, whoever asks.
    """
    actuelle = Filiere.objects.select_for_update().get(pk=filiere.pk)
    if not actuelle.est_ouverte:
        raise ValidationError(
            "Un exemple documenté se lit et se copie, il ne s’écrit pas."
            if actuelle.exemple
            else "Cette filière est archivée\u00a0: rouvrez-la avant d’y écrire.",
            code="fermee",
        )
    Filiere.objects.filter(pk=filiere.pk).update(modifie_le=timezone.now())


def verifier_chez_soi(objet: models.Model) -> None:
    """Check that all a row points to is of its own filière.

    Raises:
        ValidationError: a maillon, a chain, a gisement or an actor of another filière.
    """
    filiere = filiere_de(objet)
    for champ in objet._meta.concrete_fields:
        if isinstance(champ, models.ForeignKey) and champ.remote_field.model in DE_LA_FILIERE:
            lie = getattr(objet, champ.name)
            if lie is not None and filiere_de(lie).pk != filiere.pk:
                raise ValidationError(
                    {champ.name: "Choisissez dans cette filière."}, code="ailleurs"
                )
    if isinstance(objet, Flux):
        _verifier_acteurs(objet)


def _verifier_acteurs(flux: Flux) -> None:
    for nom, maillon in (
        ("position_depart", flux.depart_id),
        ("position_arrivee", flux.arrivee_id),
    ):
        position = getattr(flux, nom)
        if position is not None and position.maillon_id != maillon:
            raise ValidationError(
                {nom: "Cet acteur n’est pas au maillon choisi de ce côté du flux."}, code="acteur"
            )


@transaction.atomic
def creer(objet: Modifiable, *, par: Any, raison: str = "Création") -> Modifiable:
    """Write a new row.

    Raises:
        ValidationError: a value is not right, or the filière is closed to writing.
    """
    verrouiller_ouverte(filiere_de(objet))
    objet.full_clean()
    verifier_chez_soi(objet)
    signer(objet, par=par, raison=raison)
    objet.save(force_insert=True)
    return objet


@transaction.atomic
def modifier(
    objet: Modifiable,
    *,
    champs: dict[str, Any],
    par: Any,
    version_attendue: int | None,
    raison: str = "Modification",
) -> Modifiable:
    """Write the fields of a row; links (thématiques) included.

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
        ValidationError: a value is not right, or the filière is closed to writing.
    """
    verrouiller_ouverte(filiere_de(objet))
    actuel = type(objet).verrouiller(objet.pk, version_attendue)
    liens = {f.name for f in actuel._meta.many_to_many}
    for nom, valeur in champs.items():
        if nom not in liens:
            setattr(actuel, nom, valeur)
    actuel.full_clean()
    verifier_chez_soi(actuel)
    signer(actuel, par=par, raison=raison)
    for nom in liens & set(champs):
        lier(actuel, nom, champs[nom])
    actuel.save()
    return actuel


def lier(objet: Any, nom: str, valeurs: Any) -> None:
    """Set links before the row is saved: one row of history holds both."""
    objet.skip_history_when_saving = True
    try:
        getattr(objet, nom).set(valeurs)
    finally:
        del objet.skip_history_when_saving


@transaction.atomic
def supprimer(objet: Any, *, par: Any) -> None:
    """Delete a row and what hangs from it; history keeps each, to be put back.

    Raises:
        ValidationError: the filière is closed to writing, or it still holds something.
    """
    verrouiller_ouverte(filiere_de(objet))
    if isinstance(objet, Chaine):
        _verifier_chaine_vide(objet)
    raison = f"Suppression avec {objet.reference}"
    if isinstance(objet, Maillon):
        for ligne in _avec_le_maillon(objet):
            signer(ligne, par=par, raison=raison)
            ligne.delete()
    elif isinstance(objet, Gisement):
        for flux in objet.flux.all():
            signer(flux, par=par, raison=raison)
            flux.delete()
    signer(objet, par=par, raison="Suppression")
    objet.delete()


def _verifier_chaine_vide(chaine: Chaine) -> None:
    if chaine.maillons.exists():
        raise ValidationError(
            "Cette chaîne a encore des maillons\u00a0: déplacez-les ou supprimez-les d’abord.",
            code="pleine",
        )
    if not chaine.filiere.chaines.exclude(pk=chaine.pk).exists():
        raise ValidationError("Une filière garde au moins une chaîne.", code="derniere")


def _avec_le_maillon(maillon: Maillon) -> list[Any]:
    """Return what goes with a maillon, flows first: they point to the others."""
    flux = {f.pk: f for f in [*maillon.flux_sortants.all(), *maillon.flux_entrants.all()]}
    return [*flux.values(), *maillon.besoins.all(), *maillon.positions.all()]
