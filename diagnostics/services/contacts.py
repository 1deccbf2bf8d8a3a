"""Everything one does to the contact plan: states, who follows, next action, exchanges."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from diagnostics.models import Echange, MembreDiagnostic, PartiePrenante, SuiviContact
from diagnostics.rules import EQUIPE
from diagnostics.services.historique import signer

SUIVEURS = {*EQUIPE, MembreDiagnostic.Role.ELU}
"""Roles that may follow a contact: those who read the plan and act."""


@transaction.atomic
def suivi_de(partie: PartiePrenante) -> SuiviContact:
    """Return the contact plan of ``partie``, written if it was not."""
    return SuiviContact.objects.select_related("responsable", "partie__cercle").get_or_create(
        partie=partie
    )[0]


@transaction.atomic
def changer_etat(*, partie: PartiePrenante, etat: str, par: Any) -> SuiviContact:
    """Say where the contact stands.

    Raises:
        ValidationError: unknown state.
    """
    if etat not in SuiviContact.Etat.values:
        raise ValidationError("Choisissez un des états du plan de contact.", code="etat")
    suivi = SuiviContact.verrouiller(suivi_de(partie).pk, None)
    if suivi.etat == etat:
        return suivi
    suivi.etat = etat
    signer(suivi, par=par, raison=f"État\u00a0: {suivi.get_etat_display()}")
    suivi.save()
    return suivi


@transaction.atomic
def modifier_suivi(
    *, partie: PartiePrenante, champs: dict[str, Any], par: Any, version_attendue: int | None
) -> SuiviContact:
    """Change the plan of one contact (``champs``: etat, responsable, canal, prochaine_action, echeance).

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
        ValidationError: a due date without action, or somebody who does not follow contacts.
    """
    suivi = SuiviContact.objects.select_for_update().get(pk=suivi_de(partie).pk)
    if all(getattr(suivi, c) == v for c, v in champs.items()):
        return suivi
    suivi = SuiviContact.verrouiller(suivi.pk, version_attendue)
    for nom, valeur in champs.items():
        setattr(suivi, nom, valeur)
    suivi.full_clean(exclude=["partie", "responsable"])
    if suivi.responsable_id and "responsable" in champs:
        _exiger_suiveur(partie, suivi.responsable_id)
    signer(suivi, par=par, raison="Plan de contact")
    suivi.save()
    return suivi


def _exiger_suiveur(partie: PartiePrenante, utilisateur_id: int) -> None:
    membres = MembreDiagnostic.objects.filter(
        diagnostic=partie.diagnostic_id, utilisateur=utilisateur_id, role__in=SUIVEURS
    )
    if not membres.exists():
        raise ValidationError(
            {"responsable": "Cette personne ne suit pas les contacts de la démarche."}
        )


@transaction.atomic
def achever_action(*, partie: PartiePrenante, par: Any) -> SuiviContact:
    """Clear the next action and its date: it is done."""
    suivi = SuiviContact.verrouiller(suivi_de(partie).pk, None)
    if not suivi.prochaine_action and suivi.echeance is None:
        return suivi
    faite = suivi.prochaine_action
    suivi.prochaine_action, suivi.echeance = "", None
    signer(suivi, par=par, raison=f"Fait\u00a0: {faite}"[:100])
    suivi.save()
    return suivi


@transaction.atomic
def noter_echange(
    *, partie: PartiePrenante, date: date, resume: str, par: Any, canal: str = "", etat: str = ""
) -> Echange:
    """Record an exchange; ``etat`` moves the contact at the same time.

    Raises:
        ValidationError: nothing said, a date to come.
    """
    echange = Echange(suivi=suivi_de(partie), auteur=par)
    _remplir(echange, date=date, resume=resume, canal=canal)
    signer(echange, par=par, raison="Échange noté")
    echange.save()
    if etat:
        changer_etat(partie=partie, etat=etat, par=par)
    return echange


@transaction.atomic
def modifier_echange(
    *,
    echange: Echange,
    date: date,
    resume: str,
    par: Any,
    canal: str = "",
    version_attendue: int | None,
) -> Echange:
    """Correct an exchange.

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
        ValidationError: nothing said, a date to come.
    """
    actuel = Echange.verrouiller(echange.pk, version_attendue)
    _remplir(actuel, date=date, resume=resume, canal=canal)
    signer(actuel, par=par, raison="Échange corrigé")
    actuel.save()
    return actuel


def _remplir(echange: Echange, *, date: date, resume: str, canal: str) -> None:
    echange.date, echange.resume, echange.canal = date, resume.strip(), canal
    if date > timezone.localdate():
        raise ValidationError({"date": "Un échange à venir se note comme prochaine action."})
    echange.full_clean(exclude=["suivi", "auteur"])


@transaction.atomic
def effacer_echange(*, echange: Echange, par: Any) -> None:
    """Erase an exchange; its history keeps it."""
    signer(echange, par=par, raison="Échange effacé")
    echange.delete()


def membres_suiveurs(diagnostic: Any) -> list[MembreDiagnostic]:
    """Return the members who may follow a contact, by name."""
    membres = diagnostic.membres.filter(role__in=SUIVEURS).select_related("utilisateur")
    return sorted(membres, key=lambda m: str(m.utilisateur).lower())
