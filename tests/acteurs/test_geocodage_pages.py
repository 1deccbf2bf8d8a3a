"""Placing actors at their address: the command and the page."""

import io

import pytest
from django.core.management import CommandError, call_command

from acteurs.models import GeocodageActeurs
from acteurs.services import geocodage
from acteurs.services.geocodage import a_geocoder
from socle.travaux import executer
from tests.fabriques import (
    make_acteur,
    make_organisation,
    make_utilisateur,
)


@pytest.mark.django_db
class TestCommande:
    def test_places_and_counts(self, service, albert):
        service.placer("a", "street", 0.9, "80016")
        organisation = make_organisation()
        make_acteur(adresse="a", commune=albert, precision="commune", organisation=organisation)
        make_acteur(adresse="?", commune=albert, precision="commune", organisation=organisation)
        make_acteur(adresse="a", commune=albert, precision="commune")
        sortie, erreurs = io.StringIO(), io.StringIO()
        call_command(
            "geocoder_acteurs", organisation=organisation.reference, stdout=sortie, stderr=erreurs
        )
        assert "1 dans la rue" in sortie.getvalue()
        assert "1 adresse inconnue du service" in sortie.getvalue()
        assert "%" in erreurs.getvalue()
        assert a_geocoder().count() == 1
        call_command("geocoder_acteurs", limite=1, stdout=sortie, stderr=erreurs)
        call_command("geocoder_acteurs", stdout=sortie, stderr=erreurs)
        assert "Aucune adresse n’attend." in sortie.getvalue()

    def test_says_what_is_wrong(self, service, albert, settings):
        make_acteur(adresse="a", commune=albert, precision="commune")
        service.statuts = [(404, {})]
        with pytest.raises(CommandError, match="répondu 404"):
            call_command("geocoder_acteurs", stdout=io.StringIO(), stderr=io.StringIO())
        with pytest.raises(CommandError, match="Aucune organisation"):
            call_command("geocoder_acteurs", organisation="x")
        settings.EN_LIGNE = False
        with pytest.raises(CommandError, match="TERREAU_EN_LIGNE"):
            call_command("geocoder_acteurs")

    def test_ctrl_c_keeps_what_is_done(self, service, albert, monkeypatch):
        monkeypatch.setattr(geocodage, "LOT", 1)
        service.placer("a", "street", 0.9, "80016")
        for _ in range(2):
            make_acteur(adresse="a", commune=albert, precision="commune")
        vrai, appels = geocodage.geocoder, []

        def interrompre(demandes):
            appels.append(1)
            if len(appels) == 2:
                raise KeyboardInterrupt
            return vrai(demandes)

        monkeypatch.setattr(geocodage, "geocoder", interrompre)
        erreurs = io.StringIO()
        call_command("geocoder_acteurs", stdout=io.StringIO(), stderr=erreurs)
        assert "Interrompu" in erreurs.getvalue()
        assert a_geocoder().count() == 1
        assert GeocodageActeurs.objects.get().etat == "annule"


@pytest.mark.django_db
class TestPage:
    PAGE = "/acteurs/geocodage/"

    @pytest.fixture
    def organisation(self, client, albert):
        utilisateur = make_utilisateur()
        client.force_login(utilisateur)
        return make_organisation(utilisateur)

    def test_from_waiting_to_placed(self, client, organisation, service, albert):
        service.placer("a", "street", 0.9, "80016")
        make_acteur(adresse="a", commune=albert, precision="commune", organisation=organisation)
        page = client.get(self.PAGE).content.decode()
        assert "acteur</strong> a une adresse et attend au centre de sa commune" in page
        assert "Chercher ces adresses" in page
        client.post(self.PAGE)
        client.post(self.PAGE)
        travail = GeocodageActeurs.objects.get()
        page = client.get(self.PAGE).content.decode()
        assert 'hx-trigger="every 2s"' in page
        assert '<meta http-equiv="refresh"' in page
        assert "Chercher ces adresses" not in page
        fragment = client.get(self.PAGE, headers={"hx-request": "true"}).content.decode()
        assert "<html" not in fragment
        client.post(f"{self.PAGE}{travail.reference}/annuler/")
        assert "Réessayer" in client.get(self.PAGE).content.decode()
        client.post(f"{self.PAGE}{travail.reference}/relancer/")
        travail.refresh_from_db()
        executer(travail, battre_en_fond=False)
        page = client.get(self.PAGE).content.decode()
        assert "Dernière recherche" in page
        assert "Aucune adresse n’attend" in page
        reponse = client.post(self.PAGE, follow=True)
        assert GeocodageActeurs.objects.count() == 1
        assert "Aucune adresse n’attend" in reponse.content.decode()

    def test_offline_says_so(self, client, organisation, albert):
        make_acteur(adresse="a", commune=albert, precision="commune", organisation=organisation)
        page = client.get(self.PAGE).content.decode()
        assert "Serveur hors ligne" in page
        assert "Chercher ces adresses" not in page
        client.post(self.PAGE)
        assert not GeocodageActeurs.objects.exists()

    def test_everyone_s_addresses_are_for_operators(self, client, organisation):
        pour_tous = GeocodageActeurs.objects.create()
        assert client.post(f"{self.PAGE}{pour_tous.reference}/annuler/").status_code == 404
        assert client.post(f"{self.PAGE}{pour_tous.reference}/relancer/").status_code == 404
        ailleurs = GeocodageActeurs.objects.create(organisation=make_organisation())
        assert client.post(f"{self.PAGE}{ailleurs.reference}/annuler/").status_code == 404

    def test_beyond_ten_thousand_is_said_so(self, client, organisation, albert, monkeypatch):
        monkeypatch.setattr("acteurs.views.geocodage.COMPTES_MAX", 1)
        for _ in range(2):
            make_acteur(adresse="a", commune=albert, precision="commune", organisation=organisation)
        assert "Plus de" in client.get(self.PAGE).content.decode()
