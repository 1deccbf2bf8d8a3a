import contextlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from plateformes.models import Plateforme, Proposition, ReglagesReseau
from plateformes.services.echanges import (
    FichierIllisible,
    ecrire_csv,
    ecrire_json,
    importer,
    lire_fichier,
    previsualiser,
)
from plateformes.services.fiches import update_plateforme
from tests.fabriques import make_plateforme, make_thematique
from tests.plateformes.monde import batir

pytestmark = pytest.mark.django_db
ICI = "/plateformes/atelier/import/"


@pytest.fixture
def tenue(client):
    plateforme, gens = batir("publiee", nom="Tenue", site="https://tenue.coop", accroche="=1+1")
    client.force_login(gens["membre"])
    return plateforme, gens


def quoi(rangs, reseau):
    return [ligne.quoi for ligne in previsualiser(rangs=rangs, reseau=reseau)]


@pytest.mark.parametrize("ecrire", [ecrire_csv, ecrire_json])
def test_what_comes_out_goes_back_in_unchanged(tenue, ecrire):
    plateforme, _ = tenue
    plateforme.thematiques.set([make_thematique("mobilite"), make_thematique("numerique")])
    Plateforme.objects.update(besoins_texte="un\ndeux", libre=True, annee_creation=2019)
    contenu = ecrire(Plateforme.objects.all())
    (rang,) = lire_fichier(contenu.encode())
    assert quoi([rang], plateforme.reseau) == ["identique"]
    if ecrire is ecrire_csv:
        assert "'=1+1" in contenu  # a spreadsheet shows it, and runs nothing


def test_each_row_says_what_it_would_do(tenue):
    plateforme, _ = tenue
    autre = make_plateforme(nom="D’ailleurs", code="ailleurs")
    rangs = [
        {"nom": "Neuve", "site": "https://neuve.coop"},
        {"nom": "Autre nom", "site": "http://www.tenue.coop/x"},
        {"nom": "NEUVE"},
        {"code": plateforme.code, "nom": "Tenue", "accroche": "Mieux"},
        {"code": autre.code, "nom": "D’ailleurs"},
        {"nom": ""},
        {"nom": "Mauvaise", "site": "javascript:alert(1)"},
        {"nom": "Inconnue", "thematiques": "nawak"},
    ]
    assert quoi(rangs, plateforme.reseau) == [
        "nouvelle", "doublon", "doublon", "modifiee", "rejetee", "rejetee", "rejetee", "rejetee",
    ]  # fmt: skip
    assert Plateforme.objects.count() == 2


def test_importing_writes_drafts_and_changes(tenue):
    plateforme, gens = tenue
    rangs = [
        {"nom": "Neuve"},
        {"nom": "Tenue"},
        {"code": plateforme.code, "nom": "Tenue", "accroche": "Mieux"},
    ]
    lignes = previsualiser(rangs=rangs, reseau=plateforme.reseau)
    bilan = importer(lignes=lignes, reseau=plateforme.reseau, par=gens["membre"])
    assert bilan == {"creees": 1, "modifiees": 1, "disputees": 0}
    assert Plateforme.objects.get(nom="Neuve").statut == "brouillon"
    plateforme.refresh_from_db()
    assert plateforme.accroche == "Mieux"


def test_a_file_exported_before_others_wrote_erases_nothing(client, tenue):
    plateforme, gens = tenue
    (rang,) = lire_fichier(ecrire_csv(Plateforme.objects.all()).encode())
    update_plateforme(
        plateforme=plateforme,
        champs={"langues": "breton", "accroche": "La leur"},
        par=gens["administration"],
        confirme=True,
    )
    # Only the others changed it: the file does not bring the old words back.
    assert quoi([rang], plateforme.reseau) == ["identique"]
    rang["hebergement"] = "Rennes"
    page = client.post(ICI, {"fichier": _fichier([rang])})
    assert "les deux sont réunis" in page.content.decode()
    client.post(ICI, {"donnees": page.context["donnees"], "importer": "oui"})
    plateforme.refresh_from_db()
    assert (plateforme.langues, plateforme.accroche, plateforme.hebergement) == (
        "breton",
        "La leur",
        "Rennes",
    )
    rang["accroche"] = "La mienne"
    (ligne,) = previsualiser(rangs=[rang], reseau=plateforme.reseau)
    assert ligne.quoi == "rejetee"
    assert "En une phrase" in ligne.motif
    # A row without a version starts from what its preview showed.
    page = client.post(ICI, {"fichier": _fichier([{"code": rang["code"], "nom": "Tenue",
                                                   "accroche": "Mieux"}])})  # fmt: skip
    update_plateforme(
        plateforme=plateforme, champs={"accroche": "Entre-temps"}, par=gens["administration"],
        confirme=True,
    )  # fmt: skip
    client.post(ICI, {"donnees": page.context["donnees"], "importer": "oui"})
    plateforme.refresh_from_db()
    assert plateforme.accroche == "Entre-temps"


def _fichier(rangs):
    return SimpleUploadedFile("p.json", json.dumps(rangs).encode())


def test_four_eyes_hold_for_files_too(tenue):
    plateforme, gens = tenue
    ReglagesReseau.objects.create(reseau=plateforme.reseau, quatre_yeux=True)
    rangs = [{"code": plateforme.code, "nom": "Tenue", "accroche": "Mieux"}]
    lignes = previsualiser(rangs=rangs, reseau=plateforme.reseau)
    importer(lignes=lignes, reseau=plateforme.reseau, par=gens["membre"])
    plateforme.refresh_from_db()
    assert plateforme.accroche == "=1+1"
    assert Proposition.objects.filter(origine="reseau").count() == 1


@pytest.mark.parametrize("contenu", [b"", b"a;b\n1;2", b"{", b"[1]", b"x" * 2_000_001])
def test_unreadable_files_say_why(contenu):
    with pytest.raises(FichierIllisible):
        lire_fichier(contenu)


@settings(deadline=None, max_examples=80)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(contenu):
    with contextlib.suppress(FichierIllisible):
        assert lire_fichier(contenu)


def test_pages_preview_then_import(client, tenue):
    assert client.get(ICI).status_code == 200
    assert client.post(ICI).status_code == 422
    fichier = SimpleUploadedFile("p.csv", b"nom;site\nNeuve;https://neuve.coop\n;")
    page = client.post(ICI, {"fichier": fichier})
    texte = page.content.decode()
    assert "Nouvelle fiche, en brouillon" in texte
    assert "Rejetée" in texte
    assert not Plateforme.objects.filter(nom="Neuve").exists()
    donnees = page.context["donnees"]
    assert json.loads(donnees)[0]["nom"] == "Neuve"
    assert client.post(ICI, {"donnees": donnees, "importer": "oui"}).status_code == 302
    assert Plateforme.objects.get(nom="Neuve").site == "https://neuve.coop"
    assert b"tenue.coop" in client.get("/plateformes/atelier/export.csv").content
    assert client.get("/plateformes/atelier/export.json").json()["plateformes"]


def test_a_refused_row_names_its_columns(tenue):
    plateforme, _ = tenue
    (ligne,) = previsualiser(
        rangs=[{"nom": "Mauvaise", "site": "nulle part", "annee_creation": "3000"}],
        reseau=plateforme.reseau,
    )
    assert ligne.quoi == "rejetee"
    assert "Site web\u00a0: " in ligne.motif
    assert "Année de création\u00a0: " in ligne.motif
