"""Pages of the official registers: who, files found, start, progress, report, rejects."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from acteurs.models import Acteur, ImportOfficiel
from acteurs.services.rejets import Rejets
from comptes.models import Role
from socle.travaux import Travail, executer
from tests.acteurs import stock
from tests.fabriques import make_organisation, make_utilisateur

pytestmark = pytest.mark.django_db


@pytest.fixture
def administratrice():
    personne = make_utilisateur()
    make_organisation(personne, role=Role.ADMINISTRATEUR, nature="reseau_ess")
    return personne


@pytest.fixture
def navigateur(client, administratrice):
    client.force_login(administratrice)
    return client


@pytest.fixture
def depot(settings, tmp_path):
    settings.DEPOT = tmp_path / "depot"
    settings.DEPOT.mkdir()
    return settings.DEPOT


def test_only_administrators_of_networks_and_operators(client, administratrice):
    membre = make_utilisateur()
    make_organisation(membre, nature="reseau_ess")
    agent = make_utilisateur()
    make_organisation(agent, role=Role.ADMINISTRATEUR)
    attendus = [(administratrice, 200), (membre, 403), (agent, 403)]
    for personne, attendu in attendus:
        client.force_login(personne)
        assert client.get(reverse("acteurs:registres")).status_code == attendu
        assert client.get(reverse("acteurs:registre", args=["rna"])).status_code == attendu


def test_every_register_says_what_it_brings_and_what_was_found(navigateur, depot):
    (depot / "rna_waldec_20261101.zip").write_bytes(b"x" * 2048)
    page = navigateur.get(reverse("acteurs:registres")).content.decode()
    for nom in ("Répertoire Sirene", "ESS France", "ESUS", "Répertoire national des associations"):
        assert nom in page
    assert "rna_waldec_20261101.zip" in page
    assert page.count("Jamais lu") == 4


def test_from_the_drop_folder_to_the_report(navigateur, depot):
    call_command("charger_referentiels", stdout=io.StringIO())
    stock.preparer_base()
    fichiers = stock.faire_stock(depot)
    page = navigateur.get(reverse("acteurs:registre", args=["sirene"])).content.decode()
    assert fichiers.unites.name in page
    reponse = navigateur.post(
        reverse("acteurs:registre", args=["sirene"]),
        {
            "origine_unites": "depot",
            "origine_etablissements": "depot",
            "origine_positions": "",
            "departements": "80",
        },
    )
    travail = ImportOfficiel.objects.get()
    suivi = reverse("acteurs:registre_suivi", args=[travail.reference])
    assert reponse["Location"] == suivi
    assert set(travail.fichiers) == {"unites", "etablissements"}
    assert travail.options == {"departements": ["80"], "employeurs": False}
    attente = navigateur.get(suivi).content.decode()
    assert 'http-equiv="refresh"' in attente
    assert "every 2s" in attente
    executer(travail, battre_en_fond=False)
    rapport = navigateur.get(suivi).content.decode()
    assert "every 2s" not in rapport
    assert "Ce qui a été fait" in rapport
    assert "Lignes rejetées" in rapport
    fragment = navigateur.get(suivi, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="suivi"')
    rejets = navigateur.get(reverse("acteurs:registre_rejets", args=[travail.reference]))
    lignes = b"".join(rejets.streaming_content).decode("utf-8-sig").splitlines()
    assert lignes[0] == "fichier;ligne;motif;extrait"
    assert "Dernière lecture" in navigateur.get(reverse("acteurs:registres")).content.decode()
    assert Acteur.objects.exists()


def test_a_small_file_may_be_sent(navigateur, depot):
    fichier = SimpleUploadedFile("liste.csv", b"SIREN\n356000000\n")
    navigateur.post(
        reverse("acteurs:registre", args=["ess_france"]),
        {"origine_liste": "envoi", "fichier_liste": fichier},
    )
    travail = ImportOfficiel.objects.get()
    assert travail.fichiers["liste"]["nom"] == "liste.csv"
    assert Path(travail.fichiers["liste"]["chemin"]).read_bytes().startswith(b"SIREN")


@pytest.mark.parametrize(
    ("donnees", "dit"),
    [
        ({"origine_liste": "envoi"}, "Choisissez le fichier"),
        ({"origine_liste": "depot"}, "origine_liste"),
        ({"origine_liste": "officiel"}, "origine_liste"),
        ({}, "origine_liste"),
    ],
)
def test_what_is_not_offered_is_refused(navigateur, depot, donnees, dit):
    reponse = navigateur.post(reverse("acteurs:registre", args=["esus"]), donnees)
    assert reponse.status_code == 422
    assert dit in reponse.content.decode()
    assert not ImportOfficiel.objects.exists()


def test_a_file_too_large_or_of_another_kind_is_refused(navigateur, depot, settings):
    settings.IMPORT_TAILLE_MAX = 10
    for nom, contenu, dit in (
        ("liste.csv", b"x" * 11, "dépasse"),
        ("liste.exe", b"x", "ni un CSV"),
    ):
        reponse = navigateur.post(
            reverse("acteurs:registre", args=["esus"]),
            {"origine_liste": "envoi", "fichier_liste": SimpleUploadedFile(nom, contenu)},
        )
        assert dit in reponse.content.decode()
    assert not ImportOfficiel.objects.exists()


def test_official_addresses_are_offered_online_only(navigateur, depot, settings):
    adresse = reverse("acteurs:registre", args=["rna"])
    assert "adresse officielle" not in navigateur.get(adresse).content.decode()
    settings.EN_LIGNE = True
    assert "adresse officielle" in navigateur.get(adresse).content.decode()
    navigateur.post(adresse, {"origine_waldec": "officiel", "origine_import": ""})
    fichier = ImportOfficiel.objects.get().fichiers["waldec"]
    assert fichier["adresse"].startswith("https://media.interieur.gouv.fr/rna/rna_waldec_")
    assert "chemin" not in fichier


def test_cancel_then_take_up_again(navigateur, depot):
    travail = ImportOfficiel.objects.create(source="rna")
    navigateur.post(reverse("acteurs:registre_annuler", args=[travail.reference]))
    travail.refresh_from_db()
    assert travail.etat == Travail.Etat.ANNULE
    autre = ImportOfficiel.objects.create(source="esus")
    navigateur.post(reverse("acteurs:registre_relancer", args=[travail.reference]))
    travail.refresh_from_db()
    assert travail.etat == Travail.Etat.ANNULE  # one at a time
    autre.delete()
    navigateur.post(reverse("acteurs:registre_relancer", args=[travail.reference]))
    travail.refresh_from_db()
    assert travail.etat == Travail.Etat.EN_ATTENTE


def test_a_failed_reading_says_why_and_keeps_its_rejects(navigateur):
    travail = ImportOfficiel.objects.create(
        source="rna", etat=Travail.Etat.ECHEC, erreur="Le fichier est coupé."
    )
    with Rejets(travail) as rejets:
        rejets.noter("rna.csv", 3, "Ligne coupée")
        rejets.marquer()
    travail.save()
    page = navigateur.get(reverse("acteurs:registre_suivi", args=[travail.reference]))
    assert "Le fichier est coupé." in page.content.decode()
    assert "Ligne coupée" in page.content.decode()


def test_unknown_register_is_not_found(navigateur):
    assert navigateur.get(reverse("acteurs:registre", args=["autre"])).status_code == 404
