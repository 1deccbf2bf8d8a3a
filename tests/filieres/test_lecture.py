"""Reading a filière: page, big screen, drawings to download, files made in the background."""

from xml.etree import ElementTree as ET

import pytest

from filieres.dessins.chaine import lire_colonnes
from filieres.lecture import lire
from filieres.models import FichierFiliere, Flux
from socle.travaux import executer
from tests.fabriques import (
    make_commune,
    make_filiere,
    make_flux,
    make_gisement,
    make_maillon,
    make_membre_filiere,
    make_position,
    make_territoire,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db


def dessiner(filiere):
    """A short chain: 500 t come, 200 can be sorted, nobody washes."""
    collecte = make_maillon(filiere, intitule="Collecte", capacite=600, unite="t/an")
    tri = make_maillon(filiere, intitule="Tri", capacite=200, unite="t/an", note="Note interne")
    make_maillon(filiere, intitule="Lavage", type="mt-lavage")
    make_position(collecte, nom_libre="Ressourcerie", ess=True)
    make_position(tri, nom_libre="Atelier de tri", source="Registre secret", ess=False)
    gisement = make_gisement(filiere, ressource="Objets", quantite=500, unite="t/an")
    make_flux(gisement, collecte, volume=500, unite="t/an", certitude="sure")
    make_flux(collecte, tri, volume=480, unite="t/an", matiere="Objets", source="Registre secret")
    return filiere


@pytest.fixture
def filiere():
    return dessiner(make_filiere(make_utilisateur(), visibilite="public"))


@pytest.fixture
def membre(client, filiere):
    utilisateur = make_membre_filiere(filiere)
    client.force_login(utilisateur)
    return utilisateur


def adresse(filiere, suite=""):
    return f"/filieres/{filiere.reference}/{suite}"


def test_the_page_shows_the_chain_its_gaps_and_its_table(client, filiere, membre):
    texte = client.get(adresse(filiere)).content.decode()
    for mot in ("fi-dessin", "Goulot", "Manquant", "Maillon par maillon", "480\u00a0t/an"):
        assert mot in texte
    assert "Note interne" in texte
    assert 'style="' not in texte


def test_everybody_reads_a_public_one_without_what_members_keep(client, filiere):
    texte = client.get(adresse(filiere)).content.decode()
    assert "Atelier de tri" in texte
    assert "Note interne" not in texte
    assert "à vérifier" not in texte
    assert "fi-incertain" not in client.get(adresse(filiere, "schema.svg")).content.decode()


def test_a_maillon_kept_from_the_last_reading_says_what_each_one_may_know(client, filiere):
    membre, page = make_membre_filiere(filiere), adresse(filiere)
    client.force_login(membre)
    gardee = client.get(page).content.decode()
    assert "?placer=" in gardee
    client.logout()
    texte = client.get(page).content.decode()
    assert "?placer=" not in texte
    assert "Note interne" not in texte
    client.force_login(membre)
    vise = filiere.maillons.get(intitule="Tri")
    choisi = client.get(f"{page}?placer={vise.reference}").content.decode()
    assert choisi.count("csrfmiddlewaretoken") > gardee.count("csrfmiddlewaretoken")
    vise.capacite = 210
    vise.save()
    change = client.get(page).content.decode()
    assert "sur 210\u00a0t/an" in change
    assert "sur 200\u00a0t/an" not in change


def test_an_empty_filiere_says_what_to_do(client):
    pilote = make_utilisateur()
    client.force_login(pilote)
    assert "maillon" in client.get(adresse(make_filiere(pilote))).content.decode()


def test_one_row_and_three_cost_the_same(client, filiere, membre, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(adresse(filiere))
    with CaptureQueriesContext(connection) as peu:
        client.get(adresse(filiere))
    dessiner(filiere)
    dessiner(filiere)
    with django_assert_num_queries(len(peu)):
        client.get(adresse(filiere))


def test_big_screen_and_drawings(client, filiere):
    assert "fi-ecran" in client.get(adresse(filiere, "ecran/")).content.decode()
    svg = client.get(adresse(filiere, "schema.svg"))
    assert svg["Content-Type"] == "image/svg+xml"
    ET.fromstring(svg.content)
    lignes = client.get(adresse(filiere, "schema.csv")).content.decode("utf-8-sig").splitlines()
    assert lignes[0] == "De;Vers;Matière;Quantité;Fourchette;Remarque"
    assert "Collecte;Tri;Objets;480\u00a0t/an;;" in lignes


def test_the_map_draws_flows_between_known_places_and_counts_the_others(client):
    albert = make_commune(code="80016", nom="Albert", lon=2.65, lat=50.0)
    meaulte = make_commune(code="80523", nom="Méaulte", lon=2.66, lat=49.97)
    peronne = make_commune(code="80620", nom="Péronne", lon=2.93, lat=49.93)
    filiere = make_filiere(territoire=make_territoire(albert, meaulte), visibilite="public")
    collecte, tri, vente = (make_maillon(filiere, intitule=i) for i in ("Collecte", "Tri", "Vente"))
    make_position(collecte, nom_libre="Ressourcerie", commune=albert)
    make_position(tri, nom_libre="Atelier", commune=meaulte)
    make_position(vente, nom_libre="Sans lieu")
    make_gisement(filiere, ressource="Objets", commune=peronne)
    make_flux(collecte, tri, volume=100, unite="t/an")
    make_flux(tri, vente, volume=90, unite="t/an")
    reponse = client.get(adresse(filiere, "carte/"))
    dessin = reponse.context["carte"]
    assert [(t.depart, t.arrivee, t.quantite) for t in dessin.trajets] == [
        ("Albert", "Méaulte", "100\u00a0t/an")
    ]
    assert dessin.flux_sans_lieu == 1
    assert dessin.sans_lieu == ("Sans lieu",)
    assert {lot.nom for lot in dessin.lots} == {"Albert", "Méaulte", "Péronne"}
    assert "n’est pas dessiné" in reponse.content.decode()
    assert 'data-lon="2.65" data-lat="50.0" data-acteurs="1">Albert' in dessin.lieux
    assert 'data-vers-lon="2.66"' in dessin.lieux
    # Whoever is not signed in gets the drawing; the ground of the interactive map is not theirs.
    assert "data-carte-ouvrir" not in reponse.content.decode()
    client.force_login(make_utilisateur())
    texte = client.get(adresse(filiere, "carte/")).content.decode()
    assert "data-carte-ouvrir" in texte
    assert "<template data-lieux>" in texte


def test_a_private_one_sends_visitors_to_sign_in(client):
    filiere = dessiner(make_filiere(make_utilisateur()))
    for suite in ("", "carte/", "ecran/", "schema.svg", "schema.csv", "fichiers/"):
        assert client.get(adresse(filiere, suite))["Location"].startswith("/comptes/login/")


def demander(client, filiere, django_capture_on_commit_callbacks, **donnees):
    with django_capture_on_commit_callbacks():
        reponse = client.post(adresse(filiere, "fichiers/"), {"nature": "pdf", **donnees})
    assert reponse.status_code == 302, reponse.context["form"].errors
    return FichierFiliere.objects.order_by("-pk").first()


def test_a_pdf_is_asked_for_made_and_downloaded(
    client, filiere, membre, django_capture_on_commit_callbacks
):
    fichier = demander(client, filiere, django_capture_on_commit_callbacks, audience="membres")
    page = adresse(filiere, f"fichiers/{fichier.reference}/")
    assert "hx-get" in client.get(page).content.decode()
    assert client.get(f"{page}telecharger/")["Location"] == page
    assert executer(fichier, battre_en_fond=False)
    fichier.refresh_from_db()
    assert (fichier.contenu, fichier.pages >= 2) == ("", True)
    reponse = client.get(f"{page}telecharger/")
    assert reponse.content.startswith(b"%PDF")
    for mot in (b"/StructTreeRoot", b"pdfuaid"):
        assert mot in lire_pdf(reponse.content)
    assert "Télécharger" in client.get(page).content.decode()
    # The same content asked again is the file already there; another content is another file.
    assert (
        demander(client, filiere, django_capture_on_commit_callbacks, audience="membres").pk
        == fichier.pk
    )
    make_maillon(filiere, intitule="Vente")
    assert (
        demander(client, filiere, django_capture_on_commit_callbacks, audience="membres").pk
        != fichier.pk
    )


def lire_pdf(octets):
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(octets)) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        racine = b"/StructTreeRoot" if "/StructTreeRoot" in pdf.Root else b""
        return racine + pdf.Root.Metadata.read_bytes()


def test_a_public_file_holds_nothing_of_the_members(
    client, filiere, membre, django_capture_on_commit_callbacks
):
    public = demander(client, filiere, django_capture_on_commit_callbacks, audience="publique")
    assert "Registre secret" not in public.contenu
    assert "à vérifier" not in public.contenu
    assert "fi-incertain" not in public.contenu
    prive = demander(client, filiere, django_capture_on_commit_callbacks, audience="membres")
    assert "Registre secret" in prive.contenu
    client.force_login(make_utilisateur())
    assert client.get(adresse(filiere, f"fichiers/{prive.reference}/")).status_code == 404
    assert client.get(adresse(filiere, f"fichiers/{public.reference}/")).status_code == 200
    demander(client, filiere, django_capture_on_commit_callbacks, audience="membres")
    assert FichierFiliere.objects.filter(audience="membres").count() == 1


def test_a_picture_and_no_more_than_three_at_a_time(
    client, filiere, membre, django_capture_on_commit_callbacks
):
    image = demander(
        client, filiere, django_capture_on_commit_callbacks, nature="png", audience="publique"
    )
    assert executer(image, battre_en_fond=False)
    reponse = client.get(adresse(filiere, f"fichiers/{image.reference}/telecharger/"))
    assert reponse.content.startswith(b"\x89PNG")
    for numero in range(3):
        make_maillon(filiere, intitule=f"Maillon de plus {numero}")
        demander(client, filiere, django_capture_on_commit_callbacks, audience="publique")
    make_maillon(filiere, intitule="Encore un")
    refus = client.post(
        adresse(filiere, "fichiers/"), {"nature": "pdf", "audience": "publique"}, follow=True
    )
    assert "trois fichiers en préparation" in refus.content.decode()


def test_a_maillon_is_placed_by_hand_and_given_back_to_the_drawing(client, filiere, membre):
    tri = filiere.maillons.get(intitule="Tri")
    envoi = {"maillon": tri.reference, "colonne": "4", "ligne": "2"}
    assert client.post(adresse(filiere, "placer/"), envoi)["Location"].endswith("#schema")
    tri.refresh_from_db()
    assert (tri.colonne, tri.ligne) == (4, 2)
    assert tri.history.first().history_user == membre
    client.post(adresse(filiere, "placer/"), {"maillon": tri.reference, "colonne": ""})
    tri.refresh_from_db()
    assert (tri.colonne, tri.ligne) == (None, None)
    client.post(adresse(filiere, "placer/"), {"maillon": tri.reference, "colonne": "0"})
    tri.refresh_from_db()
    assert tri.colonne is None


def test_a_maillon_opens_a_column_between_two_others(client, filiere, membre):
    def places():
        return dict(filiere.maillons.values_list("intitule", "colonne"))

    lavage, url = filiere.maillons.get(intitule="Lavage"), adresse(filiere, "placer/")
    dessinees = lire_colonnes(lire(filiere, prive=True).scene)
    tri = dessinees[filiere.maillons.get(intitule="Tri").reference]
    # « Lavage » stands alone, after « Tri » : the column it leaves closes behind it.
    client.post(url, {"maillon": lavage.reference, "colonne": tri, "nouvelle": "1"})
    assert places() == {"Collecte": None, "Lavage": tri, "Tri": tri + 1}
    redessinees = lire_colonnes(lire(filiere, prive=True).scene)
    assert redessinees[lavage.reference] == tri
    # Beside its own column, it stays where it is.
    client.post(url, {"maillon": lavage.reference, "colonne": tri + 1, "nouvelle": "1"})
    assert lire_colonnes(lire(filiere, prive=True).scene) == redessinees
    client.post(url, {"maillon": ""})
    assert set(places().values()) == {None}


def test_the_page_opens_one_form_to_place_and_folds_what_is_many(client, filiere, membre):
    tri = filiere.maillons.get(intitule="Tri")
    for numero in range(9):
        make_position(tri, nom_libre=f"Atelier {numero}")
    fermee = client.get(adresse(filiere)).content.decode()
    assert 'name="colonne" value' not in fermee
    assert "acteurs à ce maillon" in fermee
    assert "Atelier 8" not in fermee
    ouverte = client.get(adresse(filiere), {"placer": tri.reference}).content.decode()
    assert ouverte.count('type="number" min="1" max="60"') == 1
    autre = make_maillon(filiere, intitule="Loin")
    Flux.objects.bulk_create(
        Flux(filiere=filiere, depart=tri, arrivee=m, matiere="x", volume=1, unite="t/an")
        for m in [autre, *(make_maillon(filiere, intitule=f"M{i}") for i in range(61))]
    )
    longue = client.get(adresse(filiere)).content.decode()
    toute = client.get(adresse(filiere), {"passages": "tous"}).content.decode()
    assert "?passages=tous#passages" in longue
    assert toute.count('data-titre="Vers"') > longue.count('data-titre="Vers"') == 60


def test_who_only_reads_places_nothing(client, filiere):
    client.force_login(make_membre_filiere(filiere, role="lecteur"))
    tri = filiere.maillons.get(intitule="Tri")
    envoi = {"maillon": tri.reference, "colonne": "1"}
    assert client.post(adresse(filiere, "placer/"), envoi).status_code == 403
    texte = client.get(adresse(filiere)).content.decode()
    assert "data-schema" not in texte
    assert "filiere-schema.js" not in texte


def test_the_dossier_of_an_example_and_of_a_very_wide_chain(client, filiere, membre):
    """A wide diagram goes on A3; a documented one says where its text comes from."""
    from filieres.lecture import lire
    from filieres.services.fichiers import composer_html

    exemple = make_filiere(exemple=True, source="Guide d’essai")
    for numero in range(9):
        make_maillon(exemple, intitule=f"Maillon {numero}", ordre=numero)
    page = composer_html(lire(exemple, prive=True), "publique")
    assert 'class="a3"' in page
    assert "Source\u00a0: Guide d’essai" in page
    assert 'class="a4"' in composer_html(lire(filiere, prive=True), "publique")
