"""Evaluations: rules of the services, rights, and that nothing already answered moves."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from plateformes.grilles import FICHIER, charger_grilles, verifier
from plateformes.lectures_nature import lire_evaluation
from plateformes.models import Evaluation, Plateforme, RegleNature, ReponseEvaluation
from plateformes.services.evaluation import (
    EvaluationImpossible,
    answer_question,
    finish_evaluation,
    invite_reviewer,
    open_evaluation,
    reply,
)
from plateformes.services.fichiers import PieceRefusee
from socle.modeles import ConflitDEdition
from socle.referentiels import ReferentielInvalide, lire_yaml
from tests.concurrence import ensemble
from tests.fabriques import make_evaluation

pytestmark = pytest.mark.django_db


def test_grid_loads_once_and_a_loaded_version_never_changes(db):
    assert charger_grilles().crees == 1
    RegleNature.objects.update(titre="Retouchée ici")
    assert charger_grilles().crees == 0
    assert RegleNature.objects.get().titre == "Retouchée ici"
    assert [q.degres.count() for q in RegleNature.objects.get().questions.all()] == [4, 4, 4, 4]


@pytest.mark.parametrize(
    "casser",
    [
        lambda v: v["questions"][0]["degres"].pop(),
        lambda v: v["questions"][0]["references"].append("inconnue"),
        lambda v: v["niveaux"].pop(),
        lambda v: v["niveaux"][1].update(bas=6),
    ],
)
def test_a_malformed_grid_is_refused(casser):
    version = lire_yaml(FICHIER)["versions"][0]
    verifier(version)
    casser(version)
    with pytest.raises(ReferentielInvalide):
        verifier(version)


def test_answers_keep_the_version_and_the_law(gens):
    evaluation = make_evaluation(gens.plateforme, notes={gens.ana: (3,)})
    reponse = ReponseEvaluation.objects.get()
    assert reponse.regle_version == "2026-1"
    assert [r["code"] for r in reponse.references_legales] == ["loi-ess", "esus"]
    assert "31 juillet 2014" in reponse.references_legales[0]["titre"]
    answer_question(
        evaluation=evaluation,
        question=reponse.question,
        par=gens.ana,
        choix=reponse.question.degres.get(note=1),
    )
    assert [h.choix.note for h in reponse.history.all()] == [1, 3]


def test_reading_of_several(gens):
    evaluation = make_evaluation(
        gens.plateforme, notes={gens.ana: (3, 3, 2, 3), gens.basile: (3, 1, 2, 3)}
    )
    lue = lire_evaluation(evaluation, dessiner=True)
    # medians 3 1 2 3 = 9 « solidaire »; lowest 9, highest 3 3 2 3 = 11: the same level
    assert lue.verdict == "Plutôt solidaire"
    assert lue.personnes == 2
    assert [ligne.critere.mediane for ligne in lue.lignes] == [3, 1, 2, 3]
    assert lue.lignes[1].accord == "Les réponses s’écartent de deux degrés."
    assert lue.lignes[1].degre == "On les consulte parfois, sans effet garanti."
    assert "Les avis divergent sur « Gouvernance »\u00a0: à débattre." in [
        p.replace(" :", "\u00a0:") for p in lue.phrases
    ]
    assert "Tournesol" in lue.dessins["large"]


def test_one_open_evaluation_at_a_time(gens):
    premiere = open_evaluation(plateforme=gens.plateforme, par=gens.ana)
    assert open_evaluation(plateforme=gens.plateforme, par=gens.basile) == premiere
    assert premiere.reseau == gens.reseau


def test_needs_two_people_and_words_before_it_is_public(gens):
    evaluation = make_evaluation(gens.plateforme, notes={gens.ana: (3, 3, 3, 3)})
    with pytest.raises(EvaluationImpossible, match="Pas encore"):
        finish_evaluation(evaluation=evaluation, par=gens.ana, conclusion="Bien.")
    make_evaluation(gens.plateforme, notes={gens.basile: (3, 3, 3, 3)})
    with pytest.raises(EvaluationImpossible, match="retient"):
        finish_evaluation(evaluation=evaluation, par=gens.ana, conclusion="  ")
    with pytest.raises(ConflitDEdition):
        finish_evaluation(
            evaluation=evaluation, par=gens.ana, conclusion="Bien.", version_attendue=99
        )
    rendue = finish_evaluation(evaluation=evaluation, par=gens.ana, conclusion="Bien.")
    assert rendue.est_rendue
    question = rendue.regle.questions.first()
    with pytest.raises(EvaluationImpossible, match="close"):
        answer_question(
            evaluation=rendue, question=question, par=gens.ana, choix=question.degres.first()
        )
    assert rendue.history.first().history_user == gens.ana


def test_a_grade_belongs_to_its_question(gens):
    evaluation = make_evaluation(gens.plateforme)
    une, autre = evaluation.regle.questions.all()[:2]
    with pytest.raises(EvaluationImpossible):
        answer_question(
            evaluation=evaluation, question=une, par=gens.ana, choix=autre.degres.first()
        )


@pytest.mark.parametrize(
    ("nom", "octets", "garde"),
    [
        ("statuts.pdf", b"%PDF-1.7 suite", True),
        ("photo.JPEG", b"\xff\xd8\xff\xe0", True),
        ("page.html", b"<script>", False),
        ("faux.pdf", b"<script>", False),
        ("sans-nom", b"%PDF-", False),
    ],
)
def test_evidence_is_kept_only_when_it_is_what_it_says(gens, nom, octets, garde):
    evaluation = make_evaluation(gens.plateforme)
    question = evaluation.regle.questions.first()
    champs = {
        "evaluation": evaluation,
        "question": question,
        "par": gens.ana,
        "choix": question.degres.first(),
        "piece": SimpleUploadedFile(nom, octets),
    }
    if not garde:
        with pytest.raises(PieceRefusee):
            answer_question(**champs)
        return
    reponse = answer_question(**champs)
    assert reponse.est_prouvee
    assert reponse.piece_nom == nom
    assert reponse.preuve_piece.name.startswith("plateformes/preuves/")
    assert not answer_question(**{**champs, "piece": None, "retirer_piece": True}).est_prouvee


def test_holder_replies_once_finished(gens):
    ouverte = make_evaluation(gens.plateforme)
    with pytest.raises(EvaluationImpossible):
        reply(evaluation=ouverte, question=None, texte="Non.", par=gens.porteuse)
    rendue = make_evaluation(
        gens.plateforme,
        notes={gens.ana: (1, 1, 1, 1), gens.basile: (1, 1, 1, 1)},
        conclusion="À discuter.",
        par=gens.ana,
    )
    question = rendue.regle.questions.first()
    reply(evaluation=rendue, question=None, texte="Nos comptes sont publiés.", par=gens.porteuse)
    reply(evaluation=rendue, question=question, texte="Voir l’article 3.", par=gens.porteuse)
    reply(evaluation=rendue, question=question, texte="Voir l’article 4.", par=gens.porteuse)
    lue = lire_evaluation(rendue)
    assert lue.reponse_generale.texte == "Nos comptes sont publiés."
    assert lue.lignes[0].reponse_porteur.texte == "Voir l’article 4."
    reply(evaluation=rendue, question=None, texte="", par=gens.porteuse)
    assert lire_evaluation(rendue).reponse_generale is None


def test_the_holder_is_never_invited_to_grade(gens):
    evaluation = make_evaluation(gens.plateforme)
    with pytest.raises(EvaluationImpossible):
        invite_reviewer(evaluation=evaluation, personne=gens.porteuse)


DROITS = {
    # right → who holds it on an open evaluation, on a finished one
    "voir_evaluation": ("ana basile ailleurs", "anonyme ana basile ailleurs porteuse agente"),
    "repondre_grille": ("ana basile ailleurs", ""),
    "rendre_evaluation": ("ana basile", ""),
    "exercer_droit_de_reponse": ("", "porteuse"),
}


@pytest.mark.parametrize("rendue", [False, True])
@pytest.mark.parametrize("droit", DROITS)
@pytest.mark.parametrize("role", ["anonyme", "ana", "ailleurs", "porteuse", "agente"])
def test_rights(gens, droit, role, rendue):
    from django.contrib.auth.models import AnonymousUser

    evaluation = make_evaluation(gens.plateforme)
    if rendue:
        Evaluation.objects.update(statut=Evaluation.Statut.RENDUE)
        evaluation.refresh_from_db()
    personne = AnonymousUser() if role == "anonyme" else getattr(gens, role)
    attendu = role in DROITS[droit][rendue].split()
    assert personne.has_perm(f"plateformes.{droit}", evaluation) is attendu


def test_rights_of_the_invited_and_on_unpublished_entries(gens):
    evaluation = make_evaluation(gens.plateforme)
    invite_reviewer(evaluation=evaluation, personne=gens.agente)
    assert gens.agente.has_perm("plateformes.repondre_grille", evaluation)
    assert not gens.agente.has_perm("plateformes.rendre_evaluation", evaluation)
    assert gens.ana.has_perm("plateformes.ouvrir_evaluation", gens.plateforme)
    assert not gens.ailleurs.has_perm("plateformes.ouvrir_evaluation", gens.plateforme)
    assert not gens.porteuse.has_perm("plateformes.ouvrir_evaluation", gens.plateforme)
    Evaluation.objects.update(statut=Evaluation.Statut.RENDUE)
    Plateforme.objects.update(statut=Plateforme.Statut.RETIREE, motif="Fermée.")
    assert not Evaluation.objects.publiques().exists()
    evaluation = Evaluation.objects.select_related("plateforme").get()
    evaluation_inconnue = gens.agente
    evaluation.evaluateurs.clear()
    assert not evaluation_inconnue.has_perm("plateformes.voir_evaluation", evaluation)


@pytest.mark.django_db(transaction=True)
def test_two_people_open_at_once(gens):
    ouvertes: list[int] = []

    def ouvrir(personne):
        ouvertes.append(open_evaluation(plateforme=gens.plateforme, par=personne).pk)

    assert all(ensemble([lambda p=p: ouvrir(p) for p in (gens.ana, gens.basile)]))
    assert len(set(ouvertes)) == 1
    assert len(ouvertes) == 2
