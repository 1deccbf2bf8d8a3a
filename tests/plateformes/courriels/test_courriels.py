"""What happens is told by mail, once, to whom it concerns, and survives a bad mail server."""

import pytest
from django.core import mail

from plateformes.models import LienPorteur, Proposition
from plateformes.services.courriels import NatureCourriel
from plateformes.services.cycle import changer_statut
from plateformes.services.evaluation import finish_evaluation
from plateformes.services.liens_porteur import ouvrir_lien, trouver_lien
from plateformes.services.propositions import accepter, proposer_valeurs, refuser
from plateformes.services.relectures import confier_relecture
from socle.courriels import annoncer, envoyer_dus
from socle.models import Courriel
from tests.fabriques import make_evaluation, make_utilisateur
from tests.plateformes.monde import batir

pytestmark = pytest.mark.django_db


def partis() -> list[tuple[str, str]]:
    envoyer_dus()
    return [(m.to[0], m.body) for m in mail.outbox]


def test_a_review_is_told_to_the_reviewer_not_to_oneself():
    plateforme, gens = batir("proposee")
    confier_relecture(plateforme=plateforme, relecteur=gens["agent"], par=gens["membre"])
    confier_relecture(plateforme=plateforme, relecteur=gens["membre"], par=gens["membre"])
    ((adresse, texte),) = partis()
    assert adresse == gens["agent"].email
    assert f"/relectures/{plateforme.relectures.get(relecteur=gens['agent']).reference}/" in texte
    assert str(gens["membre"]) in texte


def test_a_review_over_before_the_mail_leaves_is_not_told():
    plateforme, gens = batir("en_relecture")
    confier_relecture(plateforme=plateforme, relecteur=gens["agent"], par=gens["membre"])
    changer_statut(plateforme=plateforme, action="publier", par=gens["membre"])
    assert partis() == [(gens["proposeuse"].email, mail.outbox[0].body)]
    assert not Courriel.objects.exists()


@pytest.mark.parametrize(("laissee", "attendue"), [("camille@exemple.example", True), ("", False)])
def test_a_proposal_decided_is_told_where_its_author_said(laissee, attendue):
    plateforme, gens = batir("publiee", accroche="Avant")
    proposition = proposer_valeurs(
        plateforme=plateforme,
        champs={"accroche": "Mieux"},
        listes={},
        origine="public",
        courriel=laissee,
        nom="Camille",
    )
    accepter(proposition=proposition, par=gens["membre"])
    envois = partis()
    assert [a for a, _ in envois] == [laissee] * attendue
    if attendue:
        assert "acceptée" in envois[0][1]
        assert "Camille" in envois[0][1]
        assert f"/plateformes/{plateforme.code}/" in envois[0][1]


def test_a_refusal_tells_why_to_the_account_that_proposed_and_never_to_who_decided():
    plateforme, gens = batir("brouillon")
    refuser(proposition=plateforme.propositions.get(), par=gens["membre"], motif="Hors sujet")
    ((adresse, texte),) = partis()
    assert adresse == gens["proposeuse"].email
    assert "Hors sujet" in texte
    assert f"/plateformes/{plateforme.code}/" not in texte  # nobody else reads it yet
    siennes = proposer_valeurs(
        plateforme=plateforme,
        champs={"accroche": "Oui"},
        listes={},
        origine="porteur",
        auteur=gens["membre"],
    )
    accepter(proposition=siennes, par=gens["membre"])
    assert not Courriel.objects.exists()


@pytest.mark.parametrize(
    ("etat", "action", "suite", "mots"),
    [
        ("en_relecture", "publier", "acceptee", "est retenue"),
        ("proposee", "retirer", "refusee", "Pas une plateforme"),
    ],
)
def test_who_proposed_a_platform_learns_what_became_of_it(etat, action, suite, mots):
    plateforme, gens = batir(etat)
    changer_statut(
        plateforme=plateforme, action=action, par=gens["membre"], motif="Pas une plateforme"
    )
    assert Proposition.objects.get().etat == suite
    ((adresse, texte),) = partis()
    assert adresse == gens["proposeuse"].email
    assert mots in texte


def test_an_evaluation_is_told_to_the_holder_with_a_way_to_reply(client):
    plateforme, gens = batir("publiee")
    ouvrir_lien(plateforme=plateforme, courriel="elle@exemple.example", par=gens["membre"])
    notes = {make_utilisateur(): (2, 2, 2, 2), make_utilisateur(): (1, 2, 2, 3)}
    evaluation = make_evaluation(plateforme, notes=notes)
    finish_evaluation(evaluation=evaluation, par=gens["membre"], conclusion="Solide")
    envois = dict(partis())
    assert set(envois) == {"elle@exemple.example", gens["porteur"].email}
    compte = f"/plateformes/evaluations/{evaluation.reference}/droit-de-reponse/"
    assert compte in envois[gens["porteur"].email]
    lien = next(
        mot for mot in envois["elle@exemple.example"].split() if "/plateformes/porteur/" in mot
    )
    assert client.get(lien.removeprefix("http://testserver")).status_code == 200
    assert LienPorteur.objects.filter(revoque_le=None).count() == 2
    assert trouver_lien(lien.split("/porteur/")[1].split("/")[0]).plateforme == plateforme


def test_the_same_news_for_the_same_address_is_one_mail():
    plateforme, gens = batir("proposee")
    relecture = confier_relecture(
        plateforme=plateforme, relecteur=gens["agent"], par=gens["membre"]
    )
    annoncer(NatureCourriel.RELECTURE, relecture, [gens["agent"].email.upper(), "", " "])
    assert len(partis()) == 1
