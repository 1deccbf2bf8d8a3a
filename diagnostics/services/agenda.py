"""The contact plan as a calendar (RFC 5545), and the secret address one subscribes to."""

import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from diagnostics.models import (
    Diagnostic,
    Entretien,
    MembreDiagnostic,
    PartiePrenante,
    PreferenceContact,
    SuiviContact,
)

FUSEAU: Final = ZoneInfo("Europe/Paris")
DUREE_ENTRETIEN: Final = timedelta(hours=1)
_OCTETS: Final = 32
"""Bytes of chance in a secret address: 256 bits."""


def preference_de(membre: MembreDiagnostic) -> PreferenceContact:
    """Return what ``membre`` wants of the plan; reminders unless told otherwise."""
    return PreferenceContact.objects.get_or_create(membre=membre)[0]


def _empreinte(jeton: str) -> str:
    return sha256(jeton.encode()).hexdigest()


@transaction.atomic
def ouvrir_flux(*, membre: MembreDiagnostic) -> str:
    """Give the member a new secret and return it: only its hash is kept, the former one dies."""
    preference = preference_de(membre)
    jeton = secrets.token_urlsafe(_OCTETS)
    preference.empreinte = _empreinte(jeton)
    preference.jeton_cree_le = timezone.now()
    preference.save()
    return jeton


@transaction.atomic
def fermer_flux(*, membre: MembreDiagnostic) -> None:
    """Close the member's secret address for good."""
    preference = preference_de(membre)
    preference.empreinte = preference.jeton_cree_le = None
    preference.save()


@transaction.atomic
def choisir_rappels(*, membre: MembreDiagnostic, rappels: bool) -> None:
    """Ask for reminders by mail, or for none."""
    preference = preference_de(membre)
    preference.rappels = rappels
    preference.save()


def membre_du_flux(jeton: str) -> MembreDiagnostic | None:
    """Return whose address this is, or None: unknown, closed, or no longer a member."""
    preference = (
        PreferenceContact.objects.filter(empreinte=_empreinte(jeton))
        .select_related("membre__utilisateur", "membre__diagnostic")
        .first()
    )
    return preference.membre if preference and preference.membre.utilisateur.is_active else None


def ecrire_agenda(
    *, diagnostic: Diagnostic, utilisateur: Any, tout: bool = False, entretiens: bool = False
) -> bytes:
    """Return the calendar of the actions ``utilisateur`` follows (``tout``: of everyone).

    ``entretiens`` adds the interviews planned on a date. No referent person is named.
    """
    agenda = Calendar()
    agenda.add("prodid", "-//Terreau//Plan de contact//FR")
    agenda.add("version", "2.0")
    agenda.add("calscale", "GREGORIAN")
    agenda.add("method", "PUBLISH")
    agenda.add("x-wr-calname", f"Contacts – {diagnostic.titre}")
    agenda.add("x-wr-timezone", "Europe/Paris")
    agenda.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    agenda.add("x-published-ttl", timedelta(hours=6))
    suivis = (
        SuiviContact.objects.filter(
            partie__diagnostic=diagnostic, partie__retiree=False, echeance__isnull=False
        )
        .select_related("partie__cercle", "responsable")
        .order_by("echeance", "pk")
    )
    if not tout:
        suivis = suivis.filter(responsable=utilisateur)
    for suivi in suivis:
        agenda.add_component(_action(suivi, diagnostic))
    if entretiens:
        planifies = diagnostic.entretiens.filter(
            statut="planifie", date__isnull=False
        ).select_related("acteur")
        for entretien in planifies.order_by("date", "pk"):
            agenda.add_component(_rencontre(entretien, diagnostic))
    agenda.add_missing_timezones()
    return agenda.to_ical()


def _hote() -> str:
    return urlsplit(settings.TERREAU_URL).hostname or "terreau.invalid"


def _evenement(uid: str, modifie_le: datetime, version: int) -> Event:
    evenement = Event()
    evenement.add("uid", f"{uid}@{_hote()}")
    # When this version was written, in UTC: the same file twice is the same bytes.
    evenement.add("dtstamp", modifie_le.astimezone(UTC).replace(microsecond=0))
    evenement.add("last-modified", modifie_le.astimezone(UTC).replace(microsecond=0))
    evenement.add("sequence", version)
    return evenement


def _action(suivi: SuiviContact, diagnostic: Diagnostic) -> Event:
    partie: PartiePrenante = suivi.partie
    evenement = _evenement(f"contact-{partie.reference}", suivi.modifie_le, suivi.version)
    evenement.add("dtstart", suivi.echeance)
    evenement.add("dtend", suivi.echeance + timedelta(days=1))  # type: ignore[operator]
    evenement.add("transp", "TRANSPARENT")
    evenement.add("summary", f"{suivi.prochaine_action} – {partie.nom}")
    lignes = [f"{partie.nom} ({partie.cercle.nom})", f"État : {suivi.get_etat_display()}"]
    if suivi.responsable:
        lignes.append(f"Suivi : {suivi.responsable}")
    if suivi.canal:
        lignes.append(f"Moyen : {suivi.get_canal_display()}")
    evenement.add("description", "\n".join(lignes))
    adresse = reverse("diagnostics:contact", args=[diagnostic.reference, partie.reference])
    evenement.add("url", settings.TERREAU_URL + adresse)
    evenement.add("categories", ["Contacts"])
    return evenement


def _rencontre(entretien: Entretien, diagnostic: Diagnostic) -> Event:
    evenement = _evenement(
        f"entretien-{entretien.reference}", entretien.modifie_le, entretien.version
    )
    jour: Any = entretien.date
    if entretien.heure:
        debut = datetime.combine(jour, entretien.heure, tzinfo=FUSEAU)
        evenement.add("dtstart", debut)
        evenement.add("dtend", debut + DUREE_ENTRETIEN)
    else:
        evenement.add("dtstart", jour)
        evenement.add("dtend", jour + timedelta(days=1))
        evenement.add("transp", "TRANSPARENT")
    evenement.add("summary", f"Entretien : {entretien.titre}")
    if entretien.lieu:
        evenement.add("location", entretien.lieu)
    adresse = reverse("diagnostics:source", args=[diagnostic.reference, entretien.reference])
    evenement.add("url", settings.TERREAU_URL + adresse)
    evenement.add("categories", ["Entretiens"])
    return evenement
