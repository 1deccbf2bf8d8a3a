"""Going back to an earlier version, putting back what was deleted: the same for every model."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format

from diagnostics.journal import Suivi
from diagnostics.services.historique import signer
from socle.modeles import ConflitDEdition, Versionne


@transaction.atomic
def revenir(*, suivi: Suivi, version: Any, par: Any, version_attendue: int | None = None) -> Any:
    """Bring back what ``suivi.restaurables`` was in ``version``, as a new version.

    Links to what no longer exists come back empty.

    Args:
        suivi: the model of the journal.
        version: a row of its history, already checked to belong to the démarche.
        par: who goes back.
        version_attendue: the version the reader was shown.

    Raises:
        ConflitDEdition: somebody saved the object since ``version_attendue``.
        ValidationError: the tool does not offer it, the object is gone, or it would not be valid.
    """
    if not suivi.restaurables:
        raise ValidationError("On ne revient pas en arrière ici.", code="impossible")
    cle = suivi.modele._meta.pk.attname
    objet = suivi.modele._default_manager.filter(pk=getattr(version, cle)).first()
    if objet is None:
        raise ValidationError("Ceci a été supprimé\u00a0: remettez-le d’abord.", code="supprime")
    if suivi.restaurer is not None:
        actuelle = getattr(objet, "version", None)
        if version_attendue is not None and actuelle != version_attendue:
            raise ConflitDEdition(objet)
        return suivi.restaurer(objet=objet, version_id=version.history_id, par=par)
    if not issubclass(suivi.modele, Versionne):
        raise ValidationError("On ne revient pas en arrière ici.", code="impossible")
    actuel = suivi.modele.verrouiller(objet.pk, version_attendue)
    for nom in suivi.restaurables:
        champ = suivi.modele._meta.get_field(nom)
        setattr(actuel, champ.attname, _valeur(champ, version))  # type: ignore[union-attr]
    actuel.full_clean()
    jour = date_format(timezone.localtime(version.history_date), "j F Y à H:i")
    signer(actuel, par=par, raison=f"Retour à la version du {jour}"[:100])
    actuel.save()
    return actuel


@transaction.atomic
def remettre(*, suivi: Suivi, version: Any, par: Any) -> Any:
    """Put a deleted object back as its last version had it, under the same identity.

    Many-to-many links come back with it, on both sides, and what the tool puts right itself
    (``apres_remise``). What hung from it (other rows deleted with it) has its own history and
    its own way back.

    Raises:
        ValidationError: it is there already, the tool does not offer it, or what it belonged
            to is gone.
    """
    if not suivi.remettable or version.history_type != "-":
        raise ValidationError("Ceci ne se remet pas.", code="impossible")
    cle = suivi.modele._meta.pk.attname
    if suivi.modele._default_manager.filter(pk=getattr(version, cle)).exists():
        raise ValidationError("C’est déjà de retour.", code="present")
    objet = suivi.modele()
    connus = {f.name for f in version._meta.concrete_fields}
    for champ in suivi.modele._meta.concrete_fields:
        if champ.name in connus:
            setattr(objet, champ.attname, _valeur(champ, version))
    if isinstance(objet, Versionne):
        objet.version += 1
    objet.full_clean(exclude=[cle])
    signer(objet, par=par, raison="Remis après suppression")
    objet.save(force_insert=True)
    _remettre_les_liens(objet, version)
    if suivi.apres_remise is not None:
        suivi.apres_remise(objet=objet, version=version, par=par)
    return objet


def _remettre_les_liens(objet: Any, version: Any) -> None:
    """Link again what was linked when the object went, and still exists.

    Its own links come from its last history row that kept any; those others had to it, from
    their last row before it went.
    """
    cle = objet._meta.pk.attname
    siennes = type(objet).history.filter(**{cle: objet.pk}, history_id__lt=version.history_id)
    derniere = siennes.exclude(history_type="-").order_by("-history_id").first()
    for champ in objet._meta.many_to_many:
        if derniere is not None and hasattr(type(derniere), champ.name):
            cible = f"{champ.m2m_reverse_field_name()}_id"
            gardes = getattr(derniere, champ.name).values_list(cible, flat=True)
            vivants = champ.remote_field.model._default_manager.filter(pk__in=list(gardes))
            if vivants:
                getattr(objet, champ.name).set(vivants)
    for relation in objet._meta.related_objects:
        if relation.many_to_many and _garde_ses_liens(relation):
            for autre in _ceux_qui_pointaient(relation, objet, version):
                getattr(autre, relation.field.name).add(objet)


def _garde_ses_liens(relation: Any) -> bool:
    historique = getattr(relation.related_model, "history", None)
    return historique is not None and hasattr(historique.model, relation.field.name)


def _ceux_qui_pointaient(relation: Any, objet: Any, version: Any) -> list[Any]:
    """Return the living objects whose last version, when ``objet`` went, was linked to it."""
    modele, champ = relation.related_model, relation.field
    lies = getattr(modele.history.model, champ.name).model
    lignes = lies._default_manager.filter(
        **{f"{champ.m2m_reverse_field_name()}_id": objet.pk},
        history__history_date__lte=version.history_date,
    )
    candidats = set(lignes.values_list(f"{champ.m2m_field_name()}_id", flat=True))
    trouves = []
    for autre in modele._default_manager.filter(pk__in=candidats):
        derniere = (
            autre.history.filter(history_date__lte=version.history_date)
            .order_by("-history_id")
            .first()
        )
        if lignes.filter(history_id=derniere.history_id).exists():
            trouves.append(autre)
    return trouves


def _valeur(champ: Any, version: Any) -> Any:
    """Return the value of a field in a history row; a link only to what still exists."""
    valeur = getattr(version, champ.attname)
    if valeur is None or not isinstance(champ, models.ForeignKey):
        return valeur
    if champ.remote_field.model._default_manager.filter(pk=valeur).exists():
        return valeur
    if champ.null:
        return None
    raise ValidationError(
        f"Ce à quoi cela appartenait ({champ.verbose_name}) n’existe plus.", code="orphelin"
    )
