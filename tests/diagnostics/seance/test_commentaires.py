"""Sessions are talked about, followed, and told in the journal and the mails."""

import pytest
from django.urls import reverse

from diagnostics.echanges import trouver_cible, types_de_cibles
from diagnostics.models import Abonnement, Commentaire, MembreDiagnostic
from diagnostics.services.commentaires import commenter
from diagnostics.services.seance import conduite
from tests import fabriques as f
from tests.diagnostics.seance.outils import make_seance

pytestmark = pytest.mark.django_db


@pytest.fixture
def seance(diagnostic):
    return make_seance("recueil", diagnostic=diagnostic)


@pytest.fixture
def bilan(diagnostic, seance):
    return reverse("diagnostics:seance_bilan", args=[diagnostic.reference, seance.reference])


@pytest.fixture
def commenter_url(diagnostic, seance):
    return reverse("diagnostics:commenter", args=[diagnostic.reference, "seance", seance.reference])


def test_le_bilan_porte_la_conversation(client, diagnostic, seance, bilan, commenter_url):
    assert "Votre commentaire" in client.get(bilan).content.decode()
    client.post(commenter_url, {"texte": "Prévoir plus de chaises."})
    commentaire = diagnostic.commentaires.get()
    assert (commentaire.cible_type, commentaire.cible_reference) == ("seance", seance.reference)
    page = client.get(bilan).content.decode()
    assert "Prévoir plus de chaises." in page
    assert page.count("Prévoir plus de chaises.") == 1
    # Whoever commented follows.
    assert Abonnement.objects.filter(cible_type="seance", automatique=True).exists()
    # The board leads there, and so does the page of all conversations.
    conduite_ = reverse("diagnostics:seance", args=[diagnostic.reference, seance.reference])
    assert f"{bilan}#fil" in client.get(conduite_).content.decode()
    echanges = client.get(reverse("diagnostics:echanges", args=[diagnostic.reference]))
    assert "Prévoir plus de chaises." in echanges.content.decode()
    assert bilan in echanges.content.decode()


def test_un_lecteur_lit_sans_ecrire(client, diagnostic, seance, bilan, commenter_url):
    commenter(
        diagnostic=diagnostic,
        cible=trouver_cible(diagnostic, "seance", seance.reference),
        auteur=diagnostic.pilote,
        texte="Vu par tous les membres.",
    )
    lecteur = f.make_membre(diagnostic, role=MembreDiagnostic.Role.LECTEUR)
    client.force_login(lecteur)
    page = client.get(bilan).content.decode()
    assert "Vu par tous les membres." in page
    assert "Votre commentaire" not in page
    assert client.post(commenter_url, {"texte": "Non"}).status_code == 403
    client.force_login(f.make_utilisateur())
    assert client.post(commenter_url, {"texte": "Non"}).status_code in {403, 404}
    assert Commentaire.objects.count() == 1


def test_la_cible_de_la_seance(diagnostic, seance, bilan):
    assert "seance" in {t.code for t in types_de_cibles()}
    cible = trouver_cible(diagnostic, "seance", seance.reference)
    assert (cible.titre, cible.url, cible.lieu) == ("Atelier", bilan, "Séances")
    # A session of another démarche is not found from here.
    autre = make_seance("recueil")
    assert trouver_cible(diagnostic, "seance", autre.reference) is None


def test_supprimer_la_seance_garde_une_page_d_echanges_qui_s_ouvre(client, diagnostic, seance, url):
    commenter(
        diagnostic=diagnostic,
        cible=trouver_cible(diagnostic, "seance", seance.reference),
        auteur=diagnostic.pilote,
        texte="Resté sans séance.",
    )
    conduite.supprimer_seance(seance=seance, par=diagnostic.pilote)
    assert client.get(url("echanges")).status_code == 200
    assert trouver_cible(diagnostic, "seance", seance.reference) is None


def test_les_questions_ne_croissent_pas(client, diagnostic, seance, bilan):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    cible = trouver_cible(diagnostic, "seance", seance.reference)

    def compter():
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(bilan).status_code == 200
        return len(requetes)

    commenter(diagnostic=diagnostic, cible=cible, auteur=diagnostic.pilote, texte="Un")
    client.get(bilan)
    une = compter()
    for texte in ("Deux", "Trois"):
        commenter(diagnostic=diagnostic, cible=cible, auteur=diagnostic.pilote, texte=texte)
    assert compter() == une
