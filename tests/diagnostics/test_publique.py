"""Public reading and reading link: what they show, what they never leak, when they close."""

import pytest
from django.urls import reverse

from diagnostics.services.creation import renouveler_lien, revoquer_lien
from tests import fabriques as f

pytestmark = pytest.mark.django_db

MARQUES = (
    "PILOTE-NOMMEE",
    "AUTRICE-NOMMEE",
    "ENTRETIEN-TITRE",
    "ENTRETIEN-COMPTE-RENDU",
    "CITATION-ENTENDUE",
    "CITATION-ACTEUR",
    "ACTEUR-NON-PUBLIE",
    "ENONCE-RETIRE",
    "NOTE-DE-PHASE",
    "@exemple.example",
)


@pytest.fixture
def diagnostic():
    pilote = f.make_utilisateur(nom="PILOTE-NOMMEE")
    diagnostic = f.make_diagnostic(pilote, titre="Manger mieux", visibilite="public")
    autrice = f.make_membre(diagnostic, f.make_utilisateur(nom="AUTRICE-NOMMEE"))
    entretien = f.make_entretien(
        diagnostic, titre="ENTRETIEN-TITRE", compte_rendu="ENTRETIEN-COMPTE-RENDU"
    )
    element = f.make_element(diagnostic, texte="Des producteurs proches", auteur=autrice)
    f.make_preuve(element, "entretien", entretien=entretien, texte="CITATION-ENTENDUE")
    f.make_preuve(
        element, "acteur", acteur=f.make_acteur(nom="Ferme du Val"), texte="CITATION-ACTEUR"
    )
    cache = f.make_acteur(nom="ACTEUR-NON-PUBLIE", statut="propose")
    f.make_preuve(element, "acteur", acteur=cache)
    f.make_preuve(element, "source", texte="Agreste 2024", url="https://exemple.fr/agreste")
    f.make_element(diagnostic, texte="ENONCE-RETIRE", etat="retire")
    diagnostic.acteurs.add(cache, f.make_acteur(nom="Épicerie solidaire"))
    diagnostic.phases.update(note="NOTE-DE-PHASE", periode_texte="printemps 2026")
    return diagnostic


def _publique(diagnostic):
    return reverse("diagnostics:publique", args=[diagnostic.reference])


def _lien(diagnostic):
    return reverse("diagnostics:lien", args=[diagnostic.jeton_partage])


@pytest.mark.parametrize("adresse", [_publique, _lien])
@pytest.mark.parametrize("connecte", [False, True])
def test_on_lit_le_public_et_rien_d_autre(client, diagnostic, adresse, connecte):
    if connecte:
        client.force_login(f.make_utilisateur(nom="Passante", email="passante@ailleurs.fr"))
    reponse = client.get(adresse(diagnostic))
    assert reponse.status_code == 200
    page = reponse.text
    for visible in (
        "Manger mieux",
        "Des producteurs proches",
        "Ferme du Val",
        "Épicerie solidaire",
        "Agreste 2024",
        "1\u00a0entretien",
        "Diagnostic",
    ):
        assert visible in page
    for marque in MARQUES:
        assert marque not in page


def test_le_lien_ne_se_fait_pas_indexer(client, diagnostic):
    reponse = client.get(_lien(diagnostic))
    assert reponse["X-Robots-Tag"] == "noindex, nofollow"
    assert reponse["Referrer-Policy"] == "no-referrer"
    assert "no-store" in reponse["Cache-Control"]


def test_visibilites(client, diagnostic):
    attendus = {"membres": (404, 404), "lien": (404, 200), "public": (200, 200)}
    for visibilite, codes in attendus.items():
        diagnostic.visibilite = visibilite
        diagnostic.save()
        lus = (
            client.get(_publique(diagnostic)).status_code,
            client.get(_lien(diagnostic)).status_code,
        )
        assert lus == codes, visibilite


def test_un_lien_change_ou_ferme_ne_mene_plus_nulle_part(client, diagnostic):
    ancien = _lien(diagnostic)
    neuf = renouveler_lien(diagnostic=diagnostic, par=None)
    assert client.get(ancien).status_code == 404
    assert client.get(_lien(neuf)).status_code == 200
    diagnostic.visibilite = "lien"
    diagnostic.save()
    revoquer_lien(diagnostic=diagnostic, par=None)
    assert client.get(_lien(neuf)).status_code == 404


def test_une_personne_de_passage_est_menee_a_la_page_publique(client, diagnostic):
    client.force_login(f.make_utilisateur())
    reponse = client.get(reverse("diagnostics:fiche", args=[diagnostic.reference]))
    assert reponse.status_code == 302
    assert reponse.url == _publique(diagnostic)
    matrice = client.get(reverse("diagnostics:matrice", args=[diagnostic.reference]))
    assert matrice.status_code == 403


def test_visitors_are_led_to_the_public_page(client):
    acteur = f.make_acteur()
    ouverte = f.make_diagnostic(f.make_utilisateur(), visibilite="public")
    ouverte.acteurs.add(acteur)
    fermee = f.make_diagnostic(f.make_utilisateur(), territoire=ouverte.territoire)
    fermee.acteurs.add(acteur)
    fiche = reverse("acteurs:fiche", args=[acteur.reference])
    for page in (fiche, ouverte.territoire.get_absolute_url()):
        texte = client.get(page).content.decode()
        assert _publique(ouverte) in texte
        assert fermee.reference not in texte
