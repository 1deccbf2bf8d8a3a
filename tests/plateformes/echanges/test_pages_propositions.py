from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from plateformes.models import LienPorteur, Plateforme, Proposition
from tests.plateformes.monde import batir

pytestmark = pytest.mark.django_db


@pytest.fixture
def publiee():
    plateforme, gens = batir("publiee", nom="Le Grand Partage", accroche="A")
    Proposition.objects.all().delete()
    return plateforme, gens


def test_anyone_proposes_a_platform_without_an_account(client, publiee):
    assert client.get("/plateformes/proposer/").status_code == 200
    saisie = {"nom": "Nouvelle venue", "courriel": "h@exemple.example", "message": "Vue à Lens"}
    assert client.post("/plateformes/proposer/", {**saisie, "nom": ""}).status_code == 422
    assert client.post("/plateformes/proposer/", saisie)["Location"] == "/plateformes/"
    creee = Plateforme.objects.get(nom="Nouvelle venue")
    assert (creee.statut, creee.reseau) == ("proposee", None)
    assert creee.propositions.get().message == "Vue à Lens"
    assert client.get(f"/plateformes/{creee.code}/").status_code == 404
    reponse = client.post("/plateformes/proposer/", {"nom": "le grand partage"})
    assert "déjà au catalogue" in reponse.content.decode()


def test_machines_fall_in_the_trap_and_hurried_people_wait(client, publiee):
    piege = {"nom": "Robot", "adresse_postale": "12 rue"}
    assert client.post("/plateformes/proposer/", piege).status_code == 422
    for rang in range(6):
        assert client.post("/plateformes/proposer/", {"nom": f"P {rang}"}).status_code == 302
    reponse = client.post("/plateformes/proposer/", {"nom": "P 7"})
    assert "Trop d’envois" in reponse.content.decode()
    assert not Plateforme.objects.filter(nom__in=["Robot", "P 7"]).exists()


def test_a_holder_comes_by_a_personal_link_and_the_network_decides(client, publiee):
    plateforme, gens = publiee
    client.force_login(gens["membre"])
    client.post(
        f"/plateformes/atelier/fiche/{plateforme.code}/lien/", {"courriel": "p@exemple.example"}
    )
    (courriel,) = mail.outbox
    assert courriel.to == ["p@exemple.example"]
    ici = next(m for m in courriel.body.split() if "/porteur/" in m).removeprefix(
        "http://testserver"
    )
    client.logout()
    page = client.get(ici)
    assert page["Cache-Control"] == "private, no-store"
    assert "Relire votre fiche" in page.content.decode()
    saisie = {"nom": "Le Grand Partage", "accroche": "B", "export": "En CSV", "message": "Voilà"}
    assert "Merci" in client.post(ici, saisie).content.decode()
    proposition = Proposition.objects.get()
    assert proposition.origine == "porteur"
    assert set(proposition.valeurs) == {"accroche", "export"}
    plateforme.refresh_from_db()
    assert plateforme.accroche == "A"
    la_bas = f"/plateformes/atelier/propositions/{proposition.reference}/"
    client.force_login(gens["autre_reseau"])
    assert "En CSV" in client.get(la_bas).content.decode()
    assert client.post(la_bas, {"decision": "accepter", "champs": "export"}).status_code == 403
    client.force_login(gens["membre"])
    assert "Voilà" in client.get(f"/plateformes/atelier/fiche/{plateforme.code}/").content.decode()
    assert client.post(la_bas, {"decision": "refuser"}).status_code == 422
    client.post(la_bas, {"decision": "accepter", "champs": ["export"]})
    plateforme.refresh_from_db()
    assert (plateforme.accroche, plateforme.export) == ("A", "En CSV")
    assert "Acceptée" in client.get(la_bas).content.decode()


def test_a_link_out_of_date_or_replaced_does_not_open(client, publiee):
    plateforme, gens = publiee
    client.force_login(gens["membre"])
    for _ in range(2):
        client.post(
            f"/plateformes/atelier/fiche/{plateforme.code}/lien/", {"courriel": "p@e.example"}
        )
    adresses = [
        next(m for m in c.body.split() if "/porteur/" in m).removeprefix("http://testserver")
        for c in mail.outbox
    ]
    assert [client.get(a).status_code for a in adresses] == [410, 200]
    LienPorteur.objects.update(expire_le=timezone.now() - timedelta(minutes=1))
    assert client.get(adresses[1]).status_code == 410
    assert LienPorteur.objects.filter(empreinte__contains=adresses[1].split("/")[-2]).count() == 0


def test_a_holder_with_an_account_changes_more_than_the_public(client, publiee):
    plateforme, gens = publiee
    ici = f"/plateformes/proposer/{plateforme.code}/"
    assert "id_export" not in client.get(ici).content.decode()
    reponse = client.post(ici, {"accroche": "A", "description": ""})
    assert "Rien ne change" in reponse.content.decode()
    client.force_login(gens["porteur"])
    assert "id_export" in client.get(ici).content.decode()
    client.post(ici, {"nom": plateforme.nom, "accroche": "Mieux dit"})
    assert Proposition.objects.get().origine == "porteur"
