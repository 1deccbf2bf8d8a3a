"""What filières tell the floors around: actors, territories, démarches, accounts."""

import pytest
from django.urls import reverse

from comptes.services.donnees import ce_qui_retient
from diagnostics.models import FiliereCitee
from diagnostics.services.filieres import RATTACHEMENT, citer
from filieres.models import Filiere
from filieres.usages import USAGES, quitter_les_filieres, section_territoire
from tests.fabriques import (
    make_acteur,
    make_diagnostic,
    make_enjeu,
    make_filiere,
    make_maillon,
    make_membre,
    make_membre_filiere,
    make_position,
    make_utilisateur,
)

pytestmark = pytest.mark.django_db


def test_an_actor_says_where_it_stands(client):
    qui = make_utilisateur()
    acteur = make_acteur(nom="La Laverie")
    mienne, privee = make_filiere(qui), make_filiere()
    make_position(make_maillon(mienne, intitule="Lavage"), acteur=acteur)
    make_position(make_maillon(mienne, intitule="Tri"), acteur=acteur, potentielle=True)
    make_position(make_maillon(privee), acteur=acteur)
    (usage,) = USAGES.usages(qui, acteur)
    assert (usage.titre, usage.detail) == (mienne.nom, "Lavage, Tri (pourrait le faire)")
    assert set(USAGES.selection(qui, mienne.reference).acteurs) == {acteur.pk}
    assert USAGES.selection(qui, privee.reference) is None
    assert set(USAGES.lies_a(qui, mienne.territoire)) == {acteur.pk}
    assert not USAGES.lies_a(qui, privee.territoire)
    assert set(USAGES.cites([acteur.pk, 0])) == {acteur.pk}
    client.force_login(qui)
    page = client.get(reverse("acteurs:fiche", args=[acteur.reference])).content.decode()
    assert mienne.nom in page
    assert privee.nom not in page


def test_a_territory_shows_its_filieres(client):
    qui = make_utilisateur()
    mienne = make_filiere(qui)
    make_filiere(territoire=mienne.territoire)
    client.force_login(qui)
    adresse = reverse("territoires:fiche", args=[mienne.territoire.nature, mienne.territoire.code])
    page = client.get(adresse).content.decode()
    assert mienne.nom in page
    assert "Ouvrir une filière ici" in page
    requete = type("R", (), {"user": make_utilisateur(), "organisation": None})()
    assert section_territoire(requete, mienne.territoire) == {"filieres": [], "url_creer": ""}


def test_whoever_leaves_hands_over_first():
    seule = make_utilisateur()
    filiere = make_filiere(seule)
    assert not [r for r in ce_qui_retient(seule) if "filière" in r]
    autre = make_membre_filiere(filiere)
    assert any(filiere.nom in r for r in ce_qui_retient(seule))
    filiere.membres.filter(utilisateur=autre).update(role="pilote")
    assert not any(filiere.nom in r for r in ce_qui_retient(seule))
    quitter_les_filieres(seule)
    assert [m.utilisateur for m in filiere.membres.all()] == [autre]


@pytest.fixture
def agent(client):
    qui = make_utilisateur()
    client.force_login(qui)
    return qui


def test_a_demarche_cites_filieres_and_their_stakes(client, agent):
    demarche = make_diagnostic(agent)
    enjeu, autre = make_enjeu(demarche, titre="Trop de déchets"), make_enjeu(demarche)
    ailleurs = make_enjeu(make_diagnostic())
    filiere, cachee = make_filiere(agent), make_filiere()
    citer(diagnostic=demarche, filiere=cachee, enjeux=[], par=agent)
    adresse = reverse("diagnostics:filieres", args=[demarche.reference])
    lier = reverse("diagnostics:filiere_citer", args=[demarche.reference])
    assert filiere.nom in client.get(adresse).content.decode()
    client.post(
        lier, {"filiere": filiere.reference, "enjeu": [enjeu.reference, ailleurs.reference]}
    )
    citee = FiliereCitee.objects.get(filiere=filiere)
    assert set(citee.enjeux.all()) == {enjeu}
    page = client.get(adresse).content.decode()
    assert "réservée à ses membres" in page
    assert cachee.nom not in page
    assert (
        "Trop de déchets"
        in client.get(reverse("filieres:membres", args=[filiere.reference])).content.decode()
    )
    client.post(lier, {"filiere": filiere.reference, "enjeu": [autre.reference]})
    assert set(citee.enjeux.all()) == {autre}
    assert client.post(lier, {"filiere": cachee.reference}).status_code == 404
    client.post(
        reverse("diagnostics:filiere_ne_plus_citer", args=[demarche.reference, citee.reference])
    )
    assert not FiliereCitee.objects.filter(filiere=filiere).exists()
    assert Filiere.objects.filter(pk=filiere.pk).exists()


def test_a_filiere_starts_from_the_stakes_of_a_demarche(client, agent):
    demarche = make_diagnostic(agent, titre="Notre démarche")
    enjeu = make_enjeu(demarche, titre="Trop de déchets")
    make_diagnostic()
    assert [d.titre for d in RATTACHEMENT.departs(agent)] == ["Notre démarche"]
    adresse = f"/filieres/creer/?depart=demarche:{demarche.reference}"
    assert "Trop de déchets" in client.get(adresse).content.decode()
    client.post(
        adresse,
        {
            "nom": "Réemploi", "theme": "reemploi", "conception": "chaine-de-valeur",
            "organisation": demarche.organisation_id, "choix": [enjeu.reference],
        },
    )  # fmt: skip
    filiere = Filiere.objects.get(nom="Réemploi")
    assert filiere.territoire == demarche.territoire
    assert set(filiere.demarches_liees.get().enjeux.all()) == {enjeu}
    (lien,) = RATTACHEMENT.liens(agent, filiere)
    assert (lien.titre, lien.details) == ("Notre démarche", ("Trop de déchets",))
    assert RATTACHEMENT.liens(make_utilisateur(), filiere) == []
    demarche.visibilite = "public"
    demarche.save()
    (lien,) = RATTACHEMENT.liens(make_utilisateur(), filiere)
    assert lien.details == ()


def test_readers_of_a_demarche_change_nothing(client, agent):
    demarche = make_diagnostic()
    make_membre(demarche, agent, "lecteur")
    filiere = make_filiere(agent)
    lier = reverse("diagnostics:filiere_citer", args=[demarche.reference])
    assert client.post(lier, {"filiere": filiere.reference}).status_code == 403
    assert (
        "Ouvrir une filière"
        not in client.get(
            reverse("diagnostics:filieres", args=[demarche.reference])
        ).content.decode()
    )
