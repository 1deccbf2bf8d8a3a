"""A real browser on the real site: Debian's Chromium, gunicorn, a Celery worker, the demo data."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.navigateur.visite import ARGUMENTS, BUREAU, CHROMIUM, Visite
from tests.serveur import RACINE, Serveur, serveur_lance

LONGS = ("test_chaque_page", "test_chaque_page_telephone", "test_carte", "test_entretiens")
"""The longest files, begun first: whoever runs beside them is not waited for at the end."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Every test of this folder drives a browser."""
    item.add_marker(pytest.mark.navigateur)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, all else in its order."""
    rangs = {Path(__file__).with_name(f"{nom}.py"): rang for rang, nom in enumerate(LONGS)}
    items.sort(key=lambda item: rangs.get(item.path, len(LONGS)))


@pytest.fixture(scope="session", autouse=True)
def _boucle_admise() -> Iterator[None]:
    """A browser leaves an event loop in this thread; Django, asked for a database, minds it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """The running site with the whole official code and the demonstration.

    Workers that run side by side each have theirs, copied from one prepared by the first.
    """
    racine = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        racine = racine.parent
    with serveur_lance(
        tmp_path_factory.mktemp("site"),
        env={"TERREAU_PAGE_STYLE": "oui"},
        modele=racine / "site-modele",
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


REPOS = """async () => {
  await document.fonts.ready;
  const finies = document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime < 5000);
  await Promise.allSettled(finies.map((a) => a.finished));
}"""
"""A page is judged at rest: fonts there, transitions over (a colour half-way there is nobody's)."""


def _dire(noeud: dict[str, Any]) -> str:
    """Name an element of a finding, with the colours it was judged on."""
    donnees = next((c["data"] for c in noeud["any"] if isinstance(c["data"], dict)), {})
    couleurs = {c: donnees[c] for c in ("fgColor", "bgColor", "contrastRatio") if c in donnees}
    return " ".join(map(str, noeud["target"])) + (f" {couleurs}" if couleurs else "")


@pytest.fixture
def sans_anomalie() -> Callable[[Page], None]:
    """Check the page with axe-core (WCAG 2.0 to 2.2 A and AA, best practices): zero finding."""

    def verifier(page: Page) -> None:
        page.wait_for_load_state("load")
        page.evaluate(REPOS)
        # evaluate() runs beside the page's CSP, which stays in force for the page itself.
        page.evaluate(AXE)
        resultat = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        anomalies = [
            f"{v['id']} ({v['impact']}) {v['help']}: " + "; ".join(map(_dire, v["nodes"][:5]))
            for v in resultat["violations"]
        ]
        assert not anomalies, f"{page.url}\n" + "\n".join(anomalies)

    return verifier
