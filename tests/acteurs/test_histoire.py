"""The history of an entry on its own page: versions, who decided, what joined it."""

import pytest
from django.urls import reverse

from acteurs.models import Acteur, ImportOfficiel, PropositionOfficielle
from acteurs.services import create_acteur, update_acteur
from acteurs.services.fusion import merge_acteurs
from comptes.models import Organisation
from tests.fabriques import make_acteur, make_organisation, make_utilisateur

pytestmark = pytest.mark.django_db


@pytest.fixture
def curatrice(client):
    personne = make_utilisateur(nom="Line")
    make_organisation(personne, nature=Organisation.Nature.RESEAU_ESS)
    client.force_login(personne)
    return personne


@pytest.fixture
def ecrite(curatrice):
    acteur = create_acteur(champs={"nom": "Version 0", "statut": "publie"}, par=curatrice)
    for n in range(1, 25):
        acteur = update_acteur(acteur=acteur, champs={"nom": f"Version {n}"}, par=curatrice)
    return acteur


def lire(client, acteur, **question):
    return client.get(
        reverse("acteurs:histoire", args=[acteur.reference]), question
    ).content.decode()


def test_versions_are_told_page_after_page_each_with_what_it_changed(client, ecrite):
    premiere = lire(client, ecrite)
    assert "25\u00a0versions" in premiere.replace("&nbsp;", "\u00a0")
    assert "<del>Version 23</del>" in premiere
    assert "par Line" in premiere
    assert premiere.count("Rétablir cette version") == 19
    seconde = lire(client, ecrite, page=2)
    assert "Création" in seconde
    assert "<del>Version 3</del>" in seconde
    assert "<del>Version 4</del>" not in seconde
    assert seconde.count("Rétablir cette version") == 5


def test_the_page_of_the_actor_tells_the_last_ones_and_leads_to_the_others(client, ecrite):
    fiche = client.get(reverse("acteurs:fiche", args=[ecrite.reference])).content.decode()
    assert fiche.count("<del>") == 3
    assert reverse("acteurs:histoire", args=[ecrite.reference]) in fiche


def test_an_old_version_comes_back_from_there(client, ecrite):
    ancienne = ecrite.history.order_by("history_id").first()
    client.post(reverse("acteurs:restauration", args=[ecrite.reference, ancienne.history_id]))
    assert Acteur.objects.get(pk=ecrite.pk).nom == "Version 0"


def test_entries_that_joined_it_and_registers_are_told(client, curatrice):
    gardee = make_acteur(nom="Gardée")
    reunie = create_acteur(champs={"nom": "Réunie", "statut": "publie"}, par=curatrice)
    PropositionOfficielle.objects.create(
        acteur=gardee,
        nature="fermeture",
        empreinte=1,
        etat="refusee",
        decidee_par=curatrice,
        travail=ImportOfficiel.objects.create(source="sirene"),
    )
    merge_acteurs(survivant=gardee, absorbe=reunie, par=curatrice)
    page = lire(client, gardee)
    assert f"?de={reunie.reference}" in page
    assert "Répertoire Sirene" in page
    sienne = lire(client, gardee, de=reunie.reference)
    assert "voici ce qu’elle disait avant" in sienne
    assert "Rétablir cette version" not in sienne
    adresse = reverse("acteurs:histoire", args=[reunie.reference])
    assert client.get(adresse).status_code == 301
    faux = reverse("acteurs:histoire", args=[gardee.reference])
    assert client.get(faux, {"de": make_acteur().reference}).status_code == 404


def test_queries_do_not_grow_with_the_versions(client, curatrice, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    acteur = create_acteur(champs={"nom": "Une", "statut": "publie"}, par=curatrice)
    update_acteur(acteur=acteur, champs={"nom": "Deux"}, par=curatrice)
    lire(client, acteur)
    with CaptureQueriesContext(connection) as deux:
        lire(client, acteur)
    for n in range(3):
        update_acteur(acteur=acteur, champs={"nom": f"Nom {n}"}, par=curatrice)
    with django_assert_num_queries(len(deux)):
        lire(client, acteur)
