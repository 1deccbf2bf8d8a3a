"""Comments: who writes, who is mentioned, what is kept."""

import pytest
from django.core.exceptions import ValidationError

from diagnostics.echanges import trouver_cible, types_de_cibles
from diagnostics.models import Abonnement, Avis, Commentaire, Mention, ReglageAvis
from diagnostics.services import commentaires as c
from diagnostics.services.abonnements import ne_plus_suivre
from diagnostics.services.fils import lire_conversations, lire_fil
from socle.modeles import ConflitDEdition
from tests import fabriques as f

pytestmark = pytest.mark.django_db


def dire(diagnostic, cible, auteur, texte, **options):
    return c.commenter(diagnostic=diagnostic, cible=cible, auteur=auteur, texte=texte, **options)


def test_every_kind_of_object_is_registered_with_a_known_permission():
    import rules

    for type_ in types_de_cibles():
        assert rules.perm_exists(type_.permission), type_.code
    assert {"demarche", "element", "entretien"} <= {t.code for t in types_de_cibles()}


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        ("Bonjour @Aline Agent.", ["Aline Agent"]),
        ("@aline agent, qu’en dis-tu ?", ["Aline Agent"]),
        ("(@Aline Agent)", ["Aline Agent"]),
        ("@Aline Agentique", ["Aline"]),
        ("@Alinette", []),
        ("courriel@Aline Agent", []),
        ("Aline Agent sans arobase", []),
        ("@Aline Agent et @Aline", ["Aline", "Aline Agent"]),
        ("@Aline-Marie", []),
    ],
)
def test_names_called_in_a_text(texte, attendus):
    noms = ["Aline", "Aline Agent"]
    assert sorted(c.reperer_mentions(texte, noms)) == attendus


def test_no_name_no_mention():
    assert c.reperer_mentions("@Aline", []) == []


@pytest.mark.parametrize("texte", ["", "   ", "\n\n"])
def test_an_empty_comment_is_refused(diagnostic, cible, gens, texte):
    with pytest.raises(ValidationError, match="Écrivez"):
        dire(diagnostic, cible, gens.agent, texte)


def test_a_comment_too_long_says_by_how_much(diagnostic, cible, gens):
    with pytest.raises(ValidationError, match="4001 caractères"):
        dire(diagnostic, cible, gens.agent, "x" * 4001)


def test_a_double_click_writes_once(diagnostic, cible, gens):
    dire(diagnostic, cible, gens.agent, "Une fois")
    with pytest.raises(ValidationError, match="Vous venez"):
        dire(diagnostic, cible, gens.agent, "Une fois")
    assert diagnostic.commentaires.count() == 1
    # But another person may say the same.
    dire(diagnostic, cible, gens.elue, "Une fois")


def test_mentions_make_follow_and_prepare_a_mail(diagnostic, cible, gens):
    commentaire = dire(diagnostic, cible, gens.agent, "Qu’en dites-vous, @Élise Élue ?")
    mention = commentaire.mentions.get()
    assert mention.utilisateur == gens.elue
    suivent = Abonnement.objects.filter(cible_type="element", automatique=True)
    assert {a.utilisateur for a in suivent} == {gens.agent, gens.elue}
    assert Avis.objects.get().mention == mention


def test_boxes_mention_too_and_nobody_mentions_oneself(diagnostic, cible, gens):
    commentaire = dire(
        diagnostic, cible, gens.agent, "À voir, @Aline Agent", choisis=[gens.elue.pk, gens.agent.pk]
    )
    assert [m.utilisateur for m in commentaire.mentions.all()] == [gens.elue]


def test_only_readers_of_an_interview_can_be_mentioned_about_it(diagnostic, confidence, gens):
    commentaire = dire(
        diagnostic,
        confidence,
        gens.agent,
        "@Élise Élue @Sam Structure @Luc Lecteur",
        choisis=[gens.elue.pk, gens.structure.pk],
    )
    assert [m.utilisateur for m in commentaire.mentions.all()] == [gens.lecteur]


def test_strangers_cannot_be_mentioned(diagnostic, cible, gens):
    etranger = f.make_utilisateur(nom="Une Étrangère")
    commentaire = dire(
        diagnostic, cible, gens.agent, "@Une Étrangère", choisis=[etranger.pk, 999_999]
    )
    assert not commentaire.mentions.exists()


@pytest.mark.parametrize("choix", ["resume", "jamais"])
def test_who_wants_no_mail_at_once_gets_none(diagnostic, cible, gens, choix):
    ReglageAvis.objects.create(utilisateur=gens.elue, mentions=choix)
    dire(diagnostic, cible, gens.agent, "@Élise Élue")
    assert Mention.objects.count() == 1
    assert not Avis.objects.exists()


def test_who_stopped_following_is_not_made_to_again(diagnostic, cible, gens):
    ne_plus_suivre(
        diagnostic=diagnostic,
        utilisateur=gens.agent,
        cible_type=cible.code,
        cible_reference=cible.reference,
    )
    dire(diagnostic, cible, gens.agent, "Encore moi")
    assert not Abonnement.objects.get(utilisateur=gens.agent).actif


def test_a_conversation_is_resolved_and_an_answer_opens_it_again(diagnostic, cible, gens):
    racine = dire(diagnostic, cible, gens.agent, "Une question")
    c.resoudre(commentaire=racine, par=gens.elue)
    racine.refresh_from_db()
    assert racine.resolu_par == gens.elue
    assert not lire_fil(diagnostic=diagnostic, cible=cible, utilisateur=gens.agent).ouvertes
    dire(diagnostic, cible, gens.elue, "Une suite", fil=racine)
    racine.refresh_from_db()
    assert racine.resolu_le is None
    # Resolving an answer resolves its conversation.
    c.resoudre(commentaire=racine.reponses.get(), par=gens.agent)
    racine.refresh_from_db()
    assert racine.resolu_le


def test_an_answer_to_an_answer_stays_in_the_conversation(diagnostic, cible, gens):
    racine = dire(diagnostic, cible, gens.agent, "Un")
    reponse = dire(diagnostic, cible, gens.elue, "Deux", fil=racine)
    suite = dire(diagnostic, cible, gens.agent, "Trois", fil=reponse)
    assert suite.fil == racine


def test_an_answer_about_something_else_is_refused(diagnostic, cible, gens):
    racine = dire(diagnostic, cible, gens.agent, "Un")
    autre = f.make_element(diagnostic)
    ailleurs = trouver_cible(diagnostic, "element", autre.reference)
    with pytest.raises(ValidationError, match="autre chose"):
        dire(diagnostic, ailleurs, gens.agent, "Deux", fil=racine)


def test_rewording_keeps_the_former_text_and_tells_new_people(diagnostic, cible, gens):
    commentaire = dire(diagnostic, cible, gens.agent, "Avant")
    c.modifier_commentaire(
        commentaire=commentaire,
        cible=cible,
        texte="Après, @Élise Élue",
        par=gens.agent,
        version_attendue=1,
    )
    commentaire.refresh_from_db()
    assert (commentaire.texte, commentaire.version) == ("Après, @Élise Élue", 2)
    assert commentaire.edite_le
    assert [h.texte for h in commentaire.history.all()] == ["Après, @Élise Élue", "Avant"]
    assert commentaire.mentions.get().utilisateur == gens.elue
    with pytest.raises(ConflitDEdition):
        c.modifier_commentaire(
            commentaire=commentaire, cible=cible, texte="Autre", par=gens.agent, version_attendue=1
        )


def test_erasing_leaves_a_trace_and_can_be_undone(diagnostic, cible, gens):
    commentaire = dire(diagnostic, cible, gens.agent, "À effacer, @Élise Élue")
    c.effacer_commentaire(commentaire=commentaire, par=gens.agent)
    commentaire.refresh_from_db()
    assert commentaire.texte == ""
    assert not commentaire.mentions.exists()
    assert not Avis.objects.exists()
    with pytest.raises(ValidationError, match="effacé"):
        c.modifier_commentaire(
            commentaire=commentaire, cible=cible, texte="x", par=gens.agent, version_attendue=None
        )
    c.remettre_commentaire(commentaire=commentaire, par=gens.agent)
    commentaire.refresh_from_db()
    assert commentaire.texte == "À effacer, @Élise Élue"
    assert commentaire.supprime_le is None


def test_what_nobody_answered_and_was_erased_is_only_seen_by_its_author(diagnostic, cible, gens):
    commentaire = dire(diagnostic, cible, gens.agent, "Seul")
    c.effacer_commentaire(commentaire=commentaire, par=gens.agent)
    assert lire_fil(diagnostic=diagnostic, cible=cible, utilisateur=gens.agent).ouvertes
    assert not lire_fil(diagnostic=diagnostic, cible=cible, utilisateur=gens.elue).ouvertes


def test_conversations_about_interviews_are_hidden_from_who_reads_none(
    diagnostic, cible, confidence, gens
):
    dire(diagnostic, cible, gens.agent, "Sur l’énoncé")
    dire(diagnostic, confidence, gens.agent, "Sur l’entretien")
    lues = lire_conversations(diagnostic=diagnostic, utilisateur=gens.agent)
    assert [x.cible.code for x in lues] == ["entretien", "element"]
    lues = lire_conversations(diagnostic=diagnostic, utilisateur=gens.elue)
    assert [x.cible.code for x in lues] == ["element"]


def test_a_conversation_disappears_with_its_object(diagnostic, confidence, entretien, gens):
    dire(diagnostic, confidence, gens.agent, "Sur l’entretien")
    entretien.delete()
    assert lire_conversations(diagnostic=diagnostic, utilisateur=gens.agent) == []


@pytest.mark.parametrize("nombre", [1, 3])
def test_a_conversation_costs_the_same_whatever_its_length(
    diagnostic, cible, gens, nombre, django_assert_num_queries
):
    for rang in range(nombre):
        racine = dire(diagnostic, cible, gens.agent, f"Question {rang}, @Élise Élue")
        dire(diagnostic, cible, gens.elue, f"Réponse {rang}", fil=racine)
    with django_assert_num_queries(2):
        fil = lire_fil(diagnostic=diagnostic, cible=cible, utilisateur=gens.agent)
        assert fil.nombre == 2 * nombre
        assert all(x.racine.noms == ("Élise Élue",) for x in fil.ouvertes)
    with django_assert_num_queries(4):
        lire_conversations(diagnostic=diagnostic, utilisateur=gens.pilote)


def test_marking_as_read(diagnostic, cible, gens, django_assert_num_queries):
    dire(diagnostic, cible, gens.agent, "@Élise Élue")
    assert c.marquer_lues(diagnostic=diagnostic, utilisateur=gens.elue, cible=cible) == 1
    with django_assert_num_queries(1):
        c.marquer_lues(diagnostic=diagnostic, utilisateur=gens.elue, cible=cible)


def test_the_account_deleted_takes_its_follows_and_mentions(diagnostic, cible, gens):
    from diagnostics.oubli import quitter_les_demarches

    dire(diagnostic, cible, gens.agent, "@Élise Élue")
    quitter_les_demarches(gens.elue)
    assert not Mention.objects.exists()
    assert not Abonnement.objects.filter(utilisateur=gens.elue).exists()
    assert Commentaire.objects.count() == 1
