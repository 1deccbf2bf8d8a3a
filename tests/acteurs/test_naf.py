"""The table « themes proposed by activity code »: screens, and what it does to entries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from acteurs.models import Acteur, RegleNaf, Revision, ThemeActeur, masque_de
from acteurs.referentiels import charger_tout
from acteurs.services.application import apply_regles
from acteurs.services.naf import restore_regle, save_regle
from comptes.models import Adhesion, Organisation, Role
from tests.fabriques import make_acteur, make_organisation, make_thematique, make_utilisateur

pytestmark = pytest.mark.django_db
URL = "/acteurs/naf/"


@pytest.fixture
def table():
    charger_tout()
    return {(r.nomenclature, r.prefixe): r for r in RegleNaf.objects.all()}


@pytest.fixture
def reseau(client):
    """Someone who writes for an ESS network, signed in."""
    membre = make_utilisateur()
    make_organisation(membre, nature=Organisation.Nature.RESEAU_ESS)
    client.force_login(membre)
    return client


def make_officiel(**champs) -> Acteur:
    """An entry as SIRENE brings it: nobody wrote in it."""
    acteur = make_acteur(origine="sirene", **champs)
    Acteur.objects.filter(pk=acteur.pk).update(enrichi=False)
    return acteur


def themes_de(acteur: Acteur) -> set[str]:
    """Codes of its themes, the mask being in step."""
    acteur.refresh_from_db()
    themes = list(acteur.thematiques.all())
    assert acteur.masque_themes == masque_de(themes)
    return {t.code for t in themes}


# ── What it does to entries ─────────────────────────────────────────────────
def test_applying_follows_the_table_and_leaves_what_people_hold(table):
    libre = make_officiel(naf="94.99Z")
    sans_point = make_officiel(naf="9499Z")
    autre = make_officiel(naf="88.10A")
    tenu = make_acteur(naf="94.99Z")
    avant = Revision.objects.get(pk=1).numero if Revision.objects.exists() else 0
    regle = table["naf2", "94.99"]
    save_regle(regle=regle, thematiques=[make_thematique("gouvernance-participation")])
    assert apply_regles(nomenclature="naf2", prefixe="94.99") == 2
    assert themes_de(libre) == themes_de(sans_point) == {"gouvernance-participation"}
    assert themes_de(autre) == themes_de(tenu) == set()
    assert Revision.objects.get(pk=1).numero > avant
    assert apply_regles(nomenclature="naf2", prefixe="94.99") == 0
    restore_regle(regle=regle)
    assert apply_regles(nomenclature="naf2", prefixe="94.99") == 2
    assert themes_de(libre) == set()
    assert not ThemeActeur.objects.filter(acteur=libre).exists()


def test_applying_a_short_code_lets_longer_ones_win(table):
    aide = make_officiel(naf="88.10A")
    divers = make_officiel(naf="88.20Z")
    recente = make_officiel(naf="88.20Z", naf25="90.20Y")
    regle = RegleNaf(nomenclature="naf2", prefixe="88", libelle="Action sociale")
    save_regle(regle=regle, thematiques=[make_thematique("culture"), make_thematique("numerique")])
    assert apply_regles(nomenclature="naf2", prefixe="88") == 3
    assert themes_de(aide) == {"proximite-solidarite", "sante-vieillissement"}
    assert themes_de(divers) == {"culture", "numerique"}
    assert themes_de(recente) == {"culture"}


def test_applying_costs_the_same_for_one_entry_and_for_many(table, django_assert_num_queries):
    make_officiel(naf="88.99B")
    with CaptureQueriesContext(connection) as une:
        assert apply_regles(nomenclature="naf2", prefixe="88") == 1
    for n in range(12):
        make_officiel(naf="88.99B", nom=f"Acteur {n}")
    with django_assert_num_queries(len(une)):
        assert apply_regles(nomenclature="naf2", prefixe="88") == 12


def test_restoring_a_line_added_by_hand_removes_it(table):
    regle = save_regle(regle=RegleNaf(nomenclature="naf2", prefixe="70.10"), thematiques=[])
    assert regle.personnalisee
    assert restore_regle(regle=regle) is None
    assert not RegleNaf.objects.filter(prefixe="70.10").exists()


# ── Who ─────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("nature", "role", "statut"),
    [
        (Organisation.Nature.RESEAU_ESS, Role.MEMBRE, 200),
        (Organisation.Nature.RESEAU_ESS, Role.ADMINISTRATEUR, 200),
        (Organisation.Nature.RESEAU_ESS, Role.LECTEUR, 403),
        (Organisation.Nature.COLLECTIVITE, Role.ADMINISTRATEUR, 403),
    ],
)
def test_networks_of_the_ess_only(client, table, nature, role, statut):
    membre = make_utilisateur()
    Adhesion.objects.create(
        organisation=make_organisation(nature=nature), utilisateur=membre, role=role
    )
    client.force_login(membre)
    adresses = [
        URL,
        reverse("acteurs:naf_ajout"),
        reverse("acteurs:naf_modification", args=[table["naf2", "88.10A"].pk]),
    ]
    assert {client.get(a).status_code for a in adresses} == {statut}


# ── Screens ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("requete", "dit", "tait"),
    [
        ("", "88.10A", "88.10G"),
        ("?nomenclature=naf25", "88.10G", "88.10A"),
        ("?q=8810A", "88.10A", "88.10B"),
        ("?q=88.10A", "88.10A", "85.51"),
        ("?q=85.51Z", "85.51", "85.52"),
        ("?q=aide+domicile", "88.10A", "88.99"),
        ("?q=réemploi", "47.79", "88.10A"),
        ("?q=introuvable", "Aucune ligne ne correspond", "88.10A"),
        ("?changees=on", "Aucune ligne ne correspond", "88.10A"),
        ("?nomenclature=autre", "88.10A", "88.10G"),
    ],
)
def test_search_by_code_activity_or_theme(reseau, table, requete, dit, tait):
    page = reseau.get(f"{URL}{requete}").content.decode()
    assert dit in page
    assert f">{tait}<" not in page


def test_table_costs_the_same_whatever_its_length(reseau, django_assert_num_queries, table):
    RegleNaf.objects.exclude(prefixe="88.99").delete()
    reseau.get(URL)
    with CaptureQueriesContext(connection) as peu:
        reseau.get(URL)
    charger_tout()
    with django_assert_num_queries(len(peu)):
        reseau.get(URL)


def test_swapped_lines_are_those_of_the_page(reseau, table):
    page = reseau.get(f"{URL}?q=88.10").content.decode()
    fragment = reseau.get(f"{URL}?q=88.10", headers={"HX-Request": "true"}).content.decode()
    assert fragment.strip() in page
    assert "<html" not in fragment


def test_changing_a_code_and_applying_it(reseau, table):
    acteur = make_officiel(naf="94.99Z")
    adresse = reverse("acteurs:naf_modification", args=[table["naf2", "94.99"].pk])
    page = reseau.get(adresse).content.decode()
    assert "Appliquer à la fiche que personne" in page
    reponse = reseau.post(
        adresse,
        {"libelle": "Associations", "thematiques": ["culture"], "appliquer": "on"},
        follow=True,
    )
    assert "Une fiche a changé de thèmes" in reponse.content.decode()
    assert "Changée à la main" in reponse.content.decode()
    assert themes_de(acteur) == {"culture"}
    page = reseau.get(adresse).content.decode()
    assert "Rétablir le référentiel" in page
    reponse = reseau.post(
        reverse("acteurs:naf_retablissement", args=[table["naf2", "94.99"].pk]),
        {"appliquer": "oui"},
        follow=True,
    )
    assert "de nouveau les thèmes du référentiel" in reponse.content.decode()
    assert themes_de(acteur) == set()


def test_changing_without_applying_leaves_the_entries(reseau, table):
    acteur = make_officiel(naf="94.99Z")
    adresse = reverse("acteurs:naf_modification", args=[table["naf2", "94.99"].pk])
    reponse = reseau.post(adresse, {"libelle": "A", "thematiques": ["culture"]})
    assert (reponse.status_code, reponse.url) == (302, URL)
    assert themes_de(acteur) == set()


def test_the_page_of_an_actor_leads_to_its_code(reseau, client, table):
    acteur = make_officiel(naf="88.10A")
    adresse = reverse("acteurs:fiche", args=[acteur.reference])
    lien = "/acteurs/naf/?nomenclature=naf2&amp;q=88.10A"
    assert lien in reseau.get(adresse).content.decode()
    client.force_login(make_utilisateur())
    assert lien not in client.get(adresse).content.decode()


def test_nothing_to_apply_is_not_offered(reseau, table):
    adresse = reverse("acteurs:naf_modification", args=[table["naf25", "94.99"].pk])
    page = reseau.get(adresse).content.decode()
    assert 'name="appliquer"' not in page
    assert reseau.post(adresse, {"libelle": "A"}).url == f"{URL}?nomenclature=naf25"


@pytest.mark.parametrize(
    ("saisie", "range_"), [("7010Z", "70.10Z"), ("70.10", "70.10"), ("70", "70"), (" 701 ", "70.1")]
)
def test_adding_a_code(reseau, table, saisie, range_):
    RegleNaf.objects.filter(prefixe=range_).delete()
    reponse = reseau.post(
        reverse("acteurs:naf_ajout"),
        {
            "nomenclature": "naf2",
            "prefixe": saisie,
            "libelle": "Sièges",
            "thematiques": ["culture"],
        },
    )
    assert reponse.status_code == 302
    regle = RegleNaf.objects.get(nomenclature="naf2", prefixe=range_)
    assert regle.personnalisee
    page = reseau.get(reverse("acteurs:naf_modification", args=[regle.pk])).content.decode()
    assert "Retirer cette ligne" in page
    reseau.post(reverse("acteurs:naf_retablissement", args=[regle.pk]))
    assert not RegleNaf.objects.filter(pk=regle.pk).exists()


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"prefixe": "8"}, "pas un code d’activité"),
        ({"prefixe": "ABC"}, "pas un code d’activité"),
        ({"prefixe": "88.1C"}, "pas un code d’activité"),
        ({"prefixe": "94.99"}, "déjà une ligne"),
        ({"prefixe": ""}, "obligatoire"),
        ({"prefixe": "70", "thematiques": ["inconnu"]}, "thematiques"),
    ],
)
def test_a_wrong_code_is_refused_with_its_remedy(reseau, table, champs, message):
    reponse = reseau.post(
        reverse("acteurs:naf_ajout"), {"nomenclature": "naf2", "libelle": "A", **champs}
    )
    assert reponse.status_code == 422
    assert message in reponse.content.decode()
