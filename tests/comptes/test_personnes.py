"""What is held on somebody: everywhere one may read, nowhere else."""

import json
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from comptes.models import Adhesion, Invitation
from comptes.services.personnes import chercher_personne, registre
from diagnostics.models import Diagnostic, PersonneRencontree
from diagnostics.services.contacts import noter_echange
from tests.fabriques import (
    make_acteur,
    make_diagnostic,
    make_entretien,
    make_filiere,
    make_membre,
    make_membre_filiere,
    make_organisation,
    make_partie,
    make_reponse,
    make_utilisateur,
    make_verbatim,
)
from tests.fabriques_personnes import make_contact

pytestmark = pytest.mark.django_db


def garnir(diagnostic: Diagnostic, nom: str) -> None:
    """Write somebody everywhere in a démarche."""
    entretien = make_entretien(diagnostic, compte_rendu=f"On a parlé de {nom}, longuement.")
    PersonneRencontree.objects.create(
        entretien=entretien, nom=nom, conserver_jusqu_au=date(2030, 1, 1)
    )
    make_reponse(entretien, f"{nom} nous aide.")
    make_verbatim(entretien, f"Sans {nom}, rien.")
    partie = make_partie(diagnostic)
    partie.referent_nom = nom
    partie.save()
    noter_echange(partie=partie, date=date(2026, 1, 1), resume=f"Appel à {nom}", par=None)


def trouve(utilisateur: Any, texte: str) -> list[str]:
    return [
        r.libelle
        for r in chercher_personne(utilisateur=utilisateur, texte=texte)
        for _ in r.trouvailles
    ]


def test_each_reads_what_their_rights_let_them_read() -> None:
    pilote, elue, etranger = (make_utilisateur() for _ in range(3))
    diagnostic = make_diagnostic(pilote)
    make_membre(diagnostic, elue, "elu")
    make_diagnostic(etranger)
    make_contact(nom="Zélie Marque", organisation=diagnostic.organisation)
    garnir(diagnostic, "Zélie Marque")
    assert sorted(trouve(pilote, "Zélie Marque")) == [
        "Citations dans les entretiens",
        "Citations dans les entretiens",
        "Citations dans les entretiens",
        "Contacts chez les acteurs",
        "Parties prenantes et échanges",
        "Parties prenantes et échanges",
        "Personnes rencontrées en entretien",
    ]
    assert "Contacts chez les acteurs" in trouve(pilote, "zelie marque")
    assert set(trouve(elue, "Zélie Marque")) == {"Parties prenantes et échanges"}
    assert trouve(etranger, "Zélie Marque") == []
    operateur = make_utilisateur(is_superuser=True)
    assert len(trouve(operateur, "Zélie Marque")) == 7


def test_members_and_the_invited_are_found_by_their_address() -> None:
    admin = make_utilisateur(email="zadmin@exemple.example")
    organisation = make_organisation(admin, role="administrateur")
    Invitation.objects.create(organisation=organisation, email="invitee@exemple.example")
    filiere = make_filiere(admin)
    make_membre_filiere(filiere, make_utilisateur(nom="Zorah Filière"))
    assert "Membres des organisations" in trouve(admin, "zadmin@exemple")
    assert trouve(admin, "invitee@exemple.example") == ["Invitations dans les organisations"]
    assert trouve(admin, "Zorah") == ["Participation aux filières"]
    assert trouve(admin, "zo") == [], "too short"


def test_the_page_and_its_file_say_the_same() -> None:
    agent = make_utilisateur()
    contact = make_contact(nom="Zélie Marque", organisation=make_organisation(agent))
    client = Client()
    client.force_login(agent)
    page = client.get(reverse("comptes:personnes"), {"q": "zélie"}).content.decode()
    assert "Zélie Marque" in page
    assert reverse("acteurs:contact_effacement", args=[contact.reference]) in page
    vide = client.get(reverse("comptes:personnes"), {"q": "inconnue"}).content.decode()
    assert "Rien à ce nom" in vide
    fichier = json.loads(client.get(reverse("comptes:personnes_export"), {"q": "zélie"}).content)
    assert fichier["resultats"][0]["trouve"][0]["Nom"] == "Zélie Marque"


def test_the_register_is_public_and_names_real_fields() -> None:
    page = Client().get(reverse("pages:donnees_personnelles")).content.decode()
    for traitement in registre():
        assert traitement.nom in page.replace("\u00a0", " ").replace("\u202f", " ")
        for champ in traitement.champs:
            modele, _, nom = champ.rpartition(".")
            assert apps.get_model(modele)._meta.get_field(nom)


def test_every_mail_address_we_store_is_in_the_register() -> None:
    """A new table of addresses must say why it keeps them."""
    declares = {champ for t in registre() for champ in t.champs}
    oublies = {
        f"{modele._meta.label}.{champ.name}"
        for modele in apps.get_models()
        if not hasattr(modele, "history_object")
        for champ in modele._meta.concrete_fields
        if isinstance(champ, models.EmailField)
    } - declares
    assert not oublies


def test_who_proposed_is_found_then_forgotten() -> None:
    from datetime import timedelta

    from django.utils import timezone

    from moderation.models import Contribution
    from moderation.oubli import effacer_les_contributeurs

    curatrice = make_utilisateur()
    make_organisation(curatrice, nature="reseau_ess")
    contribution = Contribution.objects.create(
        nature="correction",
        acteur=make_acteur(),
        nom_auteur="Zélie Marque",
        courriel="zelie@exemple.example",
        message="Zélie Marque vous écrit",
    )
    assert trouve(curatrice, "zelie marque") == ["Propositions pour l’annuaire"]
    assert effacer_les_contributeurs() == 0
    contribution.etat = "acceptee"
    contribution.decidee_le = timezone.now() - timedelta(days=181)
    contribution.save()
    assert effacer_les_contributeurs() == 1
    assert trouve(curatrice, "zelie marque") == []
    assert Contribution.objects.get().message == ""


def test_addresses_of_members_are_read_by_administrators_only() -> None:
    admin, membre = make_utilisateur(), make_utilisateur()
    organisation = make_organisation(admin, role="administrateur")
    adherer(membre, organisation)
    adherer(make_utilisateur(nom="Zélie", email="adresse.tue@exemple.example"), organisation)
    assert trouve(admin, "adresse.tue@") == ["Membres des organisations"]
    assert trouve(membre, "adresse.tue@") == []
    (resultat,) = chercher_personne(utilisateur=membre, texte="Zélie")
    assert resultat.trouvailles[0].quoi["Adresse électronique"] == ""


def adherer(utilisateur: Any, organisation: Any) -> None:
    Adhesion.objects.create(utilisateur=utilisateur, organisation=organisation)
