"""The screens that join two entries, value by value, and part them again."""

import pytest
from django.urls import reverse

from acteurs.models import Acteur, FusionActeurs
from comptes.models import Organisation
from moderation.models import DoublonPossible
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_diagnostic,
    make_organisation,
    make_thematique,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def curatrice(client):
    personne = make_utilisateur()
    make_organisation(personne, nature=Organisation.Nature.RESEAU_ESS)
    client.force_login(personne)
    return personne


def adresse(gardee, autre):
    return reverse("moderation:reunir", args=[gardee.reference, autre.reference])


def poster(client, gardee, autre, **choix):
    gardee.refresh_from_db()
    autre.refresh_from_db()
    return client.post(
        adresse(gardee, autre),
        {"version-gardee": gardee.version, "version-autre": autre.version, "geste": "reunir"}
        | {f"choix-{cle}": v for cle, v in choix.items()},
    )


def test_values_are_chosen_one_by_one_and_what_moves_is_told(client, curatrice):
    albert = make_commune("80016", nom="Albert")
    gardee = make_acteur(
        nom="Régie", description="Ici.", commune=albert, thematiques=[make_thematique("energie")]
    )
    autre = make_acteur(
        nom="REGIE",
        description="Là.",
        siret="77567227224553",
        naf="8899B",
        thematiques=[make_thematique("mobilite")],
    )
    make_diagnostic().acteurs.add(autre)
    page = client.get(adresse(gardee, autre)).content.decode()
    assert "Ce qui se passera" in page
    assert "1 suit vers la fiche gardée" in page
    assert 'value="autre" id="c-siret-a" aria-describedby="l-siret" checked' in page
    reponse = poster(
        client, gardee, autre, siret="autre", naf="autre", description="deux", thematiques="deux"
    )
    assert reponse["Location"] == reverse("acteurs:fiche", args=[gardee.reference])
    gardee.refresh_from_db()
    assert (gardee.nom, gardee.siret, gardee.naf) == ("Régie", "77567227224553", "8899B")
    assert gardee.description == "Ici.\n\nLà."
    assert {t.pk for t in gardee.thematiques.all()} == {"energie", "mobilite"}
    assert gardee.commune == albert
    fiche = client.get(reponse["Location"]).content.decode()
    assert "a été réunie à celle-ci" in fiche
    fusion = FusionActeurs.objects.get()
    assert "Séparer" in client.get(reverse("moderation:fusions")).content.decode()
    reponse = client.post(reverse("moderation:fusion_retour", args=[fusion.reference]))
    assert reponse["Location"] == reverse("acteurs:fiche", args=[autre.reference])
    gardee.refresh_from_db()
    autre.refresh_from_db()
    assert (gardee.siret, gardee.description, gardee.naf) == ("", "Ici.", "")
    assert (autre.statut, autre.siret) == ("publie", "77567227224553")
    encore = client.post(reverse("moderation:fusion_retour", args=[fusion.reference]), follow=True)
    assert "ne peut plus être défaite" in encore.content.decode()


def test_a_change_in_between_is_shown_and_choices_are_kept(client, curatrice):
    gardee, autre = make_acteur(nom="Une"), make_acteur(nom="Deux")
    reponse = client.post(
        adresse(gardee, autre),
        {"version-gardee": 1, "version-autre": 99, "choix-nom": "autre", "geste": "reunir"},
    )
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert "modifiée entre-temps" in page
    assert 'id="c-nom-a" aria-describedby="l-nom" checked' in page
    assert Acteur.objects.filter(statut="publie").count() == 2


def test_the_entry_others_rely_on_is_kept_unless_told_otherwise(client, curatrice):
    seule, citee = make_acteur(), make_acteur()
    make_diagnostic().acteurs.add(citee)
    reponse = client.get(adresse(seule, citee), {"paire": "1"})
    assert reponse["Location"] == adresse(citee, seule)


def test_two_actors_are_remembered_as_such(client, curatrice):
    un, deux = make_acteur(), make_acteur()
    client.post(adresse(un, deux), {"geste": "distincts"})
    assert DoublonPossible.objects.get().etat == "distincts"


def test_the_other_entry_is_proposed_or_searched(client, curatrice):
    albert = make_commune("80016", nom="Albert")
    un = make_acteur(nom="Les Jardins", commune=albert)
    make_acteur(nom="Les Jardins", commune=albert)
    make_acteur(nom="Potager du canal")
    make_acteur(nom="Potager retiré", statut="archive")
    page = client.get(reverse("moderation:reunir_choix", args=[un.reference]), {"q": "potager"})
    contenu = page.content.decode()
    assert "Elles se ressemblent" in contenu
    assert "Potager du canal" in contenu
    assert "Potager retiré" not in contenu


def test_joining_needs_the_right_on_both_entries(client):
    personne = make_utilisateur()
    organisation = make_organisation(personne)
    client.force_login(personne)
    sienne, autre = make_acteur(organisation=organisation), make_acteur()
    assert client.get(adresse(sienne, autre)).status_code == 403
    assert poster(client, sienne, autre).status_code == 403
    assert client.get(adresse(autre, sienne)).status_code == 403
    privee = make_acteur(statut="propose")
    assert client.get(adresse(sienne, privee)).status_code == 404
