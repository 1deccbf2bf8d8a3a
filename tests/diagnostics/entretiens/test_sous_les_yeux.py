"""What the recording screen keeps under the eyes of who interviews."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diagnostics.models import FichePreparation, PersonneRencontree, RencontrePrevue
from tests import fabriques as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def entretien(diagnostic):
    version = f.make_grille(diagnostic, "Première ?", intention="Nous faisons le tour.")
    return f.make_entretien(diagnostic, grille=version)


@pytest.fixture
def page(client, diagnostic, pilote, entretien):
    client.force_login(pilote)
    adresse = reverse(
        "diagnostics:entretien_mener", args=[diagnostic.reference, entretien.reference]
    )
    return lambda: client.get(adresse).text


def test_nothing_prepared_says_where_to_prepare(page):
    html = page()
    assert "Nous faisons le tour." in html
    assert "Aucune encore." in html
    assert "fiche de préparation" in html


def test_preparation_agreement_and_words_noted(diagnostic, entretien, page):
    FichePreparation.objects.create(
        diagnostic=diagnostic, intention="Deux phrases.", a_apprendre="Le manque.", vigilance="Rien promettre."
    )  # fmt: skip
    RencontrePrevue.objects.create(
        diagnostic=diagnostic, nom="Le garage", savoirs="Qui vient.", entretien=entretien
    )
    f.make_verbatim(entretien, "On ne peut plus.", question=entretien.grille.questions.get())
    PersonneRencontree.objects.create(
        entretien=entretien, nom="Personne Rencontrée", fonction="Gérante"
    )
    html = page().partition('id="sous-les-yeux"')[2].partition("</aside>")[0]
    cle = entretien.grille.questions.get().cle
    for dit in (
        "Deux phrases.", "Le manque.", "Rien promettre.", "Qui vient.", "On ne peut plus.",
        "Personne Rencontrée, Gérante", f'href="#reponse-{cle}"', "Accord pour être cité : pas encore demandé",
    ):  # fmt: skip
        assert dit in html.replace("\u00a0", " ")
    assert "Rien n’est préparé" not in html


def test_three_words_cost_as_much_as_one(entretien, page, django_assert_num_queries):
    f.make_verbatim(entretien, "Un.")
    page()
    with CaptureQueriesContext(connection) as avant:
        page()
    f.make_verbatim(entretien, "Deux.")
    f.make_verbatim(entretien, "Trois.")
    with django_assert_num_queries(len(avant)):
        page()
