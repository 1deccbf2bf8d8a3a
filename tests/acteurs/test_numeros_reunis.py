"""Imports and forms that still speak of an entry which joined another: the one kept is meant."""

import pytest
from django.core.exceptions import ValidationError

from acteurs.models import Acteur, PropositionOfficielle
from acteurs.services import create_acteur, update_acteur
from acteurs.services.fusion import merge_acteurs
from acteurs.services.imports import REUNIE
from tests.acteurs.enrichissements import comptes, importer, make_officiel, rna, vu
from tests.acteurs.fiches import rangee
from tests.acteurs.fichiers_registres import ASSO
from tests.acteurs.test_imports import albert, deposer, jouer  # noqa: F401
from tests.fabriques import make_acteur

pytestmark = pytest.mark.django_db
SIRET, AUTRE = "35600000000048", "73282932000074"


def reunir(gardee: Acteur, **absorbee) -> Acteur:
    """Join another entry to one; return it as it stands."""
    merge_acteurs(survivant=gardee, absorbe=make_acteur(nom="Absorbée", **absorbee))
    gardee.refresh_from_db()
    return gardee


def test_sirene_gives_the_siret_that_joined_an_entry_without_any(lieu, ecrire):
    gardee = reunir(make_acteur(nom="Gardée"), siret=SIRET)
    assert ecrire(rangee(SIRET)) == {"proposes": 1}
    proposition = PropositionOfficielle.objects.get()
    assert (proposition.acteur, proposition.valeurs["siret"]) == (gardee, ["", SIRET])
    assert "réunie à celle-ci" in proposition.motif
    assert ecrire(rangee(SIRET)) == {"inchanges": 1}
    update_acteur(acteur=gardee, champs={"siret": SIRET})
    assert Acteur.objects.count() == 2


def test_sirene_says_nothing_of_an_establishment_that_joined_another(lieu, ecrire):
    reunir(make_acteur(nom="Gardée", siret=AUTRE), siret=SIRET)
    assert ecrire(rangee(SIRET)) == {"inchanges": 1}
    assert not PropositionOfficielle.objects.exists()
    assert Acteur.objects.count() == 2


def test_an_entry_moves_to_the_establishment_that_joined_it(lieu, ecrire):
    ancien, nouveau = "35600000000022", "35600000000048"
    gardee = reunir(make_acteur(nom="Gardée", siret=ancien), siret=nouveau)
    ecrire(
        rangee(nouveau, date_creation="2024-05-10"),
        disparus=[(ancien, "ferme", "2024-05-01", "Fermé")],
    )
    proposition = PropositionOfficielle.objects.get()
    assert (proposition.acteur, proposition.nature) == (gardee, "demenagement")
    assert proposition.valeurs["siret"] == [ancien, nouveau]


def test_registers_of_legal_units_reach_the_entry_kept(tmp_path):
    gardee = reunir(make_acteur(nom="Gardée", taille="1-9"), rna="W802001234")
    assert comptes(importer("rna", rna(tmp_path, ASSO)))["modifies"] == 1
    assert vu(gardee).description.startswith("Favoriser le réemploi")
    assert gardee.rna == "W802001234"
    # Another association joined it: it tells, its end does not.
    autre = reunir(make_officiel(nom="Autre", siren="", rna="W802009999"), rna="W802005678")
    seconde = {**ASSO, "id": "W802005678"}
    importer("rna", rna(tmp_path, seconde))
    assert (vu(autre).rna, bool(autre.description)) == ("W802009999", True)
    importer("rna", rna(tmp_path, {**seconde, "position": "D", "date_disso": "2024-05-17"}))
    assert not PropositionOfficielle.objects.exists()


def test_a_file_completes_the_entry_kept(albert):  # noqa: F811
    gardee = reunir(make_acteur(nom="Gardée", siret=AUTRE, adresse="1 rue A"), siret=SIRET)
    gardee.organisation_id = None
    travail = deposer(f"Vieux nom;;{SIRET};;80016;;;Un texte")
    travail.fichier.organisation.nature = "reseau_ess"
    travail.fichier.organisation.save()
    assert jouer(travail) == {"modifies": 1}
    gardee.refresh_from_db()
    assert (gardee.nom, gardee.siret, gardee.description) == ("Gardée", AUTRE, "Un texte")
    assert travail.bilan["avertissements"] == {REUNIE: 1}
    assert Acteur.objects.count() == 2


@pytest.mark.parametrize(("partage", "attendu"), [(False, {"modifies": 1}), (True, {"crees": 1})])
def test_a_number_of_a_legal_unit_leads_there_when_it_has_one_entry(albert, partage, attendu):  # noqa: F811
    gardee = reunir(make_acteur(nom="Gardée"), rna="W802001234")
    if partage:
        make_acteur(nom="Une antenne", rna="W802001234")
    travail = deposer(
        "Vieux nom;W802001234;80016;Un texte", entetes="Nom;RNA;Code INSEE;Description"
    )
    travail.fichier.organisation.nature = "reseau_ess"
    travail.fichier.organisation.save()
    assert jouer(travail) == attendu
    gardee.refresh_from_db()
    assert gardee.rna == ("" if partage else "W802001234")


def test_nobody_makes_a_twin_of_an_entry_that_joined_another():
    gardee = reunir(make_acteur(nom="Gardée"), siret=SIRET)
    with pytest.raises(ValidationError, match="réunie à Gardée"):
        create_acteur(champs={"nom": "Neuve", "siret": SIRET}, confirme=True)
    update_acteur(acteur=gardee, champs={"siret": SIRET}, confirme=True)
