"""The screens of the analysis: what they say, to whom, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filieres.models import BesoinMaillon, Position
from tests.fabriques import (
    make_acteur,
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


@pytest.fixture
def pilote():
    return make_utilisateur()


@pytest.fixture
def filiere(pilote):
    commune = make_commune(lon=2.65, lat=50.0)
    return make_filiere(pilote, territoire=make_territoire(commune, lon=2.65, lat=50.0))


@pytest.fixture
def page(client, pilote):
    client.force_login(pilote)

    def lire(nom, *args, **params):
        return client.get(reverse(f"filieres:{nom}", args=args), params)

    return lire


def remplir(filiere, n=1):
    for _ in range(n):
        tri = make_maillon(filiere, type="mt-tri", intitule="Tri", capacite=50, unite="t/an")
        lavage = make_maillon(filiere, type="mt-lavage", intitule="Lavage")
        vente = make_maillon(filiere, type="mt-distribution", intitule="Vente")
        BesoinMaillon.objects.create(maillon=lavage, nature="equipement", texte="une laveuse")
        make_position(tri, nom_libre="Ressourcerie", ess=True, source="carnet secret")
        make_position(vente, nom_libre="Boutique", ess=False)
        g = make_gisement(maillon=tri, quantite=80, unite="t/an")
        make_flux(g, tri, volume=80, unite="t/an", prix=10)
        make_flux(tri, vente, volume=30, unite="t/an", prix=200, matiere="objets")
        make_flux(vente, volume=30, unite="zorglubs", prix=500)


def test_an_empty_filiere_says_what_to_do_next(page, filiere):
    assert "Rien à analyser encore" in page("analyse", filiere.reference).content.decode()
    assert "Rien à comparer encore" in page("voisins", filiere.reference).content.decode()


def test_gaps_values_and_incoherences_are_all_said(page, filiere):
    remplir(filiere)
    make_acteur(nom="Linge et Lien", naf="96.01B", lon=2.66, lat=50.0)
    texte = page("analyse", filiere.reference).content.decode()
    for attendu in (
        "Aucun acteur au maillon",
        "un acteur à moins de 40\xa0km pourrait le tenir",
        "est un goulot",
        "ne repose que sur un acteur\xa0: Ressourcerie",
        "équipement (une laveuse)",
        "160\xa0% utilisés",
        "Qui capte la valeur",
        "L’ESS est absente là où la valeur est la plus forte",
        "Le prix, de l’amont à l’aval",
        "zorglubs",
        "Ce qui manque pour conclure",
        "Qui pourrait\u202f?",
    ):
        assert attendu in texte, attendu


def test_one_chain_and_three_cost_the_same(page, filiere):
    def cout():
        with CaptureQueriesContext(connection) as requetes:
            page("analyse", filiere.reference)
        return len(requetes)

    remplir(filiere)
    cout()
    un = cout()
    remplir(filiere, 2)
    cout()
    assert cout() == un


def test_a_public_filiere_is_read_by_all_without_what_is_private(client, filiere):
    remplir(filiere)
    adresse = reverse("filieres:analyse", args=[filiere.reference])
    assert client.get(adresse).status_code == 302
    filiere.visibilite = "public"
    filiere.save()
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    texte = reponse.content.decode()
    assert "carnet secret" not in texte
    assert "Qui pourrait" not in texte
    assert client.get(reverse("filieres:voisins", args=[filiere.reference])).status_code == 200


def test_a_suggestion_is_accepted_in_one_gesture(client, page, filiere, pilote):
    lavage = make_maillon(filiere, type="mt-lavage", intitule="Lavage")
    linge = make_acteur(nom="Linge et Lien", naf="96.01B", lon=2.66, lat=50.0, ess=True)
    make_acteur(nom="Pressing", naf="96.01B", lon=2.66, lat=50.0, ess=False)
    args = (filiere.reference, lavage.reference)
    texte = page("suggestions", *args).content.decode()
    assert "Linge et Lien" in texte
    assert "Pressing" in texte
    assert "Pressing" not in page("suggestions", *args, ess="oui", rayon=20).content.decode()
    adresse = reverse("filieres:suggestions", args=args)
    reponse = client.post(f"{adresse}?rayon=80&ess=oui", {"acteur": linge.reference})
    assert reponse.url == f"{adresse}?rayon=80&ess=oui"
    position = Position.objects.get()
    assert (position.acteur, position.potentielle, position.auteur) == (linge, True, pilote)
    texte = page("suggestions", *args).content.decode()
    assert "Déjà pressentis" in texte
    assert 'Noter comme possible<span class="visually-hidden">\xa0: Linge' not in texte
    # Twice changes nothing, and says so.
    client.post(adresse, {"acteur": linge.reference})
    assert Position.objects.count() == 1


def test_only_who_writes_accepts(client, filiere):
    lavage = make_maillon(filiere, type="mt-lavage")
    linge = make_acteur(naf="96.01B", lon=2.66, lat=50.0)
    adresse = reverse("filieres:suggestions", args=[filiere.reference, lavage.reference])
    lectrice = make_membre_filiere(filiere, role="lecteur")
    client.force_login(lectrice)
    assert client.get(adresse).status_code == 200
    assert client.post(adresse, {"acteur": linge.reference}).status_code == 403
    client.force_login(make_utilisateur())
    assert client.get(adresse).status_code == 404
    assert not Position.objects.exists()
    # A structure proposes positions: suggestions too, and those it accepted are its own.
    structure = make_membre_filiere(filiere, role="structure")
    client.force_login(structure)
    assert "Noter comme possible" in client.get(adresse).content.decode()
    client.post(adresse, {"acteur": linge.reference})
    assert Position.objects.get().auteur == structure


def test_many_incoherences_are_all_listed_the_first_at_once(page, filiere):
    a, b = make_maillon(filiere), make_maillon(filiere)
    for numero in range(14):
        make_flux(a, b, matiere=f"Matière {numero}")
    texte = page("analyse", filiere.reference).content.decode()
    assert "Voir aussi les suivants" in texte


def test_the_table_of_neighbours_is_shown(page, filiere):
    remplir(filiere)
    voisine = make_commune(nom="Ham", lon=2.9, lat=50.0)
    make_territoire(voisine, nom="Pays voisin", lon=2.9, lat=50.0)
    make_acteur(nom="Linge", naf="96.01B", commune=voisine, lon=2.9, lat=50.0, ess=True)
    texte = page("voisins", filiere.reference).content.decode()
    assert "voir chez Pays voisin" in texte
    assert "1 du\u00a0métier, 1\u00a0ESS" in texte
