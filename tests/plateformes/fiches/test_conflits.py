"""Two curators save the same section: everything typed is still there."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from plateformes.models import Plateforme
from plateformes.services.edition import enregistrer_section
from tests.fabriques import make_acteur
from tests.plateformes.monde import batir

pytestmark = pytest.mark.django_db


@pytest.fixture
def deux(client):
    """An entry of a network, a client of its member, and its administrator."""
    plateforme, gens = batir("brouillon", nom="Le Grand Partage", accroche="Avant")
    client.force_login(gens["membre"])
    return client, plateforme, gens["administration"]


def image(couleur: str) -> SimpleUploadedFile:
    octets = BytesIO()
    Image.new("RGB", (40, 40), couleur).save(octets, "PNG")
    return SimpleUploadedFile("logo.png", octets.getvalue(), content_type="image/png")


def adresse(plateforme, nom):
    return f"/plateformes/atelier/fiche/{plateforme.code}/modifier/{nom}/"


def saisie(client, plateforme, nom, **champs):
    """What the form holds, as posted."""
    form = client.get(adresse(plateforme, nom)).context["form"]
    lus = {c: form[c].value() for c in form.fields}
    return {c: v for c, v in lus.items() if v and c != "logo"} | champs


def mienne(reponse):
    """What « Garder tout le mien » posts."""
    conflit = reponse.context["conflit"]
    donnees: dict = {conflit.cle_version: conflit.actuel.version}
    for cle, valeur in conflit.mienne:
        donnees.setdefault(cle, []).append(valeur)
    return donnees


def test_the_same_words_are_shown_side_by_side_and_mine_can_be_kept_whole(deux):
    client, plateforme, elle = deux
    posee = saisie(client, plateforme, "identite", accroche="La mienne", langues="picard")
    enregistrer_section(
        plateforme=plateforme, champs={"accroche": "La leur"}, listes={}, par=elle, version=1
    )
    reponse = client.post(adresse(plateforme, "identite"), posee)
    assert reponse.status_code == 409
    (dispute,) = reponse.context["conflit"].disputes
    assert (dispute.base, dispute.leur, dispute.mien) == ("Avant", "La leur", "La mienne")
    texte = reponse.content.decode()
    assert "Garder tout le mien" in texte
    assert 'value="picard"' in texte
    assert client.post(adresse(plateforme, "identite"), mienne(reponse)).status_code == 302
    plateforme.refresh_from_db()
    assert (plateforme.accroche, plateforme.langues) == ("La mienne", "picard")


def test_a_holder_in_dispute_is_named_in_words(deux):
    client, plateforme, elle = deux
    la_leur, la_mienne = make_acteur(nom="Leur coopérative"), make_acteur(nom="Ma coopérative")
    posee = saisie(
        client, plateforme, "gouvernance", porteur_numero=la_mienne.reference, libre="true"
    )
    avant = str(plateforme.porteur)
    enregistrer_section(
        plateforme=plateforme, champs={"porteur": la_leur}, listes={}, par=elle, version=1
    )
    reponse = client.post(adresse(plateforme, "gouvernance"), posee)
    assert reponse.status_code == 409
    (dispute,) = reponse.context["conflit"].disputes
    assert (dispute.base, dispute.leur, dispute.mien) == (
        avant,
        "Leur coopérative",
        "Ma coopérative",
    )
    assert reponse.context["form"]["porteur_numero"].value() == la_mienne.reference
    client.post(adresse(plateforme, "gouvernance"), mienne(reponse))
    plateforme.refresh_from_db()
    assert plateforme.porteur == la_mienne


@pytest.mark.parametrize("choix", ["mienne", "formulaire", "oubliee"])
def test_an_image_sent_is_kept_through_a_dispute(deux, choix):
    client, plateforme, elle = deux
    posee = saisie(client, plateforme, "identite")
    leur = {"logo": image("red"), "version": "1", "nom": plateforme.nom, "nature": "service"}
    client.force_login(elle)
    assert client.post(adresse(plateforme, "identite"), leur).status_code == 302
    rouge = str(Plateforme.objects.get(pk=plateforme.pk).logo)
    reponse = client.post(adresse(plateforme, "identite"), posee | {"logo": image("blue")})
    assert reponse.status_code == 409
    assert "Votre image est gardée" in reponse.content.decode()
    if choix == "mienne":
        suite = mienne(reponse)
    else:
        form = reponse.context["form"]
        suite = {c: v for c in form.fields if (v := form[c].value()) and c != "logo"}
        if choix == "oubliee":
            suite["logo_oublie"] = "on"
    assert client.post(adresse(plateforme, "identite"), suite).status_code == 302
    logo = Plateforme.objects.get(pk=plateforme.pk).logo
    assert (str(logo) == rouge) == (choix == "oubliee")
    with logo.open("rb") as fichier:
        pixel = Image.open(fichier).convert("RGB").getpixel((1, 1))
    assert pixel == ((255, 0, 0) if choix == "oubliee" else (0, 0, 255))


def test_an_image_is_kept_when_another_field_is_wrong_and_rubbish_is_refused(deux):
    client, plateforme, _ = deux
    posee = {"nom": "", "nature": "service", "version": "1", "logo": image("blue")}
    reponse = client.post(adresse(plateforme, "identite"), posee)
    assert reponse.status_code == 422
    garde = reponse.context["form"]["logo_garde"].value()
    suite = {"nom": "Partage", "nature": "service", "version": "1", "logo_garde": garde}
    assert client.post(adresse(plateforme, "identite"), suite).status_code == 302
    assert Plateforme.objects.get(pk=plateforme.pk).logo
    for rebut in ("%%%", "bm9u"):
        suite |= {"logo_garde": rebut, "version": "2"}
        assert client.post(adresse(plateforme, "identite"), suite).status_code == 422


def test_a_reason_typed_is_kept_when_the_entry_changed(deux):
    client, plateforme, elle = deux
    enregistrer_section(
        plateforme=plateforme, champs={"accroche": "La leur"}, listes={}, par=elle, version=1
    )
    reponse = client.post(
        f"/plateformes/atelier/fiche/{plateforme.code}/retirer/",
        {"motif": "Un long motif réfléchi", "version": "1"},
    )
    assert reponse.status_code == 409
    assert "Un long motif réfléchi" in reponse.content.decode()


def test_figures_and_settings_are_compared_too(deux):
    client, plateforme, elle = deux
    fiche = f"/plateformes/atelier/fiche/{plateforme.code}/chiffres/"
    chiffre = {"grandeur": "usagers", "valeur": "12", "date": "2026-01-31", "source": "Rapport"}
    client.post(fiche, chiffre)
    cle = plateforme.chiffres.get().pk
    assert (
        client.post(f"{fiche}{cle}/", chiffre | {"valeur": "13", "version": 1}).status_code == 302
    )
    reponse = client.post(f"{fiche}{cle}/", chiffre | {"valeur": "15", "version": 1})
    assert reponse.status_code == 409
    assert [c.libelle for c in reponse.context["conflit"].disputes] == ["Valeur"]
    # Only the source: theirs and mine are joined without a question about the value.
    reponse = client.post(f"{fiche}{cle}/", chiffre | {"source": "Bilan", "version": 1})
    assert not reponse.context["conflit"].disputes
    assert str(reponse.context["form"]["valeur"].value()).startswith("13")
    client.force_login(elle)
    ici = "/plateformes/atelier/reglages/"
    client.post(ici, {"mois_avant_revue": "6", "version": "0"})
    client.post(ici, {"mois_avant_revue": "8", "version": "1"})
    reponse = client.post(ici, {"mois_avant_revue": "9", "version": "1"})
    assert reponse.status_code == 409
    assert "Garder tout le mien" in reponse.content.decode()
