"""Every format of a list and of an entry: well made, complete, harmless, public only."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from acteurs.services.fusion import merge_acteurs
from ouverture.champs import CHAMPS, NOMS, TITRES, Donnees
from ouverture.formats import FORMATS
from ouverture.formats.jsonld import en_organisation
from ouverture.models import ExportActeurs
from ouverture.services.exports import demander_export, preparer_annuaire, produire
from socle.jsonld import script_jsonld
from socle.travaux import executer
from tests.fabriques import make_acteur, make_commune, make_thematique, make_type
from tests.ouverture.schema_org import verifier

pytestmark = pytest.mark.django_db
SIRET = "35600000000048"


@pytest.fixture
def acteurs() -> list[Any]:
    commune = make_commune("80001", nom="Abbeville", codes_postaux=["80100"])
    return [
        make_acteur(
            nom="Épicerie du quai", siret=SIRET, commune=commune, lon=1.83, lat=50.1,
            type=make_type("association"), thematiques=[make_thematique("mobilite")],
            taille="1-9", contact_public="contact@epicerie.example", site_web="https://e.example",
        ),
        make_acteur(nom="=CMD()|'x'!A1", description="Sans point </script><b>"),
        make_acteur(nom="Brouillon caché", statut="propose"),
    ]  # fmt: skip


def lire(client: Client, code: str, **filtres: str) -> Any:
    adresse = reverse("ouverture:acteurs_gogocarto") if code == "gogocarto" else reverse(
        "ouverture:acteurs", args=[code]
    )  # fmt: skip
    reponse = client.get(adresse, filtres)
    assert reponse.status_code == 200
    assert reponse["Access-Control-Allow-Origin"] == "*"
    assert "attachment" in reponse["Content-Disposition"]
    contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    assert b"Brouillon" not in contenu
    return contenu


def test_csv_and_workbook_say_the_same_and_run_nothing(client: Client, acteurs: Any) -> None:
    rangees = list(csv.reader(io.StringIO(lire(client, "csv").decode("utf-8-sig")), delimiter=";"))
    feuille = load_workbook(io.BytesIO(lire(client, "xlsx"))).active
    classeur = [["" if c is None else str(c) for c in r] for r in feuille.values]
    assert (rangees[0], classeur[0]) == (list(NOMS), list(TITRES))
    assert len({*TITRES}) == len(TITRES)
    assert rangees[1:] == classeur[1:]
    noms = {r[NOMS.index("nom")] for r in rangees[1:]}
    assert noms == {"Épicerie du quai", "'=CMD()|'x'!A1"}


def test_geojson_has_a_geometry_where_a_point_is_known(client: Client, acteurs: Any) -> None:
    collection = json.loads(lire(client, "geojson"))
    par_nom = {f["properties"]["nom"]: f for f in collection["features"]}
    epicerie = par_nom["Épicerie du quai"]
    assert (epicerie["id"], epicerie["geometry"]["coordinates"]) == (SIRET, [1.83, 50.1])
    assert par_nom["=CMD()|'x'!A1"]["geometry"] is None


def test_gogocarto_finds_its_keys(client: Client, acteurs: Any) -> None:
    elements = json.loads(lire(client, "gogocarto"))["data"]
    epicerie = next(e for e in elements if e.get("siret") == SIRET)
    assert epicerie["geo"] == {"latitude": 50.1, "longitude": 1.83}
    assert epicerie["address"]["addressLocality"] == "Abbeville"
    assert epicerie["categories"] == ["Association", "Mobilite"]
    assert epicerie["id"] == acteurs[0].reference


def test_json_ld_speaks_schema_org(client: Client, acteurs: Any) -> None:
    graphe = json.loads(lire(client, "jsonld"))
    assert graphe["@context"] == "https://schema.org"
    assert [f for noeud in graphe["@graph"] for f in verifier(noeud)] == []
    epicerie = next(n for n in graphe["@graph"] if n["name"] == "Épicerie du quai")
    assert epicerie["@type"] == "NGO"
    assert {"@type": "PropertyValue", "propertyID": "SIRET", "value": SIRET} in epicerie[
        "identifier"
    ]
    assert epicerie["email"] == "contact@epicerie.example"
    assert epicerie["numberOfEmployees"] == {
        "@type": "QuantitativeValue", "minValue": 1, "maxValue": 9,
    }  # fmt: skip


TEXTES = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
VALEURS = {
    "nombre": st.none() | st.floats(-90, 90), "booleen": st.none() | st.booleans(),
    "liste": st.lists(TEXTES.filter(bool), max_size=2),
}  # fmt: skip
DONNEES = st.fixed_dictionaries(
    {
        c.nom: st.sampled_from([code for code, _ in c.choix])
        if c.choix
        else st.just("https://t.example/acteurs/x/")
        if c.nom in {"page", "site_web"}
        else st.just("abc")
        if c.nom == "reference"
        else VALEURS.get(c.nature, TEXTES)
        for c in CHAMPS
    }
)


@settings(max_examples=60, deadline=None)
@given(DONNEES)
def test_whatever_an_actor_says_every_format_stands(donnees: Donnees) -> None:
    assert verifier(en_organisation(donnees)) == []
    script = script_jsonld(en_organisation(donnees))
    assert script.count("<") == 2
    assert json.loads(script.removeprefix('<script type="application/ld+json">')[:-9])
    for code in ("geojson", "jsonld", "gogocarto"):
        ecrire = FORMATS[code].ecrire
        assert ecrire
        assert json.loads(b"".join(ecrire([donnees, donnees])))
        assert json.loads(b"".join(ecrire([])))


def test_filters_are_those_of_the_directory(client: Client, acteurs: Any) -> None:
    lus = json.loads(lire(client, "geojson", famille="association"))["features"]
    assert [f["properties"]["nom"] for f in lus] == ["Épicerie du quai"]
    assert json.loads(lire(client, "geojson", famille="nulle"))["features"] == []
    assert b"caillou" not in lire(client, "csv", statut="propose")


def test_one_entry_by_reference_or_siret_and_where_it_went(client: Client, acteurs: Any) -> None:
    epicerie, autre, brouillon = acteurs
    for identifiant in (epicerie.reference, SIRET):
        objet = client.get(reverse("ouverture:acteur", args=[identifiant, "jsonld"])).json()
        assert verifier(objet) == []
        assert objet["name"] == "Épicerie du quai"
    assert client.get(reverse("ouverture:acteur", args=[SIRET, "csv"])).status_code == 200
    assert client.get(reverse("ouverture:acteur", args=[SIRET, "xlsx"])).status_code == 200
    ferme = reverse("ouverture:acteur", args=[brouillon.reference, "geojson"])
    assert client.get(ferme).status_code == 404
    merge_acteurs(survivant=epicerie, absorbe=autre)
    ancien = client.get(reverse("ouverture:acteur", args=[autre.reference, "geojson"]))
    assert ancien.status_code == 301
    assert f"/{SIRET}.geojson" in ancien["Location"]


def test_the_page_of_an_actor_says_it_too_without_code(client: Client, acteurs: Any) -> None:
    page = client.get(reverse("acteurs:fiche", args=[acteurs[1].reference]))
    texte = page.content.decode()
    debut = texte.index('<script type="application/ld+json">') + 35
    objet = json.loads(texte[debut : texte.index("</script>", debut)])
    assert objet["description"] == "Sans point </script><b>"
    assert "unsafe" not in page["Content-Security-Policy"]
    assert reverse("ouverture:acteur", args=[acteurs[1].reference, "geojson"]) in texte


def test_a_long_list_is_made_in_the_background_and_found_again(
    client: Client, acteurs: Any, django_capture_on_commit_callbacks: Any
) -> None:
    adresse = reverse("ouverture:exporter")
    assert "famille=association" in client.get(adresse, {"famille": "association"}).content.decode()
    reponses = [client.post(adresse, {"format": "csv", "famille": "association"}) for _ in "12"]
    export = ExportActeurs.objects.get()
    assert reponses[0]["Location"] == reponses[1]["Location"]
    suivi = reponses[0]["Location"]
    assert 'hx-trigger="every 1s"' in client.get(suivi).content.decode()
    assert executer(export, battre_en_fond=False)
    page = client.get(suivi).content.decode()
    assert "1\u202facteur" in page or "1\u00a0acteur" in page
    fichier = client.get(reverse("ouverture:fichier_telecharger", args=[export.reference]))
    contenu = b"".join(fichier.streaming_content)
    assert "Épicerie du quai" in contenu.decode()
    assert len(contenu) == export.__class__.objects.get().taille
    assert client.post(adresse, {"format": "doc"}).status_code == 200
    make_acteur(nom="Nouvelle venue")
    assert client.post(adresse, {"format": "csv", "famille": "association"})["Location"] != suivi


def test_the_whole_directory_is_written_every_night(client: Client, acteurs: Any) -> None:
    assert preparer_annuaire() == 4
    for export in ExportActeurs.objects.all():
        assert executer(export, battre_en_fond=False)
    make_acteur(nom="Venue après")
    reponse = client.get(reverse("ouverture:acteurs", args=["csv"]))
    assert "Venue après" not in b"".join(reponse.streaming_content).decode()
    assert reponse["Last-Modified"]
    assert int(reponse["Content-Length"])
    for deja in (
        {"If-None-Match": reponse["ETag"]},
        {"If-Modified-Since": reponse["Last-Modified"]},
    ):
        rien = client.get(reverse("ouverture:acteurs", args=["csv"]), headers=deja)
        assert (rien.status_code, rien["Access-Control-Allow-Origin"]) == (304, "*")
    filtree = client.get(reverse("ouverture:acteurs", args=["csv"]), {"q": "venue"})
    assert "Venue après" in b"".join(filtree.streaming_content).decode()
    assert preparer_annuaire() == 4, "the directory changed: new files"


def test_a_workbook_is_made_in_the_background_too(acteurs: Any) -> None:
    from ouverture.criteres import relire_public

    export = demander_export(criteres=relire_public(""), format_="xlsx", demandeur=_personne())
    produire(export, lambda etape, pourcentage: None)  # type: ignore[arg-type]
    fichier = export.ouvrir()
    assert fichier
    assert len(list(load_workbook(fichier.file).active.values)) == 3


def _personne() -> Any:
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def test_a_visitor_in_a_hurry_is_told_to_wait(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("ouverture.vues_acteurs.CADENCE", "2/h")
    adresse = reverse("ouverture:acteurs", args=["geojson"])
    meta = {"REMOTE_ADDR": "192.0.2.77"}
    statuts = [client.get(adresse, **meta).status_code for _ in range(3)]
    assert statuts == [200, 200, 429]


def test_one_actor_or_three_cost_the_same(client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    adresse = reverse("ouverture:acteurs", args=["jsonld"])
    comptes = []
    for ajout in (1, 2):
        for _ in range(ajout):
            make_acteur(type=make_type("association"), commune=make_commune())
        with CaptureQueriesContext(connection) as requetes:
            b"".join(client.get(adresse, {"q": "acteur"}).streaming_content)
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_links_to_open_data_are_offered_where_they_give_the_same_list(client: Client) -> None:
    from tests.fabriques import make_organisation, make_utilisateur

    agent = make_utilisateur()
    make_acteur(statut="propose", organisation=make_organisation(agent))
    make_acteur()
    client.force_login(agent)
    lien = reverse("ouverture:exporter")
    assert lien in client.get(reverse("acteurs:liste")).content.decode()
    brouillons = client.get(reverse("acteurs:liste"), {"statut": "propose"}).content.decode()
    assert lien not in brouillons


def test_endless_filters_are_refused_rather_than_cut(client: Client) -> None:
    reponse = client.post(reverse("ouverture:exporter"), {"format": "csv", "q": "𝔞" * 120})
    assert reponse.status_code == 302
    reponse = client.post(
        reverse("ouverture:exporter"), {"format": "csv", "q": "𝔞" * 120, "autour": "𝔞" * 60}
    )
    assert "trop longs" in reponse.content.decode()
    assert ExportActeurs.objects.count() == 1
