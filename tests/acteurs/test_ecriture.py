"""From the work file into the directory: created, updated, proposed, moved, closed, never doubled."""

import pytest
from django.db import connection

from acteurs.importers.atelier import COLONNES_FICHE, Atelier
from acteurs.models import Acteur, ImportOfficiel, PropositionOfficielle, Thematique, ThemeActeur
from acteurs.morton import code_morton
from acteurs.referentiels import charger
from acteurs.services import ecriture
from acteurs.services.ecriture import ecrire_fiches
from acteurs.services.revision import lire_revision
from socle.texte import normaliser
from socle.travaux import TravailPerdu
from tests.fabriques import make_acteur, make_commune, make_diagnostic

pytestmark = pytest.mark.django_db


@pytest.fixture
def albert():
    charger()
    return make_commune("80016", nom="Albert")


@pytest.fixture
def lieu(albert):
    return make_commune("80017", nom="Aveluy")


def rangee(siret="35600000000048", empreinte=1, **champs):
    """A row of ``fiche``."""
    nom = champs.get("nom", f"AMIS DE {siret}")
    lon, lat = champs.get("lon", 2.65), champs.get("lat", 50.0)
    valeurs = {
        "siret": siret,
        "siren": siret[:9],
        "nom": nom,
        "sigle": "",
        "nom_normalise": normaliser(nom),
        "nom_seul": normaliser(nom),
        "mots": normaliser(nom),
        "type_id": "association",
        "sous_type_id": None,
        "ess": 1,
        "forme_juridique": "Association déclarée",
        "categorie_juridique": "9220",
        "naf": "94.99Z",
        "naf25": "",
        "rna": "",
        "adresse": "1 RUE DES LILAS",
        "commune_id": "80016",
        "lon": lon,
        "lat": lat,
        "precision": "adresse",
        "morton": None if lon is None else code_morton(lon, lat),
        "taille": "1-9",
        "masque_themes": 0,
        "date_source": "2026-11-01",
        "siege": 1,
        "date_creation": "2010-01-01",
        "empreinte": empreinte,
        **champs,
    }
    return tuple(valeurs[c] for c in COLONNES_FICHE)


def silence(etape, pourcentage):
    pass


@pytest.fixture
def ecrire(tmp_path):
    """Write some rows as one whole reading; return the summary's counts that are not zero."""
    numeros = iter(range(100))

    def faire(*rangees, disparus=(), suivi=silence, travail=None):
        with Atelier(tmp_path / f"{next(numeros)}.sqlite") as atelier:
            with atelier.transaction() as db:
                atelier.ajouter_fiches(rangees)
                db.executemany("INSERT INTO disparu VALUES (?, ?, ?, ?)", disparus)
            travail = travail or ImportOfficiel.objects.create(source="sirene")
            bilan = ecrire_fiches(atelier, travail, suivi)
        return {cle: n for cle, n in bilan.items() if n}

    return faire


def test_rows_become_published_entries_of_nobody(albert, ecrire):
    theme = Thematique.objects.get(pk="mobilite")
    revision = lire_revision()
    assert ecrire(rangee(masque_themes=1 << theme.bit), rangee("35600000009075")) == {"crees": 2}
    acteur = Acteur.objects.get(siret="35600000000048")
    assert (acteur.nom, acteur.commune, acteur.type_id) == (
        "AMIS DE 35600000000048", albert, "association",
    )  # fmt: skip
    assert (acteur.statut, acteur.organisation, acteur.origine) == ("publie", None, "sirene")
    assert (acteur.enrichi, acteur.ess, acteur.esus, acteur.empreinte) == (False, True, False, 1)
    assert (acteur.siren, str(acteur.date_source)) == ("356000000", "2026-11-01")
    assert acteur.source == "Répertoire Sirene (Insee)"
    assert list(acteur.thematiques.all()) == [theme]
    assert acteur.morton == code_morton(2.65, 50.0)
    assert not acteur.history.exists()
    assert len({a.reference for a in Acteur.objects.all()}) == 2
    assert lire_revision() > revision
    avant = (acteur.mots, acteur.nom_normalise, acteur.nom_seul)
    acteur.deriver()
    assert (acteur.mots, acteur.nom_normalise, acteur.nom_seul) == avant


def test_an_entry_entered_by_hand_afterwards_gets_a_free_id(albert, ecrire):
    ecrire(rangee())
    assert make_acteur().pk > Acteur.objects.get(siret="35600000000048").pk


def test_the_same_file_again_writes_nothing(albert, ecrire):
    lignes = [rangee(f"356000000{i:05d}") for i in range(5)]
    ecrire(*lignes)
    avant = list(Acteur.objects.order_by("pk").values())
    revision = lire_revision()
    assert ecrire(*lignes) == {"inchanges": 5}
    assert list(Acteur.objects.order_by("pk").values()) == avant
    assert lire_revision() == revision


def test_new_facts_update_what_nobody_holds_and_keep_what_is_known_better(albert, ecrire):
    ecrire(rangee(precision="commune", masque_themes=1, rna="W802000001"))
    acteur = Acteur.objects.get()
    Acteur.objects.update(
        description="Répare des vélos", mots="x", precision="voie", lon=2.7, lat=50.1, esus=True,
        score_geocodage=0.7, site_web="https://exemple.example",
    )  # fmt: skip
    suite = rangee(
        empreinte=2, nom="VÉLO CLUB", masque_themes=6, precision="commune", taille="10-49"
    )
    assert ecrire(suite) == {"modifies": 1}
    acteur = Acteur.objects.get()
    assert (acteur.nom, acteur.taille, acteur.empreinte, acteur.enrichi) == (
        "VÉLO CLUB", "10-49", 2, False,
    )  # fmt: skip
    assert (acteur.description, acteur.esus, acteur.rna) == ("Répare des vélos", True, "W802000001")
    assert (acteur.precision, acteur.lon, acteur.score_geocodage) == ("voie", 2.7, 0.7)
    assert acteur.site_web == "https://exemple.example"
    assert acteur.mots == "velo club repare des velos"
    assert {t.bit for t in acteur.thematiques.all()} == {1, 2}
    assert acteur.version == 2


def test_a_new_address_brings_its_own_point(albert, lieu, ecrire):
    ecrire(rangee(precision="commune"))
    Acteur.objects.update(precision="adresse", lon=2.7, lat=50.1, score_geocodage=0.9)
    ecrire(rangee(empreinte=2, commune_id="80017", precision="commune", lon=2.6, lat=50.2))
    acteur = Acteur.objects.get()
    assert (acteur.precision, acteur.lon, acteur.score_geocodage) == ("commune", 2.6, None)


def test_entries_somebody_holds_are_only_proposed_changes(albert, lieu, ecrire):
    acteur = make_acteur(
        nom="Les Amis", siret="35600000000048", commune=albert, type_id="association",
        adresse="1, rue des lilas", taille="", precision="adresse", lon=2.6, lat=50.0,
    )  # fmt: skip
    facts = rangee(nom="LES AMIS", commune_id="80017")
    assert ecrire(facts) == {"proposes": 1}
    apres = Acteur.objects.get()
    assert (apres.nom, apres.commune, apres.taille, apres.version) == ("Les Amis", albert, "", 1)
    assert (apres.categorie_juridique, apres.naf, apres.empreinte) == ("9220", "94.99Z", 1)
    proposition = PropositionOfficielle.objects.get()
    assert (proposition.acteur, proposition.nature) == (acteur, "modification")
    assert proposition.valeurs == {
        "forme_juridique": ["", "Association déclarée"],
        "taille": ["", "1-9"],
        "commune_id": ["80016", "80017"],
        "lon": [2.6, 2.65],
        "lat": [50.0, 50.0],
        "precision": ["adresse", "adresse"],
    }
    assert ecrire(facts) == {"inchanges": 1}
    assert PropositionOfficielle.objects.count() == 1


def test_what_was_refused_is_not_proposed_again_and_the_rest_is(albert, ecrire):
    make_acteur(nom="Vieux nom", siret="35600000000048", commune=albert)
    ecrire(rangee())
    PropositionOfficielle.objects.update(etat="refusee")
    assert ecrire(rangee(empreinte=2)) == {"inchanges": 1}
    assert ecrire(rangee(empreinte=3, taille="250+")) == {"proposes": 1}
    assert PropositionOfficielle.objects.get(etat="a_examiner").valeurs == {"taille": ["", "250+"]}


def test_later_facts_bring_the_pending_proposal_up_to_date_or_withdraw_it(albert, ecrire):
    make_acteur(
        nom="Vieux nom", siret="35600000000048", commune=albert, type_id="association",
        forme_juridique="association declaree", adresse="1 rue des Lilas", taille="1-9",
        precision="adresse", lon=2, lat=50,
    )  # fmt: skip
    ecrire(rangee(nom="NEUF"))
    assert ecrire(rangee(empreinte=2, nom="AUTRE")) == {"proposes": 1}
    assert PropositionOfficielle.objects.get().valeurs == {"nom": ["Vieux nom", "AUTRE"]}
    ecrire(rangee(empreinte=3, nom="VIEUX NOM"))
    assert not PropositionOfficielle.objects.exists()


def test_an_entry_without_siret_is_recognised_by_name_and_commune(albert, ecrire):
    acteur = make_acteur(nom="Épicerie d’Albert", commune=albert)
    autre = make_acteur(nom="Garage", commune=albert, siren="356000000")
    make_acteur(nom="Épicerie d’Albert")  # elsewhere
    lignes = [
        rangee("35600000900001", nom="EPICERIE D ALBERT"),
        rangee("35600000000048", nom="GARAGE 2000"),
    ]
    lignes[0] = rangee("91234567800001", nom="EPICERIE D ALBERT")
    assert ecrire(*lignes) == {"proposes": 2}
    assert Acteur.objects.count() == 3
    par_acteur = {p.acteur: p for p in PropositionOfficielle.objects.all()}
    assert par_acteur[acteur].valeurs["siret"] == ["", "91234567800001"]
    assert par_acteur[autre].valeurs["siret"] == ["", "35600000000048"]
    assert "même nom" in par_acteur[acteur].motif
    assert ecrire(*lignes) == {"inchanges": 2}
    # Renamed meanwhile: the SIRET stays promised to it.
    acteur.nom = "Tout autre"
    acteur.save()
    assert ecrire(*lignes) == {"inchanges": 2}
    # Refused: another establishment, with an entry of its own.
    PropositionOfficielle.objects.filter(acteur=acteur).update(etat="refusee")
    acteur.nom = "Épicerie d’Albert"
    acteur.save()
    assert ecrire(*lignes) == {"crees": 1, "inchanges": 1}


def test_two_establishments_of_one_name_leave_the_entry_to_the_head_office(albert, ecrire):
    acteur = make_acteur(nom="Secours", commune=albert)
    assert ecrire(
        rangee("35600000000048", nom="SECOURS", siege=0),
        rangee("35600000009075", nom="SECOURS", siege=1),
    ) == {"crees": 1, "proposes": 1}
    assert PropositionOfficielle.objects.get(acteur=acteur).valeurs["siret"][1] == "35600000009075"


def test_closed_entries_are_archived_or_proposed_to_be(albert, ecrire):
    sirets = ["35600000000048", "35600000009075", "91234567800001"]
    ecrire(*(rangee(s, siege=0) for s in sirets))
    cite = Acteur.objects.get(siret=sirets[1])
    make_diagnostic().acteurs.add(cite)
    tenu = Acteur.objects.get(siret=sirets[2])
    Acteur.objects.filter(pk=tenu.pk).update(enrichi=True)
    disparus = [(s, "ferme", "2026-10-01", "Fermé le 01/10/2026") for s in sorted(sirets)]
    assert ecrire(disparus=disparus) == {"fermes": 1, "proposes": 2}
    statuts = dict(Acteur.objects.values_list("siret", "statut"))
    assert statuts == {sirets[0]: "archive", sirets[1]: "publie", sirets[2]: "publie"}
    attente = PropositionOfficielle.objects.filter(etat="a_examiner")
    assert {p.acteur for p in attente} == {cite, tenu}
    assert {p.nature for p in attente} == {"fermeture"}
    trace = PropositionOfficielle.objects.get(etat="acceptee")
    assert (trace.acteur.siret, trace.decidee_par, trace.motif) == (
        sirets[0], None, "Fermé le 01/10/2026",
    )  # fmt: skip
    # Once more: nothing doubles; refused: nothing is proposed again.
    assert ecrire(disparus=disparus) == {"inchanges": 2}
    attente.update(etat="refusee")
    assert ecrire(disparus=disparus) == {"inchanges": 2}


def test_what_opens_again_comes_back_and_withdraws_the_closing(albert, ecrire):
    ecrire(rangee(), rangee("35600000009075"))
    Acteur.objects.filter(siret="35600000009075").update(enrichi=True)
    ecrire(disparus=[(s, "ferme", "", "Fermé") for s in ("35600000000048", "35600000009075")])
    reference = Acteur.objects.get(siret="35600000000048").reference
    assert ecrire(rangee(), rangee("35600000009075")) == {"modifies": 1, "inchanges": 1}
    acteur = Acteur.objects.get(siret="35600000000048")
    assert (acteur.statut, acteur.reference) == ("publie", reference)
    assert not PropositionOfficielle.objects.filter(etat="a_examiner").exists()


def test_what_a_demarche_cites_and_opens_again_is_not_proposed_to_close_any_more(albert, ecrire):
    ecrire(rangee())
    make_diagnostic().acteurs.add(acteur := Acteur.objects.get())
    ecrire(disparus=[(acteur.siret, "ferme", "", "Fermé")])
    rna = ImportOfficiel.objects.create(source="rna")
    autre = make_acteur(siret="35600000009075")
    PropositionOfficielle.objects.create(
        acteur=autre, nature="fermeture", empreinte=1, travail=rna, valeurs={}
    )
    ecrire(rangee(), rangee("35600000009075"))
    # What the register of associations proposed is not for SIRENE to withdraw.
    attente = PropositionOfficielle.objects.filter(nature="fermeture")
    assert [p.acteur for p in attente] == [autre]


def test_what_a_person_archived_stays_archived(albert, ecrire):
    make_acteur(siret="35600000000048", statut="archive")
    assert ecrire(rangee()) == {"inchanges": 1}
    assert Acteur.objects.get().statut == "archive"
    assert not PropositionOfficielle.objects.exists()


def test_a_move_keeps_the_entry_and_its_address(albert, lieu, ecrire):
    ecrire(rangee("35600000000048"))
    avant = Acteur.objects.get()
    neuve = rangee(
        "35600000009075", empreinte=2, commune_id="80017", adresse="2 RUE NEUVE",
        date_creation="2026-09-20",
    )  # fmt: skip
    disparus = [("35600000000048", "ferme", "2026-10-01", "Fermé")]
    assert ecrire(neuve, disparus=disparus) == {"demenages": 1, "inchanges": 1}
    apres = Acteur.objects.get()
    assert (apres.pk, apres.reference) == (avant.pk, avant.reference)
    assert (apres.siret, apres.commune, apres.adresse) == ("35600000009075", lieu, "2 RUE NEUVE")
    trace = PropositionOfficielle.objects.get()
    assert (trace.nature, trace.etat) == ("demenagement", "acceptee")
    assert trace.valeurs["siret"] == ["35600000000048", "35600000009075"]


def test_a_move_of_an_entry_somebody_holds_is_proposed_and_not_doubled(albert, lieu, ecrire):
    acteur = make_acteur(nom="X", siret="35600000000048", commune=albert)
    neuve = rangee("35600000009075", commune_id="80017", date_creation="2026-09-20")
    disparus = [("35600000000048", "ferme", "2026-10-01", "Fermé")]
    for attendu in ({"proposes": 1, "inchanges": 1}, {"inchanges": 2}):
        assert ecrire(neuve, disparus=disparus) == attendu
    assert Acteur.objects.count() == 1
    proposition = PropositionOfficielle.objects.get()
    assert (proposition.acteur, proposition.nature) == (acteur, "demenagement")
    assert proposition.valeurs["commune_id"] == ["80016", "80017"]
    proposition.etat = "refusee"
    proposition.save()
    assert ecrire(neuve, disparus=disparus) == {"crees": 1, "inchanges": 1}


@pytest.mark.parametrize(
    "champs",
    [
        {"date_creation": "2019-01-01"},  # opened long before
        {"siege": 0, "commune_id": "59350"},  # another département, and not the only one left
    ],
)
def test_another_place_of_the_same_unit_is_not_a_move(albert, ecrire, champs):
    make_commune("59350", nom="Lille")
    ecrire(rangee("35600000000048", siege=0))
    neuve = rangee("35600000009075", **{"date_creation": "2026-09-20", **champs})
    autre = rangee("35600000009999", date_creation="2001-01-01")
    disparus = [("35600000000048", "ferme", "2026-10-01", "Fermé")]
    assert ecrire(neuve, autre, disparus=disparus) == {"fermes": 1, "crees": 2}


def test_killed_half_way_it_goes_on_without_doubles(albert, ecrire, monkeypatch, tmp_path):
    monkeypatch.setattr(ecriture, "LOT", 2)
    appels = []

    def coupe(etape, pourcentage):
        appels.append(pourcentage)
        if len(appels) == 2:
            raise TravailPerdu

    travail = ImportOfficiel.objects.create(source="sirene")
    with Atelier(tmp_path / "a.sqlite") as atelier:
        with atelier.transaction():
            atelier.ajouter_fiches(rangee(f"356000000{i:05d}") for i in range(5))
        with pytest.raises(TravailPerdu):
            ecrire_fiches(atelier, travail, coupe)
        assert Acteur.objects.count() == 2
        travail = ImportOfficiel.objects.get()
        assert travail.bilan["crees"] == 2
        vus = []
        ecrire_fiches(atelier, travail, lambda etape, n: vus.append(n))
    assert Acteur.objects.count() == 5
    assert travail.bilan["crees"] == 5
    assert travail.bilan.get("inchanges", 0) == 0
    assert vus == sorted(vus)


def test_a_large_first_loading_makes_the_same_directory_and_keeps_the_indexes(
    albert, ecrire, monkeypatch
):
    with connection.cursor() as curseur:
        table = Acteur._meta.db_table
        avant = connection.introspection.get_constraints(curseur, table)
    monkeypatch.setattr(ecriture, "GRAND", 3)
    monkeypatch.setattr(ecriture, "LOT", 2)
    lignes = [rangee(f"356000000{i:05d}", masque_themes=3) for i in range(7)]
    assert ecrire(*lignes) == {"crees": 7}
    assert ThemeActeur.objects.count() == 14
    with connection.cursor() as curseur:
        assert connection.introspection.get_constraints(curseur, table) == avant
    assert ecrire(*lignes) == {"inchanges": 7}


def test_a_siret_entered_at_the_same_instant_is_not_doubled(albert, ecrire, monkeypatch):
    chercher = ecriture.chercher_connus
    courses = []

    def aveugle(sirets):
        connus = chercher(sirets)
        if not courses:
            courses.append(1)
            return {}
        return connus

    make_acteur(siret="35600000000048", nom="AMIS DE 35600000000048", commune=albert)
    monkeypatch.setattr(ecriture, "chercher_connus", aveugle)
    assert ecrire(rangee(), rangee("35600000009075")) == {"crees": 1, "proposes": 1}
    assert Acteur.objects.count() == 2


def test_queries_do_not_grow_with_the_rows(albert, ecrire, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    comptes = []
    for debut, nombre in ((1, 1), (2, 3)):
        with CaptureQueriesContext(connection) as captees:
            ecrire(*(rangee(f"{debut}56000000{i:05d}") for i in range(nombre)))
        comptes.append(len(captees))
    assert comptes[0] == comptes[1]
