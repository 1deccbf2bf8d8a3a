"""Changes proposed by registers: who decides, what it changes, what the pages show."""

import pytest
from django.urls import reverse

from acteurs.models import Acteur, ImportOfficiel, PropositionOfficielle
from acteurs.referentiels import charger
from acteurs.services.propositions import (
    ChangementImpossible,
    accept_proposition,
    dire_changements,
    propositions_de,
    refuse_proposition,
)
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_organisation,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def albert(db):
    charger()
    return make_commune("80016", nom="Albert")


@pytest.fixture
def personne():
    return make_utilisateur()


@pytest.fixture
def organisation(personne):
    return make_organisation(personne)


@pytest.fixture
def acteur(albert, organisation):
    return make_acteur(nom="Vieux nom", commune=albert, organisation=organisation)


def proposer(acteur, nature="modification", **champs):
    champs.setdefault("valeurs", {"nom": [acteur.nom, "NOUVEAU NOM"]})
    champs.setdefault("travail", ImportOfficiel.objects.create(source="sirene"))
    return PropositionOfficielle.objects.create(
        acteur=acteur, nature=nature, **{"empreinte": 1, **champs}
    )


def test_accepting_changes_the_entry_with_its_history(acteur, albert, personne):
    aveluy = make_commune("80017", nom="Aveluy")
    proposition = proposer(
        acteur,
        "demenagement",
        valeurs={
            "siret": ["", "35600000000048"],
            "commune_id": ["80016", "80017"],
            "adresse": ["", "1 RUE NEUVE"],
            "lon": [2.649, 2.7],
            "lat": [50.004, 50.1],
            "precision": ["commune", "adresse"],
            "esus": [False, True],
            "thematiques": [[], ["mobilite"]],
        },
    )
    accept_proposition(proposition=proposition, par=personne)
    acteur.refresh_from_db()
    assert (acteur.siret, acteur.siren, acteur.commune, acteur.adresse) == (
        "35600000000048", "356000000", aveluy, "1 RUE NEUVE",
    )  # fmt: skip
    assert (acteur.lon, acteur.precision, acteur.esus) == (2.7, "adresse", True)
    assert [t.pk for t in acteur.thematiques.all()] == ["mobilite"]
    passage = acteur.history.latest()
    assert passage.history_user == personne
    assert passage.history_change_reason.startswith("Déménagement proposé par")
    proposition.refresh_from_db()
    assert (proposition.etat, proposition.decidee_par) == ("acceptee", personne)
    with pytest.raises(ChangementImpossible, match="déjà décidé"):
        refuse_proposition(proposition=proposition, par=personne)


def test_accepting_a_closing_archives(acteur, personne):
    proposition = proposer(acteur, "fermeture", valeurs={"statut": ["publie", "archive"]})
    accept_proposition(proposition=proposition, par=personne)
    acteur.refresh_from_db()
    assert acteur.statut == "archive"


def test_a_change_the_directory_forbids_is_told_and_stays(acteur, personne):
    make_acteur(siret="35600000000048")
    proposition = proposer(acteur, valeurs={"siret": ["", "35600000000048"]})
    with pytest.raises(ChangementImpossible, match="déjà ce SIRET"):
        accept_proposition(proposition=proposition, par=personne)
    proposition.refresh_from_db()
    assert proposition.etat == "a_examiner"


def test_refusing_leaves_the_entry_alone(acteur, personne):
    proposition = proposer(acteur)
    refuse_proposition(proposition=proposition, par=personne)
    acteur.refresh_from_db()
    proposition.refresh_from_db()
    assert (acteur.nom, proposition.etat) == ("Vieux nom", "refusee")


def test_people_decide_on_the_entries_they_may_change(acteur, personne):
    proposition = proposer(acteur)
    officielle = make_acteur()
    autre = proposer(officielle)
    proposer(make_acteur(statut=Acteur.Statut.ARCHIVE))
    reseau = make_utilisateur()
    make_organisation(reseau, nature="reseau_ess")
    assert set(propositions_de(personne)) == {proposition}
    assert set(propositions_de(reseau)) == {proposition, autre}
    assert not propositions_de(make_utilisateur()).exists()


def test_changes_are_told_in_words_beside_what_the_entry_says_now(acteur):
    make_commune("80017", nom="Aveluy")
    proposition = proposer(
        acteur,
        valeurs={
            "nom": ["Vieux nom", "NOUVEAU"],
            "commune_id": ["80016", "80017"],
            "taille": ["", "1-9"],
            "type_id": [None, "association"],
            "lon": [1, 2],
            "precision": ["inconnue", "adresse"],
            "ess": [False, True],
        },
    )
    acteur.nom = "Nom corrigé"
    acteur.save()
    proposition.refresh_from_db()
    ((_, changements),) = dire_changements([proposition])
    assert [(c.libelle, c.avant, c.apres) for c in changements] == [
        ("Nom", "Nom corrigé", "NOUVEAU"),
        ("Commune", "Albert", "Aveluy"),
        ("Précision du point", "À localiser", "À l’adresse"),
        ("Famille ou type", "vide", "Association"),
        ("Relève de l’ESS", "vide", "oui"),
        ("Taille", "vide", "1 à 9 salariés"),
    ]


@pytest.fixture
def navigateur(client, personne):
    client.force_login(personne)
    return client


def test_the_former_queue_leads_to_the_common_one(navigateur):
    suites = {
        "": "de=registre",
        "?nature=modification&territoire=epci:1": "territoire=epci%3A1&quoi=correction&de=registre",
        "?acteur=abc": "acteur=abc",
    }
    for demande, suite in suites.items():
        reponse = navigateur.get(f"{reverse('acteurs:propositions')}{demande}")
        assert reponse["Location"] == f"{reverse('moderation:file')}?{suite}"


def test_the_page_of_an_actor_tells_what_registers_say(navigateur, acteur):
    Acteur.objects.filter(pk=acteur.pk).update(
        categorie_juridique="9220", naf="94.99Z", naf25="94.99Y", esus=True, origine="sirene"
    )
    proposer(acteur)
    proposer(acteur, "demenagement", etat="acceptee", motif="Parti en face", valeurs={})
    adresse = reverse("acteurs:fiche", args=[acteur.reference])
    page = navigateur.get(adresse).content.decode()
    for attendu in ("NAF 94.99Z", "NAF 2025 94.99Y", "Agrément ESUS", "9220", "Parti en face"):
        assert attendu in page
    file = f"{reverse('acteurs:propositions')}?acteur={acteur.reference}"
    assert file in page
    assert "NOUVEAU NOM" in navigateur.get(file, follow=True).content.decode()
    make_organisation(autre := make_utilisateur())
    navigateur.force_login(autre)
    assert "Examiner" not in navigateur.get(adresse).content.decode()
