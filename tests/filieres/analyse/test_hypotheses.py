"""Hypotheses on screen: tried, kept, compared, deleted; the filière itself never changes."""

import pytest
from django.urls import reverse

from filieres.models import Hypothese
from tests.fabriques import (
    make_filiere,
    make_gisement,
    make_maillon,
    make_membre_filiere,
    make_position,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def filiere(client):
    pilote = make_utilisateur()
    client.force_login(pilote)
    filiere = make_filiere(pilote)
    tri = make_maillon(filiere, intitule="Tri", capacite=50, unite="t/an")
    make_position(tri, nom_libre="Ressourcerie")
    lavage = make_maillon(filiere, intitule="Lavage")
    make_position(lavage, nom_libre="ESAT", potentielle=True, capacite=80, unite="t/an")
    make_gisement(maillon=tri, quantite=100, unite="t/an")
    return filiere


def adresse(nom, *args):
    return reverse(f"filieres:{nom}", args=args)


def creer(client, filiere, nom="Laver ici"):
    client.post(adresse("hypothese_nouvelle", filiere.reference), {"nom": nom, "description": ""})
    return Hypothese.objects.get(nom=nom)


def ajouter(client, hypothese, genre, **champs):
    page = adresse("hypothese", hypothese.filiere.reference, hypothese.reference)
    saisie = {f"{genre}-{nom}": valeur for nom, valeur in champs.items()}
    return client.post(page, {"type": genre, **saisie})


def test_from_nothing_to_results_beside_today_s(client, filiere):
    texte = client.get(adresse("hypotheses", filiere.reference)).content.decode()
    assert "Aucune hypothèse encore" in texte
    hypothese = creer(client, filiere)
    esat = filiere.maillons.get(intitule="Lavage").positions.get()
    assert ajouter(client, hypothese, "activer", position=esat.reference).status_code == 302
    tri = filiere.maillons.get(intitule="Tri")
    ajouter(client, hypothese, "capacite", maillon=tri.reference, valeur="7,5", unite="t/mois")
    ajouter(client, hypothese, "acteur", maillon=tri.reference, nom="Neuf", ess="oui")
    hypothese.refresh_from_db()
    assert [c["type"] for c in hypothese.changements] == ["activer", "capacite", "acteur"]
    assert hypothese.changements[1]["valeur"] == "7.5"
    assert hypothese.changements[2]["ess"] is True
    page = client.get(adresse("hypothese", filiere.reference, hypothese.reference))
    texte = page.content.decode()
    for attendu in ("ESAT tient le maillon Lavage", "80\xa0t/an", "mieux", "Maillons qui changent"):
        assert attendu in texte, attendu
    esat.refresh_from_db()
    tri.refresh_from_db()
    assert esat.potentielle
    assert tri.capacite == 50
    assert tri.positions.count() == 1


def test_a_wrong_change_is_said_and_nothing_is_kept(client, filiere):
    hypothese = creer(client, filiere)
    tri = filiere.maillons.get(intitule="Tri")
    reponse = ajouter(client, hypothese, "capacite", maillon=tri.reference, valeur="10", unite="")
    assert reponse.status_code == 422
    reponse = ajouter(client, hypothese, "capacite", maillon="autre", valeur="10", unite="t/an")
    assert reponse.status_code == 422
    assert ajouter(client, hypothese, "inventé").status_code == 422
    hypothese.refresh_from_db()
    assert hypothese.changements == []
    # The same name twice in a filière is refused.
    reponse = client.post(
        adresse("hypothese_nouvelle", filiere.reference), {"nom": "Laver ici", "description": ""}
    )
    assert reponse.status_code == 422


def test_changes_are_taken_out_unless_somebody_changed_the_list_meanwhile(client, filiere):
    hypothese = creer(client, filiere)
    esat = filiere.maillons.get(intitule="Lavage").positions.get()
    ajouter(client, hypothese, "activer", position=esat.reference)
    hypothese.refresh_from_db()
    args = (filiere.reference, hypothese.reference)
    client.post(adresse("hypothese_retirer", *args), {"rang": 0, "version": hypothese.version - 1})
    hypothese.refresh_from_db()
    assert len(hypothese.changements) == 1
    client.post(adresse("hypothese_retirer", *args), {"rang": 9, "version": hypothese.version})
    client.post(adresse("hypothese_retirer", *args), {"rang": "x", "version": ""})
    client.post(adresse("hypothese_retirer", *args), {"rang": 0, "version": hypothese.version})
    hypothese.refresh_from_db()
    assert hypothese.changements == []


def test_up_to_three_are_compared_and_one_is_renamed_and_deleted(client, filiere):
    toutes = [creer(client, filiere, f"Essai {i}") for i in range(4)]
    page = adresse("hypotheses", filiere.reference)
    texte = client.get(page, {"h": [h.reference for h in toutes]}).content.decode()
    assert "Côte à côte" in texte
    assert "Trois hypothèses au plus" in texte
    args = (filiere.reference, toutes[0].reference)
    version = Hypothese.objects.get(pk=toutes[0].pk).version
    saisie = {"nom": "Renommé", "description": "", "version": version}
    assert client.post(adresse("hypothese_modifier", *args), saisie).status_code == 302
    # The same version again: somebody saved meanwhile, both texts are shown.
    saisie = {"nom": "Autre", "description": "", "version": version}
    reponse = client.post(adresse("hypothese_modifier", *args), saisie)
    assert reponse.status_code == 409
    assert "Renommé" in reponse.content.decode()
    assert client.get(adresse("hypothese_supprimer", *args)).status_code == 200
    client.post(adresse("hypothese_supprimer", *args))
    assert Hypothese.objects.count() == 3


def test_what_a_change_was_about_may_be_gone(client, filiere):
    hypothese = creer(client, filiere)
    esat = filiere.maillons.get(intitule="Lavage").positions.get()
    ajouter(client, hypothese, "activer", position=esat.reference)
    esat.delete()
    page = client.get(adresse("hypothese", filiere.reference, hypothese.reference))
    assert "n’existe plus" in page.content.decode()


def test_members_read_and_the_team_writes(client, filiere):
    hypothese = creer(client, filiere)
    page = adresse("hypothese", filiere.reference, hypothese.reference)
    client.force_login(make_membre_filiere(filiere, role="lecteur"))
    texte = client.get(page).content.decode()
    assert "Essayer un changement de plus" not in texte
    assert client.post(page, {"type": "activer"}).status_code == 403
    exemple = make_filiere(exemple=True)
    texte = client.get(adresse("hypotheses", exemple.reference)).content.decode()
    assert "il se copie" in texte
