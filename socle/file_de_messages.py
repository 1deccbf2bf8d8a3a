"""The embedded broker: messages as files, each put in its place whole.

Kombu's file transport opens a message where workers look for it, then writes it: a worker that
looks in between takes an empty file, and stops for good (« Unrecoverable error »). Two
processes that start together may likewise empty the table of queues of each other. Here a
message is written beside and renamed, the table is read and written under one lock, and what
cannot be read is told and left out: the sweep queues its work again.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import structlog
from kombu.transport import filesystem
from kombu.utils.json import dumps

journal = structlog.get_logger(__name__)


class Canal(filesystem.Channel):
    """A channel whose files are never seen half written."""

    def _put(  # type: ignore[override]  # kombu's own classes name this differently
        self, queue: str, payload: Any, **kwargs: Any
    ) -> None:
        nom = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        dossier = Path(self.data_folder_out)
        # What begins with a dot is no message of any queue.
        provisoire = dossier / f".{nom}"
        try:
            provisoire.write_text(dumps(payload), encoding="utf-8")
            provisoire.replace(dossier / nom)
        except OSError as erreur:
            provisoire.unlink(missing_ok=True)
            raise filesystem.ChannelError(f"Cannot add {nom} to {dossier}") from erreur

    def _get(self, queue: str, timeout: Any = None) -> Any:
        while True:
            try:
                return super()._get(queue)
            except ValueError as erreur:
                journal.warning("message_illisible", file=queue, raison=str(erreur))

    def get_table(self, exchange: str) -> Any:
        """Return the queues of an exchange."""
        with self._verrou():
            return super().get_table(exchange)

    def _queue_bind(self, *arguments: Any) -> None:
        with self._verrou():
            super()._queue_bind(*arguments)

    def _delete(self, *arguments: Any, **kwargs: Any) -> None:
        with self._verrou():
            super()._delete(*arguments, **kwargs)

    @contextmanager
    def _verrou(self) -> Iterator[None]:
        """Hold the tables of queues alone; the kernel lets go when the process ends."""
        self.control_folder.mkdir(parents=True, exist_ok=True)
        descripteur = os.open(self.control_folder / ".verrou", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            filesystem.fcntl.flock(descripteur, filesystem.LOCK_EX)
            yield
        finally:
            os.close(descripteur)


class Transport(filesystem.Transport):
    """Kombu's file transport, with ``Canal``."""

    Channel = Canal
