import random

import pytest
from django.urls import reverse

from acteurs import densite, tuiles
from acteurs.criteres import Criteres
from acteurs.models import Acteur, Densite, Thematique
from acteurs.referentiels import charger
from acteurs.services import (
    archive_acteur,
    create_acteur,
    create_acteurs,
    publish_acteur,
    update_acteur,
)
from acteurs.services import densite as service
from acteurs.services.densite import reconstruire_densite
from tests.fabriques import make_acteur, make_commune, make_utilisateur

pytestmark = pytest.mark.django_db
LON, LAT = 2.649, 50.004


def comptes() -> list[tuple]:
    """Every row, sums rounded: what two ways of counting must agree on."""
    champs = ("theme", "zoom", "cellule", "type", "ess", "taille", "n", "morton", "lon", "lat")
    return sorted(
        tuple(f"{v:.6f}" if isinstance(v, float) else str(v) for v in ligne)
        for ligne in Densite.objects.values_list(*champs)
    )


def demander(client, **filtres):
    return client.get(reverse("acteurs:tuile", args=[5, 16, 10]), filtres).json()


@pytest.fixture
def usager(client):
    charger()
    utilisateur = make_utilisateur()
    client.force_login(utilisateur)
    return utilisateur


def semer(nombre: int = 60) -> None:
    """Actors of every sort, some of them hidden or without a point."""
    alea = random.Random(3)
    themes = list(Thematique.objects.all())
    for _ in range(nombre):
        place = alea.random() < 0.9
        choisis = alea.sample(themes, alea.randint(0, 3))
        acteur = make_acteur(
            type_id=alea.choice([None, "association", "cooperative", "collectivite"]),
            ess=alea.choice([None, True, False]),
            taille=alea.choice(["", "0", "1-9"]),
            lon=alea.uniform(0.5, 8) if place else None,
            lat=alea.uniform(45, 50) if place else None,
            statut=alea.choice(["publie", "publie", "publie", "propose", "archive"]),
            thematiques=choisis,
        )
        Acteur.objects.filter(pk=acteur.pk).update(masque_themes=sum(1 << t.bit for t in choisis))


@pytest.mark.parametrize(
    "filtres",
    [
        {}, {"famille": "association"}, {"famille": "inconnu"}, {"theme": "mobilite"},
        {"theme": "nawak"}, {"ess": "oui"}, {"ess": "non"}, {"taille": "1-9"}, {"famille": "x"},
        {"theme": "mobilite", "ess": "oui", "taille": "0", "famille": "cooperative"},
    ],
)  # fmt: skip
def test_low_zooms_answer_what_the_actors_would(usager, filtres, monkeypatch):
    semer()
    reconstruire_densite()
    criteres = Criteres.lire(filtres, usager)
    acteurs = criteres.appliquer()
    nombre = densite.compter(criteres)
    assert nombre.places == acteurs.places().count()
    assert nombre.sans_point == acteurs.a_localiser().count()
    assert nombre.total == acteurs.count()
    monkeypatch.setattr(tuiles, "POINTS_MAX", 2)
    for z, x, y in ((0, 0, 0), (4, 8, 5), (5, 16, 11), (6, 32, 22), (7, 64, 44), (8, 129, 88)):
        tuile = tuiles.Tuile(z, x, y)
        compte = tuiles.composer_en_sql(criteres, tuile, 1)
        with monkeypatch.context() as sans:
            sans.setattr(densite, "zoom_pour", lambda zoom, criteres: None)
            assert tuiles.composer_en_sql(criteres, tuile, 1) == compte


def test_other_criteria_are_not_counted(usager):
    for filtres in ({"q": "a"}, {"territoire": "epci:1"}, {"statut": "propose"}, {"naf": "88"}):
        assert densite.compter(Criteres.lire(filtres, usager)) is None


def test_what_people_write_is_counted_at_once(client, usager):
    semer(20)
    reconstruire_densite()
    albert = make_commune("80016", nom="Albert", lon=LON, lat=LAT)
    theme = Thematique.objects.get(pk="mobilite")

    def verifier() -> None:
        avant = comptes()
        reconstruire_densite()
        assert avant == comptes()

    acteur = create_acteur(
        champs={"nom": "Neuf", "commune": albert, "type_id": "association", "statut": "publie"},
        thematiques=[theme],
    )
    assert demander(client, theme="mobilite")["n"] >= 1
    verifier()
    update_acteur(acteur=acteur, champs={"taille": "1-9"}, thematiques=[])
    verifier()
    loin = make_commune("34172", nom="Montpellier", lon=3.87, lat=43.61)
    update_acteur(acteur=acteur, champs={"commune": loin})
    verifier()
    update_acteur(acteur=acteur, champs={"commune": None, "lon": None, "lat": None})
    verifier()
    archive_acteur(acteur=acteur, par=usager)
    verifier()
    publish_acteur(acteur=acteur, par=usager)
    verifier()
    create_acteurs(
        saisies=[({"nom": f"Lot {n}", "commune": c, "statut": "publie"}, [theme]) for n in range(3)
                 for c in (albert, loin, None)],
        organisation=None, par=usager,
    )  # fmt: skip
    verifier()


def test_many_cells_are_counted_all_at_once(usager, monkeypatch):
    monkeypatch.setattr(service, "CELLULES_MAX", 1)
    semer(20)
    service.update_densite(Acteur.objects.values_list("morton", flat=True))
    assert Densite.objects.filter(theme=-1, zoom=densite.ZOOM_FIN).exists()
    avant = comptes()
    reconstruire_densite()
    assert avant == comptes()


def test_a_failed_write_leaves_the_counts(usager):
    from django.db import transaction

    reconstruire_densite()
    with transaction.atomic():
        create_acteur(champs={"nom": "Jamais", "statut": "publie"})
        assert Densite.objects.exists()
        transaction.set_rollback(True)
    assert not Densite.objects.exists()


def test_task_counts_again(usager):
    from acteurs.tasks import compter_densite

    make_acteur(lon=LON, lat=LAT)
    assert compter_densite() == 3
