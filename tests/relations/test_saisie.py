"""Relations: entered from either side, read by whom they may be, changed, withdrawn, put back."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from comptes.models import Organisation, Role
from relations.models import Relation
from relations.natures import Nature, dire, lire_sens, sens_possibles
from relations.services import ecriture
from tests.fabriques import make_acteur, make_organisation, make_relation, make_utilisateur

pytestmark = pytest.mark.django_db
PERSONNE = AnonymousUser()


@pytest.fixture
def agent():
    return make_utilisateur(nom="Agente")


@pytest.fixture
def maison(agent):
    return make_organisation(agent)


@pytest.fixture
def connecte(client, agent, maison):
    client.force_login(agent)
    return client


def saisie(**champs):
    return {"sens": "travaille", "visibilite": "public", **champs}


class TestModele:
    @pytest.mark.parametrize("nature", ["travaille", "lieu", "savoirs"])
    def test_what_has_no_direction_is_entered_once_from_either_side(self, nature):
        a, b = make_acteur(), make_acteur()
        make_relation(a, b, nature=nature)
        with pytest.raises(IntegrityError), transaction.atomic():
            make_relation(b, a, nature=nature)
        with pytest.raises(ValidationError, match="déjà dans l’annuaire"):
            Relation(depart=b, arrivee=a, nature=nature).full_clean()

    def test_what_has_a_direction_may_go_both_ways_once_each(self):
        a, b = make_acteur(), make_acteur()
        make_relation(a, b, nature="fournit")
        make_relation(b, a, nature="fournit")
        with pytest.raises(IntegrityError), transaction.atomic():
            make_relation(a, b, nature="fournit")

    def test_a_withdrawn_one_or_one_kept_to_others_hides_nothing(self):
        a, b = make_acteur(), make_acteur()
        make_relation(a, b, visibilite="membres", organisation=make_organisation())
        make_relation(b, a, visibilite="membres", organisation=make_organisation())
        make_relation(a, b, etat="retiree")
        Relation(depart=a, arrivee=b, nature="travaille").full_clean()

    def test_an_actor_is_not_linked_to_itself_nor_ends_before_it_began(self):
        a = make_acteur()
        for champs in ({"arrivee": a}, {"arrivee": make_acteur(), "depuis": 2020, "jusqu_a": 2019}):
            with pytest.raises(ValidationError):
                Relation(depart=a, nature="membre", **champs).full_clean()

    def test_every_nature_reads_from_both_sides(self):
        for sens in sens_possibles():
            assert lire_sens(sens.code) == sens
            assert dire(sens.nature, inverse=sens.inverse) == sens.libelle
        assert {s.nature for s in sens_possibles()} == set(Nature.values)
        assert lire_sens("autre") is None


class TestLecture:
    def test_public_ones_are_for_all_the_others_for_their_organisation(self, agent, maison):
        publique = make_relation()
        gardee = make_relation(visibilite="membres", organisation=maison)
        d_ailleurs = make_relation(visibilite="membres", organisation=make_organisation())
        retiree = make_relation(etat="retiree", organisation=maison)
        attente = make_relation(make_acteur(statut="propose"), organisation=maison)
        archivee = make_relation(make_acteur(statut="archive"), organisation=maison)
        visibles = Relation.objects.visibles_par
        assert set(visibles(PERSONNE)) == {publique} == set(visibles(make_utilisateur()))
        assert set(visibles(agent)) == {publique, gardee, attente}
        assert set(visibles(make_utilisateur(is_superuser=True))) == {
            publique, gardee, d_ailleurs, attente,
        }  # fmt: skip
        assert not PERSONNE.has_perm("relations.voir", gardee)
        assert agent.has_perm("relations.voir", gardee)
        assert not agent.has_perm("relations.voir", d_ailleurs)
        assert not PERSONNE.has_perm("relations.voir", retiree)
        assert agent.has_perm("relations.voir", retiree)
        assert not PERSONNE.has_perm("relations.voir", archivee)

    def test_who_changes_them(self, agent, maison):
        lecteur, ailleurs, curateur, tenante = (make_utilisateur() for _ in range(4))
        make_organisation(ailleurs)
        make_organisation(curateur, nature=Organisation.Nature.RESEAU_ESS)
        tient = make_organisation(tenante)
        maison.adhesions.create(utilisateur=lecteur, role=Role.LECTEUR)
        publique = make_relation(make_acteur(organisation=tient), organisation=maison)
        gardee = make_relation(
            make_acteur(organisation=tient), organisation=maison, visibilite="membres"
        )
        gens = {agent: "oui oui", curateur: "oui non", tenante: "oui non"}
        for qui in (agent, lecteur, ailleurs, curateur, tenante, PERSONNE):
            for relation, attendu in zip(
                (publique, gardee), gens.get(qui, "non non").split(), strict=True
            ):
                droit = "oui" if qui.has_perm("relations.modifier", relation) else "non"
                assert droit == attendu, (qui, relation.visibilite)

    def test_a_kept_one_shows_nowhere_to_others(self, client, agent, maison):
        a = make_acteur()
        relation = make_relation(
            a, make_acteur(nom="Autre bout"), organisation=maison, visibilite="membres"
        )
        client.force_login(make_utilisateur())
        assert "Autre bout" not in client.get(f"/acteurs/{a.reference}/").content.decode()
        assert client.get(f"/relations/{relation.reference}/").status_code == 404
        client.force_login(agent)
        assert "Autre bout" in client.get(f"/acteurs/{a.reference}/").content.decode()
        assert client.get(f"/relations/{relation.reference}/").status_code == 200

    def test_the_page_of_an_actor_costs_the_same_for_one_relation_or_three(self, connecte, maison):
        a = make_acteur()

        def cout():
            with CaptureQueriesContext(connection) as requetes:
                assert connecte.get(f"/acteurs/{a.reference}/").status_code == 200
            return len(requetes)

        make_relation(a, organisation=maison)
        cout()
        avant = cout()
        make_relation(make_acteur(), a, nature="membre", organisation=maison)
        make_relation(a, nature="fournit", jusqu_a=2001)
        assert cout() == avant


class TestEcrans:
    def test_choose_then_say_from_either_side(self, connecte, agent, maison):
        a, b = make_acteur(nom="Épicerie du coin"), make_acteur(nom="Ferme des Prés")
        adresse = f"/relations/acteur/{a.reference}/ajouter/"
        texte = connecte.get(adresse, {"q": "ferme pres"}).content.decode()
        assert f"?avec={b.reference}" in texte
        assert "Personne de ce nom" in connecte.get(adresse, {"q": "zzz"}).content.decode()
        adresse += f"?avec={b.reference}"
        assert connecte.get(adresse).status_code == 200
        assert connecte.post(adresse, {}).status_code == 422
        reponse = connecte.post(
            adresse, saisie(sens="fournit-inverse", depuis="2019", source="Rapport d’activité")
        )
        assert reponse.status_code == 302
        relation = Relation.objects.get()
        assert (relation.depart, relation.arrivee, relation.nature) == (b, a, "fournit")
        assert (relation.organisation, relation.depuis) == (maison, 2019)
        assert relation.history.get().history_user == agent
        assert "Se fournit auprès de" in connecte.get(f"/acteurs/{a.reference}/").content.decode()
        assert "Fournit" in connecte.get(f"/acteurs/{b.reference}/").content.decode()
        # again, from the other side: told, not doubled
        retour = connecte.post(
            f"/relations/acteur/{b.reference}/ajouter/?avec={a.reference}", saisie(sens="fournit")
        )
        assert retour.status_code == 422
        assert "déjà dans l’annuaire" in retour.content.decode()

    def test_two_people_at_once_see_both(self, connecte, maison):
        relation = make_relation(organisation=maison)
        adresse = f"/relations/{relation.reference}/modifier/?de={relation.arrivee.reference}"
        assert connecte.get(adresse).status_code == 200
        ecriture.modifier(
            relation, champs={"precision": "La leur"}, par=None, version_attendue=None
        )
        conflit = connecte.post(adresse, saisie(precision="La mienne", version="1"))
        assert conflit.status_code == 409
        assert "La leur" in conflit.content.decode()
        assert connecte.post(adresse, saisie(precision="La mienne", version="2")).status_code == 302
        relation.refresh_from_db()
        assert relation.precision == "La mienne"

    def test_withdraw_put_back_and_restore(self, connecte, maison):
        a, b = make_acteur(), make_acteur()
        relation = ecriture.creer(
            depart=a, arrivee=b, nature="membre", organisation=maison, par=None
        )
        ecriture.modifier(relation, champs={"nature": "finance"}, par=None, version_attendue=None)
        page = f"/relations/{relation.reference}/"
        connecte.post(f"{page}retirer/", {"motif": "Erreur", "version": "1"})
        relation.refresh_from_db()
        assert relation.est_active  # it changed meanwhile: read again
        connecte.post(f"{page}retirer/", {"motif": "Erreur", "version": "2"})
        relation.refresh_from_db()
        assert not relation.est_active
        assert "Motif" in connecte.get(page).content.decode()
        connecte.post(f"{page}remettre/")
        premiere = relation.history.earliest()
        connecte.post(f"{page}historique/{premiere.pk}/retablir/")
        relation.refresh_from_db()
        assert (relation.est_active, relation.nature, relation.motif) == (True, "membre", "")
        assert relation.history.count() == 5
        assert "finance" in connecte.get(page).content.decode()

    def test_what_cannot_come_back_says_why(self, connecte, maison):
        a, b = make_acteur(), make_acteur()
        relation = make_relation(a, b, organisation=maison, etat="retiree")
        make_relation(b, a)
        reponse = connecte.post(f"/relations/{relation.reference}/remettre/", follow=True)
        assert "déjà dans l’annuaire" in reponse.content.decode()
        assert connecte.post(
            f"/relations/{relation.reference}/historique/0/retablir/", follow=True
        ).status_code == 200  # fmt: skip

    def test_an_operator_without_organisation_enters_public_ones_only(self):
        a, b = make_acteur(), make_acteur()
        with pytest.raises(ValidationError, match="publique"):
            ecriture.creer(
                depart=a,
                arrivee=b,
                nature="lieu",
                visibilite="membres",
                organisation=None,
                par=None,
            )
