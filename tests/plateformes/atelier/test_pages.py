from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from plateformes.forms_atelier import SECTIONS
from plateformes.models import Plateforme, Relecture
from tests.fabriques import make_plateforme, make_territoire, make_thematique
from tests.plateformes.monde import batir

pytestmark = pytest.mark.django_db


@pytest.fixture
def curatrice(client):
    """An entry in draft, everybody, and a client of a member of its network."""
    plateforme, gens = batir("brouillon", nom="Le Grand Partage")
    client.force_login(gens["membre"])
    return client, plateforme, gens


def adresse(plateforme, suite=""):
    return f"/plateformes/atelier/fiche/{plateforme.code}/{suite}"


def test_a_curators_table_filters_and_counts_in_constant_queries(
    curatrice, django_assert_max_num_queries
):
    client, plateforme, gens = curatrice
    for rang in range(3):
        make_plateforme(nom=f"Autre {rang}", reseau=plateforme.reseau)
    make_plateforme(nom="Orpheline", statut="proposee")
    with django_assert_max_num_queries(14):
        texte = client.get("/plateformes/atelier/").content.decode()
    assert "Le Grand Partage" in texte
    assert "Orpheline" not in texte
    assert "Publiée (3)" in texte
    texte = client.get("/plateformes/atelier/?quoi=attente").content.decode()
    assert "1\u00a0fiche" in texte
    texte = client.get("/plateformes/atelier/?q=partage&statut=brouillon").content.decode()
    assert "1\u00a0fiche" in texte
    client.force_login(gens["agent"])
    assert client.get("/plateformes/atelier/").status_code == 403


def test_creating_warns_of_look_alikes_then_obeys(curatrice):
    client, plateforme, _ = curatrice
    saisie = {"nom": "le grand partage", "nature": "service", "site": "partage.coop"}
    reponse = client.post("/plateformes/atelier/nouvelle/", saisie)
    assert reponse.status_code == 422
    assert "déjà au catalogue" in reponse.content.decode()
    reponse = client.post("/plateformes/atelier/nouvelle/", {**saisie, "confirme": "oui"})
    creee = Plateforme.objects.latest("pk")
    assert reponse["Location"] == adresse(creee)
    assert (creee.statut, creee.reseau) == ("brouillon", plateforme.reseau)
    assert creee.site == "https://partage.coop"


@pytest.mark.parametrize("nom", SECTIONS)
def test_every_section_reads_and_saves_unchanged(curatrice, nom):
    client, plateforme, _ = curatrice
    page = client.get(adresse(plateforme, f"modifier/{nom}/"))
    assert page.status_code == 200
    form = page.context["form"]
    saisie = {
        champ: form[champ].value()
        for champ in form.fields
        if form[champ].value() not in (None, [], "") and champ != "logo"
    }
    reponse = client.post(adresse(plateforme, f"modifier/{nom}/"), saisie)
    assert reponse.status_code == 302, reponse.context["form"].errors
    plateforme.refresh_from_db()
    assert plateforme.version == 1


def test_sections_save_lists_yes_or_no_holder_and_territory(curatrice):
    client, plateforme, _ = curatrice
    theme = make_thematique("mobilite")
    territoire = make_territoire(nom="Pays du Test")
    client.post(
        adresse(plateforme, "modifier/besoins/"),
        {"version": 1, "besoins_texte": "Un\nDeux", "thematiques": [theme.pk]},
    )
    client.post(
        adresse(plateforme, "modifier/logiciel/"),
        {"version": 2, "libre": "true", "marque_blanche": "", "licence": "AGPL-3.0-or-later"},
    )
    reponse = client.post(
        adresse(plateforme, "modifier/territoires/"),
        {"version": 3, "territoire_ajout": "pays du test", "suivante": "1"},
    )
    assert reponse["Location"] == adresse(plateforme, "modifier/gouvernance/")
    plateforme.refresh_from_db()
    assert list(plateforme.thematiques.all()) == [theme]
    assert (plateforme.libre, plateforme.marque_blanche) == (True, None)
    assert list(plateforme.territoires.all()) == [territoire]
    reponse = client.post(
        adresse(plateforme, "modifier/gouvernance/"), {"version": 4, "porteur_numero": "123"}
    )
    assert "Aucune fiche de l’annuaire" in reponse.content.decode()


def test_two_curators_on_one_screen_lose_no_word(curatrice, client):
    _, plateforme, gens = curatrice
    ici = adresse(plateforme, "modifier/identite/")
    commun = {"version": 1, "nom": "Le Grand Partage", "nature": "service"}
    client.post(ici, {**commun, "accroche": "La leur", "description": ""})
    client.force_login(gens["administration"])
    reponse = client.post(ici, {**commun, "accroche": "La mienne", "description": "Longue"})
    texte = reponse.content.decode()
    assert reponse.status_code == 409
    for mot in ("La leur", "La mienne", "Longue", str(gens["membre"])):
        assert mot in texte
    form = reponse.context["form"]
    assert (form["accroche"].value(), form["version"].value()) == ("La mienne", "2")
    saisie = {**commun, "version": 2, "accroche": "Les deux", "description": "Longue"}
    assert client.post(ici, saisie).status_code == 302
    plateforme.refresh_from_db()
    assert (plateforme.accroche, plateforme.description) == ("Les deux", "Longue")


def image(cote=900, format_="JPEG"):
    sortie = BytesIO()
    Image.new("RGB", (cote, cote), "red").save(sortie, format_)
    return sortie.getvalue()


def test_a_logo_is_read_as_an_image_written_again_and_served(curatrice, client):
    _, plateforme, _ = curatrice
    ici = adresse(plateforme, "modifier/identite/")
    commun = {"version": 1, "nom": "Le Grand Partage", "nature": "service"}
    faux = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", content_type="image/png")
    assert "PNG, JPEG ou WebP" in client.post(ici, {**commun, "logo": faux}).content.decode()
    lourd = SimpleUploadedFile("logo.png", b"x" * (2 * 1024 * 1024 + 1), content_type="image/png")
    assert "2 Mo" in client.post(ici, {**commun, "logo": lourd}).content.decode()
    vrai = SimpleUploadedFile("logo.jpg", image(), content_type="image/jpeg")
    assert client.post(ici, {**commun, "logo": vrai}).status_code == 302
    reponse = client.get(f"/plateformes/logo/{plateforme.code}.png")
    lue = Image.open(BytesIO(b"".join(reponse.streaming_content)))
    assert (lue.format, max(lue.size)) == ("PNG", 480)
    client.logout()
    assert client.get(f"/plateformes/logo/{plateforme.code}.png").status_code == 404


def test_a_day_from_draft_to_the_public_log(curatrice, client):
    _, plateforme, gens = curatrice
    Relecture.objects.all().delete()
    client.post(adresse(plateforme, "soumettre/"), {"version": 1})
    reponse = client.post(
        adresse(plateforme, "relectures/"), {"courriel": gens["agent"].email, "echeance": ""}
    )
    assert reponse.status_code == 302
    relecture = Relecture.objects.get()
    client.force_login(gens["agent"])
    ici = f"/plateformes/atelier/relectures/{relecture.reference}/"
    assert "Points à vérifier" in client.get(ici).content.decode()
    reponse = client.post(ici, {"verdict": "accord", "points": ["clair"], "commentaire": ""})
    assert "reste des points" in reponse.content.decode()
    client.post(adresse(plateforme, "remarques/"), {"champ": "accroche", "texte": "Trop court"})
    client.post(ici, {"verdict": "reserves", "points": ["clair"], "commentaire": "À compléter"})
    client.force_login(gens["membre"])
    texte = client.get(adresse(plateforme)).content.decode()
    assert "Trop court" in texte
    assert "À corriger" in texte
    assert "Trop court" in client.get(adresse(plateforme, "modifier/identite/")).content.decode()
    assert "À compléter" in client.get(ici).content.decode()
    client.post(f"/plateformes/atelier/remarques/{plateforme.commentaires_champs.get().reference}/")
    assert plateforme.commentaires_champs.get().resolu
    assert client.get(adresse(plateforme, "publier/")).status_code == 200
    client.post(adresse(plateforme, "publier/"))
    reponse = client.post(adresse(plateforme, "signaler/"), {"motif": ""})
    assert reponse.status_code == 422
    client.post(adresse(plateforme, "signaler/"), {"motif": "Site en travaux"})
    client.logout()
    texte = client.get("/plateformes/changements/").content.decode()
    assert "Site en travaux" in texte
    assert "Publiée" in texte
    for personne in ("agent", "membre"):
        assert str(gens[personne]) not in texte


def test_versions_compare_and_come_back(curatrice, client):
    _, plateforme, _ = curatrice
    ici = adresse(plateforme, "modifier/identite/")
    commun = {"nom": "Le Grand Partage", "nature": "service"}
    client.post(ici, {**commun, "version": 1, "accroche": "Premier mot"})
    client.post(ici, {**commun, "version": 2, "accroche": "Second mot"})
    lignes = list(plateforme.history.order_by("history_id").values_list("pk", flat=True))
    texte = client.get(
        adresse(plateforme, f"versions/?avant={lignes[0]}&apres={lignes[2]}")
    ).content.decode()
    assert "De la version 1 à la version 3" in texte
    assert "<ins>Second mot</ins>" in texte
    client.post(adresse(plateforme, f"versions/{lignes[1]}/retablir/"))
    plateforme.refresh_from_db()
    assert plateforme.accroche == "Premier mot"


def test_figures_and_settings(curatrice, client):
    _, plateforme, gens = curatrice
    ici = adresse(plateforme, "chiffres/")
    assert client.post(ici, {"grandeur": "usagers", "valeur": "12"}).status_code == 422
    chiffre = {"grandeur": "usagers", "valeur": "12", "date": "2026-01-31", "source": "Rapport"}
    assert client.post(ici, chiffre).status_code == 302
    assert "Rapport" in client.get(adresse(plateforme)).content.decode()
    client.post(adresse(plateforme, f"chiffres/{plateforme.chiffres.get().pk}/supprimer/"))
    assert not plateforme.chiffres.exists()
    assert client.get("/plateformes/atelier/reglages/").status_code == 403
    client.force_login(gens["administration"])
    client.post("/plateformes/atelier/reglages/", {"quatre_yeux": "on", "mois_avant_revue": "6"})
    assert "quatre yeux" in client.get(adresse(plateforme)).content.decode()
