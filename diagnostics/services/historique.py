"""Who changed what in a statement, before and after, and how to go back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from acteurs.models import Thematique
from diagnostics.models import ElementMoff, Preuve, Quadrant
from diagnostics.services.matrice import lire_preuve
from socle.modeles import Versionne

Modifiable = TypeVar("Modifiable", bound=Versionne)


def signer(objet: models.Model, *, par: Any, raison: str) -> None:
    """Name the author and the reason of the next history row of ``objet``."""
    objet.__dict__.update(_history_user=par, _change_reason=raison)


@transaction.atomic
def modifier(
    objet: Modifiable, *, champs: dict[str, Any], par: Any, version_attendue: int | None
) -> Modifiable:
    """Write the fields of a ``Versionne`` object, checked whole, with their row of history.

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
        ValidationError: a value is not right.
    """
    actuel = type(objet).verrouiller(objet.pk, version_attendue)
    for nom, valeur in champs.items():
        setattr(actuel, nom, valeur)
    actuel.full_clean()
    signer(actuel, par=par, raison="Modification")
    actuel.save()
    return actuel


def lier(objet: Any, nom: str, valeurs: Iterable[Any]) -> None:
    """Set many-to-many links, kept in the latest history row rather than in one more."""
    objet.skip_history_when_saving = True
    try:
        getattr(objet, nom).set(valeurs)
    finally:
        del objet.skip_history_when_saving
    derniere = objet.history.order_by("-history_id").first()
    if derniere is None:
        return
    champ = objet._meta.get_field(nom)
    gardes = getattr(derniere, nom).model
    rangees = champ.remote_field.through._default_manager.filter(
        **{champ.m2m_field_name(): objet.pk}
    )
    gardes._default_manager.filter(history=derniere).delete()
    gardes._default_manager.bulk_create(
        gardes(
            history=derniere,
            **{f.attname: getattr(r, f.attname) for f in r._meta.concrete_fields},
        )
        for r in rangees
    )


@dataclass(frozen=True)
class Ecart:
    """One field, before and after, in words."""

    champ: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Changement:
    """One event of a statement's life; ``version_id`` is set when it can be restored."""

    date: datetime
    auteur: Any
    titre: str
    ecarts: tuple[Ecart, ...]
    version_id: int | None = None


_CHAMPS: Final = ("texte", "thematique_id", "quadrant", "etat")
_LIBELLES: Final = {
    "texte": "Énoncé",
    "thematique_id": "Thème",
    "quadrant": "Quadrant",
    "etat": "État",
}


def lire_historique(*, element: ElementMoff, paroles: bool = True) -> list[Changement]:
    """Return what happened to ``element`` and its evidence, latest first (three queries at most).

    ``paroles=False`` leaves out what was said in interviews (see ``lire_preuve``).
    """
    versions = list(
        element.history.select_related("history_user").order_by("history_date", "history_id")
    )
    themes = dict(
        Thematique.objects.filter(
            pk__in={v.thematique_id for v in versions if v.thematique_id}
        ).values_list("pk", "libelle")
    )
    changements = []
    precedente = None
    for version in versions:
        ecarts = _ecarts(precedente, version, themes) if precedente else ()
        if precedente is None or ecarts:
            changements.append(
                Changement(
                    date=version.history_date,
                    auteur=version.history_user,
                    titre=version.history_change_reason
                    or ("Modification" if precedente else "Ajout"),
                    ecarts=ecarts or (Ecart("Énoncé", "", version.texte),),
                    version_id=version.history_id if _differe(version, element) else None,
                )
            )
        precedente = version
    changements.extend(_changements_des_preuves(element, paroles=paroles))
    return sorted(changements, key=lambda c: c.date, reverse=True)


def _differe(version: Any, element: ElementMoff) -> bool:
    """Whether restoring ``version`` would change anything."""
    return any(
        getattr(version, champ) != getattr(element, champ)
        for champ in ("texte", "thematique_id", "quadrant")
    )


def _ecarts(avant: Any, apres: Any, themes: dict[str, str]) -> tuple[Ecart, ...]:
    return tuple(
        Ecart(
            _LIBELLES[champ],
            _dire(champ, getattr(avant, champ), themes),
            _dire(champ, getattr(apres, champ), themes),
        )
        for champ in _CHAMPS
        if getattr(avant, champ) != getattr(apres, champ)
    )


def _dire(champ: str, valeur: Any, themes: dict[str, str]) -> str:
    if champ == "thematique_id":
        return themes.get(valeur, "") or "aucun"
    if champ == "quadrant":
        return str(Quadrant(valeur).label)
    if champ == "etat":
        return str(ElementMoff.Etat(valeur).label)
    return str(valeur)


_TITRES_PREUVE: Final = {
    (True, False): "Preuve rattachée",
    (False, False): "Preuve retirée",
    (True, True): "Contradiction signalée",
    (False, True): "Contradiction retirée",
}


def _changements_des_preuves(element: ElementMoff, *, paroles: bool) -> Iterable[Changement]:
    lignes = (
        Preuve.history.filter(element_id=element.pk)
        .select_related("history_user", "acteur", "indicateur", "entretien", "passage__verbatim")
        .order_by("history_date", "history_id")
    )
    for ligne in lignes:
        if ligne.history_type not in {"+", "-"}:
            continue
        ajout = ligne.history_type == "+"
        lue = lire_preuve(ligne, paroles=paroles)
        dit = " – ".join(m for m in (lue.titre, lue.texte) if m) or lue.nature_texte
        yield Changement(
            date=ligne.history_date,
            auteur=ligne.history_user,
            titre=_TITRES_PREUVE[ajout, lue.contredit],
            ecarts=(Ecart("Preuve", "" if ajout else dit, dit if ajout else ""),),
        )


@transaction.atomic
def restaurer(*, element: ElementMoff, version_id: int, par: Any) -> ElementMoff:
    """Bring back the text, theme and quadrant of an earlier version, as a new version.

    Raises:
        ValidationError: the version does not belong to this statement.
    """
    ancienne = element.history.filter(history_id=version_id).first()
    if ancienne is None:
        raise ValidationError(
            "Cette version n’existe pas pour cet énoncé\u00a0: rechargez l’historique.",
            code="version",
        )
    actuel = ElementMoff.verrouiller(element.pk, None)
    actuel.texte = ancienne.texte
    actuel.thematique = Thematique.objects.filter(pk=ancienne.thematique_id).first()
    actuel.quadrant = ancienne.quadrant
    signer(actuel, par=par, raison=f"Retour à la version du {ancienne.history_date:%d/%m/%Y}")
    actuel.save()
    return actuel
