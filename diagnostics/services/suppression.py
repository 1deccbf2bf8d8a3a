"""Deleting a démarche for good: what would be lost, then everything, histories included."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format

from diagnostics.models import Avis, Commentaire, Diagnostic, Echange, Reponse

_PAQUET: Final = 500
journal = logging.getLogger("diagnostics.suppression")


@dataclass(frozen=True)
class Perte:
    """Something that would disappear: how many, and its name (« un entretien, des entretiens »)."""

    nombre: int
    singulier: str
    pluriel: str

    @property
    def nom(self) -> str:
        """The name that agrees with the number."""
        return self.singulier if self.nombre == 1 else self.pluriel


def mesurer_pertes(diagnostic: Diagnostic) -> list[Perte]:
    """Count what the deletion would take away, what weighs most first; nothing that is not there."""
    comptes: list[tuple[Any, str, str]] = [
        (diagnostic.entretiens, "entretien, atelier ou document", "entretiens, ateliers ou documents"),
        (Reponse.objects.filter(entretien__diagnostic=diagnostic), "réponse d’entretien", "réponses d’entretien"),
        (diagnostic.elements, "énoncé de la matrice", "énoncés de la matrice"),
        (diagnostic.seances, "séance et ses notes", "séances et leurs notes"),
        (diagnostic.parties, "partie prenante et son plan de contact", "parties prenantes et leurs plans de contact"),
        (Echange.objects.filter(suivi__partie__diagnostic=diagnostic), "échange noté", "échanges notés"),
        (diagnostic.pistes, "piste et ses points de vue", "pistes et leurs points de vue"),
        (Commentaire.objects.filter(diagnostic=diagnostic), "commentaire", "commentaires"),
        (_rapports(diagnostic), "rapport et ses liens de lecture", "rapports et leurs liens de lecture"),
    ]  # fmt: skip
    pertes = [Perte(lignes.count(), un, des) for lignes, un, des in comptes]
    return [p for p in pertes if p.nombre]


def _rapports(diagnostic: Diagnostic) -> models.QuerySet[Any]:
    """Reports belong to an upper floor: they are reached by name."""
    return apps.get_model("rapports", "Rapport")._default_manager.filter(diagnostic=diagnostic)


@transaction.atomic
def supprimer_demarche(*, diagnostic: Diagnostic, titre: str, par: Any) -> None:
    """Erase a démarche, what was written in it, and the history of all that.

    Actors of the directory, territories and accounts are not touched. The other members are
    told by mail.

    Args:
        diagnostic: the démarche.
        titre: its title, typed again by whoever deletes it.
        par: who deletes.

    Raises:
        ValidationError: the title is not the one that stands.
    """
    actuel = Diagnostic.objects.select_for_update().get(pk=diagnostic.pk)
    if " ".join(titre.split()).casefold() != " ".join(actuel.titre.split()).casefold():
        raise ValidationError(
            {
                "titre": "Ce n’est pas le titre de la démarche\u00a0: recopiez-le tel qu’il est écrit."
            }
        )
    _prevenir(actuel, par)
    a_oublier = {modele: _cles(modele, actuel.pk) for modele in _suivis()}
    actuel.delete()
    # Deleting writes one last line in each history: they go after it.
    for modele, cles in a_oublier.items():
        _oublier(modele, cles)
    journal.info("démarche %s supprimée par le compte %s", diagnostic.reference, par.pk)


def _prevenir(diagnostic: Diagnostic, par: Any) -> None:
    """Write to the other members, from what will still be there when the mail leaves."""
    contenu = {
        "titre": " ".join(diagnostic.titre.split()),
        "par": str(par),
        "jour": date_format(timezone.localdate(), "j F Y"),
    }
    avis = Avis.objects.bulk_create(
        Avis(utilisateur_id=membre, nature=Avis.Nature.FIN, contenu=contenu)
        for membre in diagnostic.membres.exclude(utilisateur=par)
        .filter(utilisateur__is_active=True)
        .order_by("pk")
        .values_list("utilisateur_id", flat=True)
    )
    if avis:
        from diagnostics.tasks import envoyer_avis

        cles = [a.pk for a in avis]
        transaction.on_commit(lambda: envoyer_avis.delay(cles))


@lru_cache(maxsize=1)
def _suivis() -> tuple[type[models.Model], ...]:
    """Every model of the application that keeps a history."""
    modeles = apps.get_app_config("diagnostics").get_models()
    return tuple(m for m in modeles if _a_un_historique(m))


def _a_un_historique(modele: type[models.Model]) -> bool:
    return hasattr(modele._meta, "simple_history_manager_attribute")


def _parent(modele: type[models.Model]) -> Any:
    """Return the link to what the model belongs to: the démarche, else what cascades."""
    liens = [
        f for f in modele._meta.concrete_fields
        if isinstance(f, models.ForeignKey) and f.remote_field.on_delete is models.CASCADE
    ]  # fmt: skip
    directs = [f for f in liens if f.related_model is Diagnostic]
    siens = [f for f in liens if f.related_model._meta.app_label == "diagnostics"]
    return (directs or siens)[0]


def _cles(modele: type[models.Model], demarche: int) -> set[Any]:
    """Return the keys of the rows of a démarche, those deleted earlier included."""
    if modele is Diagnostic:
        return {demarche}
    lien = _parent(modele)
    if lien.related_model is Diagnostic:
        return _lire(modele, lien.attname, [demarche])
    return _lire(modele, lien.attname, _cles(lien.related_model, demarche))


def _lire(modele: type[models.Model], attribut: str, cles: Iterable[Any]) -> set[Any]:
    cle = modele._meta.pk.attname
    gerants = [modele._default_manager]
    if _a_un_historique(modele):
        gerants.append(modele.history.model._default_manager)  # type: ignore[attr-defined]
    return {
        trouvee
        for paquet in _paquets(cles)
        for gerant in gerants
        for trouvee in gerant.filter(**{f"{attribut}__in": paquet}).values_list(cle, flat=True)
    }


def _oublier(modele: Any, cles: set[Any]) -> None:
    historique = modele.history.model
    cle = modele._meta.pk.attname
    # What the history keeps of many-to-many links stands in tables of its own.
    liens = [
        getattr(historique, champ.name).model
        for champ in modele._meta.many_to_many
        if hasattr(historique, champ.name)
    ]
    for paquet in _paquets(cles):
        lignes = historique._default_manager.filter(**{f"{cle}__in": paquet})
        for lie in liens:
            lie._default_manager.filter(history_id__in=lignes.values("history_id")).delete()
        lignes.delete()


def _paquets(cles: Iterable[Any]) -> Iterator[list[Any]]:
    toutes = sorted(cles)
    for debut in range(0, len(toutes), _PAQUET):
        yield toutes[debut : debut + _PAQUET]
