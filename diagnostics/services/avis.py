"""Points of view: written by the team, by a structure, or by the actor through a link."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from diagnostics.models import (
    ActeurConcerne,
    Apport,
    Attente,
    Couverture,
    LienPersonnel,
    Piste,
    PointDeVue,
)
from diagnostics.services.historique import signer
from socle.modeles import ConflitDEdition

LIGNES_MAX: Final = 12
"""Expectations, and contributions, that one point of view may hold."""


@dataclass(frozen=True)
class Saisie:
    """What was typed about one idea. Rows are (number or None, text, theme, kind)."""

    compris: str = ""
    sens: str = ""
    adhesion: int | None = None
    prive: bool = False
    lecture: bool = False
    attentes: tuple[tuple[int | None, str, Any], ...] = ()
    apports: tuple[tuple[int | None, str, Any, str], ...] = ()

    @property
    def est_vide(self) -> bool:
        """Whether nothing at all was typed."""
        return (
            not (self.compris or self.sens or self.attentes or self.apports)
            and self.adhesion is None
        )


@transaction.atomic
def ecrire(
    *,
    piste: Piste,
    acteur: ActeurConcerne,
    saisie: Saisie,
    origine: str,
    version_attendue: int,
    par: Any = None,
    lien: LienPersonnel | None = None,
) -> PointDeVue | None:
    """Write what an actor makes of an idea; an empty form that creates nothing answers None.

    An actor who empties everything takes their answer back: it is erased.
    ``version_attendue`` is 0 when the form was built before anybody had written.

    Raises:
        ConflitDEdition: somebody wrote meanwhile.
        ValidationError: idea or actor of another démarche, or text too long.
    """
    if piste.diagnostic_id != acteur.diagnostic_id:
        raise ValidationError("Cette piste n’est pas de cette démarche.")
    # The actor's row serialises writers: two first answers cannot both be created.
    ActeurConcerne.objects.select_for_update().get(pk=acteur.pk)
    actuel = PointDeVue.objects.filter(piste=piste, acteur=acteur).first()
    if actuel is None:
        if saisie.est_vide:
            return None
        actuel = PointDeVue(piste=piste, acteur=acteur)
    elif actuel.version != version_attendue:
        raise ConflitDEdition(actuel)
    elif saisie.est_vide and origine == PointDeVue.Origine.ACTEUR:
        _oublier(actuel)
        return None
    else:
        actuel = PointDeVue.verrouiller(actuel.pk, version_attendue)
    nouveau = actuel.pk is None
    actuel.compris, actuel.sens = saisie.compris, saisie.sens
    actuel.adhesion, actuel.prive = saisie.adhesion, saisie.prive
    actuel.lecture = saisie.lecture and origine == PointDeVue.Origine.EQUIPE
    actuel.origine, actuel.auteur, actuel.lien = origine, par, lien
    actuel.full_clean(exclude=["piste", "acteur", "auteur", "lien"])
    _enregistrer(actuel, par=par, nouveau=nouveau)
    acteur.pistes.add(piste)
    _accorder_attentes(actuel, saisie)
    _accorder_apports(actuel, saisie)
    return actuel


def _oublier(point: PointDeVue) -> None:
    """Erase what an actor takes back, history included."""
    numero = point.pk
    point.skip_history_when_saving = True  # type: ignore[attr-defined]
    point.delete()
    PointDeVue.history.filter(id=numero).delete()


def _enregistrer(actuel: PointDeVue, *, par: Any, nouveau: bool) -> None:
    """Save; what somebody keeps to themselves leaves no copy in the history."""
    if actuel.est_secret:
        PointDeVue.history.filter(id=actuel.pk).delete()
        actuel.skip_history_when_saving = True  # type: ignore[attr-defined]
    else:
        signer(actuel, par=par, raison="Création" if nouveau else "Modification")
        if actuel.prive:
            # Earlier versions become as confidential as this one.
            PointDeVue.history.filter(id=actuel.pk).update(prive=True)
    actuel.save()


def _accorder_attentes(point: PointDeVue, saisie: Saisie) -> None:
    connues = {a.pk: a for a in point.attentes.all()}
    gardees = set()
    for numero, texte, theme in saisie.attentes[:LIGNES_MAX]:
        ligne = connues.get(numero or 0) or Attente(point_de_vue=point)
        ligne.texte, ligne.thematique = texte, theme
        ligne.full_clean(exclude=["point_de_vue", "thematique"])
        ligne.save()
        gardees.add(ligne.pk)
    point.attentes.exclude(pk__in=gardees).delete()


def _accorder_apports(point: PointDeVue, saisie: Saisie) -> None:
    connus = {a.pk: a for a in point.apports.all()}
    gardes = set()
    for numero, texte, theme, nature in saisie.apports[:LIGNES_MAX]:
        ligne = connus.get(numero or 0) or Apport(point_de_vue=point)
        ligne.texte, ligne.thematique, ligne.nature = texte, theme, nature or Apport.Nature.AUTRE
        ligne.full_clean(exclude=["point_de_vue", "thematique"])
        ligne.save()
        gardes.add(ligne.pk)
    point.apports.exclude(pk__in=gardes).delete()


@transaction.atomic
def couvrir(*, attente: Attente, apport: Apport, par: Any, oui: bool = True) -> None:
    """Say that a contribution answers an expectation of the same idea, or no longer.

    Raises:
        ValidationError: they are not about the same idea, or one of them is private.
    """
    un, autre = attente.point_de_vue, apport.point_de_vue
    if un.piste_id != autre.piste_id or un.prive or autre.prive:
        raise ValidationError("Cette attente et cet apport ne se rapprochent pas.")
    if oui:
        Couverture.objects.get_or_create(attente=attente, apport=apport, defaults={"auteur": par})
    else:
        Couverture.objects.filter(attente=attente, apport=apport).delete()


@transaction.atomic
def opposer(*, une: Attente, autre: Attente, oui: bool = True) -> None:
    """Say that two expectations of the same idea contradict each other, or no longer.

    Raises:
        ValidationError: same actor, other idea, or private.
    """
    a, b = une.point_de_vue, autre.point_de_vue
    if a.piste_id != b.piste_id or a.acteur_id == b.acteur_id or a.prive or b.prive:
        raise ValidationError("Choisissez deux attentes d’acteurs différents sur la même piste.")
    if oui:
        une.contredit.add(autre)
    else:
        une.contredit.remove(autre)


@transaction.atomic
def ecrire_plusieurs(
    *,
    lien: LienPersonnel,
    saisies: Iterable[tuple[Piste, Saisie, int]],
) -> tuple[list[Piste], Mapping[int, PointDeVue]]:
    """Write what an actor typed on their link; each idea stands alone.

    Returns:
        The ideas written, and by idea number those somebody else changed meanwhile.
    """
    ecrites, conflits = [], {}
    for piste, saisie, version in saisies:
        try:
            with transaction.atomic():
                point = ecrire(
                    piste=piste,
                    acteur=lien.acteur,
                    saisie=saisie,
                    origine=PointDeVue.Origine.ACTEUR,
                    version_attendue=version,
                    lien=lien,
                )
        except ConflitDEdition as conflit:
            conflits[piste.pk] = conflit.actuel
        else:
            if point is not None:
                ecrites.append(piste)
    return ecrites, conflits  # type: ignore[return-value]
