"""What a decision changed of an entry: its columns before, after, and going back.

Beside the columns, whether somebody saw the entry and when (``VUE``), and the version written:
what was written since is known by it.
"""

from typing import Any, Final

from django.core.exceptions import ValidationError

from acteurs.models import Acteur, Thematique
from acteurs.services.fiches import update_acteur
from moderation.models import LotDecisions
from moderation.services.revues import TOUJOURS_EXACTE
from moderation.valeurs import COLONNES, THEMES, decoder, lire

OFFICIELLES: Final = ("naf", "naf25", "categorie_juridique", "esus", "esus_fin", "score_geocodage")
"""Columns that only registers write."""
SUIVIES: Final = (*COLONNES, THEMES, "statut", *OFFICIELLES)
VUE: Final = ("vu_le", "enrichi")
"""When somebody last saw the entry, whether somebody wrote in it: given back if nobody did since."""
VERSION: Final = "version"


def photographier(acteur: Acteur) -> dict[str, Any]:
    """Return everything a decision may change, as JSON values."""
    return lire(acteur, (*SUIVIES, *VUE, VERSION))


def ecarts(avant: dict[str, Any], acteur: Acteur) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what differs between a picture and the entry as it stands: (before, after)."""
    apres = photographier(acteur)
    noms = [nom for nom in avant if avant[nom] != apres[nom]]
    return {n: avant[n] for n in noms}, {n: apres[n] for n in noms}


class Retour:
    """Undoes decisions, the last first, and remembers what the entries went back to."""

    def __init__(self, lot: LotDecisions, par: Any) -> None:
        self.lot, self.par = lot, par
        self.rendues: dict[tuple[int, int], int] = {}
        """(entry, version written by undoing) → the version it says again."""

    def revenir(
        self, acteur: Acteur, *, avant: dict[str, Any], apres: dict[str, Any], raison: str
    ) -> None:
        """Give back the columns of ``avant`` to an entry that still says ``apres``.

        Raises:
            ValidationError: one of them has changed since.
        """
        saisies = {n: v for n, v in avant.items() if n in SUIVIES and n not in OFFICIELLES}
        attendu = {n: apres[n] for n in apres if n in SUIVIES}
        if lire(acteur, attendu) != attendu:
            raise ValidationError(
                f"{acteur.nom}\u00a0: la fiche a changé depuis, la décision reste.", code="change"
            )
        autres: dict[str, Any] = {nom: getattr(acteur, nom) for nom in VUE}
        intacte = self._intacte(acteur, apres)
        if intacte:
            autres |= decoder({n: avant[n] for n in VUE if n in avant})
        themes = saisies.pop(THEMES, None)
        if saisies or themes is not None:
            acteur = update_acteur(
                acteur=acteur,
                champs=decoder(saisies),
                thematiques=None
                if themes is None
                else list(Thematique.objects.filter(pk__in=themes)),
                par=self.par,
                confirme=True,
                raison=raison,
            )
        autres |= decoder({n: v for n, v in avant.items() if n in OFFICIELLES})
        Acteur.objects.filter(pk=acteur.pk).update(**autres)
        if intacte:
            self.rendues[acteur.pk, acteur.version] = avant[VERSION]

    def _intacte(self, acteur: Acteur, apres: dict[str, Any]) -> bool:
        """Whether nobody wrote in the entry, nor said it still right, since the decision."""
        version = self.rendues.get((acteur.pk, acteur.version), acteur.version)
        exacte = acteur.history.filter(
            history_date__gt=self.lot.cree_le, history_change_reason=TOUJOURS_EXACTE
        )
        return version == apres.get(VERSION) and not exacte.exists()
