"""Screens of the interplay of actors."""

import pytest

from diagnostics.models import GrilleMactor
from tests import fabriques as f

pytestmark = pytest.mark.django_db

pytestmark = pytest.mark.django_db


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
