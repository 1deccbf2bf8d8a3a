"""Fixtures of the accounts' tests."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from comptes.models import Utilisateur
from tests.fabriques import MOT_DE_PASSE, make_utilisateur


@pytest.fixture
def connecter() -> Callable[..., Client]:
    """Sign in through the real page; returns the browser."""

    def faire(utilisateur: Utilisateur | None = None, client: Client | None = None) -> Client:
        utilisateur = utilisateur or make_utilisateur()
        client = client or Client()
        reponse = client.post(
            reverse("account_login"), {"login": utilisateur.email, "password": MOT_DE_PASSE}
        )
        assert reponse.status_code == 302, reponse.content.decode()
        return client

    return faire
