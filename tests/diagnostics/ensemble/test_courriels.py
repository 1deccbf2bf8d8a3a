"""Mails: who is told what, once, whatever happens."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from diagnostics.echanges import trouver_cible
from diagnostics.models import Abonnement, Avis, MembreDiagnostic, Preuve, ReglageAvis
from diagnostics.services import courriels
from diagnostics.services.abonnements import ne_plus_suivre, regler_avis, suivre
from diagnostics.services.commentaires import commenter, effacer_commentaire
from diagnostics.services.courriels import (
    dernier_creneau,
    envoyer_les_avis,
    envoyer_les_resumes,
    jeton_de_retrait,
)
from diagnostics.services.elements import modifier as reformuler
from diagnostics.services.historique import signer
from tests import fabriques as f

pytestmark = pytest.mark.django_db


def le(jour, heure=7):
    """A day of November 2026 (the 2nd is a Monday), local time."""
    return timezone.make_aware(timezone.datetime(2026, 11, jour, heure))


@pytest.fixture
def quotidienne(diagnostic, gens):
    """The agent follows the démarche and wants to be told every day; last told on Monday the 2nd."""
    suivre(diagnostic=diagnostic, utilisateur=gens.agent)
    reglage = regler_avis(utilisateur=gens.agent, rythme="jour")
    reglage.resume_jusqu_au = le(2, 6)
    reglage.save()
    return gens.agent


def dater(jour, heure=12):
    """Pretend that everything in the history happened then."""
    from diagnostics.journal import suivis
    from diagnostics.models import Commentaire

    for suivi in suivis():
        suivi.historique.objects.filter(
            history_date__gte=timezone.now() - timedelta(hours=1)
        ).update(history_date=le(jour, heure))
    Commentaire.objects.update(cree_le=le(jour, heure))


@pytest.fixture
def change(gens, element, quotidienne):
    """The pilot rewords a statement on the 3rd."""
    dater(1)
    reformuler(
        element=element,
        texte="Un tissu très dense",
        thematique=None,
        par=gens.pilote,
        version_attendue=None,
    )
    dater(3)


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


# ── Once ────────────────────────────────────────────────────────────────────
class Mort(BaseException):
    """The worker is killed here."""


def test_killed_between_the_send_and_the_stamp(change, gens, element, monkeypatch):
    """The mail left: it is neither sent again nor forgotten, and what follows is told."""
    vrai = courriels.EmailMultiAlternatives.send

    def partir_puis_mourir(self, *args, **kwargs):
        vrai(self, *args, **kwargs)
        raise Mort

    monkeypatch.setattr(courriels.EmailMultiAlternatives, "send", partir_puis_mourir)
    with pytest.raises(Mort):
        envoyer_les_resumes(maintenant=le(4))
    monkeypatch.undo()
    assert len(mail.outbox) == 1
    assert Avis.objects.get().etat == Avis.Etat.EN_COURS

    # Another worker takes over: the same day, then half an hour later, then the next day.
    assert envoyer_les_resumes(maintenant=le(4, 8)) == 0
    Avis.objects.update(envoye_le=le(4, 7))
    assert envoyer_les_resumes(maintenant=le(4, 9)) == 0
    assert Avis.objects.get().etat == Avis.Etat.INCERTAIN
    assert len(mail.outbox) == 1

    reformuler(
        element=element, texte="Le lendemain", thematique=None, par=gens.pilote,
        version_attendue=None,
    )  # fmt: skip
    dater(4, 12)
    assert envoyer_les_resumes(maintenant=le(5)) == 1
    assert len(mail.outbox) == 2
    corps = mail.outbox[1].body
    assert "Le lendemain" in corps
    assert "très dense" not in corps
    # The doubt is told once, with where to look.
    assert "a pu ne pas vous parvenir" in corps
    assert "historique/?du=2026-11-02" in corps
    dater(5, 12)
    assert Avis.objects.filter(etat=Avis.Etat.INCERTAIN, signale=True).count() == 1


def test_killed_before_the_send(change, gens, monkeypatch):
    """The mail did not leave: the next run sends it, once."""

    def mourir(avis):
        raise Mort

    monkeypatch.setattr(courriels, "_composer", mourir)
    with pytest.raises(Mort):
        envoyer_les_resumes(maintenant=le(4))
    monkeypatch.undo()
    assert not mail.outbox
    assert ReglageAvis.objects.get(utilisateur=gens.agent).resume_jusqu_au == le(4, 6)
    assert envoyer_les_resumes(maintenant=le(4, 8)) == 1
    assert "Un tissu très dense" in mail.outbox[0].body
    assert envoyer_les_resumes(maintenant=le(4, 9)) == 0


def test_one_person_s_crash_does_not_touch_the_others(change, diagnostic, gens, monkeypatch):
    for personne in (gens.lecteur, gens.elue):
        suivre(diagnostic=diagnostic, utilisateur=personne)
        ReglageAvis.objects.create(utilisateur=personne, rythme="jour", resume_jusqu_au=le(2, 6))
    vrai = courriels.EmailMultiAlternatives.send
    partis = []

    def mourir_au_deuxieme(self, *args, **kwargs):
        if len(partis) == 1:
            raise Mort
        partis.append(self.to[0])
        return vrai(self, *args, **kwargs)

    monkeypatch.setattr(courriels.EmailMultiAlternatives, "send", mourir_au_deuxieme)
    with pytest.raises(Mort):
        envoyer_les_resumes(maintenant=le(4))
    monkeypatch.undo()
    envoyer_les_resumes(maintenant=le(4, 8))
    recus = [m.to[0] for m in mail.outbox]
    assert len(recus) == len(set(recus)) == 2
    assert Avis.objects.filter(etat=Avis.Etat.EN_COURS).count() == 1


def test_a_server_that_refuses_is_tried_again_then_given_up(change, gens, monkeypatch):
    def refuser(self, *args, **kwargs):
        raise SMTPServerDisconnected("parti")

    monkeypatch.setattr(courriels.EmailMultiAlternatives, "send", refuser)
    for _ in range(courriels.ESSAIS_MAX - 1):
        assert envoyer_les_resumes(maintenant=le(4)) == 0
        assert Avis.objects.get().etat == Avis.Etat.A_ENVOYER
    envoyer_les_resumes(maintenant=le(4))
    assert Avis.objects.get().etat == Avis.Etat.ECHEC


def test_a_mention_is_told_once_and_not_when_already_read(diagnostic, cible, gens):
    for texte in ("Un, @Élise Élue", "Deux, @Élise Élue", "Trois, @Élise Élue"):
        commenter(diagnostic=diagnostic, cible=cible, auteur=gens.agent, texte=texte)
    lu, efface, dit = diagnostic.commentaires.order_by("pk")
    lu.mentions.update(lue_le=timezone.now())
    effacer_commentaire(commentaire=efface, par=gens.agent)
    assert envoyer_les_avis() == 1
    (message,) = mail.outbox
    assert message.to == [gens.elue.email]
    assert "Trois, @Élise Élue" in message.body
    assert f"#c-{dit.reference}" in message.body
    assert envoyer_les_avis() == 0


def test_the_mail_of_a_mention_leaves_when_all_is_committed(
    diagnostic, cible, gens, django_capture_on_commit_callbacks, monkeypatch
):
    demandes = []
    monkeypatch.setattr("diagnostics.tasks.envoyer_avis.delay", demandes.append)
    with django_capture_on_commit_callbacks(execute=True):
        commenter(diagnostic=diagnostic, cible=cible, auteur=gens.agent, texte="@Élise Élue")
        assert not demandes
    assert demandes == [[Avis.objects.get().pk]]


# ── Stopping ────────────────────────────────────────────────────────────────
def test_every_mail_says_how_to_stop_it(change, client, gens):
    envoyer_les_resumes(maintenant=le(4))
    message = next(m for m in mail.outbox if m.to == [gens.agent.email])
    reglages = ReglageAvis.objects.filter(utilisateur=gens.agent)
    retrait = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert retrait in message.body
    assert retrait in message.alternatives[0].content
    client.logout()
    chemin = re.sub(r"^https?://[^/]+", "", retrait)
    # Mail scanners open links: looking changes nothing.
    assert client.get(chemin).status_code == 200
    assert reglages.get().rythme == "jour"
    reponse = client.post(chemin, {"List-Unsubscribe": "One-Click"})
    assert reponse.status_code == 200
    assert reponse["Referrer-Policy"] == "no-referrer"
    assert reglages.get().rythme == "jamais"
    assert reglages.get().mentions == "aussitot"


def test_the_mail_program_posts_without_our_token(client, gens):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    jeton = jeton_de_retrait(gens.elue, "mention")
    assert client.post(reverse("diagnostics:courriels_retrait", args=[jeton])).status_code == 200
    assert ReglageAvis.objects.get(utilisateur=gens.elue).mentions == "jamais"


@pytest.mark.parametrize("jeton", ["n-importe:quoi", "WzEsInJlc3VtZSJd:1abc:signature"])
def test_a_made_up_token_leads_nowhere(client, jeton):
    assert client.get(f"/demarches/courriels/{jeton}/").status_code == 404


def test_the_choices_page(client, diagnostic, gens, element):
    suivre(
        diagnostic=diagnostic,
        utilisateur=gens.pilote,
        cible_type="element",
        cible_reference=element.reference,
    )
    page = client.get(reverse("diagnostics:courriels")).content.decode()
    assert "Un tissu dense" in page
    client.post(reverse("diagnostics:courriels"), {"mentions": "jamais", "rythme": "jour"})
    reglage = ReglageAvis.objects.get(utilisateur=gens.pilote)
    assert (reglage.mentions, reglage.rythme) == ("jamais", "jour")
    suivi = Abonnement.objects.get()
    client.post(reverse("diagnostics:courriels"), {"arreter": suivi.pk})
    assert not Abonnement.objects.get().actif
    client.force_login(gens.agent)
    assert client.post(reverse("diagnostics:courriels"), {"arreter": suivi.pk}).status_code == 404


def test_a_wrong_choice_is_refused(client, gens):
    reponse = client.post(reverse("diagnostics:courriels"), {"mentions": "toujours"})
    assert reponse.status_code == 422
    assert not ReglageAvis.objects.exists()
