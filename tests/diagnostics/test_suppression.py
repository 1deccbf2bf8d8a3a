"""Deleting a démarche: what is said first, what goes, what stays."""

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from django.utils import timezone

from acteurs.models import Acteur
from comptes.models import Utilisateur
from diagnostics.models import Avis, Diagnostic, Entretien, PartiePrenante, Reponse
from diagnostics.services import contacts, mactor, pistes
from diagnostics.services.courriels import ESSAIS_MAX, envoyer_les_avis
from diagnostics.services.suppression import mesurer_pertes, supprimer_demarche
from rapports.models import Rapport
from tests import fabriques as f

pytestmark = pytest.mark.django_db


def remplir(diagnostic, par):
    """Write a little of everything; return an actor of the directory it cites."""
    acteur = f.make_acteur()
    diagnostic.acteurs.add(acteur)
    version = f.make_grille(diagnostic)
    entretien = f.make_entretien(diagnostic, acteur=acteur, grille=version)
    reponse = f.make_reponse(entretien, "Il manque un garage.", question=version.questions.first())
    element = f.make_element(diagnostic)
    f.make_preuve(element, "entretien", entretien=entretien, passage=f.make_passage(reponse))
    f.make_commentaire(element)
    partie = f.make_partie(diagnostic, acteur=acteur)
    contacts.noter_echange(partie=partie, date=timezone.localdate(), resume="Appel", par=par)
    enjeu = f.make_enjeu(diagnostic)
    enjeu.elements.add(element)
    piste = f.make_piste(diagnostic)
    piste.enjeux.add(enjeu)
    pistes.retirer_appui(appui=pistes.appuyer(piste=piste, par=par, element=element), par=par)
    pistes.appuyer(piste=piste, par=par, entretien=entretien)
    point = f.make_point_de_vue(piste, attentes=("Un pont",), apports=("Des outils",))
    point.acteur.dans_mactor = True
    point.acteur.save()
    mactor.enregistrer_grilles(
        diagnostic=diagnostic, influences={"a>b": 1}, positions={}, par=par, version_attendue=0
    )
    f.make_seance(diagnostic)
    Rapport.objects.create(diagnostic=diagnostic, demandeur=par)
    return acteur


def lignes():
    """Count every row of the application and of its histories."""
    return {
        modele._meta.db_table: modele._default_manager.count()
        for modele in apps.get_app_config("diagnostics").get_models(include_auto_created=True)
    }


@pytest.fixture
def voisine():
    """Another démarche, as full, that nothing may touch."""
    pilote = f.make_utilisateur()
    voisine = f.make_diagnostic(pilote)
    remplir(voisine, pilote)
    return voisine


def test_everything_goes_histories_included_and_the_neighbour_stays(voisine):
    avant = lignes()
    pilote = f.make_utilisateur()
    demarche = f.make_diagnostic(pilote, titre="Coquelicot")
    acteur = remplir(demarche, pilote)
    assert any(lignes()[t] > avant[t] for t in avant if t.startswith("diagnostics_historical"))
    supprimer_demarche(diagnostic=demarche, titre=" coquelicot ", par=pilote)
    apres = lignes()
    assert {t: (avant[t], apres[t]) for t in avant if avant[t] != apres[t]} == {}
    assert Diagnostic.objects.get() == voisine
    assert Acteur.objects.filter(pk=acteur.pk).exists()
    assert Rapport.objects.get().diagnostic == voisine


def test_the_page_says_what_is_lost_and_proposes_to_archive(client, diagnostic, pilote, url):
    remplir(diagnostic, pilote)
    f.make_membre(diagnostic)
    assert url("supprimer") in client.get(url("reglages")).text
    page = client.get(url("supprimer")).text
    for dit in (
        "entretien, atelier ou document", "réponse d’entretien", "échange noté", "commentaire",
        "rapport et ses liens", "autre membre n’y aura plus accès, et le saura par courriel", "Plutôt archiver", url("archive"),
    ):  # fmt: skip
        assert dit in page
    refus = client.post(url("supprimer"), {"titre": "Autre chose"})
    assert refus.status_code == 422
    assert "recopiez-le" in refus.text
    assert client.post(url("supprimer"), {}).status_code == 422
    assert Diagnostic.objects.exists()
    reponse = client.post(url("supprimer"), {"titre": diagnostic.titre}, follow=True)
    assert reponse.status_code == 200
    assert "est supprimée" in reponse.text
    assert not Diagnostic.objects.exists()
    assert not Reponse.history.exists()


def test_an_archived_one_too_and_an_empty_one_says_so(client, diagnostic, url):
    Diagnostic.objects.update(statut="archive")
    page = client.get(url("supprimer")).text
    assert "Rien n’y est encore écrit." in page
    assert "déjà archivée" in page
    assert mesurer_pertes(diagnostic) == []
    client.post(url("supprimer"), {"titre": diagnostic.titre})
    assert not Diagnostic.objects.exists()


def test_only_those_who_pilot(client, diagnostic, url):
    client.force_login(f.make_membre(diagnostic))
    assert client.get(url("supprimer")).status_code == 403
    assert client.post(url("supprimer"), {"titre": diagnostic.titre}).status_code == 403


def test_what_answers_rest_on_is_still_kept_from_being_erased_alone(diagnostic, pilote):
    remplir(diagnostic, pilote)
    version = Entretien.objects.get().grille
    with pytest.raises(models.RestrictedError):
        version.delete()
    with pytest.raises(models.RestrictedError):
        Reponse.objects.get().question.delete()
    with pytest.raises(models.RestrictedError):
        PartiePrenante.objects.get().cercle.delete()


def test_the_other_members_are_told_once_by_mail(
    diagnostic, pilote, django_capture_on_commit_callbacks
):
    membre, absente = (f.make_membre(diagnostic) for _ in range(2))
    Utilisateur.objects.filter(pk=absente.pk).update(is_active=False)
    titre = diagnostic.titre
    with django_capture_on_commit_callbacks() as prevus:
        supprimer_demarche(diagnostic=diagnostic, titre=titre, par=pilote)
    assert len(prevus) == 1
    assert envoyer_les_avis() == 1
    assert envoyer_les_avis() == 0
    (courriel,) = mail.outbox
    assert courriel.to == [membre.email]
    assert courriel.subject == f"[Terreau] «\u00a0{titre}\u00a0» a été supprimée"
    assert "List-Unsubscribe" not in courriel.extra_headers
    html = courriel.alternatives[0][0]
    for texte in (courriel.body, html):
        assert titre in texte
        assert str(pilote) in texte
    assert "Ne plus en recevoir" not in html
    avis = Avis.objects.get()
    assert (avis.etat, avis.contenu) == ("envoye", {}), "nothing is kept of what was deleted"


def test_nobody_is_written_to_when_there_is_nobody_else(diagnostic, pilote):
    supprimer_demarche(diagnostic=diagnostic, titre=diagnostic.titre, par=pilote)
    assert not Avis.objects.exists()


def test_a_refused_mail_forgets_what_it_said_in_the_end(diagnostic, pilote, monkeypatch):
    f.make_membre(diagnostic)
    supprimer_demarche(diagnostic=diagnostic, titre=diagnostic.titre, par=pilote)

    def refuser(_self):
        raise OSError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuser)
    for _ in range(ESSAIS_MAX):
        assert envoyer_les_avis() == 0
    avis = Avis.objects.get()
    assert (avis.etat, avis.contenu) == ("echec", {})
