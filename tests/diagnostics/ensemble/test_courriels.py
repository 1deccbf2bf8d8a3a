"""Mails: who is told what, and when."""

import pytest
from django.core import mail
from django.utils import timezone

from diagnostics.echanges import trouver_cible
from diagnostics.models import Abonnement, Avis, MembreDiagnostic, Preuve, ReglageAvis
from diagnostics.services.abonnements import ne_plus_suivre, regler_avis, suivre
from diagnostics.services.commentaires import commenter
from diagnostics.services.courriels import (
    dernier_creneau,
    envoyer_les_avis,
    envoyer_les_resumes,
)
from diagnostics.services.elements import modifier as reformuler
from diagnostics.services.historique import signer
from tests import fabriques as f
from tests.diagnostics.ensemble.dates import dater, le

pytestmark = pytest.mark.django_db


# ── When ────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("rythme", "maintenant", "attendu"),
    [
        ("jour", le(3, 7), le(3, 6)),
        ("jour", le(3, 5), le(2, 6)),
        ("jour", le(7, 12), le(6, 6)),  # Saturday: Friday's
        ("jour", le(8, 12), le(6, 6)),
        ("jour", le(9, 5), le(6, 6)),  # Monday before six: Friday's
        ("semaine", le(2, 7), le(2, 6)),
        ("semaine", le(8, 23), le(2, 6)),
        ("semaine", le(9, 5), le(2, 6)),
    ],
)
def test_the_last_time_a_summary_was_due(rythme, maintenant, attendu):
    assert dernier_creneau(rythme, maintenant) == attendu


def test_six_o_clock_stays_six_when_the_clocks_change():
    # Sunday 25 October 2026: back to winter time.
    avant = timezone.make_aware(timezone.datetime(2026, 10, 19, 6))
    mercredi = timezone.make_aware(timezone.datetime(2026, 10, 25, 12))
    assert dernier_creneau("semaine", mercredi) == avant
    assert timezone.localtime(dernier_creneau("semaine", le(2, 7))).hour == 6


# ── What ────────────────────────────────────────────────────────────────────
def test_a_summary_names_what_changed_and_links_to_it(change, diagnostic, element, gens):
    assert envoyer_les_resumes(maintenant=le(4)) == 1
    (message,) = mail.outbox
    assert message.to == [gens.agent.email]
    assert message.subject.startswith("[Terreau] 1\xa0changement")
    html = message.alternatives[0].content
    for corps in (message.body, html):
        assert "Un tissu très dense" in corps
        assert "reformulation (par Pilote)" in corps
        assert f"?element={element.reference}" in corps
        assert diagnostic.titre.upper() in corps.upper()
    # The same runs change nothing.
    assert envoyer_les_resumes(maintenant=le(4)) == 0
    assert envoyer_les_resumes(maintenant=le(4, 9)) == 0
    assert len(mail.outbox) == 1


def test_nothing_changed_nothing_is_sent(quotidienne, element):
    dater(1)
    assert envoyer_les_resumes(maintenant=le(4)) == 0
    assert Avis.objects.get().etat == Avis.Etat.VIDE
    assert ReglageAvis.objects.get().resume_jusqu_au == le(4, 6)


def test_one_s_own_doings_are_not_told(quotidienne, element, gens):
    dater(1)
    reformuler(
        element=element, texte="De moi", thematique=None, par=gens.agent, version_attendue=None
    )
    dater(3)
    assert envoyer_les_resumes(maintenant=le(4)) == 0


def test_who_follows_an_object_hears_of_it_alone(diagnostic, element, gens):
    autre = f.make_element(diagnostic, texte="Un autre énoncé")
    dater(1)
    suivre(
        diagnostic=diagnostic,
        utilisateur=gens.agent,
        cible_type="element",
        cible_reference=element.reference,
    )
    Abonnement.objects.update(cree_le=le(1))
    regler_avis(utilisateur=gens.agent, rythme="jour")
    for objet in (element, autre):
        preuve = Preuve(element=objet, nature="source", texte="Une page")
        signer(preuve, par=gens.pilote, raison="Preuve rattachée")
        preuve.save()
        reformuler(
            element=objet, texte=f"{objet.texte}, redit", thematique=None, par=gens.pilote,
            version_attendue=None,
        )  # fmt: skip
    dater(3)
    assert envoyer_les_resumes(maintenant=le(4)) == 1
    corps = mail.outbox[0].body
    assert "Un tissu dense, redit" in corps
    assert "une preuve a été ajoutée" in corps
    assert "Un autre énoncé" not in corps


def test_what_was_confided_never_leaves(diagnostic, element, entretien, gens, quotidienne):
    dater(1)
    entretien.compte_rendu = "La source est tarie"
    signer(entretien, par=gens.pilote, raison="Modification")
    entretien.save()
    preuve = Preuve(element=element, nature="entretien", entretien=entretien, texte="Mot du lavoir")
    signer(preuve, par=gens.pilote, raison="Preuve rattachée")
    preuve.save()
    cible = trouver_cible(diagnostic, "entretien", entretien.reference)
    commenter(
        diagnostic=diagnostic, cible=cible, auteur=gens.pilote, texte="Elle pleurait @Aline Agent"
    )
    dater(3)
    envoyer_les_avis()
    envoyer_les_resumes(maintenant=le(4))
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        for corps in (message.body, message.alternatives[0].content):
            assert "tarie" not in corps
            assert "Mot du lavoir" not in corps
            assert "pleurait" not in corps
            assert "Rencontre au lavoir" in corps


@pytest.mark.parametrize("role", ["elue", "structure"])
def test_who_reads_no_interview_hears_of_none(diagnostic, element, entretien, gens, role):
    personne = getattr(gens, role)
    suivre(diagnostic=diagnostic, utilisateur=personne)
    Abonnement.objects.update(cree_le=le(1))
    regler_avis(utilisateur=personne, rythme="jour")
    preuve = Preuve(element=element, nature="entretien", entretien=entretien, texte="Un mot")
    signer(preuve, par=gens.pilote, raison="Preuve rattachée")
    preuve.save()
    dater(3)
    envoyer_les_resumes(maintenant=le(4))
    corps = mail.outbox[0].body
    assert "Un tissu dense" in corps
    assert "lavoir" not in corps
    assert "Preuve" not in corps


def test_who_left_hears_nothing(change, diagnostic, gens):
    MembreDiagnostic.objects.filter(utilisateur=gens.agent).delete()
    assert envoyer_les_resumes(maintenant=le(4)) == 0


def test_who_stopped_hears_nothing(change, diagnostic, gens):
    ne_plus_suivre(diagnostic=diagnostic, utilisateur=gens.agent)
    assert envoyer_les_resumes(maintenant=le(4)) == 0


def test_comments_are_counted_not_quoted(quotidienne, diagnostic, cible, gens):
    dater(1)
    for texte in ("Un", "Deux"):
        commenter(diagnostic=diagnostic, cible=cible, auteur=gens.elue, texte=f"{texte} mot tu")
    dater(3)
    envoyer_les_resumes(maintenant=le(4))
    corps = mail.outbox[0].body
    assert "2\xa0commentaires (par Élise Élue)" in corps
    assert "mot tu" not in corps


def test_unread_mentions_come_with_the_summary_when_chosen(diagnostic, cible, gens):
    ReglageAvis.objects.create(
        utilisateur=gens.elue, mentions="resume", rythme="jour", resume_jusqu_au=le(2, 6)
    )
    commentaire = commenter(
        diagnostic=diagnostic, cible=cible, auteur=gens.agent, texte="Voyez, @Élise Élue"
    )
    dater(3)
    commentaire.mentions.update(cree_le=le(3))
    envoyer_les_avis()
    assert not mail.outbox
    envoyer_les_resumes(maintenant=le(4))
    assert "Aline Agent vous mentionne" in mail.outbox[0].body


@pytest.mark.parametrize("nombre", [1, 4])
def test_a_summary_costs_the_same_whatever_changed(
    quotidienne, diagnostic, gens, nombre, django_assert_max_num_queries
):
    dater(1)
    for rang in range(nombre):
        element = f.make_element(diagnostic, texte=f"Énoncé {rang}")
        cible = trouver_cible(diagnostic, "element", element.reference)
        commenter(diagnostic=diagnostic, cible=cible, auteur=gens.elue, texte="Un mot")
    dater(3)
    from diagnostics.services.resume import composer_resume

    with django_assert_max_num_queries(16):
        resume = composer_resume(utilisateur=gens.agent, depuis=le(2), jusqu_a=le(4))
    assert sum(len(r.lignes) for c in resume.chapitres for r in c.rubriques) == 2 * nombre
