"""Everything one does to the contacts of an organisation: enter, change, keep, hand over, erase."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from acteurs.models import Acteur, ContactActeur, TraceContact
from acteurs.models.contacts import GARDE_MAX, fin_de_garde

Geste = TraceContact.Geste
CHAMPS: Final = (
    "nom", "fonction", "courriel", "telephone", "finalite", "base", "informee_le",
    "conserver_jusqu_au",
)  # fmt: skip


@transaction.atomic
def ajouter_contact(
    *, acteur: Acteur, organisation: Any, champs: Mapping[str, Any], par: Any
) -> ContactActeur:
    """Enter a person of an actor in the contacts of an organisation.

    Raises:
        ValidationError: a value breaks a rule, or the person is already there.
    """
    contact = ContactActeur(
        acteur=acteur, organisation=organisation, saisi_par=par, **_permis(champs)
    )
    _verifier(contact)
    contact.save()
    _tracer(contact, Geste.AJOUT, par)
    return contact


@transaction.atomic
def modifier_contact(
    *,
    contact: ContactActeur,
    champs: Mapping[str, Any],
    par: Any,
    version_attendue: int | None,
) -> ContactActeur:
    """Change a contact.

    Raises:
        ConflitDEdition: saved by someone else since ``version_attendue``.
        ValidationError: as ``ajouter_contact``.
    """
    contact = ContactActeur.verrouiller(contact.pk, version_attendue)
    avant = contact.conserver_jusqu_au
    for nom, valeur in _permis(champs).items():
        setattr(contact, nom, valeur)
    if contact.conserver_jusqu_au != avant:
        contact.prevenu_le = None
    _verifier(contact)
    contact.save()
    _tracer(contact, Geste.CHANGEMENT, par)
    return contact


@transaction.atomic
def prolonger_contacts(*, contacts: Iterable[ContactActeur], par: Any) -> int:
    """Keep contacts for the usual time from today: somebody says they are still of use."""
    fin = fin_de_garde()
    faits = 0
    for contact in contacts:
        siens = ContactActeur.objects.filter(pk=contact.pk, conserver_jusqu_au__lt=fin)
        if siens.update(conserver_jusqu_au=fin, prevenu_le=None, version=contact.version + 1):
            _tracer(contact, Geste.PROLONGATION, par)
            faits += 1
    return faits


@transaction.atomic
def effacer_contacts(*, contacts: Iterable[ContactActeur], par: Any) -> int:
    """Erase contacts for good; what remains says that it was done, not who they were."""
    effaces = 0
    for contact in contacts:
        _tracer(contact, Geste.EFFACEMENT, par)
        effaces += ContactActeur.objects.filter(pk=contact.pk).delete()[0]
    return effaces


@transaction.atomic
def effacer_perimes(*, jour: date | None = None) -> int:
    """Erase the contacts whose last day has passed; return how many."""
    perimes = list(ContactActeur.objects.perimes(jour or timezone.localdate()))
    for contact in perimes:
        _tracer(contact, Geste.ECHEANCE, None)
    ContactActeur.objects.filter(pk__in=[contact.pk for contact in perimes]).delete()
    return len(perimes)


@transaction.atomic
def ecrire_fiche_d_acces(*, contact: ContactActeur, par: Any) -> str:
    """Return what is held on the person, in words one can hand over; note that it was done."""
    _tracer(contact, Geste.ACCES, par)
    lignes = [
        f"{libelle}\u00a0: {valeur}"
        for libelle, valeur in (
            ("Prénom et nom", contact.nom),
            ("Fonction", contact.fonction),
            ("Structure", contact.acteur.nom),
            ("Adresse électronique", contact.courriel),
            ("Téléphone", contact.telephone),
        )
        if valeur
    ]
    prevenue = (
        f"Un message vous l’a dit le {contact.informee_le:%d/%m/%Y}."
        if contact.informee_le
        else "Personne ne vous l’a encore dit par une autre voie."
    )
    return "\n".join(
        [
            "Ce que nous détenons sur vous",
            "",
            *lignes,
            "",
            f"Détenu par\u00a0: {contact.organisation.nom}, dont les seuls membres le lisent.",
            f"À quoi cela sert\u00a0: {contact.get_finalite_display()}.",
            f"Base légale\u00a0: {contact.get_base_display()}.",
            f"Saisi le {contact.cree_le:%d/%m/%Y}. {prevenue}",
            f"Effacé de lui-même après le {contact.conserver_jusqu_au:%d/%m/%Y}.",
            "Vous pouvez demander l’effacement dès maintenant.",
            "Vous pouvez aussi demander une correction, ou vous opposer à cet usage.",
            "Une réponse ne vous satisfait pas\u202f? Vous pouvez saisir la CNIL (www.cnil.fr).",
            "",
        ]
    )


def noter_export(*, organisation: Any, par: Any) -> None:
    """Note that the contacts of an organisation were taken away as a file."""
    TraceContact.objects.create(organisation=organisation, geste=Geste.EXPORT, par=par)


def _permis(champs: Mapping[str, Any]) -> dict[str, Any]:
    if inconnus := set(champs) - set(CHAMPS):
        raise TypeError(f"Unknown fields: {sorted(inconnus)}")
    return dict(champs)


def _verifier(contact: ContactActeur) -> None:
    contact.full_clean(exclude=["acteur", "organisation", "saisi_par"])
    if contact.conserver_jusqu_au < timezone.localdate():
        raise ValidationError({"conserver_jusqu_au": "Choisissez un jour à venir."})
    if contact.conserver_jusqu_au > timezone.localdate() + GARDE_MAX:
        raise ValidationError(
            {"conserver_jusqu_au": "Trois ans au plus\u00a0: vous pourrez prolonger alors."}
        )
    if contact.base == ContactActeur.Base.CONSENTEMENT and not contact.informee_le:
        raise ValidationError({"informee_le": "Dites quand la personne a donné son accord."})
    if contact.informee_le and contact.informee_le > timezone.localdate():
        raise ValidationError({"informee_le": "Ce jour n’est pas encore venu."})
    autres = ContactActeur.objects.filter(
        acteur=contact.acteur, organisation=contact.organisation
    ).exclude(pk=contact.pk)
    if autres.filter(nom__iexact=contact.nom).exists():
        raise ValidationError({"nom": "Cette personne est déjà dans vos contacts de cet acteur."})


def _tracer(contact: ContactActeur, geste: str, par: Any) -> None:
    TraceContact.objects.create(
        organisation_id=contact.organisation_id, acteur_id=contact.acteur_id, geste=geste, par=par
    )
