"""The only way out to the network of the sign-in code: one origin, bounded in time and size."""

from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from requests.adapters import HTTPAdapter

TAILLE_MAX = 256 * 1024
"""Discovery, keys and tokens weigh a few kilobytes; beyond this the answer is refused."""


def origine(adresse: str) -> str:
    """Return ``scheme://host[:port]`` of an address."""
    morceaux = urlsplit(adresse)
    return f"{morceaux.scheme}://{morceaux.netloc}".lower()


def exiger_origine(adresse: str, attendue: str) -> str:
    """Return ``adresse`` when it is served by ``attendue``.

    Raises:
        OAuth2Error: another scheme, host or port, or an address that carries credentials.
    """
    if "@" in urlsplit(adresse).netloc or origine(adresse) != origine(attendue):
        raise OAuth2Error(f"address outside of the configured server: {origine(adresse)}")
    return adresse


class SessionUneOrigine(requests.Session):
    """A session that cannot reach anything but ``adresse``'s origin, and follows no redirect."""

    def __init__(self, adresse: str, delai: int) -> None:
        super().__init__()
        self._origine = origine(adresse)
        self._delai = delai
        self.adapters.clear()
        self.mount(f"{self._origine}/", HTTPAdapter())

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> Any:
        """Send a request; a redirect or an oversized answer is an error.

        Raises:
            OAuth2Error: an address of another origin, a redirect, or more than ``TAILLE_MAX``.
        """
        exiger_origine(url if isinstance(url, str) else url.decode(), self._origine)
        kwargs.setdefault("timeout", self._delai)
        kwargs.update(allow_redirects=False, stream=True)
        reponse = super().request(method, url, *args, **kwargs)
        if reponse.is_redirect:
            raise OAuth2Error("the server answered with a redirect")
        lu = b""
        for morceau in reponse.iter_content(16_384):
            lu += morceau
            if len(lu) > TAILLE_MAX:
                reponse.close()
                raise OAuth2Error("the server's answer is too large")
        reponse._content = lu  # noqa: SLF001  what requests itself sets when not streaming
        return reponse
