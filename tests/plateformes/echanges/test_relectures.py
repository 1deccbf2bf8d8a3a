import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from plateformes.models import Relecture
from plateformes.services.relectures import (
    POINTS,
    commenter_champ,
    confier_relecture,
    regler_commentaire,
    rendre_relecture,
)
from tests.plateformes.monde import batir

pytestmark = pytest.mark.django_db


def test_giving_a_review_puts_the_entry_in_review_once_per_person():
    plateforme, gens = batir("proposee")
    with pytest.raises(PermissionDenied):
        confier_relecture(plateforme=plateforme, relecteur=gens["agent"], par=gens["agent"])
    confier_relecture(plateforme=plateforme, relecteur=gens["agent"], par=gens["membre"])
    plateforme.refresh_from_db()
    assert plateforme.statut == "en_relecture"
    assert gens["agent"].has_perm("plateformes.voir", plateforme)
    with pytest.raises(ValidationError, match="en cours"):
        confier_relecture(plateforme=plateforme, relecteur=gens["agent"], par=gens["membre"])


@pytest.mark.parametrize(
    ("verdict", "coches", "texte", "message"),
    [
        ("accord", 0, "", "reste des points"),
        ("reserves", 2, " ", "à corriger"),
        ("attendu", 9, "x", "verdict"),
    ],
)
def test_a_verdict_says_what_it_rests_on(verdict, coches, texte, message):
    _plateforme, gens = batir("en_relecture")
    relecture = Relecture.objects.get()
    liste = dict.fromkeys(list(POINTS)[:coches], True)
    with pytest.raises(ValidationError, match=message):
        rendre_relecture(
            relecture=relecture,
            par=gens["relectrice"],
            verdict=verdict,
            checklist=liste,
            commentaire=texte,
        )
    with pytest.raises(PermissionDenied):
        rendre_relecture(
            relecture=relecture, par=gens["membre"], verdict="refus", checklist={}, commentaire="x"
        )


def test_a_rendered_review_keeps_its_version_and_stays():
    plateforme, gens = batir("en_relecture")
    relecture = rendre_relecture(
        relecture=Relecture.objects.get(),
        par=gens["relectrice"],
        verdict="reserves",
        checklist={"clair": True},
        commentaire="Trop de jargon",
    )
    assert relecture.version_relue == plateforme.version
    assert relecture.checklist["clair"]
    assert not relecture.checklist["personnes"]
    with pytest.raises(ValidationError, match="déjà rendue"):
        rendre_relecture(
            relecture=relecture,
            par=gens["relectrice"],
            verdict="accord",
            checklist=dict.fromkeys(POINTS, True),
            commentaire="",
        )


def test_remarks_on_fields_are_written_by_reviewers_and_settled():
    plateforme, gens = batir("en_relecture")
    with pytest.raises(PermissionDenied):
        commenter_champ(plateforme=plateforme, champ="accroche", texte="x", par=gens["agent"])
    for champ, texte in (("version", "x"), ("accroche", " ")):
        with pytest.raises(ValidationError):
            commenter_champ(plateforme=plateforme, champ=champ, texte=texte, par=gens["relectrice"])
    remarque = commenter_champ(
        plateforme=plateforme, champ="accroche", texte="Plus court", par=gens["relectrice"]
    )
    with pytest.raises(PermissionDenied):
        regler_commentaire(commentaire=remarque, par=gens["autre_reseau"], regle=True)
    regler_commentaire(commentaire=remarque, par=gens["membre"], regle=True)
    remarque.refresh_from_db()
    assert remarque.resolu
    assert remarque.resolu_par == gens["membre"]
