"""What the database refuses, whoever writes, and what the models tell."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from filieres.models import Filiere, Flux, Gisement
from tests.fabriques import (
    make_acteur,
    make_filiere,
    make_flux,
    make_gisement,
    make_maillon,
    make_membre_filiere,
    make_position,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db


def _refuse(objet, mot):
    """The form says why; the database would not have let it in either."""
    with pytest.raises(ValidationError, match=mot):
        objet.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        objet.save()


@pytest.mark.parametrize(
    ("champs", "mot"),
    [
        ({"capacite": Decimal(-1)}, "négative"),
        ({"rendement": Decimal("1.5")}, "rendement|inférieure"),
        ({"achats_exterieurs": Decimal(-1)}, "négatifs|supérieure"),
        ({"intitule": ""}, "intitulé|vide"),
    ],
)
def test_maillons(champs, mot):
    maillon = make_maillon()
    for nom, valeur in champs.items():
        setattr(maillon, nom, valeur)
    with pytest.raises(ValidationError):
        maillon.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        maillon.save()


def test_a_filiere_has_a_place_and_a_name():
    filiere = make_filiere()
    filiere.territoire = None
    _refuse(filiere, "territoire")
    exemple = make_filiere(exemple=True)
    exemple.code = None
    _refuse(exemple, "code")


def test_a_position_is_somebody_once_per_maillon():
    acteur = make_acteur(nom="La Laverie")
    position = make_position(acteur=acteur)
    assert position.nom == "La Laverie"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_position(position.maillon, acteur=acteur)
    position.acteur, position.nom_libre = None, ""
    _refuse(position, "Choisissez un acteur")
    autre = make_position()
    autre.etp, autre.etp_insertion = Decimal(2), Decimal(3)
    _refuse(autre, "insertion")


def test_a_flow_leaves_from_one_place_and_may_loop():
    maillon = make_maillon()
    boucle = make_flux(maillon, maillon)
    boucle.full_clean()
    gisement = make_gisement(maillon.filiere)
    make_flux(gisement, maillon).full_clean()
    assert str(make_flux(maillon)).endswith("hors de la chaîne")
    _refuse(Flux(filiere=maillon.filiere, depart=maillon, gisement=gisement), "l’un des deux")
    _refuse(Flux(filiere=maillon.filiere), "l’un des deux")


def test_ranges_surround_the_figure():
    gisement = make_gisement(quantite=10, bas=8, haut=12)
    gisement.full_clean()
    gisement.bas = Decimal(11)
    _refuse(gisement, "fourchette")
    flux = make_flux(volume=None, bas=1, haut=2)
    flux.haut = Decimal("0.5")
    _refuse(flux, "fourchette")
    flux = make_flux(masse_unitaire_kg=None)
    flux.masse_unitaire_kg = Decimal(0)
    _refuse(flux, "zéro")


@pytest.mark.parametrize("saison", [[0], [13], [1, 1], ["mai"], {"mai": 1}, [True]])
def test_months(saison):
    with pytest.raises(ValidationError, match="mois"):
        Gisement(filiere=make_filiere(), ressource="Laine", saison=saison).full_clean()
    assert make_gisement(saison=[5, 6]).mois == "mai, juin"


def test_who_sees_which(django_assert_num_queries):
    qui = make_utilisateur()
    mienne, publique, exemple = (
        make_filiere(),
        make_filiere(visibilite="public"),
        make_filiere(exemple=True),
    )
    make_filiere()
    make_filiere(visibilite="lien")
    make_membre_filiere(mienne, qui, "lecteur")
    tous = Filiere.objects.all()
    with django_assert_num_queries(1):
        assert set(tous.visibles_par(qui)) == {mienne, publique, exemple}
    assert set(tous.de(qui)) == {mienne}
    assert set(tous.publiques()) == {publique}
    assert set(tous.exemples()) == {exemple}
    from django.contrib.auth.models import AnonymousUser

    assert set(tous.visibles_par(AnonymousUser())) == {publique, exemple}
    assert not tous.de(AnonymousUser())
