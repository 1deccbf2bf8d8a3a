"""Joining two entries: everything follows, old addresses lead there, and it can be undone."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acteurs.attaches import lien_de, liens_vers_acteurs
from acteurs.models import Acteur, FusionActeurs, ReferenceFusionnee
from acteurs.services.fiches import (
    DoublonPossible,
    create_acteur,
    publish_acteur,
    update_acteur,
)
from acteurs.services.fusion import FusionImpossible, merge_acteurs, unmerge_acteurs
from acteurs.services.rattachements import prevoir
from acteurs.services.references import suivre, suivre_tous
from acteurs.services.revision import lire_revision
from comptes.models import Organisation
from socle.modeles import ConflitDEdition
from tests.acteurs.rattaches import rattacher_partout
from tests.fabriques import (
    make_acteur,
    make_diagnostic,
    make_filiere,
    make_maillon,
    make_organisation,
    make_position,
    make_thematique,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db
SIRET = "77567227224553"


def test_the_entry_kept_takes_what_was_chosen_and_the_other_is_withdrawn():
    par = make_utilisateur()
    theme = make_thematique("energie")
    gardee = make_acteur(nom="Régie des quartiers")
    autre = make_acteur(nom="REGIE DES QUARTIERS", siret=SIRET, naf="8899B", esus=True)
    revision = lire_revision()
    fusion = merge_acteurs(
        survivant=gardee,
        absorbe=autre,
        valeurs={"siret": SIRET, "naf": "8899B", "esus": True},
        thematiques=[theme],
        par=par,
    )
    gardee.refresh_from_db()
    autre.refresh_from_db()
    assert (gardee.siret, gardee.siren, gardee.naf, gardee.esus) == (
        SIRET,
        SIRET[:9],
        "8899B",
        True,
    )
    assert gardee.masque_themes
    assert autre.statut == "archive"
    assert autre.enrichi  # registers leave it alone
    assert lire_revision() > revision
    assert fusion.champs["siret"] == ["", SIRET]
    assert gardee.history.first().history_user == par
    assert "Réunion" in gardee.history.first().history_change_reason


def test_former_identities_lead_to_the_entry_kept_even_after_a_second_merge():
    premiere = make_acteur(siret=SIRET, rna="W802003456")
    deuxieme, troisieme = make_acteur(), make_acteur()
    merge_acteurs(survivant=deuxieme, absorbe=premiere)
    assert suivre(premiere.reference) == deuxieme
    assert suivre(SIRET) == deuxieme
    assert suivre("W802003456") == deuxieme
    merge_acteurs(survivant=troisieme, absorbe=deuxieme)
    assert suivre(premiere.reference) == suivre(deuxieme.reference) == troisieme
    assert suivre_tous([premiere.reference, "inconnue"]) == {
        premiere.reference: troisieme.reference
    }
    assert suivre("inconnue") is None


def test_pages_of_the_entry_withdrawn_lead_to_the_other_and_forms_change_nothing(client):
    agent = make_utilisateur()
    reseau = make_organisation(agent, nature=Organisation.Nature.RESEAU_ESS)
    gardee, autre = make_acteur(organisation=reseau), make_acteur(organisation=reseau)
    merge_acteurs(survivant=gardee, absorbe=autre)
    client.force_login(agent)
    reponse = client.get(reverse("acteurs:fiche", args=[autre.reference]), {"vue": "1"})
    assert reponse.status_code == 301
    assert reponse["Location"] == f"{reverse('acteurs:fiche', args=[gardee.reference])}?vue=1"
    reponse = client.get(reverse("acteurs:modification", args=[autre.reference]))
    assert reponse["Location"] == reverse("acteurs:modification", args=[gardee.reference])
    for nom in ("archivage", "publication", "modification"):
        reponse = client.post(reverse(f"acteurs:{nom}", args=[autre.reference]))
        assert reponse["Location"] == reverse("acteurs:fiche", args=[gardee.reference])
    gardee.refresh_from_db()
    assert gardee.statut == "publie"
    assert client.get(reponse["Location"]).status_code == 200


def test_every_foreign_key_of_the_project_follows_or_is_told_and_comes_back():
    """Any model that designates an actor, now or later, is covered: see ``rattaches``."""
    gardee, autre = make_acteur(), make_acteur(siret=SIRET)
    faits = rattacher_partout(autre)
    attendus = {lien.cle for lien in liens_vers_acteurs() if not lien.attache}
    assert not attendus - faits.keys(), "say how to make a row in tests/acteurs/rattaches.py"
    avant = _designations()
    fusion = merge_acteurs(survivant=gardee, absorbe=autre)
    journal = fusion.journal
    for cle, pk in faits.items():
        suivi = pk in journal["deplaces"].get(cle, ())
        assert suivi or pk in journal["restes"].get(cle, ()), cle
        assert lien_de(cle).lignes(gardee).filter(pk=pk).exists() is suivi
    maintenant = _designations()
    assert {cle: len(maintenant[cle]) for cle in faits} == {
        cle: len(avant[cle]) + (cle == "acteurs.ReferenceFusionnee.acteur") for cle in faits
    }
    retour = unmerge_acteurs(fusion=fusion, par=None)
    assert retour.perdus == 0
    apres = _designations()
    assert {cle: apres[cle] for cle in faits} == {cle: avant[cle] for cle in faits}


def _designations() -> dict[str, set[Any]]:
    return {
        lien.cle: set(
            lien.modele._default_manager.exclude(**{lien.champ: None}).values_list("pk", lien.champ)
        )
        for lien in liens_vers_acteurs()
    }


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=4))
def test_links_are_neither_lost_nor_doubled_whoever_had_them(db, citations):
    """Démarches that cite one entry, the other or both; then the merge is undone."""
    with transaction.atomic():
        gardee, autre = make_acteur(), make_acteur()
        demarches = [make_diagnostic() for _ in citations]
        for demarche, (une, deux) in zip(demarches, citations, strict=True):
            demarche.acteurs.set([a for a, oui in ((gardee, une), (autre, deux)) if oui])
        fusion = merge_acteurs(survivant=gardee, absorbe=autre)
        for demarche, (une, deux) in zip(demarches, citations, strict=True):
            assert list(demarche.acteurs.all()) == ([gardee] if une or deux else [])
        assert unmerge_acteurs(fusion=fusion, par=None).perdus == 0
        for demarche, (une, deux) in zip(demarches, citations, strict=True):
            voulus = {a for a, oui in ((gardee, une), (autre, deux)) if oui}
            assert set(demarche.acteurs.all()) == voulus
        transaction.set_rollback(True)


def test_two_positions_at_one_maillon_are_both_kept_and_foretold():
    filiere = make_filiere(make_utilisateur())
    maillon = make_maillon(filiere)
    gardee, autre = make_acteur(nom="Une"), make_acteur(nom="Deux")
    make_position(maillon, acteur=gardee)
    sienne = make_position(maillon, acteur=autre, role="tri")
    previsions = {p.libelle: (p.suivent, p.restent) for p in prevoir(gardee, autre)}
    assert (0, 1) in previsions.values()
    fusion = merge_acteurs(survivant=gardee, absorbe=autre)
    sienne.refresh_from_db()
    assert (sienne.acteur_id, sienne.nom, sienne.role) == (None, "Deux (fiche réunie)", "tri")
    unmerge_acteurs(fusion=fusion, par=None)
    sienne.refresh_from_db()
    assert (sienne.acteur_id, sienne.nom_libre) == (autre.pk, "")


def test_undoing_leaves_alone_what_somebody_changed_since():
    gardee = make_acteur(nom="Une", description="avant")
    autre = make_acteur(nom="Deux", siret=SIRET)
    fusion = merge_acteurs(
        survivant=gardee, absorbe=autre, valeurs={"siret": SIRET, "description": "après"}
    )
    update_acteur(acteur=gardee, champs={"description": "mieux"})
    retour = unmerge_acteurs(fusion=fusion, par=None)
    gardee.refresh_from_db()
    autre.refresh_from_db()
    assert retour.gardes == ["description"]
    assert (gardee.siret, gardee.description) == ("", "mieux")
    assert (autre.siret, autre.statut) == (SIRET, "publie")
    assert not ReferenceFusionnee.objects.exists()
    with pytest.raises(FusionImpossible):
        unmerge_acteurs(fusion=fusion, par=None)


def test_merges_that_cannot_be():
    une, deux, archivee = make_acteur(), make_acteur(), make_acteur(statut="archive")
    with pytest.raises(FusionImpossible, match="différentes"):
        merge_acteurs(survivant=une, absorbe=une)
    with pytest.raises(FusionImpossible, match="archivée"):
        merge_acteurs(survivant=une, absorbe=archivee)
    with pytest.raises(ConflitDEdition):
        merge_acteurs(survivant=une, absorbe=deux, versions=(une.version, deux.version + 1))
    with pytest.raises(TypeError):
        merge_acteurs(survivant=une, absorbe=deux, valeurs={"statut": "archive"})
    assert Acteur.objects.filter(statut="publie").count() == 2


def test_an_entry_withdrawn_is_not_published_again_and_a_late_undo_is_refused():
    une, deux, trois = make_acteur(), make_acteur(), make_acteur()
    fusion = merge_acteurs(survivant=une, absorbe=deux)
    with pytest.raises(Exception, match="réunie"):
        publish_acteur(acteur=deux, par=None)
    suivante = merge_acteurs(survivant=trois, absorbe=une)
    with pytest.raises(FusionImpossible, match="depuis"):
        unmerge_acteurs(fusion=fusion, par=None)
    FusionActeurs.objects.filter(pk=suivante.pk).update(
        faite_le=timezone.now() - timedelta(days=31)
    )
    with pytest.raises(FusionImpossible, match="ne peut plus"):
        unmerge_acteurs(fusion=suivante, par=None)


def test_a_failure_half_way_leaves_everything_as_it_was(monkeypatch):
    une, deux = make_acteur(), make_acteur()
    demarche = make_diagnostic()
    demarche.acteurs.add(deux)

    def echouer(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(ReferenceFusionnee.objects, "create", echouer)
    with pytest.raises(IntegrityError):
        merge_acteurs(survivant=une, absorbe=deux)
    deux.refresh_from_db()
    assert deux.statut == "publie"
    assert list(demarche.acteurs.all()) == [deux]
    assert not FusionActeurs.objects.exists()


def test_every_model_of_the_project_is_looked_at():
    trouves = {lien.modele for lien in liens_vers_acteurs()}
    declares = {
        modele
        for modele in apps.get_models(include_auto_created=True)
        for champ in modele._meta.get_fields()
        if isinstance(champ, models.ForeignKey) and champ.related_model is Acteur
    }
    assert trouves == declares


def test_entering_the_siret_of_an_entry_that_joined_another_leads_to_it():
    gardee, reunie = make_acteur(siret="35600000000048"), make_acteur(siret=SIRET)
    merge_acteurs(survivant=gardee, absorbe=reunie)
    with pytest.raises(DoublonPossible) as alerte:
        create_acteur(champs={"nom": "La même", "siret": SIRET})
    assert alerte.value.candidats == [gardee]
