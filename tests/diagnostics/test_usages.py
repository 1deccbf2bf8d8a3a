import pytest

from tests.fabriques import (
    make_acteur,
    make_commune,
    make_diagnostic,
    make_membre,
    make_organisation,
    make_territoire,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def demarche():
    ici = make_commune()
    demarche = make_diagnostic(
        make_utilisateur(), titre="Coopérer ici", territoire=make_territoire(ici)
    )
    demarche.acteurs.add(
        make_acteur(nom="Dedans", commune=ici, lon=2.6, lat=50),
        make_acteur(nom="Dehors", commune=make_commune(), lon=2.9, lat=50),
        make_acteur(nom="Sans lieu"),
    )
    return demarche


def noms(client, **filtres) -> set[str]:
    contexte = client.get("/acteurs/", filtres).context
    return {a.nom for a in [*contexte["page"].object_list, *contexte["a_localiser"]]}


def test_members_filter_the_directory_by_their_demarche(client, demarche):
    make_acteur(nom="Autre")
    client.force_login(make_membre(demarche))
    assert noms(client, demarche=demarche.reference) == {"Dedans", "Sans lieu"}
    tous = {"Dedans", "Dehors", "Sans lieu"}
    assert noms(client, demarche=demarche.reference, hors_perimetre="on") == tous
    choix = f"{demarche.territoire.nature}:{demarche.territoire.code}"
    assert noms(client, territoire=choix) == {"Dedans", "Sans lieu"}
    assert noms(client, territoire=choix, hors_perimetre="on") == tous


def test_a_private_demarche_says_nothing_to_others(client, demarche):
    autre = make_utilisateur()
    make_organisation(autre)
    client.force_login(autre)
    choix = f"{demarche.territoire.nature}:{demarche.territoire.code}"
    assert noms(client, territoire=choix, hors_perimetre="on") == {"Dedans"}
    assert noms(client, demarche=demarche.reference) == {"Dedans", "Dehors", "Sans lieu"}
    acteur = demarche.acteurs.get(nom="Dedans")
    page = client.get(f"/acteurs/{acteur.reference}/").content.decode()
    assert "Coopérer ici" not in page
    client.force_login(make_membre(demarche))
    page = client.get(f"/acteurs/{acteur.reference}/").content.decode()
    assert "Coopérer ici" in page
    assert f"/demarches/{demarche.reference}/" in page
