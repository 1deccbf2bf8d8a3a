"""Legal categories, themes by activity code, and what they say of an actor."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acteurs.familles import Famille, Regles, code_nu
from acteurs.models import CategorieJuridique, RegleNaf, Thematique
from acteurs.referentiels import charger, charger_tout
from acteurs.referentiels_officiels import (
    CATEGORIES,
    NAF,
    PREFIXE,
    charger_categories,
    charger_naf,
    lire_regles,
)
from socle.referentiels import ReferentielInvalide

DEMANDES = {
    "association": "9210 9220 9221 9222 9223 9224 9230 9240 9260",
    "cooperative": (
        "5191 5192 5193 5194 5195 5196 5203 5307 5309 5443 5451 5453 5454 5455 5458 5459 5460 "
        "5543 5547 5551 5552 5553 5554 5555 5558 5559 5560 5643 5647 5651 5652 5653 5654 5655 "
        "5658 5659 5660 6100 6316 6317 6318 6543 6551 6554 6558 6560 6595 6596"
    ),
    "mutuelle": "8210 8250 8290 6411",
    "fondation": "9300",
}


@pytest.fixture
def regles(db):
    charger_tout()
    return Regles.charger()


def masque(*codes: str) -> int:
    return sum(
        1 << bit for bit in Thematique.objects.filter(pk__in=codes).values_list("bit", flat=True)
    )


def noms(regles: Regles, *codes: str) -> set[str]:
    vus = regles.themes(*codes)
    return {t.pk for t in Thematique.objects.all() if vus & (1 << t.bit)}


def ecrire(dossier: Path, texte: str) -> Path:
    chemin = dossier / "essai.yaml"
    chemin.write_text(texte, encoding="utf-8")
    return chemin


# ── Legal categories ────────────────────────────────────────────────────────
def test_every_status_of_the_ess_is_there_with_its_family_source_and_vintage(regles):
    for famille, codes in DEMANDES.items():
        lignes = CategorieJuridique.objects.filter(regle="toujours", famille=famille)
        assert set(lignes.values_list("code", flat=True)) == set(codes.split())
    assert not CategorieJuridique.objects.filter(libelle="").exists()
    assert set(CategorieJuridique.objects.values_list("millesime", flat=True)) == {2022}
    assert "Insee" in CategorieJuridique.objects.first().source
    assert regles.toujours == set(" ".join(DEMANDES.values()).split())


@pytest.mark.parametrize(
    ("categorie", "drapeau", "attendue"),
    [
        ("9220", False, ("association", None, "Association déclarée")),
        ("5458", False, ("cooperative", "scop", "SARL coopérative de production (SCOP)")),
        ("5460", False, ("cooperative", None, "Autre SARL coopérative")),
        ("6317", True, ("cooperative", "cooperative-autre", "Société coopérative agricole")),
        ("5710", False, None),
        ("5710", True, ("societe-commerciale-ess", None, "SAS, société par actions simplifiée")),
        ("5546", False, None),
        ("5999", True, ("societe-commerciale-ess", None, "")),
        ("1000", True, (None, None, "")),
        ("7210", False, None),
        ("", False, None),
    ],
)
def test_family_of_a_legal_unit(regles, categorie, drapeau, attendue):
    assert regles.famille(categorie, drapeau) == (Famille(*attendue) if attendue else None)


def test_categories_loaded_again_write_nothing(db, django_assert_num_queries):
    charger()
    charger_categories()
    with django_assert_num_queries(4) as requetes:  # savepoint around one read, after the kinds
        bilan = charger_categories()
    assert not any(m in r["sql"] for r in requetes for m in ("INSERT INTO", "UPDATE ", "DELETE "))
    assert (bilan.crees, bilan.modifies, bilan.retires) == (0, 0, 0)


@pytest.mark.parametrize(
    "texte",
    [
        "groupes: []",
        "groupes: [{categories: []}]",
        "groupes: [{famille: association, categories: [rien]}]",
        'groupes: [{famille: inconnue, categories: [{code: "9220", libelle: A}]}]',
        'groupes: [{famille: association, categories: [{code: "922", libelle: A}]}]',
        'groupes: [{famille: association, categories: [{code: "9220"}]}]',
        'groupes: [{famille: association, categories: [{code: "9220", libelle: A, forme: x}]}]',
        (
            'groupes: [{famille: association, categories: [{code: "9220", libelle: A},'
            ' {code: "9220", libelle: A}]}]'
        ),
    ],
)
def test_wrong_file_of_categories_is_refused_and_changes_nothing(db, tmp_path, texte):
    charger()
    with pytest.raises(ReferentielInvalide):
        charger_categories(ecrire(tmp_path, texte))
    assert not CategorieJuridique.objects.exists()


# ── Themes by activity code ─────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("codes", "attendus"),
    [
        (("88.10A", ""), {"proximite-solidarite", "sante-vieillissement"}),
        (("8810C",), {"insertion-emploi", "sante-vieillissement"}),
        (("94.99Z", "94.99Y"), set()),
        (("55.90Z",), set()),
        (("38.32Z",), {"reemploi-economie-circulaire"}),
        (("", "95.29G"), {"reemploi-economie-circulaire", "mobilite"}),
        (("95.29Z", "95.29G"), {"reemploi-economie-circulaire", "mobilite"}),
        (("90.01Z", "90.20Y"), {"culture"}),
        (("88.99B", "00.00Z"), {"proximite-solidarite"}),
        (("99.99Z", ""), set()),
        (("", ""), set()),
    ],
)
def test_themes_of_activity_codes(regles, codes, attendus):
    assert noms(regles, *codes) == attendus


def test_longest_prefix_wins_and_an_empty_line_stops_the_search(regles):
    assert regles.themes("01.11Z") == masque("alimentation")
    assert regles.themes("01.70Z") == 0
    assert noms(regles, "85.51Z") == {"culture"}
    assert noms(regles, "85.59A") == {"education-formation"}


def test_both_nomenclatures_say_the_same_of_the_commonest_activities(regles):
    paires = [
        ("01.61Z", "01.61Y"), ("38.11Z", "38.11Y"), ("43.91A", "43.41G"), ("47.79Z", "47.79H"),
        ("49.41B", "49.41H"), ("56.10A", "56.11G"), ("62.01Z", "62.10Y"), ("64.19Z", "64.19Y"),
        ("68.20A", "68.20G"), ("78.20Z", "78.20G"), ("81.30Z", "81.30Y"), ("85.59A", "85.59G"),
        ("86.90D", "86.94G"), ("87.10A", "87.10G"), ("87.90A", "87.99G"), ("88.10A", "88.10G"),
        ("88.10C", "88.10J"), ("88.91A", "88.91G"), ("88.99B", "88.99H"), ("90.01Z", "90.20Y"),
        ("91.02Z", "91.21Y"), ("93.12Z", "93.12Y"), ("94.99Z", "94.99Y"), ("45.20A", "95.31G"),
    ]  # fmt: skip
    for ancien, nouveau in paires:
        assert regles.themes(ancien) == regles.themes("", nouveau), (ancien, nouveau)


def test_reference_rules_are_well_formed_and_written_in_french():
    regles = lire_regles()
    assert len(regles) > 200
    assert all(PREFIXE.fullmatch(code) and libelle for (_, code), (libelle, _) in regles.items())
    for fichier in (CATEGORIES, NAF):
        lignes = [ligne for ligne in fichier.read_text("utf-8").splitlines() if "#" not in ligne]
        assert not any("'" in ligne or " ;" in ligne for ligne in lignes)


def test_rules_loaded_again_write_nothing(db, django_assert_num_queries):
    charger()
    charger_naf()
    with django_assert_num_queries(5) as requetes:  # themes, savepoint around rules and links
        bilan = charger_naf()
    assert not any(m in r["sql"] for r in requetes for m in ("INSERT INTO", "UPDATE ", "DELETE "))
    assert (bilan.crees, bilan.modifies, bilan.retires) == (0, 0, 0)
    assert bilan.inchanges == RegleNaf.objects.count()


def test_rows_changed_by_hand_survive_a_loading_and_the_others_follow_the_file(db, tmp_path):
    charger()
    charger_naf()
    a_la_main = RegleNaf.objects.get(nomenclature="naf2", prefixe="94.99")
    a_la_main.personnalisee = True
    a_la_main.save()
    a_la_main.thematiques.set(["gouvernance-participation"])
    RegleNaf.objects.create(nomenclature="naf2", prefixe="70.10", personnalisee=True)
    texte = (
        'naf2: [{code: "94.99", libelle: Autre chose, themes: []},'
        ' {code: "88", libelle: Action sociale, themes: [proximite-solidarite]},'
        ' {code: "85", libelle: Enseignement, themes: [education-formation, culture]}]'
    )
    bilan = charger_naf(ecrire(tmp_path, texte))
    a_la_main.refresh_from_db()
    assert a_la_main.libelle != "Autre chose"
    assert [t.pk for t in a_la_main.thematiques.all()] == ["gouvernance-participation"]
    assert set(RegleNaf.objects.values_list("prefixe", flat=True)) == {"94.99", "88", "85", "70.10"}
    assert RegleNaf.objects.get(prefixe="85").thematiques.count() == 2
    assert (bilan.crees, bilan.modifies) == (1, 1)


@pytest.mark.parametrize(
    "texte",
    [
        'naf2: [{code: "8", libelle: A}]',
        'naf2: [{code: "88.1C", libelle: A}]',
        'naf2: [{code: "88", libelle: A}, {code: "88", libelle: B}]',
        'naf25: [{code: "88", libelle: A, themes: [inconnu]}]',
        "naf25: [texte]",
    ],
)
def test_wrong_file_of_rules_is_refused_and_changes_nothing(db, tmp_path, texte):
    charger()
    with pytest.raises(ReferentielInvalide):
        charger_naf(ecrire(tmp_path, texte))
    assert not RegleNaf.objects.exists()


CODES = st.from_regex(r"\A\d{2}(\.\d{1,2}[A-Z]?)?\Z")


@settings(deadline=None, max_examples=200)
@given(
    table=st.dictionaries(CODES.map(code_nu), st.integers(0, 2**17), max_size=20),
    code=st.one_of(CODES, st.text(max_size=8)),
)
def test_the_rule_found_is_always_the_longest_beginning(table, code):
    regles = Regles({}, {"naf2": table, "naf25": {}})
    debuts = [p for p in table if code_nu(code).startswith(p)]
    assert regles.themes(code) == (table[max(debuts, key=len)] if debuts else 0)
