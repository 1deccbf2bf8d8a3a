"""Many entries take the themes of the table in the background: followed, stopped, taken up again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from acteurs.models import Acteur, ApplicationThemes, RegleNaf, Revision
from acteurs.referentiels import charger_tout
from acteurs.services import application
from acteurs.services.application import (
    derniere_application,
    launch_regles,
    purge_applications,
)
from acteurs.services.naf import save_regle
from comptes.models import Organisation
from socle.travaux import TravailPerdu, executer
from tests.fabriques import make_acteur, make_organisation, make_thematique, make_utilisateur

pytestmark = pytest.mark.django_db
URL = "/acteurs/naf/"


@pytest.fixture
def beaucoup(monkeypatch):
    """Five entries nobody holds, and one somebody does, whose code takes the theme « culture »."""
    charger_tout()
    monkeypatch.setattr(application, "IMMEDIAT_MAX", 2)
    monkeypatch.setattr(application, "LOT", 2)
    regle = RegleNaf.objects.get(nomenclature="naf2", prefixe="94.99")
    save_regle(regle=regle, thematiques=[make_thematique("culture")])
    acteurs = [make_acteur(naf="94.99Z", nom=f"A{n}", origine="sirene") for n in range(6)]
    Acteur.objects.exclude(pk=acteurs[-1].pk).update(enrichi=False)
    return regle


@pytest.fixture
def reseau(client):
    """Someone who writes for an ESS network, signed in."""
    membre = make_utilisateur()
    make_organisation(membre, nature=Organisation.Nature.RESEAU_ESS)
    client.force_login(membre)
    return client


def ayant_le_theme():
    return Acteur.objects.filter(thematiques="culture", masque_themes__gt=0).count()


def lancer(**champs):
    return launch_regles(nomenclature="naf2", prefixe="94.99", **champs)


def test_the_page_asks_follows_and_tells_the_end(
    reseau, beaucoup, django_capture_on_commit_callbacks
):
    adresse = reverse("acteurs:naf_modification", args=[beaucoup.pk])
    saisie = {"libelle": "A", "thematiques": ["culture"], "appliquer": "on"}
    reponse = reseau.post(adresse, saisie, follow=True)
    page = reponse.content.decode()
    assert "l’avancement est ci-dessous" in page
    assert "Thèmes des fiches du code 94.99" in page
    assert 'hx-trigger="every 2s"' in page
    travail = ApplicationThemes.objects.get()
    assert travail.demandeur is not None
    assert ayant_le_theme() == 0
    vus = []
    executer_vu(travail, vus)
    assert vus == sorted(vus)
    assert ayant_le_theme() == 5
    fragment = reseau.get(URL, headers={"HX-Request": "true", "HX-Target": "application"})
    texte = fragment.content.decode()
    assert "5\u00a0fiches ont changé" in texte
    assert "every 2s" not in texte
    assert "<html" not in texte
    assert texte.strip() in reseau.get(URL).content.decode()
    # Told for a day only; what failed stays until it is done.
    ApplicationThemes.objects.update(termine_le=timezone.now() - timedelta(days=2))
    assert derniere_application() is None
    ApplicationThemes.objects.update(etat="echec")
    assert "Réessayer" in reseau.get(URL).content.decode()


def executer_vu(travail, vus):
    """Run it, keeping the percentages told."""
    avant = travail.executer
    travail.executer = lambda suivi: avant(
        lambda etape, pourcentage: (vus.append(pourcentage), suivi(etape, pourcentage))
    )
    assert executer(travail, battre_en_fond=False)


def test_stopped_it_goes_on_from_the_last_batch(beaucoup):
    travail = lancer()

    def coupe(etape, pourcentage):
        if pourcentage > 40:
            raise TravailPerdu

    revision = Revision.objects.get(pk=1).numero
    with pytest.raises(TravailPerdu):
        travail.executer(coupe)
    assert ayant_le_theme() == 2
    assert Revision.objects.get(pk=1).numero > revision
    travail = ApplicationThemes.objects.get()
    assert executer(travail, battre_en_fond=False)
    assert ayant_le_theme() == 5
    travail.refresh_from_db()
    assert travail.bilan["modifies"] == 5


def test_a_later_change_of_the_same_code_takes_the_place_of_the_one_under_way(beaucoup):
    premier = lancer()
    save_regle(regle=beaucoup, thematiques=[])
    second = lancer()
    premier.refresh_from_db()
    assert (premier.etat, second.etat) == ("annule", "en_attente")
    assert derniere_application() == second
    assert executer(second, battre_en_fond=False)
    assert ayant_le_theme() == 0


def test_it_is_cancelled_and_taken_up_again_from_the_page(reseau, beaucoup):
    travail = lancer()
    reponse = reseau.post(f"{URL}{travail.reference}/annuler/", follow=True)
    assert "les fiches déjà revues le restent" in reponse.content.decode().lower()
    travail.refresh_from_db()
    assert travail.etat == "annule"
    assert not executer(travail, battre_en_fond=False)
    reseau.post(f"{URL}{travail.reference}/relancer/")
    travail.refresh_from_db()
    assert travail.etat == "en_attente"


def test_few_entries_change_at_once(beaucoup, monkeypatch):
    monkeypatch.setattr(application, "IMMEDIAT_MAX", 10)
    assert lancer() == 5
    assert not ApplicationThemes.objects.exists()


def test_old_works_are_forgotten_but_not_those_under_way(beaucoup):
    ancien, actif = lancer(), lancer()
    ApplicationThemes.objects.update(cree_le=timezone.now() - timedelta(days=100))
    assert purge_applications() == 1
    assert ApplicationThemes.objects.get() == actif
    assert ancien.pk != actif.pk
