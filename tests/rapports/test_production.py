"""Life of a report: made, reused, failed, retried, cancelled, expired, deleted."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.storage import storages
from django.utils import timezone

from rapports.models import Partage, Rapport
from rapports.services.demandes import (
    EN_COURS_MAX,
    TropDeRapports,
    last_options,
    request_report,
)
from rapports.services.options import Options
from rapports.services.partages import PartageRefuse, create_share, revoke_share
from rapports.tasks import purger_rapports
from socle import travaux
from socle.fichiers import ecrire_entier
from socle.travaux import ErreurTravail
from tests.rapports.donnees import make_demarche

pytestmark = pytest.mark.django_db


@pytest.fixture
def demarche():
    return make_demarche()


def _demander(demarche, audience="publique", options=None, par=None):
    return request_report(
        diagnostic=demarche.diagnostic,
        audience=audience,
        options=options or Options(),
        demandeur=par or demarche.pilote,
    )


def _produire(demarche, **choix):
    rapport = _demander(demarche, **choix)
    travaux.executer(rapport, battre_en_fond=False)
    rapport.refresh_from_db()
    return rapport


def test_report_is_made_step_by_step(demarche, mise_en_page, monkeypatch):
    etapes = []
    origine = travaux.Suivi.__call__

    def noter(suivi, etape, pourcentage):
        etapes.append((pourcentage, etape))
        origine(suivi, etape, pourcentage)

    monkeypatch.setattr(travaux.Suivi, "__call__", noter)
    rapport = _produire(demarche)
    assert etapes == sorted(etapes)
    assert [e for _, e in etapes] == [
        "Rassembler les données",
        "Dessiner la carte et les graphiques",
        "Vérifier si ce rapport existe déjà",
        "Mettre en page",
        "Enregistrer le fichier",
    ]
    assert rapport.etat == Rapport.Etat.TERMINE
    assert rapport.est_disponible
    assert (rapport.pages, rapport.taille) == (3, len(b"%PDF-1.7 essai 1"))
    assert len(rapport.empreinte) == 64
    assert rapport.expire_le - timezone.now() > Rapport.conservation - timedelta(minutes=5)
    with rapport.ouvrir() as fichier:
        assert fichier.read() == b"%PDF-1.7 essai 1"


def test_reports_have_their_own_queue():
    assert Rapport.file_celery == "pdf"


def test_requester_is_told_by_mail_without_personal_data(demarche, mise_en_page):
    rapport = _produire(demarche)
    assert len(mail.outbox) == 1
    courriel = mail.outbox[0]
    assert courriel.to == [demarche.pilote.email]
    assert courriel.subject == "[Terreau] Votre rapport est prêt"
    assert f"http://testserver/rapports/{rapport.reference}/" in courriel.body
    assert "PRIVE" not in courriel.body


def test_mail_failure_does_not_fail_the_report(demarche, mise_en_page, monkeypatch):
    def refuser(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("rapports.services.courriel.send_mail", refuser)
    assert _produire(demarche).etat == Rapport.Etat.TERMINE


def test_identical_content_within_the_hour_takes_the_same_file(demarche, mise_en_page):
    premier = _produire(demarche)
    second = _produire(demarche)
    assert len(mise_en_page) == 1
    assert second.fichier == premier.fichier
    assert (second.pages, second.taille) == (premier.pages, premier.taille)


@pytest.mark.parametrize("difference", ["audience", "options", "contenu", "heure", "fichier"])
def test_anything_else_makes_a_new_file(demarche, mise_en_page, difference):
    premier = _produire(demarche)
    choix = {}
    if difference == "audience":
        choix["audience"] = "membres"
    elif difference == "options":
        choix["options"] = Options(decision="Choisir")
    elif difference == "contenu":
        demarche.elements[0].texte = "Autre énoncé"
        demarche.elements[0].save()
    elif difference == "heure":
        Rapport.objects.update(termine_le=timezone.now() - timedelta(minutes=61))
    else:
        storages["prive"].delete(premier.fichier)
    second = _produire(demarche, **choix)
    assert len(mise_en_page) == 2
    assert second.fichier != premier.fichier


def test_running_a_finished_report_again_changes_nothing(demarche, mise_en_page):
    rapport = _produire(demarche)
    Rapport.objects.update(etat=Rapport.Etat.EN_ATTENTE)
    travaux.executer(rapport, battre_en_fond=False)
    assert len(mise_en_page) == 1


def test_retried_after_a_change_is_made_anew(demarche, mise_en_page):
    rapport = _produire(demarche)
    Rapport.objects.update(etat=Rapport.Etat.ANNULE)
    demarche.elements[0].texte = "Autre énoncé"
    demarche.elements[0].save()
    assert travaux.relancer_travail(rapport)
    travaux.executer(rapport, battre_en_fond=False)
    assert len(mise_en_page) == 2
    assert "Autre énoncé" in mise_en_page[1]


def test_expected_failure_is_shown_mailed_and_can_be_retried(demarche, mise_en_page, monkeypatch):
    def echouer(*args):
        raise ErreurTravail("Le disque est plein : libérez de la place, puis réessayez.")

    with monkeypatch.context() as panne:
        panne.setattr("socle.fichiers.ecrire_entier", echouer)
        rapport = _produire(demarche)
    assert rapport.etat == Rapport.Etat.ECHEC
    assert "disque est plein" in rapport.erreur
    assert rapport.fichier == ""
    assert mail.outbox[0].subject == "[Terreau] Votre rapport n’a pas pu être produit"
    assert travaux.relancer_travail(rapport)
    travaux.executer(rapport, battre_en_fond=False)
    rapport.refresh_from_db()
    assert rapport.est_disponible


def test_renderer_that_does_not_start_gives_a_french_reason(demarche, monkeypatch):
    def echouer(html, suivi=None):
        raise OSError("cannot load library 'libpango'")

    monkeypatch.setattr("rapports.services.production.render_pdf", echouer)
    rapport = _produire(demarche)
    assert rapport.etat == Rapport.Etat.ECHEC
    assert "moteur de mise en page" in rapport.erreur
    assert "libpango" not in rapport.erreur


def test_cancelled_while_laid_out_leaves_no_file(demarche, monkeypatch):
    rapport = _demander(demarche)

    def composer(html, suivi):
        travaux.annuler_travail(rapport)
        suivi("Mettre en page", 40)

    monkeypatch.setattr("rapports.services.production.render_pdf", composer)
    travaux.executer(rapport, battre_en_fond=False)
    rapport.refresh_from_db()
    assert rapport.etat == Rapport.Etat.ANNULE
    assert rapport.fichier == ""
    assert mail.outbox == []


def test_same_request_is_not_doubled_and_requests_are_limited(demarche):
    assert _demander(demarche) == _demander(demarche)
    for rang in range(EN_COURS_MAX - 1):
        _demander(demarche, options=Options(decision=f"Choix {rang}"))
    with pytest.raises(TropDeRapports):
        _demander(demarche, options=Options(decision="Un de trop"))
    assert Rapport.objects.count() == EN_COURS_MAX


def test_next_form_starts_from_the_last_choices(demarche):
    assert last_options(demarche.diagnostic) == Options()
    _demander(demarche, options=Options(decision="Choisir", sections=("note",)))
    assert last_options(demarche.diagnostic).decision == "Choisir"


def test_shared_file_lives_as_long_as_one_report_names_it(
    demarche, mise_en_page, django_capture_on_commit_callbacks
):
    premier, second = _produire(demarche), _produire(demarche)
    with django_capture_on_commit_callbacks(execute=True):
        premier.supprimer()
    assert second.fichier_existe()
    with django_capture_on_commit_callbacks(execute=True):
        second.supprimer()
    assert not storages["prive"].exists(second.fichier)


def test_purge_deletes_what_expired_only(
    demarche, mise_en_page, django_capture_on_commit_callbacks
):
    perime = _produire(demarche)
    garde = _produire(demarche, audience="membres")
    Rapport.objects.filter(pk=perime.pk).update(expire_le=timezone.now() - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert purger_rapports() == 1
    assert not storages["prive"].exists(perime.fichier)
    assert garde.fichier_existe()
    assert list(Rapport.objects.all()) == [garde]


def test_purge_sweeps_stray_files_after_a_day(demarche, monkeypatch):
    orphelin, recent = [ecrire_entier(f"rapports/{n}.pdf", b"x") for n in ("orphelin", "recent")]
    stockage = storages["prive"]
    origine = stockage.get_modified_time
    hier = timezone.now() - timedelta(days=2)
    monkeypatch.setattr(
        stockage, "get_modified_time", lambda n: hier if n == orphelin else origine(n)
    )
    purger_rapports()
    assert not stockage.exists(orphelin)
    assert stockage.exists(recent)


def test_purge_is_planned(settings):
    taches = {t["task"] for t in settings.CELERY_BEAT_SCHEDULE.values()}
    assert purger_rapports.name in taches


def test_members_report_cannot_be_shared(demarche, mise_en_page):
    rapport = _produire(demarche, audience="membres")
    with pytest.raises(PartageRefuse, match="réservé aux membres"):
        create_share(rapport=rapport, jours=7, par=demarche.pilote)
    assert not Partage.objects.exists()


def test_only_listed_durations_and_finished_reports_are_shared(demarche, mise_en_page):
    attente = _demander(demarche)
    with pytest.raises(PartageRefuse, match="produisez-le"):
        create_share(rapport=attente, jours=7, par=demarche.pilote)
    rapport = _produire(demarche)
    with pytest.raises(PartageRefuse, match="7, 30 ou 90"):
        create_share(rapport=rapport, jours=3650, par=demarche.pilote)


def test_a_long_link_keeps_the_file_as_long(demarche, mise_en_page):
    rapport = _produire(demarche)
    court = create_share(rapport=rapport, jours=7, par=demarche.pilote)
    rapport.refresh_from_db()
    assert rapport.expire_le > court.expire_le
    long = create_share(rapport=rapport, jours=90, par=demarche.pilote)
    rapport.refresh_from_db()
    assert rapport.expire_le == long.expire_le


def test_link_dies_by_date_revocation_or_audience(demarche, mise_en_page):
    rapport = _produire(demarche)
    lien = create_share(rapport=rapport, jours=7, par=demarche.pilote)
    assert Partage.objects.get().est_valable
    revoke_share(lien)
    assert not Partage.objects.get().est_valable
    Partage.objects.update(revoque_le=None, expire_le=timezone.now())
    assert not Partage.objects.get().est_valable
    Partage.objects.update(expire_le=timezone.now() + timedelta(days=1))
    Rapport.objects.update(audience="membres")
    assert not Partage.objects.get().est_valable
