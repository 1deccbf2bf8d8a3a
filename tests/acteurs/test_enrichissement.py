"""What ESS France, ESUS and the RNA bring to the directory; interruptions; what people hold."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from acteurs.importers import esus, tables_csv
from acteurs.importers.ess_france import EntrepriseEss
from acteurs.models import Acteur, ImportOfficiel, PropositionOfficielle, Revision
from acteurs.services.apports import (
    A_REVOIR,
    LISTE_COURTE,
    RETIRES,
    ApportEssFrance,
    sirens_signales,
)
from acteurs.services.rejets import chemin_rejets
from socle.travaux import Suivi, executer
from tests.acteurs.test_importers_registres import (
    ASSO,
    WALDEC,
    classeur,
    siren_de,
    table_rna,
)
from tests.fabriques import make_acteur, make_type

pytestmark = pytest.mark.django_db
SIREN = "923114524"
SIRET = "92311452400018"
AUTRE = siren_de("11111111")
DEMAIN = timezone.localdate() + timedelta(days=1)
HIER = timezone.localdate() - timedelta(days=1)


def make_officiel(**champs) -> Acteur:
    """An entry as SIRENE brings it: nobody wrote in it."""
    champs.setdefault("siren", SIREN)
    acteur = make_acteur(origine="sirene", **champs)
    Acteur.objects.filter(pk=acteur.pk).update(enrichi=False)
    return acteur


def importer(source: str, *chemins: Path, echoue: bool = False) -> ImportOfficiel:
    """Run one import whole."""
    fichiers = {f"f{n}": {"chemin": str(c), "nom": c.name} for n, c in enumerate(chemins)}
    travail = ImportOfficiel.objects.create(source=source, fichiers=fichiers)
    assert executer(travail, battre_en_fond=False) is not echoue
    travail.refresh_from_db()
    return travail


def ecrire(dossier: Path, contenu: str | bytes, nom: str) -> Path:
    chemin = dossier / nom
    chemin.write_bytes(contenu.encode() if isinstance(contenu, str) else contenu)
    return chemin


def liste_ess(dossier: Path, *lignes: str) -> Path:
    pleines = (ligne if "," in ligne else f"{ligne}," for ligne in lignes)
    texte = "\n".join(["SIREN,Famille juridique de l'entreprise", *pleines])
    return ecrire(dossier, texte, "entreprisesess.csv")


def liste_esus(dossier: Path, *lignes: list[object]) -> Path:
    return classeur(dossier, [["N° SIREN", "Date de fin d’agrément"], *lignes])


def rna(dossier: Path, *lignes: dict[str, str]) -> Path:
    return ecrire(dossier, table_rna(WALDEC, *lignes), "rna_waldec_20260901_dpt_80.csv")


def vu(acteur: Acteur) -> Acteur:
    acteur.refresh_from_db()
    return acteur


def comptes(travail: ImportOfficiel) -> dict[str, int]:
    return {c: travail.bilan.get(c, 0) for c in ("modifies", "inchanges", "proposes", "rejets")}


# ── ESS France ──────────────────────────────────────────────────────────────
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


# ── RNA ─────────────────────────────────────────────────────────────────────
def test_rna_describes_associations_nobody_holds(tmp_path):
    par_numero = make_officiel(siren="", rna="W802001234", nom="Café Réparation", sigle="CR")
    par_siren = make_officiel(nom="Par SIREN")
    travail = importer("rna", rna(tmp_path, ASSO))
    assert vu(par_numero).description.startswith("Favoriser le réemploi")
    assert par_numero.site_web == "https://www.exemple.example"
    assert par_numero.mots.startswith("cafe reparation cr favoriser le reemploi")
    assert not par_numero.contact_public
    # A SIREN only tells when no entry has the number itself.
    assert vu(par_siren).description == ""
    par_numero.delete()
    assert comptes(travail)["modifies"] == 1
    importer("rna", rna(tmp_path, ASSO))
    assert (vu(par_siren).rna, par_siren.enrichi) == ("W802001234", False)
    suivant = {**ASSO, "objet": "autre objet", "siteweb": ""}
    importer("rna", rna(tmp_path, suivant))
    assert vu(par_siren).description == "Autre objet"
    assert par_siren.site_web == "https://www.exemple.example"
    assert comptes(importer("rna", rna(tmp_path, suivant)))["inchanges"] == 1


def test_rna_never_touches_what_people_wrote(tmp_path):
    ecrit = make_acteur(
        rna="W802001234", description="À nous", site_web="https://nous.example", nom="Écrit"
    )
    vide = make_acteur(rna="W802001234", nom="Vide", taille="1-9")
    travail = importer("rna", rna(tmp_path, ASSO))
    assert (vu(ecrit).description, ecrit.site_web) == ("À nous", "https://nous.example")
    assert vu(vide).description.startswith("Favoriser")
    assert vide.history.first().history_change_reason == "Répertoire national des associations"
    assert comptes(travail) == {"modifies": 1, "inchanges": 1, "proposes": 0, "rejets": 0}


def test_rna_entry_that_cannot_be_saved_is_told(tmp_path):
    acteur = make_acteur(rna="W802001234", nom="Faux")
    Acteur.objects.filter(pk=acteur.pk).update(siret="12345678901234")
    travail = importer("rna", rna(tmp_path, ASSO))
    assert vu(acteur).description == ""
    assert travail.bilan["avertissements"] == {A_REVOIR: 1}


def test_rna_dissolution_is_proposed_and_withdrawn_when_it_was_a_mistake(tmp_path):
    libre = make_officiel(rna="W802001234")
    tenu = make_acteur(rna="W802001234", nom="Tenu")
    finie = {**ASSO, "position": "D", "date_disso": "2024-05-17"}
    travail = importer("rna", rna(tmp_path, finie))
    assert comptes(travail) == {"modifies": 0, "inchanges": 0, "proposes": 2, "rejets": 0}
    assert {vu(a).statut for a in (libre, tenu)} == {"publie"}
    propositions = PropositionOfficielle.objects.order_by("acteur")
    assert {p.acteur for p in propositions} == {libre, tenu}
    assert propositions[0].valeurs == {"statut": ["publie", "archive"]}
    assert "dissoute le 17/05/2024" in propositions[0].motif
    assert comptes(importer("rna", rna(tmp_path, finie)))["inchanges"] == 2
    importer("rna", rna(tmp_path, ASSO))
    assert not PropositionOfficielle.objects.exists()
    importer("rna", rna(tmp_path, {**finie, "position": "S"}))
    assert "supprimée" in PropositionOfficielle.objects.first().motif


def test_rna_leaves_the_closures_that_sirene_proposes(tmp_path):
    acteur = make_acteur(rna="W802001234")
    sirene = ImportOfficiel.objects.create(source="sirene", etat="termine")
    proposition = PropositionOfficielle.objects.create(
        acteur=acteur, nature="fermeture", motif="Fermé", empreinte=1, travail=sirene
    )
    importer("rna", rna(tmp_path, {**ASSO, "position": "D"}))
    importer("rna", rna(tmp_path, ASSO))
    proposition.refresh_from_db()
    assert proposition.motif == "Fermé"


def test_rna_number_used_twice_follows_the_living_association(tmp_path):
    acteur = make_officiel(rna="W802001234")
    finie = {**ASSO, "position": "D", "objet": "ancien objet"}
    for lignes in ((finie, ASSO), (ASSO, finie)):
        importer("rna", rna(tmp_path, *lignes))
        assert vu(acteur).description.startswith("Favoriser")
        assert not PropositionOfficielle.objects.exists()


# ── The work itself ─────────────────────────────────────────────────────────
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
