"""Getting in from the login page: password, second factor, mistakes, without JavaScript."""

import base64
import hmac
import re
import struct
import time
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from demo.acces import MOT_DE_PASSE
from tests.navigateur.visite import TELEPHONE


def code_totp(secret: str, decalage: int = 0) -> str:
    """Return the six-digit code of ``secret`` (RFC 6238, SHA-1, 30 s), ``decalage`` steps away."""
    pas = int(time.time()) // 30 + decalage
    empreinte = hmac.digest(base64.b32decode(secret), struct.pack(">Q", pas), "sha1")
    debut = empreinte[-1] & 0x0F
    return f"{(struct.unpack('>I', empreinte[debut : debut + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def confirmer_identite(page: Page) -> None:
    """Give the password again where the site asks for it before a sensitive change."""
    if "reauthenticate" in page.url:
        page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
        page.get_by_role("button", name="Continuer").click()


def se_deconnecter(visite) -> None:
    page = visite.aller("/comptes/logout/")
    page.get_by_role("main").get_by_role(
        "button", name=re.compile("déconnecter", re.IGNORECASE)
    ).click()


def test_sign_in_from_the_page_asked_for(visiter, sans_anomalie):
    visite = visiter()
    page = visite.aller("/demarches/")
    assert "/comptes/login/" in page.url
    sans_anomalie(page)
    page.get_by_label("Adresse").fill("agent@demo.terreau.example")
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/demarches/")
    sans_anomalie(page)


def test_wrong_password_says_so_and_keeps_the_address(visiter, sans_anomalie):
    page = visiter().aller("/comptes/login/")
    page.get_by_label("Adresse").fill("lectrice@demo.terreau.example")
    page.get_by_label("Mot de passe").fill("pas-le-bon-mot-de-passe")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("main")).to_contain_text("mot de passe")
    expect(page.get_by_label("Adresse")).to_have_value("lectrice@demo.terreau.example")
    sans_anomalie(page)


def test_sign_in_and_out_without_javascript_on_a_phone(visiter):
    visite = visiter(largeur=TELEPHONE, java_script_enabled=False)
    page = visite.se_connecter("lectrice")
    assert urlsplit(page.url).path == "/"
    se_deconnecter(visite)
    assert "/comptes/login/" in visite.aller("/demarches/").url


def test_second_factor_from_activation_to_recovery(visiter, sans_anomalie):
    visite = visiter()
    visite.se_connecter("lectrice")
    page = visite.aller("/comptes/2fa/totp/activate/")
    confirmer_identite(page)
    secret = page.locator("#authenticator_secret").inner_text()
    sans_anomalie(page)
    page.get_by_label("Code à six chiffres").fill(code_totp(secret))
    page.get_by_role("button", name="Activer").click()
    page.wait_for_url(lambda url: "activate" not in url)
    page = visite.aller("/comptes/2fa/recovery-codes/")
    confirmer_identite(page)
    secours = re.search(r"\b[0-9a-f]{8}\b", page.get_by_role("main").inner_text())[0]
    sans_anomalie(page)
    se_deconnecter(visite)

    # The password alone no longer lets in; a wrong code neither.
    page = visite.se_connecter("lectrice")
    assert "2fa/authenticate" in page.url
    sans_anomalie(page)
    assert "/comptes/login/" in visiter().aller("/demarches/").url
    page.get_by_label("Code à six chiffres").fill("000000")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("main")).to_contain_text("pas le bon")
    page.get_by_label("Code à six chiffres").fill(code_totp(secret, 1))
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "2fa" not in url)
    se_deconnecter(visite)

    # A recovery code replaces a lost phone, once.
    page = visite.se_connecter("lectrice")
    page.get_by_label("Code à six chiffres").fill(secours)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "2fa" not in url)
    page = visite.aller("/comptes/2fa/totp/deactivate/")
    confirmer_identite(page)
    page.get_by_role("button", name="Désactiver").click()
    page.wait_for_url(lambda url: "deactivate" not in url)
    se_deconnecter(visite)
    assert urlsplit(visite.se_connecter("lectrice").url).path == "/"
