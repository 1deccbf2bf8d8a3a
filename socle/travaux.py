"""Background work as rows: state, step, percent, heartbeat, attempts, error.

A broker may lose a task when its worker is killed (filesystem and Redis alike).
The row does not: the sweep puts back in the queue what no longer shows signs
of life. Work is therefore claimed by a token, and must be idempotent.
"""

import logging
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import close_old_connections, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from socle.modeles import Horodate

journal = logging.getLogger(__name__)

BATTEMENT_S = 5
"""Seconds between two heartbeats of a running work."""
SILENCE_S = 45
"""Seconds without a heartbeat after which a running work is considered lost."""
ATTENTE_S = 120
"""Seconds after which a queued work nobody claimed is queued again."""


class ErreurTravail(Exception):
    """An expected failure; its French message is shown to the user, no retry is made."""


class TravailPerdu(Exception):
    """The row was claimed by another worker or cancelled: stop without writing."""


class TravailQuerySet(models.QuerySet):
    """Vocabulary of background work."""

    def actifs(self) -> "TravailQuerySet":
        """Queued or running."""
        return self.filter(etat__in=[Travail.Etat.EN_ATTENTE, Travail.Etat.EN_COURS])

    def a_relancer(self) -> "TravailQuerySet":
        """Rows whose worker is silent, or that nobody picked up."""
        maintenant = timezone.now()
        return self.filter(
            Q(
                etat=Travail.Etat.EN_COURS,
                battement__lt=maintenant - timedelta(seconds=SILENCE_S),
            )
            | Q(
                etat=Travail.Etat.EN_ATTENTE,
                battement__lt=maintenant - timedelta(seconds=ATTENTE_S),
            )
        )


class Travail(Horodate):
    """A piece of work done by a Celery worker and followed by a user."""

    class Etat(models.TextChoices):
        """Life of a piece of work."""

        EN_ATTENTE = "en_attente", "En attente"
        EN_COURS = "en_cours", "En cours"
        TERMINE = "termine", "Terminé"
        ECHEC = "echec", "Échec"
        ANNULE = "annule", "Annulé"

    file_celery: ClassVar[str] = "celery"
    max_tentatives: ClassVar[int] = 3

    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.EN_ATTENTE)
    etape = models.CharField("étape", max_length=120, blank=True)
    pourcentage = models.PositiveSmallIntegerField("pourcentage", default=0)
    battement = models.DateTimeField("dernier signe de vie", default=timezone.now)
    jeton = models.UUIDField("jeton de prise en charge", null=True, editable=False)
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    erreur = models.TextField("erreur", blank=True)
    termine_le = models.DateTimeField("terminé le", null=True, blank=True)
    demandeur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="demandé par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = TravailQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def est_actif(self) -> bool:
        """Whether the work is queued or running."""
        return self.etat in {self.Etat.EN_ATTENTE, self.Etat.EN_COURS}

    @property
    def est_relancable(self) -> bool:
        """Whether a user may ask for another attempt."""
        return self.etat in {self.Etat.ECHEC, self.Etat.ANNULE}

    def executer(self, suivi: "Suivi") -> None:
        """Do the work. Subclasses call one service and report through ``suivi``."""
        raise NotImplementedError

    def signaler_fin(self) -> None:
        """Hook called once the final state is written (mail…); default: nothing."""


class Suivi:
    """Progress reporter handed to ``Travail.executer``; also proves the claim still holds."""

    def __init__(self, travail: Travail, jeton: uuid.UUID) -> None:
        self.travail = travail
        self.jeton = jeton

    def __call__(self, etape: str, pourcentage: int) -> None:
        """Write the step (French, shown to users) and percentage (0–100).

        Raises:
            TravailPerdu: the work was cancelled or taken over.
        """
        if not self._ecrire(etape=etape[:120], pourcentage=max(0, min(100, pourcentage))):
            raise TravailPerdu

    def battre(self) -> bool:
        """Give a sign of life; return whether the claim still holds."""
        return self._ecrire()

    def _ecrire(self, **champs: object) -> bool:
        modele = type(self.travail)
        return bool(
            modele._default_manager.filter(
                pk=self.travail.pk, jeton=self.jeton, etat=Travail.Etat.EN_COURS
            ).update(battement=timezone.now(), **champs)
        )


def _envoyer(travail: Travail) -> None:
    from socle.tasks import executer_travail

    executer_travail.apply_async(
        args=[travail._meta.label_lower, travail.pk], queue=type(travail).file_celery
    )


def lancer_travail(travail: Travail) -> None:
    """Queue a saved ``EN_ATTENTE`` row once the surrounding transaction commits."""
    transaction.on_commit(lambda: _envoyer(travail))


def relancer_travail(travail: Travail) -> bool:
    """Queue again a failed or cancelled work asked for by a user; False when it is not one."""
    with transaction.atomic():
        change = (
            type(travail)
            ._default_manager.filter(
                pk=travail.pk, etat__in=[Travail.Etat.ECHEC, Travail.Etat.ANNULE]
            )
            .update(
                etat=Travail.Etat.EN_ATTENTE,
                etape="",
                pourcentage=0,
                tentatives=0,
                erreur="",
                jeton=None,
                termine_le=None,
                battement=timezone.now(),
            )
        )
        if change:
            travail.refresh_from_db()
            lancer_travail(travail)
    return bool(change)


def relancer_ici(travail: Travail) -> bool:
    """Make a stopped or silent work ready to be run by this very process (a command).

    False when a worker runs it.
    """
    modele = type(travail)
    relancables = modele._default_manager.filter(
        etat__in=[Travail.Etat.ECHEC, Travail.Etat.ANNULE]
    ) | modele._default_manager.a_relancer().filter(etat=Travail.Etat.EN_COURS)
    return bool(
        modele._default_manager.filter(
            pk__in=relancables.filter(pk=travail.pk).values("pk")
        ).update(
            etat=Travail.Etat.EN_ATTENTE,
            tentatives=0,
            erreur="",
            jeton=None,
            termine_le=None,
            battement=timezone.now(),
        )
    )


def annuler_travail(travail: Travail) -> bool:
    """Cancel a queued or running work; the worker stops at its next progress report."""
    return bool(
        type(travail)
        ._default_manager.actifs()
        .filter(pk=travail.pk)
        .update(etat=Travail.Etat.ANNULE, jeton=None, termine_le=timezone.now())
    )


def sous_classes() -> list[type[Travail]]:
    """Every concrete work model of the project."""
    from django.apps import apps

    return [m for m in apps.get_models() if issubclass(m, Travail)]


def balayer() -> int:
    """Queue again the lost work of every model; give up after ``max_tentatives``.

    Returns the number of rows queued again.
    """
    relances = 0
    for modele in sous_classes():
        for travail in modele._default_manager.a_relancer():
            if travail.tentatives >= modele.max_tentatives:
                _finir_en_echec(
                    travail, travail.jeton, "Le traitement s’est interrompu plusieurs fois."
                )
                continue
            repris = modele._default_manager.filter(
                pk=travail.pk, etat=travail.etat, battement=travail.battement
            ).update(etat=Travail.Etat.EN_ATTENTE, jeton=None, battement=timezone.now())
            if repris:
                journal.warning("work queued again: %s %s", modele._meta.label, travail.pk)
                _envoyer(travail)
                relances += 1
    return relances


def executer(travail: Travail, *, battre_en_fond: bool = True) -> bool:
    """Claim and run one work row; return whether it ended well.

    Safe to call twice: the second call finds the row claimed and does nothing.
    ``battre_en_fond`` starts the heartbeat thread (off in tests, whose
    in-memory database belongs to one thread).
    """
    modele = type(travail)
    jeton = uuid.uuid4()
    pris = modele._default_manager.filter(pk=travail.pk, etat=Travail.Etat.EN_ATTENTE).update(
        etat=Travail.Etat.EN_COURS,
        jeton=jeton,
        tentatives=F("tentatives") + 1,
        battement=timezone.now(),
        erreur="",
    )
    if not pris:
        return False
    travail.refresh_from_db()
    suivi = Suivi(travail, jeton)
    arret = _battre_en_fond(suivi) if battre_en_fond else None
    try:
        travail.executer(suivi)
    except TravailPerdu:
        journal.info(
            "work given up (cancelled or taken over): %s %s", modele._meta.label, travail.pk
        )
        return False
    except ErreurTravail as erreur:
        _finir_en_echec(travail, jeton, str(erreur))
        return False
    except Exception:
        journal.exception("work failed: %s %s", modele._meta.label, travail.pk)
        _reprendre_ou_abandonner(travail, jeton)
        return False
    finally:
        if arret:
            arret()
    fini = modele._default_manager.filter(
        pk=travail.pk, jeton=jeton, etat=Travail.Etat.EN_COURS
    ).update(
        etat=Travail.Etat.TERMINE,
        pourcentage=100,
        etape="Terminé",
        jeton=None,
        termine_le=timezone.now(),
    )
    if fini:
        travail.refresh_from_db()
        travail.signaler_fin()
    return bool(fini)


def _reprendre_ou_abandonner(travail: Travail, jeton: uuid.UUID) -> None:
    """After an unexpected exception: another attempt, or failure with a reference to the log."""
    if travail.tentatives < travail.max_tentatives:
        repris = (
            type(travail)
            ._default_manager.filter(pk=travail.pk, jeton=jeton)
            .update(etat=Travail.Etat.EN_ATTENTE, jeton=None, battement=timezone.now())
        )
        if repris:
            _envoyer(travail)
        return
    _finir_en_echec(
        travail,
        jeton,
        "Une erreur inattendue s’est produite. Réessayez ; si elle persiste, signalez à "
        f"l’équipe d’exploitation la référence {travail._meta.model_name}-{travail.pk}.",
    )


def _finir_en_echec(travail: Travail, jeton: uuid.UUID | None, message: str) -> None:
    fini = (
        type(travail)
        ._default_manager.filter(pk=travail.pk, jeton=jeton)
        .update(etat=Travail.Etat.ECHEC, erreur=message, jeton=None, termine_le=timezone.now())
    )
    if fini:
        travail.refresh_from_db()
        travail.signaler_fin()


def _battre_en_fond(suivi: Suivi) -> Callable[[], None]:
    """Beat every ``BATTEMENT_S`` seconds in a thread; return the function that stops it."""
    fini = threading.Event()

    def boucle() -> None:
        while not fini.wait(BATTEMENT_S):
            try:
                if not suivi.battre():
                    return
            except Exception:
                journal.exception("heartbeat failed")
            finally:
                close_old_connections()

    fil = threading.Thread(target=boucle, name="battement", daemon=True)
    fil.start()

    def arreter() -> None:
        fini.set()
        fil.join(timeout=BATTEMENT_S)

    return arreter
