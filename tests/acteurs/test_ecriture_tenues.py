"""Entries somebody holds: what a register says otherwise is proposed, never written."""

import pytest

from acteurs.models import Acteur, PropositionOfficielle
from tests.acteurs.fiches import rangee
from tests.fabriques import make_acteur

pytestmark = pytest.mark.django_db


def test_entries_somebody_holds_are_only_proposed_changes(albert, lieu, ecrire):
    acteur = make_acteur(
        nom="Les Amis", siret="35600000000048", commune=albert, type_id="association",
        adresse="1, rue des lilas", taille="", precision="adresse", lon=2.6, lat=50.0,
    )  # fmt: skip
    facts = rangee(nom="LES AMIS", commune_id="80017")
    assert ecrire(facts) == {"proposes": 1}
    apres = Acteur.objects.get()
    assert (apres.nom, apres.commune, apres.taille, apres.version) == ("Les Amis", albert, "", 1)
    assert (apres.categorie_juridique, apres.naf, apres.empreinte) == ("9220", "94.99Z", 1)
    proposition = PropositionOfficielle.objects.get()
    assert (proposition.acteur, proposition.nature) == (acteur, "modification")
    assert proposition.valeurs == {
        "forme_juridique": ["", "Association déclarée"],
        "taille": ["", "1-9"],
        "commune_id": ["80016", "80017"],
        "lon": [2.6, 2.65],
        "lat": [50.0, 50.0],
        "precision": ["adresse", "adresse"],
    }
    assert ecrire(facts) == {"inchanges": 1}
    assert PropositionOfficielle.objects.count() == 1


def test_what_was_refused_is_not_proposed_again_and_the_rest_is(albert, ecrire):
    make_acteur(nom="Vieux nom", siret="35600000000048", commune=albert)
    ecrire(rangee())
    PropositionOfficielle.objects.update(etat="refusee")
    assert ecrire(rangee(empreinte=2)) == {"inchanges": 1}
    assert ecrire(rangee(empreinte=3, taille="250+")) == {"proposes": 1}
    assert PropositionOfficielle.objects.get(etat="a_examiner").valeurs == {"taille": ["", "250+"]}


def test_later_facts_bring_the_pending_proposal_up_to_date_or_withdraw_it(albert, ecrire):
    make_acteur(
        nom="Vieux nom", siret="35600000000048", commune=albert, type_id="association",
        forme_juridique="association declaree", adresse="1 rue des Lilas", taille="1-9",
        precision="adresse", lon=2, lat=50,
    )  # fmt: skip
    ecrire(rangee(nom="NEUF"))
    assert ecrire(rangee(empreinte=2, nom="AUTRE")) == {"proposes": 1}
    assert PropositionOfficielle.objects.get().valeurs == {"nom": ["Vieux nom", "AUTRE"]}
    ecrire(rangee(empreinte=3, nom="VIEUX NOM"))
    assert not PropositionOfficielle.objects.exists()


def test_an_entry_without_siret_is_recognised_by_name_and_commune(albert, ecrire):
    acteur = make_acteur(nom="Épicerie d’Albert", commune=albert)
    autre = make_acteur(nom="Garage", commune=albert, siren="356000000")
    make_acteur(nom="Épicerie d’Albert")  # elsewhere
    lignes = [
        rangee("35600000900001", nom="EPICERIE D ALBERT"),
        rangee("35600000000048", nom="GARAGE 2000"),
    ]
    lignes[0] = rangee("91234567800001", nom="EPICERIE D ALBERT")
    assert ecrire(*lignes) == {"proposes": 2}
    assert Acteur.objects.count() == 3
    par_acteur = {p.acteur: p for p in PropositionOfficielle.objects.all()}
    assert par_acteur[acteur].valeurs["siret"] == ["", "91234567800001"]
    assert par_acteur[autre].valeurs["siret"] == ["", "35600000000048"]
    assert "même nom" in par_acteur[acteur].motif
    assert ecrire(*lignes) == {"inchanges": 2}
    # Renamed meanwhile: the SIRET stays promised to it.
    acteur.nom = "Tout autre"
    acteur.save()
    assert ecrire(*lignes) == {"inchanges": 2}
    # Refused: another establishment, with an entry of its own.
    PropositionOfficielle.objects.filter(acteur=acteur).update(etat="refusee")
    acteur.nom = "Épicerie d’Albert"
    acteur.save()
    assert ecrire(*lignes) == {"crees": 1, "inchanges": 1}


def test_two_establishments_of_one_name_leave_the_entry_to_the_head_office(albert, ecrire):
    acteur = make_acteur(nom="Secours", commune=albert)
    assert ecrire(
        rangee("35600000000048", nom="SECOURS", siege=0),
        rangee("35600000009075", nom="SECOURS", siege=1),
    ) == {"crees": 1, "proposes": 1}
    assert PropositionOfficielle.objects.get(acteur=acteur).valeurs["siret"][1] == "35600000009075"
