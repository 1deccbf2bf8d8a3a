"""Who changed what in a stakeholder, before and after, and how to go back."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from acteurs.models import Acteur
from diagnostics.models import Attitude, PartiePrenante
from diagnostics.services.carte_parties import dire_niveau
from diagnostics.services.historique import Changement, Ecart, signer

_LIBELLES: Final = {
    "nom": "Nom",
    "cercle_id": "Cercle",
    "role": "Rôle",
    "influence": "Influence",
    "interet": "Intérêt",
    "attitude": "Attitude",
    "supposee": "Position",
    "referent_nom": "Personne référente",
    "referent_fonction": "Fonction",
    "notes": "Notes",
    "retiree": "Présence",
}
RESTAURES: Final = (
    "nom",
    "acteur_id",
    "cercle_id",
    "role",
    "influence",
    "interet",
    "attitude",
    "supposee",
    "referent_nom",
    "referent_fonction",
    "notes",
)


def lire_historique_partie(*, partie: PartiePrenante, contacts: bool) -> list[Changement]:
    """Return what happened to ``partie``, latest first (two queries).

    Without ``contacts``, persons and notes are left out, before and after.
    """
    cercles = dict(partie.diagnostic.cercles.values_list("pk", "nom"))
    caches = set() if contacts else set(PartiePrenante.PRIVES)
    changements: list[Changement] = []
    precedente: Any = None
    versions = partie.history.select_related("history_user").order_by("history_date", "history_id")
    for version in versions:
        ecarts = (
            tuple(
                Ecart(
                    libelle,
                    _dire(champ, getattr(precedente, champ), cercles),
                    _dire(champ, getattr(version, champ), cercles),
                )
                for champ, libelle in _LIBELLES.items()
                if champ not in caches and getattr(precedente, champ) != getattr(version, champ)
            )
            if precedente
            else (Ecart("Nom", "", version.nom),)
        )
        if ecarts:
            changements.append(
                Changement(
                    date=version.history_date,
                    auteur=version.history_user,
                    titre=version.history_change_reason or "Modification",
                    ecarts=ecarts,
                    version_id=version.history_id if _differe(version, partie, caches) else None,
                )
            )
        precedente = version
    return list(reversed(changements))


def _differe(version: Any, partie: PartiePrenante, caches: set[str]) -> bool:
    return any(
        getattr(version, champ) != getattr(partie, champ)
        for champ in RESTAURES
        if champ not in caches
    )


def _dire(champ: str, valeur: Any, cercles: dict[int, str]) -> str:
    if champ == "cercle_id":
        return cercles.get(valeur, "cercle supprimé")
    if champ in {"influence", "interet"}:
        return dire_niveau(valeur) or "à préciser"
    if champ == "attitude":
        return str(Attitude(valeur).label) if valeur else "à préciser"
    if champ == "supposee":
        return "supposée" if valeur else "confirmée"
    if champ == "retiree":
        return "retirée de la carte" if valeur else "sur la carte"
    return str(valeur) or "rien"


@transaction.atomic
def restaurer_partie(
    *, partie: PartiePrenante, version_id: int, par: Any, contacts: bool
) -> PartiePrenante:
    """Bring an earlier version back, as a new one; fields ``par`` may not read are left alone.

    Raises:
        ValidationError: the version does not belong to this stakeholder.
    """
    ancienne = partie.history.filter(history_id=version_id).first()
    if ancienne is None:
        raise ValidationError(
            "Cette version n’existe pas\u00a0: rechargez l’historique.", code="version"
        )
    actuelle = PartiePrenante.verrouiller(partie.pk, None)
    for champ in RESTAURES:
        if champ in PartiePrenante.PRIVES and not contacts:
            continue
        valeur = getattr(ancienne, champ)
        if champ == "cercle_id" and not partie.diagnostic.cercles.filter(pk=valeur).exists():
            continue
        if champ == "acteur_id" and not Acteur.objects.filter(pk=valeur).exists():
            valeur = None
        setattr(actuelle, champ, valeur)
    signer(actuelle, par=par, raison=f"Retour à la version du {ancienne.history_date:%d/%m/%Y}")
    actuelle.save()
    return actuelle
