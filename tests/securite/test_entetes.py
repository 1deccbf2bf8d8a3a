"""What every answer carries, and what no request can get past."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as reglages
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.fabriques import MOT_DE_PASSE, make_organisation, make_utilisateur

POLITIQUE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def lire_politique(entete: str) -> dict[str, str]:
    return dict(directive.strip().split(" ", 1) for directive in entete.split(";"))


@pytest.mark.django_db
@pytest.mark.parametrize("adresse", ["/", "/comptes/login/", "/nulle-part/", "/operateurs/"])
def test_the_content_policy_is_exactly_ours(client: Client, adresse: str) -> None:
    reponse = client.get(adresse)
    assert lire_politique(reponse["Content-Security-Policy"]) == POLITIQUE
    assert "unsafe" not in reponse["Content-Security-Policy"]
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["X-Frame-Options"] == "DENY"
    assert reponse["Referrer-Policy"] == "same-origin"
    assert reponse["Cross-Origin-Opener-Policy"] == "same-origin"


def test_no_page_of_ours_needs_inline_code() -> None:
    """The policy would silently break an inline script, style or handler: none is written."""
    import re

    en_ligne = re.compile(
        r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.IGNORECASE
    )
    fautifs = []
    for gabarit in (Path(reglages.BASE_DIR) / "templates").rglob("*.html"):
        texte = re.sub(
            r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}",
            "",
            gabarit.read_text(),
            flags=re.DOTALL,
        )
        if "rapports/" in str(gabarit) and "pdf" in str(gabarit):
            continue  # printed by WeasyPrint, never sent to a browser
        if "courriels" in gabarit.parent.name:
            continue  # a mail: no policy applies there, and mail programs read nothing but inline styles
        if trouve := en_ligne.search(texte):
            fautifs.append(f"{gabarit}: {trouve[0]}")
    assert not fautifs


PRODUCTION = """
import json, os
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from io import StringIO
avis = StringIO()
call_command("check", "--deploy", "--fail-level", "WARNING", stderr=avis, stdout=avis)
chiffre = Client(HTTP_HOST="terreau.example").get("/mentions-legales/", secure=True)
clair = Client(HTTP_HOST="terreau.example").get("/mentions-legales/")
from django.conf import settings
print(json.dumps({
    "entetes": dict(chiffre.headers), "clair": [clair.status_code, clair.get("Location")],
    "cookie": [chiffre.cookies[c].OutputString() for c in chiffre.cookies],
    "session": settings.SESSION_COOKIE_SECURE, "debug": settings.DEBUG,
    "connexion": [a["provider_id"] for a in
                  settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]],
}))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory: Any) -> dict[str, Any]:
    """The project started with production's settings, in a process of its own."""
    donnees = tmp_path_factory.mktemp("production")
    (donnees / "statiques").mkdir()
    environnement = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(reglages.BASE_DIR),
        "TERREAU_DONNEES": str(donnees),
        "SECRET_KEY": "une-cle-de-production-assez-longue-pour-la-verification-0123456789",
        "ALLOWED_HOSTS": "terreau.example",
        "TERREAU_URL": "https://terreau.example",
        "PROCONNECT_CLIENT_ID": "identifiant",
        "PROCONNECT_CLIENT_SECRET": "secret",
        "PROCONNECT_SERVER_URL": "https://fca.integ01.dev-agentconnect.fr/api/v2",
    }
    # The manifest of static files is the build's: another test checks it.
    amorce = (
        "from django.conf import settings\n"
        "settings.STORAGES['staticfiles'] = "
        "{'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}\n"
    )
    fini = subprocess.run(
        [sys.executable, "-c", amorce + PRODUCTION],
        env=environnement,
        cwd=reglages.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert fini.returncode == 0, fini.stderr
    return json.loads(fini.stdout.strip().splitlines()[-1])


def test_production_is_https_only(production: dict[str, Any]) -> None:
    assert production["entetes"]["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains; preload"
    )
    assert production["clair"] == [301, "https://terreau.example/mentions-legales/"]
    assert production["debug"] is False
    assert production["session"] is True
    assert production["cookie"], "every page carries the CSRF cookie"
    for cookie in production["cookie"]:
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_production_s_policy_is_the_same(production: dict[str, Any]) -> None:
    assert lire_politique(production["entetes"]["Content-Security-Policy"]) == POLITIQUE


def test_three_variables_are_enough_for_proconnect(production: dict[str, Any]) -> None:
    assert production["connexion"] == ["proconnect"]


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_with_a_page() -> None:
    strict = Client(enforce_csrf_checks=True)
    utilisateur = make_utilisateur()
    for adresse, donnees in (
        (reverse("account_login"), {"login": utilisateur.email, "password": MOT_DE_PASSE}),
        (reverse("account_signup"), {"email": "x@exemple.example"}),
        (reverse("account_reset_password"), {"email": utilisateur.email}),
    ):
        reponse = strict.post(adresse, donnees)
        assert reponse.status_code == 403, adresse
        assert 'lang="fr"' in reponse.content.decode()
    strict.force_login(utilisateur)
    organisation = make_organisation(utilisateur)
    for adresse in (
        reverse("comptes:choisir_organisation"),
        reverse("comptes:profil"),
        reverse("comptes:supprimer_compte"),
        reverse("comptes:quitter_organisation", args=[organisation.reference]),
        reverse("account_logout"),
    ):
        assert strict.post(adresse).status_code == 403, adresse


def test_csrf_is_off_for_one_click_unsubscription_only() -> None:
    """The mail program posts there by itself (RFC 8058), with a signed token as its only proof."""
    from tests.securite.test_acces import parcourir

    exemptees = {n: m.callback for n, m in parcourir() if getattr(m.callback, "csrf_exempt", False)}
    api = {nom: vue for nom, vue in exemptees.items() if nom.startswith("api:")}
    # Mapping services only read too: an unknown method gets its 405.
    ogc = {nom: vue for nom, vue in exemptees.items() if nom.startswith("ouverture:ogc")}
    autres = exemptees.keys() - api.keys() - ogc.keys()
    assert autres == {"diagnostics:courriels_retrait", "alertes:arret"}
    for nom, vue in ogc.items():
        arguments = ["x"] * vue.__wrapped__.__code__.co_argcount
        for methode in ("POST", "PUT", "PATCH", "DELETE"):
            demande = RequestFactory().generic(methode, "/ogc/")
            assert vue(demande, *arguments[1:]).status_code == 405, nom
    # The framework of the API exempts all its views: ours only read.
    for nom, vue in api.items():
        gestes = set(getattr(vue, "actions", None) or [])
        gestes |= {g for g in vue.cls.http_method_names if hasattr(vue.cls, g)}
        assert gestes <= {"get", "head", "options"}, nom


@pytest.mark.django_db
def test_too_many_sign_ins_answer_429_in_french(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "3/m/ip"}
    statuts = []
    for i in range(4):
        donnees = {"login": f"{i}@exemple.example", "password": "faux"}
        reponse = client.post(reverse("account_login"), donnees)
        statuts.append(reponse.status_code)
    assert statuts == [200, 200, 200, 429]
    page = reponse.content.decode()
    assert "Trop d’essais en peu de temps" in page
    assert 'lang="fr"' in page


@pytest.mark.django_db
def test_a_forged_forwarded_address_does_not_escape_the_limit(
    client: Client, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "2/m/ip"}
    statuts = [
        client.post(
            reverse("account_login"),
            {"login": f"{i}@exemple.example", "password": "faux"},
            headers={"X-Forwarded-For": f"203.0.113.{i}"},
        ).status_code
        for i in range(3)
    ]
    assert statuts == [200, 200, 429]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "suite",
    [
        "https://pirate.example/",
        "//pirate.example/",
        "///pirate.example",
        "/\\pirate.example",
        "javascript:alert(1)",
        "http:///pirate.example",
        "https:pirate.example",
    ],
)
def test_open_redirects_are_refused(client: Client, suite: str) -> None:
    utilisateur = make_utilisateur()
    reponse = client.post(
        reverse("account_login"),
        {"login": utilisateur.email, "password": MOT_DE_PASSE, "next": suite},
    )
    assert reponse["Location"] == "/"
    reponse = client.post(reverse("account_logout"), {"next": suite})
    assert reponse["Location"] == "/"


@pytest.mark.django_db
def test_an_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/", headers={"Host": "pirate.example"}).status_code == 400
    reponse = client.post(
        reverse("account_reset_password"),
        {"email": make_utilisateur().email},
        headers={"Host": "pirate.example"},
    )
    assert reponse.status_code == 400


@pytest.mark.django_db
def test_a_forwarded_host_is_ignored(client: Client, mailoutbox: Any) -> None:
    client.post(
        reverse("account_reset_password"),
        {"email": make_utilisateur().email},
        headers={"X-Forwarded-Host": "pirate.example"},
    )
    assert "pirate.example" not in mailoutbox[0].body


@pytest.mark.django_db
def test_the_session_changes_name_at_sign_in(client: Client) -> None:
    utilisateur = make_utilisateur()
    client.get(reverse("comptes:invitation", args=["x"]))
    session = client.session
    session["avant"] = True
    session.save()
    avant = client.cookies["sessionid"].value
    client.post(reverse("account_login"), {"login": utilisateur.email, "password": MOT_DE_PASSE})
    assert client.cookies["sessionid"].value != avant


@pytest.mark.django_db
def test_pages_behind_the_login_are_not_kept_by_shared_caches(client: Client) -> None:
    client.force_login(make_utilisateur())
    for nom in ("comptes:profil", "comptes:mes_donnees"):
        assert "no-store" in client.get(reverse(nom))["Cache-Control"]
