"""Pictures made in the background: progress, one picture per content, given only to readers."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import ImageExportee
from diagnostics.services import images
from diagnostics.services.images import EN_COURS_MAX, TropDImages, demander_image
from socle.travaux import executer
from tests.fabriques import make_diagnostic, make_element, make_partie, make_utilisateur

pytestmark = pytest.mark.django_db
SVG = '<svg viewBox="0 0 40 20" width="40" height="20"><rect width="40" height="20" fill="#b93519"/></svg>'


@pytest.fixture(autouse=True)
def _stockage(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "prive": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        },
    }


@pytest.fixture
def agent():
    return make_utilisateur()


@pytest.fixture
def diagnostic(agent):
    return make_diagnostic(agent)


def demander(diagnostic, agent, svg=SVG):
    return demander_image(
        diagnostic=diagnostic, dessin=svg, titre="Essai", nom="essai.png", demandeur=agent
    )


@pytest.fixture
def peinte(diagnostic, agent):
    image = demander(diagnostic, agent)
    assert executer(image, battre_en_fond=False)
    image.refresh_from_db()
    return image


@pytest.mark.parametrize(
    ("nom", "suite"), [("parties_export", ""), ("parties_export", "?vue=grille"), ("matrice_export", "")]
)  # fmt: skip
def test_first_ask_shows_progress_second_gives_the_file(client, agent, diagnostic, nom, suite):
    make_partie(diagnostic)
    make_element(diagnostic)
    client.force_login(agent)
    adresse = reverse(f"diagnostics:{nom}", args=[diagnostic.reference, "png"]) + suite
    attente = client.get(adresse)
    image = ImageExportee.objects.get()
    page = reverse("diagnostics:image", args=[diagnostic.reference, image.reference])
    assert (attente.status_code, attente["Location"]) == (302, page)
    assert client.get(adresse)["Location"] == page, "asked twice, painted once"
    assert 'http-equiv="refresh"' in client.get(page).text, "followed without JavaScript"
    fragment = client.get(page, headers={"HX-Request": "true"}).text
    assert "hx-trigger" in fragment
    assert "<html" not in fragment
    assert executer(image, battre_en_fond=False)
    prete = client.get(page).text
    assert "Télécharger l’image" in prete
    assert "hx-trigger" not in prete
    directe = client.get(adresse)
    assert directe["Content-Type"] == "image/png"
    assert directe.content.startswith(b"\x89PNG")
    assert "no-store" in directe["Cache-Control"]
    assert ImageExportee.objects.count() == 1


def test_another_content_is_another_picture(client, agent, diagnostic):
    make_element(diagnostic)
    client.force_login(agent)
    adresse = reverse("diagnostics:matrice_export", args=[diagnostic.reference, "png"])
    client.get(adresse)
    make_element(diagnostic, texte="Un énoncé de plus")
    client.get(adresse)
    assert ImageExportee.objects.count() == 2


def test_painting_empties_the_drawing_and_keeps_the_file(peinte):
    assert peinte.est_disponible
    assert peinte.dessin == ""
    assert storages["prive"].size(peinte.fichier) == peinte.taille


def test_a_lost_file_is_painted_again(diagnostic, agent, peinte):
    storages["prive"].delete(peinte.fichier)
    reprise = demander(diagnostic, agent)
    assert (reprise.pk, reprise.etat, reprise.dessin) == (peinte.pk, "en_attente", SVG)
    assert executer(reprise, battre_en_fond=False)
    assert storages["prive"].exists(ImageExportee.objects.get().fichier)


def test_failure_says_why_and_may_be_tried_again(client, diagnostic, agent, monkeypatch):
    def casser(_svg):
        raise OSError

    monkeypatch.setattr(images, "png_de_svg", casser)
    image = demander(diagnostic, agent)
    assert not executer(image, battre_en_fond=False)
    client.force_login(agent)
    page = reverse("diagnostics:image", args=[diagnostic.reference, image.reference])
    assert "Le moteur de mise en page" in client.get(page).text
    client.post(reverse("diagnostics:image_relancer", args=[diagnostic.reference, image.reference]))
    image.refresh_from_db()
    assert (image.etat, image.dessin) == ("en_attente", SVG)
    fichier = reverse("diagnostics:image_fichier", args=[diagnostic.reference, image.reference])
    assert client.get(fichier)["Location"] == page


def test_three_at_a_time(client, diagnostic, agent):
    for i in range(EN_COURS_MAX):
        demander(diagnostic, agent, SVG.replace("#b93519", f"#00000{i}"))
    with pytest.raises(TropDImages):
        demander(diagnostic, agent)
    assert demander(diagnostic, agent, SVG.replace("#b93519", "#000000")).est_actif
    client.force_login(agent)
    adresse = reverse("diagnostics:matrice_export", args=[diagnostic.reference, "png"])
    assert client.get(adresse)["Location"] == reverse(
        "diagnostics:fiche", args=[diagnostic.reference]
    )


def test_retry_form_carries_its_token(diagnostic, agent, monkeypatch):
    from django.test import Client

    monkeypatch.setattr(images, "png_de_svg", lambda _svg: (_ for _ in ()).throw(OSError))
    image = demander(diagnostic, agent)
    executer(image, battre_en_fond=False)
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    page = client.get(reverse("diagnostics:image", args=[diagnostic.reference, image.reference]))
    assert "csrfmiddlewaretoken" in page.text.split("t-progression")[1]


def test_only_readers_of_the_demarche(client, diagnostic, peinte):
    client.force_login(make_utilisateur())
    for nom in ("image", "image_fichier"):
        adresse = reverse(f"diagnostics:{nom}", args=[diagnostic.reference, peinte.reference])
        assert client.get(adresse).status_code == 404
    autre = make_diagnostic(make_utilisateur())
    client.force_login(autre.pilote)
    adresse = reverse("diagnostics:image_fichier", args=[autre.reference, peinte.reference])
    assert client.get(adresse).status_code == 404


def test_purge_deletes_what_expired_and_stray_files(peinte):
    import os

    stockage = storages["prive"]
    perdu = stockage.save("images/perdu.png", stockage.open(peinte.fichier))
    vieux = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(stockage.path(perdu), (vieux, vieux))
    assert ImageExportee.purger() == 0
    assert not stockage.exists(perdu)
    ImageExportee.objects.update(expire_le=timezone.now() - timedelta(seconds=1))
    os.utime(stockage.path(peinte.fichier), (vieux, vieux))
    assert ImageExportee.purger() == 1
    assert not ImageExportee.objects.exists()
    assert not stockage.exists(peinte.fichier)
