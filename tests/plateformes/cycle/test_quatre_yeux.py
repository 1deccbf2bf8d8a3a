import pytest
from django.core.exceptions import ValidationError

from plateformes.models import Proposition, ReglagesReseau, Relecture
from plateformes.services.cycle import changer_statut
from plateformes.services.edition import enregistrer_section
from plateformes.services.propositions import accepter
from plateformes.services.relectures import POINTS, confier_relecture, rendre_relecture
from tests.plateformes.monde import batir

pytestmark = pytest.mark.django_db


@pytest.fixture
def ecrite():
    """A draft the member wrote, in a network that chose four eyes."""
    plateforme, gens = batir("brouillon")
    Relecture.objects.all().delete()
    ReglagesReseau.objects.create(reseau=plateforme.reseau, quatre_yeux=True)
    plateforme = enregistrer_section(
        plateforme=plateforme,
        champs={"accroche": "En une phrase"},
        listes={},
        par=gens["membre"],
        version=plateforme.version,
    ).plateforme
    return changer_statut(plateforme=plateforme, action="relire", par=gens["membre"]), gens


def test_nobody_publishes_alone_what_they_wrote(ecrite):
    plateforme, gens = ecrite
    with pytest.raises(ValidationError, match="quatre yeux"):
        changer_statut(plateforme=plateforme, action="publier", par=gens["membre"])
    publiee = changer_statut(plateforme=plateforme, action="publier", par=gens["administration"])
    assert publiee.statut == "publiee"


def test_the_agreement_of_a_reviewer_is_enough_until_somebody_writes_again(ecrite):
    plateforme, gens = ecrite
    relecture = confier_relecture(
        plateforme=plateforme, relecteur=gens["autre_reseau"], par=gens["membre"]
    )
    rendre_relecture(
        relecture=relecture,
        par=gens["autre_reseau"],
        verdict="accord",
        checklist=dict.fromkeys(POINTS, True),
        commentaire="",
    )
    plateforme.refresh_from_db()
    encore = enregistrer_section(
        plateforme=plateforme,
        champs={"accroche": "Autre chose"},
        listes={},
        par=gens["membre"],
        version=plateforme.version,
    ).plateforme
    with pytest.raises(ValidationError, match="quatre yeux"):
        changer_statut(plateforme=encore, action="publier", par=gens["membre"])
    Relecture.objects.all().update(rendue_le=encore.history.latest().history_date)
    assert changer_statut(plateforme=encore, action="publier", par=gens["membre"]).est_publique


def test_changes_of_a_published_entry_wait_for_another_pair_of_eyes(ecrite):
    plateforme, gens = ecrite
    plateforme = changer_statut(plateforme=plateforme, action="publier", par=gens["administration"])
    resultat = enregistrer_section(
        plateforme=plateforme,
        champs={"accroche": "Nouvelle phrase"},
        listes={},
        par=gens["membre"],
        version=plateforme.version,
    )
    assert resultat.proposition.origine == Proposition.Origine.RESEAU
    plateforme.refresh_from_db()
    assert plateforme.accroche == "En une phrase"
    with pytest.raises(ValidationError, match="autre personne"):
        accepter(proposition=resultat.proposition, par=gens["membre"])
    assert (
        accepter(proposition=resultat.proposition, par=gens["administration"]).accroche
        == "Nouvelle phrase"
    )


def test_without_the_setting_one_person_is_enough():
    plateforme, gens = batir("en_relecture")
    assert changer_statut(plateforme=plateforme, action="publier", par=gens["membre"]).est_publique
