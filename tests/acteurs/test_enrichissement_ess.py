"""What ESS France and ESUS lists bring to the directory, and to what people hold."""

import pytest

from acteurs.models import Acteur, PropositionOfficielle
from acteurs.services.apports import (
    LISTE_COURTE,
    RETIRES,
    sirens_signales,
)
from tests.acteurs.enrichissements import (
    AUTRE,
    DEMAIN,
    HIER,
    SIREN,
    comptes,
    importer,
    liste_ess,
    liste_esus,
    make_officiel,
    vu,
)
from tests.acteurs.fichiers_registres import (
    siren_de,
)
from tests.fabriques import make_acteur, make_type

pytestmark = pytest.mark.django_db


def test_ess_france_says_ess_of_entries_nobody_holds(tmp_path):
    make_type("entreprise-classique", ess="non", groupe="autre")
    a = make_officiel(ess=None, type_id="entreprise-classique")
    b = make_officiel(ess=True, nom="Autre établissement")
    ailleurs = make_officiel(siren=AUTRE, ess=None)
    travail = importer("ess_france", liste_ess(tmp_path, f"{SIREN},Associations", "12,X", ",X"))
    assert (vu(a).ess, vu(b).ess, vu(ailleurs).ess) == (True, True, None)
    assert comptes(travail) == {"modifies": 1, "inchanges": 1, "proposes": 0, "rejets": 2}
    assert travail.bilan["lus"] == {"Lignes lues": 3, "Lignes reconnues dans l’annuaire": 1}
    encore = importer("ess_france", liste_ess(tmp_path, f"{SIREN},Associations"))
    assert comptes(encore) == {"modifies": 0, "inchanges": 2, "proposes": 0, "rejets": 0}


def test_ess_france_fills_a_blank_and_proposes_against_what_people_said(tmp_path):
    vide = make_acteur(siren=SIREN, ess=None)
    non = make_acteur(siren=SIREN, ess=False, nom="Non")
    deja = make_acteur(siren=SIREN, ess=None, type=make_type("association"), nom="Association")
    archive = make_acteur(siren=SIREN, ess=None, nom="Archivé", statut="archive")
    travail = importer("ess_france", liste_ess(tmp_path, f"{SIREN},Associations"))
    assert comptes(travail) == {"modifies": 1, "inchanges": 1, "proposes": 1, "rejets": 0}
    assert (vu(vide).ess, vu(non).ess, vu(deja).ess, vu(archive).ess) == (True, False, None, None)
    passage = vide.history.first()
    assert passage.history_change_reason.startswith("Liste des entreprises de l’ESS")
    (proposition,) = PropositionOfficielle.objects.all()
    assert (proposition.acteur, proposition.nature) == (non, "modification")
    assert proposition.valeurs == {"ess": [False, True]}
    importer("ess_france", liste_ess(tmp_path, f"{SIREN},Associations"))
    assert PropositionOfficielle.objects.count() == 1


def test_what_was_refused_once_is_not_proposed_again(tmp_path):
    make_acteur(siren=SIREN, ess=False)
    importer("ess_france", liste_ess(tmp_path, SIREN))
    PropositionOfficielle.objects.update(etat="refusee")
    travail = importer("ess_france", liste_ess(tmp_path, SIREN))
    assert comptes(travail)["proposes"] == 0
    assert PropositionOfficielle.objects.count() == 1


def test_what_another_register_proposes_stays_beside(tmp_path):
    acteur = make_acteur(siren=SIREN, ess=False)
    PropositionOfficielle.objects.create(
        acteur=acteur, nature="modification", valeurs={"taille": ["", "1-9"]}, empreinte=7
    )
    importer("ess_france", liste_ess(tmp_path, SIREN))
    (proposition,) = PropositionOfficielle.objects.all()
    assert proposition.valeurs == {"taille": ["", "1-9"], "ess": [False, True]}
    assert proposition.empreinte == 7


def test_commercial_companies_are_remembered_for_the_next_reading_of_sirene(tmp_path):
    autre = siren_de("22222222")
    importer(
        "ess_france",
        liste_ess(tmp_path, f"{SIREN},Associations", f"{AUTRE},Sociétés commerciales de l'ESS"),
    )
    importer("esus", liste_esus(tmp_path, [autre, None], [SIREN, HIER.isoformat()]))
    assert sirens_signales() == {AUTRE, autre}
    importer("esus", liste_esus(tmp_path, [SIREN, DEMAIN.isoformat()]))
    assert sirens_signales() == {AUTRE, SIREN}


# ── ESUS ────────────────────────────────────────────────────────────────────
def test_esus_is_written_everywhere_with_its_end(tmp_path):
    libre = make_officiel(ess=True)
    tenu = make_acteur(siren=SIREN, ess=True, description="Écrit à la main")
    perime = make_officiel(siren=AUTRE, ess=True, esus=True)
    chemin = liste_esus(tmp_path, [SIREN, DEMAIN.isoformat()], [AUTRE, HIER.isoformat()])
    travail = importer("esus", chemin)
    assert [(vu(a).esus, a.esus_fin) for a in (libre, tenu, perime)] == [
        (True, DEMAIN),
        (True, DEMAIN),
        (False, HIER),
    ]
    assert tenu.description == "Écrit à la main"
    assert comptes(travail) == {"modifies": 3, "inchanges": 0, "proposes": 0, "rejets": 0}
    assert comptes(importer("esus", chemin)) == {
        "modifies": 0,
        "inchanges": 3,
        "proposes": 0,
        "rejets": 0,
    }


def test_esus_of_an_entry_said_not_to_be_of_the_ess_is_proposed(tmp_path):
    acteur = make_acteur(siren=SIREN, ess=False)
    travail = importer("esus", liste_esus(tmp_path, [SIREN, None]))
    assert (vu(acteur).esus, acteur.esus_fin, acteur.ess) == (True, None, False)
    assert comptes(travail) == {"modifies": 1, "inchanges": 0, "proposes": 1, "rejets": 0}


def test_esus_taken_off_when_no_longer_listed_unless_the_list_looks_cut(tmp_path):
    ancien = make_officiel(siren=AUTRE, esus=True)
    make_officiel()
    travail = importer("esus", liste_esus(tmp_path, [SIREN, None]))
    assert not vu(ancien).esus
    assert travail.bilan["avertissements"] == {RETIRES: 1}
    sirens = [siren_de(f"{n:08d}") for n in range(100, 130)]
    for siren in sirens:
        make_officiel(siren=siren, esus=True, nom=siren)
    travail = importer("esus", liste_esus(tmp_path, [SIREN, None]))
    assert Acteur.objects.filter(esus=True).count() == 31
    assert travail.bilan["avertissements"] == {LISTE_COURTE: 30}
