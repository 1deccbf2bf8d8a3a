"""The page of an actor, and the actors on the page of a territory."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.fabriques import (
    make_acteur,
    make_organisation,
    make_territoire,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db
LISTE = "/acteurs/"


class TestFiche:
    def test_shows_public_information_uses_and_history(self, client, usager, albert, demarche):
        make_territoire(albert, nom="CC d’Albert")
        acteur = make_acteur(
            nom="Garage", description="Répare", commune=albert, lon=2.649, lat=50.004,
            siret="35600000000048", site_web="https://exemple.example", source="Annuaire",
            thematiques=["mobilite"], precision="commune",
        )  # fmt: skip
        demarche.append(acteur.pk)
        texte = client.get(f"/acteurs/{acteur.reference}/").content.decode()
        for attendu in (
            "Garage", "Répare", "Albert", "CC d’Albert", "35600000000048", "Annuaire", "Mobilité",
            "Notre essai", "Au centre de la commune", "t-carte-dessin", "Histoire de la fiche",
        ):  # fmt: skip
            assert attendu in texte
        assert "Modifier la fiche" not in texte

    def test_names_in_the_history_are_for_those_who_may_change_the_entry(self, client, usager):
        from acteurs.services import update_acteur

        organisation = usager.adhesions.get().organisation
        auteur = make_utilisateur(nom="Collègue de la maison")
        acteur = make_acteur(nom="A", organisation=organisation)
        update_acteur(acteur=acteur, champs={"nom": "B", "taille": "1-9"}, par=auteur)
        texte = client.get(f"/acteurs/{acteur.reference}/").content.decode()
        assert "Collègue de la maison" in texte
        assert "1 à 9 salariés" in texte
        client.force_login(make_utilisateur())
        assert (
            "Collègue de la maison"
            not in client.get(f"/acteurs/{acteur.reference}/").content.decode()
        )

    def test_history_costs_the_same_for_one_change_or_three(self, client, usager, albert):
        from acteurs.services import update_acteur

        acteur = make_acteur(nom="A")

        def cout() -> int:
            with CaptureQueriesContext(connection) as requetes:
                client.get(f"/acteurs/{acteur.reference}/")
            return len(requetes)

        update_acteur(acteur=acteur, champs={"type_id": "association", "commune": albert})
        client.get(f"/acteurs/{acteur.reference}/")
        un = cout()
        update_acteur(acteur=acteur, champs={"type_id": "mutuelle"})
        update_acteur(acteur=acteur, champs={"type_id": "fondation", "nom": "B"})
        assert cout() == un

    @pytest.mark.parametrize("statut", ["propose", "archive"])
    def test_hidden_entries_do_not_exist_for_others(self, client, usager, statut):
        acteur = make_acteur(statut=statut, organisation=make_organisation())
        assert client.get(f"/acteurs/{acteur.reference}/").status_code == 404
        client.force_login(make_utilisateur(is_superuser=True))
        assert client.get(f"/acteurs/{acteur.reference}/").status_code == 200


class TestSectionDuTerritoire:
    def test_counts_families_and_leads_to_the_list(self, client, usager, albert):
        territoire = make_territoire(albert)
        adresse = f"/territoires/{territoire.nature}/{territoire.code}/"
        assert "Aucun acteur connu" in client.get(adresse).content.decode()
        make_acteur(nom="Épicerie", commune=albert, type_id="association")
        make_acteur(nom="Brouillon", commune=albert, statut="propose")
        texte = client.get(adresse).content.decode()
        assert "1\u00a0acteur" in texte
        assert "Épicerie" in texte
        assert "Brouillon" not in texte
        lien = f"/acteurs/?territoire=epci%3A{territoire.code}&amp;famille=association"
        assert lien in texte

    def test_three_actors_cost_what_one_does(self, client, usager, albert):
        territoire = make_territoire(albert)
        adresse = f"/territoires/{territoire.nature}/{territoire.code}/"

        def cout() -> int:
            with CaptureQueriesContext(connection) as requetes:
                client.get(adresse)
            return len(requetes)

        make_acteur(commune=albert, type_id="association")
        client.get(adresse)
        un = cout()
        make_acteur(commune=albert, type_id="cooperative", sous_type_id="scic")
        make_acteur(commune=albert)
        assert cout() == un
