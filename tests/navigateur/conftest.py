"""A real browser on the real site: Debian's Chromium, gunicorn, a Celery worker, the demo data."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from demo.management.commands.charger_demo import MOT_DE_PASSE
from tests.serveur import RACINE, Serveur, serveur_lance

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BUREAU = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.navigateur)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """The running site with the whole official code and the demonstration."""
    with serveur_lance(
        tmp_path_factory.mktemp("site"), env={"TERREAU_PAGE_STYLE": "oui"}
    ) as serveur:
        yield serveur


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield navigateur
        navigateur.close()


class Visite:
    """A visitor's own browser window, which notes everything that goes wrong."""

    def __init__(self, contexte: BrowserContext, base: str) -> None:
        self.contexte = contexte
        self.base = base
        self.anomalies: list[str] = []
        self.page: Page = contexte.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("pageerror", lambda e: self.anomalies.append(f"JavaScript: {e}"))
        self.page.on("console", self._noter)
        self.page.on("request", self._surveiller)

    def _noter(self, message) -> None:
        # A refused form (400, 404, 409…) is logged by Chromium as a failed resource.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.anomalies.append(f"console: {message.text}")

    def _surveiller(self, requete) -> None:
        adresse = urlsplit(requete.url)
        if adresse.scheme in {"http", "https"} and not requete.url.startswith(self.base):
            self.anomalies.append(f"request to another host: {requete.url}")

    def aller(self, chemin: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.base + chemin)
        return self.page

    def se_connecter(self, code: str) -> Page:
        """Sign in with demo account ``code`` from the login page."""
        page = self.aller("/comptes/login/")
        page.get_by_label("Adresse").first.fill(f"{code}@demo.terreau.example")
        page.get_by_label("Mot de passe").first.fill(MOT_DE_PASSE)
        page.get_by_role("button", name="Se connecter").click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page


@pytest.fixture
def visiter(site: Serveur, chromium: Browser) -> Iterator[Callable[..., Visite]]:
    """Open as many visitors as the test wants; fail when one of them met an anomaly."""
    visites: list[Visite] = []

    def ouvrir(*, largeur: dict[str, int] = BUREAU, **options) -> Visite:
        contexte = chromium.new_context(viewport=largeur, locale="fr-FR", **options)
        visites.append(Visite(contexte, site.url))
        return visites[-1]

    yield ouvrir
    anomalies = [a for v in visites for a in v.anomalies]
    for visite in visites:
        visite.contexte.close()
    assert not anomalies, "\n".join(anomalies)


AXE = (RACINE / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture
def sans_anomalie() -> Callable[[Page], None]:
    """Check the page with axe-core (WCAG 2.0 to 2.2 A and AA, best practices): zero finding."""

    def verifier(page: Page) -> None:
        # evaluate() runs beside the page's CSP, which stays in force for the page itself.
        page.evaluate(AXE)
        resultat = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        anomalies = [
            f"{v['id']} ({v['impact']}) {v['help']}: "
            + "; ".join(" ".join(map(str, n["target"])) for n in v["nodes"][:5])
            for v in resultat["violations"]
        ]
        assert not anomalies, f"{page.url}\n" + "\n".join(anomalies)

    return verifier
