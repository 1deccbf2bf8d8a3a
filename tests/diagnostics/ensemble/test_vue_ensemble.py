"""The overview: each tool's progress and next step, recent life; what awaits each person."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from diagnostics.models import (
    Cercle,
    Entretien,
    Mention,
    PartiePrenante,
    Piste,
    Seance,
    SuiviContact,
)
from diagnostics.services.outils import lire_outils
from tests import fabriques as f

pytestmark = pytest.mark.django_db
TOUS = {
    "lit_entretiens": True,
    "lit_contacts": True,
    "peut_contribuer": True,
    "peut_proposer": True,
}


def lire(diagnostic, **droits):
    matrice = diagnostic.matrice()
    outils = lire_outils(diagnostic=diagnostic, matrice=matrice, droits={**TOUS, **droits})
    return {o.cle: o for o in outils}


def test_at_the_beginning_every_tool_says_what_to_do_first(diagnostic):
    outils = lire(diagnostic)
    assert {"entretiens", "matrice", "parties", "pistes"} <= set(outils)
    assert not any(o.est_commence for o in outils.values())
    assert outils["matrice"].suite == "Écrire le premier énoncé"


def test_progress_is_counted_from_the_data(diagnostic):
    f.make_element(diagnostic)
    f.make_preuve(f.make_element(diagnostic))
    f.make_entretien(diagnostic)
    f.make_entretien(
        diagnostic,
        titre="Au café",
        statut=Entretien.Statut.PLANIFIE,
        date=timezone.localdate() + timedelta(days=3),
    )
    cercle = Cercle.objects.create(diagnostic=diagnostic, code="usagers", nom="Usagers", ordre=1)
    partie = PartiePrenante.objects.create(diagnostic=diagnostic, cercle=cercle, nom="La Fabrique")
    SuiviContact.objects.update_or_create(
        partie=partie, defaults={"etat": SuiviContact.Etat.RENCONTRE}
    )
    Piste.objects.create(diagnostic=diagnostic, titre="Une monnaie locale")
    Seance.objects.create(diagnostic=diagnostic, titre="Atelier", etape=Seance.Etape.RECUEIL)
    outils = lire(diagnostic)
    assert (outils["matrice"].fait, outils["matrice"].total) == (1, 2)
    assert outils["matrice"].suite == "Étayer 1\xa0énoncé"
    assert outils["entretiens"].etat == "1\xa0source recueillie, 1\xa0rencontre prévue"
    assert "Au café" in outils["entretiens"].suite
    assert outils["parties"].etat == "1\xa0partie prenante dans 1\xa0cercle"
    assert outils["pistes"].etat == "1\xa0piste, 0\xa0point de vue"
    if "seances" in outils:
        assert "Atelier" in outils["seances"].etat
    if "contacts" in outils:
        assert (outils["contacts"].fait, outils["contacts"].total) == (1, 1)


def test_what_one_may_not_read_is_not_counted(diagnostic):
    outils = lire(diagnostic, lit_entretiens=False, lit_contacts=False, peut_contribuer=False)
    assert "entretiens" not in outils
    assert "contacts" not in outils
    assert not outils["parties"].suite


def test_the_overview_shows_recent_life_and_the_bell(client, diagnostic, element, gens, url):
    commentaire = f.make_commentaire(element, auteur=gens.agent, texte="Et la gare ?")
    Mention.objects.create(commentaire=commentaire, utilisateur=gens.pilote)
    html = client.get(url("fiche")).content.decode()
    assert "Et la gare" in html
    assert "1\xa0mention</a>" in html or "1\xa0mention à lire" in html
    assert "Un tissu dense" in html
    assert 'aria-pressed="false"' in html


@pytest.mark.parametrize("nombre", [1, 3])
def test_the_overview_costs_the_same(
    client, diagnostic, gens, url, nombre, django_assert_max_num_queries
):
    for _ in range(nombre):
        element = f.make_element(diagnostic)
        f.make_preuve(element)
        f.make_entretien(diagnostic)
        f.make_commentaire(element, auteur=gens.agent)
    client.get(url("fiche"))
    with django_assert_max_num_queries(42):
        client.get(url("fiche"))


def test_what_awaits_each_person(client, diagnostic, element, gens):
    commentaire = f.make_commentaire(element, auteur=gens.agent)
    Mention.objects.create(commentaire=commentaire, utilisateur=gens.pilote)
    prevu = f.make_entretien(
        diagnostic,
        titre="Au café",
        statut=Entretien.Statut.PLANIFIE,
        date=timezone.localdate(),
        lieu="Albert",
    )
    prevu.enqueteurs.add(gens.pilote)
    cercle = Cercle.objects.create(diagnostic=diagnostic, code="usagers", nom="Usagers", ordre=1)
    partie = PartiePrenante.objects.create(diagnostic=diagnostic, cercle=cercle, nom="La Fabrique")
    SuiviContact.objects.update_or_create(
        partie=partie,
        defaults={
            "responsable": gens.pilote,
            "prochaine_action": "Appeler",
            "echeance": timezone.localdate() - timedelta(days=2),
        },
    )
    html = client.get(reverse("pages:accueil")).content.decode()
    for dit in ("Lire une mention", "Mener", "Au café", "Albert", "Faire une prise de contact"):
        assert dit in html
    client.force_login(gens.structure)
    html = client.get(reverse("pages:accueil")).content.decode()
    assert "Au café" not in html
    assert "prise de contact" not in html
