"""Mails: told once, whatever happens; stopped in one click."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import Abonnement, Avis, ReglageAvis
from diagnostics.services import courriels
from diagnostics.services.abonnements import suivre
from diagnostics.services.commentaires import commenter, effacer_commentaire
from diagnostics.services.courriels import (
    envoyer_les_avis,
    envoyer_les_resumes,
    jeton_de_retrait,
)
from diagnostics.services.elements import modifier as reformuler
from tests.diagnostics.ensemble.dates import dater, le

pytestmark = pytest.mark.django_db


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
