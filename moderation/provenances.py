"""Where the values of an entry come from: the proposal accepted, the person, the register; and when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

from django.apps import apps

from acteurs.models import Acteur
from moderation.models import Contribution, Decision
from moderation.valeurs import COLONNES, THEMES, groupe_de, lire_un

LIGNES_MAX: Final = 40
"""Versions of an entry looked at."""
DITES_PAR: Final = {
    Contribution.Origine.TENUE: "la structure elle-même",
    Contribution.Origine.COMPTE: "une personne inscrite",
    Contribution.Origine.PUBLIC: "le public",
}


@dataclass(frozen=True)
class Provenance:
    """Who last wrote a value of the entry: the source in words, the day."""

    source: str
    date: date


def provenances(
    demandes: Iterable[tuple[Acteur, Iterable[str]]],
) -> dict[int, dict[str, Provenance]]:
    """Return key of the entry → column → where its value comes from; four queries for all.

    Columns chosen together (``valeurs.groupe_de``) are told together, under the name of the first.
    """
    voulues: dict[int, set[str]] = defaultdict(set)
    acteurs: dict[int, Acteur] = {}
    for acteur, noms in demandes:
        acteurs[acteur.pk] = acteur
        voulues[acteur.pk] |= {n for n in noms if n == THEMES or n in COLONNES}
    if not any(voulues.values()):
        return {}
    versions = _versions(voulues)
    proposees = _proposees(acteurs, voulues)
    return {
        pk: _grouper(
            {
                nom: proposees.get((pk, nom)) or _ecrite(acteurs[pk], nom, versions.get(pk, []))
                for nom in noms
            }
        )
        for pk, noms in voulues.items()
    }


def _grouper(siennes: Mapping[str, Provenance]) -> dict[str, Provenance]:
    groupees: dict[str, Provenance] = {}
    for nom, provenance in siennes.items():
        groupe = groupe_de(nom)
        if groupe not in groupees or provenance.date > groupees[groupe].date:
            groupees[groupe] = provenance
    return groupees


def _versions(voulues: Mapping[int, set[str]]) -> dict[int, list[Any]]:
    """Return the versions of each entry, the last first."""
    noms = {n for siens in voulues.values() for n in siens}
    lignes = (
        Acteur.history.filter(id__in=list(voulues))
        .select_related("history_user")
        .order_by("-history_date", "-history_id")
        .only(
            "id", "history_date", "history_type", "history_change_reason", "source", "date_source",
            "history_user__nom", "history_user__email", *(noms - {THEMES}),
        )
    )  # fmt: skip
    versions: dict[int, list[Any]] = defaultdict(list)
    lues = list(lignes[: LIGNES_MAX * len(voulues)])
    themes: dict[int, list[str]] = defaultdict(list)
    if THEMES in noms:
        liens = apps.get_model("acteurs", "HistoricalThemeActeur").objects.filter(
            history__in=[ligne.pk for ligne in lues]
        )
        for version, theme in liens.order_by("thematique").values_list("history", "thematique"):
            themes[version].append(theme)
    for ligne in lues:
        ligne.themes_lus = themes[ligne.pk]
        versions[ligne.id].append(ligne)
    return versions


def _proposees(
    acteurs: Mapping[int, Acteur], voulues: Mapping[int, set[str]]
) -> dict[tuple[int, str], Provenance]:
    """Return (entry, column) → the contribution of which the entry still says the value."""
    decisions = (
        Decision.objects.filter(
            acteur__in=acteurs, annulee_le=None, contribution__etat__in=Contribution.RETENUES
        )
        .select_related("contribution")
        .order_by("pk")
    )
    trouvees = {}
    for decision in decisions:
        contribution, pk = decision.contribution, decision.acteur_id
        assert contribution is not None  # noqa: S101
        assert pk is not None  # noqa: S101
        for nom in voulues[pk] & contribution.valeurs.keys():
            retenue = groupe_de(nom) in contribution.retenus
            if retenue and contribution.valeurs[nom] == lire_un(acteurs[pk], nom):
                trouvees[pk, nom] = _de_la_contribution(contribution, nom)
    return trouvees


def _de_la_contribution(contribution: Contribution, nom: str) -> Provenance:
    qui = DITES_PAR[Contribution.Origine(contribution.origine)]
    source = contribution.source_de(nom)
    return Provenance(
        f"{source}, selon {qui}" if source else f"Selon {qui}",
        contribution.date_source or contribution.cree_le.date(),
    )


def _ecrite(acteur: Acteur, nom: str, versions: list[Any]) -> Provenance:
    """Return who last wrote a column, by the versions of the entry; else where the entry comes from."""
    for version, ancienne in pairwise(versions):
        if _lire(version, nom) != _lire(ancienne, nom):
            mots = [version.history_change_reason, str(version.history_user or "")]
            return Provenance(
                ", ".join(m for m in mots if m) or "Modification", version.history_date.date()
            )
    premiere = versions[-1] if versions else None
    du_registre = acteur.origine == Acteur.Origine.SIRENE
    if du_registre and premiere is not None and premiere.history_type != "+":
        return Provenance(acteur.get_origine_display(), acteur.cree_le.date())
    vient = premiere or acteur
    maison = f"Saisie par {acteur.organisation.nom}" if acteur.organisation else ""
    return Provenance(
        vient.source or maison or acteur.get_origine_display(),
        vient.date_source or acteur.cree_le.date(),
    )


def _lire(version: Any, nom: str) -> Any:
    if nom == THEMES:
        return version.themes_lus
    return getattr(version, nom)
