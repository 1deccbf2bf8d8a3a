"""Proposing: an actor to add, changes to an entry, a closure. Nothing changes before a decision.

``propose_correction`` also takes what a structure changes of its own entry when its network
wants to read it first (``Signature(origine=Origine.TENUE, …)``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from acteurs.models import Acteur, Thematique
from moderation.models import Contribution
from moderation.services.prise import prendre, signer
from moderation.valeurs import decoder, encoder, lire, lire_un

Nature, Origine = Contribution.Nature, Contribution.Origine
EN_ATTENTE_MAX: Final = 30
"""Contributions kept waiting for one entry: beyond, somebody is writing for a machine."""
RIEN_NE_CHANGE: Final = (
    "Rien ne change\u00a0: corrigez au moins un champ, ou écrivez ce qui ne va pas."
)


@dataclass(frozen=True)
class Signature:
    """Who proposes, and where they know it from.

    Attributes:
        origine: « tenue » for the structure itself; else told by whether there is an account.
        auteur: the user, anonymous or None.
        organisation: on whose behalf.
        nom: name given without an account.
        courriel: where to answer, optional.
        message: free words for the curator.
        source: where the values come from.
        date_source: when they were true there.
        sources: column → its own source, when it differs.
    """

    origine: str = ""
    auteur: Any = None
    organisation: Any = None
    nom: str = ""
    courriel: str = ""
    message: str = ""
    source: str = ""
    date_source: date | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


ANONYME: Final = Signature()


@transaction.atomic
def propose_acteur(
    *,
    champs: Mapping[str, Any],
    thematiques: Iterable[Thematique] = (),
    signature: Signature = ANONYME,
) -> Contribution:
    """Keep an actor that somebody proposes; no entry exists before a curator accepts it.

    Raises:
        ValidationError: a value breaks a rule; the message names the field.
    """
    proposees = {n: v for n, v in encoder(champs, thematiques).items() if v not in ("", None, [])}
    _verifier(Acteur(**decoder(proposees)))
    return _noter(Nature.NOUVELLE, None, proposees, {}, signature)


@transaction.atomic
def propose_correction(
    *,
    acteur: Acteur,
    champs: Mapping[str, Any],
    thematiques: Iterable[Thematique] | None = None,
    signature: Signature = ANONYME,
) -> Contribution:
    """Keep changes that somebody proposes to an entry, beside what they saw of it.

    Values that say the same as the entry are left out.

    Raises:
        ValidationError: nothing differs, a value is wrong, or too many contributions wait.
    """
    proposees = encoder(champs, thematiques)
    valeurs = {nom: v for nom, v in proposees.items() if v != lire_un(acteur, nom)}
    if "lon" in valeurs or "lat" in valeurs:  # a point is proposed whole
        valeurs |= {n: proposees[n] for n in ("lon", "lat", "precision") if n in proposees}
    if not valeurs and not signature.message.strip():
        raise ValidationError(RIEN_NE_CHANGE, code="rien")
    essai = Acteur.objects.get(pk=acteur.pk)
    for nom, valeur in decoder(valeurs).items():
        setattr(essai, nom, valeur)
    _verifier(essai)
    return _noter(Nature.CORRECTION, acteur, valeurs, lire(acteur, valeurs), signature)


@transaction.atomic
def report_fermeture(*, acteur: Acteur, signature: Signature) -> Contribution:
    """Keep that somebody says an actor is no more.

    Raises:
        ValidationError: no word about how they know, or too many contributions wait.
    """
    if not f"{signature.source}{signature.message}".strip():
        raise ValidationError("Dites comment vous le savez.", code="source")
    return _noter(Nature.FERMETURE, acteur, {}, {}, signature)


@transaction.atomic
def attach_contribution(*, contribution: Contribution, reference: str, par: Any) -> Contribution:
    """Turn an actor to add into a correction of the entry it is: what it says more is kept.

    Empty columns of the proposal say nothing: only values are proposed.

    Raises:
        PermissionDenied: not theirs to decide.
        ValidationError: decided meanwhile, not an actor to add, or no such entry.
    """
    contribution = prendre(contribution, par)
    acteur = Acteur.objects.publies().filter(reference=reference).first()
    if contribution.nature != Nature.NOUVELLE or acteur is None:
        raise ValidationError("Choisissez une fiche publiée de l’annuaire.")
    valeurs = {
        nom: valeur
        for nom, valeur in contribution.valeurs.items()
        if valeur != lire_un(acteur, nom) and nom != "nom"
    }
    contribution.nature, contribution.acteur = Nature.CORRECTION, acteur
    contribution.valeurs, contribution.base = valeurs, lire(acteur, valeurs)
    contribution.commune_id = acteur.commune_id
    signer(contribution, par, "Rattachée à une fiche existante")
    contribution.save()
    return contribution


def _verifier(essai: Acteur) -> None:
    """Apply the rules of values; look-alikes are for the curator to see."""
    essai.deriver()
    essai.full_clean(exclude=["organisation", "statut"], validate_constraints=False)


def _noter(
    nature: str,
    acteur: Acteur | None,
    valeurs: dict[str, Any],
    base: dict[str, Any],
    signature: Signature,
) -> Contribution:
    if acteur is not None:
        attendent = acteur.contributions.en_attente()
        if attendent.count() >= EN_ATTENTE_MAX:
            raise ValidationError("Beaucoup de contributions attendent déjà pour cette fiche.")
    commune = acteur.commune_id if acteur is not None else valeurs.get("commune_id")
    contribution = Contribution(
        nature=nature, acteur=acteur, commune_id=commune, valeurs=valeurs, base=base
    )
    _signer(contribution, signature)
    contribution.save()
    return contribution


def _signer(contribution: Contribution, signature: Signature) -> None:
    auteur = signature.auteur
    connu = auteur if auteur is not None and auteur.is_authenticated else None
    contribution.auteur = connu
    contribution.organisation = signature.organisation
    contribution.origine = signature.origine or (Origine.COMPTE if connu else Origine.PUBLIC)
    contribution.nom_auteur = signature.nom.strip()
    contribution.courriel = signature.courriel.strip()
    contribution.message = signature.message.strip()
    contribution.source = signature.source.strip()
    contribution.date_source = signature.date_source
    contribution.sources = {n: s for n, s in signature.sources.items() if n in contribution.valeurs}
    signer(contribution, connu, "Proposée")


__all__ = [
    "Signature",
    "attach_contribution",
    "propose_acteur",
    "propose_correction",
    "report_fermeture",
]
