"""A visitor in Debian's Chromium, for browser tests and for the bench of weights."""

import os
import shutil
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

from demo.acces import MOT_DE_PASSE, adresse

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
        # A refused form (400, 404, 409…) is logged by Chromium as a failed resource, and a
        # service worker looked for while a test has cut the network as an unknown error.
        attendues = ("Failed to load resource", "error occurred when fetching the script")
        if message.type == "error" and not any(a in message.text for a in attendues):
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
        page.get_by_label("Adresse").first.fill(adresse(code))
        page.get_by_label("Mot de passe").first.fill(MOT_DE_PASSE)
        page.get_by_role("button", name="Se connecter").click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page
