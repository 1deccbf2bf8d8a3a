"""A structure keeps its own entry: asked, checked, granted or refused, left, taken back."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from acteurs.models import Acteur
from acteurs.services.fiches import update_acteur
from comptes.models import Adhesion, Organisation, Role
from moderation.models import Contribution, ReglageAnnuaire, TenueActeur
from moderation.ressemblances import cle_de_courriel
from moderation.services.contributions import Signature, propose_correction
from socle.courriels import annoncer
from territoires.models import Adoption, Territoire

Etat, Voie = TenueActeur.Etat, TenueActeur.Voie
DEMANDES_MAX: Final = 10
"""Claims of one person that wait for an answer."""


class TenueImpossible(Exception):
    """What was asked cannot be any more; the French message says why."""


def contact_de(acteur: Acteur) -> str:
    """Return the mail address of the entry's public contact, '' when there is none."""
    return cle_de_courriel(acteur.contact_public)


def request_tenue(
    *, acteur: Acteur, organisation: Organisation, voie: str, par: Any, message: str = ""
) -> TenueActeur:
    """Ask to keep an entry; a mail leaves to its public contact, or a network is asked.

    Raises:
        TenueImpossible: not a structure, no public address to write to, asked already…
    """
    if organisation.nature != Organisation.Nature.STRUCTURE_ESS:
        raise TenueImpossible("Seule une structure peut tenir sa fiche.")
    adresse = contact_de(acteur) if voie == Voie.COURRIEL else ""
    if voie == Voie.COURRIEL and not adresse:
        raise TenueImpossible("Cette fiche n’a pas d’adresse électronique publique.")
    with transaction.atomic():
        Acteur.objects.select_for_update().get(pk=acteur.pk)
        siennes = TenueActeur.objects.filter(demandee_par=par, etat=Etat.DEMANDEE)
        if siennes.count() >= DEMANDES_MAX:
            raise TenueImpossible("Trop de demandes attendent une réponse\u00a0: patientez un peu.")
        deja = TenueActeur.objects.filter(
            acteur=acteur, organisation=organisation, etat__in=TenueActeur.VIVANTES
        ).first()
        if deja and deja.etat == Etat.ACTIVE:
            raise TenueImpossible("Votre organisation tient déjà cette fiche.")
        tenue = deja or TenueActeur(acteur=acteur, organisation=organisation)
        tenue.voie, tenue.courriel, tenue.message = voie, adresse, message.strip()[:500]
        tenue.demandee_par = par
        tenue.save()
        if adresse:
            annoncer("moderation.tenue_lien", tenue, [adresse])
    return tenue


def grant_tenue(*, tenue: TenueActeur, par: Any = None) -> TenueActeur:
    """Let the structure keep the entry; ``par`` None: its public contact confirmed.

    Raises:
        TenueImpossible: answered meanwhile, or the entry is withdrawn.
    """
    return _decider(tenue, Etat.ACTIVE, par, "", de=Etat.DEMANDEE)


def refuse_tenue(*, tenue: TenueActeur, par: Any = None, motif: str) -> TenueActeur:
    """Refuse, and say why by mail; raises as ``grant_tenue``."""
    return _decider(tenue, Etat.REFUSEE, par, motif, de=Etat.DEMANDEE)


def revoke_tenue(*, tenue: TenueActeur, par: Any, motif: str) -> TenueActeur:
    """Take the entry back from the structure, and say why by mail; raises as ``grant_tenue``."""
    if not motif.strip():
        raise TenueImpossible("Dites pourquoi\u00a0: la structure recevra ce motif.")
    return _decider(tenue, Etat.REVOQUEE, par, motif, de=Etat.ACTIVE)


def leave_tenue(*, tenue: TenueActeur, par: Any) -> TenueActeur:
    """Stop keeping an entry, or asking to; the entry stays as it is."""
    with transaction.atomic():
        tenue = TenueActeur.objects.select_for_update().get(pk=tenue.pk)
        if tenue.etat not in TenueActeur.VIVANTES:
            raise TenueImpossible("Votre organisation ne tient plus cette fiche.")
        return _noter(tenue, Etat.QUITTEE, par, "")


def _decider(tenue: TenueActeur, etat: str, par: Any, motif: str, *, de: str) -> TenueActeur:
    with transaction.atomic():
        tenue = (
            TenueActeur.objects.select_for_update(of=("self",))
            .select_related("acteur", "organisation")
            .get(pk=tenue.pk)
        )
        if tenue.etat != de:
            raise TenueImpossible("Quelqu’un a déjà répondu à cette demande.")
        if etat == Etat.ACTIVE and tenue.acteur.statut == Acteur.Statut.ARCHIVE:
            raise TenueImpossible("Cette fiche a quitté l’annuaire.")
        _noter(tenue, etat, par, motif)
        annoncer("moderation.tenue_reponse", tenue, destinataires(tenue))
    return tenue


def _noter(tenue: TenueActeur, etat: str, par: Any, motif: str) -> TenueActeur:
    tenue.etat, tenue.motif = etat, motif.strip()[:500]
    tenue.decidee_par, tenue.decidee_le = par, timezone.now()
    tenue.save()
    return tenue


def destinataires(tenue: TenueActeur) -> list[str]:
    """Return who is told what becomes of a claim: who asked, else who administers."""
    par = tenue.demandee_par
    if par and par.is_active:
        return [par.email]
    administrent = Adhesion.objects.filter(
        organisation=tenue.organisation_id, role=Role.ADMINISTRATEUR, utilisateur__is_active=True
    )
    return list(administrent.values_list("utilisateur__email", flat=True))


# ── What the structure changes ──────────────────────────────────────────────
def changements_relus(acteur: Acteur) -> bool:
    """Whether a network that looks after this place reads what structures change first."""
    relisent = list(
        ReglageAnnuaire.objects.filter(
            relire_tenues=True, organisation__nature=Organisation.Nature.RESEAU_ESS
        ).values_list("organisation", "organisation__territoire")
    )
    if not relisent:
        return False
    reseaux = {pk for pk, _ in relisent}
    adoptes = Adoption.objects.filter(organisation__in=reseaux)
    if (
        reseaux
        - set(adoptes.values_list("organisation", flat=True))
        - {pk for pk, attache in relisent if attache}
    ):
        return True  # without a territory of its own, a network looks after everything
    commune = acteur.commune
    if commune is None:
        return True
    codes = [code for code in (commune.pk, commune.parent_id) if code]
    territoires = {*adoptes.values_list("territoire", flat=True)} | {t for _, t in relisent if t}
    return Territoire.objects.filter(pk__in=territoires, communes__in=codes).exists()


def change_own_entry(
    *,
    tenue: TenueActeur,
    champs: Mapping[str, Any],
    thematiques: Any,
    par: Any,
    version_attendue: int | None = None,
) -> Contribution | None:
    """Write what a structure says of itself: at once, or as a contribution to be read first.

    Raises:
        ConflitDEdition, ValidationError: as ``update_acteur``.
        TenueImpossible: the entry was taken back meanwhile.
    """
    if not TenueActeur.objects.actives().filter(pk=tenue.pk).exists():
        raise TenueImpossible("Votre organisation ne tient plus cette fiche.")
    acteur = tenue.acteur
    valeurs = {
        **{n: v for n, v in champs.items() if n not in {"statut", "source", "date_source"}},
        "source": f"{tenue.organisation.nom}, la structure elle-même"[:250],
        "date_source": timezone.localdate(),
    }
    sans_point = {Acteur.Precision.COMMUNE, Acteur.Precision.INCONNUE}
    if valeurs.get("lon") is None and acteur.precision in sans_point:
        # Still at the centre of its commune, whichever it is: nothing is said of a point.
        valeurs = {n: v for n, v in valeurs.items() if n not in {"lon", "lat", "precision"}}
    if changements_relus(acteur):
        signature = Signature(
            origine=Contribution.Origine.TENUE,
            auteur=par,
            organisation=tenue.organisation,
            source=valeurs.pop("source"),
            date_source=valeurs.pop("date_source"),
        )
        return propose_correction(
            acteur=acteur, champs=valeurs, thematiques=thematiques, signature=signature
        )
    update_acteur(
        acteur=acteur,
        champs=valeurs,
        thematiques=thematiques,
        par=par,
        version_attendue=version_attendue,
        confirme=True,
        raison=f"Par la structure, {tenue.organisation.nom}"[:100],
    )
    return None


def set_relecture(*, organisation: Organisation, relire: bool) -> ReglageAnnuaire:
    """Say whether a network reads what structures change before it is published.

    Raises:
        ValidationError: not an ESS network.
    """
    if organisation.nature != Organisation.Nature.RESEAU_ESS:
        raise ValidationError("Ce réglage est celui des réseaux de l’ESS.")
    reglage, _ = ReglageAnnuaire.objects.update_or_create(
        organisation=organisation, defaults={"relire_tenues": relire}
    )
    return reglage
