"""One row of every model that designates an actor, made without knowing the models.

Columns are filled by their kind; what rules of the database want beyond is said in ``VOULUS``.
"""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from acteurs.attaches import liens_vers_acteurs
from acteurs.models import Acteur
from tests.fabriques import make_acteur, make_organisation, make_territoire

_numeros = count(1)
VOULUS: dict[str, Callable[[], dict[str, Any]]] = {
    "diagnostics.Preuve": lambda: {"nature": "acteur"},
    "filieres.Filiere": lambda: {
        "territoire": make_territoire(),
        "organisation": make_organisation(),
    },
    "relations.Relation": lambda: {"depart": make_acteur(), "arrivee": make_acteur()},
}
"""Model → columns that constraints want."""


def rattacher_partout(acteur: Acteur) -> dict[str, Any]:
    """Make one row for each foreign key that follows a merge; return its name → key of the row."""
    faits = {}
    for lien in liens_vers_acteurs():
        if lien.attache:
            continue
        ligne = fabriquer(lien.modele, {lien.champ: acteur})
        if ligne is not None:
            faits[lien.cle] = ligne.pk
    return faits


def fabriquer(modele: type[models.Model], donnes: dict[str, Any], profondeur: int = 0) -> Any:
    """Return a row that the database takes; None when nothing tried was taken."""
    for essai in _essais(modele, donnes, profondeur):
        try:
            with transaction.atomic():
                ligne = modele(**essai)
                models.Model.save_base(ligne, force_insert=True)
        except (IntegrityError, ValueError):
            continue
        return ligne
    return None


def _essais(
    modele: type[models.Model], donnes: dict[str, Any], profondeur: int
) -> Iterator[dict[str, Any]]:
    voulues = VOULUS.get(modele._meta.label)
    valeurs = voulues() if voulues else {}
    for champ in modele._meta.concrete_fields:
        if (
            champ.name in donnes
            or champ.name in valeurs
            or (champ.primary_key and not _nomme(champ))
        ):
            continue
        if champ.is_relation and (champ.null or profondeur > 4):
            continue
        if champ.has_default() or (champ.null and not champ.is_relation):
            continue
        valeurs[champ.name] = _valeur(champ, profondeur)
    yield {**valeurs, **donnes}
    # A rule may want one of the links that may be empty.
    for champ in modele._meta.concrete_fields:
        if champ.null and champ.is_relation and champ.name not in donnes and profondeur == 0:
            yield {**valeurs, champ.name: fabriquer(champ.related_model, {}, 1), **donnes}


def _nomme(champ: Any) -> bool:
    return isinstance(champ, models.CharField)


def _valeur(champ: Any, profondeur: int) -> Any:
    n = next(_numeros)
    if champ.is_relation:
        if not getattr(champ, "db_constraint", True):
            return None
        deja = champ.related_model._default_manager.first() if not champ.unique else None
        return deja or fabriquer(champ.related_model, {}, profondeur + 1)
    if champ.choices:
        return champ.flatchoices[0][0]
    genres: list[tuple[type[models.Field[Any, Any]], Any]] = [
        (models.EmailField, f"a{n}@exemple.example"),
        (models.URLField, f"https://exemple.example/{n}"),
        (models.CharField, f"v{n}"[: champ.max_length or None]),
        (models.TextField, f"texte {n}"),
        (models.BooleanField, False),
        (models.DateTimeField, timezone.now()),
        (models.DateField, timezone.localdate()),
        (models.TimeField, timezone.now().time()),
        (models.JSONField, {}),
        (models.DecimalField, 1),
        (models.FloatField, 1.0),
        (models.IntegerField, n),
    ]
    return next((v for genre, v in genres if isinstance(champ, genre)), "")
