import pytest
from django.core.exceptions import ValidationError

from plateformes.models import Plateforme
from plateformes.services import (
    DoublonPossible,
    create_plateforme,
    find_doublons,
    update_plateforme,
)
from plateformes.services.fiches import code_libre
from socle.modeles import ConflitDEdition
from tests.fabriques import make_plateforme, make_thematique, make_utilisateur

pytestmark = pytest.mark.django_db


def test_creating_leaves_one_history_row_with_the_lists():
    par = make_utilisateur()
    plateforme = create_plateforme(
        champs={
            "nom": "Le Grand Partage",
            "site": "https://www.partage.coop/accueil",
            "besoins_texte": "Prêter ses outils\n\n  Se faire prêter un barnum ",
        },
        listes={"thematiques": [make_thematique("reemploi")]},
        par=par,
    )
    assert plateforme.code == "le-grand-partage"
    assert plateforme.domaine == "partage.coop"
    assert [b.texte for b in plateforme.besoins.all()] == [
        "Prêter ses outils",
        "Se faire prêter un barnum",
    ]
    ligne = plateforme.history.get()
    assert ligne.history_user == par
    assert [lien.thematique_id for lien in ligne.thematiques.all()] == ["reemploi"]
    assert Plateforme.objects.qui_repondent("preter outils").get() == plateforme


def test_changing_moves_needs_search_and_version():
    plateforme = make_plateforme(besoins_texte="Un\nDeux")
    apres = update_plateforme(
        plateforme=plateforme, champs={"besoins_texte": "Deux"}, version_attendue=1
    )
    assert apres.version == 2
    assert [b.texte for b in apres.besoins.all()] == ["Deux"]
    with pytest.raises(ConflitDEdition):
        update_plateforme(plateforme=plateforme, champs={"nom": "Autre"}, version_attendue=1)


def test_codes_are_free_and_never_an_address_of_the_catalogue():
    make_plateforme(nom="Partage")
    assert code_libre("Partage") == "partage-2"
    assert code_libre("« ! »") == "plateforme"
    assert len(code_libre("x" * 120)) <= 60


def test_same_domain_or_same_name_is_a_possible_duplicate():
    partage = make_plateforme(nom="Partage à Lens", site="https://partage.coop")
    assert find_doublons(nom="PARTAGE A LENS") == [partage]
    assert find_doublons(nom="Autre", site="http://www.partage.coop/x") == [partage]
    assert find_doublons(nom="Autre", site="https://autre.coop") == []
    with pytest.raises(DoublonPossible):
        create_plateforme(champs={"nom": "partage à lens"})
    assert create_plateforme(champs={"nom": "partage à lens"}, confirme=True).pk
    Plateforme.objects.update(statut="retiree", motif="n’existe plus")
    assert find_doublons(nom="PARTAGE A LENS") == []


@pytest.mark.parametrize(
    "champs", [{"nom": ""}, {"nom": "X", "site": "javascript:alert(1)"}, {"nom": "X" * 200}]
)
def test_wrong_values_are_refused(champs):
    with pytest.raises(ValidationError):
        create_plateforme(champs=champs, confirme=True)


def test_a_withdrawn_entry_says_why():
    with pytest.raises(ValidationError, match="pourquoi"):
        make_plateforme(statut="archivee")
