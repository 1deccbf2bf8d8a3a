"""The page of rights tells the truth, and delays are counted right."""

import re
from collections import Counter
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from acteurs.models import PropositionOfficielle
from comptes.models import Role
from moderation.delais import dire_jours, mediane, mesurer
from moderation.models import Contribution, LotDecisions
from moderation.portee import territoires_de
from moderation.qui_decide import CHAPITRES, PROFILS
from moderation.services.contributions import Signature, propose_acteur
from moderation.services.decisions import decide_contribution
from moderation.services.tenues import request_tenue
from tests.fabriques import make_acteur, make_commune, make_organisation, make_utilisateur
from tests.moderation.monde import batir, corriger, proposer

pytestmark = pytest.mark.django_db


def gens() -> tuple[dict[str, Any], Any]:
    """One person of each profile; the organisation that holds the entries."""
    personnes = {nom: make_utilisateur(nom=nom) for nom in PROFILS if nom != "public"}
    make_organisation(personnes["organisation"])
    maison = make_organisation(personnes["saisie"])
    make_organisation(personnes["reseau"], nature="reseau_ess")
    return {"public": AnonymousUser(), **personnes}, maison


def test_the_page_of_rights_says_what_the_rules_do():
    personnes, maison = gens()
    publiee = make_acteur(organisation=maison)
    objets = {
        "": None,
        "publiee": publiee,
        "proposee": make_acteur(organisation=maison, statut="propose"),
        "correction": corriger(publiee, nom="Neuf"),
        "nouvelle": proposer(None),
        "lot": LotDecisions.objects.create(geste="refuser", par=make_utilisateur()),
        "tenue": request_tenue(
            acteur=publiee,
            organisation=make_organisation(nature="structure_ess"),
            voie="reseau",
            par=make_utilisateur(),
        ),
    }
    for chapitre in CHAPITRES:
        for droit in chapitre.droits:
            if not droit.permission:
                continue
            for profil, personne in personnes.items():
                objet = objets.get(droit.objet) or (
                    propose_acteur(champs={"nom": "Sien"}, signature=Signature(auteur=personne))
                    if droit.objet == "sienne" and profil != "public"
                    else None
                )
                if droit.objet == "sienne" and objet is None:
                    continue
                peut = personne.has_perm(droit.permission, objet)
                assert peut == (profil in droit.qui), (droit.quoi, profil)


def test_reading_only_decides_nothing():
    lectrice = make_utilisateur()
    make_organisation(lectrice, nature="reseau_ess", role=Role.LECTEUR)
    assert not lectrice.has_perm("moderation.decider", proposer(None))
    assert not lectrice.has_perm("moderation.voir_file")
    assert not lectrice.has_perm("moderation.voir_statistiques")


def test_the_page_is_for_everybody(client):
    page = re.sub(r"\s+", " ", client.get(reverse("moderation:droits")).content.decode())
    for chapitre in CHAPITRES:
        assert chapitre.titre in page


@pytest.mark.parametrize(
    ("jours", "dit"),
    [
        (None, ""),
        (0.4, "moins d’un jour"),
        (1.2, "1\u00a0jour"),
        (12, "12\u00a0jours"),
        (95, "3\u00a0mois"),
    ],
)
def test_days_in_words(jours, dit):
    assert dire_jours(jours) == dit


def test_delays_by_territory(client):
    scene = batir()
    maintenant = timezone.now()

    def vieillir(contribution, jours):
        Contribution.objects.filter(pk=contribution.pk).update(
            cree_le=maintenant - timedelta(days=jours)
        )

    for jours in (3, 5, 20):
        decidee = corriger(scene.acteur, nom=f"Nom {jours}")
        vieillir(decidee, jours)
        decide_contribution(contribution=decidee, geste="refuser", par=scene.curatrice, motif="Non")
    vieillir(proposer(scene.commune), 10)
    vieillir(proposer(scene.ailleurs), 40)
    contributions, registres, lieux = mesurer(scene.curatrice, territoires_de(scene.curatrice))
    assert (contributions.attendent, contributions.refusees, contributions.acceptees) == (1, 3, 0)
    assert contributions.mediane == pytest.approx(5, abs=0.1)
    assert (contributions.attente_dite, registres.attendent) == ("10\u00a0jours", 0)
    assert [(d.nom, d.attendent) for d in lieux] == [("Pays du Coquelicot", 1)]
    partout, _, departements = mesurer(scene.curatrice, [])
    assert partout.attendent == 2
    assert [(d.nom, d.adresse) for d in departements] == [("Somme", "departement:80")]
    client.force_login(scene.curatrice)
    page = client.get(reverse("moderation:statistiques"))
    assert "Pays du Coquelicot" in page.content.decode()


@pytest.mark.parametrize("partout", [True, False])
def test_delays_cost_the_same_for_one_proposal_and_for_ten(client, partout):
    scene = batir()
    if partout:
        scene.reseau.adoptions.all().delete()
    client.force_login(scene.curatrice)
    comptes = []
    for nombre in (1, 9):
        for rang in range(nombre):
            commune = make_commune(f"80{100 * nombre + rang}")
            proposer(commune, nom=f"Neuf {rang}")
            fiche = make_acteur(commune=commune)
            decidee = corriger(fiche, nom="Autre")
            decide_contribution(
                contribution=decidee, geste="refuser", par=scene.curatrice, motif="Non"
            )
            PropositionOfficielle.objects.create(
                acteur=fiche, nature="fermeture", valeurs={}, empreinte=1
            )
        with CaptureQueriesContext(connection) as requetes:
            client.get(reverse("moderation:statistiques"))
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1] <= 25


def test_the_median_is_that_of_a_list():
    assert mediane(Counter()) is None
    for durees in ([4], [1, 9], [0, 0, 5], [3, 3, 7, 30], [2, 2, 2, 8, 9, 9]):
        assert mediane(Counter(durees)) == median(durees)


def test_registers_are_counted_by_place(client):
    scene = batir()
    PropositionOfficielle.objects.create(
        acteur=scene.acteur, nature="fermeture", valeurs={}, empreinte=1
    )
    _, registres, lieux = mesurer(scene.curatrice, territoires_de(scene.curatrice))
    assert (registres.attendent, registres.attente_dite) == (1, "moins d’un jour")
    assert [(d.nom, d.attendent, d.registres) for d in lieux] == [("Pays du Coquelicot", 0, 1)]
    client.force_login(scene.curatrice)
    assert (
        "Registres, en attente" in client.get(reverse("moderation:statistiques")).content.decode()
    )
