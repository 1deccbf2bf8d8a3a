"""Personal links: opened by the team, answered without an account."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import LienPersonnel, Piste, PointDeVue
from diagnostics.services import liens_personnels
from tests import fabriques as f

pytestmark = pytest.mark.django_db

pytestmark = pytest.mark.django_db


class TestPersonalLink:
    """The actor's side: no account, one's own answers only."""

    @pytest.fixture
    def lien(self, diagnostic, piste, acteur, pilote):
        return liens_personnels.ouvrir(acteur=acteur, pistes=[piste], jours=30, par=pilote)

    @pytest.fixture
    def adresse(self, lien):
        return reverse("diagnostics:avis", args=[lien[1]])

    @pytest.fixture
    def invite(self):
        return Client()

    def saisie(self, **champs):
        """What is posted; « p0 » stands for the first idea, « p1 » for the second."""
        saisie = {
            "consentement": "1", "p0-version": 0, "p0-compris": "Un garage", "p0-adhesion": "4",
            "p0-sens": "", "p0-attente_0": "Un pont", "p0-apport_0": "Des outils",
            "p0-apport_nature_0": "equipement", **champs,
        }  # fmt: skip
        for rang, piste in enumerate(Piste.objects.order_by("pk")):
            saisie = {k.replace(f"p{rang}-", f"{piste.reference}-"): v for k, v in saisie.items()}
        return saisie

    def test_answered_confirmed_and_taken_up_again(self, invite, adresse, lien, piste):
        page = invite.get(adresse)
        assert page["Referrer-Policy"] == "same-origin"
        assert page["Cache-Control"] == "private, no-store"
        assert "noindex" in page["X-Robots-Tag"]
        reponse = invite.post(adresse, self.saisie())
        assert reponse["Location"] == adresse + "?merci=1"
        assert "Merci" in invite.get(reponse["Location"]).content.decode()
        point = PointDeVue.objects.get()
        assert (point.adhesion, point.origine, point.lien) == (4, "acteur", lien[0])
        assert point.apports.get().nature == "equipement"
        relu = invite.get(adresse).content.decode()
        assert "Un garage" in relu
        assert "Vous l’avez accepté" in relu
        assert LienPersonnel.objects.get().repondu_le

    def test_cookie_is_for_this_form_only(self, invite, adresse, lien):
        biscuit = invite.post(adresse, self.saisie()).cookies[f"avis-{lien[0].reference}"]
        assert biscuit["path"] == adresse
        assert biscuit["httponly"]
        assert biscuit["samesite"] == "Lax"

    def test_without_consent_nothing_is_written(self, invite, adresse):
        reponse = invite.post(adresse, self.saisie(consentement=""))
        assert reponse.status_code == 422
        assert "Un garage" in reponse.content.decode()
        assert not PointDeVue.objects.exists()

    def test_what_is_private_is_read_again_on_the_same_device_only(self, invite, adresse):
        invite.post(adresse, self.saisie(**{"p0-prive": "on"}))
        assert "Un garage" in invite.get(adresse).content.decode()
        ailleurs = Client().get(adresse).content.decode()
        assert "Un garage" not in ailleurs
        assert "réponse privée existe déjà" in ailleurs
        vide = dict.fromkeys(("p0-compris", "p0-adhesion", "p0-attente_0", "p0-apport_0"), "")
        Client().post(adresse, self.saisie(**vide, **{"p0-version": 1}))
        assert PointDeVue.objects.get().compris == "Un garage"

    def test_what_becomes_private_or_is_taken_back_leaves_no_copy(self, invite, adresse):
        invite.post(adresse, self.saisie())
        assert PointDeVue.history.count() == 1
        invite.post(adresse, self.saisie(**{"p0-version": 1, "p0-prive": "on"}))
        assert PointDeVue.objects.get().prive
        assert not PointDeVue.history.exists()
        invite.post(adresse, self.saisie(**{"p0-version": 2}))
        vide = dict.fromkeys(("p0-compris", "p0-adhesion", "p0-attente_0", "p0-apport_0"), "")
        invite.post(adresse, self.saisie(**vide, **{"p0-version": 3}))
        assert not PointDeVue.objects.exists()
        assert not PointDeVue.history.exists()

    def test_an_idea_put_first_meanwhile_takes_no_other_s_answer(
        self, invite, adresse, diagnostic, piste, lien
    ):
        autre = f.make_piste(diagnostic, ordre=0)
        piste.ordre = 5
        piste.save()
        lien[0].pistes.add(autre)
        invite.post(adresse, self.saisie())
        assert PointDeVue.objects.get().piste == piste

    def test_a_new_link_does_not_open_what_was_private(
        self, invite, adresse, acteur, piste, pilote
    ):
        invite.post(adresse, self.saisie(**{"p0-prive": "on"}))
        _, jeton = liens_personnels.ouvrir(acteur=acteur, pistes=[piste], jours=7, par=pilote)
        neuve = reverse("diagnostics:avis", args=[jeton])
        assert "Un garage" not in invite.get(neuve).content.decode()
        assert invite.get(adresse).status_code == 410

    def test_only_one_s_own_answers(self, invite, adresse, piste):
        f.make_point_de_vue(piste, compris="Ce que pense le voisin")
        page = invite.get(adresse).content.decode()
        assert "voisin" not in page
        assert "La Manufacture" in page

    def test_the_team_wrote_meanwhile(self, invite, adresse, piste, acteur):
        f.make_point_de_vue(piste, acteur, compris="D’après l’équipe")
        reponse = invite.post(adresse, self.saisie())
        assert reponse.status_code == 409
        page = reponse.content.decode()
        assert "D’après l’équipe" in page
        assert "Un garage" in page
        invite.post(adresse, self.saisie(**{"p0-version": 1}))
        assert PointDeVue.objects.get().compris == "Un garage"

    def test_several_ideas_in_one_form(self, invite, diagnostic, piste, acteur, pilote):
        autre = f.make_piste(diagnostic)
        _, jeton = liens_personnels.ouvrir(
            acteur=acteur, pistes=[piste, autre], jours=7, par=pilote
        )
        adresse = reverse("diagnostics:avis", args=[jeton])
        invite.post(adresse, self.saisie(**{"p1-version": 0, "p1-compris": "", "p1-adhesion": ""}))
        assert PointDeVue.objects.count() == 1
        invite.post(
            adresse,
            self.saisie(
                **{"p0-version": 1, "p1-version": 0, "p1-compris": "X", "p1-adhesion": "1"}
            ),
        )
        assert PointDeVue.objects.get(piste=autre).adhesion == 1

    def test_expired_revoked_forged(self, invite, adresse, lien):
        assert invite.get(adresse[:-3] + "xx/").status_code == 404
        LienPersonnel.objects.update(expire_le=timezone.now() - timedelta(seconds=1))
        assert invite.get(adresse).status_code == 410
        assert invite.post(adresse, self.saisie()).status_code == 410
        LienPersonnel.objects.update(expire_le=timezone.now() + timedelta(days=1))
        liens_personnels.revoquer(lien=lien[0])
        assert invite.get(adresse).status_code == 410
        assert not PointDeVue.objects.exists()

    def test_closed_with_the_demarche(self, invite, adresse, diagnostic):
        diagnostic.statut = "archive"
        diagnostic.save()
        assert invite.get(adresse).status_code == 410

    def test_rate_limited(self, invite, adresse, monkeypatch):
        monkeypatch.setattr("diagnostics.views.liens_personnels.LECTURES", "2/h")
        codes = [invite.get(adresse).status_code for _ in range(4)]
        assert codes[0] == 200
        assert codes[-1] == 429

    def test_forged_requests_are_refused(self, adresse):
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(adresse, self.saisie()).status_code == 403

    def test_shown_once(self, client, acteur, piste, url):
        saisie = {"acteur": acteur.reference, "pistes": [piste.reference], "jours": 30}
        reponse = client.post(url("liens_personnels"), saisie)
        page = reponse.content.decode()
        (jeton,) = re.findall(r"/demarches/avis/([\w-]{32})/", page)
        assert "p-qr" in page
        assert reponse["Cache-Control"] == "private, no-store"
        assert jeton not in client.get(url("liens_personnels")).content.decode()
        lien = LienPersonnel.objects.get()
        client.post(url("lien_personnel_fermer", lien.reference))
        lien.refresh_from_db()
        assert not lien.est_ouvert

    def test_sent_by_mail_without_being_shown(self, client, acteur, piste, url):
        saisie = {
            "acteur": acteur.reference, "pistes": [piste.reference], "jours": 7,
            "courriel": "contact@exemple.example",
        }  # fmt: skip
        page = client.post(url("liens_personnels"), saisie).content.decode()
        assert "/demarches/avis/" not in page
        (courriel,) = mail.outbox
        assert courriel.to == ["contact@exemple.example"]
        assert "Garage solidaire" in courriel.body
        assert re.search(r"/demarches/avis/[\w-]{32}/", courriel.body)
