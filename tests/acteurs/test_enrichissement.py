"""Reading the registers that enrich, as a work: refused files, interruptions, costs."""

from collections import Counter
from datetime import date

import pytest
from django.core.files.storage import storages
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from acteurs.importers import esus, tables_csv
from acteurs.importers.ess_france import EntrepriseEss
from acteurs.models import ImportOfficiel, PropositionOfficielle, Revision
from acteurs.services.apports import (
    ApportEssFrance,
)
from acteurs.services.rejets import chemin_rejets
from socle.travaux import Suivi, executer
from tests.acteurs.enrichissements import (
    SIREN,
    comptes,
    ecrire,
    importer,
    liste_ess,
    liste_esus,
    make_officiel,
    rna,
    vu,
)
from tests.acteurs.fichiers_registres import (
    ASSO,
    siren_de,
)
from tests.fabriques import make_acteur

pytestmark = pytest.mark.django_db


def test_refused_lines_are_downloadable_with_their_number(tmp_path):
    travail = importer("ess_france", liste_ess(tmp_path, "123,Faux", SIREN, ",Vide"))
    with storages["prive"].open(chemin_rejets(travail)) as flux:
        lignes = flux.read().decode("utf-8-sig").splitlines()
    assert [ligne.split(";")[:2] for ligne in lignes[1:]] == [
        ["entreprisesess.csv", "2"],
        ["entreprisesess.csv", "4"],
    ]


@pytest.mark.parametrize(
    ("source", "contenu", "message"),
    [
        ("ess_france", "Nom\nA\n", "Aucune colonne"),
        ("esus", "Nom\nA\n", "SIREN"),
        ("rna", "Nom;Ville\nA;B\n", "Colonnes absentes"),
    ],
)
def test_a_wrong_file_fails_with_its_remedy_and_writes_nothing(tmp_path, source, contenu, message):
    acteur = make_officiel(ess=None)
    travail = importer(source, ecrire(tmp_path, contenu, "f.csv"), echoue=True)
    assert travail.etat == "echec"
    assert message in travail.erreur
    assert vu(acteur).ess is None


def test_a_file_taken_away_is_said(tmp_path):
    travail = importer("rna", tmp_path / "absent.csv", echoue=True)
    assert "absent.csv" in travail.erreur
    travail = ImportOfficiel.objects.create(source="rna")
    assert not executer(travail, battre_en_fond=False)
    travail.refresh_from_db()
    assert "Aucun fichier" in travail.erreur


class Tue(BaseException):
    """What a killed worker leaves behind: nothing is caught, nothing is told."""


class Coupe(Suivi):
    """A worker killed at its nth sign of life."""

    restants = 0

    def __call__(self, etape: str, pourcentage: int) -> None:
        super().__call__(etape, pourcentage)
        type(self).restants -= 1
        if type(self).restants < 0:
            raise Tue


@pytest.mark.parametrize("source", ["ess_france", "esus", "rna"])
def test_killed_half_way_resumes_without_counting_twice(tmp_path, monkeypatch, source):
    monkeypatch.setattr(tables_csv, "BLOC", 512)
    monkeypatch.setattr(esus, "LOT", 3)
    sirens = [siren_de(f"{n:08d}") for n in range(1, 25)]
    for n, siren in enumerate(sirens):
        make_officiel(siren=siren, nom=f"A{n}", rna=f"W8020{n:05d}", ess=None)
    chemin = {
        "ess_france": lambda: liste_ess(tmp_path, *(f"{s},{'x' * 40}" for s in sirens), "12,faux"),
        "esus": lambda: liste_esus(tmp_path, *([s, None] for s in sirens), ["12", None]),
        "rna": lambda: rna(
            tmp_path, *({**ASSO, "id": f"W8020{n:05d}", "siret": ""} for n in range(24)), {}
        ),
    }[source]()
    travail = ImportOfficiel.objects.create(
        source=source, fichiers={"f": {"chemin": str(chemin), "nom": "f"}}
    )
    monkeypatch.setattr("socle.travaux.Suivi", Coupe)
    for _ in range(30):
        Coupe.restants = 1
        try:
            executer(travail, battre_en_fond=False)
        except Tue:
            ImportOfficiel.objects.filter(pk=travail.pk).update(etat="en_attente", jeton=None)
            continue
        break
    travail.refresh_from_db()
    assert travail.etat == "termine"
    assert travail.tentatives > 2
    assert comptes(travail) == {"modifies": 24, "inchanges": 0, "proposes": 0, "rejets": 1}
    Coupe.restants = 1_000_000
    entier = importer(source, chemin)
    assert comptes(entier) == {"modifies": 0, "inchanges": 24, "proposes": 0, "rejets": 1}
    with storages["prive"].open(chemin_rejets(travail)) as flux:
        assert len(flux.read().splitlines()) == 2


def test_a_batch_costs_the_same_for_one_entry_and_for_many(django_assert_num_queries):
    travail = ImportOfficiel.objects.create(source="ess_france")
    sirens = [siren_de(f"{n:08d}") for n in range(1, 40)]
    for n, siren in enumerate(sirens):
        make_officiel(siren=siren, nom=f"A{n}", ess=None)
    faits = [EntrepriseEss(n, siren, commerciale=False) for n, siren in enumerate(sirens)]
    apport = ApportEssFrance(travail)
    with transaction.atomic():
        with CaptureQueriesContext(connection) as une:
            apport.traiter(faits[:1], Counter())
        compte: Counter[str] = Counter()
        with django_assert_num_queries(len(une)):
            apport.traiter(faits[1:], compte)
    assert compte["modifies"] == 38


def test_the_directory_says_that_it_changed_only_when_it_did(tmp_path):
    make_officiel(ess=None, lon=2.65, lat=50.0)
    importer("ess_france", liste_ess(tmp_path, SIREN))
    numero = Revision.objects.get(pk=1).numero
    assert numero >= 1
    importer("ess_france", liste_ess(tmp_path, SIREN))
    assert Revision.objects.get(pk=1).numero == numero


def test_dates_of_the_list_are_dates_of_the_entry(tmp_path):
    acteur = make_officiel()
    importer("esus", liste_esus(tmp_path, [SIREN, "31/12/2099"]))
    assert vu(acteur).esus_fin == date(2099, 12, 31)


def test_sirene_does_not_withdraw_a_dissolution(tmp_path):
    from acteurs.services.comparaison import rouvrir

    acteur = make_acteur(rna="W802001234")
    importer("rna", rna(tmp_path, {**ASSO, "position": "D"}))
    rouvrir([acteur.pk])
    assert PropositionOfficielle.objects.filter(acteur=acteur).exists()


def test_the_counts_of_the_map_follow(tmp_path):
    from acteurs.models import Densite

    make_officiel(ess=None, lon=2.65, lat=50.0)
    importer("ess_france", liste_ess(tmp_path, SIREN))
    assert set(Densite.objects.values_list("ess", flat=True)) == {True}
