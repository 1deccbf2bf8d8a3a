"""Enter, change, withdraw and put back a relation: each leaves its row of history."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from relations.models import Relation
from relations.natures import Sens

CHAMPS = (
    "depart", "arrivee", "nature", "precision", "depuis", "jusqu_a", "source", "visibilite",
)  # fmt: skip
"""What people write, and what an older version brings back."""


def signer(objet: models.Model, *, par: Any, raison: str) -> None:
    """Name the author and the reason of the next history row."""
    objet.__dict__.update(_history_user=par, _change_reason=raison[:100])


def orienter(acteur: Any, sens: Sens, autre: Any) -> dict[str, Any]:
    """Return the ends and the nature of what is said from one side."""
    depart, arrivee = (autre, acteur) if sens.inverse else (acteur, autre)
    return {"depart": depart, "arrivee": arrivee, "nature": sens.nature}


@transaction.atomic
def creer(*, organisation: Any, par: Any, raison: str = "Création", **champs: Any) -> Relation:
    """Enter a relation, signed by an organisation.

    Raises:
        ValidationError: a value is not right, or the relation is known already.
    """
    relation = Relation(organisation=organisation, **champs)
    if organisation is None and not relation.est_publique:
        raise ValidationError(
            {"visibilite": "Sans organisation, une relation ne peut être que publique."}
        )
    relation.full_clean()
    signer(relation, par=par, raison=raison)
    relation.save(force_insert=True)
    return relation


@transaction.atomic
def modifier(
    relation: Relation,
    *,
    champs: dict[str, Any],
    par: Any,
    version_attendue: int | None,
    raison: str = "Modification",
) -> Relation:
    """Change a relation.

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
        ValidationError: a value is not right, or another relation says the same.
    """
    actuelle = Relation.verrouiller(relation.pk, version_attendue)
    for nom, valeur in champs.items():
        setattr(actuelle, nom, valeur)
    actuelle.full_clean()
    signer(actuelle, par=par, raison=raison)
    actuelle.save()
    return actuelle


def retirer(
    relation: Relation, *, par: Any, motif: str = "", version_attendue: int | None = None
) -> Relation:
    """Take a relation off the pages; its history stays.

    Raises:
        ConflitDEdition: somebody saved it since ``version_attendue``.
    """
    return modifier(
        relation,
        champs={"etat": Relation.Etat.RETIREE, "motif": motif[:300]},
        par=par,
        version_attendue=version_attendue,
        raison="Retrait",
    )


def remettre(relation: Relation, *, par: Any) -> Relation:
    """Put a withdrawn relation back.

    Raises:
        ValidationError: the same was entered meanwhile.
    """
    return modifier(
        relation,
        champs={"etat": Relation.Etat.ACTIVE, "motif": ""},
        par=par,
        version_attendue=None,
        raison="Remise en place",
    )


@transaction.atomic
def retablir(relation: Relation, *, passage: int, par: Any) -> Relation:
    """Bring back what a row of history holds.

    Raises:
        ValidationError: an actor is gone, or another relation says the same.
    """
    ancienne = relation.history.filter(pk=passage).first()
    if ancienne is None:
        raise ValidationError("Cette version n’existe pas.", code="inconnue")
    champs: dict[str, Any] = {}
    for nom in CHAMPS:
        champ = Relation._meta.get_field(nom)
        if isinstance(champ, models.ForeignKey):
            pk = getattr(ancienne, champ.attname)
            if not champ.remote_field.model._default_manager.filter(pk=pk).exists():
                raise ValidationError(
                    "Un des deux acteurs de cette version n’est plus dans l’annuaire.",
                    code="disparu",
                )
            champs[champ.attname] = pk
        else:
            champs[nom] = getattr(ancienne, nom)
    champs |= {"etat": Relation.Etat.ACTIVE, "motif": ""}
    instant = f"{ancienne.history_date:%d/%m/%Y}"
    return modifier(
        relation, champs=champs, par=par, version_attendue=None, raison=f"Retour au {instant}"
    )
