"""What is news: new actors, closings, changes, relations; nothing that was not public."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from acteurs.models import Acteur, PropositionOfficielle
from acteurs.services import archive_acteur, create_acteur, publish_acteur, update_acteur
from acteurs.services.fusion import merge_acteurs
from alertes.models import Jalon
from alertes.nouvelles import Bulletin, Periode, poser_jalon
from alertes.perimetre import Perimetre, lire_criteres
from relations.models import Relation
from tests.fabriques import (
    make_acteur,
    make_commune,
    make_territoire,
    make_thematique,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db


def vieillir(*acteurs: Acteur, jours: int = 10) -> None:
    """Make entries, and what is told of them so far, older."""
    avant = timezone.now() - timedelta(days=jours)
    ids = [a.pk for a in acteurs]
    Acteur.objects.filter(pk__in=ids).update(cree_le=avant)
    Acteur.history.filter(id__in=ids).update(history_date=avant)


def lire(adresse: str = "", acteur: Acteur | None = None) -> Bulletin:
    maintenant = timezone.now()
    perimetre = (
        Perimetre(acteur=acteur.pk) if acteur else Perimetre(criteres=lire_criteres(adresse))
    )
    return Periode(maintenant - timedelta(days=1), maintenant).lire(perimetre)


def dites(bulletin: Bulletin) -> set[tuple[str, str]]:
    return {(n.nature, n.acteur.nom) for n in bulletin.nouvelles}


def test_new_actors_of_a_territory() -> None:
    commune = make_commune()
    territoire = make_territoire(commune)
    ancien = make_acteur(commune=commune)
    vieillir(ancien)
    importe = make_acteur(commune=commune, nom="Importé")  # without history, as imports write
    make_acteur(nom="Ailleurs", commune=make_commune())
    make_acteur(nom="Proposé", commune=commune, statut="propose")
    saisi = create_acteur(champs={"nom": "Saisi", "commune": commune, "statut": "publie"})
    bulletin = lire(f"territoire={territoire.nature}:{territoire.code}")
    assert dites(bulletin) == {("nouveau", importe.nom), ("nouveau", saisi.nom)}
    assert bulletin.nouveaux == 2


def test_a_proposal_published_later_is_new_then() -> None:
    acteur = create_acteur(champs={"nom": "Discret", "statut": "propose"})
    vieillir(acteur)
    assert not lire("q=discret")
    publish_acteur(acteur=acteur, par=None)
    assert dites(lire("q=discret")) == {("nouveau", "Discret")}


def test_closings_and_joined_entries() -> None:
    ferme = create_acteur(champs={"nom": "Ferme", "statut": "publie"})
    jamais_vu = create_acteur(champs={"nom": "Jamais vu", "statut": "propose"})
    double = make_acteur(nom="Double")
    garde = make_acteur(nom="Gardée")
    vieillir(ferme, jamais_vu, double, garde)
    archive_acteur(acteur=ferme, par=None)
    archive_acteur(acteur=jamais_vu, par=None)
    merge_acteurs(survivant=garde, absorbe=double)
    bulletin = lire()
    assert {("ferme", "Ferme"), ("reuni", "Double")} <= dites(bulletin)
    assert "Jamais vu" not in {n.acteur.nom for n in bulletin.nouvelles}
    assert "Réunie à Gardée" in {n.texte for n in bulletin.nouvelles}


def test_changes_say_what_and_never_the_former_values() -> None:
    acteur = create_acteur(
        champs={"nom": "Atelier", "statut": "publie", "contact_public": "zqx-ancien"}
    )
    vieillir(acteur)
    assert not lire(acteur=acteur)
    update_acteur(
        acteur=acteur,
        champs={"contact_public": "accueil@atelier.example", "description": "Répare"},
        thematiques=[make_thematique("energie")],
    )
    (nouvelle,) = lire(acteur=acteur).nouvelles
    assert (nouvelle.nature, nouvelle.texte) == ("change", "Description, contact public, thèmes")


def test_an_imported_entry_touched_for_the_first_time_is_a_change() -> None:
    acteur = make_acteur()
    vieillir(acteur)
    update_acteur(acteur=acteur, champs={"description": "Du nouveau"})
    assert [n.nature for n in lire(acteur=acteur).nouvelles] == ["change"]


def test_what_a_register_did_by_itself_is_told() -> None:
    ferme, parti = make_acteur(statut="archive"), make_acteur()
    vieillir(ferme, parti)
    for acteur, nature in ((ferme, "fermeture"), (parti, "demenagement")):
        PropositionOfficielle.objects.create(
            acteur=acteur,
            nature=nature,
            motif="Dit par Sirene",
            empreinte=1,
            etat="acceptee",
            decidee_le=timezone.now(),
        )
    assert dites(lire()) == {("ferme", ferme.nom), ("change", parti.nom)}


def test_public_relations_only() -> None:
    un, deux, trois = (make_acteur() for _ in range(3))
    vieillir(un, deux, trois)
    Relation.objects.create(depart=un, arrivee=deux, nature="travaille")
    Relation.objects.create(depart=un, arrivee=trois, nature="travaille", visibilite="membres")
    assert dites(lire(acteur=un)) == {("relation", un.nom)}
    assert dites(lire(acteur=deux)) == {("relation", deux.nom)}
    assert not lire(acteur=trois)
    Relation.objects.create(depart=deux, arrivee=make_acteur(statut="propose"), nature="fournit")
    assert len(lire(acteur=deux).nouvelles) == 1, "the other end is not published"


def test_a_relation_is_read_from_the_side_of_who_is_followed() -> None:
    fonds, epicerie = make_acteur(nom="Fonds"), make_acteur(nom="Épicerie")
    vieillir(fonds, epicerie)
    Relation.objects.create(depart=fonds, arrivee=epicerie, nature="finance")
    assert [n.texte for n in lire(acteur=fonds).nouvelles] == ["finance Épicerie"]
    assert [n.texte for n in lire(acteur=epicerie).nouvelles] == ["reçoit un financement de Fonds"]


def test_what_can_be_read_no_more_says_nothing_rather_than_everything() -> None:
    make_acteur()
    for adresse in ("territoire=epci:000000000", "demarche=inconnue", "autour=Nulle-Part"):
        assert not lire(adresse), adresse


def test_numbers_spare_reading_old_entries() -> None:
    ancien = make_acteur()
    vieillir(ancien, jours=40)
    Jalon.objects.create(jour=timezone.localdate() - timedelta(days=20), dernier=ancien.pk)
    recent = make_acteur()
    assert dites(lire()) == {("nouveau", recent.nom)}
    assert poser_jalon().dernier == recent.pk
    assert poser_jalon() == poser_jalon()


def test_the_news_cost_the_same_for_one_and_for_three(django_assert_num_queries: Any) -> None:
    def touches(nombre: int) -> None:
        faits = [make_acteur() for _ in range(nombre)]
        vieillir(*faits)
        for acteur in faits:
            update_acteur(acteur=acteur, champs={"description": "Neuf"})
        make_acteur(nom="Neuf")

    make_utilisateur()
    touches(1)
    with django_assert_num_queries(12) as une:
        lire()
    touches(3)
    with django_assert_num_queries(len(une)):
        lire()
