"""Screens of evaluations: an evaluation from opening to the holder's reply, without JavaScript."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from plateformes.models import DroitDeReponse, Evaluation, ReponseEvaluation
from plateformes.services.evaluation import finish_evaluation
from plateformes.services.liens_porteur import ouvrir_lien
from tests.fabriques import make_evaluation, make_utilisateur

pytestmark = pytest.mark.django_db
CODES = ("benefices", "gouvernance", "donnees", "impacts")


def saisie(evaluation: Evaluation, *notes: int, **champs) -> dict:
    envoi = dict(champs)
    for question, note in zip(evaluation.regle.questions.all(), notes, strict=False):
        envoi[f"{question.code}-choix"] = str(question.degres.get(note=note).pk)
    return envoi


def lire(client, adresse: str) -> str:
    return client.get(adresse).content.decode()


def test_whole_evaluation(client, gens):
    nature = f"/plateformes/{gens.plateforme.code}/nature/"
    assert "n’a pas encore été évaluée" in lire(client, nature)
    assert "Ouvrir une évaluation" not in lire(client, nature)
    client.force_login(gens.ana)
    assert "Ouvrir une évaluation" in lire(client, nature)
    reponse = client.post(f"{nature}ouvrir/")
    evaluation = Evaluation.objects.get()
    page = f"/plateformes/evaluations/{evaluation.reference}/"
    assert reponse["Location"] == f"{page}repondre/"
    envoi = saisie(
        evaluation,
        3, 3, 2,
        **{
            "gouvernance-commentaire": "Les usagers votent.",
            "gouvernance-preuve_lien": "https://exemple.example/statuts",
            "benefices-piece": SimpleUploadedFile("comptes.pdf", b"%PDF-1.7"),
        },
    )  # fmt: skip
    assert client.post(f"{page}repondre/", envoi)["Location"] == page
    # Not complete yet: the others' answers are hidden.
    texte = lire(client, page)
    assert "3\u00a0questions</strong>" in texte or "3\u00a0questions sur 4" in texte
    assert "Critère par critère" not in texte
    client.post(f"{page}repondre/", saisie(evaluation, 3, 3, 2, 3))
    texte = lire(client, page)
    assert "Critère par critère" in texte
    assert "Rendre publique" not in texte  # one person is not a reading
    assert ReponseEvaluation.objects.get(question__code="gouvernance").preuve_lien == ""

    client.force_login(gens.basile)
    client.post(
        f"{page}repondre/",
        saisie(evaluation, 2, 3, 2, 3, **{"gouvernance-preuve_texte": "Statuts, article 14"}),
    )
    texte = lire(client, page)
    assert "Rendre publique" in texte
    assert "pn-forme" in texte
    version = evaluation.version
    client.post(f"{page}rendre/", {"conclusion": "Une vraie coopérative.", "version": version})
    client.logout()
    texte = lire(client, nature)
    assert "Plutôt solidaire" in texte
    assert "Une vraie coopérative." in texte
    assert "2\u00a0personnes ont répondu" in texte
    assert "Statuts, article 14" in texte
    assert "L. 3332-17-1" in texte
    for personne in (gens.ana, gens.basile):
        assert str(personne) not in texte

    client.force_login(gens.porteuse)
    assert "Exercer votre droit de réponse" in lire(client, nature)
    envoi = {"ensemble-texte": "Merci.", "donnees-texte": "Le code est ouvert depuis mai."}
    client.post(f"{page}droit-de-reponse/", envoi | {f"{c}-texte": "" for c in CODES[:2]})
    client.logout()
    texte = lire(client, nature)
    assert "Le code est ouvert depuis mai." in texte
    assert "La structure porteuse répond" in texte


def test_a_remark_without_a_grade_is_asked_for(client, gens):
    client.force_login(gens.ana)
    evaluation = make_evaluation(gens.plateforme)
    reponse = client.post(
        f"/plateformes/evaluations/{evaluation.reference}/repondre/",
        {"gouvernance-commentaire": "Les usagers votent."},
    )
    assert reponse.status_code == 422
    texte = reponse.content.decode()
    assert "Choisissez la réponse" in texte
    assert "Les usagers votent." in texte


def test_a_refused_document_is_told_and_nothing_typed_is_lost(client, gens):
    client.force_login(gens.ana)
    evaluation = make_evaluation(gens.plateforme)
    envoi = saisie(evaluation, 3, **{"benefices-commentaire": "Vu les comptes."})
    envoi["benefices-piece"] = SimpleUploadedFile("a.html", b"<script>")
    reponse = client.post(f"/plateformes/evaluations/{evaluation.reference}/repondre/", envoi)
    assert reponse.status_code == 422
    texte = reponse.content.decode()
    assert "Joignez un PDF" in texte
    assert "Vu les comptes." in texte


def test_documents_are_for_reviewers_and_the_holder(client, gens):
    evaluation = make_evaluation(gens.plateforme)
    client.force_login(gens.ana)
    envoi = saisie(evaluation, 3)
    envoi["benefices-piece"] = SimpleUploadedFile("comptes.pdf", b"%PDF-1.7")
    client.post(f"/plateformes/evaluations/{evaluation.reference}/repondre/", envoi)
    reponse = ReponseEvaluation.objects.get()
    adresse = f"/plateformes/evaluations/{evaluation.reference}/pieces/{reponse.reference}/"
    sortie = client.get(adresse)
    assert b"".join(sortie.streaming_content) == b"%PDF-1.7"
    assert sortie["Content-Disposition"] == 'attachment; filename="comptes.pdf"'
    Evaluation.objects.update(statut="rendue")
    for personne, attendu in ((gens.porteuse, 200), (gens.agente, 404), (None, 302)):
        if personne:
            client.force_login(personne)
        else:
            client.logout()
        assert client.get(adresse).status_code == attendu


def test_inviting_somebody(client, gens):
    evaluation = make_evaluation(gens.plateforme)
    client.force_login(gens.ana)
    adresse = f"/plateformes/evaluations/{evaluation.reference}/inviter/"
    assert client.post(adresse, {"courriel": "nul@exemple.example"}).status_code == 422
    assert client.post(adresse, {"courriel": gens.porteuse.email}).status_code == 422
    assert client.post(adresse, {"courriel": gens.agente.email.upper()}).status_code == 302
    assert list(evaluation.evaluateurs.all()) == [gens.agente]


def test_holder_replies_by_the_link_it_was_mailed(client, gens):
    lien, jeton = ouvrir_lien(
        plateforme=gens.plateforme, courriel="contact@exemple.example", par=gens.ana
    )
    adresse = f"/plateformes/porteur/{jeton}/droit-de-reponse/"
    assert client.get(adresse).status_code == 410  # nothing finished yet
    make_evaluation(
        gens.plateforme,
        notes={gens.ana: (1, 1, 1, 1), gens.basile: (1, 1, 1, 1)},
        conclusion="À discuter.",
        par=gens.ana,
    )
    assert "Votre droit de réponse" in lire(client, adresse)
    client.post(adresse, {"impacts-texte": "Voici notre étude."})
    assert "Voici notre étude." in lire(client, f"/plateformes/{gens.plateforme.code}/nature/")
    droit = DroitDeReponse.objects.get()
    assert droit.auteur is None
    assert droit.history.first().history_user is None
    lien.revoque_le = timezone.now()
    lien.save()
    assert client.get(adresse).status_code == 410
    assert client.get("/plateformes/porteur/inconnu/droit-de-reponse/").status_code == 410


def test_giving_up_publishes_nothing(client, gens):
    evaluation = make_evaluation(gens.plateforme, notes={gens.ana: (3, 3, 3, 3)})
    client.force_login(gens.ana)
    client.post(f"/plateformes/evaluations/{evaluation.reference}/abandonner/")
    evaluation.refresh_from_db()
    assert evaluation.statut == "abandonnee"
    client.logout()
    assert client.get(f"/plateformes/evaluations/{evaluation.reference}/").status_code in {302, 404}


def test_queries_do_not_grow_with_answers(client, gens, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    couts = []
    for _ in range(2):
        notes = {make_utilisateur(): (2, 2, 2, 2) for _ in range(2 + len(couts))}
        make_evaluation(gens.plateforme, notes=notes)
        Evaluation.objects.update(statut="rendue", rendue_le="2026-11-01T00:00Z")
        with CaptureQueriesContext(connection) as requetes:
            client.get(f"/plateformes/{gens.plateforme.code}/nature/")
        couts.append(len(requetes))
        Evaluation.objects.update(statut="ouverte")
    assert couts[0] == couts[1] <= 8


def test_a_conclusion_typed_is_never_lost(client, gens):
    notes = {gens.ana: (3, 3, 3, 3), gens.basile: (3, 3, 3, 3)}
    evaluation = make_evaluation(gens.plateforme, notes=notes)
    client.force_login(gens.ana)
    ici = f"/plateformes/evaluations/{evaluation.reference}/rendre/"
    reponse = client.post(ici, {"conclusion": "Mes mots pesés", "version": 99})
    assert reponse.status_code == 409
    assert "Mes mots pesés" in reponse.content.decode()
    assert client.post(ici, {"conclusion": " ", "version": 1}).status_code == 422
    finish_evaluation(evaluation=evaluation, par=gens.basile, conclusion="Ses mots")
    reponse = client.post(ici, {"conclusion": "Mes mots pesés", "version": 1})
    assert reponse.status_code == 409
    texte = reponse.content.decode()
    assert "Mes mots pesés" in texte
    assert "Ses mots" in texte


def test_the_holder_opens_documents_by_the_link_and_two_of_them_lose_no_word(client, gens):
    evaluation = make_evaluation(gens.plateforme, notes={gens.basile: (2, 2, 2, 2)})
    client.force_login(gens.ana)
    envoi = saisie(evaluation, 3, 3, 3, 3)
    envoi["benefices-piece"] = SimpleUploadedFile("comptes.pdf", b"%PDF-1.7")
    client.post(f"/plateformes/evaluations/{evaluation.reference}/repondre/", envoi)
    finish_evaluation(evaluation=evaluation, par=gens.ana, conclusion="Solide")
    client.logout()
    lien, jeton = ouvrir_lien(
        plateforme=gens.plateforme, courriel="contact@exemple.example", par=gens.ana
    )
    adresse = f"/plateformes/porteur/{jeton}/droit-de-reponse/"
    texte = lire(client, adresse)
    piece = re.search(r'href="(/plateformes/porteur/[^"]+/pieces/[^"]+)"', texte)[1]
    sortie = client.get(piece)
    assert b"".join(sortie.streaming_content) == b"%PDF-1.7"
    assert sortie["X-Robots-Tag"] == "noindex, nofollow"
    assert client.get(piece.replace(jeton, "inconnu")).status_code == 410
    vide = {f"{c}-{n}": v for c in ("ensemble", *CODES) for n, v in (("texte", ""), ("version", 0))}
    client.post(adresse, vide | {"impacts-texte": "Une étude."})
    client.post(adresse, vide | {"impacts-texte": "Une étude.", "impacts-version": 1,
                                 "ensemble-texte": "Merci."})  # fmt: skip
    lue = client.get(adresse).context["general"]
    assert (lue["texte"].value(), lue["version"].value()) == ("Merci.", 1)
    reponse = client.post(
        adresse, vide | {"ensemble-texte": "Pas merci.", "impacts-texte": "Une étude."}
    )
    assert reponse.status_code == 409
    (conflit,) = reponse.context["conflits"]
    assert [(d.leur, d.mien) for d in conflit.disputes] == [("Merci.", "Pas merci.")]
    suite = vide | {"ensemble-texte": "Pas merci.", "ensemble-version": 1, "impacts-version": 1,
                    "impacts-texte": "Une étude."}  # fmt: skip
    assert client.post(adresse, suite).status_code == 302
    assert DroitDeReponse.objects.get(question=None).texte == "Pas merci."
    lien.revoque_le = timezone.now()
    lien.save()
    assert client.get(piece).status_code == 410
