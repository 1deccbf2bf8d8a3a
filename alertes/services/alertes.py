"""Everything one does to one's alerts: follow, change the rhythm, renew the feed, stop."""

from typing import Any, Final

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from acteurs.models import Acteur
from alertes.models import CRITERES_MAX, Alerte, AlerteQuerySet, jeton_de_flux
from alertes.perimetre import lire_criteres
from comptes.models import Utilisateur
from territoires.models import Territoire

SEL: Final = "alertes.arret"
ALERTES_MAX: Final = 100
"""Alerts one person may have."""
Rythme = Alerte.Rythme


@transaction.atomic
def suivre_recherche(
    *, utilisateur: Utilisateur, adresse: str, nom: str, rythme: str = Rythme.SEMAINE
) -> Alerte:
    """Save a search of the list of actors and be told its news.

    Raises:
        ValidationError: nothing is asked for, it cannot be read, or it is there already.
    """
    criteres = lire_criteres(adresse, utilisateur)
    canonique = criteres.adresse
    if not canonique:
        raise ValidationError("Choisissez d’abord au moins un filtre de l’annuaire.")
    if len(canonique) > CRITERES_MAX or criteres.introuvable:
        raise ValidationError("Cette recherche ne peut pas être suivie.")
    return _creer(
        Alerte(nature=Alerte.Nature.RECHERCHE, criteres=canonique, nom=nom), utilisateur, rythme
    )


@transaction.atomic
def suivre_acteur(
    *, utilisateur: Utilisateur, acteur: Acteur, rythme: str = Rythme.SEMAINE
) -> Alerte:
    """Follow an actor."""
    alerte = Alerte(nature=Alerte.Nature.ACTEUR, acteur=acteur, nom=acteur.nom[:160])
    return _creer(alerte, utilisateur, rythme)


@transaction.atomic
def suivre_territoire(
    *, utilisateur: Utilisateur, territoire: Territoire, rythme: str = Rythme.SEMAINE
) -> Alerte:
    """Follow a territory."""
    alerte = Alerte(
        nature=Alerte.Nature.TERRITOIRE, territoire=territoire, nom=territoire.nom[:160]
    )
    return _creer(alerte, utilisateur, rythme)


def _creer(alerte: Alerte, utilisateur: Utilisateur, rythme: str) -> Alerte:
    if Alerte.objects.filter(utilisateur=utilisateur).count() >= ALERTES_MAX:
        raise ValidationError("Vous suivez déjà beaucoup de choses\u00a0: arrêtez une alerte.")
    alerte.utilisateur = utilisateur
    alerte.rythme = rythme
    alerte.dite_jusqu_a = timezone.now()
    alerte.full_clean(exclude=["utilisateur", "acteur", "territoire"])
    try:
        with transaction.atomic():
            alerte.save()
    except IntegrityError as erreur:  # the same, sent twice at once
        raise ValidationError("Vous suivez déjà cela.") from erreur
    return alerte


@transaction.atomic
def regler_alerte(*, alerte: Alerte, rythme: str, nom: str = "") -> Alerte:
    """Change how often an alert is mailed, or its name.

    Raises:
        ValidationError: unknown rhythm.
    """
    if rythme not in Rythme.values:
        raise ValidationError("Choisissez un rythme de la liste.")
    alerte = Alerte.objects.select_for_update().get(pk=alerte.pk)
    if alerte.rythme == Rythme.JAMAIS and rythme != Rythme.JAMAIS:
        alerte.dite_jusqu_a = timezone.now()  # not everything since it was silenced
    alerte.rythme = rythme
    alerte.nom = nom.strip()[:160] or alerte.nom
    alerte.save(update_fields=["rythme", "nom", "dite_jusqu_a", "modifie_le"])
    return alerte


@transaction.atomic
def renouveler_flux(*, alerte: Alerte) -> Alerte:
    """Give the feed another secret address: the former one answers no more."""
    alerte.jeton = jeton_de_flux()
    alerte.save(update_fields=["jeton", "modifie_le"])
    return alerte


@transaction.atomic
def ne_plus_suivre(*, alerte: Alerte) -> None:
    """Delete an alert."""
    alerte.delete()


# ── Stopping from the mail itself ───────────────────────────────────────────
def jeton_d_arret(utilisateur: Any, alerte: Alerte | None = None) -> str:
    """Return the signed token that stops the mails of one alert, or of all of them."""
    return signing.dumps([utilisateur.pk, alerte.pk if alerte else 0], salt=SEL)


def lire_arret(jeton: str) -> tuple[Utilisateur, Alerte | None] | None:
    """Return who wants no more mails, and of which alert (None: of all); None if not ours."""
    try:
        qui, quoi = signing.loads(jeton, salt=SEL)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    utilisateur = Utilisateur.objects.filter(pk=qui, is_active=True).first()
    if utilisateur is None:
        return None
    if not quoi:
        return utilisateur, None
    alerte = Alerte.objects.filter(pk=quoi, utilisateur=utilisateur).first()
    return (utilisateur, alerte) if alerte else None


@transaction.atomic
def arreter_courriels(*, utilisateur: Utilisateur, alerte: Alerte | None = None) -> int:
    """Stop the mails of one alert, or of all; the feeds go on. Return how many were stopped."""
    return _qui_ecrivent(utilisateur, alerte).update(rythme=Rythme.JAMAIS)


def recoit_des_courriels(*, utilisateur: Utilisateur, alerte: Alerte | None = None) -> bool:
    """Whether one alert, or any of them, sends mails."""
    return _qui_ecrivent(utilisateur, alerte).exists()


def _qui_ecrivent(utilisateur: Utilisateur, alerte: Alerte | None) -> AlerteQuerySet:
    siennes = Alerte.objects.filter(utilisateur=utilisateur).exclude(rythme=Rythme.JAMAIS)
    return siennes.filter(pk=alerte.pk) if alerte else siennes


def oublier_les_alertes(utilisateur: Utilisateur) -> None:
    """Delete the alerts of an account that is deleted."""
    Alerte.objects.filter(utilisateur=utilisateur).delete()
