import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from acteurs.importers.colonnes import deviner
from acteurs.importers.lecture import examiner
from acteurs.models import Acteur, FichierActeurs, ImportActeurs
from acteurs.referentiels import charger
from acteurs.services import imports
from socle.travaux import Travail, annuler_travail, executer, relancer_travail
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_organisation,
    make_territoire,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db

ENTETES = "Nom;Famille;SIRET;Thèmes;Code INSEE;Code postal;Commune;Description"


@pytest.fixture
def albert():
    charger()
    return make_commune("80016", nom="Albert", codes_postaux=["80300"], lon=2.649, lat=50.004)


def deposer(*lignes: str, entetes: str = ENTETES, organisation=None, **champs) -> ImportActeurs:
    contenu = "\n".join([entetes, *lignes, ""]).encode()
    fichier = ContentFile(contenu)
    examen = examiner(fichier, "acteurs.csv", len(contenu))
    depose = FichierActeurs.objects.create(
        organisation=organisation or make_organisation(),
        nom="acteurs.csv",
        chemin=storages["prive"].save("imports-acteurs/essai.csv", fichier),
        format=examen.format,
        encodage=examen.encodage,
        separateur=examen.separateur,
        entetes=examen.entetes,
        lignes=examen.lignes,
    )
    champs.setdefault("simulation", False)
    champs.setdefault("demandeur", make_utilisateur())
    return ImportActeurs.objects.create(
        fichier=depose, correspondance=deviner(examen.entetes), **champs
    )


def jouer(travail: ImportActeurs) -> dict:
    executer(travail, battre_en_fond=False)
    travail.refresh_from_db()
    assert travail.etat == Travail.Etat.TERMINE, travail.erreur
    return {k: v for k, v in travail.bilan.items() if isinstance(v, int) and v}


def motifs(travail: ImportActeurs) -> list[tuple[int, str]]:
    return list(travail.signalees.values_list("numero", "motif"))


def test_creates_published_actors_placed_themed_and_traced(albert):
    travail = deposer(
        "Garage de l’Été;SCIC;356 000 000 00048;Mobilité | énergie et sobriété;80016;;;Répare"
    )
    assert jouer(travail) == {"crees": 1}
    acteur = Acteur.objects.get()
    assert (acteur.nom, acteur.type_id, acteur.sous_type_id) == (
        "Garage de l’Été", "cooperative", "scic",
    )  # fmt: skip
    assert (acteur.siret, acteur.commune, acteur.lon) == ("35600000000048", albert, 2.649)
    assert (acteur.statut, acteur.organisation) == ("publie", travail.fichier.organisation)
    assert {t.pk for t in acteur.thematiques.all()} == {"mobilite", "energie"}
    passage = acteur.history.get()
    assert (passage.history_type, passage.history_user) == ("+", travail.demandeur)
    assert passage.history_change_reason == "Import de acteurs.csv"
    assert set(passage.thematiques.values_list("thematique", flat=True)) == {"mobilite", "energie"}
    assert acteur.nom_normalise == "garage de l ete"
    assert acteur.morton
    assert travail.pourcentage == 100


def test_dry_run_writes_nothing_and_says_the_same(albert):
    travail = deposer("A;;;;80016;;;", "B;;123;;80016;;;", simulation=True)
    assert jouer(travail) == {"crees": 1, "rejets": 1}
    assert not Acteur.objects.exists()


def test_second_import_changes_nothing(albert):
    lignes = ("A;Association;;Mobilité;80016;;;Texte", "B;;35600000000048;;80016;;;")
    premier = deposer(*lignes)
    organisation = premier.fichier.organisation
    assert jouer(premier) == {"crees": 2}
    assert jouer(deposer(*lignes, organisation=organisation)) == {"inchanges": 2}
    assert Acteur.objects.count() == 2
    assert Acteur.history.count() == 2


def test_update_by_siret_or_by_name_and_commune_keeps_blank_cells_and_adds_themes(albert):
    organisation = make_organisation()
    par_siret = make_acteur(
        nom="Ancien", siret="35600000000048", organisation=organisation, description="Garder"
    )
    par_nom = make_acteur(nom="Éco-Lieu", commune=albert, organisation=organisation)
    travail = deposer(
        "Nouveau;;35600000000048;Mobilité;80016;;;",
        "ECO LIEU;Association;;;;80300;ALBERT;Tiers-lieu",
        organisation=organisation,
    )
    assert jouer(travail) == {"modifies": 2}
    par_siret.refresh_from_db()
    par_nom.refresh_from_db()
    assert (par_siret.nom, par_siret.description, par_siret.commune) == (
        "Nouveau",
        "Garder",
        albert,
    )
    assert par_siret.thematiques.get().pk == "mobilite"
    assert (par_nom.type_id, par_nom.description) == ("association", "Tiers-lieu")


def test_another_family_drops_the_form_that_went_with_the_old_one(albert):
    organisation = make_organisation()
    acteur = make_acteur(
        nom="A",
        commune=albert,
        type_id="cooperative",
        sous_type_id="scic",
        organisation=organisation,
    )
    ligne = "A;Coopérative;;;80016;;;"
    assert jouer(deposer(ligne, organisation=organisation)) == {"inchanges": 1}
    assert jouer(deposer("A;Association;;;80016;;;", organisation=organisation)) == {"modifies": 1}
    acteur.refresh_from_db()
    assert (acteur.type_id, acteur.sous_type_id) == ("association", None)


def test_option_fills_only_blank_fields(albert):
    organisation = make_organisation()
    acteur = make_acteur(nom="A", commune=albert, description="La nôtre", organisation=organisation)
    travail = deposer(
        "A;Association;;;80016;;;La leur", organisation=organisation, options={"completer": True}
    )
    assert jouer(travail) == {"modifies": 1}
    acteur.refresh_from_db()
    assert (acteur.type_id, acteur.description) == ("association", "La nôtre")


def test_entries_of_others_are_left_alone_except_by_networks(albert):
    autre = make_acteur(nom="A", siret="35600000000048", organisation=make_organisation())
    travail = deposer("Renommé;;35600000000048;;80016;;;")
    assert jouer(travail) == {"doublons": 1}
    assert travail.signalees.get().acteur == autre
    reseau = make_organisation(nature="reseau_ess")
    travail = deposer("Renommé;;35600000000048;;80016;;;", organisation=reseau)
    assert jouer(travail) == {"modifies": 1}


def test_doubtful_look_alikes_are_reported_unless_told_otherwise(albert):
    make_acteur(nom="Épicerie")
    travail = deposer("Epicerie;;;;80016;;;")
    assert jouer(travail) == {"doublons": 1}
    assert jouer(deposer("Epicerie;;;;80016;;;", options={"creer_doublons": True})) == {"crees": 1}


def test_same_name_with_another_siret_is_another_establishment(albert):
    make_acteur(nom="La Poste", commune=albert, siret="35600000000048")
    assert jouer(deposer("La Poste;;35600000009075;;80016;;;")) == {"crees": 1}


@pytest.mark.parametrize(
    ("ligne", "motif"),
    [
        (";;;;80016;;;sans nom", "Nom\u00a0:"),
        ("A;;12345678901234;;80016;;;", "SIRET\u00a0: Ce SIRET n’est pas valide"),
        ("A;;;;99999;;;", "Code INSEE\u00a0: 99999 est inconnu"),
        (
            "A;;;;;;Nulle-Part;",
            "«\u00a0Nulle-Part\u00a0» est inconnue",
        ),
        ("A;;;;;62000;Albert;", "n’a pas le code postal 62000"),
        ("A;;;;;80300;;", "le code postal seul ne suffit pas"),
        ("A;;;;80016;;;texte;de trop", "plus de cellules que d’en-têtes"),
        ("A" * 300 + ";;;;80016;;;", "Nom\u00a0:"),
    ],
)
def test_bad_rows_are_rejected_with_line_and_reason(albert, ligne, motif):
    travail = deposer("Bonne;;;;80016;;;", ligne)
    assert jouer(travail) == {"crees": 1, "rejets": 1}
    ((numero, dit),) = motifs(travail)
    assert numero == 3
    assert motif in dit
    assert Acteur.objects.get().nom == "Bonne"


@pytest.mark.parametrize(
    ("colonne", "valeur", "motif"),
    [
        ("ESS", "peut-être", "n’est ni oui ni non"),
        ("Latitude", "cinquante", "n’est pas un nombre"),
        ("Latitude", "95", "sort de l’intervalle"),
        ("Latitude", "50,1", "l’une des deux manque"),
        ("Taille", "beaucoup", "Donnez un nombre"),
        ("Date de la source", "31/02/2026", "n’est pas une date"),
        ("RNA", "123", "numéro RNA n’est pas valide"),
        ("Site web", "pas une adresse", "Site web"),
    ],
)
def test_bad_values_are_rejected(albert, colonne, valeur, motif):
    travail = deposer(f"A;{valeur}", entetes=f"Nom;{colonne}")
    assert jouer(travail) == {"rejets": 1}
    assert motif in motifs(travail)[0][1]


def test_good_values_of_every_kind(albert):
    travail = deposer(
        "A;oui;50,01;2,65;12;15/01/2026;www.exemple.example;w751234567",
        "B;Non;;;50 à 249 salariés;2026-01-15;https://exemple.example;",
        entetes="Nom;ESS;Latitude;Longitude;Effectif;Date de la source;Site web;RNA",
    )
    assert jouer(travail) == {"crees": 2}
    a, b = Acteur.objects.order_by("nom")
    assert (a.ess, a.lat, a.lon, a.precision, a.taille) == (True, 50.01, 2.65, "adresse", "10-49")
    assert (str(a.date_source), a.site_web, a.rna) == (
        "2026-01-15", "https://www.exemple.example", "W751234567",
    )  # fmt: skip
    assert (b.ess, b.taille) == (False, "50-249")


def test_same_actor_twice_in_a_file_is_reported_once_created(albert):
    travail = deposer("A;;;;80016;;;", "a;;;;80016;;;")
    assert jouer(travail) == {"crees": 1, "rejets": 1}
    assert "répète" in motifs(travail)[0][1]


def test_unknown_family_and_theme_are_kept_aside_and_told(albert):
    travail = deposer("A;Association loi 1901;;Mobilité, Poterie;80016;;;", "B;SAS;;;80016;;;")
    assert jouer(travail) == {"crees": 2}
    a, b = Acteur.objects.order_by("nom")
    assert (a.type_id, b.type_id, b.forme_juridique) == ("association", None, "SAS")
    assert travail.bilan["avertissements"] == {
        "Thème non reconnu\u00a0: Poterie": 1,
        "Famille non reconnue\u00a0: SAS": 1,
    }


def test_communes_by_name_need_a_postcode_or_a_territory_when_homonymous(albert):
    autre = make_commune("80999", nom="Albert", codes_postaux=["80999"])
    assert "plusieurs" in _motif(deposer("A;;;;;;Albert;"))
    jouer(deposer("A;;;;;80300;albert;"))
    assert Acteur.objects.get(nom="A").commune == albert
    territoire = make_territoire(autre)
    jouer(deposer("B;;;;;;Albert;", options={"territoire": territoire.pk}))
    assert Acteur.objects.get(nom="B").commune == autre
    jouer(deposer("C;;;;;80305;Albert Cedex;", options={"territoire": None}))


def _motif(travail: ImportActeurs) -> str:
    jouer(travail)
    return motifs(travail)[0][1]


def test_old_codes_lead_to_the_successor_and_lost_zeros_are_restored(albert):
    make_commune("80017", nom="Ancienne", actif=False, successeur=albert)
    ain = make_commune("01004", nom="Ambérieu")
    jouer(deposer("A;;;;80017;;;", "B;;;;1004;;;"))
    assert Acteur.objects.get(nom="A").commune == albert
    assert Acteur.objects.get(nom="B").commune == ain


def test_killed_half_way_resumes_without_doubles_nor_double_counting(albert, monkeypatch):
    monkeypatch.setattr(imports, "LOT", 2)
    travail = deposer(
        *(f"Acteur {i};;;;80016;;;" for i in range(5)), "Acteur 0;;;;80016;;;", ";;;;;;;x"
    )
    original = imports._Import.traiter
    appels = []

    def meurt_au_deuxieme(self, lot):
        appels.append(lot)
        if len(appels) == 2:
            original(self, lot)
            raise KeyboardInterrupt
        original(self, lot)

    monkeypatch.setattr(imports._Import, "traiter", meurt_au_deuxieme)
    with pytest.raises(KeyboardInterrupt):
        executer(travail, battre_en_fond=False)
    travail.refresh_from_db()
    assert travail.lignes_lues == 4
    ImportActeurs.objects.update(etat=Travail.Etat.EN_ATTENTE, jeton=None)
    assert jouer(travail) == {"crees": 5, "rejets": 2}
    assert Acteur.objects.count() == 5
    assert [n for n, _ in motifs(travail)] == [7, 8]


def test_cancelled_import_stops_at_the_batch_and_may_be_taken_up_again(albert, monkeypatch):
    monkeypatch.setattr(imports, "LOT", 2)
    travail = deposer(*(f"Acteur {i};;;;80016;;;" for i in range(5)))
    original = imports._Import.traiter

    def annule_apres_le_premier(self, lot):
        original(self, lot)
        annuler_travail(self.travail)

    monkeypatch.setattr(imports._Import, "traiter", annule_apres_le_premier)
    assert executer(travail, battre_en_fond=False) is False
    assert Acteur.objects.count() == 2
    monkeypatch.setattr(imports._Import, "traiter", original)
    travail.refresh_from_db()
    assert relancer_travail(travail)
    assert jouer(travail) == {"crees": 5}
    assert Acteur.objects.count() == 5


def test_lost_file_fails_with_a_remedy(albert):
    travail = deposer("A;;;;80016;;;")
    storages["prive"].delete(travail.fichier.chemin)
    assert executer(travail, battre_en_fond=False) is False
    travail.refresh_from_db()
    assert "envoyez-le de nouveau" in travail.erreur


@pytest.mark.parametrize("simulation", [True, False])
def test_a_batch_costs_the_same_whatever_its_rows(albert, simulation):
    def lire(n: int) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        lignes = (f"X{n}-{i};SCIC;;Mobilité;;80300;Albert;" for i in range(n))
        travail = deposer(*lignes, simulation=simulation)
        with CaptureQueriesContext(connection) as requetes:
            jouer(travail)
        return len(requetes)

    assert lire(1) == lire(3)
