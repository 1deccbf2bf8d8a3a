"""Placing actors at their address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acteurs.geocodeur import GeocodeurIndisponible, geocoder
from acteurs.models import Acteur, GeocodageActeurs
from acteurs.morton import code_morton
from acteurs.services import geocodage
from acteurs.services.fiches import create_acteur, update_acteur
from acteurs.services.geocodage import a_geocoder, launch_geocodage, place_at_night
from acteurs.services.revision import lire_revision
from socle.travaux import annuler_travail, executer, relancer_travail
from tests.acteurs.serveur_adresses import placer
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_organisation,
    make_thematique,
)


@pytest.mark.django_db
class TestPlacement:
    def test_a_number_a_street_or_the_centre(self, service, albert):
        service.placer("1 rue Haute", "housenumber", 0.8, "80016", longitude=2.7, latitude=50.1)
        service.placer("rue Basse", "street", 0.65, "80016", longitude=2.8)
        service.placer("vague", "housenumber", 0.79, "80016")
        service.placer("lieu-dit", "locality", 0.99, "80016")
        service.placer("flou", "street", 0.59, "80016")
        service.placer("ailleurs", "housenumber", 0.99, "80021")
        champs = {"commune": albert, "lon": 2.649, "lat": 50.004, "precision": "commune"}
        adresses = [*service.places, "introuvable"]
        acteurs = {a: make_acteur(nom=f"Secret {a}", adresse=a, **champs) for a in adresses}
        avant = lire_revision()
        travail = placer()
        assert travail.etat == "termine", travail.erreur
        assert travail.bilan == {
            "adresse": 1, "voie": 1, "incertains": 3, "hors_commune": 1, "sans_resultat": 1,
        }  # fmt: skip
        for acteur in acteurs.values():
            acteur.refresh_from_db()
        precis = acteurs["1 rue Haute"]
        assert (precis.lon, precis.lat, precis.precision, precis.score_geocodage) == (
            2.7,
            50.1,
            "adresse",
            0.8,
        )
        assert precis.morton == code_morton(2.7, 50.1)
        assert (acteurs["rue Basse"].lon, acteurs["rue Basse"].precision) == (2.8, "voie")
        for adresse, score in (("vague", 0.79), ("ailleurs", 0.99), ("introuvable", 0.0)):
            acteur = acteurs[adresse]
            assert (acteur.lon, acteur.precision, acteur.score_geocodage) == (
                2.649,
                "commune",
                score,
            )
        assert lire_revision() > avant
        assert "Secret" not in str(service.demandes), "no name is sent"
        assert launch_geocodage() is None, "what was asked is not asked again"

    def test_points_people_placed_never_move(self, service, albert):
        for precision in ("adresse", "approchee", "voie"):
            make_acteur(
                adresse="1 rue Haute", commune=albert, lon=2.6, lat=50.0, precision=precision
            )
        make_acteur(adresse="", commune=albert, precision="commune")
        make_acteur(adresse="1 rue Haute", precision="inconnue")
        make_acteur(adresse="1 rue Haute", commune=albert, precision="commune", statut="archive")
        assert not a_geocoder().exists()

    def test_what_people_enter_goes_through_to_the_street(self, service, albert):
        service.placer("1 rue Haute", "street", 0.9, "80016", longitude=2.8)
        theme = make_thematique("mobilite")
        acteur = create_acteur(
            champs={"nom": "A", "adresse": "1 rue Haute", "commune": albert, "statut": "publie"},
            thematiques=[theme],
        )
        assert acteur.precision == "commune"
        placer()
        acteur.refresh_from_db()
        assert (acteur.precision, acteur.version) == ("voie", 2)
        dernier = acteur.history.first()
        assert dernier.history_change_reason == "Placé à l’adresse par la Base Adresse Nationale"
        assert [lien.thematique_id for lien in dernier.thematiques.all()] == ["mobilite"]
        update_acteur(acteur=acteur, champs={"adresse": "2 rue Haute"})
        assert a_geocoder().get() == acteur

    def test_official_entries_get_no_history(self, service, albert):
        service.placer("1 rue Haute", "street", 0.9, "80016")
        acteur = make_acteur(
            adresse="1 rue Haute", commune=albert, precision="commune", enrichi=False
        )
        acteur.history.all().delete()
        placer()
        acteur.refresh_from_db()
        assert acteur.precision == "voie"
        assert not acteur.history.exists()

    def test_a_change_made_while_the_service_was_asked_wins(self, service, albert, monkeypatch):
        service.placer("1 rue Haute", "street", 0.9, "80016", longitude=2.8)
        acteur = make_acteur(adresse="1 rue Haute", commune=albert, precision="commune")

        def entretemps(demandes):
            champs = {"lon": 2.0, "lat": 50.0, "precision": "adresse"}
            update_acteur(acteur=acteur, champs=champs, confirme=True)
            return geocoder(demandes)

        monkeypatch.setattr(geocodage, "geocoder", entretemps)
        assert placer().bilan == {"changes_entretemps": 1}
        acteur.refresh_from_db()
        assert (acteur.lon, acteur.precision, acteur.score_geocodage) == (2.0, "adresse", None)

    def test_parts_of_communes_and_arrondissements(self, service, db):
        lille = make_commune("59350", nom="Lille")
        lomme = make_commune("59355", nom="Lomme", parent=lille, type="associee")
        paris = make_commune("75056", nom="Paris")
        quinzieme = make_commune(
            "75115", nom="Paris 15e Arrondissement", parent=paris, type="arrondissement"
        )
        make_commune("75107", nom="Paris 7e Arrondissement", parent=paris, type="arrondissement")
        for adresse, code in (("a", "59350"), ("b", "75107"), ("c", "75107"), ("d", "59355")):
            service.placer(adresse, "street", 0.9, code)
        attendus = {}
        for adresse, commune, precision in (
            ("a", lomme, "voie"), ("b", paris, "voie"), ("c", quinzieme, "commune"), ("d", lille, "voie"),
        ):  # fmt: skip
            attendus[make_acteur(adresse=adresse, commune=commune, precision="commune").pk] = (
                precision
            )
        placer()
        assert dict(Acteur.objects.values_list("pk", "precision")) == attendus
        (demande,) = service.demandes
        assert [ligne["code"] for ligne in demande["lignes"]] == ["59350", "", "75115", "59350"]

    def test_each_organisation_its_own(self, service, albert):
        service.placer("a", "street", 0.9, "80016")
        organisation = make_organisation()
        sien = make_acteur(
            adresse="a", commune=albert, precision="commune", organisation=organisation
        )
        make_acteur(adresse="a", commune=albert, precision="commune")
        placer(organisation)
        assert list(Acteur.objects.filter(precision="voie")) == [sien]

    def test_batches_resume_where_they_stopped(self, service, albert, monkeypatch):
        monkeypatch.setattr(geocodage, "LOT", 2)
        service.placer("a", "street", 0.9, "80016")
        for _ in range(5):
            make_acteur(adresse="a", commune=albert, precision="commune")
        vrai = geocodage.geocoder
        appels = []

        def tomber(demandes):
            appels.append(len(demandes))
            if len(appels) == 2:
                raise GeocodeurIndisponible("Le service ne répond pas.")
            return vrai(demandes)

        monkeypatch.setattr(geocodage, "geocoder", tomber)
        comptes = []
        monkeypatch.setattr(geocodage, "reconstruire_densite", lambda: comptes.append(1))
        travail = placer()
        assert comptes == [1], "many batches: cells are counted once, at the end, failed or not"
        assert (travail.etat, travail.erreur) == ("echec", "Le service ne répond pas.")
        assert travail.bilan == {"voie": 2}
        relancer_travail(travail)
        executer(travail, battre_en_fond=False)
        travail.refresh_from_db()
        assert (travail.etat, travail.bilan, appels) == ("termine", {"voie": 5}, [2, 2, 2, 1])
        assert travail.avancement["demandes"] == 5

    def test_cancelled_work_writes_nothing_more(self, service, albert, monkeypatch):
        make_acteur(adresse="a", commune=albert, precision="commune")
        service.placer("a", "street", 0.9, "80016")
        travail = launch_geocodage()

        def annuler(demandes):
            annuler_travail(travail)
            return geocoder(demandes)

        monkeypatch.setattr(geocodage, "geocoder", annuler)
        executer(travail, battre_en_fond=False)
        assert a_geocoder().exists()

    def test_limits_and_nights(self, service, albert, settings, monkeypatch):
        for _ in range(3):
            make_acteur(adresse="a", commune=albert, precision="commune")
        monkeypatch.setattr(geocodage, "PAR_NUIT", 2)
        settings.EN_LIGNE = False
        assert not place_at_night()
        settings.EN_LIGNE = True
        assert place_at_night()
        assert place_at_night(), "the one under way"
        executer(GeocodageActeurs.objects.get(), battre_en_fond=False)
        assert a_geocoder().count() == 1
        assert place_at_night()
        assert GeocodageActeurs.objects.count() == 2

    def test_offline_asks_nothing_and_says_so(self, service, albert, settings):
        settings.EN_LIGNE = False
        make_acteur(adresse="a", commune=albert, precision="commune")
        assert launch_geocodage() is None
        travail = GeocodageActeurs.objects.create()
        executer(travail, battre_en_fond=False)
        travail.refresh_from_db()
        assert "n’est pas autorisé à joindre" in travail.erreur
        assert not service.demandes

    def test_an_import_asks_for_the_addresses_it_brings(self, service, albert):
        from django.core.files.uploadedfile import SimpleUploadedFile

        from acteurs.services.fichiers import deposit_fichier, launch_import

        organisation = make_organisation()
        fichier = SimpleUploadedFile("x.csv", b"Nom;Adresse;Insee\nA;1 rue Haute;80016\n")
        fichier = deposit_fichier(fichier=fichier, organisation=organisation, par=None)
        travail = launch_import(
            fichier=fichier,
            correspondance=fichier.correspondance,
            options={},
            simulation=False,
            par=None,
        )
        executer(travail, battre_en_fond=False)
        assert GeocodageActeurs.objects.get().organisation == organisation

    def test_three_rows_cost_what_one_does(self, service, albert):
        service.placer("a", "street", 0.9, "80016")

        def cout(nombre: int) -> int:
            for _ in range(nombre):
                make_acteur(
                    adresse="a",
                    commune=albert,
                    precision="commune",
                    thematiques=[make_thematique()],
                )
            travail = launch_geocodage()
            with CaptureQueriesContext(connection) as requetes:
                executer(travail, battre_en_fond=False)
            return len(requetes)

        assert cout(1) == cout(3)
