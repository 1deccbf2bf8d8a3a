"""What changed, going back, putting back what was deleted with what went along."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filieres.models import Flux, Maillon, Position
from filieres.services import ecriture, flux, journal, maillons, positions
from tests.fabriques import make_acteur, make_filiere, make_maillon, make_utilisateur

pytestmark = pytest.mark.django_db


@pytest.fixture
def par(client):
    qui = make_utilisateur(nom="Agente")
    client.force_login(qui)
    return qui


@pytest.fixture
def filiere(par):
    return make_filiere(par)


def _derniere(objet, genre="-"):
    return type(objet).history.filter(reference=objet.reference, history_type=genre).latest()


def _maillon(filiere, par, intitule):
    return maillons.ajouter_maillon(filiere=filiere, par=par, type="mt-tri", intitule=intitule)


def test_what_changed_is_told_and_undone(client, filiere, par):
    maillon = _maillon(filiere, par, "Tri")
    ecriture.modifier(
        maillon,
        champs={"intitule": "Tri fin", "capacite": 12345.5, "unite": "t/an", "rendement": "0.9"},
        par=par,
        version_attendue=1,
    )
    page = client.get(reverse("filieres:journal", args=[filiere.reference])).content.decode()
    for mot in (
        "<del>Tri</del>",
        "<ins>Tri fin</ins>",
        "<ins>12\u202f345,5\u00a0t/an</ins>",
        "<ins>90\u00a0%</ins>",
        "Agente",
    ):
        assert mot in page
    premiere = Maillon.history.filter(id=maillon.pk).order_by("history_id").first()
    adresse = reverse("filieres:revenir", args=[filiere.reference, "maillon", premiere.pk])
    client.post(adresse, {"attendue": "1"})
    maillon.refresh_from_db()
    assert maillon.intitule == "Tri fin"
    client.post(adresse, {"attendue": "2"})
    maillon.refresh_from_db()
    assert (maillon.intitule, maillon.capacite, maillon.version) == ("Tri", None, 3)
    une = client.get(
        reverse("filieres:journal", args=[filiere.reference]),
        {"objet": maillon.reference, "genre": "maillon"},
    ).content.decode()
    assert "3\u00a0changements" in une


def test_a_deleted_maillon_comes_back_with_what_it_had(client, filiere, par):
    a, b = _maillon(filiere, par, "A"), _maillon(filiere, par, "B")
    p = positions.ajouter_position(maillon=a, par=par, acteur=make_acteur(nom="La Trieuse"))
    positions.ajouter_besoin(maillon=a, nature="foncier", texte="Un lieu", par=par)
    flux.ajouter_flux(filiere=filiere, par=par, depart=a, arrivee=b, position_depart=p, volume=3)
    gisement = flux.ajouter_gisement(filiere=filiere, par=par, ressource="Laine", maillon=a)
    flux.ajouter_flux(filiere=filiere, par=par, gisement=gisement, arrivee=b)
    ecriture.supprimer(a, par=par)
    page = client.get(reverse("filieres:journal", args=[filiere.reference])).content.decode()
    assert "La Trieuse" in page
    assert "Supprimé avec son maillon" in page
    client.post(reverse("filieres:remettre", args=[filiere.reference, "maillon", _derniere(a).pk]))
    revenu = Maillon.objects.get(reference=a.reference)
    assert revenu.intitule == "A"
    assert revenu.besoins.count() == 1
    sortant = revenu.flux_sortants.get()
    assert (sortant.arrivee, sortant.volume) == (b, 3)
    assert Position.objects.get(maillon=revenu).nom == "La Trieuse"
    with pytest.raises(ValidationError, match="déjà"):
        journal.remettre(filiere=filiere, version=_derniere(a), par=par)
    ecriture.supprimer(gisement, par=par)
    assert Flux.objects.count() == 1
    journal.remettre(filiere=filiere, version=_derniere(gisement), par=par)
    assert Flux.objects.count() == 2


def test_a_flow_without_its_maillon_waits(filiere, par):
    a, b = _maillon(filiere, par, "A"), _maillon(filiere, par, "B")
    passage = flux.ajouter_flux(filiere=filiere, par=par, depart=a, arrivee=b)
    ecriture.supprimer(b, par=par)
    with pytest.raises(ValidationError, match="n’existe plus"):
        journal.remettre(filiere=filiere, version=_derniere(passage), par=par)
    ecriture.supprimer(a, par=par)
    journal.remettre(filiere=filiere, version=_derniere(b), par=par)
    assert not Flux.objects.exists()
    journal.remettre(filiere=filiere, version=_derniere(a), par=par)
    journal.remettre(filiere=filiere, version=_derniere(passage), par=par)
    assert Flux.objects.get().arrivee.reference == b.reference


def test_another_filiere_stays_out_of_it(client, filiere):
    ailleurs = make_maillon()
    version = ailleurs.history.latest()
    for geste in ("revenir", "remettre"):
        adresse = reverse(f"filieres:{geste}", args=[filiere.reference, "maillon", version.pk])
        assert client.post(adresse).status_code == 404
    inconnu = reverse("filieres:revenir", args=[filiere.reference, "nawak", 1])
    assert client.post(inconnu).status_code == 404


def test_the_page_costs_the_same_for_more_rows(client, filiere, par, django_assert_num_queries):
    def garnir():
        maillon = _maillon(filiere, par, "M")
        position = positions.ajouter_position(maillon=maillon, par=par, acteur=make_acteur())
        flux.ajouter_flux(filiere=filiere, par=par, depart=maillon, position_depart=position)

    adresse = reverse("filieres:journal", args=[filiere.reference])
    garnir()
    client.get(adresse)
    with CaptureQueriesContext(connection) as une:
        client.get(adresse)
    garnir()
    garnir()
    with django_assert_num_queries(len(une)):
        client.get(adresse)
