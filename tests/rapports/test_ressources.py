"""The renderer reads our static files and media, and nothing else."""

import socket

import pytest
from django.conf import settings

from rapports.services.rendu import render_pdf
from rapports.services.ressources import (
    ORIGINE,
    TAILLE_MAX,
    RessourceInterdite,
    find_file,
    make_fetcher,
)


@pytest.mark.parametrize(
    "adresse",
    [
        "http://exemple.example/image.png",
        "https://exemple.example/image.png",
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:8000/static/css/rapport.css",
        "http://rapport.invalid/static/css/rapport.css",
        "https://rapport.invalid@exemple.example/static/css/rapport.css",
        "https://rapport.invalid:444/static/css/rapport.css",
        "file:///etc/passwd",
        "ftp://exemple.example/x",
        "data:text/plain,bonjour",
        f"{ORIGINE}/static/css/absente.css",
        f"{ORIGINE}/demarches/",
        f"{ORIGINE}/medias/absent.png",
    ],
)
def test_everything_else_is_refused(adresse):
    with pytest.raises(RessourceInterdite):
        find_file(adresse)
    with pytest.raises(ValueError, match=r".+"):
        make_fetcher().fetch(adresse)


@pytest.mark.parametrize(
    "chemin",
    ["static/../config/settings.py", "static/%2e%2e/manage.py", "medias/../terreau.sqlite3"],
)
def test_no_way_out_of_the_folders(chemin):
    with pytest.raises(RessourceInterdite):
        find_file(f"{ORIGINE}/{chemin}")


def test_media_outside_its_folder_is_refused(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "medias"
    settings.MEDIA_ROOT.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (settings.MEDIA_ROOT / "photo.png").write_bytes(b"x")
    assert find_file(f"{ORIGINE}/medias/photo.png").read_bytes() == b"x"
    for chemin in ("medias/../secret.txt", "medias/%2e%2e/secret.txt"):
        with pytest.raises(RessourceInterdite):
            find_file(f"{ORIGINE}/{chemin}")


def test_oversized_file_is_refused(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    with (tmp_path / "gros.png").open("wb") as fichier:
        fichier.truncate(TAILLE_MAX + 1)
    with pytest.raises(RessourceInterdite):
        find_file(f"{ORIGINE}/medias/gros.png")


def test_our_static_files_are_read():
    reponse = make_fetcher().fetch(f"{ORIGINE}{settings.STATIC_URL}css/rapport.css")
    assert reponse.content_type == "text/css"
    assert b"@page" in reponse.read()


def test_hostile_document_opens_no_connection(monkeypatch):
    ouvertes = []
    monkeypatch.setattr(socket.socket, "connect", lambda *a: ouvertes.append(a))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: ouvertes.append(a) or [])
    pdf = render_pdf(
        '<html lang="fr"><title>t</title><link rel="stylesheet" href="http://exemple.example/a.css">'
        '<link rel="attachment" href="file:///etc/passwd">'
        "<style>@import url(https://exemple.example/b.css); p { background: url(file:///etc/hostname) }"
        '</style><p>Texte</p><img alt="x" src="http://169.254.169.254/"><img alt="y" src="file:///etc/passwd">'
        '<svg><image href="https://exemple.example/c.png" width="9" height="9"/></svg></html>'
    )
    assert ouvertes == []
    assert pdf.pages == 1
    assert b"/EmbeddedFile" not in pdf.octets
