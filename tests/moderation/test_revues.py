"""When entries were last seen; those to look at again; many at once, and undone."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from acteurs.fraicheur import dernier_numero_avant, vue_de
from acteurs.models import Acteur, ImportOfficiel
from acteurs.services import create_acteur, create_acteurs
from comptes.models import Organisation
from moderation.a_revoir import REGISTRE, fiches_a_revoir
from moderation.models import DoublonPossible, RevueFiches
from moderation.services.revues import archive_acteurs, confirm_acteurs, undo_revue
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_organisation,
    make_territoire,
    make_utilisateur,
)
from tests.moderation.monde import batir

pytestmark = pytest.mark.django_db
VIEUX = date(2020, 1, 1)


@pytest.fixture
def curatrice():
    personne = make_utilisateur()
    make_organisation(personne, nature=Organisation.Nature.RESEAU_ESS)
    return personne


def test_who_writes_an_entry_sees_it_and_a_file_as_of_its_date():
    aujourdhui = timezone.localdate()
    assert create_acteur(champs={"nom": "Une"}).vu_le == aujourdhui
    vieille, neuve = create_acteurs(
        saisies=[({"nom": "Deux", "date_source": VIEUX}, []), ({"nom": "Trois"}, [])],
        organisation=None,
        par=None,
    )
    assert (vieille.vu_le, neuve.vu_le) == (VIEUX, aujourdhui)


def test_what_only_a_register_knows_was_seen_when_it_was_read():
    connue = make_acteur(origine="sirene", enrichi=False)
    Acteur.objects.update(cree_le=timezone.now() - timedelta(days=900))
    connue.refresh_from_db()
    assert vue_de(connue).ancienne
    assert vue_de(connue).par_un_registre
    assert list(fiches_a_revoir(connues=REGISTRE)) == [connue]
    ImportOfficiel.objects.create(source="sirene", etat="termine", termine_le=timezone.now())
    assert vue_de(connue).le == timezone.localdate()
    assert not fiches_a_revoir(connues=REGISTRE).exists()


@pytest.mark.parametrize("anciennes", [0, 1, 3, 5])
def test_old_entries_are_those_below_a_number(anciennes):
    fiches = [make_acteur(origine="sirene") for _ in range(5)]
    fiches[2].delete()  # numbers have gaps
    moment = timezone.now() - timedelta(days=730)
    vieilles = [f.pk for f in fiches[:anciennes]]
    Acteur.objects.filter(pk__in=vieilles).update(cree_le=moment - timedelta(days=1))
    cache.clear()
    borne = dernier_numero_avant(moment)
    for fiche in Acteur.objects.all():
        assert (fiche.pk <= borne) is (fiche.cree_le < moment)
    make_acteur()
    with CaptureQueriesContext(connection) as requetes:
        assert dernier_numero_avant(moment) == borne
    assert not requetes


@pytest.mark.parametrize("ecran", ["moderation:a_revoir", "moderation:doublons"])
def test_lists_open_where_the_network_works_and_on_the_country_when_asked(client, ecran):
    scene = batir()
    for commune, nom in ((scene.commune, "Ici"), (scene.ailleurs, "Loin")):
        paire = [make_acteur(nom=nom, commune=commune, vu_le=VIEUX) for _ in range(2)]
        DoublonPossible.objects.create(premier=paire[0], second=paire[1], score=80)
    client.force_login(scene.curatrice)

    def lire(adresse):
        page = client.get(f"{reverse(ecran)}{adresse}").content.decode()
        return {nom for nom in ("Ici", "Loin") if f">{nom}</a>" in page}, page

    vus, page = lire("")
    assert vus == {"Ici"}
    assert "Pays du Coquelicot" in page
    assert f"{reverse(ecran)}?territoire=partout" in page
    assert lire("?territoire=partout")[0] == {"Ici", "Loin"}
    assert lire("?territoire=departement:80")[0] <= {"Ici", "Loin"}
    scene.reseau.adoptions.all().delete()
    assert lire("")[0] == {"Ici", "Loin"}


def test_the_list_holds_published_entries_of_a_territory_the_oldest_first(client, curatrice):
    albert = make_commune("80016", nom="Albert")
    territoire = make_territoire(albert)
    ancienne = make_acteur(nom="Ancienne", vu_le=VIEUX, commune=albert)
    make_acteur(nom="Très ancienne", vu_le=date(2019, 1, 1))
    make_acteur(nom="Récente", vu_le=timezone.localdate())
    make_acteur(nom="Archivée", vu_le=VIEUX, statut="archive")
    assert [a.nom for a in fiches_a_revoir()] == ["Très ancienne", "Ancienne"]
    assert list(fiches_a_revoir(territoires=[territoire])) == [ancienne]
    client.force_login(curatrice)
    adresse = reverse("moderation:a_revoir")
    assert "1 janvier 2019" in client.get(adresse).content.decode()
    filtree = client.get(adresse, {"territoire": f"{territoire.nature}:{territoire.code}"})
    assert "Très ancienne" not in filtree.content.decode()


def test_many_are_said_right_at_once_and_it_can_be_undone(client, curatrice):
    fiches = [make_acteur(vu_le=VIEUX) for _ in range(3)]
    client.force_login(curatrice)
    reponse = client.post(
        reverse("moderation:revue_decision"),
        {"geste": "exactes", "fiche": [f.reference for f in fiches[:2]]},
    )
    revue = RevueFiches.objects.get()
    assert reponse["Location"] == f"/moderation/a-revoir/?defaire={revue.reference}"
    assert "Annuler ce geste" in client.get(reponse["Location"]).content.decode()
    assert list(fiches_a_revoir()) == fiches[2:]
    fiches[0].refresh_from_db()
    passage = fiches[0].history.first()
    assert (passage.history_user, passage.history_change_reason) == (curatrice, "Toujours exacte")
    client.post(reverse("moderation:revue_annuler", args=[revue.reference]))
    assert fiches_a_revoir().count() == 3
    encore = client.post(
        reverse("moderation:revue_annuler", args=[revue.reference]), {}, follow=True
    )
    assert "ne peut plus être annulé" in encore.content.decode()


def test_undoing_spares_what_happened_since(curatrice):
    une, deux = make_acteur(vu_le=VIEUX), make_acteur(vu_le=VIEUX, siret="77567227224553")
    revue = confirm_acteurs(acteurs=[une], par=curatrice)
    Acteur.objects.filter(pk=une.pk).update(vu_le=date(2030, 1, 1))
    assert undo_revue(revue=revue, par=curatrice) == 0
    revue = archive_acteurs(acteurs=[deux], par=curatrice)
    deux.refresh_from_db()
    assert deux.statut == "archive"
    pris = make_acteur(siret="77567227224553")
    assert undo_revue(revue=revue, par=curatrice) == 0
    Acteur.objects.filter(pk=pris.pk).delete()
    revue = archive_acteurs(acteurs=[une], par=curatrice)
    assert undo_revue(revue=revue, par=curatrice) == 1
    une.refresh_from_db()
    assert (une.statut, une.vu_le) == ("publie", date(2030, 1, 1))


def test_one_click_from_the_page(client, curatrice):
    acteur = make_acteur(vu_le=VIEUX)
    fiche = reverse("acteurs:fiche", args=[acteur.reference])
    assert "Toujours exacte</button>" not in client.get(fiche).content.decode()
    client.force_login(curatrice)
    page = client.get(fiche).content.decode()
    assert "Personne ne l’a revue depuis" in page
    client.post(reverse("moderation:confirmer", args=[acteur.reference]))
    acteur.refresh_from_db()
    assert acteur.vu_le == timezone.localdate()


def test_a_page_of_three_costs_what_a_page_of_one_does(
    client, curatrice, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(curatrice)
    make_acteur(vu_le=VIEUX)
    client.get(reverse("moderation:a_revoir"))
    with django_assert_max_num_queries(16) as une:
        client.get(reverse("moderation:a_revoir"))
    make_acteur(vu_le=VIEUX)
    make_acteur(vu_le=VIEUX)
    with django_assert_num_queries(len(une)):
        client.get(reverse("moderation:a_revoir"))
