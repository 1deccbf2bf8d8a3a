"""Organisations: creation, members, roles, home territory, the one worked for."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from comptes.models import Adhesion, Organisation, Role
from comptes.services import organisations as services
from tests.fabriques import make_commune, make_organisation, make_territoire, make_utilisateur

pytestmark = pytest.mark.django_db
SIREN = "200066389"


def ouvrir(client: Client, utilisateur: Any) -> Client:
    client.force_login(utilisateur)
    return client


def sans_jeton(reponse: Any) -> str:
    """The page without its CSRF token, which changes each time."""
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", reponse.content.decode())


def creer(client: Client, **champs: str) -> Any:
    donnees = {"nom": "CC du Test", "nature": "collectivite", "siren": "", **champs}
    return client.post(reverse("comptes:creer_organisation"), donnees)


def test_any_signed_in_user_creates_an_organisation_and_administers_it(client: Client) -> None:
    moi = make_utilisateur()
    reponse = creer(ouvrir(client, moi), siren="732 829 320")
    organisation = Organisation.objects.get()
    assert organisation.siren == "732829320"
    assert reponse["Location"] == reverse(
        "comptes:territoire_organisation", args=[organisation.reference]
    )
    assert Adhesion.objects.get().role == Role.ADMINISTRATEUR
    moi.refresh_from_db()
    assert moi.organisation_courante == organisation


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"siren": "732829321"}, "Ce SIREN n’est pas valide"),
        ({"siren": "73282932"}, "Ce SIREN n’est pas valide"),
        ({"siren": "ABCDEFGHI"}, "Ce SIREN n’est pas valide"),
        ({"nom": ""}, "obligatoire"),
        ({"nature": "secte"}, "Sélectionnez un choix valide"),
        ({"nature": ""}, "obligatoire"),
    ],
)
def test_bad_input_is_refused_in_french_and_nothing_is_written(
    client: Client, champs: dict[str, str], attendu: str
) -> None:
    reponse = creer(ouvrir(client, make_utilisateur()), **champs)
    assert reponse.status_code == 422
    assert attendu in reponse.content.decode()
    assert not Organisation.objects.exists()


def test_the_employer_s_siren_is_proposed_to_who_came_through_proconnect(client: Client) -> None:
    moi = make_utilisateur()
    SocialAccount.objects.create(
        user=moi,
        provider="proconnect",
        uid="agent-1",
        extra_data={"userinfo": {"siret": "73282932000074"}},
    )
    url = reverse("comptes:creer_organisation")
    ouvrir(client, moi)
    assert 'value="732829320"' in client.get(url).content.decode()
    make_organisation(siren="732829320")
    assert 'value="732829320"' not in client.get(url).content.decode(), "it is there already"


def test_two_organisations_cannot_carry_one_siren(client: Client) -> None:
    make_organisation(siren="732829320")
    reponse = creer(ouvrir(client, make_utilisateur()), siren="732829320")
    assert reponse.status_code == 422
    assert "Une organisation porte déjà ce SIREN" in reponse.content.decode()
    assert Organisation.objects.count() == 1


def test_a_siren_taken_between_the_check_and_the_save_is_refused(monkeypatch: Any) -> None:
    make_organisation(siren="732829320")
    organisation = Organisation(nom="Double", nature="collectivite", siren="732829320")
    verifier = Organisation.full_clean
    appels: list[int] = []

    def distrait(self: Organisation, *args: Any, **kwargs: Any) -> None:
        appels.append(1)
        if len(appels) > 1:
            verifier(self, *args, **kwargs)

    monkeypatch.setattr(Organisation, "full_clean", distrait)
    with pytest.raises(ValidationError, match="déjà ce SIREN"):
        services.creer_organisation(organisation=organisation, createur=make_utilisateur())


def test_editing_keeps_what_was_typed_when_refused(client: Client) -> None:
    moi = make_utilisateur()
    organisation = make_organisation(moi, role=Role.ADMINISTRATEUR, nom="Avant")
    url = reverse("comptes:modifier_organisation", args=[organisation.reference])
    ouvrir(client, moi)
    saisie = {"nom": "Après", "nature": "collectivite", "version": organisation.version}
    reponse = client.post(url, {**saisie, "siren": "1"})
    assert reponse.status_code == 422
    assert 'value="Après"' in reponse.content.decode()
    organisation.refresh_from_db()
    assert organisation.nom == "Avant"
    client.post(url, {**saisie, "siren": ""})
    organisation.refresh_from_db()
    assert organisation.nom == "Après"


@pytest.mark.parametrize("role", [Role.MEMBRE, Role.LECTEUR])
def test_only_administrators_manage(client: Client, role: str) -> None:
    chef, moi = make_utilisateur(), make_utilisateur()
    organisation = make_organisation(chef, role=Role.ADMINISTRATEUR)
    Adhesion.objects.create(utilisateur=moi, organisation=organisation, role=role)
    autre = Adhesion.objects.get(utilisateur=chef)
    ouvrir(client, moi)
    page = client.get(reverse("comptes:fiche_organisation", args=[organisation.reference]))
    assert page.status_code == 200
    assert chef.email not in page.content.decode(), "addresses are for administrators"
    assert "Retirer" not in page.content.decode()
    for nom in ("modifier_organisation", "territoire_organisation", "inviter"):
        assert (
            client.get(reverse(f"comptes:{nom}", args=[organisation.reference])).status_code == 403
        )
    for nom in ("modifier_adhesion", "retirer_adhesion"):
        url = reverse(f"comptes:{nom}", args=[organisation.reference, autre.reference])
        assert client.post(url, {"role": "lecteur"}).status_code == 403
    autre.refresh_from_db()
    assert autre.role == Role.ADMINISTRATEUR


def test_a_stranger_does_not_learn_that_the_organisation_exists(client: Client) -> None:
    organisation = make_organisation(make_utilisateur(), role=Role.ADMINISTRATEUR)
    ouvrir(client, make_utilisateur())
    for nom in ("fiche_organisation", "modifier_organisation", "inviter", "quitter_organisation"):
        assert (
            client.get(reverse(f"comptes:{nom}", args=[organisation.reference])).status_code == 404
        )


def test_a_membership_of_another_organisation_cannot_be_reached(client: Client) -> None:
    moi, victime = make_utilisateur(), make_utilisateur()
    mienne = make_organisation(moi, role=Role.ADMINISTRATEUR)
    autre = make_organisation(victime, role=Role.ADMINISTRATEUR)
    cible = Adhesion.objects.get(organisation=autre)
    ouvrir(client, moi)
    url = reverse("comptes:retirer_adhesion", args=[mienne.reference, cible.reference])
    assert client.post(url).status_code == 404
    assert Adhesion.objects.filter(pk=cible.pk).exists()


def test_changing_a_role(client: Client) -> None:
    chef, collegue = make_utilisateur(), make_utilisateur(nom="Une collègue")
    organisation = make_organisation(chef, role=Role.ADMINISTRATEUR)
    adhesion = Adhesion.objects.create(utilisateur=collegue, organisation=organisation)
    url = reverse("comptes:modifier_adhesion", args=[organisation.reference, adhesion.reference])
    ouvrir(client, chef)
    reponse = client.post(url, {"role": "administrateur"}, follow=True)
    adhesion.refresh_from_db()
    assert adhesion.role == Role.ADMINISTRATEUR
    assert "Une collègue a maintenant le rôle" in reponse.content.decode()
    reponse = client.post(url, {"role": "empereur"}, follow=True)
    assert "Choisissez un rôle dans la liste" in reponse.content.decode()
    adhesion.refresh_from_db()
    assert adhesion.role == Role.ADMINISTRATEUR


def test_the_last_administrator_is_protected(client: Client) -> None:
    chef = make_utilisateur()
    organisation = make_organisation(chef, role=Role.ADMINISTRATEUR)
    Adhesion.objects.create(utilisateur=make_utilisateur(), organisation=organisation)
    adhesion = Adhesion.objects.get(utilisateur=chef)
    ouvrir(client, chef)
    ou = [organisation.reference, adhesion.reference]
    for url, donnees in (
        (reverse("comptes:modifier_adhesion", args=ou), {"role": "membre"}),
        (reverse("comptes:retirer_adhesion", args=ou), {}),
        (reverse("comptes:quitter_organisation", args=ou[:1]), {}),
    ):
        reponse = client.post(url, donnees, follow=True)
        assert "confiez d’abord l’administration" in reponse.content.decode()
        adhesion.refresh_from_db()
        assert adhesion.role == Role.ADMINISTRATEUR


def test_leaving_asks_first_then_forgets_the_current_organisation(client: Client) -> None:
    chef, moi = make_utilisateur(), make_utilisateur()
    organisation = make_organisation(chef, role=Role.ADMINISTRATEUR)
    Adhesion.objects.create(utilisateur=moi, organisation=organisation)
    services.travailler_pour(utilisateur=moi, organisation=organisation)
    url = reverse("comptes:quitter_organisation", args=[organisation.reference])
    ouvrir(client, moi)
    assert "Vos contributions" in client.get(url).content.decode()
    assert Adhesion.objects.filter(utilisateur=moi).exists()
    client.post(url)
    assert not Adhesion.objects.filter(utilisateur=moi).exists()
    moi.refresh_from_db()
    assert moi.organisation_courante is None


def test_the_organisation_worked_for_is_remembered(client: Client) -> None:
    moi = make_utilisateur()
    make_organisation(moi, nom="A")
    seconde = make_organisation(moi, nom="B")
    ouvrir(client, moi)
    url = reverse("comptes:choisir_organisation")
    assert client.get(reverse("comptes:profil")).wsgi_request.organisation.nom == "A"
    reponse = client.post(url, {"organisation": seconde.reference, "next": "/comptes/profil/"})
    assert reponse["Location"] == "/comptes/profil/"
    assert client.get(reverse("comptes:profil")).wsgi_request.organisation == seconde


@pytest.mark.parametrize("suite", ["https://pirate.example/", "//pirate.example", "javascript:x"])
def test_choosing_leads_nowhere_else(client: Client, suite: str) -> None:
    moi = make_utilisateur()
    organisation = make_organisation(moi)
    reponse = ouvrir(client, moi).post(
        reverse("comptes:choisir_organisation"),
        {"organisation": organisation.reference, "next": suite},
    )
    assert reponse["Location"] == "/"


def test_one_cannot_work_for_an_organisation_of_others(client: Client) -> None:
    autre = make_organisation(make_utilisateur())
    reponse = ouvrir(client, make_utilisateur()).post(
        reverse("comptes:choisir_organisation"), {"organisation": autre.reference}
    )
    assert reponse.status_code == 404


def test_the_home_territory_is_found_by_words_in_any_order_and_by_code(client: Client) -> None:
    moi = make_utilisateur()
    organisation = make_organisation(moi, role=Role.ADMINISTRATEUR)
    voulu = make_territoire(make_commune(), nom="CC du Pays du Coquelicot", code=SIREN)
    make_territoire(make_commune(), nom="CC du Val de Somme")
    url = reverse("comptes:territoire_organisation", args=[organisation.reference])
    ouvrir(client, moi)
    for recherche in ("coquelicot pays", SIREN, "COQUELICOT"):
        assert client.get(url, {"q": recherche}).context["territoires"] == [voulu]
    assert "Aucun territoire trouvé" in client.get(url, {"q": "zzz"}).content.decode()
    fragment = sans_jeton(client.get(url, {"q": SIREN}, headers={"HX-Request": "true"}))
    assert fragment.strip() in sans_jeton(client.get(url, {"q": SIREN}))
    client.post(url, {"territoire": f"epci/{SIREN}"})
    organisation.refresh_from_db()
    assert organisation.territoire == voulu
    client.post(url, {"territoire": ""})
    organisation.refresh_from_db()
    assert organisation.territoire is None


def test_reading_the_organisation_costs_one_query_and_not_reading_none(
    client: Client, django_assert_num_queries: Any, rf: Any
) -> None:
    from comptes.middleware import OrganisationCourante

    moi = make_utilisateur()
    for _ in range(3):
        make_organisation(moi)
    request = rf.get("/")
    request.user = moi
    with django_assert_num_queries(0):
        OrganisationCourante(lambda r: r)(request)
    with django_assert_num_queries(1):
        assert request.organisation.nom == request.organisations[0].nom
        assert len(request.organisations) == 3
        assert request.organisations[0].libelle_role == "Membre"


def test_the_page_costs_the_same_for_one_member_and_for_three(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    chef = make_utilisateur()
    organisation = make_organisation(chef, role=Role.ADMINISTRATEUR)
    url = reverse("comptes:fiche_organisation", args=[organisation.reference])
    ouvrir(client, chef)
    client.get(url)
    with CaptureQueriesContext(connection) as seul:
        client.get(url)
    for i in range(2):
        Adhesion.objects.create(utilisateur=make_utilisateur(), organisation=organisation)
        organisation.invitations.create(email=f"{i}@exemple.example", invite_par=chef)
    with CaptureQueriesContext(connection) as trois:
        client.get(url)
    assert len(trois) == len(seul)


def test_without_organisation_the_page_says_what_to_do(client: Client) -> None:
    moi = make_utilisateur()
    organisation = make_organisation(nom="Qui m’invite")
    organisation.invitations.create(email=moi.email.upper())
    page = ouvrir(client, moi).get(reverse("comptes:organisation")).content.decode()
    assert "Créer une organisation" in page
    assert "Qui m’invite" in page


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_leave_at_the_same_moment() -> None:
    premiere, seconde = make_utilisateur(), make_utilisateur()
    organisation = make_organisation(premiere, seconde, role=Role.ADMINISTRATEUR)
    depart = Barrier(2)

    def partir(adhesion: Adhesion) -> bool:
        depart.wait(5)
        try:
            while True:
                try:
                    services.retirer_membre(adhesion=adhesion)
                except OperationalError:
                    # SQLite's shared memory of tests refuses at once where a file would queue.
                    continue
                except ValidationError:
                    return False
                return True
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as deux:
        parties = list(deux.map(partir, organisation.adhesions.all()))
    assert sorted(parties) == [False, True]
    assert organisation.adhesions.filter(role=Role.ADMINISTRATEUR).count() == 1


def test_two_administrators_editing_at_once_lose_nothing(client: Client) -> None:
    moi = make_utilisateur()
    organisation = make_organisation(moi, role=Role.ADMINISTRATEUR, nom="Nom de départ")
    adresse = reverse("comptes:modifier_organisation", args=[organisation.reference])
    page = ouvrir(client, moi).get(adresse).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    saisie = {"nature": "collectivite", "siren": "", "version": version}

    assert client.post(adresse, {**saisie, "nom": "Le nom de l’une"}).status_code == 302
    reponse = client.post(adresse, {**saisie, "nom": "Le nom de l’autre"})
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert "Le nom de l’une" in page
    assert 'value="Le nom de l’autre"' in page
    organisation.refresh_from_db()
    assert organisation.nom == "Le nom de l’une"

    version = re.search(r'name="version" value="(\d+)"', page)[1]
    client.post(adresse, {**saisie, "version": version, "nom": "Le nom choisi"})
    organisation.refresh_from_db()
    assert organisation.nom == "Le nom choisi"
