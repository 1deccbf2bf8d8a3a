"""Maps on other sites: who makes them, who may show them, what they say and do not say."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from comptes.models import Role
from ouverture.integrer.code import code_a_coller
from ouverture.models import CarteIntegree, SiteAutorise
from ouverture.origines import ValidationError, lire_origine
from ouverture.services.integration import autoriser_site, creer_carte, modifier_carte
from socle.modeles import ConflitDEdition
from tests.fabriques import make_acteur, make_organisation, make_type, make_utilisateur

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("texte", "origine"),
    [
        ("https://www.mairie.example/page?x=1#y", "https://www.mairie.example"),
        ("www.mairie.example", "https://www.mairie.example"),
        ("HTTPS://Mairie.Example:443/", "https://mairie.example"),
        ("https://mairie.example:8443", "https://mairie.example:8443"),
        ("https://forêt.example", "https://xn--fort-ipa.example"),
        ("http://localhost:3000/essai", "http://localhost:3000"),
        ("https://agent:motdepasse@mairie.example/", "https://mairie.example"),
    ],
)
def test_a_site_is_told_from_what_people_paste(texte: str, origine: str) -> None:
    assert lire_origine(texte) == origine


@pytest.mark.parametrize(
    "texte",
    ["", "mairie", "http://mairie.example", "https://*.example", "https://a b.example", "https://",
     "javascript:alert(1)", "data://x.example", "https://mairie.example:port", "https://[::1]/",
     "https://x.example;script-src", "https://" + "a" * 400 + ".example", "https://1.2.3.4"],
)  # fmt: skip
def test_what_is_no_encrypted_site_is_refused(texte: str) -> None:
    with pytest.raises(ValidationError):
        lire_origine(texte)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_nothing_typed_can_write_a_header(texte: str) -> None:
    try:
        origine = lire_origine(texte)
    except ValidationError:
        return
    assert re.fullmatch(r"https?://[a-z0-9.-]+(:\d+)?", origine)


def une_carte(**champs: Any) -> CarteIntegree:
    organisation = champs.pop("organisation", None) or make_organisation()
    return CarteIntegree.objects.create(organisation=organisation, titre="Nos acteurs", **champs)


def test_only_allowed_sites_may_frame_it_and_no_cookie_is_left(client: Client) -> None:
    make_acteur(nom="Épicerie du quai", lon=2.6, lat=50.0)
    carte, autre = une_carte(), une_carte()
    autoriser_site(organisation=carte.organisation, adresse="https://mairie.example/carte")
    autoriser_site(organisation=autre.organisation, adresse="https://pirate.example")
    reponse = client.get(reverse("ouverture:carte_integree", args=[carte.reference]))
    assert "Épicerie du quai" in reponse.content.decode()
    politique = reponse["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://mairie.example;" in f"{politique};"
    assert "pirate" not in politique
    assert "script-src 'self'" in politique
    assert "X-Frame-Options" not in reponse
    assert not reponse.cookies
    assert not client.cookies
    assert reponse["Cache-Control"] == "public, max-age=300"


def test_filters_apply_and_drafts_never_show_even_to_their_authors(client: Client) -> None:
    agent = make_utilisateur()
    organisation = make_organisation(agent)
    coop = make_type("cooperative")
    make_acteur(nom="Coopérative du quai", type=coop)
    make_acteur(nom="Association du quai", type=make_type("association"))
    make_acteur(nom="Coopérative en projet", type=coop, statut="propose", organisation=organisation)
    carte = une_carte(organisation=organisation, filtres="famille=cooperative&statut=propose")
    client.force_login(agent)
    page = client.get(reverse("ouverture:carte_integree", args=[carte.reference])).content.decode()
    assert "Coopérative du quai" in page
    assert "Association du quai" not in page
    assert "en projet" not in page


def test_a_map_taken_away_says_so(client: Client) -> None:
    carte = une_carte(active=False)
    autoriser_site(organisation=carte.organisation, adresse="mairie.example")
    retiree = client.get(reverse("ouverture:carte_integree", args=[carte.reference]))
    assert retiree.status_code == 410
    assert "https://mairie.example" in retiree["Content-Security-Policy"]
    assert "n’est plus proposée" in retiree.content.decode()
    inconnue = client.get(reverse("ouverture:carte_integree", args=["x"]))
    assert inconnue.status_code == 404
    assert "frame-ancestors 'self' *" in inconnue["Content-Security-Policy"]
    assert "n’est plus proposée" in inconnue.content.decode()


def test_a_member_makes_a_map_from_the_filters_of_the_directory(client: Client) -> None:
    agent = make_utilisateur()
    organisation = make_organisation(agent)
    make_type("cooperative")
    client.force_login(agent)
    adresse = reverse("ouverture:integration_creation")
    page = client.get(adresse, {"famille": "cooperative", "taille": "10-49"}).content.decode()
    assert '<option value="cooperative" selected>' in page
    assert 'name="taille" value="10-49"' in page
    assert "apercu/?famille=cooperative&amp;taille=10-49" in page.replace("&amp;titre=", "&amp;")
    saisie = {
        "titre": "Nos « coops »", "hauteur": "400", "famille": "cooperative", "taille": "10-49",
        "active": "on",
    }  # fmt: skip
    essai = client.post(adresse, {**saisie, "apercu": "1"})
    assert essai.status_code == 200
    assert not CarteIntegree.objects.exists()
    assert client.post(adresse, {**saisie, "titre": ""}).status_code == 422
    client.post(adresse, saisie)
    carte = CarteIntegree.objects.get()
    assert (carte.organisation, carte.filtres) == (organisation, "famille=cooperative&taille=10-49")
    assert carte.history.get().history_user == agent
    page = client.get(reverse("ouverture:integration", args=[carte.reference]))
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert f"/integrer/{carte.reference}/" in code_a_coller(carte)
    assert 'title="Nos « coops »"' in code_a_coller(carte)
    client.post(reverse("ouverture:integration_suppression", args=[carte.reference]))
    assert not CarteIntegree.objects.exists()


def test_two_people_change_the_same_map(client: Client) -> None:
    agent, collegue = make_utilisateur(), make_utilisateur()
    carte = creer_carte(
        organisation=make_organisation(agent, collegue), champs={"titre": "Avant"}, par=agent
    )
    modifier_carte(carte=carte, champs={"titre": "Le sien"}, par=collegue, version_attendue=1)
    with pytest.raises(ConflitDEdition):
        modifier_carte(carte=carte, champs={"titre": "Le mien"}, par=agent, version_attendue=1)
    client.force_login(agent)
    adresse = reverse("ouverture:integration", args=[carte.reference])
    saisie = {"titre": "Le mien", "hauteur": "560", "active": "on", "version": "1"}
    refus = client.post(adresse, saisie)
    assert refus.status_code == 409
    page = refus.content.decode()
    assert "Le sien" in page
    assert 'value="Le mien"' in page
    client.post(adresse, {**saisie, "version": "2"})
    carte.refresh_from_db()
    assert (carte.titre, carte.version, carte.liste) == ("Le mien", 3, False)


def test_administrators_say_which_sites(client: Client) -> None:
    chef = make_utilisateur()
    organisation = make_organisation(chef, role=Role.ADMINISTRATEUR)
    client.force_login(chef)
    ajout, retrait = reverse("ouverture:site_ajout"), reverse("ouverture:site_retrait")
    page = client.post(ajout, {"site": "http://mairie.example"}, follow=True).content.decode()
    assert "https" in page
    assert not SiteAutorise.objects.exists()
    for _ in range(2):
        client.post(ajout, {"site": "https://mairie.example/page"})
    assert organisation.sites_autorises.get().origine == "https://mairie.example"
    client.post(retrait, {"site": "https://mairie.example"})
    assert not SiteAutorise.objects.exists()


def test_the_frame_costs_the_same_with_one_actor_and_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    carte = une_carte()
    adresse = reverse("ouverture:carte_integree", args=[carte.reference])
    make_acteur(lon=2.6, lat=50.0)
    client.get(adresse)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as une:
        client.get(adresse)
    make_acteur(lon=2.61, lat=50.0)
    make_acteur(lon=2.62, lat=50.0)
    client.get(adresse)
    with CaptureQueriesContext(connection) as trois:
        client.get(adresse)
    assert len(une) == len(trois)
