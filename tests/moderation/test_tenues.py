"""A structure keeps its own entry: asked, checked by its mailbox or a network, left, taken back."""

import pytest
from django.core import mail
from django.urls import reverse

from acteurs.services.fusion import merge_acteurs
from comptes.models import Organisation, Role
from moderation.models import Contribution, TenueActeur
from moderation.services.courriels_tenues import jeton_de, lire_jeton
from moderation.services.tenues import (
    TenueImpossible,
    changements_relus,
    grant_tenue,
    leave_tenue,
    refuse_tenue,
    request_tenue,
    revoke_tenue,
    set_relecture,
)
from socle.courriels import envoyer_dus
from territoires.models import Adoption
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_organisation,
    make_territoire,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db
Nature = Organisation.Nature


@pytest.fixture
def tenante():
    return make_utilisateur(nom="Awa")


@pytest.fixture
def structure(tenante):
    return make_organisation(tenante, nom="Les Jardins", nature=Nature.STRUCTURE_ESS)


@pytest.fixture
def curatrice():
    return make_utilisateur(nom="Line")


@pytest.fixture
def reseau(curatrice):
    return make_organisation(curatrice, nature=Nature.RESEAU_ESS, role=Role.ADMINISTRATEUR)


@pytest.fixture
def albert():
    return make_commune("80016", nom="Albert")


@pytest.fixture
def acteur(albert):
    return make_acteur(
        nom="Les Jardins", commune=albert, contact_public="Accueil : bonjour@jardins.example"
    )


def demander(acteur, structure, par, voie="reseau"):
    return request_tenue(acteur=acteur, organisation=structure, voie=voie, par=par)


def saisie(acteur, **champs):
    return {
        "nom": acteur.nom,
        "commune_texte": acteur.commune.nom,
        "commune_code": acteur.commune_id,
        "version": acteur.version,
    } | champs


def test_the_mailbox_of_the_entry_confirms(client, acteur, structure, tenante):
    client.force_login(tenante)
    page = client.get(reverse("moderation:revendiquer", args=[acteur.reference])).content.decode()
    assert "Envoyer un lien à bonjour@jardins.example" in page
    client.post(
        reverse("moderation:revendiquer", args=[acteur.reference]),
        {"organisation": structure.reference, "voie": "courriel", "message": "Je coordonne."},
    )
    assert "un lien a été envoyé" in client.get(reverse("moderation:mes_fiches")).content.decode()
    envoyer_dus()
    assert mail.outbox[0].to == ["bonjour@jardins.example"]
    assert "Awa, pour Les Jardins" in mail.outbox[0].body
    tenue = TenueActeur.objects.get()
    lien = reverse("moderation:tenue_confirmer", args=[jeton_de(tenue)])
    assert lien in mail.outbox[0].body
    client.logout()
    assert "Je coordonne." in client.get(lien).content.decode()
    assert TenueActeur.objects.get().etat == "demandee"  # reading decides nothing
    assert "C’est confirmé" in client.post(lien, {"reponse": "oui"}).content.decode()
    assert TenueActeur.objects.get().etat == "active"
    client.post(lien, {"reponse": "non"})  # the second answer comes too late
    assert TenueActeur.objects.get().etat == "active"
    envoyer_dus()
    assert mail.outbox[-1].to == [tenante.email]
    assert "tient désormais" in mail.outbox[-1].body


def test_the_mailbox_says_no_and_forged_or_old_links_open_nothing(
    client, acteur, structure, tenante
):
    tenue = demander(acteur, structure, tenante, "courriel")
    jeton = jeton_de(tenue)
    client.post(reverse("moderation:tenue_confirmer", args=[jeton]), {"reponse": "non"})
    tenue.refresh_from_db()
    assert tenue.etat == "refusee"
    assert lire_jeton(jeton + "x") is None
    TenueActeur.objects.update(courriel="autre@jardins.example")
    assert lire_jeton(jeton) is None
    assert client.get(reverse("moderation:tenue_confirmer", args=["faux"])).status_code == 404


def test_a_structure_without_an_account_gets_one(client, acteur, tenante):
    client.force_login(tenante)
    reponse = client.post(
        reverse("moderation:revendiquer", args=[acteur.reference]),
        {"organisation": "nouvelle", "nom": " ", "voie": "reseau"},
    )
    assert reponse.status_code == 422
    client.post(
        reverse("moderation:revendiquer", args=[acteur.reference]),
        {"organisation": "nouvelle", "nom": "Les Jardins", "siren": "", "voie": "reseau"},
    )
    tenue = TenueActeur.objects.get()
    assert (tenue.organisation.nom, tenue.organisation.nature) == ("Les Jardins", "structure_ess")
    assert (tenue.voie, tenue.courriel, tenue.etat) == ("reseau", "", "demandee")


def test_the_network_answers_and_takes_back_with_a_reason(
    client, acteur, structure, tenante, curatrice, reseau
):
    tenue = demander(acteur, structure, tenante)
    client.force_login(curatrice)
    assert "Les Jardins" in client.get(reverse("moderation:tenues")).content.decode()
    client.post(reverse("moderation:tenue_accepter", args=[tenue.reference]))
    tenue.refresh_from_db()
    assert (tenue.etat, tenue.decidee_par) == ("active", curatrice)
    fiche = client.get(reverse("acteurs:fiche", args=[acteur.reference])).content.decode()
    assert "la structure elle-même" in fiche
    retirer = reverse("moderation:tenue_retirer", args=[tenue.reference])
    assert client.post(retirer, {"motif": " "}).status_code == 422
    client.post(retirer, {"motif": "Ce n’est pas cette structure."})
    tenue.refresh_from_db()
    assert (tenue.etat, tenue.motif) == ("revoquee", "Ce n’est pas cette structure.")
    envoyer_dus()
    assert "Ce n’est pas cette structure." in mail.outbox[-1].body
    assert not type(tenante).objects.get(pk=tenante.pk).has_perm("acteurs.tenir", acteur)


def test_one_does_not_answer_oneself_and_only_structures_keep(acteur, structure, curatrice, reseau):
    with pytest.raises(TenueImpossible, match="structure"):
        demander(acteur, reseau, curatrice)
    structure.adhesions.create(utilisateur=curatrice, role=Role.MEMBRE)
    tenue = demander(acteur, structure, curatrice)
    assert not curatrice.has_perm("moderation.repondre_tenue", tenue)


def test_a_holder_publishes_at_once_unless_a_network_reads_first(
    client, acteur, structure, tenante, curatrice, reseau, albert
):
    grant_tenue(tenue=demander(acteur, structure, tenante), par=curatrice)
    client.force_login(tenante)
    adresse = reverse("moderation:ma_fiche", args=[acteur.reference])
    assert client.get(adresse).status_code == 200
    client.post(adresse, saisie(acteur, description="Maraîchage."))
    acteur.refresh_from_db()
    assert acteur.description == "Maraîchage."
    assert acteur.source == "Les Jardins, la structure elle-même"
    assert acteur.history.first().history_change_reason == "Par la structure, Les Jardins"
    perime = client.post(adresse, saisie(acteur, description="Autre.", version=1))
    assert "Quelqu’un a enregistré" in perime.content.decode()
    set_relecture(organisation=reseau, relire=True)
    client.post(adresse, saisie(acteur, description="Paniers."))
    acteur.refresh_from_db()
    assert acteur.description == "Maraîchage."
    proposee = Contribution.objects.get()
    assert (proposee.origine, proposee.valeurs) == ("tenue", {"description": "Paniers."})


def test_a_network_reads_what_happens_on_its_territories(acteur, reseau, albert):
    set_relecture(organisation=reseau, relire=True)
    assert changements_relus(acteur)  # no territory of its own: everything
    Adoption.objects.create(organisation=reseau, territoire=make_territoire(make_commune()))
    assert not changements_relus(acteur)
    Adoption.objects.create(organisation=reseau, territoire=make_territoire(albert))
    assert changements_relus(acteur)
    set_relecture(organisation=reseau, relire=False)
    assert not changements_relus(acteur)


def test_leaving_ends_the_right_and_one_may_ask_again(client, acteur, structure, tenante):
    tenue = demander(acteur, structure, tenante)
    client.force_login(tenante)
    client.post(reverse("moderation:tenue_quitter", args=[tenue.reference]))
    tenue.refresh_from_db()
    assert tenue.etat == "quittee"
    with pytest.raises(TenueImpossible):
        leave_tenue(tenue=tenue, par=tenante)
    encore = demander(acteur, structure, tenante)
    assert demander(acteur, structure, tenante) == encore  # asked twice, one request
    with pytest.raises(TenueImpossible, match="déjà répondu"):
        revoke_tenue(tenue=encore, par=None, motif="Non.")
    refuse_tenue(tenue=encore, motif="Non.")
    with pytest.raises(TenueImpossible, match="déjà répondu"):
        grant_tenue(tenue=encore)


def test_the_holder_follows_when_entries_are_joined(acteur, structure, tenante):
    grant_tenue(tenue=demander(acteur, structure, tenante))
    gardee = make_acteur()
    merge_acteurs(survivant=gardee, absorbe=acteur)
    assert TenueActeur.objects.get().acteur == gardee
    assert tenante.has_perm("acteurs.tenir", gardee)


def test_the_setting_is_the_network_s(client, curatrice, reseau, tenante, structure):
    client.force_login(curatrice)
    client.post(reverse("moderation:tenues_reglage"), {"relire": "on"})
    assert reseau.reglage_annuaire.relire_tenues
    client.force_login(tenante)
    assert client.post(reverse("moderation:tenues_reglage")).status_code == 403
