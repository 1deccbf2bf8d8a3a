"""Proposing without an account: an actor, a correction, a closure; then following and answering."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from acteurs.services.fusion import merge_acteurs
from moderation.doublons import chercher_candidats, compter_semblables
from moderation.models import Contribution
from moderation.services.courriels import jeton_de
from moderation.services.decisions import RAVISEMENT, decide_contribution
from moderation.services.questions import ask_question
from moderation.views import public
from socle.courriels import envoyer_dus
from tests.fabriques import make_acteur, make_organisation, make_thematique, make_utilisateur
from tests.moderation.monde import Scene, batir, corriger

pytestmark = pytest.mark.django_db
PROPOSER = reverse("moderation:proposer")
SIGNE = {"source": "Le marché du samedi", "adresse_postale": ""}


@pytest.fixture
def scene(db) -> Scene:
    cache.clear()
    return batir()


def lire(reponse) -> str:
    return re.sub(r"\s+", " ", reponse.content.decode())


def test_a_citizen_proposes_an_actor_and_keeps_an_address(client, scene):
    theme = make_thematique("alimentation")
    page = lire(client.get(f"{PROPOSER}?nom=Le+Fournil"))
    assert 'value="Le Fournil"' in page
    assert "Vous répondre" in page
    assert 'name="statut"' not in page
    incomplete = client.post(PROPOSER, {"nom": "Le Fournil", "commune_texte": "Nulle part"})
    assert incomplete.status_code == 422
    reponse = client.post(
        PROPOSER,
        {
            **SIGNE, "nom": "Le Fournil", "famille": "association", "commune_texte": "albert",
            "thematiques": [theme.pk], "courriel": "camille@exemple.example", "signature": "Cam",
        },
    )  # fmt: skip
    contribution = Contribution.objects.get()
    assert reponse["Location"] == reverse("moderation:suivi", args=[jeton_de(contribution)]) + (
        "?merci=oui"
    )
    assert contribution.valeurs == {
        "nom": "Le Fournil", "type_id": "association", "commune_id": "80016",
        "thematiques": ["alimentation"],
    }  # fmt: skip
    assert (contribution.origine, contribution.source, contribution.nom_auteur) == (
        "public", "Le marché du samedi", "Cam",
    )  # fmt: skip
    merci = client.get(reponse["Location"])
    assert merci["X-Robots-Tag"] == "noindex, nofollow"
    assert "Merci" in lire(merci)
    assert "Gardez l’adresse" in lire(merci)
    assert "camille@exemple.example" not in lire(merci)


def test_look_alikes_are_shown_before(client, scene):
    make_acteur(nom="Le Fournil", commune=scene.commune)
    make_acteur(nom="Autre", commune=scene.commune, siret="35600000000048")
    saisie = {**SIGNE, "nom": "le fournil", "commune_texte": "Albert"}
    reponse = client.post(PROPOSER, saisie)
    assert reponse.status_code == 422
    assert "peut-être déjà" in lire(reponse)
    assert client.post(PROPOSER, {**saisie, "confirme": "oui"}).status_code == 302
    meme = client.post(
        PROPOSER, {**saisie, "nom": "Neuf", "siret": "356 000 000 00048", "confirme": "oui"}
    )
    assert "porte déjà ce SIRET" in lire(meme)
    assert Contribution.objects.count() == 1


def test_the_number_of_an_entry_that_joined_another_leads_there(client, scene):
    merge_acteurs(
        survivant=scene.acteur,
        absorbe=make_acteur(nom="Ancienne", siret="35600000000048", rna="W802001234"),
    )
    saisie = {**SIGNE, "nom": "Tout autre", "commune_texte": "Albert", "confirme": "oui"}
    page = lire(client.post(PROPOSER, {**saisie, "siret": "35600000000048"}))
    assert "celui d’une fiche réunie à La Ressourcerie" in page
    assert reverse("moderation:corriger", args=[scene.acteur.reference]) in page
    assert "C’est un autre" not in page
    # An association may have several places: its number asks, and is answered.
    del saisie["confirme"]
    assert "C’est un autre" in lire(client.post(PROPOSER, {**saisie, "rna": "W802001234"}))
    reponse = client.post(PROPOSER, {**saisie, "rna": "W802001234", "confirme": "oui"})
    assert reponse.status_code == 302
    contribution = Contribution.objects.get()
    Contribution.objects.update(valeurs={**contribution.valeurs, "siret": "35600000000048"})
    with pytest.raises(ValidationError, match="fiche réunie à La Ressourcerie"):
        decide_contribution(contribution=contribution, geste="accepter", par=scene.curatrice)
    contribution.refresh_from_db()
    assert [c.acteur for c in chercher_candidats(contribution)] == [scene.acteur]
    assert compter_semblables([contribution]) == {contribution.pk: 1}


def test_a_correction_starts_from_the_entry(client, scene):
    adresse = reverse("moderation:corriger", args=[scene.acteur.reference])
    page = lire(client.get(adresse))
    assert 'value="1 rue A"' in page
    fiche = {
        **SIGNE, "nom": "La Ressourcerie", "description": "Une\r\nDeux\r\nTrois",
        "commune_texte": "Albert", "commune_code": "80016", "adresse": "1 rue A",
    }  # fmt: skip
    rien = client.post(adresse, fiche)
    assert rien.status_code == 422
    assert "Rien ne change" in lire(rien)
    assert page.count("Préciser la source") == 12
    trop = client.post(adresse, {**fiche, "adresse": "2 rue B", "source-adresse": "x" * 251})
    assert trop.status_code == 422
    assert '<details class="mo-source" open>' in lire(trop)
    assert (
        client.post(
            adresse,
            {**fiche, "adresse": "2 rue B", "source-adresse": " Leur site ", "source-nom": "Rien"},
        ).status_code
        == 302
    )
    contribution = Contribution.objects.get()
    assert (contribution.source, contribution.sources) == (
        "Le marché du samedi", {"adresse": "Leur site"},
    )  # fmt: skip
    assert (contribution.valeurs, contribution.base) == (
        {"adresse": "2 rue B"}, {"adresse": "1 rue A"},
    )  # fmt: skip
    assert (contribution.nature, contribution.acteur) == ("correction", scene.acteur)


def test_a_closure_says_how_one_knows(client, scene):
    adresse = reverse("moderation:fermeture", args=[scene.acteur.reference])
    assert client.get(adresse).status_code == 200
    assert client.post(adresse, {"source": " "}).status_code == 422
    assert client.post(adresse, SIGNE).status_code == 302
    assert Contribution.objects.get().nature == "fermeture"


@pytest.mark.parametrize("nom", ["corriger", "fermeture"])
def test_only_published_entries_are_open(client, scene, nom):
    prive = make_acteur(statut="propose", organisation=make_organisation())
    assert client.get(reverse(f"moderation:{nom}", args=[prive.reference])).status_code == 404


def test_machines_and_floods_are_stopped(client, scene, monkeypatch):
    saisie = {**SIGNE, "nom": "Robot", "commune_texte": "Albert"}
    assert client.post(PROPOSER, {**saisie, "adresse_postale": "x"}).status_code == 422
    monkeypatch.setattr(public, "CADENCE", "1/h")
    assert client.post(PROPOSER, saisie).status_code == 302
    trop = client.post(PROPOSER, {**saisie, "nom": "Robot 2"})
    assert trop.status_code == 422
    assert "Trop d’envois" in lire(trop)
    assert Contribution.objects.count() == 1


def test_who_is_signed_in_is_known(client, scene):
    personne = make_utilisateur()
    client.force_login(personne)
    assert "Vous répondre" not in lire(client.get(PROPOSER))
    client.post(PROPOSER, {**SIGNE, "nom": "Neuf", "commune_texte": "Albert"})
    contribution = Contribution.objects.get()
    assert (contribution.auteur, contribution.origine) == (personne, "compte")
    assert contribution.adresse_de_reponse() == personne.email


def test_a_question_is_mailed_answered_by_its_link_and_the_decision_told(client, scene):
    contribution = corriger(scene.acteur, adresse="2 rue B", signe={"nom": "Cam"})
    ask_question(contribution=contribution, texte="Depuis quand ?", par=scene.curatrice)
    envoyer_dus()
    (message,) = mail.outbox
    assert message.to == ["camille@exemple.example"]
    lien = re.search(r"http://testserver(/\S+)", message.body)[1]
    assert "Depuis quand ?" in lire(client.get(lien))
    assert client.post(lien, {"reponse": " "}).status_code == 422
    assert client.post(lien, {"reponse": "Mars"}).status_code == 302
    contribution.refresh_from_db()
    assert contribution.etat == "a_examiner"
    assert "Mars" in lire(client.get(lien))
    assert client.post(lien, {"reponse": "Encore"}).status_code == 422
    decide_contribution(
        contribution=contribution, geste="refuser", par=scene.curatrice, motif="Pas vu"
    )
    envoyer_dus(timezone.now() + 2 * RAVISEMENT)
    decision = next(m for m in mail.outbox if m.to == message.to and m is not message)
    assert "Pas vu" in decision.body
    assert lien in decision.body
    page = lire(client.get(lien))
    assert "Refusée" in page
    assert "Pas vu" in page
    assert client.post(lien, {"reponse": "Mais"}).status_code == 422


def test_a_wrong_address_opens_nothing(client, scene):
    contribution = corriger(scene.acteur, adresse="2 rue B")
    assert client.get(reverse("moderation:suivi", args=[contribution.reference])).status_code == 410
    faux = f"{jeton_de(contribution)}x"
    assert client.get(reverse("moderation:suivi", args=[faux])).status_code == 410


def test_the_page_of_an_actor_leads_to_the_correction(client, scene):
    fiche = reverse("acteurs:fiche", args=[scene.acteur.reference])
    lien = reverse("moderation:corriger", args=[scene.acteur.reference])
    assert lien in lire(client.get(fiche))
    corriger(scene.acteur, adresse="2 rue B")
    assert "attend une décision" not in lire(client.get(fiche))
    client.force_login(scene.curatrice)
    page = lire(client.get(fiche))
    assert lien not in page
    assert "attend une décision" in page
