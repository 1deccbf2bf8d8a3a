"""Contacts of an organisation: among its members, for a time, erased for good."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from acteurs.models import ContactActeur, TraceContact
from acteurs.services import contacts as services
from acteurs.services.oubli_contacts import prevenir_des_effacements
from socle.courriels import envoyer_dus
from socle.modeles import ConflitDEdition
from tests.fabriques import make_acteur, make_organisation, make_utilisateur
from tests.fabriques_personnes import make_contact

pytestmark = pytest.mark.django_db
SAISIE = {
    "nom": "Odile Exemple",
    "fonction": "Directrice",
    "courriel": "odile@structure.example",
    "telephone": "03 00 00 00 00",
    "finalite": "cooperation",
    "base": "mission",
    "informee_le": "",
}


def saisie(**autres: Any) -> dict[str, Any]:
    fin = timezone.localdate() + timedelta(days=200)
    return {**SAISIE, "conserver_jusqu_au": fin.isoformat(), **autres}


def connecter(utilisateur: Any) -> Client:
    client = Client()
    client.force_login(utilisateur)
    return client


def test_a_member_notes_a_contact_that_only_its_organisation_reads() -> None:
    agent, collegue, etranger = (make_utilisateur() for _ in range(3))
    organisation = make_organisation(agent, collegue)
    make_organisation(etranger)
    acteur = make_acteur()
    adresse = reverse("acteurs:contact_creation", args=[acteur.reference])
    reponse = connecter(agent).post(adresse, saisie(), follow=True)
    assert "Odile Exemple est dans vos contacts" in reponse.content.decode()
    contact = ContactActeur.objects.get()
    assert (contact.organisation, contact.saisi_par) == (organisation, agent)
    fiche = reverse("acteurs:fiche", args=[acteur.reference])
    assert "odile@structure.example" in connecter(collegue).get(fiche).content.decode()
    for client in (connecter(etranger), Client()):
        assert "Odile" not in client.get(fiche).content.decode()


def test_a_reader_reads_and_does_not_write() -> None:
    lectrice = make_utilisateur()
    contact = make_contact(organisation=make_organisation(lectrice, role="lecteur"))
    fiche = reverse("acteurs:fiche", args=[contact.acteur.reference])
    page = connecter(lectrice).get(fiche).content.decode()
    assert contact.nom in page
    effacer = reverse("acteurs:contact_effacement", args=[contact.reference])
    assert effacer not in page
    assert connecter(lectrice).post(effacer).status_code == 403


@pytest.mark.parametrize(
    ("autres", "attendu"),
    [
        ({"base": "consentement"}, "quand la personne a donné son accord"),
        ({"conserver_jusqu_au": "2999-01-01"}, "Trois ans au plus"),
        ({"conserver_jusqu_au": "2001-01-01"}, "un jour à venir"),
        ({"informee_le": "2999-01-01"}, "pas encore venu"),
        ({"base": ""}, "obligatoire"),
        ({"courriel": "odile"}, "adresse"),
    ],
)
def test_what_the_law_asks_is_asked(autres: dict[str, str], attendu: str) -> None:
    agent = make_utilisateur()
    make_organisation(agent)
    adresse = reverse("acteurs:contact_creation", args=[make_acteur().reference])
    reponse = connecter(agent).post(adresse, saisie(**autres))
    assert reponse.status_code == 422
    assert attendu in reponse.content.decode()
    assert not ContactActeur.objects.exists()


def test_a_change_made_meanwhile_is_shown() -> None:
    agent = make_utilisateur()
    contact = make_contact(organisation=make_organisation(agent))
    services.modifier_contact(
        contact=contact, champs={"fonction": "Présidente"}, par=agent, version_attendue=1
    )
    with pytest.raises(ConflitDEdition):
        services.modifier_contact(
            contact=contact, champs={"fonction": "Autre"}, par=agent, version_attendue=1
        )
    adresse = reverse("acteurs:contact_modification", args=[contact.reference])
    reponse = connecter(agent).post(adresse, saisie(version=1))
    assert reponse.status_code == 422
    assert "Présidente" in reponse.content.decode()
    assert connecter(agent).post(adresse, saisie(version=2)).status_code == 302


def test_the_same_person_is_not_noted_twice() -> None:
    contact = make_contact(nom="Odile", organisation=make_organisation())
    with pytest.raises(ValidationError):
        services.ajouter_contact(
            acteur=contact.acteur,
            organisation=contact.organisation,
            champs={"nom": "odile", "base": "mission"},
            par=None,
        )


def test_erasing_leaves_no_name_anywhere() -> None:
    agent = make_utilisateur()
    contact = make_contact(nom="zqx-nom", organisation=make_organisation(agent))
    retour = reverse("acteurs:contacts")
    adresse = reverse("acteurs:contact_effacement", args=[contact.reference])
    assert connecter(agent).post(adresse, {"retour": retour})["Location"] == retour
    assert connecter(agent).post(adresse).status_code == 404
    page = connecter(agent).get(retour).content.decode()
    assert "zqx-nom" not in page
    assert "Contact effacé" in page
    assert TraceContact.objects.get().acteur == contact.acteur


def test_whoever_entered_a_contact_does_not_take_it_away_with_their_own_data() -> None:
    agent = make_utilisateur()
    make_contact(nom="zqx-nom", organisation=make_organisation(), saisi_par=agent)
    siennes = connecter(agent).get(reverse("comptes:mes_donnees")).content.decode()
    assert "zqx-nom" not in siennes


def test_what_is_held_is_handed_over_in_words() -> None:
    agent = make_utilisateur()
    contact = make_contact(
        nom="Odile", courriel="odile@structure.example", organisation=make_organisation(agent)
    )
    reponse = connecter(agent).get(reverse("acteurs:contact_acces", args=[contact.reference]))
    texte = reponse.content.decode()
    for attendu in ("Odile", "odile@structure.example", contact.organisation.nom, "CNIL"):
        assert attendu in texte
    assert "attachment" in reponse["Content-Disposition"]
    assert TraceContact.objects.get().geste == "acces"


def test_contacts_leave_by_themselves_after_a_notice() -> None:
    admin, ancienne = make_utilisateur(), make_utilisateur()
    organisation = make_organisation(admin, role="administrateur")
    jour = timezone.localdate()
    proche = make_contact(
        nom="zqx-proche", organisation=organisation, saisi_par=ancienne,
        conserver_jusqu_au=jour + timedelta(days=20),
    )  # fmt: skip
    loin = make_contact(organisation=organisation)
    passe = make_contact(organisation=organisation, conserver_jusqu_au=jour - timedelta(days=1))
    assert services.effacer_perimes() == 1
    assert prevenir_des_effacements() == 1
    assert prevenir_des_effacements() == 0, "told once"
    envoyer_dus()
    # Who entered it left the organisation since: no mail.
    assert [m.to for m in mail.outbox] == [[admin.email]]
    assert "1\u00a0contact du carnet" in str(mail.outbox[0].body)
    assert "zqx-proche" not in str(mail.outbox[0].body)
    restants = set(ContactActeur.objects.all())
    assert restants == {proche, loin}
    assert passe not in restants
    connecter(admin).post(reverse("acteurs:contact_prolongation", args=[proche.reference]))
    proche.refresh_from_db()
    assert proche.prevenu_le is None
    assert proche.conserver_jusqu_au > jour + timedelta(days=700)


def test_the_book_is_searched_kept_erased_and_exported() -> None:
    agent, etranger = make_utilisateur(), make_utilisateur()
    organisation = make_organisation(agent)
    odile = make_contact(nom="Odile Été", organisation=organisation)
    formule = make_contact(nom="=1+1", organisation=organisation)
    ailleurs = make_contact(organisation=make_organisation(etranger))
    client = connecter(agent)
    carnet = reverse("acteurs:contacts")
    assert "Odile Été" in client.get(carnet, {"q": "odile ete"}).content.decode()
    assert "Odile" not in client.get(carnet, {"q": "personne"}).content.decode()
    assert "Odile" in client.get(carnet, {"voir": "prevenir"}).content.decode()
    assert "Odile" not in client.get(carnet, {"voir": "bientot"}).content.decode()
    lu = client.get(reverse("acteurs:contacts_export")).content.decode("utf-8-sig")
    noms = [ligne[1] for ligne in csv.reader(io.StringIO(lu), delimiter=";")]
    assert noms == ["Prénom et nom", "'=1+1", "Odile Été"]
    lot = reverse("acteurs:contacts_lot")
    client.post(lot, {"contact": [odile.reference, ailleurs.reference], "geste": "effacer"})
    assert set(ContactActeur.objects.all()) == {formule, ailleurs}
    client.post(lot, {"contact": [formule.reference], "geste": "garder"})
    assert TraceContact.objects.filter(geste="effacement").count() == 1


def test_the_book_costs_the_same_for_one_contact_and_for_three(
    django_assert_num_queries: Any,
) -> None:
    agent = make_utilisateur()
    organisation = make_organisation(agent)
    client = connecter(agent)
    carnet = reverse("acteurs:contacts")
    make_contact(organisation=organisation)
    client.get(carnet)
    with django_assert_num_queries(10) as une:
        client.get(carnet)
    make_contact(organisation=organisation)
    make_contact(organisation=organisation)
    with django_assert_num_queries(len(une)):
        client.get(carnet)
