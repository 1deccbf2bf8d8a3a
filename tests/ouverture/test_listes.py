"""The list of the directory as a file: one address for everybody, the same code for drafts."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from acteurs.importers.colonnes import deviner
from acteurs.importers.lecture import examiner
from acteurs.importers.lignes import Convertisseur
from territoires.models import Commune
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_organisation,
    make_territoire,
    make_thematique,
    make_type,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db


def contenu(reponse: Any) -> bytes:
    assert reponse.status_code == 200
    return b"".join(reponse.streaming_content)


def lire(client: Client, adresse: str = "/donnees/acteurs.csv", **filtres: str) -> list[Any]:
    texte = contenu(client.get(adresse, filtres)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texte), delimiter=";"))


@pytest.fixture
def agente(client: Client) -> Client:
    membre = make_utilisateur()
    maison = make_organisation(membre, role="administrateur")
    make_acteur(nom="Brouillon de la maison", statut="propose", organisation=maison)
    make_acteur(nom="Brouillon d’ailleurs", statut="propose", organisation=make_organisation())
    make_acteur(nom="Publié", sigle="\tx")
    client.force_login(membre)
    return client


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_the_old_address_leads_to_open_data_with_its_filters(
    client: Client, extension: str
) -> None:
    ancienne = reverse("ouverture:liste", args=[extension])
    assert ancienne == f"/acteurs/export.{extension}"
    for question in ("", "?q=r%C3%A9gie&theme=mobilite&famille="):
        reponse = client.get(f"{ancienne}{question}")
        assert reponse.status_code == 301
        assert reponse["Location"] == f"/donnees/acteurs.{extension}{question}"


def test_drafts_leave_for_those_who_see_them_only(agente: Client, client: Client) -> None:
    (brouillon,) = lire(agente, "/acteurs/export.csv", statut="propose")
    assert brouillon["nom"] == "Brouillon de la maison"
    reponse = agente.get("/acteurs/export.xlsx", {"statut": "propose"})
    assert "Access-Control-Allow-Origin" not in reponse
    assert reponse["Cache-Control"] == "private, no-store"
    assert contenu(reponse).startswith(b"PK")
    page = agente.get("/acteurs/", {"statut": "propose"}).content.decode()
    assert "/acteurs/export.csv?statut=propose" in page
    assert "/donnees/acteurs.csv?q=" in agente.get("/acteurs/", {"q": "publie"}).content.decode()
    assert [ligne["nom"] for ligne in lire(agente, statut="propose")] == ["Publié"]
    assert lire(Client(), "/acteurs/export.csv", statut="propose") == []


def test_a_workbook_of_many_drafts_is_refused_kindly(
    agente: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ouverture.vues_acteurs.XLSX_DIRECT_MAX", 0)
    reponse = agente.get("/acteurs/export.xlsx", {"statut": "propose"}, follow=True)
    assert "choisissez le CSV" in reponse.content.decode()
    assert reponse.redirect_chain == [("/acteurs/?statut=propose", 302)]


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_file_may_be_imported_again_whole(client: Client, extension: str) -> None:
    commune = make_commune("80016", nom="Albert", codes_postaux=["80300"])
    type_ = make_type("cooperative")
    make_acteur(nom="=A", type=type_, sous_type=make_type("scic", parent=type_), commune=commune,
                lon=2.6, lat=50.0, precision="voie", taille="10-49", contact_public="+33 1",
                thematiques=[make_thematique("mobilite"), make_thematique("energie")])  # fmt: skip
    make_acteur(nom="B", commune=commune, lon=2.649, lat=50.004, precision="commune")
    octets = contenu(client.get(f"/donnees/acteurs.{extension}"))
    assert (extension == "xlsx") or octets.startswith(b"\xef\xbb\xbf")
    examen = examiner(io.BytesIO(octets), f"export.{extension}", len(octets))
    colonnes = deviner(examen.entetes)
    nommees = {code: examen.entetes[rang] for code, rang in colonnes.items()}
    attendu = ("commune", "commune_nom") if extension == "csv" else ("Code INSEE", "Commune")
    assert (nommees["code_insee"], nommees["commune"]) == attendu
    convertisseur = Convertisseur(colonnes, len(examen.entetes))
    a, b = sorted(
        convertisseur.lire(list(enumerate(examen.apercu))), key=lambda lue: lue.champs["nom"]
    )
    assert (a.motifs, b.motifs, a.avertissements) == ([], [], [])
    lus = {n: getattr(v, "pk", v) for n, v in a.champs.items()}
    assert lus["nom"] == "=A"
    assert (lus["type"], lus["sous_type"], lus["commune"]) == ("cooperative", "scic", "80016")
    assert (lus["precision"], lus["taille"], lus["contact_public"]) == ("voie", "10-49", "+33 1")
    assert {t.code for t in a.thematiques} == {"mobilite", "energie"}
    assert not {"lon", "lat", "precision"} & b.champs.keys(), "a centre is no point of its own"


def test_who_has_it_already_is_told_so(client: Client) -> None:
    make_acteur(nom="A")
    adresse = "/donnees/acteurs.csv?q=a"
    premiere = client.get(adresse)
    assert premiere["Cache-Control"] == "no-cache"
    tete = client.head(adresse)
    assert tete["ETag"] == premiere["ETag"]
    assert "Content-Length" not in tete
    deja = client.get(adresse, headers={"If-None-Match": premiere["ETag"]})
    assert (deja.status_code, deja["Access-Control-Allow-Origin"]) == (304, "*")
    make_acteur(nom="A bis")
    assert len(lire(client, q="a")) == 2
    neuve = client.get(adresse, headers={"If-None-Match": premiere["ETag"]})
    assert neuve.status_code == 200


def test_three_rows_cost_what_one_does(client: Client) -> None:
    def cout() -> int:
        with CaptureQueriesContext(connection) as requetes:
            lire(client)
        return len(requetes)

    make_acteur(thematiques=[make_thematique("mobilite")])
    lire(client)
    un = cout()
    make_acteur(thematiques=[make_thematique("energie")], commune=make_commune("80016"))
    make_acteur(type=make_type("association"))
    assert cout() == un


def test_a_department_is_chosen_on_the_page_of_formats(client: Client) -> None:
    make_acteur(nom="Ici", commune=make_commune("80016"))
    make_territoire(Commune.objects.get(pk="80016"), nature="departement", code="80", nom="Somme")
    page = client.get("/donnees/acteurs/exporter/", {"q": "ici"}).content.decode()
    assert '<option value="departement:80">80 Somme</option>' in page
    page = client.get("/donnees/acteurs/exporter/", {"q": "ici", "territoire": "departement:80"})
    texte = page.content.decode()
    assert '<option value="departement:80" selected>' in texte
    assert '<input type="hidden" name="q" value="ici">' in texte
    assert "/donnees/acteurs-gogocarto.json?q=ici&amp;territoire=departement%3A80" in texte
    assert [ligne["nom"] for ligne in lire(client, territoire="departement:80")] == ["Ici"]
