"""Custom territories: composing step by step, conflicts, history."""

import pytest

from comptes.models import Role
from territoires.models import Territoire
from territoires.services.composition import COMMUNES_MAX, creer_territoire
from tests.fabriques import make_commune, make_organisation, make_territoire, make_utilisateur

ADRESSE = "/territoires/composer/"


@pytest.fixture
def communes(db):
    return [make_commune(f"8090{n}", nom=f"Bourg {n}", population=100 * (n + 1)) for n in range(4)]


@pytest.fixture
def epci(communes):
    return make_territoire(*communes[:3], nom="CC des Bourgs", code="248099999")


@pytest.fixture
def organisation(db):
    return make_organisation(nom="PETR")


@pytest.fixture
def membre(client, organisation):
    utilisateur = make_utilisateur(nom="Agente du PETR")
    organisation.adhesions.create(utilisateur=utilisateur, role=Role.MEMBRE)
    client.force_login(utilisateur)
    return utilisateur


def cochees(reponse):
    return [c.pk for c in reponse.context["communes"]]


def test_add_subtract_count_without_javascript(client, membre, epci, communes):
    vide = client.get(ADRESSE)
    assert "Aucune commune pour l’instant" in vide.content.decode()
    trouve = client.post(ADRESSE, {"action": "chercher", "q": "bourgs"})
    assert 'name="ajouter" value="epci:248099999"' in trouve.content.decode()
    ajoute = client.post(ADRESSE, {"ajouter": "epci:248099999", "nom": "Mon PETR"})
    assert cochees(ajoute) == ["80900", "80901", "80902"]
    assert ajoute.context["population"] == 600
    assert 'value="Mon PETR"' in ajoute.content.decode()
    retire = client.post(
        ADRESSE, {"communes": cochees(ajoute), "retirer": "commune:80901", "nom": "Mon PETR"}
    )
    assert cochees(retire) == ["80900", "80902"]
    decoche = client.post(ADRESSE, {"communes": ["80900"], "action": "compter"})
    assert decoche.context["population"] == 100
    assert not Territoire.objects.filter(officiel=False).exists()


def test_htmx_answers_the_same_workshop(client, membre, epci):
    page = client.post(ADRESSE, {"ajouter": "epci:248099999"}).content.decode()
    fragment = client.post(
        ADRESSE, {"ajouter": "epci:248099999"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in fragment
    debut, fin = fragment.index("<fieldset"), fragment.index("</fieldset>")
    assert fragment[debut:fin] in page


def test_start_from_another_territory(client, membre, epci):
    assert len(cochees(client.get(f"{ADRESSE}?depuis=epci:248099999"))) == 3
    assert cochees(client.get(f"{ADRESSE}?depuis=epci:0")) == []


def test_saving_creates_adopts_and_keeps_history(client, membre, organisation, communes):
    reponse = client.post(
        ADRESSE,
        {
            "nom": "Mon PETR",
            "nature": "petr",
            "communes": ["80900", "80903"],
            "action": "enregistrer",
        },
    )
    territoire = Territoire.objects.get(officiel=False)
    assert reponse["Location"] == territoire.get_absolute_url()
    assert (territoire.nom, territoire.nature, territoire.population) == ("Mon PETR", "petr", 500)
    assert territoire.organisation_gestionnaire == organisation
    assert territoire.adoptions.get().organisation == organisation
    version = territoire.history.get()
    assert (version.history_user, version.composition) == (membre, ["80900", "80903"])


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"nom": "", "nature": "petr", "communes": ["80900"]}, "Donnez un nom"),
        ({"nom": "P", "nature": "region", "communes": ["80900"]}, "Choisissez la nature"),
        ({"nom": "P", "nature": "petr"}, "Ajoutez au moins une commune"),
        ({"nom": "P", "nature": "petr", "communes": ["00000"]}, "Ajoutez au moins une commune"),
    ],
)
def test_refusals_keep_the_composition(client, membre, communes, champs, message):
    reponse = client.post(ADRESSE, {**champs, "action": "enregistrer"})
    assert message in reponse.content.decode()
    assert reponse.context["nombre"] == len(champs.get("communes", []))
    assert not Territoire.objects.filter(officiel=False).exists()


def test_too_many_communes(client, membre, communes, monkeypatch):
    monkeypatch.setattr("territoires.services.composition.COMMUNES_MAX", 3)
    assert COMMUNES_MAX > 800
    reponse = client.post(
        ADRESSE,
        {
            "nom": "P",
            "nature": "petr",
            "communes": [c.pk for c in communes],
            "action": "enregistrer",
        },
    )
    assert "adoptez plutôt une région" in reponse.content.decode()


@pytest.fixture
def petr(communes, organisation):
    return creer_territoire(
        nom="PETR", nature="petr", codes=["80900", "80901"], organisation=organisation, par=None
    )


def modifier(client, territoire, **champs):
    return client.post(
        f"{territoire.get_absolute_url()}composer/",
        {"nom": "PETR", "nature": "petr", "version": 1, "action": "enregistrer"} | champs,
    )


def test_concurrent_edits_are_detected_and_nothing_is_lost(client, membre, petr):
    assert modifier(client, petr, communes=["80902"]).status_code == 302
    conflit = modifier(client, petr, communes=["80900", "80903"], nom="Autre")
    page = conflit.content.decode()
    assert "Une autre personne a modifié" in page
    assert cochees(conflit) == ["80900", "80903"]
    assert 'value="Autre"' in page
    petr.refresh_from_db()
    assert petr.composition == ["80902"]
    # The form now carries the version in force: saving again is a choice.
    assert 'name="version" value="2"' in page
    assert modifier(client, petr, communes=["80903"], version=2).status_code == 302
    petr.refresh_from_db()
    assert list(petr.communes.values_list("pk", flat=True)) == ["80903"]


def test_history_tells_and_restores(client, membre, petr):
    modifier(client, petr, communes=["80901", "80902", "80903"], nom="PETR élargi")
    page = client.get(f"{petr.get_absolute_url()}historique/").content.decode()
    assert "Agente du PETR" in page
    assert "2\u00a0ajoutées" in page
    assert "1\u00a0retirée" in page
    reponse = client.post(f"{petr.get_absolute_url()}historique/1/retablir/", follow=True)
    assert "La version 1" in reponse.content.decode()
    petr.refresh_from_db()
    assert (petr.nom, petr.version) == ("PETR", 3)
    assert set(petr.communes.values_list("pk", flat=True)) == {"80900", "80901"}
    assert petr.history.first().history_change_reason == "Version 1 rétablie"
    assert client.post(f"{petr.get_absolute_url()}historique/9/retablir/").status_code == 404


def test_merged_communes_are_replaced_on_saving(client, membre, petr, communes):
    ancienne = communes[3]
    type(ancienne).objects.filter(pk=ancienne.pk).update(actif=False, successeur=communes[2])
    modifier(client, petr, communes=["80903"])
    petr.refresh_from_db()
    assert petr.composition == ["80902"]
