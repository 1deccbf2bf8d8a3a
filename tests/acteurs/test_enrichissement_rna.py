"""What the register of associations brings to the directory, and to what people hold."""

import pytest

from acteurs.models import Acteur, ImportOfficiel, PropositionOfficielle
from acteurs.services.apports import (
    A_REVOIR,
)
from tests.acteurs.enrichissements import comptes, importer, make_officiel, rna, vu
from tests.acteurs.fichiers_registres import (
    ASSO,
)
from tests.fabriques import make_acteur

pytestmark = pytest.mark.django_db


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
