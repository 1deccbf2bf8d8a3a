"""Members, invitations, sharing, description, archive, deletion."""

import pytest
from django.core import mail
from django.urls import reverse

from filieres.models import Filiere, InvitationFiliere
from tests.fabriques import make_filiere, make_maillon, make_membre_filiere, make_utilisateur

pytestmark = pytest.mark.django_db


@pytest.fixture
def pilote(client):
    qui = make_utilisateur(nom="Pilote")
    client.force_login(qui)
    return qui


@pytest.fixture
def filiere(pilote):
    return make_filiere(pilote)


def _url(nom, filiere, *args):
    return reverse(f"filieres:{nom}", args=[filiere.reference, *args])


def test_members_come_change_and_go(client, filiere, pilote):
    adresse = _url("membres", filiere)
    autre = make_utilisateur()
    client.post(adresse, {"email": autre.email.upper(), "role": "structure"})
    membre = filiere.membres.get(utilisateur=autre)
    assert membre.role == "structure"
    reponse = client.post(adresse, {"email": autre.email, "role": "agent"})
    assert "participe déjà" in reponse.content.decode()
    client.post(_url("membre_role", filiere), {"membre": membre.pk, "role": "agent"})
    membre.refresh_from_db()
    assert membre.role == "agent"
    client.post(_url("membre_role", filiere), {"membre": membre.pk, "role": "roi"})
    moi = filiere.membres.get(utilisateur=pilote)
    client.post(_url("membre_role", filiere), {"membre": moi.pk, "role": "agent"})
    client.post(_url("membre_retirer", filiere), {"membre": moi.pk})
    moi.refresh_from_db()
    assert moi.role == "pilote"
    assert "dernière personne" in client.get(adresse).content.decode()
    client.post(_url("membre_retirer", filiere), {"membre": membre.pk})
    assert filiere.membres.count() == 1
    assert client.post(_url("membre_retirer", filiere), {"membre": "x"}).status_code == 404


def test_who_has_no_account_is_invited(client, filiere):
    client.post(_url("membres", filiere), {"email": "Nouvelle@Exemple.example", "role": "agent"})
    invitation = InvitationFiliere.objects.get()
    (courriel,) = mail.outbox
    lien = reverse("filieres:invitation", args=[invitation.jeton])
    assert courriel.to == ["nouvelle@exemple.example"]
    assert lien in courriel.body
    assert filiere.nom in courriel.subject
    assert "nouvelle@exemple.example" in client.get(_url("membres", filiere)).content.decode()
    client.logout()
    page = client.get(lien)
    assert "Créer mon compte" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert client.post(lien)["Location"].startswith("/comptes/signup/")
    autre = make_utilisateur()
    client.force_login(autre)
    assert "autre adresse" in client.get(lien).content.decode()
    client.post(lien)
    assert not filiere.membres.filter(utilisateur=autre).exists()
    elle = make_utilisateur(email="nouvelle@exemple.example")
    client.force_login(elle)
    assert "Prendre part" in client.get(lien).content.decode()
    client.post(lien)
    assert filiere.membres.get(utilisateur=elle).role == "agent"
    assert client.get(lien).status_code == 410


def test_an_invitation_is_taken_back(client, filiere):
    client.post(_url("membres", filiere), {"email": "x@exemple.example", "role": "agent"})
    invitation = InvitationFiliere.objects.get()
    client.post(_url("invitation_retirer", filiere, invitation.reference))
    assert client.get(reverse("filieres:invitation", args=[invitation.jeton])).status_code == 410


def test_description_and_its_conflict(client, filiere, pilote):
    adresse = _url("reglages", filiere)
    donnees = {"nom": "Nouveau nom", "theme": "bois", "conception": "ecosysteme",
               "vision": "Du bois d’ici", "version": "1"}  # fmt: skip
    assert client.get(adresse).status_code == 200
    assert client.post(adresse, {**donnees, "nom": ""}).status_code == 422
    client.post(adresse, donnees)
    filiere.refresh_from_db()
    assert (filiere.nom, filiere.theme, filiere.version) == ("Nouveau nom", "bois", 2)
    reponse = client.post(adresse, {**donnees, "nom": "Le mien"})
    assert reponse.status_code == 409
    assert "Le mien" in reponse.content.decode()
    assert client.post(adresse, {**donnees, "nom": "Le mien", "version": "2"}).status_code == 302


def test_sharing_archiving_deleting(client, filiere):
    membres = _url("membres", filiere)
    client.post(_url("partage", filiere), {"visibilite": "lien"})
    filiere.refresh_from_db()
    assert f"/filieres/lien/{filiere.jeton}/" in client.get(membres).content.decode()
    jeton = filiere.jeton
    client.post(_url("partage", filiere), {"action": "renouveler"})
    filiere.refresh_from_db()
    assert filiere.jeton != jeton
    client.post(_url("partage", filiere), {"visibilite": "tous"})
    filiere.refresh_from_db()
    assert filiere.visibilite == "lien"
    client.post(_url("archive", filiere), {"action": "archiver"})
    assert "Filière archivée" in client.get(membres).content.decode()
    assert client.get(_url("maillon_nouveau", filiere)).status_code == 403
    client.post(_url("archive", filiere), {"action": "ouvrir"})
    make_maillon(filiere)
    page = client.get(_url("supprimer", filiere)).content.decode()
    assert "1\u00a0maillon" in page
    assert client.post(_url("supprimer", filiere), {"nom": "autre"}).status_code == 422
    client.post(_url("supprimer", filiere), {"nom": filiere.nom.upper()})
    assert not Filiere.objects.exists()


def test_readers_see_members_without_their_addresses(client, pilote):
    filiere = make_filiere(make_utilisateur(nom="Cheffe", email="cheffe@exemple.example"))
    make_membre_filiere(filiere, pilote, "lecteur")
    page = client.get(_url("membres", filiere)).content.decode()
    assert "Cheffe" in page
    assert "cheffe@exemple.example" not in page
    assert "Archiver" not in page
