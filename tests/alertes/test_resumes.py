"""The mail: when it is due, what it says, and never twice."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alertes.models import Alerte, Resume
from alertes.services import resumes
from alertes.services.resumes import dernier_creneau, envoyer_les_resumes
from comptes.services.donnees import supprimer_compte
from socle.courriels import envoyer_dus
from socle.models import Courriel
from tests.alertes.test_nouvelles import vieillir
from tests.fabriques import make_acteur, make_commune, make_territoire, make_utilisateur
from tests.fabriques_personnes import make_alerte

pytestmark = pytest.mark.django_db


def paris(*quand: int) -> datetime:
    return timezone.make_aware(datetime(*quand))  # noqa: DTZ001  made aware at once


@pytest.mark.parametrize(
    ("rythme", "maintenant", "attendu"),
    [
        ("jour", paris(2026, 3, 11, 5, 59), paris(2026, 3, 10, 6)),
        ("jour", paris(2026, 3, 11, 6, 0), paris(2026, 3, 11, 6)),
        ("semaine", paris(2026, 3, 11, 9, 0), paris(2026, 3, 9, 6)),
        ("semaine", paris(2026, 3, 9, 5, 0), paris(2026, 3, 2, 6)),
        ("semaine", paris(2026, 3, 30, 7, 0), paris(2026, 3, 30, 6)),  # after the clocks changed
    ],
)
def test_when_a_mail_is_due(rythme: str, maintenant: datetime, attendu: datetime) -> None:
    assert dernier_creneau(rythme, maintenant) == attendu


@pytest.fixture
def suivie() -> Alerte:
    """An alert told up to two days ago, with something new since."""
    commune = make_commune()
    alerte = make_alerte(
        territoire=make_territoire(commune), dite_jusqu_a=timezone.now() - timedelta(days=2)
    )
    acteur = make_acteur(nom="Recyclerie neuve", commune=commune)
    vieillir(acteur, jours=1)
    return alerte


def demain() -> datetime:
    return timezone.now() + timedelta(days=1)


def test_the_news_leave_once(suivie: Alerte) -> None:
    assert envoyer_les_resumes(maintenant=demain()) == 1
    assert envoyer_les_resumes(maintenant=demain()) == 0
    envoyer_dus()
    envoyer_dus(demain() + timedelta(days=1))
    (courriel,) = mail.outbox
    assert courriel.to == [suivie.utilisateur.email]
    assert courriel.subject == f"Du nouveau : {suivie.nom}"
    assert "Recyclerie neuve" in str(courriel.body)
    suivie.refresh_from_db()
    assert suivie.courriel_le is not None
    assert envoyer_les_resumes(maintenant=demain() + timedelta(days=1)) == 0, "nothing since"


def test_nothing_new_moves_the_stamp_and_sends_nothing() -> None:
    alerte = make_alerte(
        territoire=make_territoire(make_commune()),
        dite_jusqu_a=timezone.now() - timedelta(days=2),
    )
    assert envoyer_les_resumes() == 0
    alerte.refresh_from_db()
    assert alerte.dite_jusqu_a == dernier_creneau("jour", timezone.now())
    assert not Courriel.objects.exists()


def test_killed_before_the_mail_is_queued_nothing_is_lost(suivie: Alerte) -> None:
    avant = suivie.dite_jusqu_a
    with (
        patch.object(resumes, "annoncer", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        envoyer_les_resumes(maintenant=demain())
    suivie.refresh_from_db()
    assert suivie.dite_jusqu_a == avant
    assert not Resume.objects.exists()
    assert envoyer_les_resumes(maintenant=demain()) == 1


@pytest.mark.parametrize("quand", ["avant", "apres"])
def test_killed_while_the_mail_leaves_it_never_leaves_twice(suivie: Alerte, quand: str) -> None:
    from django.core.mail import EmailMessage

    envoi = EmailMessage.send

    def tuer(message: Any, *arguments: Any) -> int:
        if quand == "apres":
            envoi(message)
        raise KeyboardInterrupt

    envoyer_les_resumes(maintenant=demain())
    with patch.object(EmailMessage, "send", tuer), pytest.raises(KeyboardInterrupt):
        envoyer_dus()
    parties = len(mail.outbox)
    envoyer_les_resumes(maintenant=demain() + timedelta(hours=1))
    envoyer_dus(demain() + timedelta(days=1))
    assert len(mail.outbox) == parties


def test_daily_and_weekly_alerts_of_one_person_make_one_mail_each_with_its_own_period() -> None:
    commune = make_commune()
    moi = make_utilisateur()
    lundi = paris(2026, 3, 9, 7)
    acteur = make_acteur(nom="Du mardi", commune=commune)
    type(acteur).objects.filter(pk=acteur.pk).update(cree_le=paris(2026, 3, 10, 12))
    quotidienne = make_alerte(
        utilisateur=moi, territoire=make_territoire(commune), dite_jusqu_a=lundi
    )
    hebdo = make_alerte(
        utilisateur=moi,
        criteres="q=mardi",
        rythme="semaine",
        dite_jusqu_a=paris(2026, 3, 2, 6),
    )
    mercredi = paris(2026, 3, 11, 7)
    assert envoyer_les_resumes(maintenant=mercredi) == 1
    envoyer_dus()
    assert quotidienne.nom.upper() in str(mail.outbox[0].body)
    assert "RECHERCHE" not in str(mail.outbox[0].body), "its own week is not over"
    hebdo.refresh_from_db()
    assert hebdo.dite_jusqu_a == paris(2026, 3, 9, 6)
    assert envoyer_les_resumes(maintenant=paris(2026, 3, 16, 7)) == 1
    envoyer_dus()
    assert "Du mardi" in str(mail.outbox[1].body)


def test_one_click_in_the_mail_stops_it(suivie: Alerte) -> None:
    envoyer_les_resumes(maintenant=demain())
    envoyer_dus()
    (courriel,) = mail.outbox
    assert courriel.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    adresse = courriel.extra_headers["List-Unsubscribe"].strip("<>")
    chemin = "/" + adresse.split("/", 3)[3]
    client = Client(enforce_csrf_checks=True)
    assert client.get(chemin).status_code == 200
    suivie.refresh_from_db()
    assert suivie.rythme == "jour", "scanners open links"
    reponse = client.post(chemin, {"List-Unsubscribe": "One-Click"})
    assert reponse.status_code == 200
    suivie.refresh_from_db()
    assert suivie.rythme == "jamais"
    assert "C’est fait" in client.get(chemin).content.decode(), "asked again"
    inconnu = client.post("/alertes/arret/faux/")
    assert (inconnu.status_code, "Ce lien ne sert plus" in inconnu.content.decode()) == (404, True)


def test_the_link_of_one_alert_stops_that_one_alone(suivie: Alerte) -> None:
    from alertes.services.alertes import jeton_d_arret

    autre = make_alerte(utilisateur=suivie.utilisateur)
    Client().post(reverse("alertes:arret", args=[jeton_d_arret(suivie.utilisateur, suivie)]))
    suivie.refresh_from_db()
    autre.refresh_from_db()
    assert (suivie.rythme, autre.rythme) == ("jamais", "jour")


def test_closed_accounts_are_told_nothing_and_leave_no_alert(suivie: Alerte) -> None:
    envoyer_les_resumes(maintenant=demain())
    supprimer_compte(utilisateur=suivie.utilisateur)
    envoyer_dus()
    assert not mail.outbox
    assert not Alerte.objects.exists()


def test_a_silenced_alert_does_not_tell_its_silence(suivie: Alerte) -> None:
    from alertes.services.alertes import regler_alerte

    regler_alerte(alerte=suivie, rythme="jamais")
    assert envoyer_les_resumes(maintenant=demain()) == 0
    regler_alerte(alerte=suivie, rythme="jour")
    assert envoyer_les_resumes(maintenant=demain()) == 0, "old news"


def test_one_alert_that_fails_spares_the_others(suivie: Alerte) -> None:
    make_alerte(
        territoire=suivie.territoire,
        dite_jusqu_a=suivie.dite_jusqu_a,
        utilisateur=make_utilisateur(),
    )
    lire = resumes._lire

    def casser(alerte: Alerte, *arguments: Any) -> Any:
        if alerte.utilisateur_id == suivie.utilisateur_id:
            raise ValueError("broken")
        return lire(alerte, *arguments)

    with patch.object(resumes, "_lire", casser):
        assert envoyer_les_resumes(maintenant=demain()) == 1
    suivie.refresh_from_db()
    assert suivie.courriel_le is None
