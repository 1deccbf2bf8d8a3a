import pytest
from django.urls import reverse

from acteurs.models import Acteur
from acteurs.services import update_acteur
from tests.fabriques import make_acteur, make_commune, make_organisation

pytestmark = pytest.mark.django_db
NOUVEAU = "/acteurs/nouveau/"


@pytest.fixture
def maison(usager):
    return usager.adhesions.get().organisation


def saisie(**champs) -> dict:
    return {"nom": "Épicerie d’été", "statut": "publie", **champs}


class TestCreation:
    def test_enters_an_actor_for_the_current_organisation(self, client, usager, maison, albert):
        reponse = client.post(
            NOUVEAU,
            saisie(
                famille="scic", commune_texte="albert", thematiques=["alimentation", "mobilite"],
                siret="356 000 000 00048", site_web="exemple.example", ess="true",
            ),
            follow=True,
        )  # fmt: skip
        acteur = Acteur.objects.get()
        assert reponse.redirect_chain == [(f"/acteurs/{acteur.reference}/", 302)]
        assert "est dans l’annuaire" in reponse.content.decode()
        assert (acteur.type_id, acteur.sous_type_id, acteur.ess) == ("cooperative", "scic", True)
        assert (acteur.commune, acteur.lon, acteur.precision) == (albert, 2.649, "commune")
        assert (acteur.siret, acteur.site_web) == ("35600000000048", "https://exemple.example")
        assert (acteur.organisation, acteur.statut) == (maison, "publie")
        assert acteur.thematiques.count() == 2
        assert acteur.history.get().history_user == usager

    @pytest.mark.parametrize("texte", ["80300", "80016", "ALBERT"])
    def test_commune_by_name_postcode_or_code(self, client, usager, albert, texte):
        client.post(NOUVEAU, saisie(commune_texte=texte))
        assert Acteur.objects.get().commune == albert

    def test_homonymous_communes_are_offered_then_chosen_without_javascript(self, client, usager):
        une = make_commune("80100", nom="Saint-Jean", codes_postaux=["80100"])
        autre = make_commune("80200", nom="Saint Jean", codes_postaux=["80200"])
        reponse = client.post(NOUVEAU, saisie(commune_texte="st jean"))
        assert reponse.status_code == 422
        texte = reponse.content.decode()
        assert "choisissez la vôtre" in texte
        assert f'value="{une.pk}"' in texte
        client.post(NOUVEAU, saisie(commune_texte="st jean", commune_code=autre.pk))
        assert Acteur.objects.get().commune == autre

    def test_text_typed_after_a_choice_wins(self, client, usager, albert):
        meaulte = make_commune("80523", nom="Méaulte")
        client.post(NOUVEAU, saisie(commune_texte="méaulte", commune_code=albert.pk))
        assert Acteur.objects.get().commune == meaulte

    @pytest.mark.parametrize(
        ("champs", "message"),
        [
            ({"nom": ""}, "nom"),
            ({"siret": "123"}, "SIRET n’est pas valide"),
            ({"commune_texte": "Nulle-Part"}, "Aucune commune"),
            ({"lat": "50,1"}, "vont ensemble"),
            ({"lat": "95", "lon": "2"}, "90"),
            ({"famille": "nawak"}, "nawak"),
            ({"site_web": "pas une adresse"}, "URL"),
            ({"date_source": "hier"}, "date"),
        ],
    )
    def test_bad_input_is_explained_and_kept(self, client, usager, champs, message):
        reponse = client.post(NOUVEAU, saisie(**{"description": "À garder", **champs}))
        assert reponse.status_code == 422
        assert message in reponse.content.decode()
        assert "À garder" in reponse.content.decode()
        assert not Acteur.objects.exists()

    def test_own_point(self, client, usager, albert):
        client.post(NOUVEAU, saisie(commune_texte="Albert", lat="50,01", lon="2.65", approche="on"))
        acteur = Acteur.objects.get()
        assert (acteur.lat, acteur.lon, acteur.precision) == (50.01, 2.65, "approchee")

    def test_look_alike_is_shown_then_confirmed(self, client, usager, albert):
        make_acteur(nom="Épicerie d’Été", commune=albert)
        reponse = client.post(NOUVEAU, saisie(commune_texte="Albert"))
        texte = reponse.content.decode()
        assert "peut-être déjà" in texte
        assert "Ce n’est pas le même" in texte
        client.post(NOUVEAU, saisie(commune_texte="Albert", confirme="oui"))
        assert Acteur.objects.count() == 2

    def test_same_siret_leads_to_the_existing_entry(self, client, usager):
        existant = make_acteur(nom="La Poste", siret="35600000000048")
        reponse = client.post(NOUVEAU, saisie(siret="35600000000048", confirme="oui"))
        assert "porte déjà ce SIRET" in reponse.content.decode()
        reponse = client.post(NOUVEAU, saisie(siret="35600000000048"))
        texte = reponse.content.decode()
        assert f"/acteurs/{existant.reference}/" in texte
        assert "Ce n’est pas le même" not in texte

    def test_hidden_look_alike_is_a_number_only(self, client, usager, albert):
        make_acteur(
            nom="Épicerie d’été", commune=albert, statut="propose", description="Confidentiel",
            organisation=make_organisation(),
        )  # fmt: skip
        texte = client.post(NOUVEAU, saisie(commune_texte="Albert")).content.decode()
        assert "1\u00a0proposition d’une autre organisation" in texte
        assert "Confidentiel" not in texte

    def test_communes_fragment(self, client, usager, albert):
        texte = client.get(reverse("acteurs:communes"), {"commune_texte": "alb"}).content.decode()
        assert "Albert (80300, Somme)" in texte
        assert "<html" not in texte
        vide = client.get(reverse("acteurs:communes"), {"commune_texte": "zzz"}).content.decode()
        assert "Aucune commune trouvée" in vide


class TestModification:
    def test_changes_and_keeps_what_is_not_in_the_form(self, client, usager, maison, albert):
        acteur = make_acteur(nom="Avant", organisation=maison, commune=albert, ess=False)
        adresse = f"/acteurs/{acteur.reference}/modifier/"
        page = client.get(adresse).content.decode()
        assert 'value="Avant"' in page
        assert "Albert (80300, Somme)" in page
        reponse = client.post(
            adresse,
            saisie(
                nom="Après", version="1", commune_texte="Albert", commune_code="80016", ess="false"
            ),
        )
        assert reponse.status_code == 302
        acteur.refresh_from_db()
        assert (acteur.nom, acteur.commune, acteur.ess, acteur.version) == (
            "Après",
            albert,
            False,
            2,
        )
        assert acteur.organisation == maison

    def test_conflict_shows_both_texts_and_writes_nothing(self, client, usager, maison):
        acteur = make_acteur(nom="Avant", organisation=maison)
        update_acteur(acteur=acteur, champs={"nom": "Version du collègue"})
        adresse = f"/acteurs/{acteur.reference}/modifier/"
        reponse = client.post(adresse, saisie(nom="Ma version", version="1"))
        texte = reponse.content.decode()
        assert reponse.status_code == 422
        assert "Version du collègue" in texte
        assert 'value="Ma version"' in texte
        acteur.refresh_from_db()
        assert acteur.nom == "Version du collègue"
        client.post(adresse, saisie(nom="Ma version", version="2"))
        acteur.refresh_from_db()
        assert acteur.nom == "Ma version"

    def test_missing_version_is_a_conflict(self, client, usager, maison):
        acteur = make_acteur(nom="Avant", organisation=maison)
        assert client.post(f"/acteurs/{acteur.reference}/modifier/", saisie()).status_code == 422

    def test_archive_publish_restore(self, client, usager, maison):
        acteur = make_acteur(nom="Avant", organisation=maison)
        update_acteur(acteur=acteur, champs={"nom": "Après"})
        base = f"/acteurs/{acteur.reference}"
        assert "Archiver cette fiche" in client.get(f"{base}/archiver/").content.decode()
        acteur.refresh_from_db()
        assert acteur.statut == "publie"
        client.post(f"{base}/archiver/")
        acteur.refresh_from_db()
        assert acteur.statut == "archive"
        assert "Publier de nouveau" in client.get(f"{base}/").content.decode()
        client.post(f"{base}/publier/")
        premiere = acteur.history.last()
        reponse = client.post(f"{base}/historique/{premiere.pk}/retablir/", follow=True)
        acteur.refresh_from_db()
        assert (acteur.nom, acteur.statut) == ("Avant", "publie")
        assert "Rétablir cette version" in reponse.content.decode()

    def test_history_of_another_entry_is_not_restored(self, client, usager, maison):
        acteur = make_acteur(organisation=maison)
        autre = make_acteur(nom="Autre").history.get()
        adresse = f"/acteurs/{acteur.reference}/historique/{autre.pk}/retablir/"
        assert client.post(adresse).status_code == 404

    def test_publishing_again_says_when_the_siret_is_taken(self, client, usager, maison):
        acteur = make_acteur(organisation=maison, siret="35600000000048", statut="archive")
        make_acteur(siret="35600000000048")
        reponse = client.post(f"/acteurs/{acteur.reference}/publier/", follow=True)
        assert "porte déjà ce SIRET" in reponse.content.decode()
