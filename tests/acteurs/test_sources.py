"""Sources: columns known by header, files read without anybody, failures told."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from acteurs.models import Acteur, FichierActeurs, ImportActeurs, LectureSource
from acteurs.services import lectures
from acteurs.services.correspondances import par_entetes, reconnaitre, reprendre
from acteurs.services.fichiers import deposit_fichier
from acteurs.services.sources import keep_colonnes, launch_lecture, update_source
from socle.travaux import executer
from tests.acteurs.sources import CSV, deposer, lire, make_source
from tests.fabriques import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(reseau_avec_depot):
    return reseau_avec_depot


# ── Columns ─────────────────────────────────────────────────────────────────
def test_columns_are_found_again_wherever_they_moved():
    connue = par_entetes({"nom": 1, "siret": 0}, ["N° SIRET", "Nom"])
    assert connue == {"nom": "Nom", "siret": "N° SIRET"}
    reprise = reprendre(connue, ["x", "nom", "", "n° siret"])
    assert reprise.correspondance == {"nom": 1, "siret": 3}
    assert not reprise.disparus


def test_vanished_headers_are_told_and_a_column_serves_once():
    reprise = reprendre(
        {"nom": "Nom", "sigle": "NOM", "siret": "Siret", "inconnu": "x"}, ["Nom", "x"]
    )
    assert reprise.correspondance == {"nom": 0}
    assert reprise.disparus == {"sigle": "NOM", "siret": "Siret"}
    assert reprise.essentiels_disparus == {"siret": "Siret"}
    assert reprise.raconter() == ["«\u00a0NOM\u00a0» (sigle)", "«\u00a0Siret\u00a0» (siret)"]


def test_a_file_is_recognised_by_its_headers(organisation):
    petite = make_source(organisation, nom="Petite", correspondance={"nom": "Nom"})
    grande = make_source(
        organisation, nom="Grande", correspondance={"nom": "Nom", "siret": "Siret"}
    )
    make_source(
        make_organisation(),
        nom="Autre",
        correspondance={"nom": "Nom", "siret": "Siret", "rna": "R"},
    )
    assert reconnaitre(organisation, ["Siret", "Nom", "R"])[0] == grande
    assert reconnaitre(organisation, ["Nom", "R"])[0] == petite
    assert reconnaitre(organisation, ["Dénomination"]) is None
    petite.delete()
    assert reconnaitre(organisation, ["Nom", "Siège"]) is None, "half of two is not enough"
    grande.correspondance = {"nom": "Nom", "siret": "Siret", "sigle": "Sigle"}
    grande.save()
    source, reprise = reconnaitre(organisation, ["Nom", "Siret", "Acronyme"])
    assert (source, reprise.disparus) == (grande, {"sigle": "Sigle"})


def test_an_uploaded_file_takes_the_columns_and_options_of_its_source(organisation):
    options = {"statut": "propose", "source": "Annuaire 2026"}
    source = make_source(organisation, origine="envoi", emplacement="", options=options)

    def envoyer(contenu):
        fichier = SimpleUploadedFile("x.csv", contenu.encode())
        return deposit_fichier(fichier=fichier, organisation=organisation, par=None)

    fichier = envoyer("Rubrique;INSEE;Raison Sociale;Sigle\n1;80016;A;B\n")
    assert (fichier.source, fichier.options) == (source, options)
    assert fichier.correspondance == {"nom": 2, "code_insee": 1}, "what was left out stays out"
    autre = envoyer("Nom;Ville\nA;Albert\n")
    assert (autre.source, autre.options, autre.correspondance) == (
        None,
        {},
        {"nom": 0, "commune": 1},
    )


def test_keeping_the_same_name_again_corrects_it(organisation):
    fichier = FichierActeurs.objects.create(
        organisation=organisation, nom="x.csv", chemin="x", format="csv", entetes=["A", "B"]
    )
    une = keep_colonnes(fichier=fichier, nom="S", correspondance={"nom": 0}, options={})
    deux = keep_colonnes(fichier=fichier, nom="S", correspondance={"nom": 1}, options={"x": 1})
    assert une == deux
    assert (deux.correspondance, deux.options) == ({"nom": "B"}, {"x": 1})
    assert FichierActeurs.objects.get().source == une


def test_a_column_missing_once_is_not_forgotten(organisation):
    source = make_source(organisation, empreinte="x")
    fichier = FichierActeurs.objects.create(
        organisation=organisation, nom="x.csv", chemin="x", format="csv",
        entetes=["Raison sociale", "Objet"],
    )  # fmt: skip
    keep_colonnes(
        fichier=fichier, nom="Annuaire", correspondance={"nom": 0}, options=source.options
    )
    source.refresh_from_db()
    assert source.correspondance == {"nom": "Raison sociale", "code_insee": "Insee"}
    assert source.empreinte == "x", "nothing changed: its file need not be read again"
    choix = {"nom": 0, "description": 1}
    keep_colonnes(fichier=fichier, nom="Annuaire", correspondance=choix, options=source.options)
    source.refresh_from_db()
    assert source.correspondance["description"] == "Objet"
    assert source.empreinte == ""


# ── Readings ────────────────────────────────────────────────────────────────
def test_a_dropped_file_is_read_then_left_until_it_changes(organisation):
    source = make_source(organisation)
    deposer(organisation)
    lecture = lire(source)
    assert lecture.etat == "termine"
    assert set(Acteur.objects.values_list("nom", "organisation__nom", "statut")) == {
        ("Épicerie", "Réseau", "publie"),
        ("Garage", "Réseau", "publie"),
    }
    assert source.constat == "2 fiches créées."
    assert source.lu_le
    encore = lire(source)
    assert encore.importation is None
    assert source.constat == lectures.INCHANGE
    assert ImportActeurs.objects.count() == 1
    deposer(organisation, CSV + "Ressourcerie;80016;z\n")
    lire(source)
    assert source.constat == "1 fiche créée, 2 déjà à jour."
    assert Acteur.objects.count() == 3


def test_changing_a_source_reads_its_file_again(organisation):
    source = make_source(organisation)
    deposer(organisation)
    lire(source)
    update_source(
        source=source,
        champs={"correspondance": {**source.correspondance, "description": "Rubrique"}},
    )
    lire(source)
    assert source.constat == "2 complétées."


def test_two_requests_make_one_reading(organisation):
    source = make_source(organisation)
    deposer(organisation)
    lecture = launch_lecture(source=source)
    assert launch_lecture(source=source) == lecture
    executer(lecture, battre_en_fond=False)
    assert launch_lecture(source=source) == lecture, "its import is not done yet"
    lecture.refresh_from_db()
    executer(lecture.importation, battre_en_fond=False)
    assert launch_lecture(source=source) != lecture


def test_a_reading_taken_up_again_imports_once(organisation):
    source = make_source(organisation)
    deposer(organisation)
    lecture = launch_lecture(source=source)
    executer(lecture, battre_en_fond=False)
    LectureSource.objects.update(etat="en_attente")
    lecture.refresh_from_db()
    executer(lecture, battre_en_fond=False)
    assert ImportActeurs.objects.count() == 1


def test_a_file_being_dropped_waits_for_the_next_hour_unless_a_person_asks(organisation):
    source = make_source(organisation, cadence="jour")
    deposer(organisation, age=0)
    lecture = lire(source, automatique=True)
    assert (lecture.constat, lecture.importation, source.echecs) == (lectures.EN_DEPOT, None, 0)
    assert source.prochaine_lecture <= timezone.now()
    assert lire(source).importation


def test_vanished_columns_stop_what_recognises_actors_and_tell_the_rest(organisation):
    connue = {"nom": "Raison sociale", "code_insee": "Insee", "description": "Objet"}
    source = make_source(organisation, correspondance=connue)
    deposer(organisation)
    lire(source)
    assert source.constat == (
        "2 fiches créées. Colonnes disparues\u00a0: «\u00a0Objet\u00a0» (description)."
    )
    deposer(organisation, "Raison sociale;Code\nÉpicerie;80016\n")
    lecture = lire(source)
    assert lecture.etat == "echec"
    assert "«\u00a0Insee\u00a0»" in source.constat
    assert Acteur.objects.count() == 2
    lire(source)
    assert source.fichiers.filter(imports=None).count() == 1, "kept once, to choose its columns"


def test_unusable_files_are_explained(organisation):
    source = make_source(organisation)
    deposer(organisation, "Raison sociale\n")
    assert "aucune ligne" in lire(source).erreur
    source.emplacement = "absent.csv"
    source.save()
    assert "n’est pas dans le dossier" in lire(source).erreur
    source.origine, source.emplacement = "envoi", ""
    source.save()
    assert "pas de fichier" in lire(source).erreur


def test_an_address_is_read_only_when_the_server_may(organisation, settings, monkeypatch):
    adresse = "https://donnees.exemple.fr/export"
    source = make_source(organisation, origine="adresse", emplacement=adresse)
    settings.EN_LIGNE = False
    assert "n’est pas autorisé à joindre" in lire(source).erreur
    settings.EN_LIGNE = True
    settings.SOURCES_AUTORISEES = []
    assert "n’est pas autorisée" in lire(source).erreur
    demandes = []

    def telecharger(texte, sortie, taille_max):
        from acteurs.services.adresses import lire_adresse

        demandes.append((texte, taille_max))
        sortie.write(CSV.encode())
        return lire_adresse(texte)

    monkeypatch.setattr(lectures, "telecharger", telecharger)
    assert lire(source).importation.fichier.nom == "export.csv"
    assert demandes == [(adresse, settings.IMPORT_TAILLE_MAX)]
