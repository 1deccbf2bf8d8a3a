"""Placing actors at their address, against a local service with the national one's habits."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as reglages_hypothesis
from hypothesis import strategies as st

from acteurs import geocodeur
from acteurs.geocodeur import Demande, GeocodeurIndisponible, geocoder
from acteurs.models import Acteur, GeocodageActeurs
from acteurs.morton import code_morton
from acteurs.services import geocodage
from acteurs.services.fiches import create_acteur, update_acteur
from acteurs.services.geocodage import a_geocoder, launch_geocodage, place_at_night
from acteurs.services.revision import lire_revision
from socle.travaux import annuler_travail, executer, relancer_travail
from tests.acteurs.serveur_adresses import ServeurAdresses
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_organisation,
    make_thematique,
    make_utilisateur,
)


@pytest.fixture
def service(settings, monkeypatch):
    serveur = ServeurAdresses()
    settings.EN_LIGNE = True
    settings.API_ADRESSE = serveur.adresse
    settings.API_ADRESSE_DELAI_S = 2
    serveur.attentes = []
    monkeypatch.setattr(geocodeur, "_attendre", serveur.attentes.append)
    yield serveur
    serveur.arreter()


@pytest.fixture
def albert(db):
    return make_commune("80016", nom="Albert")


def placer(organisation=None, **options) -> GeocodageActeurs:
    travail = launch_geocodage(organisation=organisation, **options)
    executer(travail, battre_en_fond=False)
    travail.refresh_from_db()
    return travail


# ── The client ──────────────────────────────────────────────────────────────
def test_places_come_back_in_the_order_of_the_addresses(service):
    service.placer("1 rue Haute", "housenumber", 0.97, "80016", longitude=2.1)
    service.placer("2 rue Basse", "street", 0.7, "80016", longitude=2.2)
    service.renverser = True
    un, rien, deux = geocoder(
        [
            Demande("1 rue Haute", "Albert", "80016"),
            Demande("?", "Albert"),
            Demande("2 rue Basse", "Albert"),
        ]
    )
    assert rien is None
    assert (un.lon, un.lat, un.score, un.nature, un.code) == (
        2.1,
        50.01,
        0.97,
        "housenumber",
        "80016",
    )
    assert (deux.lon, deux.nature) == (2.2, "street")
    (demande,) = service.demandes
    assert demande["lignes"][0] == {
        "rang": "0", "adresse": "1 rue Haute", "commune": "Albert", "code": "80016",
    }  # fmt: skip
    assert service.attentes == [geocodeur.PAUSE_S], "one request at a time, with a pause"


def test_nothing_to_ask_asks_nothing(service):
    assert geocoder([]) == []
    assert not service.demandes


def test_a_busy_service_is_asked_again_when_it_says(service):
    service.placer("a", "street", 0.7, "80016")
    service.statuts = [
        (429, {"Retry-After": "5"}),
        (503, {"Retry-After": "9999"}),
        (502, {"Retry-After": "x"}),
    ]
    (place,) = geocoder([Demande("a", "Albert")])
    assert place.nature == "street"
    assert service.attentes == [5, geocodeur.ATTENTE_MAX_S, 8, geocodeur.PAUSE_S]


def test_it_gives_up_after_a_few_attempts(service):
    service.statuts = [(500, {})] * 10
    with pytest.raises(GeocodeurIndisponible, match="ne répond pas"):
        geocoder([Demande("a", "Albert")])
    assert len(service.demandes) == geocodeur.ESSAIS


@pytest.mark.parametrize("statut", [301, 302, 400, 401, 404, 413])
def test_refusals_and_redirections_are_not_insisted_on(service, statut):
    service.statuts = [(statut, {"Location": "http://127.0.0.1:1/"})]
    with pytest.raises(GeocodeurIndisponible, match=f"répondu {statut}"):
        geocoder([Demande("a", "Albert")])
    assert len(service.demandes) == 1


def test_an_unreachable_service_is_said_so(service, settings):
    settings.API_ADRESSE = "http://127.0.0.1:1/"
    with pytest.raises(GeocodeurIndisponible):
        geocoder([Demande("a", "Albert")])


def test_answers_are_bounded(service, monkeypatch):
    monkeypatch.setattr(geocodeur, "TAILLE_MAX", 1000)
    service.brut = b"x" * 1001
    with pytest.raises(GeocodeurIndisponible, match="trop grosse"):
        geocoder([Demande("a", "Albert")])


@pytest.mark.parametrize("colonne", geocodeur._COLONNES)
def test_a_column_that_moves_is_found_one_that_goes_is_told(service, colonne):
    service.enlever = {colonne}
    with pytest.raises(GeocodeurIndisponible, match="illisible"):
        geocoder([Demande("a", "Albert")])


@pytest.mark.parametrize(
    "champs",
    [
        {"longitude": "", "latitude": ""},
        {"longitude": "x"},
        {"longitude": "nan"},
        {"longitude": "inf"},
        {"latitude": "91"},
        {"result_score": "nan"},
        {"result_score": ""},
    ],
)
def test_nonsense_is_no_place(service, champs):
    service.placer("a", "street", 0.7, "80016", **champs)
    assert geocoder([Demande("a", "Albert")]) == [None]


@reglages_hypothesis(deadline=None, max_examples=200)
@given(st.text(max_size=300))
def test_whatever_the_service_writes_is_read_or_refused(texte):
    for entete in ("", "rang,longitude,latitude,result_score,result_type,result_citycode\n0,"):
        try:
            lues = geocodeur._lire(entete + texte, 2)
        except GeocodeurIndisponible:
            continue
        assert len(lues) == 2


@reglages_hypothesis(deadline=None, max_examples=200)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_any_address_makes_one_line(adresses):
    import csv

    corps = geocodeur._ecrire([Demande(a, a) for a in adresses])
    lignes = list(csv.reader(io.StringIO(corps.decode())))
    assert [len(ligne) for ligne in lignes] == [4] * (len(adresses) + 1)


# ── Placing ─────────────────────────────────────────────────────────────────
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


# ── The command and the page ────────────────────────────────────────────────
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
