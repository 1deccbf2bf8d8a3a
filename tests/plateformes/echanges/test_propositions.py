import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from plateformes.models import Plateforme, Proposition
from plateformes.services import update_plateforme
from plateformes.services.propositions import (
    accepter,
    dire_ecarts,
    proposer_plateforme,
    proposer_valeurs,
    refuser,
)
from tests.fabriques import make_thematique
from tests.plateformes.monde import batir

pytestmark = pytest.mark.django_db


@pytest.fixture
def recue():
    plateforme, gens = batir("publiee", accroche="A", description="un\ndeux\ntrois", export="E")
    proposition = proposer_valeurs(
        plateforme=plateforme,
        champs={"accroche": "A2", "description": "un\ndeux\nTROIS", "export": "E"},
        listes={"thematiques": [make_thematique("mobilite").pk]},
        origine=Proposition.Origine.PORTEUR,
        auteur=gens["porteur"],
    )
    return plateforme, gens, proposition


def test_the_public_proposes_a_platform_nobody_answers_for_yet():
    plateforme = proposer_plateforme(
        champs={"nom": "Nouvelle"}, nom="Une habitante", courriel="h@exemple.example"
    )
    assert (plateforme.statut, plateforme.reseau) == ("proposee", None)
    assert plateforme.propositions.get().courriel == "h@exemple.example"
    assert not Plateforme.objects.publiees().exists()


def test_only_what_differs_is_proposed_and_told(recue):
    _, _, proposition = recue
    assert set(proposition.valeurs) == {"accroche", "description", "thematiques"}
    assert next((e.libelle, e.avant, e.apres) for e in dire_ecarts(proposition)) == (
        "En une phrase",
        "A",
        "A2",
    )


def test_accepting_some_fields_joins_what_changed_meanwhile(recue):
    plateforme, gens, proposition = recue
    update_plateforme(plateforme=plateforme, champs={"description": "UN\ndeux\ntrois"})
    apres = accepter(
        proposition=proposition, par=gens["membre"], champs=["description", "thematiques"]
    )
    assert (apres.accroche, apres.description) == ("A", "UN\ndeux\nTROIS")
    assert [t.pk for t in apres.thematiques.all()] == ["mobilite"]
    with pytest.raises(ValidationError, match="déjà répondu"):
        refuser(proposition=proposition, par=gens["membre"], motif="x")


def test_a_field_changed_on_both_sides_is_not_overwritten(recue):
    plateforme, gens, proposition = recue
    update_plateforme(plateforme=plateforme, champs={"accroche": "A3"})
    with pytest.raises(ValidationError, match="a changé depuis"):
        accepter(proposition=proposition, par=gens["membre"])
    plateforme.refresh_from_db()
    assert (plateforme.accroche, plateforme.description) == ("A3", "un\ndeux\ntrois")


def test_refusing_says_why_and_only_the_network_decides(recue):
    _, gens, proposition = recue
    for role in ("porteur", "autre_reseau", "agent", "lecteur"):
        with pytest.raises(PermissionDenied):
            accepter(proposition=proposition, par=gens[role])
    with pytest.raises(ValidationError, match="pourquoi"):
        refuser(proposition=proposition, par=gens["membre"], motif=" ")
    refuser(proposition=proposition, par=gens["membre"], motif="Pas vérifiable")
    proposition.refresh_from_db()
    assert (proposition.etat, proposition.motif) == ("refusee", "Pas vérifiable")


def test_nothing_or_something_wrong_is_not_kept():
    plateforme, _ = batir("publiee", accroche="A")
    with pytest.raises(ValidationError, match="Rien ne change"):
        proposer_valeurs(
            plateforme=plateforme, champs={"accroche": "A"}, listes={}, origine="public"
        )
    with pytest.raises(ValidationError):
        proposer_valeurs(
            plateforme=plateforme, champs={"site": "javascript:x"}, listes={}, origine="public"
        )
