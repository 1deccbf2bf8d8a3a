import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plateformes.models import ChangementPublic, Plateforme
from plateformes.services.edition import enregistrer_section, restaurer_version
from plateformes.services.journal import raconter
from socle.fusion import fusionner_lignes
from socle.modeles import ConflitDEdition
from tests.fabriques import make_plateforme, make_thematique, make_utilisateur

pytestmark = pytest.mark.django_db


def ecrire(plateforme, version, listes=None, **champs):
    return enregistrer_section(
        plateforme=plateforme,
        champs=champs,
        listes=listes or {},
        par=make_utilisateur(),
        version=version,
    )


def test_two_people_on_two_fields_both_stay():
    plateforme = make_plateforme(accroche="A", export="B")
    ecrire(plateforme, 1, accroche="A2", export="B")
    resultat = ecrire(plateforme, 1, accroche="A", export="B2")
    assert (resultat.plateforme.accroche, resultat.plateforme.export) == ("A2", "B2")


def test_two_people_on_two_lines_are_joined():
    plateforme = make_plateforme(besoins_texte="un\ndeux\ntrois")
    ecrire(plateforme, 1, besoins_texte="UN\r\ndeux\r\ntrois")
    resultat = ecrire(plateforme, 1, besoins_texte="un\r\ndeux\r\nTROIS")
    assert [b.texte for b in resultat.plateforme.besoins.all()] == ["UN", "deux", "TROIS"]
    assert resultat.reunis == ("Besoins auxquels elle répond",)


def test_two_people_on_the_same_words_choose():
    plateforme = make_plateforme(accroche="A", export="B")
    ecrire(plateforme, 1, accroche="La leur", export="B")
    with pytest.raises(ConflitDEdition):
        ecrire(plateforme, 1, accroche="La mienne", export="B2")
    plateforme.refresh_from_db()
    assert (plateforme.accroche, plateforme.export) == ("La leur", "B")
    resultat = ecrire(plateforme, plateforme.version, accroche="Les deux", export="B2")
    assert resultat.plateforme.accroche == "Les deux"


def test_lists_are_joined_choice_by_choice():
    un, deux, trois = (make_thematique(code) for code in ("un", "deux", "trois"))
    plateforme = make_plateforme(thematiques=[un, deux])
    ecrire(plateforme, 1, {"thematiques": [un, deux, trois]})
    resultat = ecrire(plateforme, 1, {"thematiques": [un]})
    assert set(resultat.plateforme.thematiques.all()) == {un, trois}


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_line_is_ever_lost(data):
    """What one side added and the other did not touch is in the joined text."""
    mots = st.lists(st.sampled_from("abcdef"), max_size=6)
    base, eux, moi = (data.draw(mots) for _ in range(3))
    joint = fusionner_lignes("\n".join(base), "\n".join(eux), "\n".join(moi))
    if joint is None:
        return
    lignes = joint.split("\n")
    for mot in (set(eux) | set(moi)) - set(base):
        assert mot in lignes


def test_changes_of_published_entries_are_public_one_line_a_day():
    plateforme = make_plateforme(reseau=None)
    ecrire(plateforme, 1, accroche="A")
    ecrire(plateforme, 2, export="B")
    (ligne,) = ChangementPublic.objects.all()
    assert ligne.texte == "En une phrase, Export des données"
    brouillon = make_plateforme(statut="brouillon")
    ecrire(brouillon, 1, accroche="A")
    assert ChangementPublic.objects.count() == 1


def test_nothing_changed_writes_nothing():
    plateforme = make_plateforme(accroche="A", description="x\ny")
    resultat = ecrire(plateforme, 1, accroche="A ", description="x\r\ny")
    assert resultat.inchangee
    assert plateforme.history.count() == 1


def test_the_story_tells_fields_and_lists_and_a_version_comes_back(
    django_assert_max_num_queries,
):
    un, deux = make_thematique("un"), make_thematique("deux")
    plateforme = make_plateforme(accroche="Avant", thematiques=[un])
    ecrire(plateforme, 1, {"thematiques": [deux]}, accroche="Après")
    with django_assert_max_num_queries(15):
        versions = raconter(plateforme)
    assert [(e.libelle, e.avant, e.apres) for e in versions[0].ecarts] == [
        ("En une phrase", "Avant", "Après"),
        ("Thèmes", "Un", "Deux"),
    ]
    assert versions[1].creation
    ancienne = plateforme.history.get(version=1)
    restaurer_version(plateforme=plateforme, ligne=ancienne, par=make_utilisateur())
    revenue = Plateforme.objects.get(pk=plateforme.pk)
    assert revenue.accroche == "Avant"
    assert list(revenue.thematiques.all()) == [un]
