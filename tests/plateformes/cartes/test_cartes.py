"""Cards: what they say, how sides fall on paper, who gets them, and files that go away."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from comptes.models import Organisation
from plateformes.cartes import carte_de, carte_definition, raccourcir, signature_de
from plateformes.models import LogoReseau, PlancheCartes, Plateforme, ServiceCapitalistique
from plateformes.services.cartes import (
    TropDeCartes,
    feuilles,
    rendre_pdf,
    request_planche,
)
from socle.travaux import executer
from tests.fabriques import make_organisation, make_plateforme, make_utilisateur

pytestmark = pytest.mark.django_db
LONG = "Une phrase qui dit beaucoup de choses utiles et encore davantage. " * 30


def image(genre: str = "PNG", cote: int = 900) -> SimpleUploadedFile:
    tampon = io.BytesIO()
    Image.new("RGB", (cote, cote // 3), "#24583a").save(tampon, genre)
    return SimpleUploadedFile(f"logo.{genre.lower()}", tampon.getvalue())


def pages(octets: bytes) -> list[str]:
    lues = pypdf.PdfReader(io.BytesIO(octets)).pages
    return [" ".join(p.extract_text().split()) for p in lues]


def test_card_says_what_the_entry_says():
    plateforme = make_plateforme(
        nom="Tournesol",
        accroche="Prêter ses outils.",
        besoins_texte="Prêter\nEmprunter\nRéparer\nApprendre",
        libre=True,
        hebergement="Lille",
        qui_decide="L’assemblée des membres.",
        role_actions="Prêter un local.",
        alternatives=[ServiceCapitalistique.objects.create(code="geant", nom="Géant")],
    )
    carte = carte_de(plateforme, None)
    assert carte.points == ("Prêter", "Emprunter", "Réparer")
    assert dict(carte.faits) == {
        "Qui décide ?": "L’assemblée des membres.",
        "Et les données ?": "Hébergées : Lille. Logiciel libre.",
    }
    assert carte.a_demander == ("Qui la porte ?", "Où va l’argent ?")
    assert carte.alternative == "Géant"
    assert carte.adresse == "testserver/plateformes/tournesol/"
    assert "<svg" in carte.qr


@pytest.mark.parametrize(
    ("texte", "signes", "attendu"),
    [
        ("court", 10, "court"),
        ("Partager des outils entre voisins", 20, "Partager des outils…"),
        ("deux  \n lignes", 20, "deux lignes"),
        ("un, deux", 5, "un…"),
    ],
)
def test_shortening(texte, signes, attendu):
    assert raccourcir(texte, signes) == attendu


def test_backs_fall_behind_their_fronts():
    cartes = [carte_definition(None)] * 5
    a4 = feuilles([*range(5)], "a4")  # order only: numbers stand for cards
    assert [f["cartes"] for f in a4] == [
        [0, 1, 2, 3], [1, 0, 3, 2], [4, None, None, None], [None, 4, None, None],
    ]  # fmt: skip
    assert [f["cartes"] for f in feuilles([0, 1], "a6")] == [[0], [0], [1], [1]]
    assert len(cartes) == 5


@pytest.mark.parametrize(("format_papier", "nombre"), [("a4", 4), ("a6", 10)])
def test_pdf_has_a_front_and_a_back_whatever_the_length(format_papier, nombre):
    courte = carte_definition(None)
    longue = carte_de(
        make_plateforme(
            nom=LONG[:119],
            accroche=LONG[:199],
            besoins_texte="\n".join([LONG[:180]] * 5),
            qui_decide=LONG[:900],
            partage_benefices=LONG[:900],
            hebergement=LONG[:190],
            porteur_texte=LONG[:190],
            role_actions="\n".join([LONG[:300]] * 3),
        ),
        signature_de(make_organisation(nom="Réseau d’essai")),
    )
    assert longue.actions == ()  # no room above the code to scan
    octets, total = rendre_pdf([courte, longue, courte, longue, longue], format_papier)
    assert total == nombre
    textes = pages(octets)
    assert "C’est quoi, une plateforme solidaire" in textes[0]
    assert "Réseau d’essai" in " ".join(textes)
    largeur = float(pypdf.PdfReader(io.BytesIO(octets)).pages[0].mediabox.width)
    assert round(largeur / 72 * 25.4) == (210 if format_papier == "a4" else 105)


def test_made_in_the_background_downloaded_by_its_owner_only(
    client, django_capture_on_commit_callbacks
):
    agente, autre = make_utilisateur(), make_utilisateur()
    make_plateforme(nom="Tournesol")
    make_plateforme(nom="Brouillonne", statut=Plateforme.Statut.BROUILLON)
    client.force_login(agente)
    assert "Tournesol" in client.get("/plateformes/cartes/").content.decode()
    assert "Brouillonne" not in client.get("/plateformes/cartes/").content.decode()
    envoi = {
        "plateformes": ["tournesol"],
        "definition": "on",
        "format_papier": "a4",
        "exemplaires": "1",
    }
    page = client.post("/plateformes/cartes/", envoi)["Location"]
    planche = PlancheCartes.objects.get()
    assert page == f"/plateformes/cartes/{planche.reference}/"
    assert "http-equiv" in client.get(page).content.decode()  # followed without JavaScript
    assert client.get(f"{page}telecharger/").status_code == 404
    assert executer(planche, battre_en_fond=False)
    texte = client.get(page).content.decode()
    assert "Télécharger le PDF (2\u00a0pages" in texte
    fragment = client.get(page, headers={"hx-request": "true"}).content.decode().strip()
    assert fragment in texte
    octets = b"".join(client.get(f"{page}telecharger/").streaming_content)
    assert octets.startswith(b"%PDF")
    assert "Tournesol" in pages(octets)[0]
    client.force_login(autre)
    assert client.get(page).status_code == 404
    assert client.get(f"{page}telecharger/").status_code == 404


def test_nothing_or_too_much_is_refused_in_words(client):
    client.force_login(make_utilisateur())
    envoi = {"format_papier": "a4", "exemplaires": "1"}
    reponse = client.post("/plateformes/cartes/", envoi)
    assert reponse.status_code == 422
    assert "au moins une carte" in reponse.content.decode()
    fiches = [make_plateforme() for _ in range(11)]
    with pytest.raises(TropDeCartes, match="c’est trop"):
        request_planche(plateformes=fiches, demandeur=make_utilisateur(), exemplaires=20)


def test_withdrawn_entries_are_left_out_and_said():
    plateforme = make_plateforme()
    planche = request_planche(
        plateformes=[plateforme], demandeur=make_utilisateur(), definition=False
    )
    Plateforme.objects.update(statut=Plateforme.Statut.RETIREE, motif="Fermée.")
    assert not executer(planche, battre_en_fond=False)
    planche.refresh_from_db()
    assert "ne sont plus publiées" in planche.erreur


def test_logo_of_a_network_is_redrawn_and_printed(client):
    ana, autre = make_utilisateur(), make_utilisateur()
    reseau = make_organisation(ana, nature=Organisation.Nature.RESEAU_ESS, nom="Réseau")
    make_organisation(autre)
    adresse = f"/plateformes/cartes/logos/{reseau.reference}/"
    client.force_login(autre)
    assert client.post(f"{adresse}changer/", {"logo": image()}).status_code == 404
    client.force_login(ana)
    client.post(f"{adresse}changer/", {"logo": SimpleUploadedFile("a.png", b"<svg onload=1>")})
    assert not LogoReseau.objects.exists()
    client.post(f"{adresse}changer/", {"logo": image("JPEG")})
    logo = LogoReseau.objects.get()
    with storages["prive"].open(logo.fichier.name) as fichier, Image.open(fichier) as lue:
        assert lue.format == "PNG"
        assert lue.size == (800, 267)
    assert client.get(adresse)["Content-Type"] == "image/png"
    assert signature_de(reseau).logo.startswith("data:image/png;base64,")
    octets, _ = rendre_pdf([carte_definition(signature_de(reseau))], "a6")
    assert len(list(pypdf.PdfReader(io.BytesIO(octets)).pages[0].images)) == 1


def test_old_planches_go_away_with_their_files(django_capture_on_commit_callbacks):
    planche = request_planche(plateformes=[], demandeur=make_utilisateur())
    assert executer(planche, battre_en_fond=False)
    planche.refresh_from_db()
    nom = planche.fichier
    assert PlancheCartes.purger() == 0
    PlancheCartes.objects.update(expire_le=timezone.now() - timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert PlancheCartes.purger() == 1
    assert not storages["prive"].exists(nom)
