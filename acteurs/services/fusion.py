"""Joining two entries of one actor, and undoing it: one transaction, nothing lost.

The entry withdrawn is archived, never deleted: it keeps its fields, themes and history for
the day the merge is undone. What designated it designates the other (``rattachements``), its
addresses lead there (``ReferenceFusionnee``), and registers leave it alone: somebody decided.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from acteurs.models import Acteur, FusionActeurs, ReferenceFusionnee, Thematique
from acteurs.services.fiches import (
    CHAMPS_SAISIS,
    LIENS,
    OFFICIELS,
    archive_acteur,
    publish_acteur,
    update_acteur,
)
from acteurs.services.rattachements import Journal, deplacer, remettre

Statut = Acteur.Statut
REPRIS = (*(n for n in CHAMPS_SAISIS if n != "statut"), *OFFICIELS)
"""Fields of which the entry kept may take the other's value."""


class FusionImpossible(Exception):
    """The entries may not be joined, or parted again; the French message says why."""


def merge_acteurs(
    *,
    survivant: Acteur,
    absorbe: Acteur,
    valeurs: Mapping[str, Any] | None = None,
    thematiques: Iterable[Thematique] | None = None,
    par: Any = None,
    versions: tuple[int, int] | None = None,
) -> FusionActeurs:
    """Withdraw ``absorbe`` and let everything that designates it designate ``survivant``.

    Args:
        survivant: the entry that goes on.
        absorbe: the other entry of the same actor.
        valeurs: fields of ``REPRIS`` to write into the entry kept.
        thematiques: its themes from now on; None leaves them alone.
        par: the user, for the history.
        versions: those of the two entries that the user compared.

    Raises:
        FusionImpossible: one of them is withdrawn already, or they are the same.
        ConflitDEdition: one of them changed since ``versions``.
        ValidationError: a value breaks a rule.
    """
    inconnus = set(valeurs or {}) - {*REPRIS, *(f"{n}_id" for n in LIENS)}
    if inconnus:
        raise TypeError(f"Unknown fields: {sorted(inconnus)}")
    attendues = versions or (None, None)
    with transaction.atomic():
        # Always in the same order: two people who join the same entries wait for one another.
        verrous = dict(sorted({survivant.pk: attendues[0], absorbe.pk: attendues[1]}.items()))
        pris = {pk: Acteur.verrouiller(pk, version) for pk, version in verrous.items()}
        survivant, absorbe = pris[survivant.pk], pris[absorbe.pk]
        _verifier(survivant, absorbe)
        fusion = FusionActeurs(
            survivant=survivant,
            absorbe=absorbe,
            par=par if par and par.is_authenticated else None,
            statut_absorbe=absorbe.statut,
        )
        avant = _photographier(survivant)
        archive_acteur(acteur=absorbe, par=par, raison=_dire(f"Réunie à {survivant.nom}"))
        gardee = _completer(survivant, absorbe, valeurs or {}, thematiques, par)
        apres = _photographier(gardee)
        fusion.champs = {n: [avant[n], apres[n]] for n in avant if avant[n] != apres[n]}
        fusion.journal = vars(deplacer(absorbe, gardee))
        fusion.save()
        ReferenceFusionnee.objects.create(
            reference=absorbe.reference,
            siret=absorbe.siret,
            siren=absorbe.siren,
            rna=absorbe.rna,
            acteur=gardee,
            fusion=fusion,
        )
    return fusion


def _verifier(survivant: Acteur, absorbe: Acteur) -> None:
    if survivant.pk == absorbe.pk:
        raise FusionImpossible("Choisissez deux fiches différentes.")
    for acteur in (survivant, absorbe):
        if acteur.statut == Statut.ARCHIVE:
            raise FusionImpossible(
                f"{acteur.nom}\u00a0: cette fiche est archivée, ou déjà réunie à une autre."
            )


def _completer(
    survivant: Acteur,
    absorbe: Acteur,
    valeurs: Mapping[str, Any],
    thematiques: Iterable[Thematique] | None,
    par: Any,
) -> Acteur:
    champs = {n: v for n, v in valeurs.items() if n not in OFFICIELS}
    if absorbe.statut == Statut.PUBLIE:
        champs["statut"] = Statut.PUBLIE  # what was public stays so
    gardee = update_acteur(
        acteur=survivant,
        champs=champs,
        officiels={n: v for n, v in valeurs.items() if n in OFFICIELS},
        thematiques=thematiques,
        par=par,
        confirme=True,
        raison=_dire(f"Réunion avec la fiche {absorbe.nom}"),
    )
    if not gardee.organisation_id and absorbe.organisation_id:
        gardee.organisation = absorbe.organisation
        Acteur.objects.filter(pk=gardee.pk).update(organisation=absorbe.organisation)
    return gardee


def _photographier(acteur: Acteur) -> dict[str, Any]:
    """Return what a merge may change of an entry, as JSON."""
    photo: dict[str, Any] = {}
    for nom in (*REPRIS, "statut", "organisation"):
        lien = nom in LIENS or nom == "organisation"
        valeur = getattr(acteur, f"{nom}_id" if lien else nom)
        photo[nom] = valeur.isoformat() if isinstance(valeur, date) else valeur
    photo["thematiques"] = sorted(acteur.thematiques.values_list("pk", flat=True))
    return photo


# ── Back ────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Retour:
    """What undoing a merge could not bring back."""

    absorbe: Acteur
    gardes: list[str]
    """Fields that somebody changed since: they stay as they are."""
    perdus: int
    """Things removed or moved elsewhere since."""


def unmerge_acteurs(*, fusion: FusionActeurs, par: Any) -> Retour:
    """Bring the entry withdrawn back, with everything that followed to the other.

    Raises:
        FusionImpossible: too late, done already, the entry kept joined another one since, or
            its SIRET was taken meanwhile.
    """
    with transaction.atomic():
        fusion = FusionActeurs.objects.select_for_update().get(pk=fusion.pk)
        if not fusion.se_defait:
            raise FusionImpossible("Cette fusion ne peut plus être défaite.")
        cles = sorted((fusion.survivant_id, fusion.absorbe_id))
        verrous = {a.pk: a for a in Acteur.objects.select_for_update().filter(pk__in=cles)}
        survivant, absorbe = verrous[fusion.survivant_id], verrous[fusion.absorbe_id]
        if ReferenceFusionnee.objects.filter(reference=survivant.reference).exists():
            raise FusionImpossible(
                f"{survivant.nom} a rejoint une autre fiche depuis\u00a0: "
                "défaites d’abord cette fusion-là."
            )
        ReferenceFusionnee.objects.filter(fusion=fusion).delete()
        gardes = _rendre(survivant, absorbe, fusion.champs, par)
        absorbe = _ranimer(absorbe, fusion.statut_absorbe, par)
        perdus = remettre(Journal.lire(fusion.journal), absorbe, survivant)
        fusion.annulee_le, fusion.annulee_par = timezone.now(), par
        fusion.save(update_fields=["annulee_le", "annulee_par"])
    return Retour(absorbe, gardes, perdus)


def _rendre(survivant: Acteur, absorbe: Acteur, champs: dict[str, Any], par: Any) -> list[str]:
    """Give the entry kept its former values, those nobody changed since; return the others."""
    maintenant = _photographier(survivant)
    rendus = {n: avant for n, (avant, apres) in champs.items() if maintenant[n] == apres}
    gardes = [n for n in champs if n not in rendus]
    if {"lon", "lat", "precision", "adresse", "commune"} & set(gardes):
        # A point goes with its place.
        for nom in ("lon", "lat", "precision"):
            rendus.pop(nom, None)
    themes = rendus.pop("thematiques", None)
    if "organisation" in rendus:
        Acteur.objects.filter(pk=survivant.pk).update(organisation=rendus.pop("organisation"))
    if not rendus and themes is None:
        return gardes
    update_acteur(
        acteur=survivant,
        champs={
            f"{n}_id" if n in LIENS else n: _lire(n, v)
            for n, v in rendus.items()
            if n not in OFFICIELS
        },
        officiels={n: _lire(n, v) for n, v in rendus.items() if n in OFFICIELS},
        thematiques=None if themes is None else list(Thematique.objects.filter(pk__in=themes)),
        par=par,
        confirme=True,
        raison=f"Séparation d’avec la fiche {absorbe.nom}"[:100],
    )
    return gardes


def _lire(nom: str, valeur: Any) -> Any:
    dates = {"date_source", "esus_fin"}
    return date.fromisoformat(valeur) if nom in dates and valeur else valeur


def _ranimer(absorbe: Acteur, statut: str, par: Any) -> Acteur:
    raison = "Fusion défaite"
    try:
        if statut == Statut.PUBLIE:
            return publish_acteur(acteur=absorbe, par=par, raison=raison)
        return update_acteur(
            acteur=absorbe, champs={"statut": statut}, par=par, confirme=True, raison=raison
        )
    except ValidationError as erreur:
        raise FusionImpossible(" ".join(erreur.messages)) from erreur


def _dire(raison: str) -> str:
    """Cut a reason where the history has no more room, between two words."""
    return shorten(raison, 100, placeholder="…")
