"""The embedded broker never shows a message half written, nor forgets a queue."""

import threading
from pathlib import Path
from queue import Empty

import pytest
from celery import current_app
from django.conf import settings
from kombu import Connection

from socle.file_de_messages import Canal


@pytest.fixture
def canal(tmp_path):
    def ouvrir():
        dossiers = {
            nom: str(tmp_path / nom)
            for nom in ("data_folder_in", "processed_folder", "control_folder")
        }
        options = {**dossiers, "data_folder_out": dossiers["data_folder_in"]}
        connexion = Connection(
            "filesystem://", transport="socle.file_de_messages:Transport", transport_options=options
        )
        return connexion.default_channel

    (tmp_path / "data_folder_in").mkdir()
    (tmp_path / "processed_folder").mkdir()
    return ouvrir


def test_the_embedded_broker_uses_it_and_it_alone():
    with current_app.connection_for_write() as connexion:
        embarque = settings.CELERY_BROKER_URL == "filesystem://"
        assert isinstance(connexion.default_channel, Canal) is embarque


def test_what_is_put_is_got_once(canal):
    un = canal()
    un._put("celery", {"corps": "é"})
    un._put("pdf", {"corps": "autre"})
    assert canal()._get("celery") == {"corps": "é"}
    with pytest.raises(Empty):
        un._get("celery")
    assert un._get("pdf") == {"corps": "autre"}


def test_nothing_is_seen_while_it_is_written(canal, monkeypatch):
    un, vus = canal(), []
    ecrire = Path.write_text

    def lentement(chemin, texte, **options):
        for fin in (0, len(texte) // 2, len(texte)):
            ecrire(chemin, texte[:fin], **options)
            vus.append(un._size("celery"))
            with pytest.raises(Empty):
                canal()._get("celery")

    monkeypatch.setattr(Path, "write_text", lentement)
    un._put("celery", {"n": 1})
    assert vus == [0, 0, 0]
    assert un._get("celery") == {"n": 1}


def test_a_message_cut_short_does_not_stop_the_worker(canal, tmp_path):
    (tmp_path / "data_folder_in" / "0_coupe.celery.msg").write_bytes(b"")
    (tmp_path / "data_folder_in" / "1_coupe.celery.msg").write_bytes(b'{"n"')
    un = canal()
    un._put("celery", {"n": 1})
    assert un._get("celery") == {"n": 1}


def test_processes_that_start_together_do_not_forget_a_queue(canal):
    depart = threading.Barrier(8)

    def lier(rang):
        un = canal()
        depart.wait()
        un._queue_bind("celery", f"cle{rang}", "", f"file{rang}")
        assert un.get_table("celery")

    fils = [threading.Thread(target=lier, args=(rang,)) for rang in range(8)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert {q.queue for q in canal().get_table("celery")} == {f"file{r}" for r in range(8)}
