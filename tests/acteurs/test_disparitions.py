"""Establishments that are over: archived, moved, proposed to be; and those that open again."""

import pytest

from acteurs.models import Acteur, ImportOfficiel, PropositionOfficielle
from tests.acteurs.fiches import rangee
from tests.fabriques import make_acteur, make_commune, make_diagnostic

pytestmark = pytest.mark.django_db


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
