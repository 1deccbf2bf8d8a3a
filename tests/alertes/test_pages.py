"""Following from the pages, and reading feeds."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse

from acteurs.services import create_acteur, update_acteur
from alertes.models import Alerte
from tests.alertes.test_nouvelles import vieillir
from tests.fabriques import make_acteur, make_commune, make_territoire, make_utilisateur
from tests.fabriques_personnes import make_alerte

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def client_connecte() -> tuple[Client, Any]:
    utilisateur, client = make_utilisateur(), Client()
    client.force_login(utilisateur)
    return client, utilisateur


def entrees(reponse: Any) -> list[str]:
    racine = ET.fromstring(reponse.content)
    return [e.findtext(f"{ATOM}title") or "" for e in racine.iter(f"{ATOM}entry")]


def test_a_search_is_followed_from_the_list(client_connecte: tuple[Client, Any]) -> None:
    client, moi = client_connecte
    make_acteur(nom="Épicerie")
    liste = client.get(reverse("acteurs:liste"), {"q": "épicerie"}).content.decode()
    assert "M’alerter" in liste
    adresse = reverse("alertes:creation") + "?q=épicerie&cadre=1,2,3,4&vue=9/48/2&inconnu=1"
    page = client.get(adresse).content.decode()
    assert "Épicerie" in page, "what one would have known"
    reponse = client.post(adresse, {"nom": "Les épiceries", "rythme": "jour"}, follow=True)
    assert reponse.status_code == 200
    alerte = Alerte.objects.get()
    assert (alerte.utilisateur, alerte.criteres) == (moi, "q=%C3%A9picerie")
    assert client.get(adresse).status_code == 302, "already followed"
    assert "Les épiceries" in client.get(reverse("alertes:liste")).content.decode()


def test_the_form_carries_its_token(client_connecte: tuple[Client, Any]) -> None:
    _, moi = client_connecte
    client = Client(enforce_csrf_checks=True)
    client.force_login(moi)
    adresse = reverse("alertes:creation") + "?q=épicerie"
    page = client.get(adresse).content.decode().split('class="t-formulaire"')[1]
    jeton = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    donnees = {"nom": "Épiceries", "rythme": "jour", "csrfmiddlewaretoken": jeton}
    assert client.post(adresse, donnees).status_code == 302


def test_nothing_asked_is_nothing_to_follow(client_connecte: tuple[Client, Any]) -> None:
    client, _ = client_connecte
    page = client.get(reverse("alertes:creation")).content.decode()
    assert "Rien à suivre" in page
    reponse = client.post(reverse("alertes:creation"), {"nom": "x", "rythme": "jour"})
    assert reponse.status_code == 422
    assert not Alerte.objects.exists()


def test_actors_and_territories_are_followed_from_their_page(
    client_connecte: tuple[Client, Any],
) -> None:
    client, _ = client_connecte
    acteur, territoire = make_acteur(), make_territoire(make_commune())
    fiche = reverse("acteurs:fiche", args=[acteur.reference])
    assert "Suivre" in client.get(fiche).content.decode()
    client.post(f"{reverse('alertes:creation')}?acteur={acteur.reference}", {"rythme": "jour"})
    assert "Vous suivez" in client.get(fiche).content.decode()
    lieu = f"{territoire.nature}:{territoire.code}"
    page = reverse("territoires:fiche", args=[territoire.nature, territoire.code])
    assert "M’alerter par courriel" in client.get(page).content.decode()
    client.post(f"{reverse('alertes:creation')}?lieu={lieu}", {"rythme": "semaine"})
    assert "Mon alerte" in client.get(page).content.decode()
    assert set(Alerte.objects.values_list("nature", flat=True)) == {"acteur", "territoire"}
    inconnu = client.get(f"{reverse('alertes:creation')}?lieu=epci:999")
    assert inconnu.status_code == 404


def test_an_alert_is_set_renewed_and_stopped(client_connecte: tuple[Client, Any]) -> None:
    client, moi = client_connecte
    alerte = make_alerte(utilisateur=moi)
    regler = reverse("alertes:reglage", args=[alerte.reference])
    assert client.post(regler, {"rythme": "semaine"})["Location"].endswith(
        reverse("alertes:alerte", args=[alerte.reference])
    )
    client.post(regler, {"rythme": "toujours"})
    ancien = alerte.jeton
    client.post(reverse("alertes:renouvellement", args=[alerte.reference]))
    alerte.refresh_from_db()
    assert alerte.rythme == "semaine"
    assert Client().get(reverse("alertes:flux", args=[ancien])).status_code == 404
    assert Client().get(reverse("alertes:flux", args=[alerte.jeton])).status_code == 200
    client.post(reverse("alertes:suppression", args=[alerte.reference]))
    assert not Alerte.objects.exists()


def test_feeds_hold_published_news_and_answer_304() -> None:
    commune = make_commune()
    territoire = make_territoire(commune)
    make_acteur(nom="Neuf", commune=commune)
    make_acteur(nom="zqx-secret", commune=commune, statut="propose")
    change = create_acteur(champs={"nom": "Changé", "commune": commune, "statut": "publie"})
    vieillir(change, jours=60)
    update_acteur(acteur=change, champs={"description": "Neuve"})
    adresse = reverse("alertes:flux_territoire", args=[territoire.nature, territoire.code])
    reponse = Client().get(adresse)
    assert reponse["Content-Type"].startswith("application/atom+xml")
    assert {t.split("\u00a0")[0] for t in entrees(reponse)} == {"Neuf", "Changé"}
    encore = Client().get(adresse, headers={"If-None-Match": reponse["ETag"]})
    assert encore.status_code == 304
    liste = Client().get(reverse("alertes:flux_liste"), {"q": "neuf"})
    assert len(entrees(liste)) == 1
    alerte = make_alerte(territoire=territoire)
    prive = Client().get(reverse("alertes:flux", args=[alerte.jeton]))
    assert len(entrees(prive)) == 2
    assert "private" in prive["Cache-Control"]


def test_the_list_of_alerts_costs_the_same(
    client_connecte: tuple[Client, Any], django_assert_num_queries: Any
) -> None:
    client, moi = client_connecte
    make_alerte(utilisateur=moi)
    client.get(reverse("alertes:liste"))
    with django_assert_num_queries(4) as une:
        client.get(reverse("alertes:liste"))
    make_alerte(utilisateur=moi)
    make_alerte(utilisateur=moi, territoire=make_territoire(make_commune()))
    with django_assert_num_queries(len(une)):
        client.get(reverse("alertes:liste"))
