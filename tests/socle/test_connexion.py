"""Login by default."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_page_leads_to_the_login_and_back(client):
    reponse = client.get("/demarches/?q=a")
    assert reponse.status_code == 302
    assert reponse.url == f"{reverse('account_login')}?next=/demarches/%3Fq%3Da"


def test_fragment_sends_the_whole_page_to_the_login(client):
    reponse = client.get(
        "/demarches/",
        headers={
            "HX-Request": "true",
            "HX-Current-URL": "http://testserver/demarches/abc/?theme=mobilite",
        },
    )
    assert reponse.status_code == 200
    assert reponse["HX-Redirect"] == (
        f"{reverse('account_login')}?next=%2Fdemarches%2Fabc%2F%3Ftheme%3Dmobilite"
    )
    assert reponse.content == b""


def test_address_of_another_site_is_not_followed(client):
    reponse = client.get(
        "/demarches/", headers={"HX-Request": "true", "HX-Current-URL": "https://mal.example/x"}
    )
    assert reponse["HX-Redirect"] == f"{reverse('account_login')}?next=%2Fx"
