"""Deciding on contributions: all, part, refused; what changed meanwhile; many at once; undone."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from acteurs.models import Acteur, ImportOfficiel, PropositionOfficielle
from acteurs.services import archive_acteur, publish_acteur, update_acteur
from moderation.doublons import chercher_candidats
from moderation.models import Contribution, Decision, LotDecisions
from moderation.services.annulation import ANNULABLE, undo_lot
from moderation.services.contributions import (
    EN_ATTENTE_MAX,
    Signature,
    propose_acteur,
    propose_correction,
    report_fermeture,
)
from moderation.services.decisions import RAVISEMENT, decide_contribution, decide_lot
from moderation.services.revues import confirm_acteurs
from socle.modeles import ConflitDEdition
from socle.models import Courriel
from tests.fabriques import (
    make_acteur,
    make_organisation,
    make_thematique,
    make_type,
    make_utilisateur,
)
from tests.moderation.monde import Scene, batir, corriger, proposer

pytestmark = pytest.mark.django_db
ACCEPTER, REFUSER = "accepter", "refuser"


@pytest.fixture
def scene(db) -> Scene:
    return batir()


def test_a_new_actor_enters_the_directory_with_its_source_and_history(scene):
    theme = make_thematique("alimentation")
    contribution = propose_acteur(
        champs={"nom": " Le Fournil ", "type": make_type(), "commune": scene.commune, "sigle": ""},
        thematiques=[theme],
        signature=Signature(source="Le marché", message="Chaque samedi"),
    )
    assert contribution.valeurs == {
        "nom": "Le Fournil", "type_id": "association", "commune_id": "80016",
        "thematiques": ["alimentation"],
    }  # fmt: skip
    assert not Acteur.objects.filter(nom="Le Fournil").exists()
    decide_contribution(contribution=contribution, geste=ACCEPTER, par=scene.curatrice)
    contribution.refresh_from_db()
    acteur = contribution.acteur
    assert (contribution.etat, contribution.decidee_par) == ("acceptee", scene.curatrice)
    assert (acteur.nom, acteur.statut, acteur.commune, acteur.source) == (
        "Le Fournil", "publie", scene.commune, "Le marché",
    )  # fmt: skip
    assert list(acteur.thematiques.all()) == [theme]
    assert acteur.precision == "commune"
    passage = acteur.history.latest()
    assert passage.history_user == scene.curatrice
    assert passage.history_change_reason == "Proposé par le public (Le marché)"
    assert [h.history_change_reason for h in contribution.history.order_by("history_id")] == [
        "Proposée", "Acceptée",
    ]  # fmt: skip


def test_a_correction_keeps_what_differs_and_what_was_there(scene):
    contribution = corriger(
        scene.acteur, nom="La Ressourcerie", adresse="2 rue B", site_web="https://r.example"
    )
    assert contribution.valeurs == {"adresse": "2 rue B", "site_web": "https://r.example"}
    assert contribution.base == {"adresse": "1 rue A", "site_web": ""}
    assert contribution.commune == scene.commune
    decide_contribution(
        contribution=contribution, geste=ACCEPTER, par=scene.curatrice, champs=["adresse"]
    )
    scene.acteur.refresh_from_db()
    contribution.refresh_from_db()
    assert (scene.acteur.adresse, scene.acteur.site_web) == ("2 rue B", "")
    assert (contribution.etat, contribution.retenus) == ("en_partie", ["adresse"])
    decision = Decision.objects.get()
    assert (decision.avant["adresse"], decision.apres["adresse"]) == ("1 rue A", "2 rue B")
    assert "site_web" not in decision.avant


def test_a_kind_and_its_form_a_point_and_its_precision_are_chosen_together(scene):
    forme = make_type("scic", parent=make_type("cooperative"), groupe="forme")
    contribution = corriger(
        scene.acteur,
        type=forme.parent, sous_type=forme, lon=2.7, lat=50.1, precision="adresse", nom="R",
    )  # fmt: skip
    decide_contribution(
        contribution=contribution,
        geste=ACCEPTER,
        par=scene.curatrice,
        champs=["type_id", "precision"],
    )
    scene.acteur.refresh_from_db()
    assert (scene.acteur.sous_type, scene.acteur.lon, scene.acteur.precision) == (
        forme, 2.7, "adresse",
    )  # fmt: skip
    assert scene.acteur.nom == "La Ressourcerie"


def test_a_closure_archives_and_says_how_it_is_known(scene):
    with pytest.raises(ValidationError):
        report_fermeture(acteur=scene.acteur, signature=Signature())
    contribution = report_fermeture(acteur=scene.acteur, signature=Signature(source="Sur place"))
    decide_contribution(contribution=contribution, geste=ACCEPTER, par=scene.curatrice)
    scene.acteur.refresh_from_db()
    assert scene.acteur.statut == "archive"


@pytest.mark.parametrize(
    ("champs", "mots"),
    [
        ({}, "Rien ne change"),
        ({"siret": "123"}, "SIRET"),
        ({"site_web": "pas une adresse"}, "URL"),
        ({"nom": ""}, "vide"),
    ],
)
def test_what_cannot_be_is_refused_at_once(scene, champs, mots):
    with pytest.raises(ValidationError, match=mots):
        propose_correction(acteur=scene.acteur, champs=champs)
    with pytest.raises(TypeError):
        propose_correction(acteur=scene.acteur, champs={"statut": "archive"})


def test_a_machine_cannot_fill_the_queue_of_an_entry(scene):
    for rang in range(EN_ATTENTE_MAX):
        corriger(scene.acteur, nom=f"Nom {rang}")
    with pytest.raises(ValidationError, match="Beaucoup"):
        corriger(scene.acteur, nom="Un de trop")


def test_a_refusal_says_why_and_changes_nothing(scene):
    contribution = corriger(scene.acteur, nom="Faux")
    with pytest.raises(ValidationError, match="pourquoi"):
        decide_contribution(contribution=contribution, geste=REFUSER, par=scene.curatrice)
    decide_contribution(
        contribution=contribution, geste=REFUSER, par=scene.curatrice, motif=" Déjà exact "
    )
    contribution.refresh_from_db()
    assert (contribution.etat, contribution.motif) == ("refusee", "Déjà exact")
    assert Acteur.objects.get(pk=scene.acteur.pk).nom == "La Ressourcerie"


def test_the_second_decision_is_refused_and_nobody_else_decides(scene):
    contribution = corriger(scene.acteur, nom="Neuf")
    agent = make_utilisateur()
    make_organisation(agent)
    with pytest.raises(PermissionDenied):
        decide_contribution(contribution=contribution, geste=ACCEPTER, par=agent)
    decide_contribution(contribution=contribution, geste=ACCEPTER, par=scene.curatrice)
    with pytest.raises(ValidationError, match="déjà décidé"):
        decide_contribution(
            contribution=contribution, geste=REFUSER, par=scene.collegue, motif="Non"
        )
    assert LotDecisions.objects.count() == 1


def test_nobody_decides_on_their_own_contribution(scene):
    sienne = corriger(scene.acteur, signe={"auteur": scene.curatrice}, nom="Neuf")
    with pytest.raises(PermissionDenied):
        decide_contribution(contribution=sienne, geste=ACCEPTER, par=scene.curatrice)
    structure = corriger(
        scene.acteur, signe={"organisation": scene.reseau, "origine": "tenue"}, nom="Neuf"
    )
    with pytest.raises(PermissionDenied):
        decide_contribution(contribution=structure, geste=ACCEPTER, par=scene.collegue)
    decide_contribution(contribution=sienne, geste=ACCEPTER, par=scene.collegue)


def test_what_changed_meanwhile_is_joined_or_shown(scene):
    contribution = corriger(scene.acteur, description="Une\nDeux\nTROIS")
    dispute = corriger(scene.acteur, adresse="3 rue C")
    vue = scene.acteur.version
    update_acteur(
        acteur=scene.acteur, champs={"description": "UNE\nDeux\nTrois", "adresse": "2 rue B"}
    )
    decide_contribution(contribution=contribution, geste=ACCEPTER, par=scene.curatrice)
    scene.acteur.refresh_from_db()
    assert scene.acteur.description == "UNE\nDeux\nTROIS"
    with pytest.raises(ValidationError, match="a changé depuis"):
        decide_contribution(contribution=dispute, geste=ACCEPTER, par=scene.curatrice)
    with pytest.raises(ConflitDEdition):
        decide_contribution(
            contribution=dispute, geste=ACCEPTER, par=scene.curatrice, version_acteur=vue
        )
    decide_contribution(
        contribution=dispute,
        geste=ACCEPTER,
        par=scene.curatrice,
        version_acteur=scene.acteur.version,
    )
    scene.acteur.refresh_from_db()
    assert scene.acteur.adresse == "3 rue C"


def test_an_entry_archived_meanwhile_can_only_be_refused(scene):
    contribution = corriger(scene.acteur, nom="Neuf")
    archive_acteur(acteur=scene.acteur, par=None)
    with pytest.raises(ValidationError, match="archivé"):
        decide_contribution(contribution=contribution, geste=ACCEPTER, par=scene.curatrice)
    decide_contribution(
        contribution=contribution, geste=REFUSER, par=scene.curatrice, motif="Fermé"
    )


def officielle(acteur: Acteur, **valeurs: list) -> PropositionOfficielle:
    return PropositionOfficielle.objects.create(
        acteur=acteur,
        nature="modification",
        valeurs=valeurs,
        empreinte=1,
        travail=ImportOfficiel.objects.create(source="sirene"),
    )


def test_a_whole_morning_is_undone_in_one_gesture(scene):
    theme = make_thematique("mobilite")
    autre = make_acteur(nom="Autre", commune=scene.commune, esus=False)
    correction = propose_correction(
        acteur=scene.acteur, champs={"nom": "Neuf"}, thematiques=[theme]
    )
    nouvelle = proposer(scene.commune)
    fermeture = report_fermeture(acteur=make_acteur(), signature=Signature(source="x"))
    registre = officielle(autre, nom=["Autre", "AUTRE NOM"], esus=[False, True])
    bilan = decide_lot(
        geste=ACCEPTER,
        par=scene.curatrice,
        contributions=[correction, nouvelle, fermeture],
        officielles=[registre],
    )
    assert (bilan.faites, bilan.echecs) == (4, [])
    autre.refresh_from_db()
    assert (autre.nom, autre.esus) == ("AUTRE NOM", True)
    with pytest.raises(PermissionDenied):
        undo_lot(lot=bilan.lot, par=scene.collegue)
    retour = undo_lot(lot=bilan.lot, par=scene.curatrice)
    assert (retour.faites, retour.echecs) == (4, [])
    for contribution in (correction, nouvelle, fermeture):
        contribution.refresh_from_db()
        assert (contribution.etat, contribution.decidee_le) == ("a_examiner", None)
    scene.acteur.refresh_from_db()
    autre.refresh_from_db()
    registre.refresh_from_db()
    assert (scene.acteur.nom, list(scene.acteur.thematiques.all())) == ("La Ressourcerie", [])
    assert (autre.nom, autre.esus, registre.etat) == ("Autre", False, "a_examiner")
    assert fermeture.acteur.statut == "publie"
    assert Acteur.objects.get(nom="Le Fournil").statut == "archive"
    assert nouvelle.acteur is None
    with pytest.raises(ValidationError, match="déjà annulées"):
        undo_lot(lot=bilan.lot, par=scene.curatrice)


def test_in_a_lot_each_stands_or_fails_alone(scene):
    bonne, disputee = corriger(scene.acteur, nom="Neuf"), corriger(scene.acteur, adresse="3 rue C")
    update_acteur(acteur=scene.acteur, champs={"adresse": "2 rue B"})
    bilan = decide_lot(geste=ACCEPTER, par=scene.curatrice, contributions=[bonne, disputee])
    assert bilan.faites == 1
    assert "a changé depuis" in bilan.echecs[0]
    disputee.refresh_from_db()
    assert disputee.etat == "a_examiner"
    rien = decide_lot(geste=ACCEPTER, par=scene.curatrice, contributions=[bonne])
    assert (rien.lot, LotDecisions.objects.count()) == (None, 1)
    assert rien.echecs == ["La Ressourcerie\u00a0: Quelqu’un a déjà décidé de cette contribution."]


def test_undoing_spares_what_changed_since_and_has_its_time(scene):
    premiere, seconde = corriger(scene.acteur, nom="Neuf"), corriger(scene.acteur, sigle="R")
    lot = decide_lot(geste=ACCEPTER, par=scene.curatrice, contributions=[premiere, seconde]).lot
    update_acteur(acteur=scene.acteur, champs={"nom": "Plus neuf"})
    bilan = undo_lot(lot=lot, par=scene.curatrice)
    assert bilan.faites == 1
    assert "a changé depuis" in bilan.echecs[0]
    scene.acteur.refresh_from_db()
    premiere.refresh_from_db()
    assert (scene.acteur.nom, scene.acteur.sigle, premiere.etat) == ("Plus neuf", "", "acceptee")
    vieux = decide_lot(geste=REFUSER, par=scene.curatrice, contributions=[seconde], motif="Non").lot
    LotDecisions.objects.filter(pk=vieux.pk).update(
        cree_le=timezone.now() - ANNULABLE - timedelta(minutes=1)
    )
    with pytest.raises(ValidationError, match="trop tard"):
        undo_lot(lot=LotDecisions.objects.get(pk=vieux.pk), par=scene.curatrice)


def test_the_author_is_told_later_so_that_one_may_undo(scene):
    contribution = corriger(scene.acteur, nom="Neuf")
    decide_contribution(contribution=contribution, geste=ACCEPTER, par=scene.curatrice)
    attente = Courriel.objects.get(nature="moderation.decision").apres - timezone.now()
    assert timedelta() < attente <= RAVISEMENT
    assert not Contribution.objects.en_attente().exists()
    assert Contribution.objects.decidees().get() == contribution


def test_accepted_again_after_undoing_it_is_the_same_entry(scene):
    contribution = proposer(scene.commune, adresse="1 rue A", sigle="F")
    lot = decide_contribution(contribution=contribution, geste=ACCEPTER, par=scene.curatrice)
    premiere = Acteur.objects.get(nom="Le Fournil")
    undo_lot(lot=lot, par=scene.curatrice)
    suite = decide_contribution(
        contribution=contribution,
        geste=ACCEPTER,
        par=scene.collegue,
        champs=["nom", "commune_id", "adresse"],
    )
    acteur = Acteur.objects.get(nom="Le Fournil")
    assert (acteur.pk, acteur.reference, acteur.statut) == (
        premiere.pk, premiere.reference, "publie",
    )  # fmt: skip
    assert (acteur.adresse, acteur.sigle) == ("1 rue A", "")  # what was not kept is not there
    contribution.refresh_from_db()
    assert contribution.acteur == acteur
    assert len(undo_lot(lot=suite, par=scene.collegue).echecs) == 0
    acteur.refresh_from_db()
    assert acteur.statut == "archive"
    # Published again by somebody meanwhile: the proposal completes it, nothing is doubled.
    publish_acteur(acteur=acteur, par=scene.collegue)
    contribution.refresh_from_db()
    with pytest.raises(ValidationError, match="est déjà dans l’annuaire"):
        decide_contribution(contribution=contribution, geste=ACCEPTER, par=scene.collegue)
    assert [c.acteur for c in chercher_candidats(contribution)] == [acteur]
    assert Acteur.objects.filter(nom="Le Fournil").count() == 1


def test_undoing_gives_back_the_day_the_entry_was_seen(scene):
    ancien = date(2021, 5, 4)

    def vieillir(acteur, **champs):
        Acteur.objects.filter(pk=acteur.pk).update(vu_le=ancien, **champs)

    def vue(acteur):
        acteur.refresh_from_db()
        return acteur.vu_le, acteur.enrichi

    vieillir(scene.acteur)
    du_registre = make_acteur(nom="R", origine="sirene")
    Acteur.objects.filter(pk=du_registre.pk).update(vu_le=None, enrichi=False)
    lot = decide_lot(
        geste=ACCEPTER,
        par=scene.curatrice,
        contributions=[
            corriger(scene.acteur, nom="Neuf"), corriger(scene.acteur, sigle="N"),
            corriger(du_registre, sigle="RR"),
        ],
    ).lot  # fmt: skip
    assert vue(scene.acteur) == vue(du_registre) == (timezone.localdate(), True)
    assert undo_lot(lot=lot, par=scene.curatrice).faites == 3
    assert vue(scene.acteur) == (ancien, True)
    assert vue(du_registre) == (None, False)
    # Said still right since, or written by somebody: it was seen.
    confirmee, ecrite = corriger(scene.acteur, nom="Neuf"), corriger(du_registre, sigle="RR")
    lot = decide_lot(geste=ACCEPTER, par=scene.curatrice, contributions=[confirmee, ecrite]).lot
    confirm_acteurs(acteurs=[scene.acteur], par=scene.collegue)
    update_acteur(acteur=du_registre, champs={"adresse": "2 rue B"})
    assert undo_lot(lot=lot, par=scene.curatrice).faites == 2
    assert vue(scene.acteur) == vue(du_registre) == (timezone.localdate(), True)
    assert (scene.acteur.nom, du_registre.sigle) == ("La Ressourcerie", "")
