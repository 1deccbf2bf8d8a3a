"""The pages of sources: from a file to a source, its form, its readings."""

import os
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acteurs.models import FichierActeurs, ImportActeurs, LectureSource, SourceActeurs
from acteurs.referentiels import charger
from socle.travaux import executer
from tests.fabriques import make_commune, make_organisation, make_utilisateur

pytestmark = pytest.mark.django_db
CSV = "Raison sociale;Ville;CP\nÉpicerie;Albert;80300\n"


@pytest.fixture
def organisation(client, settings, tmp_path):
    charger()
    make_commune("80016", nom="Albert", codes_postaux=["80300"])
    settings.DEPOT = tmp_path / "depot"
    utilisateur = make_utilisateur()
    organisation = make_organisation(utilisateur)
    (settings.DEPOT / organisation.reference).mkdir(parents=True)
    client.force_login(utilisateur)
    return organisation


def deposer(organisation, settings, nom="annuaire.csv", contenu=CSV):
    chemin = settings.DEPOT / organisation.reference / nom
    chemin.write_text(contenu)
    os.utime(chemin, (1e9, 1e9))


def envoyer(client, contenu=CSV, nom="Annuaire 2026.csv"):
    fichier = SimpleUploadedFile(nom, contenu.encode())
    return client.post("/acteurs/import/", {"fichier": fichier}, follow=True).content.decode()


COLONNES = {
    "statut": "publie",
    "colonne_0": "nom",
    "colonne_1": "commune",
    "colonne_2": "code_postal",
}


def make_source(organisation, **champs):
    champs.setdefault("nom", "Annuaire")
    champs.setdefault(
        "correspondance", {"nom": "Raison sociale", "code_postal": "CP", "commune": "Ville"}
    )
    return SourceActeurs.objects.create(organisation=organisation, **champs)


def test_columns_kept_under_a_name_come_back_with_the_next_file(client, organisation):
    page = envoyer(client)
    assert "Retenir ces colonnes sous le nom" in page
    adresse = f"/acteurs/import/{FichierActeurs.objects.get().reference}/colonnes/"
    client.post(adresse, {**COLONNES, "garder_sous": "Annuaire", "source": "Annuaire 2026"})
    source = SourceActeurs.objects.get()
    assert (source.nom, source.organisation) == ("Annuaire", organisation)
    assert source.correspondance == {
        "nom": "Raison sociale",
        "commune": "Ville",
        "code_postal": "CP",
    }
    page = envoyer(client, "CP;Nouvelle;Ville;Raison sociale\n80300;x;Albert;Épicerie\n")
    assert "Les colonnes sont celles de la source" in page
    assert f"/acteurs/sources/{source.reference}/" in page
    assert 'value="Annuaire 2026"' in page
    fichier = FichierActeurs.objects.latest("pk")
    assert fichier.correspondance == {"nom": 3, "commune": 2, "code_postal": 0}
    page = envoyer(client, "Raison sociale;Ville\nÉpicerie;Albert\n")
    assert "Des colonnes ont disparu" in page
    assert "«\u00a0CP\u00a0» (code postal)" in page


def test_a_finished_import_becomes_a_source_at_once(client, organisation):
    envoyer(client)
    fichier = FichierActeurs.objects.get()
    client.post(f"/acteurs/import/{fichier.reference}/colonnes/", COLONNES)
    essai = ImportActeurs.objects.get()
    executer(essai, battre_en_fond=False)
    client.post(f"/acteurs/import/suivi/{essai.reference}/importer/")
    travail = ImportActeurs.objects.get(simulation=False)
    executer(travail, battre_en_fond=False)
    page = client.get(f"/acteurs/import/suivi/{travail.reference}/").content.decode()
    assert "En faire une source" in page
    make_source(organisation, nom="Annuaire 2026")
    reponse = client.post(f"/acteurs/import/suivi/{travail.reference}/source/")
    source = SourceActeurs.objects.get(nom="Annuaire 2026 (2)")
    assert reponse["Location"] == f"/acteurs/sources/{source.reference}/"
    page = client.get(f"/acteurs/import/suivi/{travail.reference}/").content.decode()
    assert "Voir la source Annuaire 2026 (2)" in page


def test_an_organisation_without_sources_is_told_what_to_do(client, organisation):
    page = client.get("/acteurs/sources/").content.decode()
    assert "Aucune source pour l’instant" in page
    assert f"depot/{organisation.reference}/" in page


def test_a_source_is_pointed_at_a_dropped_file_and_read(client, organisation, settings):
    source = make_source(organisation)
    deposer(organisation, settings)
    adresse = f"/acteurs/sources/{source.reference}/"
    page = client.get(adresse).content.decode()
    assert "annuaire.csv" in page
    assert "autorisées" not in page, "no address is allowed on this server"
    saisie = {**COLONNES, "nom": "Annuaire", "origine": "dossier", "depose": "annuaire.csv",
              "cadence": "semaine", "colonne_1": "code_postal", "colonne_2": "commune"}  # fmt: skip
    reponse = client.post(adresse, saisie)
    assert reponse.status_code == 302, reponse.content.decode()
    source.refresh_from_db()
    assert (source.origine, source.emplacement, source.cadence) == (
        "dossier",
        "annuaire.csv",
        "semaine",
    )
    page = client.get("/acteurs/sources/").content.decode()
    assert "Lire maintenant" in page
    assert "prochaine lecture dans l’heure" in page
    client.post(f"{adresse}lire/")
    client.post(f"{adresse}lire/")
    lecture = LectureSource.objects.get()
    page = client.get("/acteurs/sources/").content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert '<meta http-equiv="refresh"' in page
    assert "Lire maintenant" not in page
    fragment = client.get("/acteurs/sources/", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in fragment
    assert fragment.strip() in page.replace("\r", "")
    executer(lecture, battre_en_fond=False)
    lecture.refresh_from_db()
    executer(lecture.importation, battre_en_fond=False)
    page = client.get("/acteurs/sources/").content.decode()
    assert "1 fiche créée." in page
    assert "every 2s" not in page
    assert "prochaine lecture à partir du" in page
    page = client.get(adresse).content.decode()
    assert "Rapport de l’import" in page
    assert "Épicerie" in page, "first values of the file read last"


@pytest.mark.parametrize(
    ("saisie", "message"),
    [
        ({"origine": "dossier"}, "Choisissez le fichier à lire"),
        ({"origine": "dossier", "depose": "../../etc/passwd"}, "../../etc/passwd"),
        ({"origine": "dossier", "depose": "autre.csv"}, "autre.csv"),
        ({"origine": "envoi", "cadence": "jour"}, "n’est pas relu tout seul"),
        ({"origine": "adresse", "adresse": "https://donnees.exemple.fr/a"}, "origine"),
        ({"origine": "envoi", "nom": "Prise"}, "déjà une source de ce nom"),
        ({"origine": "envoi", "colonne_0": "sigle"}, "colonne qui porte le nom"),
    ],
)
def test_what_does_not_hold_together_is_refused(client, organisation, saisie, message):
    source = make_source(organisation)
    make_source(organisation, nom="Prise")
    envoi = {**COLONNES, "nom": "Annuaire", "cadence": "jamais", **saisie}
    reponse = client.post(f"/acteurs/sources/{source.reference}/", envoi)
    assert reponse.status_code == 422
    assert message in reponse.content.decode()
    source.refresh_from_db()
    assert (source.origine, source.emplacement, source.nom) == ("envoi", "", "Annuaire")


def test_addresses_are_offered_and_checked_against_the_list(client, organisation, settings):
    settings.EN_LIGNE = True
    settings.SOURCES_AUTORISEES = ["https://donnees.exemple.fr/ess/"]
    source = make_source(organisation)
    adresse = f"/acteurs/sources/{source.reference}/"
    assert "https://donnees.exemple.fr/ess/" in client.get(adresse).content.decode()
    envoi = {**COLONNES, "nom": "Annuaire", "cadence": "mois", "origine": "adresse"}
    for refusee in ("", "http://donnees.exemple.fr/ess/a", "https://169.254.169.254/latest/",
                    "https://donnees.exemple.fr/ess/../x"):  # fmt: skip
        reponse = client.post(adresse, {**envoi, "adresse": refusee})
        assert reponse.status_code == 422, refusee
    admise = "https://donnees.exemple.fr/ess/liste.csv"
    assert client.post(adresse, {**envoi, "adresse": admise}).status_code == 302
    source.refresh_from_db()
    assert (source.origine, source.emplacement) == ("adresse", admise)
    settings.SOURCES_AUTORISEES = []
    page = client.get(adresse).content.decode()
    assert "n’a pas le droit de joindre" in page
    reponse = client.post(adresse, {**envoi, "adresse": admise})
    assert reponse.status_code == 422, "the list is asked again each time"


def test_a_source_without_a_place_says_so(client, organisation):
    source = make_source(organisation)
    reponse = client.post(f"/acteurs/sources/{source.reference}/lire/", follow=True)
    assert "Dites d’abord où" in reponse.content.decode()
    assert not LectureSource.objects.exists()


def test_a_failed_reading_is_in_plain_sight(client, organisation):
    source = make_source(organisation, origine="dossier", emplacement="absent.csv")
    client.post(f"/acteurs/sources/{source.reference}/lire/")
    executer(LectureSource.objects.get(), battre_en_fond=False)
    page = client.get("/acteurs/sources/").content.decode()
    assert "Lecture en échec" in page
    assert "n’est pas dans le dossier de dépôt" in page
    assert "Lire maintenant" in page
    page = client.get(f"/acteurs/sources/{source.reference}/").content.decode()
    assert "La dernière lecture a échoué" in page


def test_deletion_asks_first_and_leaves_the_actors(client, organisation):
    source = make_source(organisation)
    adresse = f"/acteurs/sources/{source.reference}/supprimer/"
    assert "Supprimer cette source" in client.get(adresse).content.decode()
    assert SourceActeurs.objects.exists()
    client.post(adresse)
    assert not SourceActeurs.objects.exists()


def test_other_organisations_sources_do_not_exist(client, organisation):
    source = make_source(make_organisation(), nom="Ailleurs")
    assert "Ailleurs" not in client.get("/acteurs/sources/").content.decode()
    for suite in ("", "supprimer/"):
        assert client.get(f"/acteurs/sources/{source.reference}/{suite}").status_code == 404
    assert client.post(f"/acteurs/sources/{source.reference}/lire/").status_code == 404


def test_three_sources_cost_what_one_does(client, organisation):
    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            client.get("/acteurs/sources/")
        return len(requetes)

    def ajouter(nom):
        source = make_source(organisation, nom=nom, origine="dossier", emplacement="a.csv")
        fichier = FichierActeurs.objects.create(
            organisation=organisation, nom="x.csv", chemin="x", format="csv", source=source
        )
        travail = ImportActeurs.objects.create(fichier=fichier, simulation=False, etat="termine")
        LectureSource.objects.create(source=source, importation=travail, etat="termine")

    ajouter("A")
    client.get("/acteurs/sources/")
    un = cout()
    ajouter("B")
    ajouter("C")
    assert cout() == un


def test_pages_hold_no_stray_markup(client, organisation):
    source = make_source(organisation, nom="<b>x</b>", emplacement="<i>.csv", origine="dossier")
    for adresse in ("/acteurs/sources/", f"/acteurs/sources/{source.reference}/"):
        page = client.get(adresse).content.decode()
        assert not re.search(r"<b>x</b>|<i>\.csv", page)
