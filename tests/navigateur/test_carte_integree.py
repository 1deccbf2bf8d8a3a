"""A map on somebody's site, in a real browser: shown where it is allowed, nowhere else."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Browser, expect

from tests.serveur import Serveur

FAIRE = """
from comptes.models import Organisation
from ouverture.integrer.code import code_a_coller
from ouverture.services.integration import autoriser_site, creer_carte
o, _ = Organisation.objects.get_or_create(nom="Commune de l’essai", nature="collectivite")
autoriser_site(organisation=o, adresse="{site}/une/page")
champs = {{"titre": "Nos associations", "filtres": "famille=association"}}
print(code_a_coller(creer_carte(organisation=o, champs=champs, par=None)))
"""


class Mairie(BaseHTTPRequestHandler):
    """Somebody's site: one page, with the code that was pasted in it."""

    code = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html><h1>Mairie</h1>{self.code}".encode())

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def mairie() -> Iterator[str]:
    """Give the origin of somebody's site."""
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Mairie)
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{serveur.server_port}"
    finally:
        serveur.shutdown()
        serveur.server_close()


def test_the_map_shows_on_allowed_sites_only_and_leaves_no_cookie(
    site: Serveur, chromium: Browser
) -> None:
    with mairie() as permise, mairie() as defendue:
        sortie = site.manage("shell", "-v0", "-c", FAIRE.format(site=permise))
        Mairie.code = sortie.strip().splitlines()[-1]
        contexte = chromium.new_context(locale="fr-FR")
        contexte.set_default_timeout(15_000)
        page = contexte.new_page()
        page.goto(permise)
        dedans = page.frame_locator("iframe")
        expect(dedans.get_by_role("heading", name="Nos associations")).to_be_visible(timeout=15_000)
        dedans.get_by_role("button", name="Explorer la carte").click()
        expect(dedans.locator("[data-carte-compte]")).to_contain_text("acteur", timeout=15_000)
        assert contexte.cookies() == []
        with page.expect_event(
            "requestfailed", lambda r: r.failure == "net::ERR_BLOCKED_BY_RESPONSE"
        ) as refusee:
            page.goto(defendue)
        assert "/integrer/" in refusee.value.url
        expect(page.get_by_role("heading", name="Mairie")).to_be_visible()
        contexte.close()
