from pathlib import Path

import pytest
from django.core.management import call_command

from acteurs.models import Thematique, TypeActeur
from acteurs.referentiels import FICHIER, charger
from socle.referentiels import ReferentielInvalide
from tests.fabriques import make_acteur

pytestmark = pytest.mark.django_db


def ecrire(dossier: Path, texte: str) -> Path:
    chemin = dossier / "essai.yaml"
    chemin.write_text(texte, encoding="utf-8")
    return chemin


MINIMUM = """
thematiques:
  - {code: mobilite, libelle: Mobilité}
familles_ess:
  - {code: cooperative, libelle: Coopérative, sous_types: [{code: scic, sigle: SCIC, libelle: Scic}]}
autres_types_acteurs:
  - {code: groupement, libelle: Groupement, ess: selon_statut}
"""


def test_loads_themes_families_and_forms(capsys):
    call_command("charger_referentiels")
    assert "acteurs" in capsys.readouterr().out
    assert Thematique.objects.count() == 18
    assert Thematique.objects.get(pk="mobilite").exemples_besoins
    scic = TypeActeur.objects.get(pk="scic")
    assert (scic.sigle, scic.parent_id, scic.ess) == ("SCIC", "cooperative", "oui")
    assert TypeActeur.objects.get(pk="collectivite").ess == "non"
    assert set(TypeActeur.objects.values_list("groupe", flat=True)) == {"famille", "autre"}


def test_second_run_writes_nothing(django_assert_num_queries):
    charger()
    with django_assert_num_queries(7) as requetes:  # two savepoints around two reads
        bilan = charger()
    assert not any(
        mot in r["sql"] for r in requetes for mot in ("INSERT INTO", "UPDATE ", "DELETE FROM")
    )
    assert (bilan.crees, bilan.modifies, bilan.retires) == (0, 0, 0)
    assert bilan.inchanges == Thematique.objects.count() + TypeActeur.objects.count()


def test_changed_entry_is_updated_and_vanished_one_removed_unless_used(tmp_path):
    charger()
    make_acteur(type_id="mutuelle")
    bilan = charger(ecrire(tmp_path, MINIMUM))
    assert Thematique.objects.count() == 1
    assert TypeActeur.objects.filter(pk="mutuelle").exists()
    assert not TypeActeur.objects.filter(pk="fondation").exists()
    assert bilan.modifies == 4
    assert TypeActeur.objects.get(pk="scic").libelle == "Scic"


@pytest.mark.parametrize(
    ("texte", "motif"),
    [
        ("- une liste", "dictionnaire"),
        ("thematiques: [", "lecture impossible"),
        ("thematiques: []", "thematiques"),
        (MINIMUM.replace("code: mobilite, ", ""), "entrée 1"),
        (MINIMUM.replace("code: groupement", "code: scic"), "scic"),
        (MINIMUM.replace("selon_statut", "peut-être"), "groupement"),
        (MINIMUM.replace("code: mobilite", "code: Mobilité douce"), "Mobilité douce"),
    ],
)
def test_wrong_file_is_refused_and_changes_nothing(tmp_path, texte, motif):
    with pytest.raises(ReferentielInvalide, match=motif):
        charger(ecrire(tmp_path, texte))
    assert not TypeActeur.objects.exists()


def test_reference_file_uses_french_typography():
    lignes = [
        ligne for ligne in FICHIER.read_text(encoding="utf-8").splitlines() if "#" not in ligne
    ]
    assert not any("'" in ligne or " ;" in ligne for ligne in lignes)
