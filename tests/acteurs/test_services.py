import pytest
from django.core.exceptions import ValidationError

from acteurs.models import Acteur
from acteurs.services import (
    DoublonPossible,
    archive_acteur,
    create_acteur,
    publish_acteur,
    restore_version,
    update_acteur,
)
from socle.modeles import ConflitDEdition
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_organisation,
    make_thematique,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db


def test_create_takes_the_point_of_the_commune_and_leaves_one_history_row():
    par = make_utilisateur()
    organisation = make_organisation(par)
    theme = make_thematique()
    acteur = create_acteur(
        champs={"nom": "Épicerie coopérative", "commune": make_commune(lon=2.6, lat=50.0)},
        thematiques=[theme],
        organisation=organisation,
        par=par,
    )
    assert (acteur.lon, acteur.lat, acteur.precision) == (2.6, 50.0, Acteur.Precision.COMMUNE)
    assert not acteur.est_approche
    (ligne,) = acteur.history.all()
    assert (ligne.history_type, ligne.history_user) == ("+", par)
    assert list(ligne.thematiques.values_list("thematique", flat=True)) == [theme.pk]


def test_own_point_is_kept_until_the_commune_changes():
    ici = make_commune(lon=2.6, lat=50.0)
    la = make_commune(lon=3.1, lat=50.6)
    acteur = create_acteur(
        champs={"nom": "A", "commune": ici, "lon": 2.61, "lat": 50.01, "precision": "adresse"}
    )
    assert (acteur.lon, acteur.precision) == (2.61, "adresse")
    acteur = update_acteur(acteur=acteur, champs={"nom": "B"})
    assert acteur.lon == 2.61
    acteur = update_acteur(acteur=acteur, champs={"commune": la})
    assert (acteur.lon, acteur.precision) == (3.1, "commune")
    acteur = update_acteur(acteur=acteur, champs={"commune": None})
    assert (acteur.lon, acteur.morton, acteur.precision) == (None, None, "inconnue")


def test_look_alike_is_announced_then_may_be_confirmed():
    commune = make_commune()
    existant = make_acteur(nom="Le Hub", commune=commune)
    champs = {"nom": "LE  HUB", "commune": commune}
    with pytest.raises(DoublonPossible) as alerte:
        create_acteur(champs=champs)
    assert alerte.value.candidats == [existant]
    assert create_acteur(champs=champs, confirme=True).pk != existant.pk
    create_acteur(champs={"nom": "Le Hub", "commune": make_commune()})


def test_same_siret_cannot_be_confirmed():
    make_acteur(nom="La Poste", siret="35600000000048")
    champs = {"nom": "Autre", "siret": "35600000000048"}
    with pytest.raises(DoublonPossible):
        create_acteur(champs=champs)
    with pytest.raises(ValidationError, match="porte déjà ce SIRET"):
        create_acteur(champs=champs, confirme=True)
    assert Acteur.objects.count() == 1


def test_saving_again_does_not_ask_the_same_question_twice():
    commune = make_commune()
    make_acteur(nom="Le Hub", commune=commune)
    jumeau = make_acteur(nom="Le Hub", commune=commune)
    update_acteur(acteur=jumeau, champs={"description": "Pépinière"})
    with pytest.raises(DoublonPossible):
        update_acteur(acteur=make_acteur(nom="Autre", commune=commune), champs={"nom": "Le Hub"})


def test_concurrent_edit_is_refused_and_changes_nothing():
    acteur = make_acteur(nom="Avant")
    update_acteur(acteur=acteur, champs={"nom": "Collègue"}, version_attendue=1)
    with pytest.raises(ConflitDEdition) as conflit:
        update_acteur(acteur=acteur, champs={"nom": "Moi"}, version_attendue=1)
    assert conflit.value.actuel.nom == "Collègue"
    acteur.refresh_from_db()
    assert (acteur.nom, acteur.version) == ("Collègue", 2)


def test_invalid_value_is_refused():
    with pytest.raises(ValidationError) as erreur:
        create_acteur(champs={"nom": "", "siren": "123456789"})
    assert set(erreur.value.message_dict) == {"nom", "siren"}
    with pytest.raises(TypeError):
        create_acteur(champs={"nom": "A", "reference": "x"})


def test_archive_and_publish():
    par = make_utilisateur()
    acteur = archive_acteur(acteur=make_acteur(siret="35600000000048"), par=par)
    assert acteur.statut == Acteur.Statut.ARCHIVE
    assert acteur.history.first().history_change_reason == "Archivage"
    make_acteur(siret="35600000000048")
    with pytest.raises(ValidationError, match="porte déjà ce SIRET"):
        publish_acteur(acteur=acteur, par=par)


def test_restore_brings_back_fields_and_themes():
    mobilite, energie = make_thematique("mobilite"), make_thematique("energie")
    acteur = create_acteur(
        champs={"nom": "Vélo", "description": "Réparer", "statut": "publie"}, thematiques=[mobilite]
    )
    premiere = acteur.history.get()
    update_acteur(acteur=acteur, champs={"nom": "Vélos", "description": ""}, thematiques=[energie])
    rendu = restore_version(acteur=acteur, historique=premiere, par=make_utilisateur())
    assert (rendu.nom, rendu.description, rendu.version) == ("Vélo", "Réparer", 3)
    assert list(rendu.thematiques.all()) == [mobilite]
    assert rendu.history.count() == 3
    assert "Retour à la version" in rendu.history.first().history_change_reason
