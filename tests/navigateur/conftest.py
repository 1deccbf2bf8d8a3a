"""A real browser on the real site: Debian's Chromium, gunicorn, a Celery worker, the demo data."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.navigateur.visite import ARGUMENTS, BUREAU, CHROMIUM, Visite
from tests.serveur import RACINE, Serveur, serveur_lance


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
