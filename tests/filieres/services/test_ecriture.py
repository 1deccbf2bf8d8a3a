"""Writing, ordering, copying: what is kept, what is refused."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from filieres.models import Filiere, Flux, Maillon, Position
from filieres.services import creation, ecriture, flux, maillons, positions
from socle.modeles import ConflitDEdition
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_filiere,
    make_flux,
    make_gisement,
    make_maillon,
    make_organisation,
    make_position,
    make_territoire,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def par():
    return make_utilisateur()


def _ordre(filiere):
    return [
        (m.intitule, m.ordre)
        for m in filiere.maillons.order_by("chaine__ordre", "ordre", "intitule")
    ]


def test_what_is_written_is_signed_and_dated(par):
    filiere = make_filiere(par)
    avant = filiere.modifie_le
    maillon = maillons.ajouter_maillon(
        filiere=filiere, par=par, type="mt-tri", intitule="Tri", capacite=10, unite="t/an"
    )
    assert (maillon.ordre, maillon.history.get().history_user) == (1, par)
    filiere.refresh_from_db()
    assert filiere.modifie_le > avant
    change = ecriture.modifier(maillon, champs={"intitule": "Tri fin"}, par=par, version_attendue=1)
    assert change.version == 2
    with pytest.raises(ConflitDEdition):
        ecriture.modifier(maillon, champs={"intitule": "Autre"}, par=par, version_attendue=1)
    with pytest.raises(ValidationError):
        ecriture.modifier(maillon, champs={"capacite": -1}, par=par, version_attendue=2)


@pytest.mark.parametrize("champs", [{"exemple": True}, {"statut": "archivee"}])
def test_examples_and_archived_ones_are_never_written_in(par, champs):
    filiere = make_filiere(**champs)
    maillon = make_maillon(filiere)
    for geste in (
        lambda: maillons.ajouter_maillon(filiere=filiere, par=par, type="mt-tri", intitule="X"),
        lambda: maillons.deplacer_maillon(maillon=maillon, sens=1, par=par),
        lambda: positions.ajouter_position(maillon=maillon, par=par, nom_libre="X"),
        lambda: flux.ajouter_gisement(filiere=filiere, par=par, ressource="X"),
        lambda: flux.ajouter_flux(filiere=filiere, par=par, depart=maillon),
        lambda: ecriture.modifier(maillon, champs={}, par=par, version_attendue=None),
        lambda: ecriture.supprimer(maillon, par=par),
    ):
        with pytest.raises(ValidationError):
            geste()
    assert Maillon.objects.count() == 1


def test_nothing_of_another_filiere(par):
    ici, ailleurs = make_maillon(), make_maillon()
    for geste in (
        lambda: flux.ajouter_flux(filiere=ici.filiere, par=par, depart=ici, arrivee=ailleurs),
        lambda: flux.ajouter_gisement(
            filiere=ici.filiere, par=par, ressource="X", maillon=ailleurs
        ),
        lambda: maillons.mettre_avant(maillon=ici, chaine=ailleurs.chaine, avant=None, par=par),
        lambda: ecriture.modifier(
            ici, champs={"chaine": ailleurs.chaine}, par=par, version_attendue=None
        ),
        lambda: flux.ajouter_flux(
            filiere=ici.filiere,
            par=par,
            depart=ici,
            position_depart=make_position(make_maillon(ici.filiere)),
        ),
    ):
        with pytest.raises(ValidationError):
            geste()


def test_order_by_buttons_and_by_dragging(par):
    filiere = make_filiere()
    a, b, c, d = (
        make_maillon(filiere, intitule=i, ordre=n)
        for i, n in zip("ABCD", (1, 2, 2, 3), strict=True)
    )
    maillons.deplacer_maillon(maillon=c, sens=-1, par=par)  # leaves B, on a rank of its own
    assert _ordre(filiere) == [("A", 1), ("C", 2), ("B", 3), ("D", 4)]
    maillons.deplacer_maillon(maillon=Maillon.objects.get(pk=a.pk), sens=-1, par=par)
    assert _ordre(filiere)[0] == ("A", 1)
    maillons.deplacer_maillon(maillon=Maillon.objects.get(pk=a.pk), sens=1, par=par)
    assert _ordre(filiere) == [("C", 1), ("A", 2), ("B", 3), ("D", 4)]
    maillons.mettre_avant(maillon=d, chaine=d.chaine, avant=c, par=par)
    assert [i for i, _ in _ordre(filiere)] == ["D", "C", "A", "B"]
    autre = maillons.ajouter_chaine(filiere=filiere, nom="Vrac", par=par)
    maillons.mettre_avant(maillon=b, chaine=autre, avant=None, par=par)
    assert Maillon.objects.get(pk=b.pk).chaine == autre
    assert _ordre(filiere)[-1] == ("B", 1)
    assert b.history.latest().history_change_reason == "Déplacement"


def test_an_actor_of_the_directory_keeps_its_name(par):
    acteur = make_acteur(nom="La Laverie", commune=make_commune())
    position = positions.ajouter_position(maillon=make_maillon(), par=par, acteur=acteur)
    assert (position.nom_libre, position.commune, position.auteur) == (
        "La Laverie",
        acteur.commune,
        par,
    )


def test_deleting_a_maillon_takes_its_flows_and_says_so(par):
    filiere = make_filiere()
    a, b = make_maillon(filiere), make_maillon(filiere)
    make_flux(a, b)
    make_flux(b, a)
    make_flux(b, b)
    make_position(a)
    make_flux(make_gisement(maillon=a), a)
    ecriture.supprimer(a, par=par)
    assert Flux.objects.count() == 1
    assert not Position.objects.exists()
    parties = Flux.history.filter(history_type="-")
    assert {p.history_change_reason for p in parties} == {f"Suppression avec {a.reference}"}
    with pytest.raises(ValidationError, match="encore des maillons"):
        ecriture.supprimer(b.chaine, par=par)
    ecriture.supprimer(b, par=par)
    with pytest.raises(ValidationError, match="au moins une chaîne"):
        ecriture.supprimer(filiere.chaines.get(), par=par)


def _cible(par):
    return {
        "nom": "La nôtre",
        "territoire": make_territoire(make_commune()),
        "organisation": make_organisation(par),
        "pilote": par,
    }


def test_starting_from_an_example_takes_its_skeleton_only(par):
    exemple = make_filiere(exemple=True, theme="textile", conception="ecosysteme")
    a = make_maillon(exemple, capacite=5, statut_declare="couvert", note="Chez eux")
    b = make_maillon(exemple)
    make_flux(a, b, volume=3, matiere="laine")
    make_flux(make_gisement(exemple), a)
    make_position(a)
    copie = creation.copier_filiere(origine=exemple, **_cible(par))
    assert (copie.theme, copie.conception, copie.origine) == ("textile", "ecosysteme", exemple)
    premier = copie.maillons.order_by("ordre").first()
    assert (premier.intitule, premier.capacite, premier.statut_declare, premier.note) == (
        a.intitule,
        None,
        "non-precise",
        "",
    )
    lien = copie.flux.get()
    assert (lien.depart, lien.matiere, lien.volume) == (premier, "laine", None)
    assert not Position.objects.filter(maillon__filiere=copie).exists()
    assert not copie.exemple
    assert par.has_perm("filieres.piloter", copie)
    assert exemple.maillons.count() == 2


def test_copying_everything_takes_reading_everything(par):
    mienne = make_filiere(par)
    a, b = make_maillon(mienne), make_maillon(mienne)
    p = make_position(a, capacite=2)
    make_flux(a, b, volume=3, position_depart=p)
    make_flux(make_gisement(maillon=a), a)
    copie = creation.copier_filiere(origine=mienne, tout=True, **_cible(par))
    sien = copie.flux.exclude(depart=None).get()
    assert sien.position_depart.maillon == sien.depart
    assert sien.volume == 3
    assert copie.flux.exclude(gisement=None).get().gisement.maillon == sien.depart
    with pytest.raises(PermissionDenied):
        creation.copier_filiere(origine=make_filiere(visibilite="public"), tout=True, **_cible(par))


def test_a_filiere_is_born_shared_closed_and_erased(par):
    filiere = creation.creer_filiere(**_cible(par), theme="bois", vision="Du bois d’ici")
    assert filiere.chaines.get().nom == "Chaîne principale"
    with pytest.raises(ValidationError):
        creation.creer_filiere(**_cible(par), theme="inconnu")
    jeton = filiere.jeton
    assert creation.partager(filiere=filiere, visibilite="lien", par=par).jeton == jeton
    assert creation.renouveler_lien(filiere=filiere, par=par).jeton != jeton
    ouverte = creation.partager(filiere=filiere, visibilite="membres", par=par)
    assert ouverte.jeton != jeton
    assert not creation.archiver(filiere=filiere, par=par).est_ouverte
    with pytest.raises(ValidationError):
        creation.decrire(filiere=filiere, champs={"nom": "X"}, par=par, version_attendue=None)
    assert creation.archiver(filiere=filiere, par=par, archive=False).est_ouverte
    a = maillons.ajouter_maillon(filiere=filiere, par=par, type="mt-tri", intitule="Tri")
    positions.ajouter_position(maillon=a, par=par, nom_libre="X")
    positions.ajouter_besoin(maillon=a, nature="foncier", texte="Un hangar", par=par)
    flux.ajouter_flux(filiere=filiere, par=par, depart=a)
    creation.supprimer_filiere(filiere=filiere, par=par)
    assert not Filiere.objects.exists()
    for modele in (Filiere, Maillon, Position, Flux):
        assert not modele.history.exists()
    with pytest.raises(ValidationError):
        creation.supprimer_filiere(filiere=make_filiere(exemple=True), par=par)
