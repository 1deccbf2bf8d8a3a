from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from comptes.models import CleApi
from comptes.services.cles import CLES_MAX, creer_cle
from comptes.services.donnees import exporter_donnees, supprimer_compte
from comptes.services.menage import faire_le_menage
from ouverture.api.acces import CadenceOuverte
from tests.fabriques import make_utilisateur

pytestmark = pytest.mark.django_db
ADRESSE = "/api/v1/thematiques/"


@pytest.fixture(autouse=True)
def sans_compteur():
    cache.clear()


def demander(client, secret, adresse=ADRESSE):
    return client.get(adresse, headers={"authorization": f"Bearer {secret}"})


def test_a_key_is_made_on_the_profile_and_shown_once(client):
    qui = make_utilisateur()
    client.force_login(qui)
    page = client.post("/comptes/profil/cles/", {"nom": "Carte du site", "jours": "90"})
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert secret not in client.get("/comptes/profil/cles/").content.decode()
    cle = CleApi.objects.get()
    assert secret not in str(exporter_donnees(utilisateur=qui))
    assert cle.empreinte not in str(exporter_donnees(utilisateur=qui))
    client.logout()
    assert demander(client, secret).status_code == 200
    cle.refresh_from_db()
    assert cle.utilisee_le == timezone.localdate()


def test_a_key_that_no_longer_opens(client):
    qui = make_utilisateur()
    cle, secret = creer_cle(utilisateur=qui, nom="Carte", jours=30)
    client.force_login(make_utilisateur())
    assert client.post(f"/comptes/profil/cles/{cle.reference}/revoquer/").status_code == 404
    client.force_login(qui)
    client.post(f"/comptes/profil/cles/{cle.reference}/revoquer/")
    client.logout()
    reponse = demander(client, secret)
    assert reponse.status_code == 401
    assert reponse["WWW-Authenticate"] == "Bearer"
    assert "révoquée" in reponse.json()["detail"]
    expiree, secret = creer_cle(utilisateur=qui, nom="Carte", jours=30)
    CleApi.objects.filter(pk=expiree.pk).update(expire_le=timezone.now() - timedelta(seconds=1))
    assert demander(client, secret).status_code == 401
    _, secret = creer_cle(utilisateur=qui, nom="Carte", jours=30)
    supprimer_compte(utilisateur=qui)
    assert demander(client, secret).status_code == 401
    assert not CleApi.objects.exists()


def test_so_many_keys_and_no_more(client):
    qui = make_utilisateur()
    for _ in range(CLES_MAX):
        creer_cle(utilisateur=qui, nom="Carte", jours=30)
    client.force_login(qui)
    page = client.post("/comptes/profil/cles/", {"nom": "Encore", "jours": "30"})
    assert page.status_code == 422
    assert "révoquez" in page.content.decode()


def test_a_key_or_a_session_may_ask_more_often(client, monkeypatch):
    for portee, debit in (("api", "1/min"), ("api_cle", "2/min")):
        monkeypatch.setitem(CadenceOuverte.THROTTLE_RATES, portee, debit)
    qui = make_utilisateur()
    _, secret = creer_cle(utilisateur=qui, nom="Carte", jours=30)
    assert [client.get(ADRESSE).status_code for _ in range(2)] == [200, 429]
    assert "Trop de demandes\u00a0: revenez dans" in client.get(ADRESSE).json()["detail"]
    refus = client.get(ADRESSE)
    assert int(refus["Retry-After"]) > 0
    assert "seconde" in refus.json()["detail"]
    assert [demander(client, secret).status_code for _ in range(3)] == [200, 200, 429]
    client.force_login(qui)
    assert [client.get(ADRESSE).status_code for _ in range(3)] == [200, 200, 429]


def test_old_keys_are_forgotten():
    qui = make_utilisateur()
    for nom in ("ancienne", "valable"):
        creer_cle(utilisateur=qui, nom=nom, jours=30)
    ancienne = timezone.now() - timedelta(days=100)
    CleApi.objects.filter(nom="ancienne").update(expire_le=ancienne)
    faire_le_menage()
    assert [cle.nom for cle in CleApi.objects.all()] == ["valable"]


def test_operators_stop_a_key_after_a_confirmation_and_it_is_logged(client, monkeypatch):
    from django.contrib.admin.models import LogEntry

    monkeypatch.setattr("comptes.administration.is_mfa_enabled", lambda _: True)
    cle, secret = creer_cle(utilisateur=make_utilisateur(), nom="Carte perdue", jours=90)
    gardee, autre = creer_cle(utilisateur=make_utilisateur(), nom="Autre", jours=90)
    client.force_login(make_utilisateur(is_staff=True, is_superuser=True))
    liste = "/operateurs/comptes/cleapi/"
    choix = {"action": "revoquer", "_selected_action": [cle.pk]}
    pages = [
        client.get(liste, {"etat": "valable", "q": secret[:12]}),
        client.get(f"{liste}{cle.pk}/change/"),
        client.post(liste, choix),
    ]
    for page in pages:
        texte = page.content.decode()
        assert "Carte perdue" in texte
        assert not [s for s in (secret, cle.empreinte) if s in texte]
    assert demander(client, secret).status_code == 200, "nothing is done before it is confirmed"
    assert client.post(f"{liste}{cle.pk}/delete/", {"post": "yes"}).status_code == 403
    page = client.post(liste, {**choix, "confirmation": "oui"}, follow=True)
    assert "Clé révoquée." in page.content.decode()
    assert (demander(client, secret).status_code, demander(client, autre).status_code) == (401, 200)
    (trace,) = LogEntry.objects.all()
    assert (trace.object_id, trace.change_message) == (str(cle.pk), "Clé révoquée.")
    assert "déjà révoquées" in client.post(liste, choix, follow=True).content.decode()
    client.force_login(make_utilisateur(is_superuser=True))
    assert client.post(liste, {**choix, "_selected_action": [gardee.pk]}).status_code in {302, 403}
