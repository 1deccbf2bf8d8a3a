"""Whoever creates or changes an object follows it, unless they chose otherwise."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from diagnostics.models import Abonnement
from diagnostics.services import contacts, elements, parties, pistes, preuves
from diagnostics.services.abonnements import ne_plus_suivre, regler_avis, suit
from diagnostics.services.resume import composer_resume
from tests import fabriques as f

pytestmark = pytest.mark.django_db


def suivis(personne):
    return {
        (a.cible_type, a.cible_reference)
        for a in Abonnement.objects.filter(utilisateur=personne, actif=True)
    }


def test_creating_changing_and_supporting_make_one_follow(diagnostic, element, gens):
    neuf = elements.ajouter(
        diagnostic=diagnostic, quadrant="force", texte="Nouveau", auteur=gens.agent
    )
    assert suivis(gens.agent) == {("element", neuf.reference)}
    assert Abonnement.objects.get(utilisateur=gens.agent).automatique
    elements.modifier(
        element=element, texte="Autrement", thematique=None, par=gens.agent, version_attendue=None
    )
    autre = f.make_element(diagnostic)
    preuves.rattacher(element=autre, par=gens.agent, nature="source", texte="Lu dans le journal")
    partie = f.make_partie(diagnostic)
    parties.placer(partie=partie, influence=3, interet=2, par=gens.agent)
    piste = pistes.creer_piste(diagnostic=diagnostic, champs={"titre": "Garage"}, par=gens.agent)
    assert suivis(gens.agent) == {
        ("element", neuf.reference), ("element", element.reference),
        ("element", autre.reference), ("partie", partie.reference), ("piste", piste.reference),
    }  # fmt: skip
    assert suivis(gens.pilote) == set()


def test_settings_of_the_process_and_private_exchanges_subscribe_to_nothing(diagnostic, gens, url,
                                                                           client):  # fmt: skip
    client.post(url("archive"), {"action": "archiver"})
    partie = f.make_partie(diagnostic)
    contacts.noter_echange(partie=partie, date=timezone.localdate(), resume="Appel", par=gens.agent)
    assert suivis(gens.pilote) == suivis(gens.agent) == set()


def test_stopping_lasts_and_the_setting_is_respected(diagnostic, element, gens):
    def ecrire(texte):
        elements.modifier(
            element=element, texte=texte, thematique=None, par=gens.agent, version_attendue=None
        )

    cible = {"cible_type": "element", "cible_reference": element.reference}
    ecrire("Un")
    ne_plus_suivre(diagnostic=diagnostic, utilisateur=gens.agent, **cible)
    ecrire("Deux")
    assert not suit(diagnostic=diagnostic, utilisateur=gens.agent, **cible)
    regler_avis(utilisateur=gens.pilote, suivre_en_ecrivant=False)
    elements.retirer(element=element, par=gens.pilote)
    assert suivis(gens.pilote) == set()


def test_following_again_costs_one_query(
    diagnostic, element, gens, django_assert_max_num_queries, django_assert_num_queries
):
    from diagnostics.services.abonnements import suivre_en_ecrivant

    ecrit = {
        "diagnostic_id": diagnostic.pk, "utilisateur_id": gens.agent.pk,
        "cible_type": "element", "cible_reference": element.reference,
    }  # fmt: skip
    with django_assert_max_num_queries(5):
        suivre_en_ecrivant(**ecrit)
    with django_assert_num_queries(1):
        suivre_en_ecrivant(**ecrit)


def test_the_summary_tells_what_others_did_to_it(diagnostic, gens):
    mien = elements.ajouter(
        diagnostic=diagnostic, quadrant="force", texte="Le mien", auteur=gens.agent
    )
    elements.ajouter(diagnostic=diagnostic, quadrant="force", texte="Le leur", auteur=gens.pilote)
    elements.modifier(
        element=mien, texte="Le mien, repris", thematique=None, par=gens.pilote,
        version_attendue=None,
    )  # fmt: skip
    maintenant = datetime.now(UTC)
    resume = composer_resume(
        utilisateur=gens.agent,
        depuis=maintenant - timedelta(hours=1),
        jusqu_a=maintenant + timedelta(minutes=1),
    )
    titres = [
        ligne.titre
        for chapitre in resume.chapitres
        for rubrique in chapitre.rubriques
        for ligne in rubrique.lignes
    ]
    assert titres == ["Le mien, repris"]


def test_the_page_of_mails_has_the_choice_and_costs_the_same(
    client, diagnostic, gens, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    adresse = "/demarches/courriels/"
    elements.ajouter(diagnostic=diagnostic, quadrant="force", texte="Un", auteur=gens.pilote)
    with CaptureQueriesContext(connection) as avant:
        page = client.get(adresse).content.decode()
    assert "suivre_en_ecrivant" in page
    assert "parce que vous y avez pris part" in page
    for texte in ("Deux", "Trois"):
        elements.ajouter(diagnostic=diagnostic, quadrant="force", texte=texte, auteur=gens.pilote)
    with django_assert_num_queries(len(avant)):
        client.get(adresse)
    client.post(adresse, {"mentions": "resume", "rythme": "jour"})
    gens.pilote.refresh_from_db()
    assert not gens.pilote.reglage_avis.suivre_en_ecrivant
    client.post(adresse, {"mentions": "resume", "rythme": "jour", "suivre_en_ecrivant": "on"})
    gens.pilote.reglage_avis.refresh_from_db()
    assert gens.pilote.reglage_avis.suivre_en_ecrivant
    # One click stops it.
    suivi = Abonnement.objects.filter(utilisateur=gens.pilote, actif=True).first()
    client.post(adresse, {"arreter": suivi.pk})
    suivi.refresh_from_db()
    assert not suivi.actif
