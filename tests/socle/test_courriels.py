"""The outbox: a mail leaves once, and survives a bad mail server and a killed worker."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from socle import courriels, tasks
from socle.courriels import ESSAIS_MAX, REPRISE, Lettre, annoncer, courriel, envoyer_dus
from socle.models import Courriel

pytestmark = pytest.mark.django_db


@dataclass
class Objet:
    """Anything with a key."""

    pk: int


@pytest.fixture(autouse=True)
def natures(monkeypatch):
    monkeypatch.setattr(courriels, "_natures", {})

    def lettre(pk: int, adresse: str) -> Lettre | None:
        if pk == 0:
            return None
        return Lettre(
            f"Objet\n {pk}", "robots.txt", {}, {"List-Unsubscribe": "<https://x/>"}, "re@x.example"
        )

    monkeypatch.setattr(courriels, "render_to_string", lambda *_: "Bonjour")
    courriel("essai.sure")(lettre)
    courriel("essai.une_fois", au_plus_une_fois=True)(lettre)


@pytest.fixture
def panne(monkeypatch):
    def refuser(*_a, **_k):
        raise OSError("no route")

    with monkeypatch.context() as contexte:
        contexte.setattr(EmailMessage, "send", refuser)
        yield contexte


def test_a_mail_leaves_once_with_its_headers_for_each_address():
    annoncer("essai.sure", Objet(7), ["A@x.example", "a@x.example ", "", " ", "b@x.example"])
    annoncer("essai.sure", Objet(7), ["a@x.example"])
    assert envoyer_dus() == 2
    assert not Courriel.objects.exists()
    assert sorted(m.to[0] for m in mail.outbox) == ["a@x.example", "b@x.example"]
    premier = mail.outbox[0]
    assert (premier.subject, premier.reply_to) == ("Objet 7", ["re@x.example"])
    assert premier.extra_headers == {"List-Unsubscribe": "<https://x/>"}


def test_a_mail_may_wait_so_that_one_can_change_ones_mind(django_capture_on_commit_callbacks):
    tard = timezone.now() + timedelta(minutes=15)
    with django_capture_on_commit_callbacks() as appels:
        annoncer("essai.sure", Objet(1), ["a@x.example"], apres=tard)
    assert not appels
    assert envoyer_dus() == 0
    assert envoyer_dus(tard) == 1


def test_nothing_left_to_tell_is_dropped():
    annoncer("essai.sure", Objet(0), ["a@x.example"])
    assert envoyer_dus() == 0
    assert not Courriel.objects.exists()
    assert not mail.outbox


def test_a_kind_nobody_writes_waits_and_stops_nobody():
    annoncer("essai.inconnue", Objet(1), ["a@x.example"])
    annoncer("essai.sure", Objet(1), ["a@x.example"])
    assert envoyer_dus() == 1
    assert Courriel.objects.get().nature == "essai.inconnue"


@pytest.mark.parametrize("nature", ["essai.sure", "essai.une_fois"])
def test_a_mail_server_down_loses_nothing_and_is_given_up_in_the_end(nature, panne):
    annoncer(nature, Objet(1), ["a@x.example"])
    for rang in range(ESSAIS_MAX):
        assert Courriel.objects.get().essais == rang
        assert envoyer_dus(timezone.now() + (rang + 1) * 2 * REPRISE) == 0
    assert not Courriel.objects.exists()
    annoncer(nature, Objet(2), ["a@x.example"])
    envoyer_dus()
    panne.undo()
    assert envoyer_dus() == 0  # claimed: not before its date
    assert envoyer_dus(timezone.now() + REPRISE + timedelta(seconds=1)) == 1


@pytest.mark.parametrize(("nature", "repart"), [("essai.sure", 1), ("essai.une_fois", 0)])
def test_a_worker_killed_while_sending(nature, repart, monkeypatch):
    class MortError(BaseException):
        pass

    def mourir(*_a, **_k):
        raise MortError

    annoncer(nature, Objet(1), ["a@x.example"])
    with monkeypatch.context() as contexte:
        contexte.setattr(EmailMessage, "send", mourir)
        with pytest.raises(MortError):
            envoyer_dus()
    assert envoyer_dus(timezone.now() + 2 * REPRISE) == repart


def test_the_worker_is_called_once_all_is_committed(
    django_capture_on_commit_callbacks, monkeypatch
):
    appels: list[int] = []
    monkeypatch.setattr(tasks.envoyer_courriels, "delay", lambda: appels.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        annoncer("essai.sure", Objet(1), ["a@x.example"])
        assert not appels
    assert appels == [1]
