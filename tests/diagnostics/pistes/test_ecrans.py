"""Screens of ideas, points of view and convergence."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diagnostics.models import Piste, PointDeVue
from diagnostics.services import liens_personnels, pistes
from tests import fabriques as f

pytestmark = pytest.mark.django_db

pytestmark = pytest.mark.django_db


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
