"""From stock files to the directory, by command and in the background: whole, resumed, told."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from acteurs.importers.atelier import dossier_ateliers
from acteurs.models import Acteur, ImportOfficiel
from acteurs.services import ecriture, registres
from acteurs.services.registres import (
    REGISTRES,
    ImportRefuse,
    chercher_deposes,
    launch_import_officiel,
)
from acteurs.services.rejets import Rejets, chemin_rejets
from pages.management.commands.charger_referentiels import Command as Referentiels
from socle import travaux
from socle.travaux import ErreurTravail, Travail
from tests.acteurs import stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def base(db, monkeypatch):
    call_command(Referentiels(), stdout=io.StringIO())
    stock.preparer_base()
    # A test is one thread: its database would be another's.
    monkeypatch.setattr(travaux, "_battre_en_fond", lambda suivi: lambda: None)


@pytest.fixture
def fichiers(tmp_path):
    return stock.faire_stock(tmp_path / "stock")


def lancer(*arguments, **options):
    sortie = io.StringIO()
    call_command("importer_sirene", *arguments, stdout=sortie, stderr=io.StringIO(), **options)
    return sortie.getvalue()


def test_the_whole_way_from_a_folder_then_again_unchanged(base, fichiers):
    dit = lancer("--depuis-dossier", str(fichiers.unites.parent))
    travail = ImportOfficiel.objects.get()
    assert travail.etat == Travail.Etat.TERMINE
    assert set(travail.fichiers) == {"unites", "etablissements", "positions"}
    assert travail.bilan["crees"] == Acteur.objects.count() > 100
    assert travail.bilan["rejets"] > 0
    assert travail.bilan["lus"]["Unités légales lues"] > 900
    assert f"{travail.bilan['crees']} fiches créées" in dit
    with storages["prive"].open(chemin_rejets(travail)) as flux:
        lignes = flux.read().decode("utf-8-sig").splitlines()
    assert len(lignes) == travail.bilan["rejets"] + 1
    assert not list(dossier_ateliers().glob(f"*{travail.reference}*"))

    avant = list(Acteur.objects.order_by("pk").values())
    lancer("--depuis-dossier", str(fichiers.unites.parent))
    assert list(Acteur.objects.order_by("pk").values()) == avant
    dernier = ImportOfficiel.objects.order_by("pk").last()
    assert (dernier.bilan["inchanges"], dernier.bilan["crees"]) == (len(avant), 0)


def test_ctrl_c_then_the_same_command_goes_on(base, fichiers, monkeypatch):
    monkeypatch.setattr(ecriture, "LOT", 50)
    original = ecriture._Ecriture._avancer
    appels = []

    def coupe(self, *arguments):
        original(self, *arguments)
        appels.append(1)
        if len(appels) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(ecriture._Ecriture, "_avancer", coupe)
    arguments = ("--unites", str(fichiers.unites), "--etablissements", str(fichiers.etablissements))
    with pytest.raises(SystemExit) as sortie:
        lancer(*arguments)
    assert sortie.value.code == 130
    travail = ImportOfficiel.objects.get()
    assert travail.etat == Travail.Etat.ANNULE
    assert Acteur.objects.count() == travail.bilan["crees"] == 50
    assert "Reprise" in lancer(*arguments)
    travail = ImportOfficiel.objects.get()
    assert travail.etat == Travail.Etat.TERMINE
    assert Acteur.objects.count() == travail.bilan["crees"] > 100
    assert travail.bilan["inchanges"] == 0


def test_options_choose_what_enters(base, fichiers):
    lancer("--depuis-dossier", str(fichiers.unites.parent), "--departements", "974", "--employeurs")
    assert set(Acteur.objects.values_list("commune", flat=True)) == {"97411"}
    assert ImportOfficiel.objects.get().options == {"departements": ["974"], "employeurs": True}


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (["--departements", "somme"], "des codes séparés"),
        (["--depuis-dossier", "/nulle/part"], "n’est pas un dossier"),
        (["--unites", "/nulle/part.csv"], "n’existe pas"),
        ([], "Il manque"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(base, arguments, dit):
    with pytest.raises(CommandError, match=dit):
        lancer(*arguments)
    assert not ImportOfficiel.objects.exists()


def test_a_file_that_is_not_the_register_is_refused_by_name(base, tmp_path):
    faux = tmp_path / "StockUniteLegale_utf8.csv"
    faux.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="siren"):
        lancer("--unites", str(faux), "--etablissements", str(faux))
    assert ImportOfficiel.objects.get().etat == Travail.Etat.ECHEC


def test_one_register_at_a_time(base, tmp_path):
    fichier = {"liste": {"chemin": str(tmp_path / "x.csv"), "nom": "x.csv"}}
    premier = launch_import_officiel(source="ess_france", fichiers=fichier)
    with pytest.raises(ImportRefuse, match="déjà en cours"):
        launch_import_officiel(source="esus", fichiers=fichier)
    travaux.annuler_travail(premier)
    launch_import_officiel(source="esus", fichiers=fichier)


def test_a_file_gone_is_an_expected_failure(base, tmp_path):
    travail = launch_import_officiel(
        source="esus", fichiers={"liste": {"chemin": str(tmp_path / "x.xlsx"), "nom": "x.xlsx"}}
    )
    assert not travaux.executer(travail, battre_en_fond=False)
    assert "n’est plus sur le serveur" in ImportOfficiel.objects.get().erreur


def test_files_of_the_drop_folder_are_known_by_their_official_names(tmp_path):
    for nom in (
        "StockUniteLegale_utf8.zip",
        "StockUniteLegaleHistorique_utf8.zip",
        "StockEtablissement_utf8.parquet",
        "StockEtablissementHistorique_utf8.zip",
        "GeolocalisationEtablissement_Sirene_pour_etudes_statistiques_utf8.csv",
        "rna_waldec_20261101.zip",
        "rna_import_20261101.zip",
        "liste-nationale-esus-2026.xlsx",
        "liste-des-entreprises-de-less.csv",
        "notes.txt",
    ):
        (tmp_path / nom).write_text("x")
    (tmp_path / "StockUniteLegale_lien.csv").symlink_to("/etc/passwd")
    (tmp_path / "esus.xlsx").mkdir()
    trouves = {
        source: {role: t.nom for role, t in chercher_deposes(r, tmp_path).items()}
        for source, r in REGISTRES.items()
    }
    assert trouves == {
        "sirene": {
            "unites": "StockUniteLegale_utf8.zip",
            "etablissements": "StockEtablissement_utf8.parquet",
            "positions": "GeolocalisationEtablissement_Sirene_pour_etudes_statistiques_utf8.csv",
        },
        "ess_france": {"liste": "liste-des-entreprises-de-less.csv"},
        "esus": {"liste": "liste-nationale-esus-2026.xlsx"},
        "rna": {"waldec": "rna_waldec_20261101.zip", "import": "rna_import_20261101.zip"},
    }
    assert chercher_deposes(REGISTRES["sirene"], tmp_path / "absent") == {}


def test_official_addresses_are_fetched_only_online_and_only_there(
    base, settings, monkeypatch, tmp_path
):
    settings.DONNEES = tmp_path
    role = REGISTRES["rna"].role("waldec")
    fichiers = {"waldec": {"nom": "rna_waldec.zip", "adresse": role.adresse_du_mois()}}
    travail = launch_import_officiel(source="rna", fichiers=fichiers)
    with pytest.raises(ErreurTravail, match="pas relié à Internet"):
        registres.fournir_fichiers(travail, lambda etape, n: None)
    settings.EN_LIGNE = True
    demandes = []

    def telecharger(adresse, sortie, taille_max, *, permis, duree_max):
        demandes.append((adresse, permis == settings.REGISTRES_ADRESSES))
        sortie.write(b"x" * 10)

    monkeypatch.setattr(registres, "telecharger", telecharger)
    registres.fournir_fichiers(travail, lambda etape, n: None)
    assert demandes == [(role.adresse_du_mois(), True)]
    recu = tmp_path / "registres" / f"{travail.reference}-waldec-rna_waldec.zip"
    assert ImportOfficiel.objects.get().fichiers["waldec"]["chemin"] == str(recu)
    assert recu.read_bytes() == b"x" * 10
    registres.oublier_fichiers(travail)
    assert not recu.exists()


def test_every_official_address_is_one_that_may_be_asked(settings):
    from acteurs.services.adresses import exiger_autorisee

    for registre in REGISTRES.values():
        for role in registre.roles:
            if role.adresse:
                exiger_autorisee(role.adresse_du_mois(), settings.REGISTRES_ADRESSES)


def test_what_was_given_up_is_forgotten_and_the_rest_kept(base, tmp_path, settings):
    settings.DONNEES = tmp_path
    depose = tmp_path / "rna_waldec.csv"
    depose.write_text("x")
    vieux = timezone.now() - timedelta(days=100)
    for etat in (Travail.Etat.ECHEC, Travail.Etat.EN_ATTENTE):
        travail = ImportOfficiel.objects.create(source="rna", etat=etat)
        recu = tmp_path / f"{travail.reference}-import-rna.zip"
        recu.write_text("x")
        travail.fichiers = {
            "waldec": {"chemin": str(depose), "nom": "rna_waldec.csv"},
            "import": {"chemin": str(recu), "nom": "rna.zip", "adresse": "https://x.example/"},
        }
        with Rejets(travail) as rejets:
            rejets.noter("a", 1, "b")
            rejets.marquer()
        travail.save()
        ImportOfficiel.objects.filter(pk=travail.pk).update(cree_le=vieux)
    assert registres.purge_imports_officiels() == 2
    assert depose.exists()
    assert recu.exists()  # its reading still waits
    assert registres.purge_imports_officiels() == 0
