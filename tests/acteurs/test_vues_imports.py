import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from acteurs.models import Acteur, FichierActeurs, ImportActeurs
from acteurs.referentiels import charger
from socle.travaux import executer
from tests.fabriques import make_acteur, make_commune, make_organisation, make_utilisateur

pytestmark = pytest.mark.django_db
DEPOT = "/acteurs/import/"
CSV = "Raison sociale;Ville;CP;Rubrique\nÉpicerie;Albert;80300;x\n;Albert;80300;=1+1\n"


@pytest.fixture
def usager(client):
    charger()
    make_commune("80016", nom="Albert", codes_postaux=["80300"], lon=2.649, lat=50.004)
    utilisateur = make_utilisateur()
    make_organisation(utilisateur)
    client.force_login(utilisateur)
    return utilisateur


def deposer(client, contenu: bytes = CSV.encode("cp1252"), nom: str = "liste.csv"):
    return client.post(DEPOT, {"fichier": SimpleUploadedFile(nom, contenu)}, follow=True)


def essayer(client, **champs) -> ImportActeurs:
    fichier = FichierActeurs.objects.get()
    client.post(
        f"/acteurs/import/{fichier.reference}/colonnes/",
        {"statut": "publie", "colonne_0": "nom", "colonne_1": "commune", "colonne_2": "code_postal"}
        | champs,
    )
    travail = ImportActeurs.objects.latest("pk")
    executer(travail, battre_en_fond=False)
    return travail


def sans_jetons(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)


def test_from_the_file_to_the_directory(client, usager):
    reponse = deposer(client)
    texte = reponse.content.decode()
    fichier = FichierActeurs.objects.get()
    assert reponse.redirect_chain == [(f"/acteurs/import/{fichier.reference}/colonnes/", 302)]
    assert (fichier.encodage, fichier.separateur, fichier.lignes) == ("cp1252", ";", 2)
    assert fichier.correspondance == {"nom": 0, "commune": 1, "code_postal": 2}
    assert "Épicerie" in texte
    assert '<option value="code_postal" selected>' in texte

    essai = essayer(client, source="Annuaire 2026")
    assert essai.simulation
    assert not Acteur.objects.exists()
    page = client.get(f"/acteurs/import/suivi/{essai.reference}/").content.decode()
    assert "Ce que l’import ferait" in page
    assert "Ligne 3" in page
    assert "Importer dans l’annuaire" in page

    client.post(f"/acteurs/import/suivi/{essai.reference}/importer/")
    client.post(f"/acteurs/import/suivi/{essai.reference}/importer/")
    vrai = ImportActeurs.objects.get(simulation=False)
    executer(vrai, battre_en_fond=False)
    acteur = Acteur.objects.get()
    assert (acteur.nom, acteur.source) == ("Épicerie", "Annuaire 2026")
    page = client.get(f"/acteurs/import/suivi/{vrai.reference}/").content.decode()
    assert "Ce qui a été fait" in page
    assert "Importer dans l’annuaire" not in page


def test_report_of_rejected_lines_is_harmless_and_complete(client, usager):
    deposer(client)
    essai = essayer(client)
    reponse = client.get(f"/acteurs/import/suivi/{essai.reference}/lignes.csv")
    texte = b"".join(reponse.streaming_content).decode("utf-8-sig")
    entetes, ligne = list(csv.reader(io.StringIO(texte), delimiter=";"))
    assert entetes == ["Raison sociale", "Ville", "CP", "Rubrique", "ligne", "nature", "motif"]
    assert ligne[:6] == ["", "Albert", "80300", "'=1+1", "3", "Rejetée"]
    assert "Nom" in ligne[6]


def test_progress_fragment_polls_only_while_it_runs(client, usager):
    deposer(client)
    fichier = FichierActeurs.objects.get()
    travail = ImportActeurs.objects.create(fichier=fichier, etat="en_cours", etape="Ligne 1 sur 2")
    adresse = f"/acteurs/import/suivi/{travail.reference}/"
    fragment = client.get(adresse, headers={"hx-request": "true"}).content.decode()
    assert "Ligne 1 sur 2" in fragment
    assert 'hx-trigger="every 2s"' in fragment
    assert "<html" not in fragment
    page = client.get(adresse).content.decode()
    assert sans_jetons(fragment).strip() in sans_jetons(page)
    client.post(f"{adresse}annuler/")
    travail.refresh_from_db()
    assert travail.etat == "annule"
    page = client.get(adresse).content.decode()
    assert "Réessayer" in page
    assert "every 2s" not in page
    client.post(f"{adresse}relancer/")
    travail.refresh_from_db()
    assert travail.etat == "en_attente"


@pytest.mark.parametrize(
    ("contenu", "nom", "message"),
    [
        (b"x", "liste.pdf", "CSV ou Excel"),
        (b"nom\n", "liste.csv", "aucune ligne"),
        (b"", "liste.csv", "vide"),
    ],
)
def test_refused_files_are_explained_and_not_kept(client, usager, contenu, nom, message):
    reponse = deposer(client, contenu, nom)
    assert reponse.status_code == 422
    assert message in reponse.content.decode()
    assert not FichierActeurs.objects.exists()


def test_mapping_needs_a_name_and_one_column_per_field(client, usager):
    deposer(client)
    adresse = f"/acteurs/import/{FichierActeurs.objects.get().reference}/colonnes/"
    texte = client.post(adresse, {"statut": "publie", "colonne_0": "sigle"}).content.decode()
    assert "colonne qui porte le nom" in texte
    texte = client.post(
        adresse, {"statut": "publie", "colonne_0": "nom", "colonne_1": "nom"}
    ).content.decode()
    assert "déjà pris par la colonne" in texte
    assert not ImportActeurs.objects.exists()


def test_import_waits_for_the_end_of_the_dry_run(client, usager):
    deposer(client)
    fichier = FichierActeurs.objects.get()
    essai = ImportActeurs.objects.create(fichier=fichier)
    reponse = client.post(f"/acteurs/import/suivi/{essai.reference}/importer/", follow=True)
    assert "Attendez la fin" in reponse.content.decode()
    assert ImportActeurs.objects.count() == 1


def test_deleting_a_file_keeps_the_actors(client, usager):
    from django.core.files.storage import storages

    deposer(client)
    essayer(client)
    fichier = FichierActeurs.objects.get()
    make_acteur()
    client.post(f"/acteurs/import/{fichier.reference}/supprimer/")
    assert not FichierActeurs.objects.exists()
    assert not storages["prive"].exists(fichier.chemin)
    assert Acteur.objects.exists()


def test_old_files_are_forgotten_when_a_new_one_comes(client, usager):
    from datetime import timedelta

    from django.utils import timezone

    deposer(client)
    FichierActeurs.objects.update(cree_le=timezone.now() - timedelta(days=31))
    deposer(client)
    assert FichierActeurs.objects.count() == 1


def test_models_to_fill_in_are_understood_by_the_import(client, usager):
    from acteurs.importers.colonnes import CHAMPS, deviner

    contenu = client.get("/acteurs/import/modele.csv").content.decode("utf-8-sig")
    entetes, exemple = list(csv.reader(io.StringIO(contenu), delimiter=";"))
    assert deviner(entetes) == {c.code: i for i, c in enumerate(CHAMPS)}
    assert exemple[0]
    reponse = client.get("/acteurs/import/modele.xlsx")
    feuille = load_workbook(io.BytesIO(b"".join(reponse.streaming_content))).active
    assert [c.value for c in feuille[1]] == entetes
