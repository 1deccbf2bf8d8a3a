"""Deciding: accept all or part, refuse with the reason, one proposal or many.

Contributions and what registers propose are decided by the same gestures. Each decision is kept
with what it changed; the author is told a quarter of an hour later, time to undo
(``annulation``).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from acteurs.models import Acteur, PropositionOfficielle, Thematique
from acteurs.services.fiches import archive_acteur, create_acteur, update_acteur
from acteurs.services.propositions import (
    ChangementImpossible,
    accept_proposition,
    propositions_de,
    refuse_proposition,
)
from moderation.models import Contribution, Decision, LotDecisions
from moderation.services.clicher import ecarts, photographier
from moderation.services.courriels import NatureCourriel
from moderation.services.prise import prendre, signer
from moderation.valeurs import COLONNES, THEMES, decoder, groupe_de, groupes, lire_un
from socle.courriels import annoncer
from socle.fusion import fusionner_ensembles, fusionner_lignes
from socle.modeles import ConflitDEdition

Etat, Nature, Geste = Contribution.Etat, Contribution.Nature, LotDecisions.Geste
RAVISEMENT: Final = timedelta(minutes=15)
"""Before the author is told: time to undo."""
LOT_MAX: Final = 200
MOTIF_ATTENDU: Final = "Dites pourquoi vous refusez\u00a0: la personne le lira."


@dataclass
class Bilan:
    """What a gesture did: the lot kept (None: nothing), how many, and what failed, in French."""

    lot: LotDecisions | None = None
    faites: int = 0
    echecs: list[str] = field(default_factory=list)


# ── One contribution ────────────────────────────────────────────────────────
@transaction.atomic
def decide_contribution(
    *,
    contribution: Contribution,
    geste: str,
    par: Any,
    motif: str = "",
    champs: Iterable[str] | None = None,
    version_acteur: int | None = None,
) -> LotDecisions:
    """Accept a contribution (``champs``: the choices kept, all by default), or refuse it.

    ``version_acteur`` is the version of the entry that the curator had before their eyes: what is
    ticked is then written as it is. Without it, what changed meanwhile is joined.

    Raises:
        PermissionDenied: not theirs to decide.
        ConflitDEdition: the entry was changed since ``version_acteur``.
        ValidationError: decided meanwhile, no reason given, or a rule of the directory.
    """
    lot = LotDecisions.objects.create(geste=geste, par=par)
    _decider(lot, contribution, motif, champs, version_acteur)
    return lot


def _decider(
    lot: LotDecisions,
    contribution: Contribution,
    motif: str,
    champs: Iterable[str] | None,
    version_acteur: int | None,
) -> None:
    par = lot.par
    contribution = prendre(contribution, par)
    decision = Decision(lot=lot, contribution=contribution, etat_avant=contribution.etat)
    motif = motif.strip()[:500]
    if lot.geste == Geste.REFUSER:
        if not motif:
            raise ValidationError(MOTIF_ATTENDU, code="motif")
        contribution.etat, contribution.retenus = Etat.REFUSEE, []
    else:
        proposes = groupes(contribution.valeurs)
        gardes = [g for g in proposes if champs is None or g in set(champs)]
        if proposes and not gardes:
            raise ValidationError("Cochez au moins un changement à accepter, ou refusez.")
        contribution.retenus = gardes
        contribution.etat = Etat.ACCEPTEE if gardes == proposes else Etat.EN_PARTIE
        _appliquer(contribution, decision, par, version_acteur)
    decision.acteur = contribution.acteur
    decision.save()
    contribution.motif = motif
    contribution.decidee_par, contribution.decidee_le = par, timezone.now()
    signer(contribution, par, contribution.get_etat_display())
    contribution.save()
    adresse = contribution.adresse_de_reponse()
    annoncer(NatureCourriel.DECISION, contribution, [adresse], apres=timezone.now() + RAVISEMENT)


def _appliquer(
    contribution: Contribution, decision: Decision, par: Any, version_acteur: int | None
) -> None:
    gardes = set(contribution.retenus)
    valeurs = {n: v for n, v in contribution.valeurs.items() if groupe_de(n) in gardes}
    acteur = contribution.acteur
    if acteur is None:
        contribution.acteur = _creer(contribution, valeurs, par)
        decision.cree = True
        return
    if version_acteur is not None:
        acteur = Acteur.objects.select_for_update().get(pk=acteur.pk)
        if acteur.version != version_acteur:
            raise ConflitDEdition(acteur)
    if acteur.statut == Acteur.Statut.ARCHIVE:
        raise ValidationError(
            f"{acteur.nom} est archivé\u00a0: refusez, ou publiez la fiche d’abord."
        )
    avant = photographier(acteur)
    if contribution.nature == Nature.FERMETURE:
        acteur = archive_acteur(acteur=acteur, par=par)
    elif valeurs:
        if version_acteur is None:
            valeurs = {n: _joindre(acteur, contribution, n) for n in valeurs}
        acteur = update_acteur(
            acteur=acteur,
            champs=decoder(valeurs),
            thematiques=_themes(valeurs),
            par=par,
            confirme=True,
            raison=_raison(contribution),
        )
    decision.avant, decision.apres = ecarts(avant, Acteur.objects.get(pk=acteur.pk))
    contribution.acteur = acteur


def _creer(contribution: Contribution, valeurs: dict[str, Any], par: Any) -> Acteur:
    if "nom" not in valeurs:
        raise ValidationError("Sans son nom, un acteur n’entre pas dans l’annuaire.")
    champs = {
        "source": contribution.source,
        "date_source": contribution.date_source,
        **decoder(valeurs),
        "statut": Acteur.Statut.PUBLIE,
    }
    suite: dict[str, Any] = {
        "thematiques": _themes(valeurs) or [],
        "par": par,
        "confirme": True,
        "raison": _raison(contribution),
    }
    premiere = fiche_creee_par(contribution)
    if premiere is None:
        return create_acteur(champs=champs, **suite)
    if premiere.statut != Acteur.Statut.ARCHIVE:
        raise ValidationError(
            f"{premiere.nom} est déjà dans l’annuaire, d’après cette proposition\u00a0: "
            "ouvrez-la pour compléter la fiche."
        )
    # Accepted once and undone: the same entry comes back, as a new one would be.
    vierge = Acteur()
    return update_acteur(
        acteur=premiere, champs={**{n: getattr(vierge, n) for n in COLONNES}, **champs}, **suite
    )


def fiche_creee_par(contribution: Contribution) -> Acteur | None:
    """Return the entry that a decision undone since made of this contribution."""
    decision = (
        Decision.objects.filter(contribution=contribution, cree=True, annulee_le__isnull=False)
        .select_related("acteur")
        .order_by("-pk")
        .first()
    )
    return decision.acteur if decision else None


def _themes(valeurs: dict[str, Any]) -> list[Thematique] | None:
    if THEMES not in valeurs:
        return None
    return list(Thematique.objects.filter(pk__in=valeurs[THEMES]))


def _raison(contribution: Contribution) -> str:
    """Say in the history of the entry where the change comes from; no person is named."""
    qui = {
        Contribution.Origine.TENUE: "la structure",
        Contribution.Origine.COMPTE: "une personne inscrite",
    }.get(Contribution.Origine(contribution.origine), "le public")
    source = f" ({contribution.source})" if contribution.source else ""
    return f"Proposé par {qui}{source}"[:100]


def _joindre(acteur: Acteur, contribution: Contribution, nom: str) -> Any:
    base, voulu = contribution.base.get(nom), contribution.valeurs[nom]
    actuel = lire_un(acteur, nom)
    if actuel in (base, voulu):
        return voulu
    if nom == THEMES:
        return fusionner_ensembles(base or [], actuel, voulu)
    if all(isinstance(v, str) for v in (base, voulu, actuel)):
        joint = fusionner_lignes(base, actuel, voulu)
        if joint is not None:
            return joint
    raise ValidationError(
        f"{acteur.nom}\u00a0: la fiche a changé depuis cette contribution, ouvrez-la pour choisir.",
        code="change",
    )


# ── Many at once ────────────────────────────────────────────────────────────
def decide_lot(
    *,
    geste: str,
    par: Any,
    contributions: Iterable[Contribution] = (),
    officielles: Iterable[PropositionOfficielle] = (),
    motif: str = "",
) -> Bilan:
    """Decide on many proposals: each stands or fails alone; what was done is one lot.

    The entry as it stands is joined with each contribution; a refusal needs its reason, but for
    what registers propose.
    """
    bilan = Bilan()
    with transaction.atomic():
        lot = LotDecisions.objects.create(geste=geste, par=par)
        for contribution in list(contributions)[:LOT_MAX]:
            essayer(bilan, contribution.nom, _decider, lot, contribution, motif, None, None)
        for officielle in list(officielles)[:LOT_MAX]:
            essayer(bilan, officielle.acteur.nom, _decider_officielle, lot, officielle)
        if bilan.faites:
            bilan.lot = lot
        else:
            lot.delete()
    return bilan


def essayer(bilan: Bilan, nom: str, faire: Callable[..., object], *arguments: Any) -> None:
    """Do one thing of a gesture; what it refuses is told in the summary, and undone."""
    try:
        with transaction.atomic():
            faire(*arguments)
    except ChangementImpossible as refus:
        bilan.echecs.append(str(refus))
    except ValidationError as refus:
        dit = " ".join(refus.messages)
        bilan.echecs.append(dit if nom in dit else f"{nom}\u00a0: {dit}")
    except (IntegrityError, PermissionDenied) as refus:
        quoi = (
            "ce n’est pas à vous d’en décider"
            if isinstance(refus, PermissionDenied)
            else ("la fiche a changé entre-temps")
        )
        bilan.echecs.append(f"{nom}\u00a0: {quoi}.")
    else:
        bilan.faites += 1


def _decider_officielle(lot: LotDecisions, officielle: PropositionOfficielle) -> None:
    if not propositions_de(lot.par).filter(pk=officielle.pk).exists():
        raise PermissionDenied
    decision = Decision(
        lot=lot, officielle=officielle, acteur=officielle.acteur, etat_avant=officielle.etat
    )
    if lot.geste == Geste.ACCEPTER:
        avant = photographier(Acteur.objects.get(pk=officielle.acteur_id))
        accept_proposition(proposition=officielle, par=lot.par)
        acteur = Acteur.objects.get(pk=officielle.acteur_id)
        decision.avant, decision.apres = ecarts(avant, acteur)
    else:
        refuse_proposition(proposition=officielle, par=lot.par)
    decision.save()
