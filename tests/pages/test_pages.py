"""Public pages, error pages, the components page: they answer, in French, within the CSP."""

import re

import pytest
from django.urls import reverse

from tests.fabriques import make_utilisateur

PUBLIQUES = [
    "pages:accueil",
    "pages:aide",
    "pages:accessibilite",
    "pages:mentions_legales",
    "pages:donnees_personnelles",
    "pages:style",
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_inactive",
    "socialaccount_login_cancelled",
]
DU_COMPTE = [
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "socialaccount_connections",
]


def verifier_la_page(html: str) -> None:
    """What every page owes: language, one title, landmarks, nothing the CSP refuses."""
    assert '<html lang="fr">' in html
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert 'href="#contenu"' in html
    assert re.search(r"<title>[^<]+ – Terreau</title>", html)
    for script in re.findall(r"<script[^>]*>", html):
        assert "src=" in script, script
    assert " style=" not in html
    assert "<style" not in html
    assert not re.search(r"\son[a-z]+=", html)
    identifiants = re.findall(r'\sid="([^"]+)"', html)
    assert len(identifiants) == len(set(identifiants))
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html)


@pytest.mark.django_db
@pytest.mark.parametrize("nom", PUBLIQUES)
def test_public_page_answers_a_visitor(client, nom):
    reponse = client.get(reverse(nom))
    assert reponse.status_code == 200
    verifier_la_page(reponse.content.decode())


@pytest.mark.django_db
def test_failed_proconnect_sign_in_says_what_to_do(client):
    reponse = client.get(reverse("socialaccount_login_error"))
    assert reponse.status_code == 401
    html = reponse.content.decode()
    verifier_la_page(html)
    assert "Réessayez" in html


@pytest.mark.django_db
@pytest.mark.parametrize("nom", ["pages:aide", "pages:style", *DU_COMPTE])
def test_page_answers_a_member(client, nom):
    client.force_login(make_utilisateur())
    reponse = client.get(reverse(nom), follow=True)
    assert reponse.status_code == 200
    html = reponse.content.decode()
    verifier_la_page(html)
    assert "Se déconnecter" in html


@pytest.mark.django_db
@pytest.mark.parametrize("nom", DU_COMPTE)
def test_account_pages_need_a_login(client, nom):
    reponse = client.get(reverse(nom))
    assert reponse.status_code == 302
    assert reponse.url.startswith((reverse("account_login"), reverse("pages:accueil")))


@pytest.mark.parametrize("nom", ["pages:aide", "pages:accessibilite", "pages:mentions_legales"])
@pytest.mark.django_db
def test_plain_pages_cost_no_query_to_a_visitor(client, nom, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse(nom))


@pytest.mark.django_db
@pytest.mark.parametrize("nom", PUBLIQUES[:5])
def test_pages_only_read(client, nom):
    assert client.post(reverse(nom)).status_code == 405


@pytest.mark.django_db
def test_home_presents_the_method_to_a_visitor(client):
    html = client.get("/").content.decode()
    for mot in ("Écouter", "Mettre en commun", "Choisir", "Agir", "Créer un compte"):
        assert mot in html


@pytest.mark.django_db
def test_components_page_is_for_development(client, settings):
    settings.PAGE_STYLE = False
    assert client.get(reverse("pages:style")).status_code == 404
    assert "Composants" not in client.get(reverse("pages:aide")).content.decode()


@pytest.mark.django_db
def test_legal_notice_names_the_publisher_or_says_it_is_missing(client, settings):
    url = reverse("pages:mentions_legales")
    assert "n’a pas encore déclaré son éditeur" in client.get(url).content.decode()
    settings.EDITEUR = {
        **settings.EDITEUR,
        "nom": "Pays d'Essai",
        "contact": "contact@essai.example",
    }
    html = client.get(url).content.decode()
    assert "Pays d&#x27;Essai" in html
    assert "contact@essai.example" in html


@pytest.mark.django_db
def test_privacy_page_tells_of_the_tile_service_when_there_is_one(client, settings):
    url = reverse("pages:donnees_personnelles")
    assert "Aucune page ne fait appel à un service extérieur" in client.get(url).content.decode()
    settings.TUILES_URL = "https://tuiles.example/{z}/{x}/{y}.png"
    settings.TUILES_ATTRIBUTION = "Tuiles d’exemple"
    assert "Tuiles d’exemple" in client.get(url).content.decode()


# ── Errors ──────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_unknown_address(client):
    reponse = client.get("/nulle-part/")
    assert reponse.status_code == 404
    html = reponse.content.decode()
    verifier_la_page(html)
    assert "/comptes/login/?next=/nulle-part/" in html


@pytest.mark.django_db
def test_forbidden(client, rf):
    from pages.erreurs import interdit

    request = rf.get("/x/")
    request.user = make_utilisateur()
    request.organisation = None
    request.organisations = []
    reponse = interdit(request)
    assert reponse.status_code == 403
    verifier_la_page(reponse.content.decode())


@pytest.mark.django_db
def test_expired_form(client):
    from django.test import Client

    reponse = Client(enforce_csrf_checks=True).post(reverse("account_login"), {})
    assert reponse.status_code == 403
    html = reponse.content.decode()
    verifier_la_page(html)
    assert "Ce formulaire a expiré" in html


def test_breakdown_page_needs_neither_database_nor_session(rf):
    from pages.erreurs import panne

    reponse = panne(rf.get("/x/"))
    assert reponse.status_code == 500
    html = reponse.content.decode()
    assert "<h1" in html
    assert "Une erreur s’est produite de notre côté" in html
    assert not re.search(r"<script", html)


@pytest.mark.django_db
def test_unknown_host_is_told_in_french(client):
    reponse = client.get("/", headers={"host": "inconnu.example"})
    assert reponse.status_code == 400
    html = reponse.content.decode()
    assert "Cette demande n’a pas été comprise" in html
    assert "inconnu.example" not in html


# ── Forms of accounts go through our fields ─────────────────────────────────
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("nom", "champs"),
    [
        ("account_login", ["id_login", "id_password"]),
        ("account_signup", ["id_email", "id_password1", "id_password2"]),
        ("account_reset_password", ["id_email"]),
    ],
)
def test_refused_account_form_tells_each_field(client, nom, champs):
    html = client.post(reverse(nom), {}).content.decode()
    verifier_la_page(html)
    assert 'role="alert"' in html
    for champ in champs:
        assert f'href="#{champ}"' in html
        assert f'id="{champ}_erreurs"' in html
    assert "Ce champ est obligatoire." in html
    assert "placeholder" not in html


@pytest.mark.django_db
def test_proconnect_is_offered_when_configured(client, settings):
    url = reverse("account_login")
    assert "ProConnect" not in client.get(url).content.decode()
    settings.PROCONNECT_ACTIF = True
    html = client.get(url, {"next": "/acteurs/"}).content.decode()
    assert "S’identifier avec ProConnect" in html
    verifier_la_page(html)


@pytest.mark.django_db
def test_mails_are_ours(client, mailoutbox):
    utilisateur = make_utilisateur()
    client.post(reverse("account_reset_password"), {"email": utilisateur.email})
    (courriel,) = mailoutbox
    assert courriel.subject == "[Terreau] Choisissez un nouveau mot de passe"
    assert courriel.body.startswith("Bonjour,")
    lien = re.search(r"https?://testserver(/\S+)", courriel.body)
    reponse = client.get(lien[1], follow=True)
    assert "Nouveau mot de passe" in reponse.content.decode()
    verifier_la_page(reponse.content.decode())


# ── Header ──────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_header_offers_every_organisation_of_the_user(client):
    from tests.fabriques import make_organisation

    utilisateur = make_utilisateur()
    une, autre = make_organisation(utilisateur), make_organisation(utilisateur)
    make_organisation(nom="Organisation étrangère")
    client.force_login(utilisateur)
    html = client.get(reverse("pages:aide")).content.decode()
    assert f'name="organisation" value="{une.reference}"' in html
    assert f'name="organisation" value="{autre.reference}"' in html
    assert "Organisation étrangère" not in html
    client.post(reverse("comptes:choisir_organisation"), {"organisation": autre.reference})
    html = client.get(reverse("pages:aide")).content.decode()
    assert f'value="{autre.reference}" aria-current="true"' in html
