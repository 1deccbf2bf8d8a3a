import pytest

from plateformes import reference
from plateformes.models import Fonction, Plateforme, Public
from plateformes.services import update_plateforme
from socle.referentiels import ReferentielInvalide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def test_the_guides_platforms_are_published_entries():
    assert set(Plateforme.objects.publiees().values_list("code", flat=True)) == set(
        reference.codes_de_reference()
    )
    coopcircuits = Plateforme.objects.get(code="coopcircuits")
    assert next(b.texte for b in coopcircuits.besoins.all()) == "Vendre et acheter en circuit court"
    assert coopcircuits.modele == "cooperatif"
    assert coopcircuits.role_formule == "Chef d’orchestre alimentaire et numérique"
    assert len(coopcircuits.lignes_actions) == 4
    assert {a.nom for a in coopcircuits.alternatives.all()} == {"Amazon"}
    assert coopcircuits.history.count() == 1
    assert coopcircuits.history.get().fonctions.count() == 2


def test_loading_again_changes_nothing_and_keeps_what_networks_wrote():
    dokos = Plateforme.objects.get(code="dokos")
    update_plateforme(plateforme=dokos, champs={"accroche": "Le tiers-lieu outillé."})
    Fonction.objects.filter(pk="livrer").update(nom="Livrer à vélo")
    bilan = reference.charger_tout()
    assert (bilan.crees, bilan.modifies) == (0, 0)
    dokos.refresh_from_db()
    assert dokos.accroche == "Le tiers-lieu outillé."
    assert Fonction.objects.get(pk="livrer").nom == "Livrer à vélo"


def test_an_unknown_word_refuses_the_whole_file(monkeypatch):
    Plateforme.objects.all().delete()
    contenu = reference.contenu()
    fiches = [*contenu["plateformes"][:1], {**contenu["plateformes"][1], "publics": ["nawak"]}]
    monkeypatch.setattr(reference, "contenu", lambda: {**contenu, "plateformes": fiches})
    with pytest.raises(ReferentielInvalide, match="nawak"):
        reference.charger_tout()
    assert not Plateforme.objects.exists()
    assert Public.objects.exists()


@pytest.mark.parametrize(
    ("besoin", "attendu"),
    [
        ("reserver ESPACE", {"dokos", "espace-sur-demande"}),
        ("outils entre voisins", {"tipimi"}),
        ("introuvable", set()),
        ("", None),
    ],
)
def test_search_by_need(besoin, attendu):
    trouvees = set(Plateforme.objects.qui_repondent(besoin).values_list("code", flat=True))
    assert trouvees == (set(reference.codes_de_reference()) if attendu is None else attendu)
