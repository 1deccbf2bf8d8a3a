"""The history of an entry, told: who changed what, when, from what to what."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.text import capfirst

from acteurs.models import Acteur, Thematique, TypeActeur, historique_des_themes
from acteurs.services.fiches import CHAMPS_SAISIS
from socle.valeurs import dire_valeur
from territoires.models import Commune

RECENTS = 3
"""Changes told on the page of an actor; its own page tells them all."""
_VIDE = "vide"


@dataclass
class Passage:
    """One saving of an entry."""

    pk: int
    date: datetime
    auteur: str
    raison: str
    creation: bool
    actuelle: bool = False
    changements: list[tuple[str, str, str]] = field(default_factory=list)
    """(field, before, after), in words."""


def raconter(acteur: Acteur, *, debut: int = 0, nombre: int = RECENTS) -> list[Passage]:
    """Return ``nombre`` changes, most recent first, in a constant number of queries.

    ``debut``: how many more recent ones to leave out.
    """
    lignes = list(
        acteur.history.select_related("history_user").order_by("-history_date", "-history_id")[
            debut : debut + nombre + 1
        ]
    )
    themes = _themes(lignes)
    mots = _Mots(lignes)
    passages = []
    for rang, ligne in enumerate(lignes[:nombre]):
        passage = Passage(
            pk=ligne.history_id,
            date=ligne.history_date,
            auteur=str(ligne.history_user) if ligne.history_user else "",
            raison=ligne.history_change_reason or "",
            creation=ligne.history_type == "+",
            actuelle=not debut and not rang,
        )
        if rang + 1 < len(lignes):
            avant = lignes[rang + 1]
            for nom in CHAMPS_SAISIS:
                passage.changements += mots.comparer(nom, avant, ligne)
            ancien, nouveau = themes.get(avant.history_id, ""), themes.get(ligne.history_id, "")
            if ancien != nouveau:
                passage.changements.append(("Thèmes", ancien or _VIDE, nouveau or _VIDE))
        passages.append(passage)
    return passages


def _themes(lignes: list[Any]) -> dict[int, str]:
    """History row → its themes in words."""
    modele = historique_des_themes()
    libelles = dict(Thematique.objects.values_list("pk", "libelle"))
    par_ligne: dict[int, list[str]] = {}
    liens = modele.objects.filter(history__in=[ligne.history_id for ligne in lignes])
    for ligne, code in liens.values_list("history", "thematique"):
        par_ligne.setdefault(ligne, []).append(libelles.get(code, code))
    return {ligne: ", ".join(sorted(noms)) for ligne, noms in par_ligne.items()}


class _Mots:
    """Writes the values of history rows in words, links fetched once."""

    def __init__(self, lignes: list[Any]) -> None:
        codes = {c for ligne in lignes for c in (ligne.type_id, ligne.sous_type_id) if c}
        types = {pk: t.libelle for pk, t in TypeActeur.objects.in_bulk(codes).items()}
        communes = Commune.objects.in_bulk({ligne.commune_id for ligne in lignes} - {None})
        self.liens = {
            "type": types,
            "sous_type": types,
            "commune": {pk: c.nom for pk, c in communes.items()},
        }

    def comparer(self, nom: str, avant: Any, apres: Any) -> list[tuple[str, str, str]]:
        """Return [(label, before, after)], or [] when the field did not change."""
        if nom in {"lon", "lat"}:  # told by the address, the commune and the precision
            return []
        attribut = f"{nom}_id" if nom in self.liens else nom
        ancien, nouveau = getattr(avant, attribut), getattr(apres, attribut)
        if ancien == nouveau:
            return []
        libelle = capfirst(str(getattr(Acteur._meta.get_field(nom), "verbose_name", nom)))
        return [(libelle, self._ecrire(nom, ancien), self._ecrire(nom, nouveau))]

    def _ecrire(self, nom: str, valeur: Any) -> str:
        if valeur in ("", None):
            return _VIDE
        if nom in self.liens:
            return self.liens[nom].get(valeur, str(valeur))
        choix = dict(getattr(Acteur._meta.get_field(nom), "choices", None) or ())
        return str(choix[valeur]) if valeur in choix else dire_valeur(valeur)
