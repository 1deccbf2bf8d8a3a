"""Interviews: planned, moved, held, cancelled; the people met."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from diagnostics.models import (
    DepotEntretiens,
    Diagnostic,
    Entretien,
    PersonneRencontree,
    RencontrePrevue,
)
from diagnostics.services.historique import lier, signer

CONSERVATION: Final = timedelta(days=365)
"""How long the name of a person met is kept unless told otherwise."""


@transaction.atomic
def planifier(
    *,
    diagnostic: Diagnostic,
    champs: dict[str, Any],
    enqueteurs: Iterable[Any],
    par: Any,
    rencontre: RencontrePrevue | None = None,
) -> Entretien:
    """Record an interview, to come or already held.

    ``rencontre`` is the line of the preparation sheet it comes from: it follows.
    """
    Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    dernier = diagnostic.entretiens.aggregate(m=Max("ordre"))["m"]
    entretien = Entretien(
        diagnostic=diagnostic,
        nature=Entretien.Nature.ENTRETIEN,
        ordre=(dernier or 0) + 1,
        **_titrer(champs),
    )
    _verifier(entretien, enqueteurs)
    signer(entretien, par=par, raison="Planifié" if entretien.est_planifie else "Ajout")
    entretien.save()
    lier(entretien, "enqueteurs", enqueteurs)
    if rencontre:
        _suivre(rencontre, entretien, par)
    return entretien


def _titrer(champs: dict[str, Any]) -> dict[str, Any]:
    titre = (champs.get("titre") or "").strip()
    if not titre and champs.get("acteur"):
        titre = f"Entretien avec {champs['acteur'].nom}"[:200]
    return {**champs, "titre": titre}


def _verifier(entretien: Entretien, enqueteurs: Iterable[Any]) -> None:
    if not entretien.titre:
        raise ValidationError({"titre": "Donnez un intitulé, ou choisissez l’acteur rencontré."})
    if entretien.grille and entretien.grille.grille.diagnostic_id != entretien.diagnostic_id:
        raise ValidationError({"grille": "Cette grille appartient à une autre démarche."})
    membres = set(entretien.diagnostic.membres.values_list("utilisateur_id", flat=True))
    if any(e.pk not in membres for e in enqueteurs):
        raise ValidationError({"enqueteurs": "Choisissez des membres de la démarche."})
    entretien.full_clean(exclude=["diagnostic", "grille"])


def _suivre(rencontre: RencontrePrevue, entretien: Entretien, par: Any) -> None:
    prevue = RencontrePrevue.verrouiller(rencontre.pk, None)
    prevue.entretien = entretien
    prevue.statut = _STATUTS_RENCONTRE.get(str(entretien.statut), prevue.statut)
    signer(prevue, par=par, raison="Entretien planifié")
    prevue.save()


_STATUTS_RENCONTRE: Final[dict[str, str]] = {
    Entretien.Statut.PLANIFIE: RencontrePrevue.Statut.RENDEZ_VOUS,
    Entretien.Statut.REALISE: RencontrePrevue.Statut.VU,
    Entretien.Statut.ANNULE: RencontrePrevue.Statut.A_VOIR,
}


@transaction.atomic
def modifier_entretien(
    *,
    entretien: Entretien,
    champs: dict[str, Any],
    enqueteurs: Iterable[Any],
    par: Any,
    version_attendue: int | None,
) -> Entretien:
    """Change what is known of an interview.

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
        ValidationError: another grid while answers are written on this one.
    """
    actuel = Entretien.verrouiller(entretien.pk, version_attendue)
    grille = champs.get("grille")
    change_de_grille = (grille.pk if grille else None) != actuel.grille_id
    if change_de_grille and actuel.reponses.filter(question__isnull=False).exists():
        raise ValidationError(
            {"grille": "Des réponses sont déjà notées sur cette grille\u00a0: gardez-la."}
        )
    for nom, valeur in _titrer(champs).items():
        setattr(actuel, nom, valeur)
    _verifier(actuel, enqueteurs)
    signer(actuel, par=par, raison="Modification")
    actuel.save()
    lier(actuel, "enqueteurs", enqueteurs)
    _propager(actuel, par)
    return actuel


@transaction.atomic
def changer_statut(*, entretien: Entretien, statut: str, par: Any) -> Entretien:
    """Say an interview was held, cancelled, or is to come again; every move can be undone."""
    if statut not in Entretien.Statut.values:
        raise ValidationError("Choisissez planifié, réalisé ou annulé.", code="statut")
    actuel = Entretien.verrouiller(entretien.pk, None)
    if actuel.statut == statut:
        return actuel
    actuel.statut = statut
    if statut == Entretien.Statut.REALISE and actuel.date is None and not actuel.date_texte:
        actuel.date = timezone.localdate()
    signer(actuel, par=par, raison=str(Entretien.Statut(statut).label))
    actuel.save()
    _propager(actuel, par)
    return actuel


def _propager(entretien: Entretien, par: Any) -> None:
    """The lines of the preparation sheet that led to it follow."""
    cible = _STATUTS_RENCONTRE[str(entretien.statut)]
    for rencontre in entretien.rencontres.exclude(statut=cible):
        _suivre(rencontre, entretien, par)


@transaction.atomic
def noter_personne(
    *, entretien: Entretien, nom: str, fonction: str = "", conserver_jusqu_au: Any = None
) -> PersonneRencontree:
    """Write down who was met; the name is to be erased a year later unless told otherwise."""
    personne = PersonneRencontree(
        entretien=entretien,
        nom=nom.strip(),
        fonction=fonction.strip(),
        conserver_jusqu_au=conserver_jusqu_au
        or (entretien.date or timezone.localdate()) + CONSERVATION,
    )
    personne.full_clean(exclude=["entretien"])
    personne.save()
    return personne


def effacer_personne(*, personne: PersonneRencontree) -> None:
    """Erase the name of somebody met, for good: no history keeps it."""
    personne.delete()


def effacer_perimes() -> int:
    """Erase the names whose date has passed and the files left for a week; return how many names."""
    DepotEntretiens.objects.filter(cree_le__lt=timezone.now() - timedelta(days=7)).delete()
    perimees = PersonneRencontree.objects.filter(conserver_jusqu_au__lt=timezone.localdate())
    return perimees.delete()[0]
