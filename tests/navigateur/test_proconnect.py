"""ProConnect in a real browser, whose content policy forbids what it does not list.

A unit test cannot see it: browsers apply ``form-action`` to every redirection that follows
a posted form, so a sign-in that leaves the site may be stopped while every answer is right.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import sync_playwright

from tests.comptes.serveur_oidc import ServeurOidc
from tests.navigateur.conftest import ARGUMENTS, CHROMIUM


@pytest.fixture
def oidc(settings: Any) -> Iterator[ServeurOidc]:
    serveur = ServeurOidc()
    settings.SOCIALACCOUNT_PROVIDERS = serveur.reglages()
    settings.PROCONNECT_ACTIF = True
    cache.clear()
    yield serveur
    serveur.arreter()


def aller_et_revenir(base: str) -> tuple[list[str], list[str]]:
    """Sign in and out with the button; return what was shown and what the browser refused."""
    vus: list[str] = []
    refus: list[str] = []
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = navigateur.new_page(locale="fr-FR")
        page.set_default_timeout(15_000)
        page.on(
            "console",
            lambda m: refus.append(m.text) if "Content Security Policy" in m.text else None,
        )
        page.goto(f"{base}/comptes/login/")
        page.get_by_role("button", name="ProConnect").click()
        page.wait_for_url(re.compile(rf"^{re.escape(base)}/(?!comptes/oidc/)"))
        page.goto(f"{base}/comptes/profil/")
        vus.append(page.locator("h1").inner_text())
        page.goto(f"{base}/comptes/logout/")
        page.get_by_role("main").get_by_role(
            "button", name=re.compile("déconnecter", re.IGNORECASE)
        ).click()
        page.wait_for_url(f"{base}/comptes/login/")
        page.goto(f"{base}/comptes/profil/")
        vus.append(page.locator("h1").inner_text())
        navigateur.close()
    return vus, refus


@pytest.mark.django_db(transaction=True)
def test_the_round_trip_is_not_stopped_by_the_content_policy(
    oidc: ServeurOidc, live_server: Any
) -> None:
    with ThreadPoolExecutor(1) as ailleurs:
        vus, refus = ailleurs.submit(aller_et_revenir, live_server.url).result()
    assert refus == []
    assert vus == ["Mon compte", "Se connecter"]
    assert "session/end" in oidc.chemins(), "signed out at ProConnect too"
