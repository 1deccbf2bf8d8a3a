"""Reading links: opened, read without an account, closed."""

import html as balisage
from datetime import timedelta

import pytest
from django.utils import timezone

from rapports.models import Partage, Rapport
from tests.rapports.donnees import PRIVES, make_demarche
from tests.rapports.outils import adresse_de as _adresse
from tests.rapports.outils import make_rapport as _produire

pytestmark = pytest.mark.django_db


@pytest.fixture
def demarche():
    return make_demarche()


@pytest.fixture
def rapport(demarche, mise_en_page):
    return _produire(demarche)


def test_life_of_a_reading_link(client, demarche, rapport):
    client.force_login(demarche.pilote)
    client.post(_adresse("partager", rapport.reference), {"jours": 30})
    lien = Partage.objects.get()
    adresse = _adresse("partage", lien.jeton)
    fiche = client.get(_adresse("fiche", rapport.reference)).content.decode()
    assert f"http://testserver{adresse}" in fiche
    client.logout()

    page = client.get(adresse)
    assert page.status_code == 200
    assert demarche.diagnostic.organisation.nom in balisage.unescape(page.content.decode())
    assert 'content="noindex, nofollow"' in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "no-referrer"
    for prive in PRIVES:
        assert prive not in page.content.decode()
    fichier = client.get(_adresse("partage_fichier", lien.jeton))
    assert fichier.content.startswith(b"%PDF")
    lien.refresh_from_db()
    assert lien.consultations == 1

    client.force_login(demarche.pilote)
    client.post(_adresse("revoquer", rapport.reference, lien.jeton))
    client.logout()
    for nom in ("partage", "partage_fichier"):
        ferme = client.get(_adresse(nom, lien.jeton))
        assert ferme.status_code == 410
        assert "Ce lien ne s’ouvre plus" in ferme.content.decode()


@pytest.mark.parametrize("cause", ["date", "fichier", "audience"])
def test_dead_links_are_closed(client, demarche, rapport, cause):
    lien = Partage.objects.create(rapport=rapport, expire_le=timezone.now() + timedelta(days=1))
    if cause == "date":
        Partage.objects.update(expire_le=timezone.now())
    elif cause == "fichier":
        Rapport.objects.update(expire_le=timezone.now())
    else:
        Rapport.objects.update(audience="membres")
    for nom in ("partage", "partage_fichier"):
        assert client.get(_adresse(nom, lien.jeton)).status_code == 410


def test_unknown_link_is_not_found(client):
    assert client.get(_adresse("partage", "inconnu")).status_code == 404


def test_members_report_explains_why_it_has_no_link(client, demarche, mise_en_page):
    rapport = _produire(demarche, audience="membres")
    client.force_login(demarche.pilote)
    page = client.get(_adresse("fiche", rapport.reference)).content.decode()
    assert "reste entre les membres" in page
    assert _adresse("partager", rapport.reference) not in page
    reponse = client.post(_adresse("partager", rapport.reference), {"jours": 7}, follow=True)
    assert "réservé aux membres" in reponse.content.decode()
    assert not Partage.objects.exists()


def test_wrong_duration_is_explained(client, demarche, rapport):
    client.force_login(demarche.pilote)
    reponse = client.post(_adresse("partager", rapport.reference), {"jours": 3650})
    assert reponse.status_code == 422
    assert "7, 30 ou 90 jours" in reponse.content.decode()


def test_link_of_another_report_is_not_closed_through_ours(client, demarche, rapport, mise_en_page):
    ailleurs = make_demarche()
    lien = Partage.objects.create(
        rapport=_produire(ailleurs), expire_le=timezone.now() + timedelta(days=1)
    )
    client.force_login(demarche.pilote)
    assert client.post(_adresse("revoquer", rapport.reference, lien.jeton)).status_code == 404
    lien.refresh_from_db()
    assert lien.est_valable
