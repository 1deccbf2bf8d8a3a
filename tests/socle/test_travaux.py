"""Background work: claimed once, swept when silent, failures visible and retried."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rapports.models import Rapport
from socle import travaux
from socle.travaux import ErreurTravail, Travail, TravailPerdu
from tests.fabriques import make_diagnostic, make_utilisateur


@pytest.fixture
def rapport(db, monkeypatch):
    monkeypatch.setattr(Rapport, "signaler_fin", lambda self: None)
    return Rapport.objects.create(
        diagnostic=make_diagnostic(make_utilisateur()), audience="membres"
    )


@pytest.fixture
def envois(monkeypatch):
    faits = []
    monkeypatch.setattr(travaux, "_envoyer", lambda travail: faits.append(travail.pk))
    return faits


def run(rapport, fonction, monkeypatch):
    monkeypatch.setattr(Rapport, "executer", lambda self, suivi: fonction(suivi))
    reussi = travaux.executer(rapport, battre_en_fond=False)
    rapport.refresh_from_db()
    return reussi


def test_success_is_recorded(rapport, monkeypatch):
    assert run(rapport, lambda suivi: suivi("Mise en page", 50), monkeypatch)
    assert rapport.etat == Travail.Etat.TERMINE
    assert rapport.pourcentage == 100
    assert rapport.tentatives == 1


def test_second_worker_finds_the_row_claimed(rapport, monkeypatch):
    executions = []

    def fonction(suivi):
        executions.append(1)
        assert not travaux.executer(Rapport.objects.get(pk=rapport.pk), battre_en_fond=False)

    assert run(rapport, fonction, monkeypatch)
    assert len(executions) == 1


def test_expected_failure_shows_its_message_without_retry(rapport, envois, monkeypatch):
    def fonction(suivi):
        raise ErreurTravail("La matrice est vide.")

    assert not run(rapport, fonction, monkeypatch)
    assert (rapport.etat, rapport.erreur) == (Travail.Etat.ECHEC, "La matrice est vide.")
    assert envois == []


def test_unexpected_failure_is_retried_then_given_up(rapport, envois, monkeypatch):
    def fonction(suivi):
        raise ZeroDivisionError

    for tentative in (1, 2):
        assert not run(rapport, fonction, monkeypatch)
        assert rapport.etat == Travail.Etat.EN_ATTENTE
        assert len(envois) == tentative
    assert not run(rapport, fonction, monkeypatch)
    assert rapport.etat == Travail.Etat.ECHEC
    assert "Réessayez" in rapport.erreur


def test_sweep_queues_silent_work_again(rapport, envois, monkeypatch):
    Rapport.objects.update(etat="en_cours", battement=timezone.now() - timedelta(minutes=5))
    assert travaux.balayer() == 1
    rapport.refresh_from_db()
    assert rapport.etat == Travail.Etat.EN_ATTENTE
    assert envois == [rapport.pk]


def test_sweep_leaves_living_work_alone(rapport, envois):
    Rapport.objects.update(etat="en_cours", battement=timezone.now())
    assert travaux.balayer() == 0
    assert envois == []


def test_sweep_gives_up_after_three_attempts(rapport, envois):
    Rapport.objects.update(
        etat="en_cours", tentatives=3, battement=timezone.now() - timedelta(minutes=5)
    )
    assert travaux.balayer() == 0
    rapport.refresh_from_db()
    assert rapport.etat == Travail.Etat.ECHEC


def test_cancelled_work_stops_at_its_next_report(rapport, monkeypatch):
    def fonction(suivi):
        travaux.annuler_travail(rapport)
        with pytest.raises(TravailPerdu):
            suivi("Suite", 60)
        raise TravailPerdu

    assert not run(rapport, fonction, monkeypatch)
    assert rapport.etat == Travail.Etat.ANNULE


def test_failed_work_can_be_asked_again(rapport, envois, django_capture_on_commit_callbacks):
    Rapport.objects.update(etat="echec", erreur="Panne", tentatives=3)
    with django_capture_on_commit_callbacks(execute=True):
        assert travaux.relancer_travail(rapport)
    assert (rapport.etat, rapport.erreur, rapport.tentatives) == ("en_attente", "", 0)
    assert envois == [rapport.pk]
