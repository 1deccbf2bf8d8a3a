"""What interviews and filières suggest: to whom may read it, nothing copied, one gesture."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diagnostics.models import MembreDiagnostic, RelationSignalee
from relations.models import Relation
from relations.suggestions import suggerer
from tests.fabriques import (
    make_acteur,
    make_diagnostic,
    make_entretien,
    make_filiere,
    make_flux,
    make_maillon,
    make_membre,
    make_membre_filiere,
    make_organisation,
    make_passage,
    make_position,
    make_relation,
    make_utilisateur,
    make_verbatim,
)

pytestmark = pytest.mark.django_db
PAGE = "/relations/suggestions/"
SECRET = "Ils se voient en secret le mardi"


@pytest.fixture
def agent():
    return make_utilisateur()


@pytest.fixture
def maison(agent):
    return make_organisation(agent)


@pytest.fixture
def demarche(agent, maison):
    return make_diagnostic(agent, organisation=maison, titre="Démarche d’essai")


def signaler(demarche, nature="coopere", **champs):
    a, b = make_acteur(), make_acteur()
    return RelationSignalee.objects.create(
        diagnostic=demarche, acteur_a=a, acteur_b=b, nom_a=a.nom, nom_b=b.nom, nature=nature,
        precision=SECRET, **champs,
    )  # fmt: skip


class TestQui:
    def test_interviews_are_for_the_team_of_the_demarche_only(self, agent, maison, demarche):
        signaler(demarche)
        assert len(suggerer(agent, maison)) == 1
        for role in MembreDiagnostic.Role.values:
            membre = make_membre(demarche, role=role)
            siennes = suggerer(membre, make_organisation(membre))
            assert bool(siennes) is (role in {"pilote", "agent", "accompagnateur"}), role
        collegue = make_utilisateur()
        maison.adhesions.create(utilisateur=collegue, role="membre")
        assert suggerer(collegue, maison) == []
        assert suggerer(make_utilisateur(is_superuser=True), maison) == []

    def test_rivalry_free_names_refused_words_and_what_was_withdrawn_stay_there(
        self, agent, maison, demarche
    ):
        from django.utils import timezone

        signaler(demarche, "tension")
        signaler(demarche, "concurrence")
        signaler(demarche, retire_le=timezone.now())
        libre = signaler(demarche)
        libre.acteur_b = None
        libre.save()
        entretien = make_entretien(demarche)
        tu = make_verbatim(entretien, consentement="refuse")
        signaler(demarche, passage=make_passage(tu))
        assert suggerer(agent, maison) == []
        dit = make_verbatim(entretien, consentement="oral")
        signaler(demarche, passage=make_passage(dit))
        assert len(suggerer(agent, maison)) == 1

    def test_flows_between_two_actors_of_one_s_filieres(self, agent, maison):
        filiere = make_filiere(agent, organisation=maison, visibilite="public", nom="Bois")
        m1, m2 = make_maillon(filiere), make_maillon(filiere)
        a, b = make_acteur(), make_acteur()
        p1, p2 = make_position(m1, acteur=a), make_position(m2, acteur=b)
        make_flux(m1, m2, position_depart=p1, position_arrivee=p2, matiere="planches")
        make_flux(m1, m2, position_depart=p1)
        (suggestion,) = suggerer(agent, maison)
        assert (suggestion.depart, suggestion.nature, suggestion.visibilite) == (
            a, "fournit", "public",
        )  # fmt: skip
        filiere.visibilite = "membres"
        filiere.save()
        (suggestion,) = suggerer(agent, maison)
        assert (suggestion.visibilite, suggestion.source) == ("membres", "Filière")
        lecteur = make_membre_filiere(filiere, role="lecteur")
        assert suggerer(lecteur, make_organisation(lecteur)) == []
        p2.potentielle = True
        p2.save()
        assert suggerer(agent, maison) == []


class TestGestes:
    def test_accept_keeps_the_secret(self, client, agent, maison, demarche):
        signalee = signaler(demarche)
        client.force_login(agent)
        texte = client.get(PAGE).content.decode()
        assert SECRET in texte
        assert "restera réservée aux membres" in texte
        fiche = f"/acteurs/{signalee.acteur_b.reference}/"
        assert "relation suggérée" in client.get(fiche).content.decode()
        cle = f"entretien:{signalee.reference}"
        client.post(f"{PAGE}decision/", {"cle": cle, "geste": "accepter"})
        relation = Relation.objects.get()
        assert (relation.visibilite, relation.organisation) == ("membres", maison)
        tout = " ".join(str(v) for ligne in relation.history.values() for v in ligne.values())
        assert SECRET not in tout
        assert demarche.titre not in tout
        assert SECRET not in client.get(fiche).content.decode()
        assert "Rien à examiner" in client.get(PAGE).content.decode()
        client.post(f"{PAGE}decision/", {"cle": cle, "geste": "accepter"})
        assert Relation.objects.count() == 1

    def test_dismiss_and_change_one_s_mind(self, client, agent, maison, demarche):
        signalee = signaler(demarche)
        client.force_login(agent)
        donnees = {"cle": f"entretien:{signalee.reference}", "acteur": signalee.acteur_a.reference}
        retour = client.post(f"{PAGE}decision/", {**donnees, "geste": "ecarter"}, follow=True)
        assert suggerer(agent, maison) == []
        assert "Reprendre la suggestion écartée" in retour.content.decode()
        client.post(f"{PAGE}decision/", {**donnees, "geste": "reprendre"})
        assert len(suggerer(agent, maison)) == 1

    def test_nobody_accepts_what_they_may_not_read(self, client, demarche):
        signalee = signaler(demarche)
        autre = make_utilisateur()
        make_organisation(autre)
        client.force_login(autre)
        cle = f"entretien:{signalee.reference}"
        client.post(f"{PAGE}decision/", {"cle": cle, "geste": "accepter"})
        assert not Relation.objects.exists()
        assert SECRET not in client.get(PAGE).content.decode()

    def test_known_relations_are_not_suggested_and_sources_are_joined(
        self, client, agent, maison, demarche
    ):
        connue = signaler(demarche)
        make_relation(connue.acteur_b, connue.acteur_a)
        un = signaler(demarche, "fournit")
        RelationSignalee.objects.create(
            diagnostic=demarche, acteur_a=un.acteur_a, acteur_b=un.acteur_b, nom_a="A", nom_b="B",
            nature="fournit",
        )  # fmt: skip
        (suggestion,) = suggerer(agent, maison)
        assert len(suggestion.pistes) == 2
        assert [s.cle for s in suggerer(agent, maison, un.acteur_a)] == [suggestion.cle]
        assert suggerer(agent, maison, connue.acteur_a) == []
        client.force_login(agent)

        def cout():
            with CaptureQueriesContext(connection) as requetes:
                client.get(PAGE)
            return len(requetes)

        cout()
        avant = cout()
        signaler(demarche)
        signaler(demarche, "membre")
        assert cout() == avant
