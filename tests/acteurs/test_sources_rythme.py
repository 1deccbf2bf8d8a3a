"""Sources read by themselves: rhythm, failures, mails."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from acteurs.models import LectureSource, SourceActeurs
from acteurs.services import lectures
from acteurs.services.adresses import AdresseRefusee
from acteurs.services.fichiers import deposit_fichier, launch_import
from acteurs.services.lectures import purge_lectures, read_due_sources
from acteurs.services.sources import launch_lecture
from acteurs.tasks import lire_sources
from comptes.models import Adhesion, Role
from socle.travaux import executer
from tests.acteurs.sources import CSV, deposer, lire, make_source
from tests.fabriques import make_utilisateur

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(reseau_avec_depot):
    return reseau_avec_depot


def administrer(organisation):
    personne = make_utilisateur()
    Adhesion.objects.create(
        utilisateur=personne, organisation=organisation, role=Role.ADMINISTRATEUR
    )
    return personne


def avancer(source, **champs):
    SourceActeurs.objects.filter(pk=source.pk).update(**champs)
    source.refresh_from_db()


def test_due_sources_are_read_by_themselves(organisation):
    deposer(organisation)
    source = make_source(organisation, cadence="semaine")
    make_source(organisation, nom="À la demande")
    assert lire_sources() == 1
    assert read_due_sources() == 0, "already queued"
    lecture = LectureSource.objects.get()
    assert (lecture.source, lecture.automatique, lecture.demandeur) == (source, True, None)
    lire(source)
    assert read_due_sources() == 0
    avancer(source, lu_le=timezone.now() - timedelta(days=6))
    assert read_due_sources() == 0
    avancer(source, lu_le=timezone.now() - timedelta(days=6, hours=23, minutes=30))
    assert read_due_sources() == 1


def test_offline_addresses_wait_without_failing(organisation, settings):
    settings.EN_LIGNE = False
    make_source(
        organisation, origine="adresse", emplacement="https://x.exemple.fr/", cadence="jour"
    )
    assert read_due_sources() == 0


def test_failures_are_retried_ever_later_and_told_twice(organisation, settings):
    admin = administrer(organisation)
    source = make_source(organisation, cadence="semaine")
    for rang, attente in enumerate([1, 6, 24, 7 * 24], 1):
        assert read_due_sources() == 1
        lire(source)
        assert source.echecs == rang
        reste = source.prochaine_lecture - timezone.now()
        assert abs(reste - timedelta(hours=attente)) < timedelta(hours=1)
        assert read_due_sources() == 0
        avancer(source, tentee_le=source.tentee_le - timedelta(hours=attente))
    assert [m.to for m in mail.outbox] == [[admin.email]] * 2
    premier, dernier = (m.body for m in mail.outbox)
    assert "n’est pas dans le dossier" in premier
    assert f"/acteurs/sources/{source.reference}/" in premier
    assert "réessaie de lui-même" in premier
    assert "réessaie de lui-même" not in dernier
    deposer(organisation)
    assert read_due_sources() == 1
    lire(source)
    assert source.echecs == 0
    assert len(mail.outbox) == 2, "nobody asked for this import"


def test_an_import_that_fails_is_a_failed_reading(organisation, monkeypatch):
    admin = administrer(organisation)
    source = make_source(organisation, cadence="jour")
    deposer(organisation)
    lecture = launch_lecture(source=source, automatique=True)
    executer(lecture, battre_en_fond=False)
    lecture.refresh_from_db()
    from django.core.files.storage import storages

    storages["prive"].delete(lecture.importation.fichier.chemin)
    executer(lecture.importation, battre_en_fond=False)
    source.refresh_from_db()
    assert (source.echecs, source.empreinte) == (1, "")
    assert "n’est plus conservé" in source.constat
    assert mail.outbox[0].to == [admin.email]


def test_who_asks_is_told(organisation):
    personne = organisation.membres.get()
    administrer(organisation)
    source = make_source(organisation)
    lire(source, par=personne)
    deposer(organisation)
    lire(source, par=personne)
    assert [m.to for m in mail.outbox] == [[personne.email]] * 2
    echec, fin = mail.outbox
    assert "n’est pas dans le dossier" in echec.body
    assert fin.subject == "[Terreau] Votre import est terminé"
    assert "2 fiches créées." in fin.body
    assert "/acteurs/import/suivi/" in fin.body


def test_imports_people_launch_end_with_a_mail_dry_runs_do_not(organisation):
    personne = organisation.membres.get()
    fichier = deposit_fichier(
        fichier=SimpleUploadedFile("liste.csv", CSV.encode()),
        organisation=organisation,
        par=personne,
    )
    for simulation in (True, False):
        travail = launch_import(
            fichier=fichier,
            correspondance={"nom": 0},
            options={},
            simulation=simulation,
            par=personne,
        )
        executer(travail, battre_en_fond=False)
    (courriel,) = mail.outbox
    assert "liste.csv" in courriel.body
    assert "Épicerie" not in courriel.body


def test_old_readings_are_forgotten(organisation):
    source = make_source(organisation)
    lire(source)
    LectureSource.objects.update(cree_le=timezone.now() - timedelta(days=91))
    lire(source)
    assert purge_lectures() == 1
    assert LectureSource.objects.count() == 1


def test_refusals_of_addresses_are_failures_people_can_read(organisation, settings, monkeypatch):
    settings.EN_LIGNE = True

    def refuser(*args):
        raise AdresseRefusee("L’hôte x mène à un réseau privé.")

    monkeypatch.setattr(lectures, "telecharger", refuser)
    source = make_source(organisation, origine="adresse", emplacement="https://x.exemple.fr/")
    lire(source)
    assert source.constat == "L’hôte x mène à un réseau privé."


@pytest.mark.parametrize(
    ("chemin", "contenu", "attendu"),
    [
        ("liste.csv", b"a", "liste.csv"),
        ("export", b"a", "export.csv"),
        ("export.php", b"PK\x03\x04", "export.php.xlsx"),
        ("liste.csv", b"PK\x03\x04", "liste.csv.xlsx"),
        ("", b"a", "fichier.csv"),
        ("a\nb.csv", b"a", "ab.csv"),
    ],
)
def test_files_without_a_name_get_one(chemin, contenu, attendu):
    import io

    assert lectures._nommer(chemin, io.BytesIO(contenu)) == attendu
