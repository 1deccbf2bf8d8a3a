"""Screens of ideas, convergence, personal links and MACTOR."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import GrilleMactor, LienPersonnel, Piste, PointDeVue
from diagnostics.services import liens_personnels, pistes
from tests import fabriques as f

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cadences():
    cache.clear()


@pytest.fixture
def piste(diagnostic):
    return f.make_piste(diagnostic, titre="Garage solidaire", description="Réparer ensemble.")


@pytest.fixture
def acteur(diagnostic, piste):
    return f.make_concerne(diagnostic, piste, nom="La Manufacture")


class TestIdeas:
    def test_born_from_the_matrix(self, client, diagnostic, url):
        un, autre = f.make_element(diagnostic), f.make_element(diagnostic)
        panneau = client.get(url("matrice") + f"?element={un.reference}").content.decode()
        assert f"{url('piste_nouvelle')}?element={un.reference}" in panneau
        page = client.get(url("piste_nouvelle") + f"?element={un.reference}").content.decode()
        assert re.search(rf'value="{un.reference}"[^>]*checked', page)
        reponse = client.post(
            url("piste_nouvelle"),
            {"titre": "Garage", "etat": "idee", "element": [un.reference, autre.reference]},
        )
        piste = Piste.objects.get()
        assert reponse["Location"] == url("piste", piste.reference)
        assert {a.element for a in piste.appuis.all()} == {un, autre}

    def test_without_a_title_nothing_is_lost(self, client, url):
        reponse = client.post(url("piste_nouvelle"), {"description": "Réparer", "etat": "idee"})
        assert reponse.status_code == 422
        assert "Réparer" in reponse.content.decode()

    def test_more_than_five_are_discouraged(self, client, diagnostic, url):
        for _ in range(5):
            f.make_piste(diagnostic)
        assert "Plus de cinq pistes" not in client.get(url("pistes")).content.decode()
        f.make_piste(diagnostic)
        assert "Plus de cinq pistes" in client.get(url("pistes")).content.decode()

    def test_conflict_shows_both(self, client, piste, url):
        adresse = url("piste_modifier", piste.reference)
        saisie = {"titre": "Le mien", "etat": "idee", "version": piste.version}
        client.post(adresse, {**saisie, "titre": "Le premier"})
        reponse = client.post(adresse, saisie)
        assert reponse.status_code == 409
        page = reponse.content.decode()
        assert "Le premier" in page
        assert 'value="Le mien"' in page
        assert f'value="{piste.version + 1}"' in page

    def test_stakes(self, client, diagnostic, url):
        element = f.make_element(diagnostic)
        client.post(url("enjeux"), {"titre": "Mobilité", "elements": [element.pk]})
        enjeu = diagnostic.enjeux.get()
        assert list(enjeu.elements.all()) == [element]
        assert "Mobilité" in client.get(url("pistes")).content.decode()
        client.post(url("supprimer_enjeu", enjeu.reference))
        assert not diagnostic.enjeux.exists()

    def test_what_supports_and_contradicts(self, client, diagnostic, piste, url):
        element, entretien = (
            f.make_element(diagnostic),
            f.make_entretien(diagnostic, titre="Chez X"),
        )
        for saisie in (
            {"sens": "contredit", "element": element.reference},
            {"sens": "appuie", "entretien": entretien.reference, "texte": "Mot à mot"},
        ):
            client.post(url("piste_appuyer", piste.reference), saisie)
        assert "Chez X" in client.get(url("piste", piste.reference)).content.decode()
        elu = f.make_membre(diagnostic, role="elu")
        client.force_login(elu)
        page = client.get(url("piste", piste.reference)).content.decode()
        assert "Chez X" not in page
        assert "Mot à mot" not in page
        assert "Parole recueillie" in page

    def test_whom_it_concerns(self, client, diagnostic, piste, url):
        partie = f.make_partie(diagnostic, nom="Les ateliers")
        connu = f.make_concerne(diagnostic, nom="Déjà là")
        f.make_acteur(nom="Garage du Nord")
        adresse = url("piste_concerner", piste.reference)
        assert client.post(adresse, {"nom": ""}).status_code == 422
        for saisie in (
            {"partie": partie.reference},
            {"connu": connu.reference},
            {"nom": "garage du nord"},
        ):
            client.post(adresse, saisie)
        assert {a.nom for a in piste.acteurs_concernes.all()} == {
            "Les ateliers",
            "Déjà là",
            "Garage du Nord",
        }
        page = client.get(url("piste", piste.reference)).content.decode()
        assert "Garage du Nord" in page
        client.post(url("piste_ne_plus_concerner", piste.reference), {"acteur": connu.reference})
        assert piste.acteurs_concernes.count() == 2


class TestTeamWriting:
    def saisie(self, **champs):
        return {
            "version": 0, "compris": "Un lieu", "adhesion": "3", "sens": "", "attente_0": "Une salle",
            "attente_theme_0": "", "apport_0": "Du temps", "apport_nature_0": "temps", **champs,
        }  # fmt: skip

    def test_point_of_view_and_matching(self, client, piste, acteur, url):
        adresse = url("avis_equipe", piste.reference, acteur.reference)
        assert client.get(adresse).status_code == 200
        client.post(adresse, self.saisie())
        point = PointDeVue.objects.get()
        autre = f.make_point_de_vue(piste, apports=("Nos salles",))
        page = client.get(url("piste", piste.reference)).content.decode()
        assert "Rapprochements possibles" in page
        client.post(
            url("rapprocher"),
            {"attente": point.attentes.get().pk, "apport": autre.apports.get().pk},
        )
        assert autre.apports.get().couvertures.count() == 1

    def test_conflict_keeps_what_was_typed(self, client, piste, acteur, url):
        adresse = url("avis_equipe", piste.reference, acteur.reference)
        client.post(adresse, self.saisie())
        reponse = client.post(adresse, self.saisie(compris="Le mien"))
        assert reponse.status_code == 409
        page = reponse.content.decode()
        assert "Un lieu" in page
        assert "Le mien" in page

    def test_a_structure_writes_for_its_actor_only(self, client, diagnostic, piste, acteur, url):
        structure = f.make_membre(diagnostic, role="structure")
        acteur.membre = diagnostic.membres.get(utilisateur=structure)
        acteur.save()
        autre = f.make_concerne(diagnostic, piste)
        client.force_login(structure)
        client.post(url("avis_equipe", piste.reference, acteur.reference), self.saisie(prive="on"))
        point = PointDeVue.objects.get()
        assert point.origine == "structure"
        assert (
            "Un lieu"
            in client.get(url("avis_equipe", piste.reference, acteur.reference)).content.decode()
        )
        assert client.get(url("avis_equipe", piste.reference, autre.reference)).status_code == 403

    def test_the_team_neither_reads_nor_changes_a_secret(self, client, piste, acteur, url):
        f.make_point_de_vue(piste, acteur, prive=True, origine="acteur", compris="Secret")
        adresse = url("avis_equipe", piste.reference, acteur.reference)
        assert "Secret" not in client.get(adresse).content.decode()
        reponse = client.post(adresse, self.saisie(version=1))
        assert reponse.status_code == 409
        assert "n’a pas été enregistré" in reponse.content.decode()
        assert PointDeVue.objects.get().compris == "Secret"
        for nom, suite in (("piste", [piste.reference]), ("convergence", []),
                           ("convergence_acteur", [acteur.reference])):  # fmt: skip
            assert "Secret" not in client.get(url(nom, *suite)).content.decode()


class TestConvergence:
    def test_matrix_drawing_and_table(self, client, piste, url):
        f.make_point_de_vue(piste, adhesion=4)
        f.make_point_de_vue(piste, adhesion=0, lecture=True)
        page = client.get(url("convergence")).content.decode()
        assert page.count('<svg class="dp-convergence"') == 2
        assert "En tension" in page
        assert "style=" not in page

    def test_empty(self, client, url):
        assert "Rien à comparer" in client.get(url("convergence")).content.decode()

    @pytest.mark.parametrize("extension", ["csv", "xlsx"])
    def test_export_is_harmless_and_discreet(self, client, piste, url, extension):
        f.make_point_de_vue(piste, compris="=1+1")
        f.make_point_de_vue(piste, compris="Secret", prive=True, origine="acteur")
        reponse = client.get(url("convergence_export", extension))
        assert reponse.status_code == 200
        if extension == "csv":
            rangees = list(
                csv.reader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";")
            )
            assert "'=1+1" in rangees[1]
            assert "Secret" not in reponse.content.decode()
            assert len(rangees) == 3

    def test_unknown_format(self, client, url):
        assert client.get(url("convergence_export", "exe")).status_code == 404

    def test_queries_do_not_grow(self, client, diagnostic, url, pilote):
        def remplir():
            piste = f.make_piste(diagnostic)
            f.make_enjeu(diagnostic).pistes.add(piste)
            for rang in range(3):
                point = f.make_point_de_vue(
                    piste, adhesion=rang * 2, compris=f"Un {rang}", attentes=("a",), apports=("b",)
                )
                liens_personnels.ouvrir(acteur=point.acteur, pistes=[piste], jours=7, par=pilote)
            element = f.make_element(diagnostic)
            f.make_preuve(element)
            pistes.appuyer(piste=piste, par=pilote, element=element)
            return piste

        piste = remplir()
        acteur = piste.acteurs_concernes.first()
        adresses = [
            url("pistes"), url("convergence"), url("piste", piste.reference),
            url("convergence_acteur", acteur.reference), url("liens_personnels"), url("mactor"),
            url("convergence_export", "csv"),
        ]  # fmt: skip

        def compter():
            nombres = {}
            for adresse in adresses:
                client.get(adresse)
                with CaptureQueriesContext(connection) as vues:
                    assert client.get(adresse).status_code == 200
                nombres[adresse] = len(vues)
            return nombres

        remplir()  # so that there is somebody else to choose on the page of the first idea
        avant = compter()
        remplir()
        remplir()
        assert compter() == avant


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


class TestMactor:
    @pytest.fixture
    def jeu(self, diagnostic):
        acteurs = [f.make_concerne(diagnostic, nom=n, dans_mactor=True) for n in ("Un", "Deux")]
        return acteurs, diagnostic.objectifs_mactor.create(titre="Garage")

    def test_choose_then_fill_then_read(self, client, diagnostic, url, jeu):
        (un, deux), objectif = jeu
        assert client.get(url("mactor_grilles")).status_code == 200
        client.post(
            url("mactor_grilles"),
            {
                "version": 0,
                f"i-{un.reference}-{deux.reference}": "3",
                f"i-{deux.reference}-{un.reference}": "1",
                f"p-{un.reference}-{objectif.reference}": "4",
                f"p-{deux.reference}-{objectif.reference}": "−2",
            },
        )
        grille = GrilleMactor.objects.get()
        assert grille.positions[f"{deux.reference}>{objectif.reference}"] == -2
        for ordre in "123":
            page = client.get(url("mactor") + f"?ordre={ordre}").content.decode()
            assert "dp-graphe" in page
            assert "style=" not in page
        assert "MIDI" in client.get(url("mactor_export", "csv")).content.decode()
        assert client.get(url("mactor_export", "xlsx")).status_code == 200

    def test_what_is_typed_wrong_comes_back(self, client, url, jeu):
        (un, deux), _ = jeu
        for valeur in ("9", "beaucoup"):
            reponse = client.post(
                url("mactor_grilles"), {"version": 0, f"i-{un.reference}-{deux.reference}": valeur}
            )
            assert reponse.status_code == 422
            assert f'value="{valeur}"' in reponse.content.decode()

    def test_conflict(self, client, url, jeu):
        (un, deux), _ = jeu
        saisie = {"version": 0, f"i-{un.reference}-{deux.reference}": "3"}
        client.post(url("mactor_grilles"), saisie)
        assert client.post(url("mactor_grilles"), saisie).status_code == 409

    def test_objectives_and_actors(self, client, diagnostic, piste, acteur, url):
        client.post(url("mactor_objectifs"), {"piste": piste.reference})
        objectif = diagnostic.objectifs_mactor.get()
        assert objectif.titre == "Garage solidaire"
        client.post(
            url("mactor_choix"),
            {"acteur": [acteur.reference], f"sigle-{acteur.reference}": "Manuf"},
        )
        acteur.refresh_from_db()
        assert (acteur.dans_mactor, acteur.sigle) == (True, "Manuf")
        client.post(url("mactor_objectifs"), {"retirer": objectif.reference})
        assert not diagnostic.objectifs_mactor.exists()
