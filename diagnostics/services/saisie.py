"""Answers and exact words as they are typed: from several screens, through a network that drops.

A send names the version it starts from, the open screen it comes from (``poste``) and its
rank on that screen. So a send received twice or late changes nothing, a screen that never
got its answer is not in conflict with itself, and somebody else's text is never overwritten.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from diagnostics.models import Anonymat, Consentement, Entretien, QuestionGrille, Reponse, Verbatim
from diagnostics.services.historique import signer
from socle.modeles import ConflitDEdition, reference_courte

LONGUEUR_MAX: Final = 20_000
"""Longest answer, in characters."""
REGROUPEMENT: Final = timedelta(minutes=10)
"""Saves of one person within this time make one line of history."""


@dataclass(frozen=True)
class Envoi:
    """Where a send comes from: version it starts from (None: whatever), screen, rank there."""

    version: int | None = None
    poste: str = ""
    rang: int = 0


def _est_a_ecrire(objet: Reponse | Verbatim, envoi: Envoi, *, identique: bool) -> bool:
    """Whether the send changes something; one that says the same again only counts its rank.

    Raises:
        ConflitDEdition: somebody else wrote since the version it starts from.
    """
    mien = bool(envoi.poste) and envoi.poste == objet.poste
    if mien and envoi.rang <= objet.rang:
        return False
    if identique:
        if mien:  # or an older send of this screen, late, would write over it
            objet.rang = envoi.rang
            type(objet)._default_manager.filter(pk=objet.pk).update(rang=envoi.rang)
        return False
    if envoi.version is None or envoi.version == objet.version or mien:
        return True
    raise ConflitDEdition(objet)


def _nettoyer(texte: str) -> str:
    propre = texte.replace("\r\n", "\n").replace("\r", "\n")
    if len(propre) > LONGUEUR_MAX:
        raise ValidationError(
            f"Ce texte compte {len(propre)} caractères\u00a0: ramenez-le à {LONGUEUR_MAX}.",
            code="long",
        )
    return propre


@transaction.atomic
def enregistrer_reponse(
    *,
    entretien: Entretien,
    question: QuestionGrille | None,
    texte: str,
    valeur: str,
    envoi: Envoi,
    par: Any,
) -> Reponse:
    """Save the answer to ``question`` (None: the free notes).

    Raises:
        ConflitDEdition: somebody else changed it; ``actuel`` is their text.
        ValidationError: too long, or a value that is not proposed.
    """
    texte = _nettoyer(texte)
    if valeur and valeur not in (question.valeurs if question else []):
        raise ValidationError("Choisissez une des valeurs proposées.", code="valeur")
    Entretien.objects.select_for_update().get(pk=entretien.pk)
    reponse = Reponse.objects.filter(entretien=entretien, question=question).first()
    if reponse is None:
        reponse = Reponse(entretien=entretien, question=question, version=0)
        if not texte and not valeur:
            return reponse
    elif not _est_a_ecrire(
        reponse, envoi, identique=(reponse.texte, reponse.valeur) == (texte, valeur)
    ):
        return reponse
    reponse.texte, reponse.valeur = texte, valeur
    _ecrire(reponse, envoi, par)
    return reponse


@transaction.atomic
def enregistrer_verbatim(
    *,
    entretien: Entretien,
    cle: str,
    texte: str,
    champs: dict[str, Any],
    envoi: Envoi,
    par: Any,
) -> Verbatim:
    """Save exact words; ``cle``, chosen by the screen, makes a second send the same row.

    ``champs``: consentement, anonymat, question.

    Raises:
        ConflitDEdition: somebody else changed them.
        ValidationError: no words, or an unknown choice.
    """
    texte = _nettoyer(texte).strip()
    if not texte:
        raise ValidationError("Écrivez les mots exacts, ou effacez cette parole.", code="vide")
    if champs["consentement"] not in Consentement.values or champs["anonymat"] not in Anonymat:
        raise ValidationError("Dites si l’on peut citer, et comment.", code="accord")
    Entretien.objects.select_for_update().get(pk=entretien.pk)
    if not cle or cle.startswith("nouveau-"):  # a form without JavaScript, perhaps sent twice
        deja = Verbatim.objects.filter(entretien=entretien, texte=texte, auteur=par).first()
        cle = deja.cle if deja else reference_courte()
    verbatim = Verbatim.objects.filter(entretien=entretien, cle=cle).first()
    if verbatim is None:
        verbatim = Verbatim(entretien=entretien, cle=cle, version=0)
    elif not _est_a_ecrire(
        verbatim,
        envoi,
        identique=verbatim.texte == texte
        and all(getattr(verbatim, nom) == valeur for nom, valeur in champs.items()),
    ):
        return verbatim
    verbatim.texte = texte
    for nom, valeur in champs.items():
        setattr(verbatim, nom, valeur)
    _ecrire(verbatim, envoi, par)
    return verbatim


def _ecrire(objet: Reponse | Verbatim, envoi: Envoi, par: Any) -> None:
    """Save one version more, in the same line of history while one person goes on typing."""
    objet.version += 1
    objet.poste, objet.rang = envoi.poste, envoi.rang
    objet.auteur = par
    derniere: Any = objet.history.first() if objet.pk else None
    if (
        derniere is None
        or derniere.history_user_id != par.pk
        or derniere.version != objet.version - 1
        or derniere.history_date < timezone.now() - REGROUPEMENT
    ):
        signer(objet, par=par, raison="Saisie")
        objet.save()
        return
    objet.__dict__["skip_history_when_saving"] = True
    objet.save()
    del objet.__dict__["skip_history_when_saving"]
    for champ in derniere.tracked_fields:
        setattr(derniere, champ.attname, getattr(objet, champ.attname))
    derniere.save()


@transaction.atomic
def effacer_verbatim(*, verbatim: Verbatim, par: Any) -> None:
    """Erase exact words; statements that rested on them keep their evidence, without the quote."""
    signer(verbatim, par=par, raison="Effacement")
    verbatim.delete()
