"""Grids: references, versions, comparison, order, conflicts."""

from pathlib import Path

import pytest
import yaml
from django.core.exceptions import ValidationError

from acteurs.models import Thematique
from diagnostics.grilles_reference import grilles_reference
from diagnostics.models import GrilleEntretien, QuestionGrille, VersionGrille
from diagnostics.services import grilles
from diagnostics.services.grilles_lecture import lister_grilles, versions_utilisables
from socle.modeles import ConflitDEdition
from tests import fabriques as f

pytestmark = pytest.mark.django_db
THEMES = Path("acteurs/referentiels/thematiques.yaml")


def _champs(texte="Et avant ?", **plus):
    return {
        "texte": texte, "aide": "", "nature": "ouverte", "choix": [], "thematique": None, **plus
    }  # fmt: skip


def test_reference_grids_are_complete():
    connus = {t["code"] for t in yaml.safe_load(THEMES.read_text())["thematiques"]}
    for modele in grilles_reference().values():
        assert modele.titre
        assert modele.intention
        assert 8 <= len(modele.questions) <= 12, modele.code
        assert 15 <= modele.duree <= 120
        themes = {modele.thematique, *(q.thematique for q in modele.questions)} - {""}
        assert themes <= connus, modele.code
        for question in modele.questions:
            assert len(question.texte) <= 400
            assert bool(question.choix) == (question.nature == "choix")
    assert 4 <= len(grilles_reference()) <= 8


def test_start_from_a_reference_grid(diagnostic, pilote):
    f.make_thematique("alimentation")
    f.make_thematique("logistique")
    grille = grilles.creer_grille(diagnostic=diagnostic, par=pilote, modele="alimentation")
    assert grille.thematique_id == "alimentation"
    version = grille.versions.get()
    assert version.est_brouillon
    assert version.questions.count() == len(grilles_reference()["alimentation"].questions)
    # a theme that is not loaded is left out rather than refused
    assert set(version.questions.values_list("thematique", flat=True)) == {
        None, "logistique",
    }  # fmt: skip
    assert Thematique.objects.count() == 2


def test_a_new_version_leaves_answers_with_theirs(diagnostic, pilote):
    version = f.make_grille(diagnostic, "Que faites-vous ?")
    entretien = f.make_entretien(diagnostic, grille=version)
    reponse = f.make_reponse(entretien, question=version.questions.get())
    suite = grilles.preparer_version(grille=version.grille, par=pilote)
    cle = suite.questions.get().cle
    grilles.modifier_question(
        grille=version.grille, cle=cle, champs=_champs("Que faites-vous ici ?"), par=pilote,
        version_attendue=1,
    )  # fmt: skip
    grilles.publier_version(grille=version.grille, par=pilote)
    reponse.refresh_from_db()
    assert reponse.question.texte == "Que faites-vous ?"
    assert reponse.question.grille_version == version
    assert [v.numero for v in versions_utilisables(diagnostic)] == [2]
    assert [v.numero for v in versions_utilisables(diagnostic, version.pk)] == [1, 2]


def test_published_questions_do_not_change(diagnostic, pilote):
    version = f.make_grille(diagnostic)
    with pytest.raises(ValidationError, match="publiée"):
        grilles.ajouter_question(grille=version.grille, champs=_champs(), par=pilote)


def test_publishing_needs_a_question_and_a_change(diagnostic, pilote):
    grille = grilles.creer_grille(diagnostic=diagnostic, par=pilote, titre="Vide")
    with pytest.raises(ValidationError, match="au moins une question"):
        grilles.publier_version(grille=grille, par=pilote)
    grilles.ajouter_question(grille=grille, champs=_champs(), par=pilote)
    grilles.publier_version(grille=grille, par=pilote)
    grilles.preparer_version(grille=grille, par=pilote)
    with pytest.raises(ValidationError, match="Rien n’a changé"):
        grilles.publier_version(grille=grille, par=pilote)
    grilles.abandonner_version(grille=grille)
    assert grille.versions.count() == 1


def test_comparison_tells_what_was_added_removed_changed_moved(diagnostic, pilote):
    version = f.make_grille(diagnostic, "A ?", "B ?", "C ?", "D ?")
    grille = version.grille
    a, b, c, d = (q.cle for q in version.questions.all())
    suite = grilles.preparer_version(grille=grille, par=pilote)
    assert grilles.comparer_versions(version, suite) == []
    grilles.retirer_question(grille=grille, cle=b, par=pilote)
    grilles.placer_question(grille=grille, cle=d, avant=a)
    grilles.modifier_question(
        grille=grille, cle=c, champs=_champs("C bis ?"), par=pilote, version_attendue=1
    )
    grilles.ajouter_question(grille=grille, champs=_champs("E ?"), par=pilote)
    ecarts = {
        (e.nature, (e.apres or e.avant).texte) for e in grilles.comparer_versions(version, suite)
    }
    assert ecarts == {
        ("deplacee", "D ?"), ("modifiee", "C bis ?"), ("ajoutee", "E ?"), ("retiree", "B ?")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rangs", "deplaces"),
    [([], set()), ([0, 1, 2], set()), ([2, 0, 1], {2}), ([1, 0], {1}), ([0, 3, 1, 2], {3})],
)
def test_fewest_questions_are_said_to_have_moved(rangs, deplaces):
    trouves = grilles._hors_suite(rangs)
    assert len(trouves) == len(deplaces)
    reste = [r for r in rangs if r not in trouves]
    assert reste == sorted(reste)


def test_order_by_steps_and_by_place(diagnostic):
    version = f.make_grille(diagnostic, "A", "B", "C", publiee=False)
    grille = version.grille
    a, _b, c = (q.cle for q in version.questions.all())

    def ordre():
        return "".join(version.questions.values_list("texte", flat=True))

    assert grilles.placer_question(grille=grille, cle=a, pas=1) == 2
    assert ordre() == "BAC"
    grilles.placer_question(grille=grille, cle=a, pas=-1)
    grilles.placer_question(grille=grille, cle=a, pas=-1)
    assert ordre() == "ABC"
    grilles.placer_question(grille=grille, cle=c, avant=a)
    assert ordre() == "CAB"
    grilles.placer_question(grille=grille, cle=c, avant="")
    assert ordre() == "ABC"


def test_two_people_on_one_question(client, diagnostic, url):
    version = f.make_grille(diagnostic, "A ?", publiee=False)
    question = version.questions.get()
    saisie = {
        f"{question.cle}-texte": "Le mien", f"{question.cle}-nature": "ouverte",
        f"{question.cle}-version": "1",
    }  # fmt: skip
    adresse = url("question_modifier", version.grille.reference, question.cle)
    assert client.post(adresse, saisie).status_code == 302
    reponse = client.post(adresse, {**saisie, f"{question.cle}-texte": "Le sien"})
    assert reponse.status_code == 409
    assert "Le sien" in reponse.text
    assert "Le mien" in reponse.text
    question.refresh_from_db()
    assert question.texte == "Le mien"
    with pytest.raises(ConflitDEdition):
        grilles.modifier_question(
            grille=version.grille, cle=question.cle, champs=_champs(), par=None, version_attendue=1
        )


def test_a_choice_offers_at_least_two(client, diagnostic, url):
    version = f.make_grille(diagnostic, publiee=False)
    adresse = url("question_ajouter", version.grille.reference)
    saisie = {"nouvelle-texte": "Lequel ?", "nouvelle-nature": "choix", "nouvelle-choix": "Un"}
    reponse = client.post(adresse, saisie)
    assert reponse.status_code == 422
    assert "au moins deux choix" in reponse.text
    client.post(adresse, {**saisie, "nouvelle-choix": "Un\n\nDeux\nUn"})
    assert QuestionGrille.objects.get(texte="Lequel ?").choix == ["Un", "Deux"]


def test_copy_and_archive(client, diagnostic, url):
    version = f.make_grille(diagnostic, "A ?", titre="Mobilités")
    client.post(url("grille_dupliquer", version.grille.reference))
    copie = GrilleEntretien.objects.get(titre="Mobilités (copie)")
    assert VersionGrille.objects.get(grille=copie).questions.get().texte == "A ?"
    client.post(url("grille_archiver", version.grille.reference), {"archivee": "oui"})
    assert [x.grille.titre for x in lister_grilles(diagnostic=diagnostic)] == ["Mobilités (copie)"]
    assert not versions_utilisables(diagnostic).exists()
    assert "Mobilités" in client.get(url("grilles"), {"archivees": "oui"}).text
    client.post(url("grille_archiver", version.grille.reference), {"archivee": "non"})
    assert versions_utilisables(diagnostic).count() == 1


def test_blank_grid_to_print(client, diagnostic, url):
    version = f.make_grille(diagnostic, "Que manque-t-il ?")
    page = client.get(url("grille_imprimer", version.grille.reference)).text
    assert "Que manque-t-il" in page
    assert "Peut-on vous citer" in page


def test_pages_of_a_grid(client, diagnostic, url):
    version = f.make_grille(diagnostic, "A ?")
    client.post(url("grille_preparer", version.grille.reference))
    page = client.get(url("grille", version.grille.reference)).text
    assert "en préparation" in page
    cle = version.questions.get().cle
    page = client.get(url("grille", version.grille.reference), {"modifier": cle}).text
    assert f'name="{cle}-texte"' in page
    client.post(url("question_placer", version.grille.reference, cle), {"pas": "1"})
    assert "Aucune différence" in client.get(url("grille_comparer", version.grille.reference)).text
    assert client.get(url("grille", version.grille.reference), {"version": "9"}).status_code == 404
